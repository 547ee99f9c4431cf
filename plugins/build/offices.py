"""Who holds which role at which portal on a day: the boards of the registry and the terms in `portals/_people.yaml`."""

from typing import Any, Mapping

from plugins.build.inputs import Inputs
from plugins.content import text
from plugins.content.front_matter import read_yaml
from plugins.model import Portal

PEOPLE = "portals/_people.yaml"
Terms = tuple[tuple[str, Mapping[str, Any]], ...]
"""Person id and one of their terms, as the file has them."""


def read_terms(inputs: Inputs, files: Mapping[str, str]) -> Terms:
    """Every term of the people file. What is wrong in it is `tasks.py keys policy`'s to say."""
    if PEOPLE not in files:
        return ()
    decoded, wrong = text.decode(inputs.read(PEOPLE, files[PEOPLE]), PEOPLE)
    people = {} if wrong else read_yaml(decoded, PEOPLE)[0].get("people")
    return tuple((person, {**term, "until": min(filter(None, (_text(term, "until"), _text(spec, "until"))), default="")})
                 for person, spec in (people.items() if isinstance(people, dict) else ()) if isinstance(spec, dict)
                 for term in spec.get("terms") or () if isinstance(term, dict))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def offices(terms: Terms, portal: Portal, day: str) -> dict[str, tuple[str, ...]]:
    """Role -> people at a portal on a day."""
    found: dict[str, list[str]] = {role: list(people) for role, people in portal.board.roles.items()}
    for person, term in terms:
        portals = term.get("portals")
        role = _text(term, "role")
        if role and isinstance(portals, list) and ("*" in portals or portal.key in portals) \
                and _text(term, "from") <= day and (not term["until"] or day <= term["until"]):
            found.setdefault(role, []).append(person)
    return {role: tuple(dict.fromkeys(people)) for role, people in found.items()}
