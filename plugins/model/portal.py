"""A registry entry: one portal of the system."""

from dataclasses import dataclass, field
from typing import Any, Mapping


def localised(texts: Mapping[str, str], lang: str, official: str = "vi") -> str:
    """The text in `lang`, else in the official language, else in any: an empty string only where there is none."""
    return texts.get(lang) or texts.get(official) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a portal. `listing`: `news`, `register`, `cards`, `page`, `schedule`, `qa`, `gallery` or `links`."""

    key: str
    name: Mapping[str, str]
    slug: Mapping[str, str]
    type: str
    listing: str = "news"
    group: str = ""
    order: int = 500
    aliases: tuple[str, ...] = ()


Ring = tuple[tuple[float, float], ...]
"""Corners of a closed line on the Earth: longitude and latitude of each, in degrees (WGS 84)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Institutional contacts only; what is not known stays empty and is shown as not yet supplied."""

    address: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    fax: str = ""
    email: str = ""
    responsible: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one role of a board. sections, langs: `*` stands for all; start, until: first and last day of the
    term (ISO 8601), empty where it is open."""

    role: str
    person: str
    sections: tuple[str, ...] = ("*",)
    langs: tuple[str, ...] = ("*",)
    start: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Editorial board as written in the registry. Whether these people exist is the people file's to say."""

    seats: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Portal:
    """One file `portals/<key>.yaml`; the fields are the contract of the registry file."""

    key: str
    name: Mapping[str, str]
    unit_type: str
    languages: tuple[str, ...]
    short_name: Mapping[str, str] = field(default_factory=dict)
    level: int = 2
    parent: str = ""
    domain: str = ""
    regulation: str = ""
    theme: str = ""
    permission: Mapping[str, str] = field(default_factory=dict)
    contact: Contact = field(default_factory=Contact)
    channels: tuple[Mapping[str, Any], ...] = ()
    services_portal: str = ""
    board: Board = field(default_factory=Board)
    sections: tuple[Section, ...] = ()
    aggregates: tuple[Mapping[str, Any], ...] = ()
    area: tuple[Ring, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def former_units(self) -> tuple[str, ...]:
        """Units that lay here, wholly or in part, before the communal units of 1 July 2025, as the registry names them."""
        found = self.extra.get("former_units")
        return tuple(str(name) for name in found) if isinstance(found, list) else ()

    @property
    def official(self) -> str:
        """The official language: the first of the list, at the root of the domain (HP-03.1)."""
        return self.languages[0]

    def language_for(self, lang: str) -> str:
        """The language in which a reader of an edition in `lang` meets this portal: the same where it has it, else, for
        a reader of a foreign language, the first foreign one here (English, as a rule), else the official one."""
        if lang in self.languages:
            return lang
        foreign = self.languages[1:]
        return foreign[0] if foreign and lang != self.official else self.official
