"""From a cell to its artifacts: which files it has, what each depends on, and how each is rendered."""

from functools import partial
from html import escape, unescape
from typing import Any, Callable, Iterator

from markupsafe import Markup

from plugins.build.pages import calendars, edition_pages, feeds, media, opendata, org_chart, registers, short_links, structured
from plugins.build.pages.artifact import Artifact
from plugins.build.pages.fields import TEMPLATE_NAMES
from plugins.build.pages.picture_cache import kept_picture
from plugins.build.selection import Selection
from plugins.build.store import Store
from plugins.build.pages.theme import Theme
from plugins.build.pages.trees import tree
from plugins.build.pages.views import Card, EditionView, PageView, read_card, read_extras
from plugins.build.workshop import Workshop
from plugins.content.markdown import fill
from plugins.model import Registry
from plugins.site import urls
from plugins.site.cells import Outlines
from plugins.site.entry import digest
from plugins.site.outline import UNDATED


class Pages:
    """Renders the cells of one build. Everything it needs is given; nothing is looked up elsewhere."""

    def __init__(self, store: Store, workshop: Workshop, registry: Registry, theme: Theme, outlines: Outlines,
                 edition: Callable[[str, str], EditionView], chrome: Callable[[str, str], str],
                 chosen: Selection = Selection()) -> None:
        self.store, self.workshop, self.registry, self.theme = store, workshop, registry, theme
        self.outlines, self.edition, self.chrome, self.chosen = outlines, edition, chrome, chosen
        self.kinds: dict[str, Callable[..., Iterator[Artifact]]] = {
            "items": self._items, "list": self._list, "front": self._front, "data": self._data,
            "edition": partial(edition_pages.of_edition, self), "portal": partial(edition_pages.of_portal, self),
        }
        self._templates: dict[str, Any] = {}
        self._fragments: dict[tuple[str, str, str, str], Markup] = {}
        self.known = frozenset(theme.env.list_templates()) if theme.native else frozenset()
        theme.env.globals.update(TEMPLATE_NAMES, week=calendars.week, tree=tree, fragment=self.fragment,
                                 org_chart=org_chart.draw)

    def artifacts(self, cell: str, fingerprint: str) -> list[Artifact]:
        """Every file of a cell, in a stable order."""
        kind, *where = cell.split("/")
        return list(self.kinds[kind](fingerprint, *where))

    def html(self, template: str, page: PageView, **values: Any) -> bytes:
        if not self.theme.native:
            from plugins.build import pelican_seam

            return pelican_seam.render(self.theme.env, template, page, {}, values).encode()
        return self._render(template, page, values).encode()

    def _render(self, template: str, page: PageView, values: dict[str, Any]) -> str:
        if template not in self._templates:
            found = self._templates[template] = self.theme.env.get_template(template)
            found.globals = dict(found.globals)  # copied for every page, and a chain of mappings copies key by key
        edition = page.edition
        return self._templates[template].render(
            page=page, edition=edition, portal=edition.portal, lang=edition.lang, _=edition._, **values)

    def fragment(self, template: str, page: PageView) -> Markup:
        """A part that is the same on all pages of an edition at the same depth, rendered once: menu, footer."""
        edition = page.edition
        key = (template, edition.portal.key, edition.lang, page.root)
        if key not in self._fragments:
            self._fragments[key] = Markup(self._render(template, page, {}))
        return self._fragments[key]

    def _first(self, *templates: str) -> str:
        """The first of some templates that the theme has; the last is always there."""
        return next((name for name in templates if name in self.known), templates[-1])

    # item pages

    def _items(self, _fingerprint: str, portal: str, section: str, *bucket: str) -> Iterator[Artifact]:
        for path, state, card, page, entry_digest, blob in self.store.entries_of("/".join(("items", portal, section, *bucket))):
            if state == "hidden":
                continue
            if not path.endswith(".md"):
                yield from self._files(portal, path, blob, card)
                continue
            shown = read_card(card)
            if not self.chosen.has(portal, shown.lang):
                continue
            yield Artifact(
                f"{portal}/{urls.page_file(shown.url)}", digest(entry_digest, self.chrome(portal, shown.lang)),
                f"{path}@{blob[:12]} and the {portal}/{shown.lang} frame",
                lambda shown=shown, state=state, page=page, blob=blob: self._item_page(shown, state, page, blob))
            if state == "live":
                yield from self._beside(shown, digest(entry_digest, self.chrome(portal, shown.lang)))

    def _beside(self, card: Card, fingerprint: str) -> Iterator[Artifact]:
        """Files beside an item's page: its short link, its data as CSV."""
        if short := self._short(card):
            yield Artifact(f"{card.portal}/{urls.page_file(short)}", fingerprint, f"the address of {card.path}",
                           lambda: short_links.page(urls.up(short) + card.url, self.absolute(self.edition(card.portal, card.lang), card.url),
                                                    card.title, card.lang))
        if card.type == "statistics":
            yield Artifact(f"{card.portal}/{card.url}data.csv", fingerprint, card.path,
                           lambda: opendata.statistics_csv(card))

    def _short(self, card: Card) -> str:
        """Address of an item's short link; empty for types that nobody prints and portals without a domain."""
        printed = card.type in short_links.PRINTED and self.registry.portals[card.portal].domain
        return short_links.path(card.section, card.slug, card.lang) if printed else ""

    def _item_page(self, card: Card, state: str, extras_json: bytes, blob: str) -> bytes:
        edition = self.edition(card.portal, card.lang)
        extras = read_extras(extras_json)
        section_url = edition.section_url(card.section)
        crumbs = ((edition.section_name(card.section), section_url),)
        translations = {t["lang"]: t["url"] for t in extras.translations}
        page = PageView(edition, card.url, card.title, "item", breadcrumbs=crumbs, translations=translations,
                        description=card.summary, image=card.image, robots="noindex" if state == "withdrawn" else "",
                        date=card.day)
        if state == "withdrawn":
            return self.html("withdrawn.html", page, item=card, reason=card.meta.get("withdrawn_reason", ""))
        document = self.workshop.document(card.path, blob)
        content_type = self.registry.types[card.type]
        page.structured = structured.item(card, content_type, edition, page.absolute)
        short_url = self._short(card)
        short = page.absolute(short_url) if short_url else ""
        return self.html("item.html", page, item=card, extras=extras, body=self.body(document, extras, page),
                         headings=document.headings, content_type=content_type, section=edition.section(card.section),
                         mark=edition.marks.get(card.path, ""), receipt=self._receipt(edition, card.path),
                         type_template=self._first(f"types/{card.type}.html", "types/default.html"), short=short,
                         short_url=short_url, qr=short_links.qr(short, edition._("QR code of this page")) if short else "")

    def _receipt(self, edition: EditionView, path: str) -> str:
        """Address of an item's receipt, where the build makes receipts."""
        if not edition.settings.receipts:
            return ""
        from plugins.review.receipts import receipt_name

        return f"data/receipts/{receipt_name(path)}"

    def body(self, document: Any, extras: Any, page: PageView) -> Markup:
        """The body with its links and pictures resolved for one page."""
        edition = page.edition

        def address(number: int) -> str | None:
            target = extras.links[number] if number < len(extras.links) else None
            if target is None or (target.get("section") and target["portal"] == edition.portal.key
                                  and not edition.section_url(target["section"])):
                return None
            if "source" in target:
                return escape(page.link(target["url"]))
            return escape(page.link(edition.across(target["portal"], target["url"])) + target.get("fragment", ""))

        def image(number: int, alt: str) -> str:
            found = extras.links[number] if number < len(extras.links) else None
            return f"<span>{alt}</span>" if found is None or "width" not in found else page.picture(found, unescape(alt))

        return Markup(fill(document.html, address, image))

    def _files(self, portal: str, path: str, blob: str, described: bytes) -> Iterator[Artifact]:
        import msgspec

        facts = msgspec.json.decode(described)
        for url in media.versions(facts):
            yield Artifact(f"{portal}/{url}", digest(blob, url), f"{path}@{blob[:12]}",
                           lambda url=url: self._file(path, blob, url))

    def _file(self, path: str, blob: str, url: str) -> bytes:
        content = self.workshop.inputs.read(path, blob)
        if not media.is_picture(path):
            return content
        return kept_picture(self.workshop.cache.folder, blob, url, lambda: media.encode(content, url))

    # lists

    def cards(self, portal: str, lang: str, section: str, month: str) -> list[Card]:
        return [read_card(card) for card in self.store.cards(f"{portal}/{lang}/{section}/{month}")]

    def latest(self, portal: str, lang: str, section: str, limit: int) -> list[Card]:
        """The newest items of a section, then its undated ones in their order."""
        outline = self.outlines.get(f"{portal}/{lang}", {}).get(section)
        found: list[Card] = []
        for month in [*outline.months, *([UNDATED] if UNDATED in outline.parts else [])] if outline else ():
            if len(found) >= limit:
                break
            found += self.cards(portal, lang, section, month)
        return found[:limit]

    def _list(self, fingerprint: str, portal: str, lang: str, section: str, month: str) -> Iterator[Artifact]:
        if month == UNDATED:
            return
        edition = self.edition(portal, lang)
        base = edition.section_url(section) + month.replace("-", "/") + "/"
        cards = self.cards(portal, lang, section, month)
        size = edition.settings.page_size
        # Pages count from the oldest item, so that a new one never moves what older pages hold.
        count = max(1, -(-len(cards) // size))
        for number in range(1, count + 1):
            rest = len(cards) - number * size
            shown = cards[max(0, rest):rest + size] if number < count else cards[:len(cards) - (count - 1) * size]
            url = base if number == count else f"{base}{number}/"
            yield Artifact(f"{portal}/{urls.page_file(url)}", digest(fingerprint, str(number)),
                           f"items of {section} {month}", lambda n=number, s=shown, u=url: self._month_page(
                               edition, section, month, base, n, count, s, u))

    def _month_page(self, edition: EditionView, section: str, month: str, base: str, number: int, count: int,
                    shown: list[Card], url: str) -> bytes:
        outline = self.outlines[f"{edition.portal.key}/{edition.lang}"][section]
        newer, older = outline.beside.get(month, ("", ""))
        front = edition.section_url(section)

        def at(n: int) -> str:
            return base if n == count else f"{base}{n}/"

        newer_url = at(number + 1) if number < count else (f"{front}{newer.replace('-', '/')}/" if newer else front)
        older_url = at(number - 1) if number > 1 else (f"{front}{older.replace('-', '/')}/" if older else "")
        title = f"{edition.section_name(section)}\u00a0– {edition.month(month)}"
        same, nearest = self._elsewhere(edition, section, month)
        if number < count:  # Only the first page of a month stands for the month in other languages.
            same, nearest = {}, nearest | same
        page = PageView(edition, url, title, "archive", translations=same, nearest=nearest, breadcrumbs=(
            (edition.section_name(section), front), (month[:4], f"{front}{month[:4]}/")))
        return self.html("archive.html", page, section=edition.section(section), items=shown, month=month,
                         months=[], newer_url=newer_url, older_url=older_url, **self._listing(edition, section))

    def _elsewhere(self, edition: EditionView, section: str, period: str) -> tuple[dict[str, str], dict[str, str]]:
        """A month's or year's archive in all languages that have it, and the section's page in those that have not."""
        same: dict[str, str] = {}
        nearest: dict[str, str] = {}
        for lang in edition.portal.languages:
            other = self.edition(edition.portal.key, lang)
            front = other.section_url(section)
            outline = self.outlines.get(f"{edition.portal.key}/{lang}", {}).get(section)
            if outline and any(month.startswith(period) for month in outline.months):
                same[lang] = f"{front}{period.replace('-', '/')}/"
            elif front:
                nearest[lang] = front
        return (same if len(same) > 1 else {}), nearest

    def absolute(self, edition: EditionView, url: str) -> str:
        return urls.canonical(edition.portal, url) or f"{edition.settings.site_url}/{edition.portal.key}/{url}"

    # section pages

    def _front(self, fingerprint: str, portal: str, lang: str, section: str) -> Iterator[Artifact]:
        edition = self.edition(portal, lang)
        front = edition.section_url(section)
        if not front:
            return
        outline = self.outlines.get(f"{portal}/{lang}", {}).get(section)
        yield Artifact(f"{portal}/{urls.page_file(front)}", fingerprint, f"newest items of {section}",
                       lambda: self._section_page(edition, section, front))
        if outline is None:
            return
        if outline.months:
            yield Artifact(f"{portal}/{front}feed.xml", fingerprint, f"newest items of {section}",
                           lambda: self._feed(edition, section, front))
        if edition.section(section).listing == "schedule":
            yield Artifact(f"{portal}/{front}calendar.ics", fingerprint, f"newest items of {section}",
                           lambda: self._calendar(edition, section))
        for year in sorted({month[:4] for month in outline.months}):
            months = [(month, outline.parts[month][1]) for month in outline.months if month[:4] == year]
            yield Artifact(f"{portal}/{urls.page_file(f'{front}{year}/')}",
                           digest(self.chrome(portal, lang), *(f"{m}:{n}" for m, n in months),
                                  *(url for found in self._elsewhere(edition, section, year) for url in found.values())),
                           f"months of {section} {year}",
                           lambda year=year, months=months: self._year_page(edition, section, front, year, months))

    def _section_page(self, edition: EditionView, section_key: str, front: str) -> bytes:
        portal, lang = edition.portal.key, edition.lang
        section = edition.section(section_key)
        outline = self.outlines.get(f"{portal}/{lang}", {}).get(section_key)
        # A register or an undated list is shown whole; dated lists show the newest and lead on to the months.
        whole = outline is not None and not outline.months
        items = self.latest(portal, lang, section_key, 10_000 if whole else edition.settings.page_size)
        body, index, extras = None, None, None
        translations = {other: urls.section_url(edition.portal, section, other) for other in edition.portal.languages
                        if section_key in self.edition(portal, other).present}
        for path, state, card, page_json, _, blob in self.store.entries_of(f"index/{portal}/{section_key}"):
            if state == "live" and (index := read_card(card)).lang == lang:
                extras = read_extras(page_json)
                page = PageView(edition, front, index.title, "section", translations=translations)
                body = self.body(self.workshop.document(path, blob), extras, page)
                break
        else:
            index = None
        title = index.title if index else edition.text(section.name)
        page = PageView(edition, front, title, "section", translations=translations,
                        description=index.summary if index else "", image=index.image if index else None,
                        feed=f"{front}feed.xml" if outline and outline.months else "")
        years = sorted({m[:4] for m in outline.months}, reverse=True) if outline else []
        if section.listing == "qa":
            page.structured = structured.questions(items)
        elif section_key == "contact":
            page.structured = structured.block(structured.organisation(edition, page.absolute))
        return self.html("section.html", page, section=section, items=items, item=index, extras=extras, body=body,
                         map=edition_pages.area_map(self, page) if section_key == "maps" else "", years=years, months=outline.months if outline else [], total=outline.items if outline else 0,
                         **self._listing(edition, section_key, outline))

    def _listing(self, edition: EditionView, section_key: str, outline: Any = None) -> dict[str, Any]:
        """How a section's items are listed: by its type where the theme knows that, else by its kind of list."""
        section = edition.section(section_key)
        found: dict[str, Any] = {"listing": self._first(f"listings/{section.type}.html", f"listings/{section.listing}.html",
                                                        "listings/news.html")}
        if section.listing == "register":
            found |= {"columns": registers.columns(self.registry.types[section.type], edition), "cell": registers.cell,
                      "parts": sorted({self._year(month) for month in outline.parts}, reverse=True) if outline else []}
        if section.listing == "schedule" and outline:
            found["current"] = calendars.current(self.latest(edition.portal.key, edition.lang, section_key, 30))
        return found

    @staticmethod
    def _year(month: str) -> str:
        return month if month == UNDATED else month[:4]

    def _year_page(self, edition: EditionView, section: str, front: str, year: str,
                   months: list[tuple[str, int]]) -> bytes:
        same, nearest = self._elsewhere(edition, section, year)
        page = PageView(edition, f"{front}{year}/", f"{edition.section_name(section)}\u00a0– {edition.year(year)}", "archive",
                        translations=same, nearest=nearest, breadcrumbs=((edition.section_name(section), front),))
        return self.html("archive.html", page, section=edition.section(section), items=[], month="", months=[
            (month, count, f"{front}{month.replace('-', '/')}/") for month, count in months],
            newer_url="", older_url="")

    def _feed(self, edition: EditionView, section: str, front: str) -> bytes:
        items = [card for card in self.latest(edition.portal.key, edition.lang, section, edition.settings.feed_size)
                 if card.day]
        return feeds.atom(f"{edition.section_name(section)} – {edition.name}", self.absolute(edition, front),
                          edition.lang, edition.name, [(card, self.absolute(edition, card.url)) for card in items], edition.source_line)

    def _calendar(self, edition: EditionView, section: str) -> bytes:
        cards = self.latest(edition.portal.key, edition.lang, section, 60)
        return calendars.icalendar(f"{edition.section_name(section)} – {edition.short_name}", edition.portal.domain,
                                   [(card, self.absolute(edition, card.url)) for card in reversed(cards) if card.day])

    def _data(self, fingerprint: str, portal: str, lang: str, section: str, year: str) -> Iterator[Artifact]:
        outline = self.outlines[f"{portal}/{lang}"][section]
        months = [month for month in sorted(outline.parts, reverse=True) if month[:4] == year]

        def rows() -> list[Card]:
            return [card for month in months for card in self.cards(portal, lang, section, month)]

        edition = self.edition(portal, lang)
        yield Artifact(f"{portal}/sitemap/{urls.sitemap_part(lang, section, year)}.xml", fingerprint, f"items of {section} {year}",
                       lambda: feeds.sitemap((self.absolute(edition, card.url), card.day[:10]) for card in rows()))
        base = f"{portal}/data/{section}.{lang}" + (f".{year}" if year != UNDATED[:4] else "")
        yield Artifact(f"{base}.json", fingerprint, f"items of {section} {year}",
                       lambda: opendata.as_json(rows(), lambda url: self.absolute(edition, url)))
        section_of = edition.section(section)
        if section_of.listing == "register":
            yield Artifact(f"{portal}/data/{section}.{lang}.rows.{self._year(months[0])}.json", fingerprint, f"items of {section} {year}",
                           lambda: registers.rows(rows(), self.registry.types[section_of.type], edition))
        yield Artifact(f"{base}.csv", fingerprint, f"items of {section} {year}",
                       lambda: opendata.as_csv(rows(), lambda url: self.absolute(edition, url)))
