"""Rules, roles and what the registry compiles to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import from_regex

from plugins.model import Board, Portal, Seat, Section
from plugins.review.audit import harmless
from plugins.review.authority import Signers, authorise, unfilled
from plugins.review.canonical import dump
from plugins.review.difference import field_changes, text_changes
from plugins.review.paths import _PLAIN, Area, Scope, _closely, collision_key, language_of, path_fault
from plugins.review.policy import Policy, Stage, read_policy
from plugins.review.roles import codeowners, compile_policy, holders, policy_table
from plugins.review.roots import read_roots
from plugins.model import OperatorError
from plugins.review.statements import Side, Transition
from tests.review.world import ROOT_LINES, ROOTS, Signer, policy, rule

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(("path", "lang"), [
    ("content/tinh/news/a.vi.md", "vi"), ("content/tinh/news/a.md", ""), ("content/tinh/news/vi.md", ""),
    ("content/tinh/news/a.vi.jpg", ""), ("content/tinh/news.vi/a.md", ""), ("a.b.en.md", "en")])
def test_the_language_of_a_file(path: str, lang: str) -> None:
    assert language_of(path) == lang


@pytest.mark.parametrize(("counts", "abilities", "missing"), [
    ([1, 1], {"a": (0, 1), "b": (0,)}, {}),  # a must make room for b
    ([1, 1, 1], {"a": (0, 1), "b": (0, 2), "c": (0,)}, {}),
    ([1, 1], {"a": (0, 1)}, {1: 1}),
    ([2], {"a": (0,), "b": ()}, {0: 1}),
    ([1, 1], {"a": (1,), "b": (1,)}, {0: 1})])
def test_people_are_placed_as_well_as_possible(counts: list[int], abilities: dict, missing: dict) -> None:
    assert unfilled([Stage((f"r{n}",), count) for n, count in enumerate(counts)], abilities) == missing


def with_rules(*rules: dict) -> Policy:
    return read_policy(dump(policy(rules=list(rules))))


@pytest.mark.parametrize(("limits", "path", "type_", "governed"), [
    ({"portals": ["xa"]}, "content/xa/news/a.vi.md", "", True),
    ({"portals": ["xa"]}, "content/tinh/news/a.vi.md", "", False),
    ({"langs": ["en"]}, "content/tinh/news/a.en.md", "", True),
    ({"langs": ["en"]}, "content/tinh/news/a.zh.md", "", False),
    ({"langs": ["translation"]}, "content/tinh/news/a.vi.md", "", False),
    ({"langs": ["official"]}, "content/tinh/news/a.jpg", "", True),
    ({"langs": ["official"]}, "content/tinh/news/a.en.md", "", False),
    ({"langs": ["official"]}, "content/tinh/news/a.en.jpg", "", True),
    ({"sections": ["legal-documents"]}, "content/tinh/van-ban/a.vi.md", "", True),
    ({"sections": ["dialogues"]}, "content/xa/doi-thoai/a.vi.md", "", False),
    ({"types": ["dialogue-plan"]}, "content/tinh/dialogues/a.vi.md", "", True),
    ({"types": ["dialogue-plan"]}, "content/tinh/dialogues/a.vi.md", "article", False),
    ({"types": ["dialogue-plan"]}, "content/tinh/news/a.vi.md", "", False),
])
def test_a_rule_governs_what_it_names(limits: dict, path: str, type_: str, governed: bool) -> None:
    found = with_rules(rule("x", "content", [("member", 1)], **limits))
    assert (found.rule_for(found.scope(path), type_) is not None) is governed


def test_the_first_rule_that_matches_holds() -> None:
    found = with_rules(rule("a", "content", [("member", 2)], sections=["news"]), rule("b", "content", [("member", 1)]))
    assert found.rule_for(found.scope("content/tinh/news/a.vi.md"), "").id == "a"
    assert found.rule_for(found.scope("content/tinh/projects/a.vi.md"), "").id == "b"
    assert found.rule_for(Scope(Area.THEMES), "") is None


@pytest.mark.parametrize(("path", "area"), [
    ("content/tinh/news/a.vi.md", Area.CONTENT), ("content/tinh/news/deep/a.jpg", Area.CONTENT),
    ("content/tinh/x.jpg", Area.CONTENT),
    ("content/moi/news/a.vi.md", Area.NEW_PORTAL), ("content/x", Area.SYSTEM), ("portals/tinh.yaml", Area.REGISTRY),
    ("portals/moi.yaml", Area.NEW_PORTAL), ("portals/_people.yaml", Area.SYSTEM),
    ("portals/_types/a.yaml", Area.SYSTEM), ("portals/tinh.txt", Area.SYSTEM),
    ("themes/a/b", Area.THEMES), ("translations/vi/x.po", Area.CATALOGS), ("README.md", Area.SYSTEM),
    ("Content/tinh/news/a.vi.md", Area.SYSTEM)])
def test_areas(path: str, area: Area) -> None:
    assert with_rules(rule("x", "content", [("member", 1)])).scope(path).area is area


@pytest.mark.parametrize("path",
                         ["content/p/s/a.vi.md", "content/p/s/ngày-lễ.vi.md", "content/p/s/đường.vi.md",
                          "content/p/s/北京.zh.md",
                                  "content/p/s/서울.ko.md", "content/p/s/カード.ja.md", "themes/x/a b.css"])
def test_sound_paths(path: str) -> None:
    assert path_fault(path) is None


@pytest.mark.parametrize("path",
                         ["a/../b", "a//b", "/a", "a/", "./a", "a/.git/b", "a.", "a ", " a", "a\tb", "a\\b", "a:b",
                          "a*b", "a?b", "a|b", "a<b",
                                  "e\u0301", "\u0430", "\u03bf", "\uff41", "a\u200db", "\u2066a", "\u0131x", "\ufb01",
                          "a\u00a0b", "\udc80", "\U0001f600", "\u0251", "ngày*", "ngày\t",
                          "\u0627", "\u0e01", "\u30a0", "\u30fb"])
def test_treacherous_paths(path: str) -> None:
    assert path_fault(path)


@given(from_regex(_PLAIN, fullmatch=True))
def test_the_shortcut_for_plain_paths_agrees_with_the_long_way(path: str) -> None:
    assert _closely(path) is None


def test_decomposed_letters_have_words_of_their_own() -> None:
    assert path_fault("e\u0301") == "path-not-nfc" and path_fault("\u0430") == "path-character"
    assert path_fault("\udc80") == "path-not-utf8"


def test_collisions() -> None:
    assert collision_key("A/Đường.VI.md") == collision_key("a/đường.vi.MD") != collision_key("a/duong.vi.md")


def test_what_is_missing_is_said_stage_by_stage() -> None:
    found = read_policy(dump(policy()))
    change = Transition("content/tinh/dialogues/p.vi.md", None, Side("100644", "a" * 40))
    verdict = authorise(found, change, [""], (), Signers(), NOW, lambda statement: False, 1)
    assert [(need.submitter, need.roles, need.count) for need in verdict.needs] == [
        (True, ("editor", "member", "head"), 1), (False, ("member",), 1), (False, ("head",), 2)]
    assert verdict.evidence is None


def test_a_change_that_no_rule_was_asked_about_is_not_authorised() -> None:
    found = read_policy(dump(policy()))
    change = Transition("content/tinh/news/p.vi.md", None, Side("100644", "a" * 40))
    assert authorise(found, change, [], (), Signers(), NOW, lambda statement: False, 0).fault == "ungoverned"


def portal(key: str, **more) -> Portal:
    return Portal(key, {"vi": key}, "department", more.pop("languages", ("vi", "en")), **more)


def compiled(people: dict, portals: dict | None = None, **rules):
    source = {"rules": [{"id": "content", "areas": ["content"], "submit": ["editor"],
                         "stages": [{"roles": ["member"], "count": "1"}]}]} | rules
    return compile_policy(people, source, portals or {"so": portal("so")}, {"news": Section("news", {}, {}, "article")},
                          {"tin": "news"}, None,
                          "0" * 32, NOW, None)


def test_boards_and_terms_become_grants() -> None:
    line = Signer("ed").line
    people = {"people": {
        "ed": {"name": "Biên tập viên A", "until": "2026-12-31",
               "keys": [{"key": f"{line} máy tính", "from": "2026-02-01"}],
               "terms": [{"role": "editor", "portals": ["so"], "sections": ["news"], "from": "2026-03-01"}]},
        "mem": {"name": "Ủy viên A"}, "lang": {"name": "Hiệu đính viên A"}}}
    board = Board((Seat("member", "mem", ("news",), until="2026-06-30"), Seat("language-reviewer", "lang", langs=("en",))))
    payload, findings = compiled(people,
                                 {"so": portal("so", board=board,
                                               sections=(Section("own", {}, {}, "page", aliases=("cu",)),))})
    assert [found.id for found in findings] == ["review.board-without-head"]
    made = read_policy(payload)
    (grant,) = made.grants["ed"]
    assert (grant.sections, grant.start.isoformat(),
            grant.until.isoformat()) == (("news",), "2026-02-28T17:00:00+00:00", "2026-12-31T17:00:00+00:00")
    assert made.people["ed"].keys[0].until == grant.until and made.people["ed"].keys[0].line == line
    assert made.grants["lang"][0].langs == ("en",) and made.grants["mem"][0].portals == ("so",)
    assert made.grants["mem"][0].sections == ("news",)
    assert made.grants["mem"][0].until.isoformat() == "2026-06-30T17:00:00+00:00"
    assert made.aliases == {"tin": "news", "so/cu": "own"} and made.types == {"news": "article", "own": "page"}
    assert holders(made, "editor", NOW) == ("ed",) and holders(made, "editor", NOW + timedelta(days=400)) == ()
    assert policy_table(made, NOW)[0].people == {"editor": ("ed",), "member": ("mem",)}


@pytest.mark.parametrize(("people", "rules", "finding"), [
    ({"people": {"ed": {"phone": "1"}}}, {}, "review.unknown-key"),
    ({"people": {"ed": {"until": "31/12/2026"}}}, {}, "review.bad-date"),
    ({"people": {"ed": {"terms": [{"portals": ["so"]}]}}}, {}, "review.bad-term"),
    ({"people": {"ed": {"keys": [{"key": "ssh-rsa AAAA"}]}}}, {}, "review.policy-source"),
    ({"people": {"a": {"keys": [{"key": Signer("x").line}]}, "b": {"keys": [{"key": Signer("x").line}]}}}, {},
     "review.policy-source"),
    ({}, {"settings": {"validity_days": "many"}}, "review.bad-number"),
    ({}, {"settings": {"validity_days": "365"}}, "review.policy-source"),
    ({}, {"rules": [{"id": "x", "areas": ["content"], "who": ["a"]}]}, "review.unknown-key"),
    ({}, {"rules": ["x"]}, "review.policy-source"),
])
def test_faults_of_the_registry_are_found_before_anyone_signs(people: dict, rules: dict, finding: str) -> None:
    payload, findings = compiled(people, **rules)
    assert payload is None and finding in {found.id for found in findings}


def test_a_board_member_who_is_nobody() -> None:
    payload, findings = compiled({}, {"so": portal("so", board=Board((Seat("member", "ai-do"),)))})
    assert payload is None and findings[0].id == "review.unknown-person-on-board" and findings[0].path == "portals/so.yaml"


def test_codeowners_for_each_forge() -> None:
    found = read_policy(dump(policy()))
    assert "/content/*/legal-documents/** @truong-ban @uy-vien @uy-vien-2" not in codeowners(found, "gitlab", NOW)
    lines = codeowners(found, "gitea", NOW)
    assert "content/[^/]+/legal\\-documents/.* @truong-ban @uy-vien @uy-vien-2" in lines
    assert "content/[^/]+/van\\-ban/.* @truong-ban @uy-vien @uy-vien-2" in lines


@pytest.mark.parametrize("lines",
                         [[], ["threshold 3", ROOTS[0].line], ["threshold 0", ROOTS[0].line],
                          ["threshold x", ROOTS[0].line],
                                   ["ssh-ed25519 AAAA"], ["repository x", ROOTS[0].line], [ROOTS[0].line, "nonsense"]])
def test_roots_files_that_are_refused(lines: list[str]) -> None:
    with pytest.raises(OperatorError):
        read_roots(lines)


def test_roots_files() -> None:
    assert read_roots(ROOT_LINES).threshold == 2 and len(read_roots(ROOT_LINES).keys) == 3
    assert read_roots([root.line for root in ROOTS]).threshold == 2, "without a threshold, more than half"
    assert read_roots([f"{ROOTS[0].line} giám đốc # két số 1"]).threshold == 1


@pytest.mark.parametrize(("cell", "safe"),
                         [("=1+1", "'=1+1"), ("+84", "'+84"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"),
                          ("  =1", "'  =1"),
                                            ("\uff1d1", "'\uff1d1"), ("a=1", "a=1"), ("", "")])
def test_cells_that_a_spreadsheet_would_run(cell: str, safe: str) -> None:
    assert harmless(cell) == safe


def test_differences_are_of_fields_and_words() -> None:
    (change,) = field_changes({"title": "A", "tags": ["x"]}, {"title": "A", "tags": ["x", "y"]})
    assert (change.field, change.old, change.new) == ("tags", "x", "x, y")
    (paragraph,) = text_changes("Giữ nguyên.\n\nGiá là 5 đồng.", "Giữ nguyên.\n\nGiá là 50 đồng.")
    assert [(piece.kind, piece.text) for piece in paragraph] == [("same", "Giá là "), ("removed", "5"), ("added", "50"),
                                                                 ("same", " đồng.")]
    assert [paragraph[0].kind for paragraph in text_changes("a\n\nb", "a\n\nb\n\nc")] == ["added"]
    assert len(text_changes("x " * 5000, "y " * 5000)[0]) == 2
