"""`tasks.py serve`: preview with live reload."""

import threading
from dataclasses import replace
from pathlib import Path

import click

from plugins.build.preview import Preview, watch
from plugins.build.run import Request, build
from plugins.cli.build import instant, settings_for
from plugins.cli.findings import Speaker
from plugins.cli.options import site_option
from plugins.cli.progress import progress_bar
from plugins.model import OperatorError, Severity


@click.command("serve")
@site_option
@click.option("--output", type=click.Path(file_okay=False), default=None, help="Where to build. Default: output/ in the site root.")
@click.option("--settings", "settings_file", type=click.Path(dir_okay=False), default=None, help="Pelican settings file.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option("--watch/--no-watch", "watching", default=True, help="Rebuild when a file changes.")
def command(site: Path, output: str | None, settings_file: str | None, host: str, port: int, watching: bool) -> None:
    """Build what is needed, serve it, watch and reload. Ctrl-C ends it."""
    target = Path(output).resolve() if output else site / "output"
    request = Request(site=site, output=target, settings=settings_for(site, settings_file), now=instant(None), jobs=2)
    speaker = Speaker("vi", site)
    with progress_bar() as progress:
        result = build(request, progress)
    speaker.say([f for f in result.findings if f.severity is Severity.ERROR], 20)
    try:
        server = Preview(target, host, port)
    except OSError as wrong:
        raise OperatorError(f"cannot listen on {host}:{port}: {wrong.strerror}", "Choose another --port.") from None
    address = f"http://{host}:{server.server_address[1]}"
    click.echo(f"{result.portals} portals in {result.seconds:.1f} s. Open one:")
    for key in sorted(p.name for p in target.iterdir() if (p / "index.html").is_file())[:200]:
        if key in _first_level(site, key):
            click.echo(f"  {address}/{key}/")
    click.echo("Ctrl-C ends the preview.")
    stop = threading.Event()

    def rebuild() -> None:
        try:
            again = build(replace(request, now=instant(None), jobs=1, settings=settings_for(site, settings_file)))
        except OperatorError as wrong:
            click.echo(f"Error: {wrong}", err=True)
            return
        speaker.say([f for f in again.findings if f.severity is Severity.ERROR], 5)
        if again.written or again.deleted:
            click.echo(f"{again.written} files written, {again.deleted} deleted in {again.seconds:.2f} s")
            server.changed()

    if watching:
        threading.Thread(target=watch, args=(site, rebuild, stop), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        stop.set()
        server.server_close()


def _first_level(site: Path, key: str) -> set[str]:
    """The portal's key where its registry file names no parent: what a person opens first."""
    path = site / "portals" / f"{key}.yaml"
    return set() if path.is_file() and "\nparent:" in path.read_text(encoding="utf-8") else {key}
