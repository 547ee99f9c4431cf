"""`tasks.py publish`: make a build the live release."""

from pathlib import Path

import click

from plugins.build.publish import publish, releases
from plugins.build.gate.sealing import sealer, was_gated
from plugins.cli.desk import moment, roots_option
from plugins.cli.options import site_option
from plugins.model.errors import OperatorError


@click.command("publish")
@site_option
@click.option("--output", type=click.Path(file_okay=False), default=None, help="The built site. Default: output/ in the site root.")
@click.option("--releases", "folder", type=click.Path(file_okay=False), required=True, help="Folder of releases; document roots lie below its `live`.")
@click.option("--keep", type=click.IntRange(1), default=10, show_default=True, help="Releases to keep for rollback.")
@click.option("--key", type=click.Path(dir_okay=False), default=None, envvar="CONGMO_RELEASE_KEY", metavar="FILE",
              help="The release key: signs the manifest of a gated build. Default: CONGMO_RELEASE_KEY.")
@click.option("--changed", is_flag=True, help="Do nothing where the newest release holds the same files: for timers.")
@click.option("--unsealed", is_flag=True, help="Publish a gated build without a signed manifest.")
@roots_option
def command(site: Path, output: str | None, folder: str, keep: int, key: str | None, changed: bool, unsealed: bool, roots: str | None) -> None:
    """Copy the built site as the next release and make it live in one step.

    The release of a gated build is sealed: every file and every source stands in a manifest that the release key signs,
    and it is checked as `tasks.py verify` checks it before visitors see it.
    """
    built = Path(output).resolve() if output else site / "output"
    if key is None and not unsealed and was_gated(built):
        raise OperatorError("a gated build is published under the release key, and none was named",
                            "Make one with `tasks.py keys new release`, name it with --key, or say --unsealed.")
    seal = sealer(site, built, roots, Path(key), moment(None)) if key and not unsealed else None
    before = releases(Path(folder).resolve())
    release = publish(built, Path(folder).resolve(), keep, seal, unless_same=changed)
    if before and release.number == before[-1].number:
        click.echo(f"Nothing changed since release {release.number}" + ("" if release.live else ", and an earlier one is live"))
        return
    click.echo(f"Release {release.number} is live in {folder}/live" + (", sealed" if seal else ""))
