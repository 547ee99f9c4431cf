"""A new file of every type reads back as front matter that lacks nothing but what a person must write."""

from pathlib import Path

import pytest

from plugins.content.draft import draft
from plugins.content.registry import read_registry
from plugins.content.schema import typed_meta
from plugins.content.source import parse

ROOT = Path(__file__).resolve().parents[2]
TYPES = read_registry({p.relative_to(ROOT).as_posix(): p.read_bytes() for p in (ROOT / "portals/_types").glob("*.yaml")})[0].types


@pytest.mark.parametrize("hints", ["vi", "en"])
@pytest.mark.parametrize("key", sorted(TYPES))
def test_a_draft_reads_back(key: str, hints: str) -> None:
    content_type = TYPES[key]
    text = draft(content_type, hints, title='Tiêu đề: "thử"', date="2026-11-22")
    source = parse(text.encode())
    meta, findings = typed_meta(source.values, content_type, "x.md", source.lines)
    assert not source.findings
    assert meta["title"] == 'Tiêu đề: "thử"' and meta["status"] == "draft"
    assert {f.id for f in findings} <= {"field.missing"}
    required = {field.key for field in content_type.fields if field.rule == "required" and field.key != "date"}
    assert {f.params["field"] for f in findings} == required
    assert {field.key for field in content_type.fields} <= set(source.values)
    assert all(localised in text for field in content_type.fields for localised in (field.label[hints],))


def test_a_translation_takes_over_what_needs_none() -> None:
    original = {"title": "Quyết định", "summary": "Tóm tắt", "number_symbol": "1/QĐ-UBND", "form": "decision",
                "issued_on": "2025-11-06", "image": "harbour.jpg", "image_alt": "Cảng", "order": "3"}
    text = draft(TYPES["legal-document"], "en", original=original, original_blob="0" * 40)
    source = parse(text.encode())
    assert source.values["form"] == "decision" and source.values["issued_on"] == "2025-11-06"
    assert source.values["image"] == "harbour.jpg" and source.values["translation_of_blob"] == "0" * 40
    assert source.values["title"] is None and source.values["number_symbol"] is None and source.values["image_alt"] is None
    assert "#   original: Quyết định" in text and "#   original: Cảng" in text


def test_a_hostile_original_cannot_leave_its_comment() -> None:
    original = {"title": "a\nstatus: published\n---\n<script>", "summary": "b"}
    source = parse(draft(TYPES["article"], "en", original=original).encode())
    assert source.values["status"] == "draft" and not source.findings
