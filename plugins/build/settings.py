"""Pelican settings files, read without importing Pelican: plain Python with upper-case names."""

import runpy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Mapping

import msgspec

from plugins.model import OperatorError


class SiteSettings(msgspec.Struct, frozen=True):
    """The few settings that pages depend on. absolute: link portals by their domains, as the live site does;
    page_size: items on a section's first page and on each archive page."""

    site_url: str = "http://localhost:8000"
    absolute: bool = False
    page_size: int = 20
    feed_size: int = 20
    demo: bool = True
    search: bool = True
    receipts: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build needs to know beside the content. theme: a folder, or the name of a theme that Pelican bundles;
    markdown: empty for the engine by default, else the JSON of Pelican's `MARKDOWN` setting for Python-Markdown."""

    site: SiteSettings = field(default_factory=SiteSettings)
    theme: str = "themes/congmo"
    gate: bool = False
    markdown: str = ""
    all: Mapping[str, Any] = field(default_factory=dict)

    def convert(self) -> Callable[[str], str]:
        """The Markdown engine that the settings ask for (`plugins.content.markdown.Convert`)."""
        from plugins.content.markdown import commonmark, python_markdown  # where nothing is built, nothing is converted

        if not self.markdown:
            return commonmark
        options = msgspec.json.decode(self.markdown)
        configs = options.get("extension_configs") or {}
        return python_markdown([*configs, *(options.get("extensions") or ())], configs)


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
        theme=str(values.get("THEME") or "themes/congmo"), gate=bool(values.get("GATE", False)),
        markdown=_markdown(values), all=dict(values))


def _markdown(values: Mapping[str, Any]) -> str:
    """`MARKDOWN_ENGINE = "python-markdown"` chooses it, with Pelican's own `MARKDOWN` options."""
    if values.get("MARKDOWN_ENGINE") != "python-markdown":
        return ""
    options = values.get("MARKDOWN") or {}
    return msgspec.json.encode({k: options.get(k) for k in ("extensions", "extension_configs")}, order="sorted").decode()
