"""Markdown to safe HTML: tables of what must come out, and hostile input that must not come through."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.content.markdown import fill, plain_text, render
from tests.content.payloads import PAYLOADS

CASES = [
    ("# Một *hai*", '<h2 id="mot-hai">Một <em>hai</em></h2>'),
    ("## Điều 1\n\n## Điều 1", '<h2 id="dieu-1">Điều 1</h2>\n<h2 id="dieu-1-2">Điều 1</h2>'),
    ("## Phần {#phan-mot}", '<h2 id="phan-mot">Phần</h2>'),
    ("## 日本語", '<h2 id="muc-1">日本語</h2>'),
    ("~~cũ~~", "<p><del>cũ</del></p>"),
    ("[a](https://b.vn/?x=1&y=2)", '<p><a href="https://b.vn/?x=1&amp;y=2" rel="external noopener">a</a></p>'),
    ("<mailto:a@b.vn>", '<p><a href="mailto:a@b.vn">mailto:a@b.vn</a></p>'),
    ("a\\\nb", "<p>a<br />\nb</p>"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_rendering(source: str, expected: str) -> None:
    assert render(source, "p").html.strip().replace("<br>", "<br />") == expected


def test_tables_align_without_style_attributes() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |", "p").html
    assert 'class="right"' in html and "style" not in html and "<th" in html


def test_footnotes_lead_both_to_their_definition() -> None:
    html = render("a[^1]\n\n[^1]: chú thích", "p").html
    target = re.search(r'href="#([^"]+)"', html).group(1)
    assert f'id="{target}"' in html


def test_links_and_pictures_are_numbered_with_their_lines() -> None:
    body = render("x\n\n[a](b.md) ![c](d.png)\n\n[a](b.md)", "p", first_line=10)
    assert [(link.target, link.kind, link.line) for link in body.links] == [("b.md", "link", 12), ("d.png", "image", 12), ("b.md", "link", 14)]
    html = fill(body.html, lambda n: None if n == 0 else f"u{n}", lambda n, alt: f"<img {n} {alt}>")
    assert html.count("<a ") == 1 and '<a href="u2">' in html and "<img 1 c>" in html


def test_plain_text_keeps_blocks_apart() -> None:
    assert plain_text("<p>một</p><ul><li>hai</li><li>ba &amp; bốn</li></ul>") == "một hai ba & bốn"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_leaves_a_way_to_run(payload: str) -> None:
    html = render(payload, "p").html
    tags = re.findall(r"<[a-zA-Z](?:[^>\"]|\"[^\"]*\")*>", html)
    for tag in tags:
        assert not re.search(r"\son\w+\s*=|\sstyle\s*=|srcdoc|formaction", re.sub(r'"[^"]*"', '""', tag), re.I), tag
        assert not re.search(r"(?:href|src)=\"\s*(?!https?:|mailto:|tel:|#|\ue000)[a-z][a-z0-9+.-]*:", tag, re.I), tag
        assert not re.match(r"<(script|style|iframe|object|embed|form|input|button|svg|math|base|meta|link|template|video|audio|source)\b", tag, re.I), tag


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/=\"'`()[]!*_#|-\n :abonerrjvscript&;%0"), max_size=200))
def test_any_text_renders(source: str) -> None:
    html = render(source, "p").html
    assert "<script" not in html.lower() and not re.search(r"<[a-z]+[^>\"]*\son\w+=", html.lower())


def test_hostile_sizes_end_soon() -> None:
    for source in ("[" * 20_000, "> " * 20_000, "<div>" * 20_000, "a **b" * 50_000, "[a](" * 20_000, "`" * 50_000, "- " * 3_000 + "a",
                   "|a" * 20_000 + "\n" + "|-" * 20_000, "[^1]" * 5_000, "&#x" * 50_000, "![" * 20_000):
        render(source, "p")
