"""What a path governs, and which paths are too treacherous to publish at all."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Container

REVIEW_FOLDER = ".review/"
"""Statements and policies live here. It is not part of the site and no rule of the policy can open it."""

FILE_MODES = ("100644", "100755")
"""Plain files. Links (120000) and submodules (160000) point outside what was approved and are never published."""

INPUTS = ("content/", "portals/", "themes/", "translations/")
"""Folders whose approved bytes a build reads."""


class Area(StrEnum):
    """Kinds of paths that rules of the policy speak of. `system` is everything that is not one of the others."""

    CONTENT = "content"
    REGISTRY = "registry"
    NEW_PORTAL = "new-portal"
    THEMES = "themes"
    CATALOGS = "catalogs"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a path belongs. lang: of the file name for Markdown, else empty (media belong to every language)."""

    area: Area
    portal: str = ""
    section: str = ""
    lang: str = ""


def scope_of(path: str, portals: Container[str]) -> Scope:
    """The scope of a path, given the portals that the policy knows; a portal it does not know is a new one."""
    parts = path.split("/")
    match parts:
        case ["content", portal, section, _, *_] if portal in portals:
            return Scope(Area.CONTENT, portal, section, language_of(path))
        case ["content", portal, _] if portal in portals:
            return Scope(Area.CONTENT, portal, "", language_of(path))
        case ["content", portal, _, *_]:
            return Scope(Area.NEW_PORTAL, portal)
        case ["portals", name] if name.endswith(".yaml") and not name.startswith("_"):
            portal = name.removesuffix(".yaml")
            return Scope(Area.REGISTRY if portal in portals else Area.NEW_PORTAL, portal)
        case ["themes", _, *_]:
            return Scope(Area.THEMES)
        case ["translations", _, *_]:
            return Scope(Area.CATALOGS)
    return Scope(Area.SYSTEM)


def language_of(path: str) -> str:
    """`vi` of `.../slug.vi.md`, else nothing."""
    stem, _, extension = path.rpartition("/")[2].rpartition(".")
    return stem.rpartition(".")[2] if extension == "md" and "." in stem else ""


def translation_of(path: str, lang: str) -> str:
    """Where the version of a Markdown file in another language lies."""
    return f"{path.removesuffix(f'.{language_of(path)}.md')}.{lang}.md"


def collision_key(path: str) -> str:
    """Equal for paths that some file system or reader takes for the same one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


_PLAIN = re.compile(r"(?:[A-Za-z0-9_-](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?/)*[A-Za-z0-9_-](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""Nearly every path, judged at once; the rest is looked at character by character."""


_TOOLS = re.compile(
    r"\.git(?:ignore|lab-ci\.yml)|\.git(?:hub|lab|ea)/CODEOWNERS|\.(?:github|gitea|forgejo)/workflows/[a-z0-9-]+\.ya?ml",
    re.ASCII)
"""Files that git and forges look for at a name with a dot. No build reads them; their area is `system`."""


def path_fault(path: str) -> str | None:
    """Why a path may never be published (the last part of a finding's id), or None for a sound one."""
    if _PLAIN.fullmatch(path):
        return None
    if _TOOLS.fullmatch(path):
        return None
    return _closely(path)


def _closely(path: str) -> str | None:
    if fault := _character_fault(path):
        return fault
    for part in path.split("/"):
        if part in ("", ".", "..") or part.startswith(".") or part.endswith((".", " ")) or part.startswith(" "):
            return "path-part"
    return None


def _character_fault(path: str) -> str | None:
    if any(0xD800 <= ord(character) <= 0xDFFF for character in path):
        return "path-not-utf8"
    if unicodedata.normalize("NFKC", path) != path:  # what is in NFKC is in NFC
        return "path-not-nfc"
    if not all(_sound(character) for character in path):
        return "path-character"
    return None


_SCRIPTS = ("CJK UNIFIED", "HANGUL SYLLABLE", "HIRAGANA", "KATAKANA")


def _sound(character: str) -> bool:
    """Whether a character may stand in a path: plain ASCII, letters of the five languages, nothing that imitates them.

    A Latin letter must be an ASCII letter with marks, or đ: the alphabets' other letters include look-alikes.
    """
    if character.isascii():
        return character.isprintable() and character not in '\\:*?"<>|'
    if character in "đĐ":
        return True
    name = unicodedata.name(character, "")
    if name.startswith("LATIN"):
        return unicodedata.normalize("NFD", character)[0].isascii()
    return name.startswith(_SCRIPTS) and unicodedata.category(character) in ("Lo", "Lm")
