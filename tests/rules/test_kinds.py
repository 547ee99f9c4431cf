"""Each kind of rule: a scene that meets it and one that does not, and words for every finding."""

import pytest

from plugins.build.catalogs import Catalogs
from plugins.model import Contact
from plugins.model.rule import Standing
from plugins.rules.kinds import KINDS, judge
from tests.rules.scenes import CITY, ROOT, WARD, item, rule, scene

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
}
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
    if kind != "report-due":
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
