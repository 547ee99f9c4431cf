"""The text of a new content file: the fields of its type in order, each with what to write, as a draft."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from plugins.model import ContentType, Field, localised

_WORDS = {
    "vi": {"required": "bắt buộc", "if_any": "nếu có", "optional": "tùy chọn", "one_of": "một trong", "list": "mỗi dòng một mục, bắt đầu bằng “- ”",
           "records": "mỗi bản ghi bắt đầu bằng “- ”; bỏ dấu # để dùng", "status": "đổi thành published khi đã sẵn sàng",
           "title": "Tiêu đề", "date": "Ngày đăng", "summary": "Tóm tắt một, hai câu", "original": "bản gốc",
           "body": "Viết nội dung ở đây."},
    "en": {"required": "required", "if_any": "if any", "optional": "optional", "one_of": "one of", "list": "one line an entry, beginning with “- ”",
           "records": "each record begins with “- ”; take away the # to use it", "status": "change to published when it is ready",
           "title": "Title", "date": "Date of publication", "summary": "One or two sentences", "original": "original",
           "body": "Write the text here."},
}
SHARED_KINDS = frozenset(("date", "datetime", "integer", "decimal", "boolean", "email", "phone", "url", "choice", "media", "reference"))
"""Kinds whose values are the same in every language, so that a translation may take them over."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:]+)?")


def draft(content_type: ContentType, hints: str, *, title: str = "", date: str = "",
          original: Mapping[str, Any] | None = None, original_blob: str = "") -> str:
    """A content file that reads as YAML and Markdown at once.

    hints: `vi` or `en`, the language of the comments. date: day for types dated by `date`. original: front matter of
    the item in the official language, when this is its translation: what needs no translation is taken over, and
    texts stand beside the field as comments.
    """
    words = _WORDS[hints]
    lines = ["---", f"# {words['title']} ({words['required']})", *_remark("title", original, words), f"title: {_scalar(title)}".rstrip(),
             f"# {words['status']}", "status: draft", f"# {words['summary']} ({words['optional']})",
             *_remark("summary", original, words), "summary:"]
    if content_type.dated and content_type.date_field == "date" and content_type.field("date") is None:
        lines += [f"# {words['date']}", f"date: {_scalar((original or {}).get('date') or date)}".rstrip()]
    for field in content_type.fields:
        lines += _field_lines(field, hints, date, original)
    for key in ("image", "order"):
        if original and original.get(key) and content_type.field(key) is None:
            lines.append(f"{key}: {_scalar(original[key])}")
            lines += [*_remark("image_alt", original, words), "image_alt:"] if key == "image" else []
    if original_blob:
        lines.append(f"translation_of_blob: {_scalar(original_blob)}")
    return "\n".join([*lines, "---", "", words["body"], ""])


def _field_lines(field: Field, hints: str, date: str, original: Mapping[str, Any] | None) -> Iterator[str]:
    words = _WORDS[hints]
    hint = localised(field.hint, hints)
    yield f"# {localised(field.label, hints)} ({words[field.rule]}){': ' + hint if hint else ''}"
    if field.choices:
        choices = "; ".join(f"{key} = {localised(texts, hints)}" for key, texts in field.choices.items())
        yield f"#   {words['one_of']}: {choices}"
    yield from _remark(field.key, original, words) if field.kind not in SHARED_KINDS else ()
    value = (original or {}).get(field.key) if field.kind in SHARED_KINDS else None
    if value is None and field.key == "date":
        value = date
    yield f"{field.key}: {_scalar(value)}".rstrip()
    if field.kind == "list":
        yield f"#   {words['list']}"
    elif field.kind == "records":
        yield f"#   {words['records']}"
        for place, inner in enumerate(field.fields):
            yield f"#   {'- ' if place == 0 else '  '}{inner.key}:   # {localised(inner.label, hints)} ({words[inner.rule]})"


def _remark(key: str, original: Mapping[str, Any] | None, words: Mapping[str, str]) -> Iterator[str]:
    value = (original or {}).get(key)
    if isinstance(value, str) and value:
        yield f"#   {words['original']}: {' '.join(value.split())}"


def _scalar(value: Any) -> str:
    """One YAML scalar on one line; days and instants stay bare, as people write them."""
    if not value:
        return ""
    if _DAY.fullmatch(str(value)):
        return str(value)
    return yaml.safe_dump(str(value), allow_unicode=True, width=10**6).removesuffix("\n").removesuffix("\n...")
