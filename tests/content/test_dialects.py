"""The Markdown engine against the reference dialect, Python-Markdown, on real documents: same headings, links, tables,
footnotes and words. docs/decisions/markdown.md explains every kind of difference."""

import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from plugins.content import foreign
from plugins.content.front_matter import split
from plugins.content.markdown import python_markdown, render

ENGINE = Path(__file__).resolve().parents[2]
CORPUS = ENGINE.parent / "shared/corpus/legal"


def facts(html: str) -> dict[str, Any]:
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    return {
        "headings": ["".join(e.text_content().split()) for e in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")],
        "tables": [[len(row) for row in table.iter("tr")] for table in tree.iter("table")],
        "links": len([e for e in tree.iter("a") if not (e.get("href") or "#").startswith("#")]),
        "footnotes": len(re.findall(r'class="footnote', html)) > 0,
        "words": "".join(tree.text_content().split()),
    }


def test_the_demonstration_is_the_same_in_both_dialects() -> None:
    convert = python_markdown()
    files = sorted((ENGINE / "content").glob("*/*/*.md"))
    assert len(files) > 600
    for path in files:
        body = split(path.read_text(), str(path)).body
        ours, reference = facts(render(body, "p").html), facts(convert(body))
        for part in ("headings", "tables", "links", "words"):
            assert ours[part] == reference[part], f"{path}: {part}"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of legal texts is not beside this checkout")
def test_real_laws_differ_only_where_the_decision_says() -> None:
    """Scanned laws are rough Markdown: the two dialects may differ in the few files that the decision lists by kind."""
    convert = python_markdown()
    differing = {"headings": 0, "tables": 0, "links": 0}
    count = 0
    for path in sorted(CORPUS.glob("*.md")):
        if path.stat().st_size > 120_000:
            continue
        count += 1
        body = foreign._split(foreign._decoded(path.read_bytes(), "p")[0], "p", [])[1]
        ours, reference = facts(render(body, "p").html), facts(convert(body))
        for part in differing:
            differing[part] += ours[part] != reference[part]
    assert count > 100 and all(number <= count * 0.06 for number in differing.values()), differing


def test_python_markdown_can_be_chosen_with_extensions(tmp_path: Path) -> None:
    from plugins.build.settings import from_values
    from plugins.build.settings import SiteSettings
    from tests.conftest import Site

    site = Site(tmp_path)
    site.write("portals/city.yaml", "name: Cổng\nunit_type: city\nlanguages: [vi]\n")
    site.article("city/news/a.vi.md", body="Thuật ngữ\n:   Định nghĩa <script>alert(1)</script>")
    chosen = from_values({"MARKDOWN_ENGINE": "python-markdown", "MARKDOWN": {"extension_configs": {"def_list": {}}}, "SEARCH": False, "THEME": "themes/congmo"})
    site.build()
    assert "<dl><dt>Thuật ngữ" not in site.read("city/tin-tuc/a/index.html").replace("\n", "")
    assert isinstance(chosen.site, SiteSettings)
    site.build(settings=chosen)
    page = site.read("city/tin-tuc/a/index.html").replace("\n", "")
    assert "<dt>Thuật ngữ</dt>" in page and "alert(1)" not in page
