"""Options and steps that the commands of review share: the desk at which people sign."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Callable, Sequence

import click

from plugins.adapters.git_write import commit_files, write_files
from plugins.build.gate.approval import Desk, configuration_folder, find_roots, make_statement, open_desk, person_of
from plugins.cli.findings import Speaker
from plugins.model.errors import OperatorError
from plugins.review.report_views import visible
from plugins.review.statements import ForgeReport, Kind, Transition

LANGUAGES = ("vi", "en", "zh", "ko", "ja")


def roots_option(command: Callable) -> Callable:
    """`--roots FILE`: the root public keys."""
    return click.option("--roots", type=click.Path(dir_okay=False), default=None, metavar="FILE",
                        help="Root public keys, kept outside the site. Default: CONGMO_ROOTS, else ~/.config/cong-mo/roots.")(command)


def lang_option(command: Callable) -> Callable:
    """`--lang`: the language of the words."""
    return click.option("--lang", type=click.Choice(LANGUAGES), default="vi", show_default=True,
                        help="Language of the words.")(command)


def now_option(command: Callable) -> Callable:
    """`--now TIME`: judge as of another time."""
    return click.option("--now", default=None, metavar="TIME",
                        help="Judge as of this time, ISO 8601. Default: the clock.")(command)


def signing_options(command: Callable) -> Callable:
    """What every command that signs takes."""
    for option in (
        roots_option, lang_option,
        click.option("--ref", default="HEAD", show_default=True, help="Commit whose changes are meant."),
        click.option("--key", "key", type=click.Path(dir_okay=False), default=None, envvar="CONGMO_KEY", metavar="FILE",
                     help="Your SSH key. Default: CONGMO_KEY, the only key in ~/.config/cong-mo/keys, else ~/.ssh/id_ed25519."),
        click.option("--yes", is_flag=True, help="Do not ask before signing."),
        click.option("--commit/--no-commit", "commit", default=True, show_default=True,
                     help="Commit the signed files at once."),
    ):
        command = option(command)
    return command


def moment(text: str | None) -> datetime:
    """`--now` as an aware time, or the clock."""
    if text is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise OperatorError(f"--now {text}: not a time", "Write it as 2026-12-31T08:00:00+07:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def find_key(named: str | None) -> Path:
    """The key to sign with; see `--key`."""
    if named:
        return Path(named)
    own = sorted(path for path in (configuration_folder() / "keys").glob("*") if path.suffix != ".pub")
    if len(own) > 1:
        raise OperatorError("there are several keys in ~/.config/cong-mo/keys", "Say which with --key.")
    return own[0] if own else Path.home() / ".ssh" / "id_ed25519"


def desk_at(site: Path, ref: str, roots: str | None, now: datetime) -> Desk:
    """The desk for a site and a commit."""
    return open_desk(site, ref, find_roots(roots, site), now)


def describe(transitions: Sequence[Transition], speaker: Speaker) -> list[str]:
    """One line a change, with everything unprintable spelt out."""
    words = {(False, True): "new", (True, True): "changed", (True, False): "deleted"}
    return [f"  {speaker.translate(words[bool(t.old), bool(t.new)])}: {visible(t.path)}  "
            f"{t.old.blob[:10] if t.old else '-'} → {t.new.blob[:10] if t.new else '-'}" for t in transitions]


def sign_and_keep(desk: Desk, kind: Kind, transitions: tuple[Transition, ...], key: str | None, yes: bool, commit: bool,
                  speaker: Speaker, reason: str = "", report: ForgeReport | None = None, confirmed: Sequence[str] = ()) -> None:
    """Show what will be signed, ask, sign, write, commit."""
    if not transitions:
        raise OperatorError(speaker.translate("Nothing is waiting here."),
                            speaker.translate("See `tasks.py review` for what is waiting where."))
    signer = find_key(key)
    _say_what_will_not_count(desk, kind, person_of(desk.policy, signer, desk.now), transitions, speaker)
    click.echo(speaker.translate(f"sign:{kind}"))
    click.echo("\n".join(describe(transitions, speaker)))
    if not yes and not click.confirm(speaker.translate("Sign this?"), default=False):
        raise click.Abort
    files = make_statement(desk, kind, signer, transitions, reason, report, confirmed)
    write_files(desk.repository.top, files)
    paths = [path for path, _content in files]
    if commit:
        id_ = commit_files(desk.repository.top, paths, f"{kind}: {len(transitions)} file(s)")
        click.echo(speaker.translate("Signed and committed as {commit}. Push it as usual.").format(commit=id_[:12]))
    else:
        click.echo(speaker.translate("Signed. Commit and push these files:") + "\n  " + "\n  ".join(paths))


def _say_what_will_not_count(desk: Desk, kind: Kind, person: str, transitions: Sequence[Transition],
                             speaker: Speaker) -> None:
    """Refuse an emergency statement without the right to it, and warn of an approval of one's own submission."""
    if kind in (Kind.WITHDRAW, Kind.PUBLISH) and (paths := desk.powerless(kind, person, transitions)):
        raise OperatorError(speaker.translate("{person} may not do this alone: {paths}").format(
            person=person, paths=", ".join(visible(path) for path in paths)),
            speaker.translate("`tasks.py review --policy` shows who may."))
    own = [t.path for t in transitions if kind is Kind.APPROVE and (verdict := desk.tree.verdicts.get(t.path))
           and person in verdict.submitters]
    if own:
        click.echo(speaker.translate("You submitted this yourself, so your approval will not count: {paths}").format(
            paths=", ".join(visible(path) for path in own)), err=True)
