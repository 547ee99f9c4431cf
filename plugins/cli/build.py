"""`tasks.py build`: the whole system, or what changed of it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from plugins.build.request import Request, Result, state_folder
from plugins.build.settings import Settings, read_settings
from plugins.build.standstill import up_to_date
from plugins.cli.options import ENGINE_ROOT, format_option, site_option
from plugins.model import OperatorError, Severity
from plugins.model.clock import VIETNAM


def settings_for(site: Path, named: str | None) -> Settings:
    """Settings of a site root: the file named, its own `pelicanconf.py`, or the engine's."""
    if named:
        return read_settings(Path(named))
    own = site / "pelicanconf.py"
    if own.is_file():
        return read_settings(own)
    borrowed = read_settings(ENGINE_ROOT / "pelicanconf.py")  # whose demonstration notice is not theirs
    return replace(borrowed, site=msgspec.structs.replace(borrowed.site, demo=False))


def instant(given: str | None) -> str:
    """The time to build for: given, or the clock's."""
    if given is None:
        return datetime.now(VIETNAM).isoformat(timespec="seconds")
    from plugins.content.schema import parse_instant

    try:
        return parse_instant(given)
    except Exception:
        raise OperatorError(f"--now {given}: not a time", "Write it as 2026-12-31T08:00:00+07:00.") from None


@click.command("build")
@site_option
@click.option("--portal", "portals", multiple=True, help="Only this portal; may be repeated.")
@click.option("--lang", "langs", multiple=True, help="Only this language; may be repeated.")
@click.option("--output", type=click.Path(file_okay=False), default=None,
              help="Where to write. Default: output/ in the site root.")
@click.option("--settings", "settings_file", type=click.Path(dir_okay=False), default=None,
              help="Pelican settings file. Default: pelicanconf.py of the site root, else of this repository.")
@click.option("--ref", default=None, metavar="COMMIT", help="Build the objects of this commit, not the working tree.")
@click.option("--now", default=None, metavar="TIME", help="Build as if at this time, ISO 8601.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Worker processes.")
@click.option("--shard", default=None, metavar="I/N", help="Build the I-th of N disjoint parts of the editions.")
@click.option("--cache", default=None, metavar="LOCATION", help="Keep parsed content here too: a folder or an fsspec address.")
@click.option("--join", "join_parts", multiple=True, type=click.Path(exists=True, file_okay=False),
              help="Do not build: join shares built with --shard into --output, with proof; once for each share.")
@click.option("--gate/--no-gate", default=None, help="Publish only bytes that were approved. Default: the settings' GATE.")
@click.option("--roots", type=click.Path(dir_okay=False), default=None, metavar="FILE",
              help="Root public keys for --gate, kept outside the site. Default: CONGMO_ROOTS, else ~/.config/cong-mo/roots.")
@click.option("--clean", is_flag=True, help="Forget earlier builds and write everything anew.")
@click.option("--next", "only_next", is_flag=True, help="Do not build: say when something next changes by time alone.")
@click.option("--explain", default=None, metavar="PATH", help="Do not build: say what an output file depends on.")
@click.option("--timings", is_flag=True, help="Show where the time went.")
@format_option("text", "json")
def command(site: Path, portals: tuple[str, ...], langs: tuple[str, ...], output: str | None, settings_file: str | None,
            ref: str | None, now: str | None, jobs: int, shard: str | None, cache: str | None,
            join_parts: tuple[str, ...], gate: bool | None, roots: str | None, clean: bool, only_next: bool, explain: str | None, timings: bool, format_: str) -> int:
    """Build portals into static sites.

    Writes only what changed since the last build of the same output. Items with errors are left out and named; the
    rest of the system is built all the same.
    """
    target = Path(output).resolve() if output else site / "output"
    if join_parts:
        from plugins.build.join import join

        count = join([Path(part).resolve() for part in join_parts], target)
        click.echo(f"{count} files joined in {_shown(target)}: the same system as one machine builds")
        return 0
    if only_next or explain:
        return _from_memory(target, instant(now), explain, format_)
    if not (site / "portals").is_dir():
        raise OperatorError(f"{site} has no portals/ folder", "Name a site root with --site, or start one with `tasks.py portal init`.")
    settings = settings_for(site, settings_file)
    if gate is not None:
        settings = replace(settings, gate=gate)
    request = Request(
        site=site, output=target, settings=settings, roots=roots, now=instant(now), ref=ref, clean=clean,
        jobs=jobs, portals=portals, langs=langs, shard=_shard(shard), cache=cache)
    if format_ == "json":
        result = up_to_date(request)
        click.echo(msgspec.json.format(msgspec.json.encode(_as_json(result, site)), indent=2))
    else:
        from plugins.cli.progress import progress_bar

        with progress_bar() as progress:
            result = up_to_date(request, progress)
        _say(result, request, timings)
    return 1 if any(f.severity is Severity.ERROR for f in result.findings) else 0


