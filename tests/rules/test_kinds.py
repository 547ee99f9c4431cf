"""Each kind of rule: a scene that meets it and one that does not, and words for every finding."""

from dataclasses import replace

import pytest

from plugins.build.pages.catalogs import Catalogs
from plugins.model import Contact
from plugins.model.rule import ChecklistItem, Standing
from plugins.rules.kinds import KINDS, judge
from plugins.rules.scene import Item, Scene
from tests.rules.scenes import CITY, PROFILE, ROOT, WARD, item, rule, scene

def accounts(**entry: str) -> Scene:
    return scene(logbooks={"accounts": [{"portal": "city", "entry": "1", **entry}]}, offices={"editor": ("a",)})


def body(**meta: object) -> Item:
    return item("organisation", "van-phong", type="organisation", **{"title": "Văn phòng", **meta})


def person(position: str) -> Item:
    return item("leaders", "lanh-dao", type="leader", body="Văn phòng", position=position)


def dialogue(**meta: object) -> Item:
    return item("dialogues", type="dialogue", starts_at="2026-05-20T08:00", **meta)


FULL = {"author": "A", "source": "Cổng"}
CASES = {
    "required-section": (rule("required-section", section="qa"), scene(item("qa")), scene(item("news"))),
    "required-field": (rule("required-field", type="article", fields=["author|source_agency"]), scene(item(source_agency="Sở")), scene(item())),
    "required-languages": (rule("required-languages", languages=["vi", "en"], exactly=True), scene(), scene(languages=("vi", "en", "ko"))),
    "built-function": (rule("built-function", function="search"), scene(), None),
    "deadline": (rule("deadline", types=["article"], triggers=["event_on"], limit=2), scene(item(event_on="2026-04-29")), scene(item(event_on="2026-04-20"))),
    "freshness": (rule("freshness", section="news", limit=2), scene(item(on="2026-06-12")), scene(item(on="2026-06-01"))),
    "domain-pattern": (rule("domain-pattern", level=4, below="top", label="full_name"), scene(portal=WARD), scene(portal=WARD, domain="m.cang.gov.vn")),
    "source-line": (rule("source-line", any_of=["Cổng A"]), scene(extra={"source_labels": ["Cổng A"]}), scene(extra={"source_labels": ["Cổng B"]})),
    "attribution": (rule("attribution", sections=["news"], fields=["author", "source"]), scene(item(**FULL)), scene(item(author="A"))),
    "registry-field": (rule("registry-field", fields=["security_level", "contact.email"]),
                       scene(extra={"security_level": "3"}, contact=Contact(email="a@cang.gov.vn")), scene(extra={"security_level": "3"})),
    "contact-channels": (rule("contact-channels", kinds=["email", "paper"]),
                         scene(channels=({"kind": "email", "value": "a"}, {"kind": "paper", "value": {"vi": "b"}})), scene(channels=({"kind": "email", "value": "a"},))),
    "official-email": (rule("official-email", types=["leader"], suffixes=[".gov.vn"]), scene(item("leaders", type="leader", email="a@cang.gov.vn")),
                       scene(item("leaders", type="leader", contacts=[{"email": "a@gmail.com"}]))),
    "prohibited-marking": (rule("prohibited-marking"), scene(item(text="Bình thường")), scene(item(summary="TỐI MẬT"))),
    "review-date": (rule("review-date", sections=["functions"], months=12), scene(item("functions", on="2025-12-01")), scene(item("functions", on="2025-01-01"))),
    "system-level": (rule("system-level", level=2), scene(portal=WARD), scene(portal=WARD, parent="")),
    "unit-kinds": (rule("unit-kinds", allowed=["city"], permitted=["other"]), scene(unit_type="other", permission={"number": "1/QĐ"}), scene(unit_type="other")),
    "recipients": (rule("recipients", types=["legal-document"]),
                   scene(item("legal-documents", type="legal-document", issuing_agency="UBND Thành phố Cảng", recipients=["Cổng TTĐT thành phố"])),
                   scene(item("legal-documents", type="legal-document", issuing_agency="UBND Thành phố Cảng", recipients=["Lưu: VT"]))),
    "services-link": (rule("services-link"), scene(services_portal="https://dichvucong.gov.vn/x"), scene()),
    "required-topics": (rule("required-topics", section="strategies-plans", field="subfield", values=["waste"]),
                        scene(item("strategies-plans", subfield="waste")), scene(item("strategies-plans", subfield="other"))),
    "vietnamese-diacritics": (rule("vietnamese-diacritics"), scene(item(text="Tiếng Việt có dấu đầy đủ. " * 20)), scene(item(text="Tieng Viet khong dau. " * 20))),
    "question-handling": (rule("question-handling", fields=["class"]), scene(item("qa", type="question", **{"class": "in_scope"})),
                          scene(item("qa", type="question", promised_on="2026-06-01", **{"class": "in_scope"}))),
    "logbook-fields": (rule("logbook-fields", logbook="accounts", fields=["account", "decision"], forms=["admin.{unit}", "admin.{office}.{unit}"], least=1),
                       accounts(account="admin.vp.skhcn", decision="1/QĐ"), accounts(account="john", decision="1/QĐ")),
    "logbook-age": (rule("logbook-age", logbook="accounts", date="changed_on", months=3, closed="closed_on"),
                    accounts(changed_on="2026-04-01"), accounts(changed_on="2026-03-01")),
    "logbook-due": (rule("logbook-due", logbook="accounts", due="due_on", done="done_on"),
                    accounts(due_on="2026-06-01", done_on="2026-06-01"), accounts(due_on="2026-06-01")),
    "logbook-people": (rule("logbook-people", logbook="accounts", roles=["editor"], date="on", months=12, fields=["certificate"]),
                       accounts(person="a", on="2025-07-01", certificate="1"), accounts(person="a", on="2025-05-01", certificate="1")),
    "section-map": (rule("section-map", map="section_owners"), scene(item(), extra={"section_owners": {"news": "Ủy viên"}}),
                    scene(item(), item("qa"), extra={"section_owners": {"news": "Ủy viên"}})),
    "outbound-hosts": (rule("outbound-hosts", suffixes=[".gov.vn"]), scene(item(links=["https://chinhphu.gov.vn/x", "https://mot.cang.gov.vn"])),
                       scene(item(links=["https://gov.vn.example.com/"]))),
    "staff-list": (rule("staff-list", over=30), scene(body(staff_count=31, frequent_change=True), person("Lãnh đạo")),
                   scene(body(staff_count=30, frequent_change=True), person("Lãnh đạo"))),
    "dialogue-course": (rule("dialogue-course", approved="approved_by"),
                        scene(dialogue(stage="held", approved_by="Trưởng Ban", script=[{"question": "a", "answer": "b"}])),
                        scene(dialogue(stage="announced"))),
    "required-translations": (rule("required-translations", type="service", languages=["en"], when="usable_by_foreigners"),
                              scene(item("online-services", type="service", usable_by_foreigners=True), item("online-services", type="service", lang="en")),
                              scene(item("online-services", type="service", usable_by_foreigners=True))),
    "names-units": (rule("names-units", section="maps"), scene(item("maps", text="Gồm: Phường Một")), scene(item("maps", text="Bản đồ"))),
    "allowed-values": (rule("allowed-values", type="reward-sanction", field="subject_type", values=["organisation"]),
                       scene(item("rewards-sanctions", type="reward-sanction", subject_type="organisation")),
                       scene(item("rewards-sanctions", type="reward-sanction", subject_type="individual"))),
}
LISTED = replace(PROFILE, checklist=(ChecklistItem("t-check", "T-01.1", {"vi": "Đúng"}),))
CASES["signed-checklist"] = (rule("signed-checklist", items=["t-check"]), scene(profile=LISTED, approvals={"content": True, "legal": True}),
                             scene(profile=LISTED, approvals={"content": True, "legal": False}))
