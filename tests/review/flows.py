"""What honest people do. Each function plays one flow in a real repository and says what must be published."""

from datetime import timedelta

from plugins.review.sshsig import STATEMENT_NAMESPACE
from plugins.review.statements import Kind, Transition
from tests.review.scenarios import A, A_EN, ENGINE, LEGAL, LOCK, PHOTO, PLAN, REGISTRY, SITE, THEME, Case, Scenario
from tests.review.world import REPOSITORY, ROOT_LINES, ROOTS, Signer, World, following, grant, page, person, policy, signed_policy

FLOWS: dict[str, Scenario] = {}
NEW = page("Tin hai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WITHOUT_A = {path: data for path, data in SITE.items() if path != A}


def flow(scenario: Scenario) -> Scenario:
    FLOWS[scenario.__name__] = scenario
    return scenario


def published(world: World, changes: dict, **more) -> Case:
    whole = {path: data for path, data in (SITE | changes).items() if data is not None}
    return Case(world, whole, **({"quiet": True} | more))


@flow
def edit(world: World) -> Case:
    world.publish({A: NEW})
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].approvers == ("mem",)
                     and tree.receipts[A].submitters == ("ed",) and tree.receipts[A].cites == ("HP-12.1.a",)
                     and len(tree.receipts[A].statements) == 2 and tree.policy_version == 1)


@flow
def new_page_with_photo(world: World) -> Case:
    changes = {"content/tinh/news/b.vi.md": NEW, "content/tinh/news/b.jpg": b"\xff\xd8b"}
    world.publish(changes)
    return published(world, changes)


@flow
def deletion(world: World) -> Case:
    world.publish({A: None})
    return published(world, {A: None})


@flow
def rename(world: World) -> Case:
    changes = {A: None, "content/tinh/news/moi.vi.md": SITE[A]}
    world.publish(changes)
    return published(world, changes)


@flow
def paths_in_five_languages(world: World) -> Case:
    changes = {f"content/tinh/news/{name}.vi.md": NEW for name in ("ngày-lễ-đặc-biệt", "北京", "서울", "東京カー")}
    world.publish(changes)
    return published(world, changes)


@flow
def approvals_arrive_after_the_merge(world: World) -> Case:
    change = {A: NEW}
    submission, approval = world.submit("ed", change), world.approve("mem", change)
    world.commit(change)
    world.commit(submission)
    world.commit(approval)
    return published(world, change)


@flow
def approvals_arrive_before_the_merge(world: World) -> Case:
    change = {A: NEW}
    statements = world.submit("ed", change) | world.approve("mem", change)
    world.commit(statements)
    world.commit(change)
    return published(world, change)


