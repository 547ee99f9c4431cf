"""`translations`: extract interface messages, bring the catalogs up to date, compile them, tell what is missing."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from plugins.cli.options import ENGINE_ROOT, format_option, site_option
from plugins.model import OperatorError

INTERFACE = "messages"
"""The domain whose msgids are English source texts found in templates and code; other domains use ids."""

_LOCALES = {"zh": "zh_Hans_CN"}
_KEYWORDS = {**DEFAULT_KEYWORDS, "_n": (1, 2)}
_JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols", "newstyle_gettext": "true",
          "trimmed": "true", "silent": "false"}
_PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class CatalogReport:
    """One catalog's state. missing: no translation; broken: other placeholders than the source has; fuzzy: marked for
    review; stale: not named in templates or code (interface messages only; a message may still be used through a
    choice or a status that data names)."""

    lang: str
    domain: str
    messages: int
    missing: tuple[str, ...]
    broken: tuple[str, ...]
    fuzzy: tuple[str, ...]
    stale: tuple[str, ...]


@click.group(name="translations")
def command() -> None:
    """Extract, update, compile and report the catalogs."""


@command.command()
@site_option
def extract(site: Path) -> None:
    """Write every message of templates and code to translations/messages.pot."""
    root = _root(site)
    template = extracted(site)
    target = root / f"translations/{INTERFACE}.pot"
    target.write_bytes(dump(template))
    click.echo(f"{len(template)} messages written to {target}.")


@command.command()
@click.option("--prune", is_flag=True, help="Drop messages that templates and code no longer use.")
@site_option
def update(prune: bool, site: Path) -> None:
    """Add new messages to every language's catalog, and keep the translations that are there."""
    root = _root(site)
    template = extracted(site)
    elsewhere = {message.id for lang, domain, path in _catalogs(root) if domain != INTERFACE
                 for message in _messages(_read(path, lang))}
    for id in [message.id for message in _messages(template) if message.id in elsewhere]:
        template.delete(id)  # other domains have catalogs of their own
    for lang, domain, path in _catalogs(root):
        if domain != INTERFACE:
            continue
        before = path.read_bytes()
        after = dump(updated(_read(path, lang), template, prune=prune))
        if after != before:
            path.write_bytes(after)
        click.echo(f"{lang}: {'updated' if after != before else 'unchanged'}")


@command.command()
@site_option
def compile(site: Path) -> None:
    """Write a .mo file beside every catalog, for programs that read gettext's compiled form."""
    count = 0
    for lang, _, path in _catalogs(_root(site)):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path, lang))
        count += 1
    click.echo(f"{count} catalogs compiled.")


@command.command()
@format_option("text", "json")
@site_option
@click.pass_context
def report(ctx: click.Context, format_: str, site: Path) -> None:
    """Tell what is missing, broken, fuzzy or stale. Exit code 1 when anything is missing or broken."""
    reports = reports_of({(lang, domain): _read(path, lang) for lang, domain, path in _catalogs(_root(site))}, extracted(site))
    if format_ == "json":
        click.echo(json.dumps([asdict(r) for r in reports], ensure_ascii=False, indent=2))
    else:
        _print(reports)
    if any(r.missing or r.broken for r in reports):
        ctx.exit(1)


def _print(reports: Iterable[CatalogReport]) -> None:
    for r in reports:
        click.echo(f"{r.lang} {r.domain}: {r.messages} messages, {len(r.missing)} missing, {len(r.broken)} broken, "
                   f"{len(r.fuzzy)} fuzzy, {len(r.stale)} stale")
        for kind in ("missing", "broken", "fuzzy"):
            for text in getattr(r, kind):
                click.echo(f"  {kind}: {text}")


