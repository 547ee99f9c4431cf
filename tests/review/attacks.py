"""Attacks on the gate. Each function plays one in a real repository and says what must still be published."""

import json
import subprocess
import zlib
from datetime import timedelta

from plugins.review.canonical import dump
from plugins.review.policy import policy_path
from plugins.review.sshsig import POLICY_NAMESPACE, STATEMENT_NAMESPACE
from plugins.review.statements import Kind, Side, Transition, statement_path
from tests.review.scenarios import A, A_EN, ENGINE, LEGAL, LOCK, PHOTO, PLAN, REGISTRY, SITE, THEME, XA, Case, Scenario
from tests.review.world import (ENVIRONMENT, ROOT_LINES, ROOTS, START, Content, Signer, World, following, grant, page, person,
                                policy, signed_policy)

ATTACKS: dict[str, Scenario] = {}
NEW = page("Tin hai")
DAY = timedelta(days=1)


def attack(scenario: Scenario) -> Scenario:
    ATTACKS[scenario.__name__] = scenario
    return scenario


def unchanged(world: World, **more) -> Case:
    return Case(world, SITE, **more)


def raw_statement(payload: bytes, signer: str, namespace: str = STATEMENT_NAMESPACE) -> dict[str, Content]:
    path = statement_path(payload)
    return {path: payload, f"{path}.sig": Signer(signer).sign(payload, namespace)}


def forged(world: World, changes: dict[str, Content], spoil) -> dict[str, Content]:
    """A submission in order and an approval whose payload `spoil` rewrote before it was signed by its author."""
    payload = spoil(world.payload(Kind.APPROVE, "mem", changes))
    return changes | world.submit("ed", changes) | raw_statement(payload, "mem")


# -- who ------------------------------------------------------------------------------------------------------------

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
    world.commit(change | world.submit("ed", change) | world.approve("mem", change) | world.approve("mem", change, signer="mem-old"))
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
    _with_person(world, person("mem", {"key": Signer("mem").line, "start": "2026-01-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"}))
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
    world.commit(change | world.submit("ed", change, issued_at=START) | world.approve("mem", change, issued_at=START), time=START)
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
    grants = [grant("mem", "member", "tinh", until="2026-03-01T00:00:00Z") if g["person"] == "mem" else g for g in policy()["grants"]]
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
    grants = [grant("ed", "editor", "tinh", until="2026-03-01T00:00:00Z") if g["person"] == "ed" else g for g in policy()["grants"]]
    world.commit(signed_policy(following(policy(), grants=grants)))
    world.publish({A: NEW})
    return unchanged(world)


# -- what -----------------------------------------------------------------------------------------------------------

@attack
def edit_after_approval(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files | {A: page("Tin ba")})
    return unchanged(world)


@attack
def edit_after_publication(world: World) -> Case:
    world.publish({A: NEW})
    world.commit({A: page("Tin ba")})
    return Case(world, SITE | {A: NEW})


@attack
def second_file_smuggled_along(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files | {"content/tinh/news/b.vi.md": page("Lén")})
    return Case(world, SITE | {A: NEW})


@attack
def approval_of_another_path(world: World) -> Case:
    files = world.reviewed({"content/tinh/news/b.vi.md": NEW})
    files.pop("content/tinh/news/b.vi.md")
    world.commit(files | {"content/tinh/news/c.vi.md": NEW})
    return unchanged(world)


@attack
def submission_and_approval_of_different_bytes(world: World) -> Case:
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("mem", {A: page("Tin ba")}))
    return unchanged(world)


@attack
def silent_deletion(world: World) -> Case:
    world.commit({A: None})
    return unchanged(world)


@attack
def media_replaced(world: World) -> Case:
    world.commit({PHOTO: b"\xff\xd8khac"})
    return unchanged(world)


@attack
def media_deleted(world: World) -> Case:
    world.commit({PHOTO: None})
    return unchanged(world)


@attack
def rename_without_approval(world: World) -> Case:
    world.commit({A: None, "content/tinh/news/moi.vi.md": SITE[A]})
    return unchanged(world)


@attack
def rename_with_half_the_approval(world: World) -> Case:
    files = world.reviewed({"content/tinh/news/moi.vi.md": SITE[A]})
    world.commit(files | {A: None})
    return Case(world, SITE | {"content/tinh/news/moi.vi.md": SITE[A]})