NEVER_FAIL = {"by-hand", "report-due", "personal-data"}


@pytest.mark.parametrize("kind", CASES)
def test_a_scene_that_meets_the_rule_and_one_that_does_not(kind: str) -> None:
    asked, good, bad = CASES[kind]
    assert judge(asked, good).standing is Standing.MET and judge(asked, good).findings == ()
    if bad is not None:
        verdict = judge(asked, bad)
        assert verdict.standing is Standing.MISSING
        assert verdict.findings and {f.id for f in verdict.findings} == {f"rules.{kind}"}
        assert all(f.cites == ("T-01.1",) and f.params["rule"] == "t-rule" for f in verdict.findings)


def test_every_kind_has_its_cases() -> None:
    assert set(KINDS) == set(CASES) | NEVER_FAIL
    assert judge(rule("by-hand"), scene()).standing is Standing.BY_HAND
    assert judge(rule("built-function", function="maps"), scene()).standing is Standing.MISSING


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_kind_has_words_and_documentation(kind: str, lang: str) -> None:
    assert all(Catalogs([ROOT / "translations"], None).has(lang, f"rules.{kind}{end}") for end in ("", ".hint"))
    assert f"`{kind}`" in (KINDS[kind].__doc__ or "")
    assert all(name in (KINDS[kind].__doc__ or "") for name in KINDS[kind].PARAMETERS), kind


