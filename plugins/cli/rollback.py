"""`tasks.py rollback`: return to an earlier release."""

from pathlib import Path

import click

from plugins.build.publish import releases, rollback


@click.command("rollback")
@click.argument("number", required=False)
@click.option("--releases", "folder", type=click.Path(exists=True, file_okay=False), required=True, help="Folder of releases.")
@click.option("--list", "listing", is_flag=True, help="Only list the releases.")
def command(number: str | None, folder: str, listing: bool) -> None:
    """Make release NUMBER live again, by default the one before the live one."""
    if listing:
        for release in releases(Path(folder)):
            click.echo(f"{release.number}{' (live)' if release.live else ''}")
        return
    click.echo(f"Release {rollback(Path(folder).resolve(), number).number} is live")
