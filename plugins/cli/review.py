"""`tasks.py review`: what a change needs before it may be published."""

import gc
from pathlib import Path

import click

from plugins.adapters.git import GitRepository
from plugins.build.gate.approval import find_roots, published_base, read_sources, review_range
from plugins.build.gate.checklist import checklist_of
from plugins.cli.desk import desk_at, lang_option, moment, now_option, roots_option
from plugins.cli.findings import Speaker
from plugins.cli.options import ENGINE_ROOT, format_option, site_option
from plugins.model.errors import OperatorError
from plugins.model.portal import localised
from plugins.review import report_views as views
from plugins.review.checklist import Item
from plugins.review.policy import Policy, read_policy
from plugins.review.roles import codeowners, compile_policy, policy_table

REVIEW_FORMATS = ("text", "markdown", "json", "junit", "codequality")
POLICY_FORMATS = ("codeowners-gitlab", "codeowners-gitea", "codeowners-github")


@click.command("review")
@click.argument("commits", metavar="[BASE..HEAD | COMMIT | BASE HEAD]", nargs=-1)
@site_option
@roots_option
@lang_option
@now_option
@format_option(*REVIEW_FORMATS, *POLICY_FORMATS)
@click.option("--policy", "show_policy", is_flag=True,
              help="Show who may do what, as the signed policy says (or, unsigned, the registry).")
@click.option("--portal", default=None, help="With --policy: only this portal.")
@click.option("--write", "written", multiple=True, metavar="FORMAT=FILE",
              help="Also write the review in this format to a file; may be repeated.")
@click.option("--post", default=None, metavar="URL",
              help="Also post the review as a comment and a status to this merge request.")
def command(commits: tuple[str, ...], site: Path, roots: str | None, lang: str, now: str | None, format_: str,
            show_policy: bool, portal: str | None, written: tuple[str, ...], post: str | None) -> int:
    """Say what changes, who must approve it, who has, what is missing, and which checks fail.

    BASE..HEAD is a range of commits, and BASE HEAD the same; one commit alone means its own changes; without any,
    everything on this branch that the published branch lacks. Exit code 1 until all of it is approved.
    """
    gc.disable()  # hundreds of thousands of small tuples and no cycles; the process is short
    speaker, time = Speaker(lang), moment(now)
    if show_policy:
        click.echo(_policy(site, roots, format_, portal, speaker, time))
        return 0
    if format_ in POLICY_FORMATS:
        raise click.UsageError(f"--format {format_} goes with --policy")
    files = [_target(spec) for spec in written]
    if len(commits) > 2 or len(commits) == 2 and any(".." in end for end in commits):
        raise click.UsageError("name a range, one commit, or the two ends of a range")
    range_ = "..".join(commits)
    if not range_:
        repository = GitRepository(site)
        head = repository.resolve("HEAD")
        range_ = f"{published_base(repository, head)}..{head}"
    found = review_range(site, range_, find_roots(roots, site), time, lang=lang)
    say = speaker.translate
    made = {
        "text": lambda: views.as_text(found, say, speaker.message, lambda text, colour: click.style(text, fg=colour)),
        "markdown": lambda: views.as_markdown(found, say, speaker.message),
        "json": lambda: views.as_json(found, speaker.message),
        "junit": lambda: views.as_junit(found, say, speaker.message),
        "codequality": lambda: views.as_code_quality(found, say, speaker.message)}
    for format_of_file, path in files:
        Path(path).write_text(made[format_of_file]() + "\n", encoding="utf-8")
    click.echo(made[format_]())
    if post:
        from plugins.build.gate.witness import post_review

        post_review(post, found.head, views.as_markdown(found, say, speaker.message), found.approved,
                    views.headline(found, say), say("To approve in the browser, comment exactly this line:"))
    return 0 if found.approved else 1


def _target(spec: str) -> tuple[str, str]:
    """`FORMAT=FILE` as a pair."""
    format_, equals, path = spec.partition("=")
    if format_ not in REVIEW_FORMATS or not equals or not path:
        raise click.UsageError(f"--write {spec}: write it as FORMAT=FILE, with one of {', '.join(REVIEW_FORMATS)}")
    return format_, path


def _policy(site: Path, roots: str | None, format_: str, portal: str | None, speaker: Speaker, now) -> str:
    policy, signed = _in_force(site, roots, now)
    if format_ in POLICY_FORMATS:
        return codeowners(policy, format_.removeprefix("codeowners-"), now).rstrip("\n")
    rows, say = policy_table(policy, now, portal), speaker.translate
    if format_ == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode({"number": policy.number, "signed": signed, "rules": rows,
                                                       "checklist": _items(policy, portal)}),
                                   indent=2).decode()

    def roles(keys) -> str:
        return ", ".join(say(f"role:{key}").removeprefix("role:") for key in keys) or "–"

    def people(row) -> str:
        return "; ".join(f"{say(f'role:{role}').removeprefix('role:')}: {', '.join(policy.people[p].name for p in who)}"
                         for role, who in row.people.items() if who)

    head = say("Policy {number}, signed by the root keys.").format(number=policy.number) if signed else say("Not signed yet: this is what the registry would become.")
    titles = [say(title)
              for title in ("Rule", "Where", "Submit", "Approve, in stages", "Withdraw at once", "Publish alone",
                            "Legal basis", "People")]
    table = [[row.rule, "\n".join(row.where), roles(row.submit),
              "\n".join(f"{number}. {count} × {roles(stage)}" for number, (stage, count) in enumerate(row.stages, 1)),
              roles(row.withdraw), roles(row.publish), ", ".join(row.cites), people(row)] for row in rows]
    items = [f"{item.id} ({item.cite}): {localised(item.text, speaker.lang)}" for item in _items(policy, portal)]
    confirmed = [f"{say('Approvers confirm:')}", *items] if items else []
    if format_ == "markdown":
        lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
        return "\n".join([head, "", *lines,
                          *("| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |" for row in table), *(["", confirmed[0], "", *(f"- {item}" for item in items)] if items else [])])
    return "\n\n".join([head,
                        *("\n".join(f"{title}: {cell}".replace("\n", "\n    ") for title, cell in zip(titles, row))
                          for row in table), *(["\n    ".join(confirmed)] if items else [])])


def _items(policy: Policy, portal: str | None) -> list[Item]:
    return [item for item in policy.checklist if portal is None or portal in item.portals]


def _in_force(site: Path, roots: str | None, now) -> tuple[Policy, bool]:
    if find_roots(roots, site) is not None:
        policy = desk_at(site, "HEAD", roots, now).tree.policy
        if policy is not None:
            return policy, True
    people, rules, registry, wrong = read_sources(site, ENGINE_ROOT)
    checklist, more = checklist_of(site, ENGINE_ROOT, registry, now)
    payload, findings = compile_policy(people, rules, registry.portals, registry.sections, registry.aliases, None,
                                       "0" * 32, now, None, checklist)
    if payload is None:
        first = [*wrong, *more, *findings][0]
        raise OperatorError(f"{first.path}: {first.id} {dict(first.params)}",
                            "Mend portals/_people.yaml and portals/_policy.yaml.")
    return read_policy(payload), False
