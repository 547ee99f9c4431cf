"""Every clause of every decree as it stands in its file: one scene that meets it, and one for each way to miss it.

The scenes are made from the rule's own parameters, so that a clause that is added to a decree is tried without a new
test; only its kind needs a maker here.
"""

import re
from dataclasses import replace
from typing import Any, Callable

import pytest

from plugins.model import Portal, Section
from plugins.model.rule import Profile, Rule, Standing
from plugins.rules.calendar import NATIONAL
from plugins.rules.kinds import KINDS, judge
from plugins.rules.profile import type_of
from plugins.rules.scene import Item, Scene
from tests.rules.scenes import CITY, WARD, item, scene
from tests.rules.test_profiles import REGULATIONS

CLAUSES = [(profile, rule) for profile in REGULATIONS.profiles.values() for rule in profile.rules]
BY_HAND = ("by-hand", "report-due", "personal-data")
"""Kinds that never miss: people confirm them, or the build refuses what would."""
TODAY = "2026-06-15"  # a Monday
LONG_AGO = "2020-01-06"
Pair = tuple[Scene, list[Scene]]
"""What meets a rule, and what misses it."""


def portal_for(profile: Profile, rule: Rule) -> Portal:
    """A portal that the rule binds."""
    kind = next(t for t in profile.portal_types if not rule.scope or t.key in rule.scope)
    level = kind.level or 2
    unit = (kind.unit_types or (("city",) if level == 1 else ("ward",)))[0]
    portal = replace(CITY if level == 1 else WARD, unit_type=unit, level=level, languages=("vi", "en", "zh", "ko", "ja"), regulation=profile.key)
    assert type_of(profile, portal) == kind.key
    return portal


def filled(fields: tuple[str, ...], without: str = "") -> dict[str, Any]:
    """Front matter that states each field (the first of `a|b`), but one."""
    return {field.split("|")[0]: "có" for field in fields if field != without}


def _section(asked: dict, at: Callable[..., Scene]) -> Pair:
    languages = asked.get("languages", ("vi",))
    whole = [item(asked["section"], f"bai-{n}", lang) for lang in languages for n in range(asked.get("items", 1))]
    empty = [replace(one, text="", meta={"title": "Chưa có"}) for one in whole]
    return at(*whole), [at(), at(*empty), at(*whole[1:])] if asked.get("presence", "required") == "required" else []


def _field(asked: dict, at: Callable[..., Scene]) -> Pair:
    base: dict[str, Any] = dict(pair.split("=", 1) for pair in asked.get("where", ()))
    base |= {asked["when"]: "2026-01-01"} if "when" in asked else {}
    base |= {"issuing_agency": "UBND Thành phố Cảng Phường Một"} if "agency" in asked else {}

    def one(without: str = "") -> Scene:
        made = item(asked.get("section", "news"), lang=asked.get("languages", ("vi",))[0], type=asked["type"])
        return at(replace(made, meta={**filled(asked["fields"], without), **base}))

    return one(), [one(field) for field in asked["fields"] if field not in base]


def _topics(asked: dict, at: Callable[..., Scene]) -> Pair:
    def covering(topics: tuple[str, ...]) -> Scene:
        return at(*(item(asked["section"], f"t{n}", **{asked["field"]: topic}) for n, topic in enumerate(("khác", *topics))))

    missed = [covering(tuple(t for t in asked["values"] if t != left)) for left in asked["values"]]
    return covering(asked["values"]), missed if asked.get("presence", "required") == "required" else []


def _deadline(asked: dict, at: Callable[..., Scene]) -> Pair:
    start = "2026-04-24"  # before the holidays of Hùng Kings, 30 April and 1 May
    due = NATIONAL.due(start, asked["limit"]) if asked.get("unit") != "days" else start
    after = NATIONAL.due(due, 1)
    agency = {"issuer": "UBND Thành phố Cảng Phường Một", "in_scope": "Chính phủ"}.get(asked.get("agency", ""), "")

    def done(trigger: str, on: str) -> Scene:
        meta = {trigger: start, "issuing_agency": agency, **({asked["done"]: on} if "done" in asked else {})}
        return at(item(asked.get("sections", ("news",))[0], type=asked.get("types", ("article",))[0], on=on, **meta))

    return done(asked["triggers"][0], due), [done(trigger, after) for trigger in asked["triggers"]]