@attack
def cross_portal_rename(world: World) -> Case:
    world.publish({XA: None, "content/tinh/news/x.vi.md": SITE[XA]}, "xa-ed", "xa-mem")
    return Case(world, {path: data for path, data in SITE.items() if path != XA})


@attack
def mode_flip(world: World) -> Case:
    world.commit({A: ("100755", SITE[A])})
    return unchanged(world, check=lambda tree: any(f.id == "review.not-approved" and f.path == A for f in tree.findings))


@attack
def mode_flip_hidden_in_an_approved_edit(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit(files | {A: ("100755", NEW)})
    return unchanged(world)


@attack
def symlink_with_approvals(world: World) -> Case:
    world.publish({"content/tinh/news/s.vi.md": ("120000", b"../../../secret")})
    return unchanged(world)


@attack
def page_turned_into_symlink(world: World) -> Case:
    world.publish({A: ("120000", b"/etc/passwd")})
    return unchanged(world)


@attack
def submodule_with_approvals(world: World) -> Case:
    world.publish({"content/tinh/news/sub": ("160000", b"1" * 40)})
    return unchanged(world)


@attack
def embargo_lifted_early(world: World) -> Case:
    held = page("Tin mai", publish_at="2030-01-01T08:00:00+07:00")
    world.publish({A: held})
    world.commit({A: page("Tin mai", publish_at="2026-01-01T08:00:00+07:00")})
    return Case(world, SITE | {A: held})


@attack
def status_change_without_approval(world: World) -> Case:
    world.commit({A: page("Tin một", status="withdrawn")})
    return unchanged(world)


@attack
def rollback_to_an_older_approved_version(world: World) -> Case:
    world.publish({A: NEW})
    world.commit({A: SITE[A]})
    return Case(world, SITE | {A: NEW})


# -- where ----------------------------------------------------------------------------------------------------------

@attack
def unknown_portal(world: World) -> Case:
    world.publish({"content/moi/news/a.vi.md": NEW}, "ed", "mem", "head")
    return unchanged(world)


@attack
def new_portal_by_the_board(world: World) -> Case:
    world.publish({"portals/moi.yaml": b"name: Moi\n"}, "mem", "head")
    return unchanged(world)


@attack
def ungoverned_path(world: World) -> Case:
    rules = [rule for rule in policy()["rules"] if rule["id"] != "system"]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.publish({"themes/congmo/static/x.css": b"*{}"}, "sys1", "sys2", "sys3")
    return unchanged(world, check=lambda tree: any(f.id == "review.ungoverned" for f in tree.findings))


@attack
def theme_edit_by_editors(world: World) -> Case:
    world.publish({THEME: b"<script>"}, "ed", "mem", "head")
    return unchanged(world)


@attack
def theme_edit_with_one_root_approver(world: World) -> Case:
    world.publish({THEME: b"<script>"}, "sys1", "sys2")
    return unchanged(world)


@attack
def catalogue_edit_by_editors(world: World) -> Case:
    world.publish({"translations/vi/LC_MESSAGES/site.po": b"msgid"}, "ed", "mem", "head")
    return unchanged(world)


@attack
def engine_edit(world: World) -> Case:
    world.publish({ENGINE: b"import os\n"}, "ed", "mem", "head")
    return unchanged(world, engine=False)


@attack
def lock_file_edit(world: World) -> Case:
    world.commit({LOCK: b"evil==1\n"})
    return unchanged(world, engine=False)


@attack
def engine_file_added(world: World) -> Case:
    world.publish({"plugins/review/gate.py": b"accept = True\n"}, "sys1", "sys2")
    return unchanged(world, engine=False)


@attack
def registry_edit_unapproved(world: World) -> Case:
    world.commit({REGISTRY: b"board: {head: [ed]}\n"})
    return unchanged(world)


@attack
def registry_edit_by_another_portal(world: World) -> Case:
    world.publish({REGISTRY: b"domain: evil.vn\n"}, "xa-ed", "xa-mem")
    return unchanged(world)


@attack
def people_file_edit_by_the_board(world: World) -> Case:
    world.publish({"portals/_people.yaml": b"people: {}\n"}, "ed", "mem", "head")
    return unchanged(world)


@attack
def nfd_path(world: World) -> Case:
    world.publish({"content/tinh/news/xa\u0303.vi.md": NEW})
    return unchanged(world)


@attack
def bidi_path(world: World) -> Case:
    world.publish({"content/tinh/news/a\u202edm.vi.md": NEW})
    return unchanged(world)


@attack
def zero_width_path(world: World) -> Case:
    world.publish({"content/tinh/news/a\u200b.vi.md": NEW})
    return unchanged(world)


@attack
def case_collision(world: World) -> Case:
    world.publish({"content/tinh/news/A.vi.md": NEW})
    return unchanged(world)


@attack
def case_collision_of_folders(world: World) -> Case:
    world.publish({"content/tinh/News/a.vi.md": NEW})
    return unchanged(world)


@attack
def case_collision_beyond_ascii(world: World) -> Case:
    first = {"content/tinh/news/đa.vi.md": NEW}
    world.publish(first)
    world.publish({"content/tinh/news/Đa.vi.md": page("Giả")})
    return Case(world, SITE | first)


@attack
def look_alike_path(world: World) -> Case:
    world.publish({"content/tinh/news/\u0430.vi.md": NEW})
    return unchanged(world)


@attack
def look_alike_latin_path(world: World) -> Case:
    world.publish({"content/tinh/news/\u0251.vi.md": NEW})
    return unchanged(world)


@attack
def fullwidth_path(world: World) -> Case:
    world.publish({"content/tinh/news/\uff41.vi.md": NEW})
    return unchanged(world)


@attack
def hidden_file(world: World) -> Case:
    world.publish({"content/tinh/news/.htaccess": b"Options +ExecCGI\n"})
    return unchanged(world)


@attack
def backslash_path(world: World) -> Case:
    world.publish({"content/tinh/news/..\\x.vi.md": NEW})
    return unchanged(world)


@attack
def control_character_path(world: World) -> Case:
    world.publish({"content/tinh/news/a\nb.vi.md": NEW})
    return unchanged(world)


@attack
def trailing_space_path(world: World) -> Case:
    world.publish({"content/tinh/news/a.vi.md ": NEW})
    return unchanged(world)


@attack
def path_that_is_not_utf8(world: World) -> Case:
    world.commit({"content/tinh/news/\udcff.vi.md": NEW})
    return unchanged(world)


# -- statements -----------------------------------------------------------------------------------------------------

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
    world.commit(forged(world, {A: NEW}, lambda payload: payload.replace(b'"person":"mem"', b'"person":"mem","person":"mem"')))
    return unchanged(world)


@attack
def statement_with_white_space(world: World) -> Case:
    world.commit(forged(world, {A: NEW}, lambda payload: payload.replace(b',"person"', b', "person"')))
    return unchanged(world)


@attack
def statement_valid_for_a_year(world: World) -> Case:
    world.commit(forged(world, {A: NEW}, lambda payload: payload.replace(b'"expires_at":"2026-', b'"expires_at":"2027-')))
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
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | {path: ("120000", payload), f"{path}.sig": Signer("mem").sign(payload)})
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


