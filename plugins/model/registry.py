"""Everything that `portals/` says about the system."""

from dataclasses import dataclass, field
from typing import Any, Mapping

from plugins.model.portal import Portal, Section
from plugins.model.schema import ContentType


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything that `portals/` says. `sections`: the catalogue by key, aliases not included."""

    portals: Mapping[str, Portal]
    sections: Mapping[str, Section]
    aliases: Mapping[str, str]
    groups: Mapping[str, Mapping[str, Any]]
    types: Mapping[str, ContentType]
    digests: Mapping[str, str] = field(default_factory=dict)

    def section(self, portal: Portal, key: str) -> Section | None:
        """The section of that key or alias: the portal's own ones first."""
        key = self.aliases.get(key, key)
        return next((s for s in portal.sections if s.key == key), None) or self.sections.get(key)


