"""`tasks.py import`: foreign Markdown becomes content files."""

from collections import Counter
from pathlib import Path

import click
import msgspec

from plugins.build.registry import load_registry
from plugins.build.importing import import_folder, summary
from plugins.build.inputs import Folder
from plugins.cli.findings import Speaker
from plugins.cli.options import format_option, site_option
from plugins.cli.progress import progress_bar
from plugins.content.foreign import read_map
from plugins.model import OperatorError


@click.command("import")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@site_option
@click.option("--portal", required=True, help="Portal that the items go to.")
@click.option("--section", required=True, help="Section that the items go to.")
@click.option("--map", "map_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Says where each field is found; docs/import.md explains it, examples/legal-map.yaml is one.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only report.")
@click.option("--force", is_flag=True, help="Replace files that differ from what the import makes.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language of the messages.")
@format_option("text", "json")
def command(source: Path, site: Path, portal: str, section: str, map_file: Path, dry_run: bool, force: bool, lang: str,
            format_: str) -> int:
    """Turn the Markdown files below SOURCE into content files of a portal.

    A file that is there already and differs is kept, unless --force is given. Exit code 1 where a file was refused.
    """
    try:
        rules, wrong = read_map(map_file.read_text(encoding="utf-8"), map_file.name)
    except UnicodeDecodeError:
        raise OperatorError(f"{map_file} is not UTF-8", "Save it as UTF-8.") from None
    speaker = Speaker(lang, site)
    if rules is None:
        speaker.say(wrong)
        raise OperatorError(f"{map_file} is not a usable map", "Mend what is named above; docs/import.md has an example.")
    inputs = Folder(site)
    files = {path: blob for path, blob in inputs.delta(None).changed.items() if path.startswith("portals/")}
    registry, _, _ = load_registry(inputs, files)
    with progress_bar() as progress:
        outcomes = import_folder(source, site, portal, section, rules, registry, dry_run=dry_run, force=force, progress=progress)
    refused = [o for o in outcomes if o.action == "refused"]
    unmapped = Counter(key for o in outcomes for key in o.unmapped)
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode({
            "files": [{"source": o.source, "target": o.target, "action": o.action, "type": o.type,
                       "unmapped": o.unmapped, "pictures": sorted(o.pictures), "findings": speaker.as_rows(o.findings)} for o in outcomes],
            "summary": summary(outcomes), "unmapped": dict(unmapped.most_common())}), indent=1))
    else:
        speaker.say([f for o in outcomes for f in o.findings if o.action == "refused" or not f.id.startswith("import.")][:200])
        kinds = Counter(o.type for o in outcomes if o.action != "refused")
        click.echo(f"{len(outcomes)} files: " + ", ".join(f"{count} {action}" for action, count in summary(outcomes).items()))
        if pictures := {name for o in outcomes for name in o.pictures}:
            click.echo(f"  pictures: {len(pictures)}")
        if left := sum(1 for p in source.rglob("*") if p.is_file()) - len(outcomes) - len({p for o in outcomes for p in o.pictures.values()}):
            click.echo(f"  left behind: {left} files that are not Markdown and that no text shows")
        click.echo("  types: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
        if unmapped:
            click.echo("  keys that no rule names: " + ", ".join(f"{key} ({count})" for key, count in unmapped.most_common(40)))
        told = Counter(f.id for o in outcomes for f in o.findings if o.action != "refused" and f.id.startswith("import."))
        if told:
            click.echo("  to look at: " + ", ".join(f"{id} ({count})" for id, count in told.most_common())
                       + "; --format json names the files")
        if dry_run:
            click.echo("Dry run: nothing was written.")
    return 1 if refused else 0