def _logbook(asked: dict, entry: dict[str, str], at: Callable[..., Scene], **more: Any) -> Scene:
    return at(logbooks={asked["logbook"]: [{"portal": "*", "entry": "1", **entry}]}, **more)


def _logbook_fields(asked: dict, at: Callable[..., Scene]) -> Pair:
    forms = asked.get("forms", ())
    base = ({asked["when"]: "2026-01-01"} if "when" in asked else {}) | ({asked["fields"][0]: re.sub(r"\{\w+\}", "vp", forms[0])} if forms else {})
    missed = [_logbook(asked, {**filled(asked["fields"], field), **{k: v for k, v in base.items() if k != field}}, at) for field in asked["fields"]]
    return _logbook(asked, {**filled(asked["fields"]), **base}, at), missed + ([_logbook(asked, {asked["fields"][0]: "john"}, at)] if forms else [])


def _logbook_people(asked: dict, at: Callable[..., Scene]) -> Pair:
    held = {"offices": {asked["roles"][0]: ("a",)}}
    good = {"person": "a", **filled(asked.get("fields", ())), **({asked["date"]: "2026-01-05"} if "date" in asked else {})}
    old = [{**good, asked["date"]: LONG_AGO}] if "date" in asked else []
    bad = [{**good, "person": "b"}, *old, *({**good, field: ""} for field in asked.get("fields", ()))]
    return _logbook(asked, good, at, **held), [_logbook(asked, entry, at, **held) for entry in bad]


def _channels(asked: dict, at: Callable[..., Scene]) -> Pair:
    whole = [{"kind": kind, "value": "có", "hours": "24/7"} for kind in asked["kinds"]]
    silent = [at(channels=tuple({**c, "hours": ""} for c in whole))] if asked.get("hours") else []
    return at(channels=tuple(whole)), [at(channels=tuple(c for c in whole if c is not left)) for left in whole] + silent


def _registry(asked: dict, at: Callable[..., Scene]) -> Pair:
    def stating(without: str = "", said: str = "3") -> Scene:
        changes: dict[str, Any] = {"extra": {}, "permission": {}}
        offices = {}
        for field in asked["fields"]:
            if field == without:
                continue
            head, _, rest = field.split("|")[0].partition(".")
            if head == "board":
                offices[rest] = ("a",)
            elif head == "contact":
                changes["contact"] = replace(CITY.contact, responsible={"vi": "Văn phòng"})
            elif head == "permission":
                changes["permission"] |= {rest: "1/GP"}
            else:
                changes["extra"] |= {head: {**(changes["extra"].get(head) or {}), rest: "1"} if rest else said}
        return at(offices=offices, **changes)

    strange = [stating(said="khác")] if "values" in asked else []
    return stating(), [stating(field) for field in asked["fields"]] + strange


def _domain(asked: dict, at: Callable[..., Scene]) -> Pair:
    if "domains" in asked:
        return at(domain=asked["domains"][0]), [at(domain="khac.gov.vn")]
    top = replace(CITY, domain="cang.gov.vn")
    level = asked["level"]
    above = replace(WARD, key="above", domain="tren.cang.gov.vn", unit_type="district")
    name = {"short_name": {"vi": "Phường Một"}}
    if level == 3:
        return at(domain="mot.gov.vn", **name), [at(domain="mot.tinh.gov.vn", **name)]
    if level == 5:
        return at(domain="mot.tren.cang.gov.vn", parent="above", also=(top, above), **name), [at(domain="mot.cang.gov.vn", parent="above", also=(top, above), **name)]
    return at(domain="mot.cang.gov.vn", parent="city", also=(top,), **name), [
        at(domain="cang.gov.vn", parent="city", also=(top,), **name), at(domain="mot.khac.gov.vn", parent="city", also=(top,), **name),
        at(domain="Một.cang.gov.vn", parent="city", also=(top,), **name)]


def _dialogue(asked: dict, at: Callable[..., Scene]) -> Pair:
    def held(**meta: Any) -> Scene:
        return at(item("dialogues", type="dialogue", **{"starts_at": "2026-05-20", "stage": "held", asked["approved"]: "Trưởng Ban",
                                                        "script": [{"question": "a", "answer": "b"}], **meta}))

    return held(), [held(**{asked["approved"]: ""}), held(script=[{"question": "a"}]), held(stage="announced", on="2026-05-20")]