# -- kinds of pages -------------------------------------------------------------------------------------------------

@attack
def dialogue_plan_without_the_head(world: World) -> Case:
    world.publish({PLAN: NEW}, "ed", "mem", "mem2")
    return unchanged(world)


@attack
def dialogue_plan_with_the_head_alone(world: World) -> Case:
    world.publish({PLAN: NEW}, "ed", "head")
    return unchanged(world)


@attack
def dialogue_plan_put_among_the_news(world: World) -> Case:
    world.publish({"content/tinh/news/ke-hoach.vi.md": page("Kế hoạch", type="dialogue-plan")}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_behind_a_byte_order_mark(world: World) -> Case:
    world.publish({"content/tinh/news/ke-hoach.vi.md": b"\xef\xbb\xbf" + page("Kế hoạch", type="dialogue-plan")}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_with_other_line_ends(world: World) -> Case:
    spelt = page("Kế hoạch", type="dialogue-plan").replace(b"\n", b"\r\n")
    world.publish({"content/tinh/news/ke-hoach.vi.md": spelt}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_whose_type_is_spelt_with_escapes(world: World) -> Case:
    spelt = page("Kế hoạch", type="dialogue-plan").replace(b"type:", b'"\\x74ype":')
    world.publish({"content/tinh/news/ke-hoach.vi.md": spelt}, "ed", "mem")
    return unchanged(world)


@attack
def dialogue_plan_that_drops_its_type(world: World) -> Case:
    path, plan = "content/tinh/news/ke-hoach.vi.md", page("Kế hoạch", type="dialogue-plan")
    world.publish({path: plan}, "ed", "mem", "head")
    world.publish({path: page("Kế hoạch khác")}, "ed", "mem")
    return Case(world, SITE | {path: plan})


@attack
def section_under_another_name(world: World) -> Case:
    world.publish({"content/tinh/van-ban/l2.vi.md": NEW}, "ed", "mem")
    return unchanged(world)


@attack
def section_under_the_portals_own_name(world: World) -> Case:
    world.publish({"content/tinh/doi-thoai/p.vi.md": NEW}, "ed", "mem")
    return unchanged(world)


# -- policy ---------------------------------------------------------------------------------------------------------

def _usurped() -> dict:
    """A policy in which the editor approves as well."""
    return following(policy(), grants=[*policy()["grants"], grant("ed2", "member", "tinh")])


@attack
def policy_signed_by_the_board(world: World) -> Case:
    world.commit(signed_policy(_usurped(), [Signer("mem"), Signer("head")]))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_signed_by_one_root(world: World) -> Case:
    world.commit(signed_policy(_usurped(), ROOTS[:1]))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_signed_twice_by_one_root(world: World) -> Case:
    world.commit(signed_policy(_usurped(), [ROOTS[0], ROOTS[0]]))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_signed_as_a_statement(world: World) -> Case:
    world.commit(signed_policy(_usurped(), namespace=STATEMENT_NAMESPACE))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_changed_in_place(world: World) -> Case:
    usurped = dump(policy(grants=[*policy()["grants"], grant("ed2", "member", "tinh")]))
    world.commit({policy_path(1): usurped})
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_with_a_shared_key(world: World) -> Case:
    people = [person("mem2", "mem") if p["id"] == "mem2" else p for p in policy()["people"]]
    world.commit(signed_policy(following(policy(), people=people)))
    world.commit({LEGAL: NEW} | world.submit("ed", {LEGAL: NEW}) | world.approve("mem", {LEGAL: NEW})
                 | world.approve("mem2", {LEGAL: NEW}, signer="mem"))
    return unchanged(world)


@attack
def policy_with_a_root_key_for_a_person(world: World) -> Case:
    people = [*policy()["people"], person("boss", {"key": ROOTS[0].line, "start": "2026-01-01T00:00:00Z", "until": None})]
    world.commit(signed_policy(following(policy(), people=people, grants=[*policy()["grants"], grant("boss", "member")])))
    world.commit({A: NEW} | world.submit("ed", {A: NEW}) | world.approve("boss", {A: NEW}, signer="root-1"))
    return unchanged(world)


@attack
def policy_number_skipped(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"number": 3}))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_of_another_line(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"previous": "e" * 64}))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_of_another_repository(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"repository": "f" * 32}))
    change = {A: NEW}
    world.commit(change | world.submit("ed", change, repository="f" * 32) | world.approve("ed2", change, repository="f" * 32))
    return unchanged(world)


