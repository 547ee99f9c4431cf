"""`tasks.py search`: the search page's answers on the command line, from the same files and by the same ranking."""

import json
from pathlib import Path
from typing import TextIO

import click

from plugins.build.request import state_folder
from plugins.build.search.index import open_index
from plugins.cli.options import format_option, site_option
from plugins.model.errors import OperatorError
from plugins.search.index import Answer
from plugins.search.record import FACETS


def _facets(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    chosen = {}
    for text in given:
        name, equals, value = text.partition("=")
        if name not in FACETS or not equals or not value:
            raise click.BadParameter(f"{text}: write NAME=VALUE with NAME one of {', '.join(FACETS)}")
        chosen[name] = value
    return chosen


@click.command("search")
@click.argument("query", default="")
@click.option("--portal", required=True, help="Key of the portal whose search is asked; the level-I portal's covers all.")
@click.option("--lang", default="", help="Language of the edition. Default: the portal's official one.")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Folder of the built site. Default: output.")
@click.option("--facet", multiple=True, callback=_facets, metavar="NAME=VALUE", help="Narrow the results; may be repeated.")
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Results to print.")
@click.option("--export", "exported", type=click.File("w", encoding="utf-8"), default=None, metavar="FILE",
              help="Do not search: write the index's documents for a search server; - is standard output.")
@click.option("--as", "export_format", type=click.Choice(["ndjson", "postgresql"]), default="ndjson", show_default=True,
              help="How to write them: for Meilisearch and OpenSearch, or as a script for psql.")
@format_option("text", "json")
@site_option
def command(query: str, portal: str, lang: str, output: Path | None, facet: dict[str, str], sort: str, limit: int,
            exported: TextIO | None, export_format: str, format_: str, site: Path) -> None:
    """Search a built site for QUERY, as its search page would.

    JSON: a list, best first, of {url, title, portal, section, score}; the url is relative to the portal's root.
    """
    if not query and exported is None:
        raise click.UsageError("Write what to search for, or name a file with --export.")
    root = (output or site / "output") / portal
    if Path(portal).name != portal or not root.is_dir():
        raise OperatorError(f"There is no built portal {portal} in {root.parent}", "Run `tasks.py build` first, or name its folder with --output.")
    if exported is not None:
        from plugins.build.search.export import FORMATS, documents

        lang = lang or open_index(root).manifest["rules"]["lang"]
        state = state_folder(output or site / "output") / "search"
        exported.writelines(FORMATS[export_format](documents(state, portal, lang)))
        return
    answer = open_index(root, lang).search(query, facet, sort == "date", limit=limit)
    if format_ == "json":
        click.echo(json.dumps([{"url": hit.stub["url"], "title": hit.stub["title"], "portal": hit.stub["portal"],
                                "section": hit.stub["section"], "score": hit.score} for hit in answer.hits],
                              ensure_ascii=False, indent=1))
    else:
        _print(answer)
    if answer.missing:
        click.echo(f"Warning: {len(answer.missing)} index files are missing or damaged; run `tasks.py build --clean`.", err=True)


def _print(answer: Answer) -> None:
    for number, hit in enumerate(answer.hits, 1):
        facts = " · ".join(filter(None, (hit.stub["portal"], hit.stub["section"], hit.stub["number"], hit.stub["date"])))
        click.echo(f"{number:2}. {hit.stub['title']}\n    {hit.stub['url']}" + (f"\n    {facts}" if facts else ""))
    click.echo(f"{'more than ' if answer.more else ''}{answer.total} result{'' if answer.total == 1 else 's'}")
