"""`tasks.py publish`: make a build the live release."""

from pathlib import Path

import click

from plugins.build.publish import publish
from plugins.cli.options import site_option


@click.command("publish")
@site_option
@click.option("--output", type=click.Path(file_okay=False), default=None, help="The built site. Default: output/ in the site root.")
@click.option("--releases", "folder", type=click.Path(file_okay=False), required=True, help="Folder of releases; document roots lie below its `live`.")
@click.option("--keep", type=click.IntRange(1), default=10, show_default=True, help="Releases to keep for rollback.")
def command(site: Path, output: str | None, folder: str, keep: int) -> None:
    """Copy the built site as the next release and make it live in one step."""
    release = publish(Path(output).resolve() if output else site / "output", Path(folder).resolve(), keep)
    click.echo(f"Release {release.number} is live in {folder}/live")