@attack
def policy_from_the_future(world: World) -> Case:
    world.commit(signed_policy(_usurped() | {"issued_at": "2027-01-01T00:00:00Z"}))
    world.publish({A: NEW}, "ed", "ed2")
    return unchanged(world)


@attack
def policy_rolled_back(world: World) -> Case:
    grants = [g for g in policy()["grants"] if g["person"] != "mem"]
    newer = signed_policy(following(policy(), grants=grants))
    world.commit(newer)
    world.commit({path: None for path in newer})
    world.publish({A: NEW})
    return unchanged(world, check=lambda tree: tree.policy_version == 2)


@attack
def second_baseline(world: World) -> Case:
    tree = world.git("rev-parse", f"{world.commit({A: NEW})}^{{tree}}")
    world.commit(signed_policy(following(policy(), baseline=tree)))
    return unchanged(world)


@attack
def policy_of_foreign_roots(world: World) -> Case:
    other = [Signer("evil-1"), Signer("evil-2")]
    return Case(world, {}, roots=["threshold 2", *(signer.line for signer in other)], only="scratch", engine=False)


@attack
def no_policy_at_all(world: World) -> Case:
    bare = World(world.folder)
    bare.commit({A: SITE[A]} | bare.submit("ed", {A: SITE[A]}, base="1" * 40) | bare.approve("mem", {A: SITE[A]}, base="1" * 40),
                branch="none", parents=())
    return Case(bare, {}, only="scratch", engine=False)


