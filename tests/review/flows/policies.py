"""Policies, people and keys that come and go."""

from datetime import timedelta

from plugins.review.state import PublishedState
from tests.review.flows.base import DAY, HOUR, NEW, flow, published
from tests.review.scenarios import A, Case
from tests.review.world import REPOSITORY, ROOTS, ROOT_LINES, Signer, World, following, grant, page, person, policy, signed_policy


@flow
def policy_follows_policy(world: World) -> Case:
    second = following(policy(), people=[*policy()["people"], person("mem9")],
                       grants=[*policy()["grants"], grant("mem9", "member", "tinh")])
    third = following(second, settings=second["settings"] | {"grace_hours": 1})
    world.commit(signed_policy(second))
    world.commit(signed_policy(third, ROOTS[1:]))
    world.publish({A: NEW}, "ed", "mem9")
    return published(world, {A: NEW}, check=lambda tree: tree.policy_version == 3)


@flow
def new_colleague_signs_before_the_policy_knows_them(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem9", {A: NEW}))
    world.commit(signed_policy(following(policy(), people=[*policy()["people"], person("mem9")],
                                         grants=[*policy()["grants"], grant("mem9", "member", "tinh")])))
    return published(world, {A: NEW})


@flow
def roots_are_exchanged(world: World) -> Case:
    fresh = [Signer("new-root-1"), Signer("new-root-2")]
    world.commit(signed_policy(following(policy()), fresh))
    world.publish({A: NEW})
    return published(world, {A: NEW}, roots=["threshold 2", *(signer.line for signer in fresh)])


@flow
def roots_that_name_the_repository(world: World) -> Case:
    world.publish({A: NEW})
    return published(world, {A: NEW}, roots=[*ROOT_LINES, f"repository {REPOSITORY}"])


@flow
def what_was_approved_stays_when_the_approver_leaves(world: World) -> Case:
    world.publish({A: NEW})
    until = (world.time + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    people = [person("mem", {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": until})
              if p["id"] == "mem" else p
              for p in policy()["people"]]
    world.commit(signed_policy(following(policy(), people=people)), later=HOUR)
    return published(world, {A: NEW})


@flow
def what_was_approved_stays_after_a_year(world: World) -> Case:
    world.publish({A: NEW})
    return published(world, {A: NEW}, now=world.time + 365 * DAY, only="scratch")


@flow
def exchanged_key(world: World) -> Case:
    people = [person("mem",
                     {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": "2026-03-01T09:00:00Z"},
                     {"key": Signer("mem-new").line, "start": "2026-03-01T09:00:00Z", "until": None})
              if p["id"] == "mem" else p
              for p in policy()["people"]]
    world.commit(signed_policy(following(policy(), people=people)), later=DAY)
    change = {A: NEW}
    world.commit(change | world.submit("ed", change) | world.approve("mem", change, signer="mem-new"))
    return published(world, change)


@flow
def key_and_term_that_end_later(world: World) -> Case:
    people = [person("mem",
                     {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": "2026-12-31T17:00:00Z"})
              if p["id"] == "mem" else p
              for p in policy()["people"]]
    grants = [g | {"until": "2026-12-31T17:00:00Z"} for g in policy()["grants"]]
    world.commit(signed_policy(following(policy(), people=people, grants=grants)))
    world.publish({A: NEW})
    return published(world, {A: NEW})


@flow
def baseline_of_an_existing_repository(world: World) -> Case:
    fresh = World(world.folder, world.time)
    old = {f"content/tinh/news/{number}.vi.md": page(f"Tin {number}") for number in range(5)}
    tree = fresh.git("rev-parse", f"{fresh.commit(old, branch='fresh', parents=())}^{{tree}}")
    fresh.commit(signed_policy(policy(baseline=tree)), branch="fresh")
    fresh.publish({"content/tinh/news/3.vi.md": NEW})
    return Case(fresh, old | {"content/tinh/news/3.vi.md": NEW}, only="scratch", quiet=True)


@flow
def baseline_in_the_very_first_commit(world: World) -> Case:
    fresh = World(world.folder, world.time)
    old = {f"content/tinh/news/{number}.vi.md": page(f"Tin {number}") for number in range(5)}
    tree = fresh.git("rev-parse", f"{fresh.commit(old, branch='old', parents=())}^{{tree}}")
    fresh.commit(old | signed_policy(policy(baseline=tree)) | {"content/tinh/news/lén.vi.md": NEW}, branch="fresh",
                 parents=())
    return Case(fresh, old, only="scratch")


@flow
def policy_in_force_outlives_its_files(world: World) -> Case:
    """The state of the last release is the publisher's own: it keeps the policy that somebody removed."""
    gone = [path for path in world.files if path.startswith(".review/policies/")]
    world.commit(dict.fromkeys(gone))
    released = world.gate(PublishedState.read(world.gate().state.write())).state.write()
    world.publish({A: NEW})
    return published(world, {A: NEW}, only="next", state=released)