@flow
def unchanged_by_rebase(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.publish({"content/tinh/news/b.vi.md": page("Khác")})
    world.commit(files)
    return published(world, {A: NEW, "content/tinh/news/b.vi.md": page("Khác")})


@flow
def squash_of_several_commits(world: World) -> Case:
    files = world.reviewed({A: NEW, "content/tinh/news/b.vi.md": page("Khác")})
    world.commit(files)
    return published(world, {A: NEW, "content/tinh/news/b.vi.md": page("Khác")})


@flow
def commits_of_a_branch_pushed_one_by_one(world: World) -> Case:
    files = world.reviewed({A: NEW})
    world.commit({A: page("Nháp")})
    world.commit({A: NEW})
    for path, data in files.items():
        world.commit({path: data})
    return published(world, {A: NEW})


@flow
def merge_commit(world: World) -> Case:
    base, files = world.tip, world.reviewed({A: NEW})
    side = world.commit({A: page("Nháp")}, branch="side", move=False)
    side = world.commit(files, parents=(side,), branch="side", move=False)
    world.commit(files, parents=(base, side))
    return published(world, {A: NEW})


@flow
def parallel_merges(world: World) -> Case:
    base = world.tip
    one, two = world.reviewed({A: NEW}), world.reviewed({PHOTO: b"\xff\xd8hai"}, "ed2", "mem2")
    left = world.commit(one, branch="left", move=False)
    right = world.commit(two, branch="right", move=False)
    world.commit(one, parents=(base, left))
    world.commit(two, parents=(world.tip, right))
    return published(world, {A: NEW, PHOTO: b"\xff\xd8hai"})


@flow
def published_branch_merged_into_the_other(world: World) -> Case:
    side_files = world.reviewed({A: NEW})
    base = world.tip
    side = world.commit(side_files, branch="side", move=False)
    photo = world.reviewed({PHOTO: b"\xff\xd8hai"})
    world.commit(photo)
    world.commit(side_files | photo, parents=(side, world.tip))
    assert world.git("rev-parse", f"{side}^") == base
    return published(world, {A: NEW, PHOTO: b"\xff\xd8hai"}, only="next")


@flow
def two_edits_squashed_into_one(world: World) -> Case:
    middle = page("Tin giữa")
    first = world.reviewed({A: middle})
    link = (Transition(A, world.side(middle), world.side(NEW)),)
    blob = {"content/tinh/news/tam.vi.md": middle}
    world.commit(first | {A: NEW} | world.submit("ed2", link) | world.approve("mem2", link) | world.reviewed(blob))
    return published(world, {A: NEW} | blob)


@flow
def stacked_edits(world: World) -> Case:
    first = world.reviewed({A: NEW})
    third = page("Tin ba")
    link = (Transition(A, world.side(NEW), world.side(third)),)
    second = world.submit("ed", link) | world.approve("mem", link)
    world.commit(first)
    world.commit(second | {A: third})
    return published(world, {A: third})


@flow
def return_to_an_earlier_version(world: World) -> Case:
    world.publish({A: NEW})
    world.publish({A: SITE[A]})
    return published(world, {})


@flow
def the_same_edit_twice_with_fresh_approvals(world: World) -> Case:
    world.publish({A: NEW})
    world.publish({A: SITE[A]})
    world.publish({A: NEW})
    return published(world, {A: NEW})


@flow
def legal_document_with_two_approvals(world: World) -> Case:
    world.publish({LEGAL: NEW}, "ed", "mem", "mem2")
    return published(world, {LEGAL: NEW})


@flow
def dialogue_plan_in_two_stages(world: World) -> Case:
    world.publish({PLAN: NEW}, "ed", "mem", "head")
    return published(world, {PLAN: NEW}, check=lambda tree: "HP-08.2" in tree.receipts[PLAN].cites)


@flow
def stages_filled_by_the_only_possible_people(world: World) -> Case:
    rules = [dict(rule, stages=[{"roles": ["member", "head"], "count": 1}, {"roles": ["member"], "count": 1}])
             if rule["id"] == "dialogue-plan" else rule for rule in policy()["rules"]]
    world.commit(signed_policy(following(policy(), rules=rules)))
    world.publish({PLAN: NEW}, "ed", "mem", "head")
    return published(world, {PLAN: NEW})


@flow
def translation(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    return published(world, {A_EN: page("News")})


@flow
def section_reviewer_within_their_section(world: World) -> Case:
    world.publish({A: NEW}, "ed", "mem3")
    return published(world, {A: NEW})


@flow
def registry_theme_engine_and_lock_file(world: World) -> Case:
    changes = {THEME: b"<main>", ENGINE: b"pass #\n", LOCK: b"a==2\n"}
    world.publish(changes, "sys1", "sys2", "sys3")
    world.publish({REGISTRY: b"name: Tinh moi\n"})
    return published(world, changes | {REGISTRY: b"name: Tinh moi\n"})


@flow
def new_portal_by_root_approvers(world: World) -> Case:
    world.publish({"portals/moi.yaml": b"name: Moi\n"}, "sys1", "sys2", "sys3")
    portals = policy()["portals"] | {"moi": ["vi"]}
    grants = [*policy()["grants"], grant("ed", "editor", "moi"), grant("mem", "member", "moi")]
    world.commit(signed_policy(following(policy(), portals=portals, grants=grants)))
    world.publish({"content/moi/news/a.vi.md": NEW})
    return published(world, {"portals/moi.yaml": b"name: Moi\n", "content/moi/news/a.vi.md": NEW})


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
def approval_that_does_not_count_beside_one_that_does(world: World) -> Case:
    world.publish({A: NEW}, "ed", "mem", "xa-mem", "ed2")
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].approvers == ("mem",)
                     and len(tree.receipts[A].statements) == 2)


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
def good_signature_after_a_spoilt_one(world: World) -> Case:
    change = {A: NEW}
    good = world.approve("mem", change)
    spoilt = {path: data if path.endswith(".json") else Signer("ed").sign(b"x", STATEMENT_NAMESPACE) for path,
              data in good.items()}
    world.commit(change | world.submit("ed", change) | spoilt)
    world.commit(good)
    return published(world, change, quiet=False)