def _shard(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    part, _, parts = given.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise OperatorError(f"--shard {given}: not a shard", "Write I/N, for example 2/4.")
    return int(part), int(parts)


def _as_json(result: Result, site: Path) -> dict[str, Any]:
    from plugins.cli.findings import Speaker

    return {
        "portals": result.portals, "editions": result.editions, "documents": result.documents,
        "rendered": result.rendered, "written": result.written, "deleted": result.deleted,
        "seconds": round(result.seconds, 3), "timings": {k: round(v, 4) for k, v in result.timings.items()},
        "files": [{"path": path, "why": why} for path, why in result.why[:1000]],
        "search": result.search, "next": result.next_due[0] if result.next_due else None,
        "findings": Speaker("vi", site).as_rows(result.findings),
    }


def _say(result: Result, request: Request, timings: bool) -> None:
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    if errors:  # reading the catalogs costs a third of what one edit does
        from plugins.cli.findings import Speaker

        Speaker("vi", request.site).say(errors, 20)
    click.echo(f"{result.portals} portals, {result.editions} editions, {result.documents} items: "
               f"{result.written} files written, {result.deleted} deleted in {result.seconds:.2f} s")
    if result.search:
        total = {key: sum(line[key] for line in result.search) for key in ("documents", "files", "bytes", "seconds")}
        click.echo(f"Search: {len(result.search)} indexes, {total['documents']} records, {total['files']} files, "
                   f"{total['bytes'] / 1e6:.1f} MB in {total['seconds']:.2f} s of work")
    if len(result.why) <= 30:
        for path, why in result.why:
            click.echo(f"  {path}  <- {why}")
    if timings:
        for phase, seconds in result.timings.items():
            click.echo(f"  {phase:10} {seconds:7.3f} s")
    if errors:
        click.echo(f"{len(errors)} errors: those items were left out. `tasks.py check` shows all findings.")
    if result.next_due:
        click.echo(f"Next change by time alone: {result.next_due[0]} ({result.next_due[1]})")
    if result.written:
        click.echo(f"Next: `python tasks.py serve` to look at it, or open {_shown(request.output)}.")


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd())) + "/"
    except ValueError:
        return str(path)


def _from_memory(output: Path, now: str, explain: str | None, format_: str) -> int:
    """Answers that the last build of an output left behind."""
    folder = state_folder(output)
    if not (folder / "library.sqlite").is_file():
        raise OperatorError(f"{output} has not been built here", "Run `tasks.py build` first.")
    from plugins.build.store import Store

    store = Store(folder)
    if explain is not None:
        row = store.explain(explain.removeprefix(str(output) + "/").removeprefix("output/"))
        if row is None:
            raise OperatorError(f"{explain} is not a file of this build", "Give its path below the output folder.")
        cell, fingerprint, why = row
        if format_ == "json":
            click.echo(msgspec.json.encode({"path": explain, "cell": cell, "fingerprint": fingerprint, "why": why}))
        else:
            click.echo(f"{explain}\n  depends on: {why}\n  planned with: {cell}\n  fingerprint: {fingerprint}")
        return 0
    due = store.next_due(now)
    if format_ == "json":
        click.echo(msgspec.json.encode({"next": due[0] if due else None, "path": due[1] if due else None}))
    else:
        click.echo(f"{due[0]} {due[1]}" if due else "Nothing changes by time alone.")
    return 0
