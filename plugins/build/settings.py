"""Pelican settings files, read without importing Pelican: plain Python with upper-case names."""

import runpy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

from plugins.build.views import SiteSettings
from plugins.model import OperatorError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build needs to know beside the content. theme: a folder, or the name of a theme that Pelican bundles."""

    site: SiteSettings = field(default_factory=SiteSettings)
    theme: str = "themes/congmo"
    gate: bool = False
    all: Mapping[str, Any] = field(default_factory=dict)


def read_settings(path: Path) -> Settings:
    """Settings of a `pelicanconf.py`. Raises OperatorError where the file is missing or fails."""
    try:
        values = {name: value for name, value in runpy.run_path(str(path)).items() if name.isupper()}
    except FileNotFoundError:
        raise OperatorError(f"{path} does not exist", "Name a settings file with --settings.") from None
    except Exception as wrong:
        raise OperatorError(f"{path} fails: {type(wrong).__name__}: {wrong}", "Mend the settings file.") from wrong
    return from_values(values)


def from_values(values: Mapping[str, Any]) -> Settings:
    """Settings from Pelican's names. Pelican's own defaults mean the same here."""
    size = values.get("DEFAULT_PAGINATION") or 20
    return Settings(
        site=SiteSettings(
            site_url=(values.get("SITEURL") or "http://localhost:8000").rstrip("/"),
            absolute=not values.get("RELATIVE_URLS", False), page_size=int(size),
            feed_size=int(values.get("FEED_MAX_ITEMS") or 20), demo=bool(values.get("DEMONSTRATION", False)),
            search=bool(values.get("SEARCH", True))),
        theme=str(values.get("THEME") or "themes/congmo"), gate=bool(values.get("GATE", False)), all=dict(values))