def test_reports_are_demanded_only_after_acceptance() -> None:
    asked = rule("required-field", type="science-programme", fields=["synthesis_report"], when="accepted_on")
    assert judge(asked, scene(item("science-programmes", type="science-programme"))).standing is Standing.NOT_APPLICABLE
    assert judge(asked, scene(item("science-programmes", type="science-programme", accepted_on="2026-01-01"))).standing is Standing.MISSING


def test_an_if_any_section_may_be_absent_but_not_a_required_one() -> None:
    assert judge(rule("required-section", section="qa", presence="if_any"), scene()).standing is Standing.NOT_APPLICABLE
    assert judge(rule("required-section", section="qa", presence="if_any"), scene(item("qa"))).standing is Standing.MET


def test_a_section_must_stand_in_each_language_that_the_portal_runs() -> None:
    asked = rule("required-section", section="qa", languages=["en", "ko"])
    verdict = judge(asked, scene(item("qa")))
    assert [f.params["lang"] for f in verdict.findings] == ["en"]  # ko is not run by this portal


QN = {"min4": rule("domain-pattern", level=4, at_least=True, below="top"), "full4": rule("domain-pattern", level=4, below="top", label="full_name"),
      "full5": rule("domain-pattern", level=5, below="parent", label="full_name")}
TOP = {"domain": "www.quangninh.gov.vn", "short_name": {"vi": "Tỉnh Quảng Ninh"}}


@pytest.mark.parametrize("asked,name,domain,ok", [
    ("min4", "Sở Thông tin và Truyền thông", "sttvtt.quangninh.gov.vn", True), ("min4", "Thanh tra tỉnh", "ttt.quangninh.gov.vn", True),
    ("min4", "Sở Tư pháp", "quangninh.gov.vn", False), ("min4", "Sở Tư pháp", "stp.halong.gov.vn", False),
    ("full4", "Thành phố Cẩm Phả", "campha.quangninh.gov.vn", True), ("full4", "Thành phố Cẩm Phả", "cp.quangninh.gov.vn", False),
    ("full4", "Du lịch Quảng Ninh", "dulich.quangninh.gov.vn", True), ("full5", "Phường Cẩm Sơn", "camson.campha.quangninh.gov.vn", True),
    ("full5", "Phường Cẩm Sơn", "camson.quangninh.gov.vn", False)])
def test_the_domains_that_the_decree_names(asked: str, name: str, domain: str, ok: bool) -> None:
    from dataclasses import replace

    top = replace(CITY, **TOP)
    district = replace(WARD, key="campha", domain="campha.quangninh.gov.vn", unit_type="district", short_name={"vi": "Thành phố Cẩm Phả"})
    unit = replace(WARD, key="unit", parent="campha" if asked == "full5" else "city", domain=domain, short_name={"vi": name})
    verdict = judge(QN[asked], scene(portal=unit, also=(top, district)))
    assert (verdict.standing is Standing.MET) is ok, verdict


def test_a_logbook_that_nobody_keeps_here_is_left_to_people() -> None:
    for kind in ("logbook-fields", "logbook-age", "logbook-due", "logbook-people"):
        assert judge(CASES[kind][0], scene()).standing is Standing.BY_HAND


def test_closed_accounts_need_no_new_password_and_open_requests_are_not_late_yet() -> None:
    assert judge(CASES["logbook-age"][0], accounts(changed_on="2020-01-01", closed_on="2021-01-01")).standing is Standing.NOT_APPLICABLE
    assert judge(CASES["logbook-age"][0], accounts(changed_on="hôm qua")).standing is Standing.MISSING
    assert judge(CASES["logbook-due"][0], accounts(due_on="2026-06-15")).standing is Standing.MET
    assert judge(CASES["logbook-due"][0], accounts(due_on="2026-06-01", done_on="2026-06-02")).standing is Standing.MISSING


def test_entries_of_other_portals_are_not_this_ones() -> None:
    logbooks = {"accounts": [{"portal": "ward", "entry": "1", "account": "john"}]}
    assert judge(rule("logbook-fields", logbook="accounts", fields=["decision"]), scene(logbooks=logbooks)).standing is Standing.NOT_APPLICABLE
    assert judge(rule("logbook-fields", logbook="accounts", fields=["decision"], least=1), scene(logbooks=logbooks)).standing is Standing.MISSING
    everywhere = {"accounts": [{"portal": "*", "entry": "1", "account": "john"}]}
    assert judge(rule("logbook-fields", logbook="accounts", fields=["decision"]), scene(logbooks=everywhere)).standing is Standing.MISSING


