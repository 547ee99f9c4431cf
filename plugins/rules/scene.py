"""What a rule is judged on: one portal with its public items on one day."""

from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Sequence

from plugins.model import Finding, Portal, Registry
from plugins.model.rule import Profile, Rule
from plugins.rules.calendar import WorkingCalendar
from plugins.rules.logbooks import FOLDER, about


@dataclass(frozen=True, slots=True)
class Item:
    """A public item. url: below the portal's root; phase: as `plugins.site.phase` names it; text: without markup;
    published_on: day of publication as the item says it, empty where it names none; links: addresses outside the
    portal that the body leads to."""

    path: str
    section: str
    slug: str
    lang: str
    type: str
    meta: Mapping[str, Any]
    url: str = ""
    phase: str = ""
    text: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    published_on: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """functions: addresses of what the engine builds for the portal (`search`, `site-map`, `feed`, `languages`);
    logbooks: entries by logbook, only of those that are kept in this site root; offices: who holds which role here; drafts: section and language of items that are not published yet;
    approvals: the rules by which content is approved here, and whether each asks for the decree's checklist."""

    portal: Portal
    registry: Registry
    items: Sequence[Item]
    today: str
    calendar: WorkingCalendar
    profile: Profile
    functions: Mapping[str, str] = field(default_factory=dict)
    logbooks: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drafts: frozenset[tuple[str, str]] = frozenset()
    approvals: Mapping[str, bool] = field(default_factory=dict)

    def of_section(self, key: str, lang: str = "") -> list[Item]:
        key = self.registry.aliases.get(key, key)
        return [item for item in self.items if item.section == key and (not lang or item.lang == lang)]

    def of_types(self, types: Iterable[str], lang: str = "") -> list[Item]:
        wanted = set(types)
        return [item for item in self.items if item.type in wanted and (not lang or item.lang == lang)]

    def logbook(self, name: str) -> list[Mapping[str, Any]] | None:
        """Entries about this portal, or None where nobody keeps that logbook here."""
        return about(self.logbooks[name], self.portal.key) if name in self.logbooks else None

    @property
    def path(self) -> str:
        """The registry file, where a finding about the whole portal belongs."""
        return f"portals/{self.portal.key}.yaml"

    def finding(self, rule: Rule, item: Item | None = None, key: str = "", id: str = "", **params: str) -> Finding:
        """A finding of a rule: at the item's line that holds `key`, or at the portal as a whole. id: of its words, where
        they are not the kind's own."""
        told = {"rule": rule.id, "citation": rule.citation, "asks": rule.text.get("vi", ""), "portal": self.portal.key, **params}
        if item is None:
            return Finding(id or rule.message, rule.severity, self.path, 1, told, (rule.citation,))
        return Finding(rule.message, rule.severity, item.path, item.lines.get(key, 1), told, (rule.citation,))

    def entry_finding(self, rule: Rule, logbook: str, entry: Mapping[str, Any], **params: str) -> Finding:
        """A finding about one entry of a logbook."""
        told = {"rule": rule.id, "citation": rule.citation, "asks": rule.text.get("vi", ""), "portal": self.portal.key, "logbook": logbook,
                "entry": str(entry.get("entry", "")), **params}
        return Finding(rule.message, rule.severity, f"{FOLDER}{logbook}.yaml", 1, told, (rule.citation,))
