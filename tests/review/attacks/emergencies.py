"""Attacks that abuse emergency withdrawal and publication."""

import json
from datetime import timedelta

from plugins.review.canonical import dump
from plugins.review.statements import Kind, Transition
from tests.review.attacks.base import DAY, NEW, attack, raw_statement, unchanged
from tests.review.scenarios import A, ENGINE, LEGAL, PHOTO, SITE, THEME, XA, Case
from tests.review.world import Signer, World, following, page, policy, signed_policy


WITHOUT_A = {path: data for path, data in SITE.items() if path != A}


@attack
def withdrawn_page_creeps_back(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.commit({A: NEW})
    world.commit({A: SITE[A]})
    return Case(world, WITHOUT_A)


@attack
def emergency_where_no_policy_is_trusted(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    strangers = ["threshold 2", *(Signer(f"stranger-{number}").line for number in (1, 2))]
    return Case(world, {}, roots=strangers, only="scratch", engine=False)


@attack
def emergency_publication_of_what_is_not_there(world: World) -> Case:
    side = world.side(NEW)
    world.commit(world.statement(Kind.PUBLISH, "head", (Transition(A, world.side(SITE[A]), side),)))
    return unchanged(world, check=lambda tree: [f.id for f in tree.findings] == ["review.emergency-refused"])


@attack
def withdrawal_deleted_from_the_repository(world: World) -> Case:
    files = world.statement(Kind.WITHDRAW, "head", {A: None})
    world.commit(files)
    world.commit({path: None for path in files})
    return Case(world, WITHOUT_A)


@attack
def withdrawal_lost_in_an_evil_merge(world: World) -> Case:
    base, files = world.tip, dict(world.files)
    withdrawal = world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.files = files
    own = world.commit({"content/tinh/news/b.vi.md": NEW}, parents=(base,), branch="own")
    world.commit({}, parents=(own, withdrawal))
    return Case(world, WITHOUT_A)


@attack
def withdrawn_page_returns_with_the_usual_approvals(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.submit("ed", again) | world.approve("mem", again))
    return Case(world, WITHOUT_A)


@attack
def withdrawn_page_returns_edited_with_the_usual_approvals(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(NEW)),)
    world.commit({A: NEW} | world.submit("ed", again) | world.approve("mem", again))
    return Case(world, WITHOUT_A)


@attack
def withdrawn_page_returns_with_approvals_from_before(world: World) -> Case:
    again = (Transition(A, None, world.side(SITE[A])),)
    held = world.submit("ed", again) | world.approve("mem", again) | world.approve("mem2", again)
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.commit(held)
    return Case(world, WITHOUT_A)


@attack
def withdrawn_bytes_under_another_name(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.publish({"content/tinh/news/lai.vi.md": SITE[A]})
    return Case(world, WITHOUT_A)


@attack
def withdrawal_by_an_editor(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "ed", {A: None}))
    return unchanged(world)


@attack
def withdrawal_in_another_portal(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {XA: None}))
    return unchanged(world)


@attack
def withdrawal_with_a_strange_key(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}, signer="ed"))
    return unchanged(world)


@attack
def withdrawal_of_the_theme(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {THEME: None}))
    return unchanged(world)


