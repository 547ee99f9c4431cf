"""`tasks.py keys`: keys of people, the policy, and the ceremony of the root keys."""

import secrets
from datetime import timedelta
from pathlib import Path

import click

from plugins.adapters.git import GitRepository
from plugins.adapters.git_write import write_files
from plugins.adapters.signing import make_key, sign
from plugins.build.gate.approval import configuration_folder, find_roots, open_desk, read_sources, wire_of
from plugins.build.gate.checklist import checklist_of
from plugins.cli.desk import find_key, lang_option, moment, roots_option
from plugins.cli.findings import Speaker
from plugins.cli.options import ENGINE_ROOT, site_option
from plugins.model.errors import OperatorError
from plugins.model.portal import localised
from plugins.review.canonical import Malformed
from plugins.review.policy import Policy, policy_id, policy_path, read_policy
from plugins.review.roles import PEOPLE, compile_policy
from plugins.review.sshsig import POLICY_NAMESPACE, fingerprint, public_key


@click.group("keys")
def command() -> None:
    """Make and list keys, make the policy, sign it with root keys."""


@command.command("new")
@click.argument("person")
@click.option("--output", type=click.Path(dir_okay=False), default=None,
              help="Where. Default: ~/.config/cong-mo/keys/PERSON.")
@click.option("--no-passphrase", is_flag=True, help="Leave the key unprotected (rehearsals only).")
def new(person: str, output: str | None, no_passphrase: bool) -> None:
    """Make a key for PERSON and print the lines for portals/_people.yaml. The private half never leaves this machine."""
    path = Path(output) if output else configuration_folder() / "keys" / person
    passphrase = "" if no_passphrase else click.prompt("Passphrase / Mật khẩu khóa", hide_input=True,
                                                       confirmation_prompt=True)
    line = make_key(path, person, passphrase)
    click.echo(f"{path}\n{fingerprint(public_key(line))}\n\n  {person}:\n    keys:\n      - {{key: \"{line}\", from: {moment(None).date()}}}")


@command.command("show")
@click.option("--key", default=None, type=click.Path(dir_okay=False), help="Which key. Default: as for signing.")
def show(key: str | None) -> None:
    """Print the public half and the fingerprint of your key, to hand to an administrator."""
    line, wire = wire_of(find_key(key))
    click.echo(f"{line}\n{fingerprint(wire)}")


@command.command("list")
@site_option
@roots_option
def list_(site: Path, roots: str | None) -> None:
    """List the people of the signed policy with their keys: open, not yet open, closed."""
    now = moment(None)
    for person in open_desk(site, "HEAD", find_roots(roots, site), now).policy.people.values():
        for key in person.keys:
            state = "open" if key.open_at(now) else "closed" if key.until and key.until <= now else "later"
            click.echo(f"{person.id}\t{state}\t{fingerprint(key.wire)}\t{key.start:%Y-%m-%d}\t{key.until.strftime('%Y-%m-%d') if key.until else '-'}")


@command.command("policy")
@site_option
@roots_option
@lang_option
@click.option("--baseline", default=None, metavar="COMMIT",
              help="First policy only: accept this commit's tree as it stands.")
def policy(site: Path, roots: str | None, lang: str, baseline: str | None) -> int:
    """Compile people, boards and rules of the registry into the next policy, for the root keys to sign."""
    repository = GitRepository(site)
    lines, now = find_roots(roots, site), moment(None).replace(microsecond=0)
    previous = open_desk(site, "HEAD", lines, now).tree.policy if lines else None
    if previous and baseline:
        raise OperatorError("a policy is in force already", "A baseline is for the first policy only.")
    if previous is None and lines and list(repository.entries(repository.resolve("HEAD"), [policy_path(1)])):
        raise OperatorError("there are policies here, and the pinned root keys vouch for none of them",
                            "Make the next policy with the roots file that they were signed under; see "
                            "docs/how-to/administrator.en.md, A root key is lost.")
    people, rules, registry, findings = read_sources(site, ENGINE_ROOT)
    checklist, wrong = checklist_of(site, ENGINE_ROOT, registry, now)
    payload, more = compile_policy(people, rules, registry.portals, registry.sections, registry.aliases, previous,
                                   secrets.token_hex(16),
                                   now - timedelta(seconds=1), repository.tree(repository.resolve(baseline))
                                   if baseline else None, checklist)
    Speaker(lang).say([*findings, *wrong, *more])
    if payload is None:
        return 1
    made = read_policy(payload)
    if not any(person.keys for person in made.people.values()):
        raise OperatorError(f"nobody in {site / PEOPLE} has a key, so nobody could sign anything",
                            "Name your people there, with the lines that `tasks.py keys new` prints.")
    write_files(repository.top, [(policy_path(made.number), payload)])
    click.echo(f"{policy_path(made.number)}\nSHA-256 {policy_id(payload)}")
    for line in changes_between(previous, made):
        click.echo(f"  {line}")
    return 0