def _questions(asked: dict, at: Callable[..., Scene]) -> Pair:
    good = {**filled(asked["fields"]), "promised_on": "2026-06-30"}
    outside = filled(asked.get("out_of_scope", ())) | {"class": "out_of_scope"}
    left_out = [at(item("qa", type="question", **{k: v for k, v in outside.items() if k != field or k == "class"}))
                for field in asked.get("out_of_scope", ()) if field != "class"]
    return (at(item("qa", "a", type="question", **good), item("qa", "b", type="question", **outside)),
            left_out + [at(item("qa", type="question", **{k: v for k, v in good.items() if k not in field.split("|")})) for field in asked["fields"]]
            + [at(item("qa", type="question", **{**good, "promised_on": "2026-06-12"}))])


def _staff(asked: dict, at: Callable[..., Scene]) -> Pair:
    over = asked.get("over")
    people = item("staff", "a", type="leader", body="Văn phòng")

    def body(count: int, changing: bool) -> Item:
        return replace(item("organisation", "vp", type="organisation"), meta={"title": "Văn phòng", "staff_count": count, "frequent_change": changing})

    if over is None:
        return at(body(1, False), people), [at(body(2, True), people), at(body(31, True), people)]
    return at(body(over + 1, True), people), [at(body(over, True), people), at(body(over + 1, False), people), at(body(over + 1, True))]


MAKERS: dict[str, Callable[[dict, Callable[..., Scene]], Pair]] = {
    "required-section": _section, "required-field": _field, "required-topics": _topics, "deadline": _deadline, "logbook-fields": _logbook_fields,
    "logbook-people": _logbook_people, "contact-channels": _channels, "registry-field": _registry, "domain-pattern": _domain,
    "dialogue-course": _dialogue, "question-handling": _questions, "staff-list": _staff,
    "required-languages": lambda asked, at: (at(languages=asked["languages"]), [at(languages=asked["languages"][:-1] or ("en",))]
                                             + ([at(languages=(*asked["languages"], "ko"))] if asked.get("exactly") else [])),
    "built-function": lambda asked, at: (at(functions={asked["function"]: "x/"}), [at(functions={})]),
    "freshness": lambda asked, at: (at(item(asked["section"], on="2026-06-11")), [at(item(asked["section"], on=LONG_AGO))]),
    "review-date": lambda asked, at: (at(*(item(s, on="2026-06-01") for s in asked["sections"])), [at(item(s, on=LONG_AGO)) for s in asked["sections"]]),
    "source-line": lambda asked, at: (at(extra={"source_labels": [asked["any_of"][0]]}), [at(extra={}), at(extra={"source_labels": ["Báo A"]})]),
    "attribution": lambda asked, at: (at(item(asked["sections"][0], **filled(asked["fields"]))),
                                      [at(item(s, **filled(asked["fields"], f))) for s in asked["sections"] for f in asked["fields"]]),
    "services-link": lambda asked, at: (at(services_portal=f"https://{asked.get('hosts', ('dichvucong.gov.vn',))[0]}/"), [at(services_portal="")]
                                        + ([at(services_portal="https://khac.vn/")] if "hosts" in asked else [])),
    "official-email": lambda asked, at: (at(item(type=asked["types"][0], email=f"a@cang{asked['suffixes'][0]}")), [at(item(type=t, email="a@gmail.com")) for t in asked["types"]]),
    "prohibited-marking": lambda asked, at: (at(item()), [at(item(text="TỐI MẬT"))]),
    "recipients": lambda asked, at: (at(_document(asked["types"][0], ["Cổng TTĐT"])), [at(_document(t, ["Lưu: VT"])) for t in asked["types"]]),
    "system-level": lambda asked, at: (at(parent="" if asked["level"] == 1 else "city"), [at(level=3), at(parent="city" if asked["level"] == 1 else "")]),
    "unit-kinds": lambda asked, at: (at(unit_type=asked["allowed"][0]), [at(unit_type="không có")]),
    "vietnamese-diacritics": lambda asked, at: (at(item(text="Tiếng Việt có dấu đầy đủ. " * 20)), [at(item(text="Tieng Viet khong dau. " * 20))]),
    "logbook-age": lambda asked, at: (_logbook(asked, {asked["date"]: "2026-06-01"}, at), [_logbook(asked, {asked["date"]: LONG_AGO}, at), _logbook(asked, {}, at)]),
    "logbook-due": lambda asked, at: (_logbook(asked, {asked["due"]: "2026-06-12", asked["done"]: "2026-06-12"}, at), [_logbook(asked, {asked["due"]: "2026-06-12"}, at)]),
    "section-map": lambda asked, at: (at(item(), sections=_OWN, extra={asked["map"]: {"news": "a", "rieng": "b"}}), [at(item(), sections=_OWN)]),
    "outbound-hosts": lambda asked, at: (at(item(links=[f"https://a{asked['suffixes'][0]}/"])), [at(item(links=["https://khac.com/"]))]),
    "required-translations": lambda asked, at: (at(*(_translated(asked, lang) for lang in ("vi", *asked["languages"]))),
                                                [at(*(_translated(asked, lang) for lang in ("vi", *asked["languages"]) if lang != left)) for left in asked["languages"]]),
    "names-units": lambda asked, at: (at(item(asked["section"], text="Danh sách: PHƯỜNG HAI, phường Một."), also=(_below(at),)), [at(item(asked["section"]), also=(_below(at),))]),
    "signed-checklist": lambda asked, at: (at(approvals={"content": True}), [at(), at(approvals={"content": True, "translation": False})]),
    "allowed-values": lambda asked, at: (at(item(type=asked["type"], **{asked["field"]: asked["values"][0]})), [at(item(type=asked["type"], **{asked["field"]: "khác"}))]),
}