@attack
def withdrawal_of_another_version(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", (Transition(A, world.side(NEW), None),)))
    return unchanged(world)


@attack
def withdrawal_of_an_unapproved_edit_takes_nothing_down(world: World) -> Case:
    world.commit({A: NEW})
    world.commit(world.statement(Kind.WITHDRAW, "head", (Transition(A, world.side(NEW), None),)))
    return unchanged(world)


@attack
def withdrawal_of_a_lapsed_emergency_takes_nothing_down(world: World) -> Case:
    world.commit({A: NEW} | world.statement(Kind.PUBLISH, "head", {A: NEW}))
    world.commit(world.statement(Kind.WITHDRAW, "head", (Transition(A, world.side(NEW), None),)), later=2 * DAY)
    return unchanged(world, only="scratch")


@attack
def withdrawal_beyond_content_even_where_a_rule_names_holders(world: World) -> Case:
    rules = [rule | {"withdraw": ["root-approver"], "publish": ["root-approver"]} for rule in policy()["rules"]]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.commit(world.statement(Kind.WITHDRAW, "sys1", {THEME: None}))
    world.commit({ENGINE: b"evil\n"} | world.statement(Kind.PUBLISH, "sys1", {ENGINE: b"evil\n"}))
    return unchanged(world, engine=False)


@attack
def emergency_publication_of_other_bytes(world: World) -> Case:
    world.commit({"content/tinh/news/b.vi.md": NEW})
    world.commit({A: page("Lén")} | world.statement(Kind.PUBLISH, "head", {A: NEW}))
    return unchanged(world)


@attack
def withdrawal_that_changes_the_page(world: World) -> Case:
    payload = world.payload(Kind.WITHDRAW, "head", {A: None})
    value = json.loads(payload)
    value["changes"][0] |= {"new": world.side(NEW).blob, "new_mode": "100644"}
    world.commit({A: NEW} | raw_statement(dump(value), "head"))
    return unchanged(world)


@attack
def withdrawal_replayed_after_the_return(world: World) -> Case:
    files = world.statement(Kind.WITHDRAW, "head", {A: None})
    world.commit(files)
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.submit("ed", again) | world.approve("mem", again) | world.approve("mem2", again))
    world.commit({path: None for path in files})
    world.commit(files)
    return unchanged(world)


@attack
def emergency_publication_by_a_member(world: World) -> Case:
    world.commit({A: NEW} | world.statement(Kind.PUBLISH, "mem", {A: NEW}))
    return unchanged(world)


@attack
def emergency_publication_never_ratified(world: World) -> Case:
    world.commit({A: NEW} | world.statement(Kind.PUBLISH, "head", {A: NEW}))
    case = unchanged(world, now=world.time + 2 * DAY, only="scratch")
    return case


@attack
def emergency_publication_renewed(world: World) -> Case:
    world.commit({A: NEW} | world.statement(Kind.PUBLISH, "head", {A: NEW}))
    world.commit(world.statement(Kind.PUBLISH, "head", (Transition(A, world.side(SITE[A]), world.side(NEW)),)),
                 later=DAY * 1.5)
    return unchanged(world, now=world.time + timedelta(hours=1), only="scratch")


@attack
def emergency_publication_of_a_legal_document(world: World) -> Case:
    world.commit({LEGAL: NEW} | world.statement(Kind.PUBLISH, "head", {LEGAL: NEW}))
    return unchanged(world)


@attack
def emergency_publication_of_a_theme(world: World) -> Case:
    world.commit({THEME: b"<script>"} | world.statement(Kind.PUBLISH, "head", {THEME: b"<script>"}))
    return unchanged(world)


@attack
def emergency_publication_of_a_symlink(world: World) -> Case:
    world.commit({A: ("120000", b"/etc/passwd")} | world.statement(Kind.PUBLISH, "head",
                                                                   {A: ("120000", b"/etc/passwd")}))
    return unchanged(world)


@attack
def emergency_publication_used_to_delete(world: World) -> Case:
    world.commit({A: None} | world.statement(Kind.PUBLISH, "head", {A: None}))
    return unchanged(world)


@attack
def emergency_publication_of_a_withdrawn_page(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.statement(Kind.PUBLISH, "head", again))
    return Case(world, WITHOUT_A)


@attack
def emergency_counts_as_ratification(world: World) -> Case:
    change = {A: NEW}
    world.commit(change | world.statement(Kind.PUBLISH, "head", change) | world.submit("ed", change))
    return unchanged(world, now=world.time + 2 * DAY, only="scratch")


@attack
def emergency_publication_of_a_dialogue_plan_among_the_news(world: World) -> Case:
    change = {"content/tinh/news/ke-hoach.vi.md": page("Kế hoạch", type="dialogue-plan")}
    world.commit(change | world.statement(Kind.PUBLISH, "head", change))
    return unchanged(world)


@attack
def withdrawal_of_a_folder(world: World) -> Case:
    """Its old version is that of the first file inside."""
    folder = Transition("content/tinh/news", world.side(SITE[PHOTO]), None)
    world.commit(world.statement(Kind.WITHDRAW, "head", (folder,)))
    return unchanged(world, check=lambda tree: not tree.emergency and [f.id for f in tree.findings] == [
        "review.emergency-refused"])
