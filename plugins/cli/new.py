"""`new`: write a new content file with the fields of its type, each with what to write."""

from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

import click

from plugins.build.registry import load_registry
from plugins.build.inputs import Folder
from plugins.cli.options import site_option
from plugins.content.draft import draft
from plugins.content.paths import MAX_NAME, NAME
from plugins.model.clock import VIETNAM
from plugins.content.source import parse
from plugins.content.text import slugify
from plugins.model import OperatorError, Portal, Registry, blob_id


@click.command("new")
@click.argument("type_", metavar="TYPE")
@click.option("--portal", "portal_key", required=True, help="Key of the portal: hai-phong.")
@click.option("--lang", default=None, help="Language of the item. Default: the portal's official language.")
@click.option("--section", default=None, help="Section key. Default: the first section of that type.")
@click.option("--title", default="", help="Title; the file's name is made from it.")
@click.option("--slug", default=None, help="Name of the file, the same in every language: tin-moi. Default: made from the title.")
@click.option("--hints", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language of the comments.")
@site_option
def command(type_: str, portal_key: str, lang: str | None, section: str | None, title: str, slug: str | None, hints: str,
            site: Path) -> None:
    """Write a new content file of TYPE, as a draft with a comment on every field.

    Where the item exists in the official language already, the new file is its translation: dates, numbers and files
    are taken over.
    """
    registry = _registry(site)
    portal = registry.portals.get(portal_key)
    if portal is None:
        raise OperatorError(f"no portal {portal_key!r}", _nearest(portal_key, registry))
    if type_ not in registry.types:
        raise OperatorError(f"no content type {type_!r}", f"The types: {', '.join(sorted(registry.types))}.")
    lang = lang or portal.official
    if lang not in portal.languages:
        raise OperatorError(f"{portal_key} has no edition in {lang!r}", f"Its languages: {', '.join(portal.languages)}.")
    folder = f"content/{portal_key}/{_section(registry, portal, type_, section)}"
    today = datetime.now(VIETNAM).date().isoformat()
    slug = slug or (slugify(title) if title else _unnamed(site / folder, f"{type_}-{today}", lang))
    if not NAME.fullmatch(slug) or len(slug) > MAX_NAME:
        raise OperatorError(f"{slug!r} cannot be the name of an item", "Give --title, or --slug with small letters, digits and hyphens.")
    target, official = site / f"{folder}/{slug}.{lang}.md", site / f"{folder}/{slug}.{portal.official}.md"
    translated = official.read_bytes() if lang != portal.official and official.is_file() else b""
    text = draft(registry.types[type_], hints, title=title, date=today,
                 original=parse(translated).values if translated else None, original_blob=blob_id(translated) if translated else "")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise OperatorError(f"{target} exists already", "Edit it, or choose another --slug.") from None
    click.echo(f"Written: {target}")
    click.echo("It is a draft: fill it in, set `status: published`, then run `python tasks.py check`.")


def _unnamed(folder: Path, name: str, lang: str) -> str:
    """A free name for an item that has neither title nor slug yet; its author renames the file when it has one."""
    free, number = name, 1
    while (folder / f"{free}.{lang}.md").exists():
        number += 1
        free = f"{name}-{number}"
    return free


def _nearest(key: str, registry: Registry) -> str:
    close = get_close_matches(key, registry.portals, 5) or sorted(registry.portals)[:5]
    return f"Perhaps: {', '.join(close)}." if close else "There is no portal yet: begin with `tasks.py portal init`."


def _registry(site: Path) -> Registry:
    inputs = Folder(site)
    files = {path.relative_to(site).as_posix(): "" for path in sorted((site / "portals").rglob("*.y*ml")) if path.is_file()}
    return load_registry(inputs, files)[0]


def _section(registry: Registry, portal: Portal, type_: str, named: str | None) -> str:
    """The section's key: as named, else the first of that type, the portal's own sections before the catalogue's."""
    if named is not None:
        section = registry.section(portal, named)
        if section is None:
            raise OperatorError(f"no section {named!r}", f"The sections: {', '.join(registry.sections)}.")
        return section.key
    for section in (*portal.sections, *registry.sections.values()):
        if section.type == type_:
            return section.key
    raise OperatorError(f"no section holds items of type {type_!r}", "Name one with --section.")
