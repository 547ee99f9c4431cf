"""Attacks on statements: forged, spoilt, replayed, held back, misplaced."""

import json

from plugins.review.canonical import dump
from plugins.review.sshsig import POLICY_NAMESPACE
from plugins.review.statements import Kind, Side, Transition, statement_path
from tests.review.attacks.base import DAY, NEW, attack, forged, unchanged
from tests.review.scenarios import A, SITE, Case
from tests.review.world import Signer, World, following, page, policy, signed_policy


@attack
def commit_signature_as_approval(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, namespace="git"))
    return unchanged(world)


@attack
def policy_signature_as_approval(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, namespace=POLICY_NAMESPACE))
    return unchanged(world)


@attack
def tampered_statement(world: World) -> Case:
    change = {A: NEW}
    payload = world.payload(Kind.APPROVE, "mem", {A: page("Tin vô hại")})
    value = json.loads(payload)
    value["changes"][0]["new"] = world.transitions(change)[0].new.blob
    tampered = dump(value)
    path = statement_path(tampered)
    world.commit(change | world.submit("ed", change) | {path: tampered, f"{path}.sig": Signer("mem").sign(payload)})
    return unchanged(world)


@attack
def tampered_statement_under_its_old_name(world: World) -> Case:
    payload = world.payload(Kind.APPROVE, "mem", {A: NEW})
    path = statement_path(payload)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | {
        path: payload.replace(b'"mem"', b'"mem2"'), f"{path}.sig": Signer("mem").sign(payload)})
    return unchanged(world)


@attack
def signature_of_another_statement(world: World) -> Case:
    payload = world.payload(Kind.APPROVE, "mem", {A: NEW})
    other = world.payload(Kind.APPROVE, "mem", {A: page("Tin ba")})
    path = statement_path(payload)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | {path: payload, f"{path}.sig": Signer("mem").sign(other)})
    return unchanged(world)


@attack
def unsigned_statement(world: World) -> Case:
    payload = world.payload(Kind.APPROVE, "mem", {A: NEW})
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | {statement_path(payload): payload})
    return unchanged(world)


@attack
def reordered_statement(world: World) -> Case:
    def spoil(payload: bytes) -> bytes:
        return json.dumps(dict(reversed(json.loads(payload).items())), separators=(",", ":")).encode() + b"\n"

    world.commit(forged(world, {A: NEW}, spoil))
    return unchanged(world)


@attack
def statement_with_an_extra_field(world: World) -> Case:
    world.commit(forged(world, {A: NEW}, lambda payload: dump(json.loads(payload) | {"override": True})))
    return unchanged(world)


@attack
def statement_with_a_duplicate_key(world: World) -> Case:
    world.commit(forged(world, {A: NEW},
                        lambda payload: payload.replace(b'"person":"mem"', b'"person":"mem","person":"mem"')))
    return unchanged(world)


@attack
def statement_with_white_space(world: World) -> Case:
    world.commit(forged(world, {A: NEW}, lambda payload: payload.replace(b',"person"', b', "person"')))
    return unchanged(world)


@attack
def statement_valid_for_a_year(world: World) -> Case:
    world.commit(forged(world, {A: NEW},
                        lambda payload: payload.replace(b'"expires_at":"2026-', b'"expires_at":"2027-')))
    return unchanged(world)


@attack
def statement_valid_longer_than_the_policy_allows(world: World) -> Case:
    world.commit(signed_policy(following(policy(), settings=policy()["settings"] | {"validity_days": 7})))
    world.publish({A: NEW})
    return unchanged(world)


@attack
def expired_statement(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files, later=31 * DAY)
    return unchanged(world)


@attack
def statement_from_the_future(world: World) -> Case:
    later = world.time + 2 * DAY
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, issued_at=later))
    return unchanged(world)


@attack
def statement_for_another_repository(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: NEW}, repository="f" * 32))
    return unchanged(world)


@attack
def replay_of_used_statements(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files)
    world.publish({A: SITE[A]})
    world.commit({A: NEW})
    return unchanged(world)


@attack
def replay_with_the_statements_taken_out_and_put_back(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files)
    world.publish({A: SITE[A]})
    world.commit({path: None for path in files if path != A})
    world.commit(files)
    return unchanged(world)


@attack
def approval_held_back_over_other_edits(world: World) -> Case:
    held = world.reviewed({A: NEW})
    world.publish({A: page("Tin ba")})
    world.publish({A: SITE[A]})
    world.commit(held)
    return unchanged(world)


@attack
def stale_base(world: World) -> Case:
    held = world.reviewed({A: NEW})
    world.publish({A: page("Tin ba")})
    world.commit(held)
    return Case(world, SITE | {A: page("Tin ba")})


@attack
def chain_with_an_unapproved_link(world: World) -> Case:
    middle = page("Tin giữa")
    first = world.reviewed({A: middle})
    link = (Transition(A, world.side(middle), world.side(NEW)),)
    world.commit(first | {A: NEW} | world.submit("ed", link))
    return unchanged(world)


@attack
def approval_with_the_wrong_mode(world: World) -> Case:
    wrong = (Transition(A, world.side(SITE[A]), Side("100755", world.side(NEW).blob)),)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", wrong))
    return unchanged(world)


@attack
def approval_as_if_the_page_were_new(world: World) -> Case:
    wrong = (Transition(A, None, world.side(NEW)),)
    world.commit({A: NEW} | world.submit("ed", wrong) | world.approve("mem", wrong))
    return unchanged(world)


@attack
def statements_laid_in_a_content_folder(world: World) -> Case:
    files = {f"content/tinh/{path}": data for path, data in world.approve("mem", {A: NEW}).items()}
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | files)
    return unchanged(world)


@attack
def statement_as_a_symlink(world: World) -> Case:
    payload = world.payload(Kind.APPROVE, "mem", {A: NEW})
    path = statement_path(payload)
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | {path: ("120000", payload),
                                                            f"{path}.sig": Signer("mem").sign(payload)})
    return unchanged(world)


@attack
def page_in_the_review_folder(world: World) -> Case:
    world.publish({".review/notes.md": NEW}, "sys1", "sys2", "sys3")
    return unchanged(world, check=lambda tree: any(f.id == "review.not-a-statement" for f in tree.findings))


@attack
def evil_merge(world: World) -> Case:
    base = world.tip
    files = world.reviewed({A: NEW})
    side = world.commit(files, branch="side", move=False)
    world.commit(files | {A: page("Tin lén")}, parents=(base, side))
    return unchanged(world)


def _misnamed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same two files under another statement's name."""
    return {path.replace(path.rpartition("/")[2][:64], "0" * 64): content for path, content in files.items()}


@attack
def statement_under_another_name(world: World) -> Case:
    change = {A: NEW}
    world.commit(change | world.submit("ed", change) | _misnamed(world.approve("mem", change)))
    return unchanged(world, check=lambda tree: "review.statement-malformed" in {f.id for f in tree.findings})


@attack
def statement_under_another_name_that_a_merge_left_out(world: World) -> Case:
    change = {A: NEW}
    fork, files = world.tip, dict(world.files)
    side = world.commit(_misnamed(world.approve("mem", change)), parents=(fork,), branch="side", move=False)
    world.files = files
    world.commit(change | world.submit("ed", change), parents=(fork, side))
    return unchanged(world)


@attack
def removal_of_a_statement_is_no_statement(world: World) -> Case:
    files = world.approve("mem", {A: NEW})
    world.commit(files)
    world.commit(dict.fromkeys(files))
    return unchanged(world, check=lambda tree: {f.id for f in tree.findings} == {"review.statement-removed"},
                     only="scratch")
