"""Options that several commands share."""

from pathlib import Path
from typing import Callable

import click

ENGINE_ROOT = Path(__file__).resolve().parents[2]
"""This repository: what a site root lacks (types, theme, catalogs) comes from here."""


def site_root(ctx: click.Context, _param: click.Parameter, value: str | None) -> Path:
    """The site root from the command's own --site, else from the one before the command, else this repository."""
    chosen = value or ctx.find_root().obj
    root = Path(chosen).resolve() if chosen else ENGINE_ROOT
    if not root.is_dir():
        raise click.BadParameter(f"{root} is not a folder", ctx, _param)
    return root


def site_option(command: Callable) -> Callable:
    """`--site DIR`, before or after the command's name; the command receives it as `site: Path`."""
    return click.option("--site", type=click.Path(), default=None, callback=site_root,
                        help="Site root: a folder with portals/ and content/. Default: this repository.")(command)


def format_option(*formats: str) -> Callable:
    """`--format`, the first of `formats` being the default."""
    return click.option("--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True,
                        help="How to print the result.")