@pytest.mark.parametrize("over,count,changing,people,met", [(30, 31, True, 1, True), (30, 31, False, 1, False), (None, 31, True, 1, False), (30, 2, True, 2, True)])
def test_only_a_large_body_that_changes_often_lists_its_leaders_alone(over: int | None, count: int, changing: bool, people: int, met: bool) -> None:
    asked = rule("staff-list", **({"over": over} if over else {}))
    verdict = judge(asked, scene(body(staff_count=count, frequent_change=changing), *(person(str(n)) for n in range(people))))
    assert (verdict.standing is Standing.MET) is met


@pytest.mark.parametrize("meta,lacking", [
    ({"stage": "announced", "approved_by": "Trưởng Ban", "on": "2026-05-20"}, "publish_at"), ({"stage": "held", "approved_by": "Trưởng Ban"}, "script"),
    ({"stage": "held", "approved_by": "Trưởng Ban", "script": [{"question": "a", "answer": " "}]}, "script")])
def test_a_dialogue_is_told_before_and_answered_after(meta: dict, lacking: str) -> None:
    verdict = judge(rule("dialogue-course", approved="approved_by"), scene(dialogue(**meta)))
    assert [lacking in f.params["field"] for f in verdict.findings] == [True]


def test_a_planned_dialogue_owes_nothing_yet() -> None:
    assert judge(rule("dialogue-course", approved="approved_by"), scene(dialogue(stage="planned"))).standing is Standing.NOT_APPLICABLE


def test_an_empty_page_meets_no_clause() -> None:
    asked = rule("required-section", section="qa")
    assert judge(asked, scene(item("qa", text=" "))).standing is Standing.MISSING
    assert judge(asked, scene(item("qa", text="", summary="Gửi câu hỏi về hộp thư của Cổng."))).standing is Standing.MET


def test_fields_of_some_items_only() -> None:
    asked = rule("required-field", type="reward-sanction", fields=["decision", "expires_at"], where=["kind=sanction", "subject_type=individual"])
    sanction = {"kind": "sanction", "subject_type": "individual", "decision": "1/QĐ"}
    assert [f.params["field"] for f in judge(asked, scene(item(type="reward-sanction", **sanction))).findings] == ["expires_at"]
    assert judge(asked, scene(item(type="reward-sanction", **{**sanction, "subject_type": "business"}))).standing is Standing.NOT_APPLICABLE
    sent = rule("required-field", type="legal-document", fields=["sent_to_board_on"], agency="issuer")
    assert judge(sent, scene(item(type="legal-document", issuing_agency="UBND Thành phố Cảng"))).standing is Standing.MISSING
    assert judge(sent, scene(item(type="legal-document", issuing_agency="Chính phủ"))).standing is Standing.NOT_APPLICABLE


def test_topics_that_are_asked_for_only_if_any() -> None:
    asked = rule("required-topics", section="dissemination", field="topic", values=["merit"], presence="if_any")
    assert judge(asked, scene(item("dissemination", topic="law"))).standing is Standing.NOT_APPLICABLE
    assert judge(asked, scene(item("dissemination", topic="merit"))).standing is Standing.MET


def test_channels_say_when_they_are_open() -> None:
    asked = rule("contact-channels", kinds=["paper"], hours=True)
    assert judge(asked, scene(channels=({"kind": "paper", "value": "a", "hours": "office"},))).standing is Standing.MET
    assert "paper.hours" in judge(asked, scene(channels=({"kind": "paper", "value": "a"},))).findings[0].params["lacking"]


def test_a_role_held_by_a_term_of_office_counts_like_one_in_the_registry() -> None:
    asked = rule("registry-field", fields=["board.head"])
    assert judge(asked, scene(offices={"head": ("truong-ban",)})).standing is Standing.MET
    assert judge(asked, scene()).standing is Standing.MISSING


def test_own_sections_need_an_approval_and_hosts_may_be_allowed() -> None:
    from plugins.model import Section

    own = Section("du-an-moi", {"vi": "Dự án mới"}, {"vi": "du-an-moi"}, "article")
    asked = rule("section-map", map="section_approvals", own=True)
    assert judge(asked, scene()).standing is Standing.NOT_APPLICABLE
    assert judge(asked, scene(sections=(own,))).standing is Standing.MISSING
    assert judge(asked, scene(sections=(own,), extra={"section_approvals": {"du-an-moi": "12/TTr-UBND"}})).standing is Standing.MET
    link = item(links=["https://who.int/x"])
    assert judge(rule("outbound-hosts", suffixes=[".gov.vn"]), scene(link, extra={"allowed_hosts": ["who.int"]})).standing is Standing.MET
    assert [f.params["found"] for f in judge(rule("outbound-hosts", suffixes=[".gov.vn"]), scene(link)).findings] == ["who.int"]
