"""Front matter: text values with their lines, and every refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.content import source, text
from plugins.content.front_matter import split
from plugins.content.paths import ContentPath, parse_path
from plugins.content.schema import parse_day, parse_instant, read_type, typed_meta
from plugins.model import Finding


def test_values_stay_text_and_lines_are_those_of_the_file() -> None:
    front = split("---\ntitle: 2026\nyes: no\nempty:\nlist: [a, 1.0]\nnested: {a: {b: c}}\n---\nThân\n", "p")
    assert front.values == {"title": "2026", "yes": "no", "empty": None, "list": ["a", "1.0"], "nested": {"a": {"b": "c"}}}
    assert front.lines["nested"] == 6 and front.body == "Thân\n" and front.body_line == 8 and front.findings == ()


@pytest.mark.parametrize(("content", "body"), [("---\n---\nx", "x"), ("---\ntitle: a\n---", ""), ("---\ntitle: a\n---\n", "")])
def test_edges_of_the_block(content: str, body: str) -> None:
    front = split(content, "p")
    assert front.body == body and front.findings == ()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(content: bytes) -> None:
    parsed = source.parse(content)
    assert source.decode(source.encode(parsed)) == parsed


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#\n \t,?%@`~0"), max_size=120))
def test_any_yaml_is_read(block: str) -> None:
    front = split(f"---\n{block}\n---\nx", "p")
    assert isinstance(front.values, dict)


TYPE = "name: {vi: A}\nfields:\n  count: {kind: integer, rule: required}\n  when: {kind: date, rule: if_any}\n" \
       "  mail: {kind: email, rule: optional}\n  kind: {kind: choice, rule: optional, choices: {a: {vi: A}, b: {vi: B}}}\n" \
       "  rows: {kind: records, rule: optional, fields: {x: {kind: decimal, rule: required}}}\n"


@pytest.mark.parametrize(("raw", "meta", "ids"), [
    ({"title": "T", "count": "3"}, {"title": "T", "count": 3}, []),
    ({"title": "T", "count": "ba"}, {"title": "T"}, ["field.wrong-kind"]),
    ({"title": "T"}, {"title": "T"}, ["field.missing"]),
    ({"count": "1"}, {"count": 1}, ["field.missing"]),
    ({"title": "T", "count": "1", "when": "2026-02-30"}, {"title": "T", "count": 1}, ["field.bad-date"]),
    ({"title": "T", "count": "1", "when": "2026-02-28"}, {"title": "T", "count": 1, "when": "2026-02-28"}, []),
    ({"title": "T", "count": "1", "mail": "a@b"}, {"title": "T", "count": 1}, ["field.wrong-kind"]),
    ({"title": "T", "count": "1", "kind": "c"}, {"title": "T", "count": 1}, ["field.not-a-choice"]),
    ({"title": "T", "count": "1", "rows": [{"x": "1.5"}]}, {"title": "T", "count": 1, "rows": [{"x": 1.5}]}, []),
    ({"title": "T", "count": "1", "rows": [{"y": "1"}]}, {"title": "T", "count": 1}, ["field.wrong-kind"]),
    ({"title": "T", "count": "1", "colour": "red"}, {"title": "T", "count": 1}, ["front-matter.unknown-key"]),
    ({"title": " a \n b ", "count": "1"}, {"title": "a b", "count": 1}, []),
])
def test_typing(raw: dict, meta: dict, ids: list[str]) -> None:
    content_type, wrong = read_type("t", TYPE, "t.yaml")
    assert wrong == [] and content_type is not None
    found, findings = typed_meta(raw, content_type, "p", {})
    assert found == meta and [f.id for f in findings] == ids


@pytest.mark.parametrize(("given_", "expected"), [
    ("2026-01-02", "2026-01-02T00:00:00+07:00"), ("2026-01-02 8:30", "2026-01-02T08:30:00+07:00"),
    ("2026-01-02T08:30:00Z", "2026-01-02T15:30:00+07:00"), ("2026-01-02T23:00:00-05:00", "2026-01-03T11:00:00+07:00"),
    ("2026-01-02T08:30:00.123+07:00", "2026-01-02T08:30:00+07:00"),
])
def test_instants(given_: str, expected: str) -> None:
    assert parse_instant(given_) == expected and parse_day(given_) == expected[:10]


@pytest.mark.parametrize("wrong", ["", "hôm nay", "2026-13-01", "2026-01-32", "31/12/2026", "2026-01-02T25:00", "0000-01-01", "2026-01-02T08:00+99:00"])
def test_what_is_no_date(wrong: str) -> None:
    with pytest.raises(Exception, match="2026"):
        parse_instant(wrong)


@pytest.mark.parametrize(("path", "found"), [
    ("content/p/news/a.vi.md", True), ("content/p/news/a-b.vi.md", True), ("content/p/news/A.vi.md", False),
    ("content/p/news/a.md", False), ("content/p/a.vi.md", False), ("content/p/news/../a.vi.md", False),
    ("content/p/news/b/a.vi.md", False), ("content/p//a.vi.md", False), ("content/p/news/.vi.md", False),
    ("content/p/news/" + "a" * 200 + ".vi.md", False), ("content/p/news/đ.vi.md", False),
])
def test_paths(path: str, found: bool) -> None:
    assert isinstance(parse_path(path), ContentPath) is found and isinstance(parse_path(path), Finding) is not found


@pytest.mark.parametrize(("words", "slug"), [("Đường lối Đổi mới", "duong-loi-doi-moi"), ("  A -- B  ", "a-b"), ("日本", ""), ("Ưu tiên số 1", "uu-tien-so-1")])
def test_slugs(words: str, slug: str) -> None:
    assert text.slugify(words) == slug