def _below(at: Callable[..., Scene]) -> Portal:
    return replace(WARD, key="hai", parent=at().portal.key, short_name={"vi": "Phường Hai"})


_OWN = (Section("rieng", {"vi": "Riêng"}, {"vi": "rieng"}, "article"),)


def _document(type: str, recipients: list[str]) -> Item:
    return item(type=type, issuing_agency="UBND Thành phố Cảng Phường Một", recipients=recipients)


def _translated(asked: dict, lang: str) -> Item:
    return item(type=asked["type"], lang=lang, **{asked.get("when", "x"): True})


def scenes(profile: Profile, rule: Rule) -> Pair:
    portal = portal_for(profile, rule)

    def at(*items: Item, functions: dict[str, str] | None = None, **changes: Any) -> Scene:
        made = scene(*items, portal=portal, today=TODAY, profile=profile, **changes)
        return replace(made, functions=functions) if functions is not None else made

    return MAKERS[rule.kind](dict(rule.parameters), at)


JUDGED = [(profile, rule) for profile, rule in CLAUSES if rule.kind not in BY_HAND]


@pytest.mark.parametrize("profile,rule", JUDGED, ids=lambda value: getattr(value, "id", ""))
def test_each_clause_is_met_and_missed(profile: Profile, rule: Rule) -> None:
    good, missed = scenes(profile, rule)
    assert (judge(rule, good).standing, judge(rule, good).findings) == (Standing.MET, ())
    if rule.parameters.get("presence", "required") != "required":
        assert judge(rule, replace(good, items=())).standing is Standing.NOT_APPLICABLE
        return
    assert missed
    for bad in missed:
        verdict = judge(rule, bad)
        assert verdict.standing is Standing.MISSING, (rule.id, bad.items)
        assert verdict.findings and all(f.cites == (rule.citation,) and f.severity is rule.severity for f in verdict.findings)


def test_every_kind_that_a_decree_uses_has_a_maker() -> None:
    assert set(KINDS) == set(MAKERS) | set(BY_HAND)
    assert {rule.kind for _, rule in CLAUSES} <= set(KINDS)


def test_a_missing_field_is_named() -> None:
    profile = REGULATIONS.profiles["quang_ninh_2187_2017"]
    asked = next(rule for rule in profile.rules if rule.id == "qn-fields-legal-document")
    _, missed = scenes(profile, asked)
    assert [judge(asked, bad).findings[0].params["field"] for bad in missed] == list(asked.parameters["fields"])
    assert len(missed) == 9
