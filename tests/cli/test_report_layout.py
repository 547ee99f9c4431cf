"""The layout checklist: data, met on a built home page in every language, and missed where one thing is taken away."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from plugins.build.reports.layout import MISSING, Check, layout_table, read_checks
from plugins.cli import root
from plugins.model import OperatorError
from tests.conftest import Site
from tests.rules.test_built_clauses import site  # noqa: F401
from tests.rules.scenes import ROOT

FILE = ROOT / "portals/_regulations/_layout.yaml"
CHECKS = read_checks(FILE)
FOR_OPERATORS = {"layout-menu-introduction", "layout-footer-phone"}
"""What the small province has not supplied."""


def missing(built: Path, checks: list[Check] = CHECKS) -> set[tuple[str, str]]:
    return {(row[1], row[3]) for row in layout_table(built, checks, ("hai-phong",)).rows if row[5] == MISSING}


def test_the_home_page_of_each_edition_is_laid_out_as_the_circulars_ask(site: Site) -> None:  # noqa: F811
    assert len(CHECKS) >= 20 and {check.cite.split(" Thông")[0] for check in CHECKS} >= {"Điều 16", "Điều 17", "Điều 18"}
    assert {lang for lang, _ in missing(site.output)} == {"vi", "en", "zh", "ko", "ja"}
    assert {check for lang, check in missing(site.output) if lang == "vi"} == FOR_OPERATORS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_what_is_taken_away_is_missed(site: Site, tmp_path: Path, check: Check) -> None:  # noqa: F811
    """One thing broken on a copy of the page: its own check misses it."""
    if check.id in FOR_OPERATORS:
        page = html.fromstring('<html><body><header><nav><div data-group="about"><a>Giới thiệu</a></div></nav></header>'
                               '<footer><a href="tel:0225">0225</a></footer></body></html>')
    else:
        page = html.parse(str(site.output / "hai-phong/index.html"), html.HTMLParser(encoding="utf-8")).getroot()
    (tmp_path / "hai-phong").mkdir()
    if check.find is None:
        (tmp_path / "hai-phong/index.html").write_bytes(html.tostring(page))
        assert missing(tmp_path, [check]) == {("vi", check.id)}
        (tmp_path / "hai-phong" / check.file).write_text("<urlset/>")
        assert missing(tmp_path, [check]) == set()
        return
    found = check.find(page)
    assert found
    for node in found:
        if node.tag == "html":
            for spoilt in [node] if check.id == "layout-language" else node.iter("img"):
                spoilt.attrib.pop("lang", None), spoilt.attrib.pop("alt", None)
        else:
            node.getparent().remove(node)
    assert not check.find(page)
    (tmp_path / "hai-phong/index.html").write_bytes(html.tostring(page))
    assert {id_ for _, id_ in missing(tmp_path, [check])} == {check.id}


def test_the_report_fails_where_something_is_missing(site: Site) -> None:  # noqa: F811
    told = CliRunner().invoke(root, ["report", "layout", str(site.output), "--portal", "hai-phong", "--format", "csv"], standalone_mode=False)
    listed = list(csv.DictReader(io.StringIO(told.output.lstrip("\ufeff"))))
    assert told.return_value == 1 and len(listed) >= 10 and {row["Kết quả"] for row in listed} == {"missing"}


BAD = {"id: x, cite: A, asks: B": "either find or file", "id: x, cite: A, asks: B, find: //a, file: b": "either find or file",
       "cite: A, asks: B, find: //a": r"checks\[1\]", "id: x, cite: A, asks: B, find: '//['": "no XPath"}


@pytest.mark.parametrize("entry", BAD)
def test_a_checklist_that_cannot_be_used_is_told(tmp_path: Path, entry: str) -> None:
    (tmp_path / "l.yaml").write_text(f"checks:\n  - {{{entry}}}\n")
    with pytest.raises(OperatorError, match=BAD[entry]):
        read_checks(tmp_path / "l.yaml")


def test_a_check_that_stands_twice_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "l.yaml").write_text("checks:\n" + "  - {id: x, cite: A, asks: B, file: b}\n" * 2)
    with pytest.raises(OperatorError, match="twice"):
        read_checks(tmp_path / "l.yaml")
    with pytest.raises(OperatorError, match="no portal"):
        layout_table(tmp_path, CHECKS)
