"""Commands, one file each. A command's module is imported only when that command runs, so that --help is instant."""

import atexit
import errno
import gc
import importlib
import os
import sys

import click

from plugins.model.errors import OperatorError

COMMANDS = {
    # name: (module, one-line help shown without importing the module)
    "build": ("plugins.cli.build", "Build portals into static sites."),
    "serve": ("plugins.cli.serve", "Preview: build, serve, watch and reload."),
    "search": ("plugins.cli.search", "Search a built site from the command line."),
    "check": ("plugins.cli.check", "Check registry, content, links and translations."),
    "new": ("plugins.cli.new", "Write a new content file with the right fields."),
    "portal": ("plugins.cli.portal", "Start a province's registry, or add one portal."),
    "import": ("plugins.cli.import_", "Turn foreign Markdown into content files."),
    "translations": ("plugins.cli.translations", "Extract, update, compile and report the catalogs."),
    "review": ("plugins.cli.review", "Say what a change needs before it may be published."),
    "submit": ("plugins.cli.submit", "Sign a submission of changed files."),
    "approve": ("plugins.cli.approve", "Sign an approval of changed files."),
    "withdraw": ("plugins.cli.withdraw", "Sign a withdrawal."),
    "keys": ("plugins.cli.keys", "Make and list signing keys."),
    "audit": ("plugins.cli.audit", "Who wrote and approved what, and when."),
    "verify": ("plugins.cli.verify", "Check a built site's receipts offline."),
    "report": ("plugins.cli.report", "Compliance, deadlines, annual and other reports."),
    "qa": ("plugins.cli.qa", "Private intake of citizens' questions."),
    "publish": ("plugins.cli.publish", "Make a build the live release."),
    "listen": ("plugins.cli.listen", "Run a command when the forge's webhook says so."),
    "rollback": ("plugins.cli.rollback", "Return to an earlier release."),
    "doctor": ("plugins.cli.doctor", "Check this machine and this site root."),
    "docs": ("plugins.cli.docs", "Generate the reference pages in docs/."),
}
"""An explicit table instead of discovery: what is not here does not exist."""


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        gc.disable()  # imports make a hundred thousand objects, and no garbage
        try:
            return importlib.import_module(COMMANDS[name][0]).command
        finally:
            gc.freeze()
            gc.enable()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--site", type=click.Path(file_okay=False), default=None,
              help="Site root: a folder with portals/ and content/. Default: this repository.")
@click.pass_context
def root(ctx: click.Context, site: str | None) -> None:
    """Cổng Mở builds a province's portals from approved Markdown.

    Exit codes: 0 clean, 1 findings, 2 usage, 3 a bug in this program, 130 interrupted.
    """
    ctx.obj = site


_OPERATORS = frozenset((errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT))
"""What the machine refuses us: no bug, and nobody's content."""


def main() -> None:
    """Run the command line and leave with the contract's exit codes."""
    sys.exit(_run())


def main_of_process() -> None:
    """The same for a process that ends with it. Taking 300 modules apart, object by object, was a quarter of what one
    edit cost, so that is left to the system."""
    code = _run()
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    os._exit(code)


def _run() -> int:
    try:
        code = root.main(standalone_mode=False, prog_name="tasks.py")
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return 130
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except OperatorError as wrong:
        click.echo(f"Error: {wrong}", err=True)
        if wrong.hint:
            click.echo(f"  {wrong.hint}", err=True)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as wrong:
        if isinstance(wrong, OSError) and wrong.errno in _OPERATORS:
            click.echo(f"Error: {wrong.strerror}: {wrong.filename or ''}\n  Mend the folder's rights or the disk, "
                       "or choose another folder.", err=True)
            return 2
        if isinstance(wrong, ModuleNotFoundError) and not (wrong.name or "").startswith("plugins"):
            click.echo(f"Error: {wrong}\n  Run `make setup` first.", err=True)
            return 2
        import traceback

        traceback.print_exc()
        click.echo("This is a bug in Cổng Mở, not in your content. Please report the lines above.", err=True)
        return 3