@flow
def withdrawal_by_the_head(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    return published(world, {A: None}, check=lambda tree: tree.emergency[A].reason == "Khẩn cấp"
                     and tree.emergency[A].person == "head")


@flow
def withdrawal_of_a_page_with_a_pending_edit(world: World) -> Case:
    withdrawal = world.statement(Kind.WITHDRAW, "head", {A: None})
    world.commit({A: NEW})
    world.commit(withdrawal)
    return published(world, {A: None}, quiet=False)


@flow
def withdrawal_then_deletion(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.commit({A: None})
    return published(world, {A: None})


@flow
def deletion_while_another_page_is_withdrawn(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    world.publish({PHOTO: None})
    return published(world, {A: None, PHOTO: None})


@flow
def withdrawn_page_returns_with_one_approval_more(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.submit("ed", again) | world.approve("mem", again) | world.approve("mem2", again))
    return published(world, {}, check=lambda tree: A not in tree.emergency)


@flow
def second_withdrawal_of_a_returned_page(world: World) -> Case:
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    again = (Transition(A, None, world.side(SITE[A])),)
    world.commit(world.submit("ed", again) | world.approve("mem", again) | world.approve("mem2", again))
    world.commit(world.statement(Kind.WITHDRAW, "head", {A: None}))
    return published(world, {A: None})


@flow
def emergency_publication(world: World) -> Case:
    world.commit({A: NEW} | world.statement(Kind.PUBLISH, "head", {A: NEW}))
    return published(world, {A: NEW}, now=world.time + HOUR, quiet=False,
                     check=lambda tree: tree.emergency[A].emergency == "publish"
                     and tree.receipts[A].submitters == ("head",)
                     and any(f.id == "review.emergency-published" for f in tree.findings))


@flow
def emergency_publication_ratified(world: World) -> Case:
    change = {A: NEW}
    submission, approval = world.submit("ed", change), world.approve("mem", change)
    world.commit(change | world.statement(Kind.PUBLISH, "head", change))
    world.commit(submission | approval, later=2 * HOUR)
    return published(world, change, now=world.time + 30 * DAY, only="scratch",
                     check=lambda tree: A not in tree.emergency)


@flow
def emergency_publication_then_withdrawal(world: World) -> Case:
    change = {A: NEW}
    world.commit(change | world.statement(Kind.PUBLISH, "head", change))
    world.commit(world.statement(Kind.WITHDRAW, "head", (Transition(A, world.side(NEW), None),)), later=HOUR)
    return published(world, {A: None}, quiet=False)


@flow
def emergency_publication_of_a_new_page_lapses(world: World) -> Case:
    path = "content/tinh/news/bao.vi.md"
    world.commit({path: NEW} | world.statement(Kind.PUBLISH, "head", {path: NEW}))
    return published(world, {}, now=world.time + 2 * DAY, only="scratch", quiet=False,
                     check=lambda tree: any(f.id == "review.emergency-lapsed" for f in tree.findings))


@flow
def witnessed_approval(world: World) -> Case:
    world.commit({A: NEW} | world.witness({A: NEW}, "bien-tap", "uy-vien"))
    return published(world, {A: NEW}, check=lambda tree: tree.receipts[A].approvers == ("mem",))


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
def translation_behind_its_original(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: page("News")}, now=world.time + 4 * DAY, only="scratch",
                     check=lambda tree: tree.stale[A_EN].lapsed and tree.stale[A_EN].original == A)


@flow
def translation_behind_within_the_grace(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: page("News")}, now=world.time + 2 * DAY, only="scratch",
                     check=lambda tree: not tree.stale[A_EN].lapsed)


@flow
def translation_removed_after_the_grace(world: World) -> Case:
    world.commit(signed_policy(following(policy(), settings=policy()["settings"] | {"remove_stale": True})))
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW}, now=world.time + 4 * DAY, only="scratch",
                     check=lambda tree: A_EN not in tree.receipts and A_EN in tree.stale)


@flow
def translation_renewed(world: World) -> Case:
    world.publish({A_EN: page("News")}, "ed", "lang", "mem")
    world.publish({A: NEW})
    world.publish({A_EN: page("News two")}, "ed", "lang", "mem")
    return published(world, {A: NEW, A_EN: page("News two")}, only="scratch", check=lambda tree: not tree.stale)


@flow
def translation_that_names_its_original(world: World) -> Case:
    translated = page("News", translation_of_blob=world.side(NEW).blob)
    world.publish({A_EN: translated}, "ed", "lang", "mem")
    world.publish({A: NEW})
    return published(world, {A: NEW, A_EN: translated}, check=lambda tree: not tree.stale)


@flow
def bad_page_does_not_hold_up_the_others(world: World) -> Case:
    world.commit({A: NEW})
    world.publish({PHOTO: b"\xff\xd8hai"})
    return published(world, {PHOTO: b"\xff\xd8hai"}, quiet=False)