def changes_between(old: Policy | None, new: Policy) -> list[str]:
    """What root holders should read before they sign."""
    if old is None:
        return [f"policy 1 of repository {new.repository}: {len(new.people)} people, {len(new.portals)} portals, {len(new.rules)} rules",
                *(f"checklist {item.id}: {localised(item.text, 'vi')}" for item in new.checklist)]
    found = []
    for id_ in sorted({*old.people, *new.people}):
        before, after = old.people.get(id_), new.people.get(id_)
        if before != after or old.grants.get(id_) != new.grants.get(id_):
            found.append(f"{'+' if before is None else '-' if after is None else '~'} {id_}")
    found += [f"~ {what}" for what in ("rules", "checklist", "settings", "portals", "aliases", "types")
              if getattr(old, what) != getattr(new, what)]
    return (found or ["no difference"]) + [f"checklist {item.id}: {localised(item.text, 'vi')}" for item in new.checklist if item not in old.checklist]


@command.command("sign-policy")
@click.argument("number", type=click.IntRange(1, 9999))
@site_option
@click.option("--key", required=True, type=click.Path(dir_okay=False),
              help="A root key (private file, or .pub of one in an agent or token).")
@click.option("--yes", is_flag=True, help="Do not ask before signing.")
def sign_policy(number: int, site: Path, key: str, yes: bool) -> None:
    """Sign policy NUMBER with a root key. The signature lies beside it; commit both."""
    path = site / policy_path(number)
    if not path.is_file():
        raise OperatorError(f"there is no policy {number}", "Make it with `tasks.py keys policy`.")
    payload = path.read_bytes()
    try:
        made = read_policy(payload)
    except Malformed as wrong:
        raise OperatorError(f"policy {number} is malformed: {wrong}",
                            "Compile it again with `tasks.py keys policy`.") from None
    before = site / policy_path(number - 1)
    if number > 1 and (not before.is_file() or policy_id(before.read_bytes()) != made.previous):
        raise OperatorError(f"policy {number} does not follow policy {number - 1}",
                            "Compile it again with `tasks.py keys policy`.")
    for line in changes_between(read_policy(before.read_bytes()) if number > 1 else None, made):
        click.echo(f"  {line}")
    click.echo(f"SHA-256 {policy_id(payload)}")
    if not yes and not click.confirm("Sign / Ký?", default=False):
        raise click.Abort
    name = fingerprint(wire_of(Path(key))[1]).removeprefix("SHA256:")[:12].replace("/",
                                                                                                "_").replace("+", "-")
    signature = f"{policy_path(number).removesuffix('json')}{name}.sig"
    write_files(site, [(signature, sign(payload, Path(key), POLICY_NAMESPACE))])
    click.echo(signature)


@command.command("rehearse")
@click.argument("folder", type=click.Path(file_okay=False))
@site_option
def rehearse_(folder: str, site: Path) -> None:
    """Lay out a rehearsal in FOLDER: a copy of the site, keys for everybody, roots, and a signed policy."""
    from plugins.build.gate.rehearsal import rehearse

    place = Path(folder).resolve()
    people = rehearse(site, ENGINE_ROOT, place, moment(None).replace(microsecond=0) - timedelta(seconds=1))
    click.echo(f"{place}/site   {place}/keys   {place}/roots\n{', '.join(people)}\n")
    first, board = (next((p for p in people if p.startswith(start)), people[0]) for start in ("bien-tap", "uy-vien"))
    click.echo(f"export CONGMO_ROOTS={place}/roots\n"
               f"python tasks.py --site {place}/site review --policy\n"
               f"python tasks.py --site {place}/site submit --key {place}/keys/{first}\n"
               f"python tasks.py --site {place}/site approve --key {place}/keys/{board}")
