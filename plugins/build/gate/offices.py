"""People, rules and boards of a site root: who holds which role at a portal on a day, and what is wrong with it."""

from typing import Any, Iterable, Mapping

from plugins.build.inputs import Inputs
from plugins.build.request import ENGINE_ROOT
from plugins.content import text
from plugins.content.front_matter import read_yaml
from plugins.model import Finding, Portal
from plugins.review.boards import Office, check_boards, offices_of
from plugins.review.roles import PEOPLE, RULES


def _read(inputs: Inputs, files: Mapping[str, str], path: str) -> dict[str, Any]:
    """A registry file's values; what is wrong in its YAML is `tasks.py keys policy`'s to say."""
    if path not in files:
        return {}
    decoded, wrong = text.decode(inputs.read(path, files[path]), path)
    return {} if wrong else read_yaml(decoded, path)[0]


def read_offices(inputs: Inputs, files: Mapping[str, str], portals: Mapping[str, Portal]) -> tuple[Office, ...]:
    """Every role that somebody holds or held, from the people file and the portals' boards."""
    return tuple(offices_of(_read(inputs, files, PEOPLE), portals))


def read_rules(inputs: Inputs, files: Mapping[str, str]) -> Mapping[str, Any]:
    """The rules of approval as people write them; where the site root has none, the engine's, as the policy is compiled."""
    if RULES in files:
        return _read(inputs, files, RULES)
    return read_yaml((ENGINE_ROOT / RULES).read_text(encoding="utf-8"), RULES)[0]


def board_findings(inputs: Inputs, files: Mapping[str, str], portals: Mapping[str, Portal], day: str) -> list[Finding]:
    """What is wrong with the boards of the registry on a day. A site root without a people file says nothing of who
    its people are, so nothing can be wrong with them yet."""
    if PEOPLE not in files:
        return []
    return check_boards(_read(inputs, files, PEOPLE), _read(inputs, files, RULES), portals, day)


def offices(held: Iterable[Office], portal: Portal, day: str) -> dict[str, tuple[str, ...]]:
    """Role -> people at a portal on a day."""
    found: dict[str, list[str]] = {}
    for office in held:
        if office.covers(portal.key) and office.held_on(day):
            found.setdefault(office.role, []).append(office.person)
    return {role: tuple(dict.fromkeys(people)) for role, people in found.items()}