@attack
def repository_that_the_roots_did_not_name(world: World) -> Case:
    return Case(world, {}, roots=[*ROOT_LINES, f"repository {'f' * 32}"], only="scratch", engine=False)


# -- history and objects --------------------------------------------------------------------------------------------

@attack
def rewritten_history(world: World) -> Case:
    parent = world.git("rev-parse", f"{world.tip}~2")
    world.commit({A: page("Khác")}, parents=(parent,))
    return unchanged(world, only="next", check=lambda tree: any(f.id == "review.history-rewritten" for f in tree.findings))


@attack
def foreign_history(world: World) -> Case:
    other = World(world.folder, world.time)
    other.commit(signed_policy(policy()) | {A: NEW}, parents=(), branch="other")
    return Case(other, SITE, only="next")


@attack
def git_replace(world: World) -> Case:
    good = world.tip
    evil = world.commit({A: page("Thay")}, branch="evil", move=False)
    world.git("update-ref", f"refs/replace/{good}", evil)
    return unchanged(world, quiet=True)


@attack
def git_replace_of_a_blob(world: World) -> Case:
    evil = world.git("hash-object", "-w", "--stdin", stdin=page("Thay"))
    world.git("update-ref", f"refs/replace/{world.side(SITE[A]).blob}", evil)
    return unchanged(world, quiet=True)


@attack
def grafts(world: World) -> Case:
    orphan = World(world.folder, world.time)
    tip = orphan.commit({A: NEW}, parents=(), branch="orphan")
    (world.folder / "info").mkdir(exist_ok=True)
    (world.folder / "info/grafts").write_text(f"{tip} {world.tip}\n")
    return Case(orphan, SITE, only="next")


@attack
def alternates(world: World) -> Case:
    other = world.folder.with_name(f"{world.folder.name}-store")
    World.new(other)
    evil = World(other, world.time).commit({A: NEW}, parents=(), branch="evil")
    (world.folder / "objects/info").mkdir(exist_ok=True)
    (world.folder / "objects/info/alternates").write_text(f"{other}/objects\n")
    world.git("update-ref", "refs/heads/main", evil)
    return Case(world, SITE, only="next", tip="refs/heads/main")


@attack
def forged_commit_graph(world: World) -> Case:
    world.commit({A: NEW})
    world.git("commit-graph", "write", "--reachable")
    return unchanged(world)


def _tree_with(world: World, folder: str, *entries: tuple[str, bytes]) -> str:
    """The tip's tree with a folder's tree replaced by a hand-made one: (name, bytes) as they are given, unchecked."""
    raw = b"".join(b"100644 " + name.encode() + b"\0" + bytes.fromhex(world.git("hash-object", "-w", "--stdin", stdin=data)) for name, data in entries)
    tree = world.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    parts = folder.split("/")
    for depth in range(len(parts) - 1, -1, -1):
        above = "/".join(parts[:depth])
        lines = world.git("ls-tree", f"{world.tip}:{above}").split("\n")
        lines = [f"040000 tree {tree}\t{parts[depth]}" if line.endswith(f"\t{parts[depth]}") else line for line in lines]
        tree = world.git("mktree", stdin="\n".join(lines).encode())
    return tree


def _hand_made(world: World, *trees: str) -> None:
    """Commits with these trees, one after the other."""
    stamp = int(world.time.timestamp()) + 600
    for tree in trees:
        lines = f"tree {tree}\nparent {world.tip}\nauthor X <x@y.vn> {stamp} +0000\ncommitter X <x@y.vn> {stamp} +0000\n\nx\n"
        world.tip = world.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=lines.encode())
        world.git("update-ref", "refs/heads/main", world.tip)


@attack
def name_twice_in_a_tree(world: World) -> Case:
    photo, old = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A])
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, old, ("a.vi.md", NEW)))
    return unchanged(world)


@attack
def name_twice_then_once(world: World) -> Case:
    photo, old, new = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A]), ("a.vi.md", NEW)
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, old, new), _tree_with(world, "content/tinh/news", photo, new))
    return unchanged(world)


