"""`portal`: start a province's registry, add one portal, lay out its pages. Nothing is written unless everything is valid."""

from pathlib import Path
from typing import Any

import click
import yaml

from plugins.cli.build import instant
from plugins.cli.options import site_option
from plugins.content.paths import NAME
from plugins.content.registry import LANGUAGES, UNIT_TYPES, read_registry
from plugins.model import Finding, OperatorError, Registry, Severity
from plugins.site import provinces

_HEADER = """\
# Names, codes and kinds of unit: the package vietnam-provinces. Domain: Decree 224/2026/NĐ-CP, Article 11.4.
# What is not known yet (address, phone, e-mail) stays out and is shown as not yet supplied.
"""


now_option = click.option("--now", default=None, metavar="TIME", help="As if at this time, ISO 8601: which rules are in force.")


@click.group(name="portal")
def command() -> None:
    """Start a province's registry, or add one portal."""


@command.command()
@click.option("--province", "wanted", required=True, metavar="CODE", help="Code or name: 31, 01, hai-phong, da-nang.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="Site root to write into. Default: the site root of --site.")
@click.option("--lang", "languages", multiple=True, type=click.Choice(LANGUAGES), default=("vi", "en"),
              show_default=True, help="Languages of the portals, official one first; repeat the option.")
@click.option("--regulation", default="", help="Id of the province's regulation profile, if it has one.")
@click.option("--only-communes", is_flag=True, help="The main portal is there already: write only what it lacks below it.")
@site_option
def init(wanted: str, output: Path | None, languages: tuple[str, ...], regulation: str, only_communes: bool,
         site: Path) -> None:
    """Write the registry of a province: its main portal and every commune, ward and special zone."""
    province = provinces.find_province(wanted)
    if province is None:
        known = ", ".join(f"{p.code:02} {p.key}" for p in provinces.provinces())
        raise OperatorError(f"no province has the code or name {wanted!r}", f"The provinces: {known}.")
    root = output or site
    existing = _registry_files(root)
    registry, _ = read_registry(existing)
    main = registry.portals.get(province.key)
    if only_communes and main is None:
        raise OperatorError(f"the main portal {province.key!r} is not in the registry", "Leave out --only-communes.")
    entries = {} if only_communes else {
        province.key: provinces.main_portal(province, languages=languages, regulation=regulation)}
    entries |= provinces.communes(
        province.code, parent=province.key, parent_domain=main.domain if main else "", languages=languages,
        regulation=regulation or (main.regulation if main else ""), taken=registry.portals)
    _write(root, existing, {key: serialise(entry) for key, entry in entries.items()})
    (root / "content").mkdir(exist_ok=True)
    if not (root / ".gitignore").exists():
        (root / ".gitignore").write_text("/output/\n/.output.congmo/\n", encoding="ascii")
    undecided = [key for key, entry in entries.items() if "domain" not in entry]
    units = sum(entry["level"] == 2 for entry in entries.values())
    click.echo(f"{len(entries)} portals written to {root / 'portals'}: {units} units of {province.name}"
               f"{'' if only_communes else ' and its main portal'}.")
    if undecided:
        click.echo(f"Without a domain, because the rule gives several units one name: {', '.join(undecided)}.")
    click.echo(f"Next: python tasks.py --site {root} build --portal {province.key}")


@command.command()
@click.argument("key")
@click.option("--name", required=True, help="Full Vietnamese name of the unit: 'Sở Du lịch', 'Phường Thuỷ Nguyên'.")
@click.option("--name-en", "name_en", default="", help="English name, where no rule gives it.")
@click.option("--unit-type", required=True, type=click.Choice(UNIT_TYPES))
@click.option("--parent", required=True, help="Key of the portal above it.")
@click.option("--lang", "languages", multiple=True, type=click.Choice(LANGUAGES),
              help="Languages, official one first. Default: Vietnamese, and English where the parent has it.")
@click.option("--domain", default=None, help="Domain; default: by the rule for its kind of unit; '' for none.")
@click.option("--permission", default="", metavar="NUMBER", help="For unit type `other`: number of the city's permission.")
@click.option("--pages/--no-pages", default=True, show_default=True, help="Lay out the standing pages that its regulation asks for, as drafts.")
@now_option
@site_option
def new(key: str, name: str, name_en: str, unit_type: str, parent: str, languages: tuple[str, ...],
        domain: str | None, permission: str, pages: bool, now: str | None, site: Path) -> None:
    """Add one portal to the registry, and the standing pages that its kind must have as drafts to fill in."""
    if not NAME.fullmatch(key):
        raise OperatorError(f"{key!r} cannot be a portal's key", "Use lower-case letters, digits and hyphens: so-du-lich.")
    existing = _registry_files(site)
    registry, _ = read_registry(existing)
    above = registry.portals.get(parent)
    if above is None:
        raise OperatorError(f"the parent portal {parent!r} is not in the registry",
                            f"Portals of the first level: {_level_one(registry) or 'none yet; run `portal init`'}.")
    entry = provinces.level_two_portal(
        name, unit_type, parent, languages=languages or tuple(x for x in ("vi", "en") if x in above.languages),
        domain=provinces.domain_by_rule(name, unit_type, above.domain) if domain is None else domain,
        regulation=above.regulation, names={"en": name_en} if name_en else None)
    if permission:
        entry["permission"] = {"number": permission}
    _write(site, existing, {key: serialise(entry, header="")})
    click.echo(f"Written: portals/{key}.yaml ({entry.get('domain', 'no domain')}).")
    if pages:
        _lay_out(site, key, instant(now)[:10])


@command.command()
@click.argument("key")
@now_option
@site_option
def pages(key: str, now: str | None, site: Path) -> None:
    """Lay out the standing pages that a portal's regulation asks for and that it lacks, as drafts with hints."""
    _lay_out(site, key, instant(now)[:10])


def _lay_out(site: Path, key: str, day: str) -> None:
    """Write the drafts of sections in which a language has no file yet; what somebody has written is left alone."""
    from plugins.build.registry import load_registry
    from plugins.build.inputs import Folder
    from plugins.build.reports.regulations import load_regulations
    from plugins.build.reports.standing import standing_pages

    inputs = Folder(site)
    files = {path.relative_to(site).as_posix(): "" for path in sorted((site / "portals").rglob("*.y*ml")) if path.is_file()}
    registry = load_registry(inputs, files)[0]
    portal = registry.portals.get(key)
    if portal is None:
        raise OperatorError(f"no portal {key!r}", "`portals/` holds one file for each portal; its name is the key.")
    drafts = standing_pages(portal, registry, load_regulations(inputs, files, registry), day)
    written = 0
    for path, text in drafts.items():
        target = site / path
        if any(target.parent.glob(f"*.{path.split('.')[-2]}.md")):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        written += 1
    if drafts:
        click.echo(f"{written} pages laid out as drafts in content/{key}/: fill each in, then set `status: published`.")
    elif not portal.regulation:
        click.echo("No pages laid out: the portal names no regulation.")


def serialise(entry: dict[str, Any], header: str = _HEADER) -> bytes:
    """A registry entry as the bytes of its file."""
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=118)
    return (header + text).encode()


def _registry_files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / "portals").glob("*.yaml"))
            if not path.is_symlink()}


def _write(root: Path, existing: dict[str, bytes], files: dict[str, bytes]) -> None:
    """Write registry files that do not exist yet, after reading them back with what is there already."""
    paths = {f"portals/{key}.yaml": content for key, content in files.items()}
    if there := sorted(set(paths) & set(existing)):
        raise OperatorError(f"{len(there)} registry files exist already: {', '.join(there[:5])}",
                            "Nothing was written. Move them away, or choose another key or folder.")
    _, before = read_registry(existing)
    _, after = read_registry(existing | paths)
    if wrong := [f for f in after if f.severity is Severity.ERROR and f not in before]:
        raise OperatorError("the registry would not be valid: " + "; ".join(map(_shown, wrong[:5])), "Nothing was written.")
    for path, content in paths.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)


def _shown(finding: Finding) -> str:
    details = ", ".join(f"{name} {value}" for name, value in finding.params.items())
    return f"{finding.path}: {finding.id} ({details})"


def _level_one(registry: Registry) -> str:
    return ", ".join(key for key, portal in registry.portals.items() if portal.level == 1)
