"""Attacks on who may sign: strangers, impersonators, former colleagues, authors of their own."""

from datetime import timedelta

from tests.review.attacks.base import DAY, NEW, attack, unchanged
from tests.review.scenarios import A, A_EN, LEGAL, Case
from tests.review.world import START, Signer, World, following, grant, person, policy, signed_policy


@attack
def unapproved_push(world: World) -> Case:
    world.commit({A: NEW})
    return unchanged(world)


@attack
def unapproved_new_page(world: World) -> Case:
    world.commit({"content/tinh/news/b.vi.md": NEW})
    return unchanged(world)


@attack
def submitted_only(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}))
    return unchanged(world)


@attack
def approved_without_submission(world: World) -> Case:
    world.commit({A: NEW} | world.approve("mem", {A: NEW}) | world.approve("mem2", {A: NEW}))
    return unchanged(world)


@attack
def self_approval(world: World) -> Case:
    world.publish({A: NEW}, "mem", "mem")
    return unchanged(world)


@attack
def approver_submitted_too(world: World) -> Case:
    world.commit(world.reviewed({A: NEW}, "ed", "mem") | world.submit("mem", {A: NEW}))
    return unchanged(world)


@attack
def one_person_twice(world: World) -> Case:
    world.publish({LEGAL: NEW}, "ed", "mem", "mem")
    return unchanged(world)


@attack
def one_person_with_two_keys(world: World) -> Case:
    second = policy()
    second["people"] = [person("mem", "mem", "mem-old") if p["id"] == "mem" else p for p in second["people"]]
    world.commit(signed_policy(following(policy(), people=second["people"])))
    change = {LEGAL: NEW}
    world.commit(change | world.submit("ed", change) | world.approve("mem", change) | world.approve("mem", change,
                                                                                                    signer="mem-old"))
    return unchanged(world)


@attack
def wrong_portal_approver(world: World) -> Case:
    world.publish({A: NEW}, "ed", "xa-mem")
    return unchanged(world)


@attack
def wrong_portal_submitter(world: World) -> Case:
    world.publish({A: NEW}, "xa-ed", "mem")
    return unchanged(world)


@attack
def wrong_language_reviewer(world: World) -> Case:
    world.publish({"content/tinh/news/a.zh.md": NEW}, "ed", "lang", "mem")
    return unchanged(world)


@attack
def translation_without_language_reviewer(world: World) -> Case:
    world.publish({A_EN: NEW}, "ed", "mem", "mem2")
    return unchanged(world)


@attack
def language_reviewer_on_the_original(world: World) -> Case:
    world.publish({A: NEW}, "ed", "lang")
    return unchanged(world)


@attack
def wrong_section(world: World) -> Case:
    world.publish({"content/tinh/projects/d.vi.md": NEW}, "ed", "mem3")
    return unchanged(world)


@attack
def editor_approves(world: World) -> Case:
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def approver_role_does_not_submit(world: World) -> Case:
    world.publish({A: NEW}, "lang", "mem")
    return unchanged(world)


@attack
def unknown_person(world: World) -> Case:
    world.publish({A: NEW}, "ed", "stranger")
    return unchanged(world)


@attack
def impersonation_with_own_key(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, signer="ed"))
    return unchanged(world)


@attack
def impersonation_with_strange_key(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, signer="stranger"))
    return unchanged(world)


def _with_person(world: World, changed: dict, **more) -> None:
    """Adopt a policy in which one person's entry is another."""
    people = [changed if p["id"] == changed["id"] else p for p in policy()["people"]]
    world.commit(signed_policy(following(policy(), people=people, **more)))


@attack
def revoked_key(world: World) -> Case:
    _with_person(world,
                 person("mem",
                        {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"}))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def removed_key(world: World) -> Case:
    _with_person(world, person("mem", "mem-new"))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def key_before_its_start(world: World) -> Case:
    _with_person(world, person("mem", {"key": Signer("mem").line, "start": "2026-06-01T00:00:00Z", "until": None}))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def backdated_statement_of_a_closed_key(world: World) -> Case:
    until = (world.time + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    _with_person(world, person("mem", {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": until}))
    change = {A: NEW}
    world.commit(change | world.submit("ed", change) | world.approve("mem", change, issued_at=START))
    return unchanged(world)


@attack
def backdated_commit_too(world: World) -> Case:
    until = (world.time + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    _with_person(world, person("mem", {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": until}))
    change = {A: NEW}
    now = world.time + DAY
    world.commit(change | world.submit("ed", change, issued_at=START) | world.approve("mem", change, issued_at=START),
                 time=START)
    return unchanged(world, now=now)


@attack
def approval_issued_before_the_key_was_given(world: World) -> Case:
    start = world.time.strftime("%Y-%m-%dT%H:%M:%SZ")
    _with_person(world, person("mem", {"key": Signer("mem").line, "start": start, "until": None}))
    change = {A: NEW}
    world.commit(change | world.submit("ed", change) | world.approve("mem", change, issued_at=START))
    return unchanged(world)


@attack
def term_of_office_over(world: World) -> Case:
    grants = [grant("mem", "member", "tinh", until="2026-03-01T00:00:00Z") if g["person"] == "mem" else g
              for g in policy()["grants"]]
    world.commit(signed_policy(following(policy(), grants=grants)))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def term_of_office_over_since_signing(world: World) -> Case:
    until = (world.time + timedelta(minutes=15)).strftime("%Y-%m-%dT%H:%M:%SZ")
    grants = [grant("mem", "member", "tinh", until=until) if g["person"] == "mem" else g for g in policy()["grants"]]
    world.commit(signed_policy(following(policy(), grants=grants)))
    files = world.reviewed({A: NEW})
    world.commit(files, later=timedelta(hours=1))
    return unchanged(world)


@attack
def term_of_office_not_begun(world: World) -> Case:
    grants = [g | {"start": "2026-06-01T00:00:00Z"} if g["person"] == "mem" else g for g in policy()["grants"]]
    world.commit(signed_policy(following(policy(), grants=grants)))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def submitter_whose_term_is_over(world: World) -> Case:
    grants = [grant("ed", "editor", "tinh", until="2026-03-01T00:00:00Z") if g["person"] == "ed" else g
              for g in policy()["grants"]]
    world.commit(signed_policy(following(policy(), grants=grants)))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def commit_backdated_to_before_the_term_ended(world: World) -> Case:
    """With the last release's state at hand, what is new is used now, whatever its commit says of the time."""
    until = (world.time + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    _with_person(world, person("mem", {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": until}))
    released = world.gate().state.write()
    world.publish({A: NEW})
    return unchanged(world, only="next", state=released, now=world.time + DAY)