@attack
def name_twice_in_the_other_order(world: World) -> Case:
    photo, old, new = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A]), ("a.vi.md", NEW)
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, new, old), _tree_with(world, "content/tinh/news", photo, new))
    return unchanged(world)


@attack
def name_with_a_slash_in_a_tree(world: World) -> Case:
    photo, old = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A])
    _hand_made(world, _tree_with(world, "content/tinh/news", photo, old, ("../news/a.vi.md", NEW)))
    return unchanged(world)


@attack
def tree_out_of_order(world: World) -> Case:
    photo, old, new = ("a.jpg", SITE[PHOTO]), ("a.vi.md", SITE[A]), ("0.vi.md", NEW)
    _hand_made(world, _tree_with(world, "content/tinh/news", old, photo, new))
    return unchanged(world)


@attack
def shallow_clone(world: World) -> Case:
    (world.folder / "shallow").write_text(f"{world.tip}\n")
    return unchanged(world, only="scratch", error=True)


@attack
def object_with_other_bytes(world: World) -> Case:
    world.publish({A: NEW})
    packs = list((world.folder / "objects/pack").glob("*.pack"))
    moved = [pack.rename(world.folder / pack.name) for pack in packs]
    for pack in moved:
        subprocess.run(["git", "-C", str(world.folder), "unpack-objects", "-q"], stdin=pack.open("rb"), env=ENVIRONMENT, check=True)
    for leftover in (world.folder / "objects/pack").glob("*"):
        leftover.unlink()
    (statement,) = [path for path in world.files if path.endswith(".json") and b'"approve"' in world.files[path][1]
                    and world.side(NEW).blob.encode() in world.files[path][1]]
    blob = world.side(world.files[statement]).blob
    stored = world.folder / "objects" / blob[:2] / blob[2:]
    stored.chmod(0o644)
    forged_bytes = world.files[statement][1].replace(b'"mem"', b'"ed2"')
    stored.write_bytes(zlib.compress(b"blob %d\0" % len(forged_bytes) + forged_bytes))
    return unchanged(world, error=True)


# -- emergencies ----------------------------------------------------------------------------------------------------

WITHOUT_A = {path: data for path, data in SITE.items() if path != A}


@attack
def withdrawn_page_creeps_back(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.commit({A: NEW})
    world.commit({A: SITE[A]})
    return Case(world, WITHOUT_A)


@attack
def withdrawal_deleted_from_the_repository(world: World) -> Case:
    files = world.statement(Kind.WITHDRAW, "head", {A: None})
    world.commit(files)
    world.commit({path: None for path in files})
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
    world.commit(world.statement(Kind.PUBLISH, "head", (Transition(A, world.side(SITE[A]), world.side(NEW)),)), later=DAY * 1.5)
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
    world.commit({A: ("120000", b"/etc/passwd")} | world.statement(Kind.PUBLISH, "head", {A: ("120000", b"/etc/passwd")}))
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


# -- forge and witness ----------------------------------------------------------------------------------------------

@attack
def forge_approved_but_bytes_differ(world: World) -> Case:
    world.commit({A: page("Tin lén")} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def witness_for_a_legal_document(world: World) -> Case:
    world.commit({LEGAL: NEW} | world.witness({LEGAL: NEW}, "bien-tap", "uy-vien", "truong-ban"))
    return unchanged(world)


@attack
def witness_by_an_editor(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien", by="ed"))
    return unchanged(world)


@attack
def witness_where_the_policy_forbids_it(world: World) -> Case:
    world.commit({A_EN: NEW} | world.witness({A_EN: NEW}, "bien-tap", "uy-vien", "truong-ban"))
    return unchanged(world)


@attack
def witness_where_the_rule_does_not_want_one(world: World) -> Case:
    rules = [rule | {"witness": False} for rule in policy()["rules"]]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def forge_counts_the_authors_own_comment(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "uy-vien", "uy-vien"))
    return unchanged(world)


@attack
def forge_names_that_nobody_bears(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "ai-do"))
    return unchanged(world)


@attack
def witness_of_another_portal(world: World) -> Case:
    world.commit({XA: NEW} | world.witness({XA: NEW}, "bien-tap", "uy-vien"))
    return unchanged(world)


@attack
def witness_key_stolen_by_an_editor(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien", signer="ed"))
    return unchanged(world)
