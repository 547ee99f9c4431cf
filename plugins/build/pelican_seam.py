"""The one place where Pelican and this engine meet: its command runs our build, its themes render our pages.

Imported only by the `pelican` command and for themes that follow Pelican's conventions, since importing Pelican costs
more than a whole incremental build.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Mapping, Sequence

from jinja2 import Environment, FileSystemLoader, PrefixLoader, ChoiceLoader
from markupsafe import Markup
from pelican import Pelican
from pelican import __file__ as _pelican_file
from pelican.paginator import Paginator
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import DateFormatter

from plugins.build import settings as own_settings
from plugins.build.pages.views import Card, EditionView, PageView
from plugins.model.clock import VIETNAM
from plugins.model import OperatorError

BUNDLED = Path(_pelican_file).parent / "themes"
"""Where Pelican keeps its own themes (`simple`, `notmyidea`)."""


class CongMo(Pelican):
    """`PELICAN_CLASS` of our settings: the `pelican` command, `--listen` and `--autoreload` with our build inside."""

    def run(self) -> None:
        from plugins.build.run import Request, build

        content = Path(self.settings["PATH"])
        result = build(Request(
            site=content.parent, output=Path(self.settings["OUTPUT_PATH"]), settings=own_settings.from_values(self.settings),
            now=datetime.now(VIETNAM).isoformat(timespec="seconds"), jobs=2,
            clean=bool(self.settings.get("DELETE_OUTPUT_DIRECTORY"))))
        print(f"{result.portals} portals, {result.editions} editions, {result.documents} items: "
              f"{result.written} files written, {result.deleted} deleted in {result.seconds:.2f} s; "
              f"{len(result.findings)} findings (`tasks.py check` shows them)")


def theme_folder(name: str) -> Path:
    """Folder of a theme that Pelican bundles. Raises OperatorError where there is none of that name."""
    folder = BUNDLED / name
    if not (folder / "templates").is_dir():
        raise OperatorError(f"there is no theme {name}", "Name a theme folder, or one that Pelican bundles: simple, notmyidea.")
    return folder


def environment(env: Environment) -> Environment:
    """What Pelican gives its templates beyond Jinja's own: `!simple/` and `!theme/` names, `strftime`."""
    own = env.loader
    simple = FileSystemLoader(BUNDLED / "simple/templates")
    env.loader = ChoiceLoader([own, simple, PrefixLoader({"!simple": simple, "!theme": own})])
    env.filters["strftime"] = DateFormatter()
    return env


class _Word(str):
    """A category, author or tag: prints as its name and has an address."""

    slug: str
    url: str

    @classmethod
    def at(cls, name: str, url: str) -> "_Word":
        word = cls(name)
        word.slug, word.url = url.strip("/").rpartition("/")[2], url
        return word


class _Content:
    """An item as Pelican's templates see it (`article`, `page`)."""

    def __init__(self, card: Card, edition: EditionView, content: Any = "", translations: Sequence["_Content"] = ()) -> None:
        self.title, self.slug, self.lang, self.status = card.title, card.slug, card.lang, "published"
        self.url = self.save_as = edition.across(card.portal, card.url)
        self.content, self._summary = content, card.summary
        self.summary = self.description = card.summary
        self.metadata = card.meta
        self.in_default_lang = card.lang == edition.portal.official
        self.date = datetime.fromisoformat(card.day) if card.day else datetime(2000, 1, 1, tzinfo=VIETNAM)
        self.locale_date = edition.day(card.day)
        self.modified = self.locale_modified = None
        self.category = _Word.at(edition.section_name(card.section), edition.section_url(card.section) or edition.home)
        self.author = _Word.at(card.meta["author"], edition.home) if card.meta.get("author") else ""
        self.authors = [self.author] if self.author else []
        self.tags = [_Word.at(tag, edition.sitemap_url) for tag in card.meta.get("tags", ())]
        self.translations = list(translations)
        self.template = "article"


class _Translation:
    def __init__(self, lang: str, url: str, title: str) -> None:
        self.lang, self.url, self.title = lang, url, title


def render(env: Environment, template: str, page: PageView, settings: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """A page of ours by a theme of Pelican's conventions. `template`: our own template's name."""
    edition = page.edition
    root = page.root.rstrip("/") or "."
    item: Card | None = values.get("item")
    context = {
        **{name: value for name, value in DEFAULT_CONFIG.items() if name.isupper()}, **settings,
        "SITENAME": edition.name, "SITEURL": root, "DEFAULT_LANG": edition.lang, "RELATIVE_URLS": True,
        "FEED_DOMAIN": root, "FEED_ALL_ATOM": None, "CATEGORY_FEED_ATOM": None, "AUTHOR_FEED_ATOM": None, "AUTHOR_FEED_RSS": None,
        "TRANSLATION_FEED_ATOM": None, "MENUITEMS": [], "output_file": page.url + "index.html",
        "categories": [(_Word.at(entry.name, entry.url), []) for group in edition.menu for entry in group.entries],
        "pages": [], "tags": [], "authors": [], "hidden_pages": [], "drafts": [],
        "page_name": page.url.rstrip("/"), "localsiteurl": root,
    }
    translations = [_Translation(lang, url, page.title) for lang, url in page.translations.items() if lang != edition.lang]
    if item is not None and template == "item.html":
        content = _Content(item, edition, values.get("body", ""), translations)
        kind = "article" if item.day else "page"
        context |= {kind: content, "category": content.category}
        return env.get_template(f"{kind}.html").render(context)
    cards = values.get("items") or (values["latest"]("news", 20) if template == "home.html" else [])
    if cards or template in ("section.html", "archive.html", "home.html"):
        articles = [_Content(card, edition) for card in cards]
        paginator = Paginator(page.url + "index", page.url, articles, {**DEFAULT_CONFIG, "DEFAULT_PAGINATION": False})
        context |= {"articles": articles, "dates": articles, "articles_paginator": paginator, "articles_page": paginator.page(1)}
        if template != "home.html":
            context["category"] = _Word.at(page.title, page.url)
        return env.get_template("index.html" if template == "home.html" else "category.html").render(context)
    return env.get_template("page.html").render(context | {"page": _plain_page(page, values, translations)})


def _plain_page(page: PageView, values: Mapping[str, Any], translations: Sequence[_Translation]) -> Any:
    """Pages that Pelican does not know (site map, directory, 404, withdrawn) as a page with its links as content."""
    edition = page.edition
    lines = []
    if values.get("reason"):
        lines.append(Markup("<p>{}</p>").format(values["reason"]))
    for kind, rows in values.get("portals") or ():
        lines.append(Markup("<h3>{}</h3><ul>{}</ul>").format(edition.unit_kind(kind), Markup("").join(
            Markup('<li><a href="{}">{}</a></li>').format(page.link(row.url), row.name) for row in rows)))
    if page.kind in ("sitemap", "error", "search"):
        lines.append(Markup("<ul>{}</ul>").format(Markup("").join(
            Markup('<li><a href="{}">{}</a></li>').format(page.link(entry.url), entry.name)
            for group in edition.menu for entry in group.entries)))
    plain = type("Page", (), {})()
    plain.title, plain.lang, plain.url, plain.content = page.title, edition.lang, page.url, Markup("").join(lines)
    plain.translations, plain.modified, plain.locale_modified, plain.in_default_lang = list(translations), None, None, True
    return plain