def reports_of(catalogs: dict[tuple[str, str], Catalog], template: Catalog) -> list[CatalogReport]:
    """Each catalog against what its domain must hold: all that any language has there. What templates and code use
    may stand in any domain; what stands in none belongs to the interface's."""
    wanted: dict[str, set[str]] = {INTERFACE: set()}
    for (_, domain), catalog in catalogs.items():
        wanted.setdefault(domain, set()).update(_id(m) for m in _messages(catalog))
    used = {_id(m): m for m in _messages(template)}
    wanted[INTERFACE] |= set(used) - set().union(*wanted.values())
    reports = []
    for (lang, domain), catalog in sorted(catalogs.items()):
        there = {_id(m): m for m in _messages(catalog)}
        english = {_id(m): m for m in _messages(catalogs.get(("en", domain), Catalog()))}
        missing = [i for i in wanted[domain] if i not in there or not all(_strings(there[i]))]
        broken = [i for i, m in there.items() if i not in missing and not _same_places(m, english.get(i))]
        fuzzy = [i for i, m in there.items() if m.fuzzy]
        stale = [i for i in there if domain == INTERFACE and i not in used]
        reports.append(CatalogReport(lang, domain, len(there), *(tuple(sorted(x)) for x in (missing, broken, fuzzy, stale))))
    return reports


def extracted(site: Path) -> Catalog:
    """The interface messages of the engine's code and of the themes of the engine and the site root."""
    template = Catalog(domain=INTERFACE, fuzzy=False)
    for root in dict.fromkeys((ENGINE_ROOT, site)):
        for path in sorted(root.glob("themes/*/templates/**/*.html")):
            _extract(template, "jinja2.ext:babel_extract", path, _JINJA)
    for path in sorted((ENGINE_ROOT / "plugins").rglob("*.py")):
        _extract(template, "python", path, {})
    return template


def _extract(into: Catalog, method: str, path: Path, options: dict[str, str]) -> None:
    try:
        for _, message, comments, context in extract_from_file(method, path, keywords=_KEYWORDS, options=options,
                                                               comment_tags=("i18n:",), strip_comment_tags=True):
            into.add(message, auto_comments=comments, context=context)
    except Exception as wrong:  # a template with a syntax error raises Jinja's own errors, a module Python's
        raise OperatorError(f"cannot read messages from {path}: {wrong}", "Mend the file and try again.") from wrong


def updated(catalog: Catalog, template: Catalog, *, prune: bool = False) -> Catalog:
    """The catalog with the template's new messages. English is its own translation; others wait for a translator."""
    catalog.update(deepcopy(template), no_fuzzy_matching=True)  # Babel puts the template's own messages in
    obsolete, catalog.obsolete = dict(catalog.obsolete), type(catalog.obsolete)()
    for message in () if prune else obsolete.values():
        catalog[message.id] = message
    if str(catalog.locale) == "en":
        for message in _messages(catalog):
            if not all(_strings(message)):
                message.string = message.id
    return catalog


def dump(catalog: Catalog) -> bytes:
    """The catalog as a file: sorted, without dates and line numbers, so that versions differ only where words do."""
    language = f'"Language: {catalog.locale}\\n"\n"Plural-Forms: {catalog.plural_forms}\\n"\n' if catalog.locale else ""
    header = f'msgid ""\nmsgstr ""\n{language}"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    body = io.BytesIO()
    write_po(body, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    return header.encode() + body.getvalue().rstrip(b"\n") + b"\n"


def _root(site: Path) -> Path:
    return site if (site / "translations").is_dir() else ENGINE_ROOT


def _catalogs(root: Path) -> Iterator[tuple[str, str, Path]]:
    for path in sorted(root.glob("translations/*/LC_MESSAGES/*.po")):
        yield path.parts[-3], path.stem, path


def _read(path: Path, lang: str) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=_LOCALES.get(lang, lang), domain=path.stem, abort_invalid=True, charset="utf-8")
    except (PoFileError, ValueError, UnicodeDecodeError) as wrong:
        raise OperatorError(f"{path} is not a valid catalog: {wrong}", "Open it in a gettext editor and mend it.") from wrong


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    """The translation's forms; one empty form where there is none yet (Babel then has None or an empty text)."""
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def _places(text: str) -> set[str]:
    return {first or second for first, second in _PLACES.findall(text)}


def _same_places(message: Message, english: Message | None) -> bool:
    """A translation may not name a place that the source has not, nor leave one out (a singular may: `one day`).

    The source is the msgid; where that is an id, not a text (`link.broken`), the English translation.
    """
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    source = ids if " " in ids[0] or _places(ids[0]) or english is None else _strings(english)
    allowed = set().union(*map(_places, source))
    strings = _strings(message)
    return all(_places(s) <= allowed for s in strings) and _places(source[-1]) <= _places(strings[-1])
