"""`tasks.py listen`: build and publish when the forge says that something changed."""

import subprocess
from pathlib import Path

import click

from plugins.adapters.forges.webhooks import KINDS
from plugins.adapters.listening import Door
from plugins.model.errors import OperatorError


@click.command("listen", context_settings={"ignore_unknown_options": True})
@click.option("--forge", type=click.Choice(KINDS), required=True, help="Which forge sends the webhook.")
@click.option("--secret", "secret_file", type=click.Path(exists=True, dir_okay=False), required=True, metavar="FILE",
              help="File with the webhook's secret.")
@click.option("--project", default="", help="Only deliveries of this project, as its address names it.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Port on 127.0.0.1.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def command(forge: str, secret_file: str, project: str, port: int, command: tuple[str, ...]) -> None:
    """Run COMMAND after every webhook delivery that the secret signs, one at a time.

    For a forge without pipelines (Pagure), or a publishing machine that no pipeline may enter. Put a web server in front;
    give COMMAND behind `--`, for example a script that fetches, builds through the gate and publishes. A delivery is
    only a knock at the door: what becomes public, the gate decides.
    """
    secret = Path(secret_file).read_text(encoding="utf-8").strip()
    if not secret:
        raise OperatorError(f"{secret_file} is empty", "Put the webhook's secret there, as the forge has it.")
    try:
        door = Door(forge, secret, project, port)
    except OSError as wrong:
        raise OperatorError(f"port {port} cannot be had: {wrong.strerror}", "Choose another with --port.") from None

    def act() -> None:
        try:
            code = subprocess.run(command, check=False).returncode
        except OSError as wrong:
            raise OperatorError(f"{command[0]} cannot be run: {wrong.strerror}", "Name a program or a script.") from None
        click.echo(f"{' '.join(command)}: {'done' if code == 0 else f'failed with {code}'}")

    with door:
        click.echo(f"Listening for {forge} at http://127.0.0.1:{door.port}/")
        door.answer(act)
