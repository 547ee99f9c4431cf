"""Faults that once passed in silence, or with a traceback: each is named now, with its place."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from plugins.build.check import check
from plugins.cli.build import command as build
from plugins.cli.import_ import command as import_
from plugins.content.schema import typed_meta
from plugins.model import ContentType, OperatorError
from tests.conftest import NOW, Site

ARTICLE = ContentType("article", {}, {}, (), dated=True)


def _ids(raw: dict[str, str]) -> list[tuple[str, int]]:
    lines = {key: number for number, key in enumerate(raw, 2)}
    return [(f.id, f.line) for f in typed_meta({"title": "T", **raw}, ARTICLE, "x.md", lines)[1]]


@pytest.mark.parametrize(("raw", "expected"), [
    ({"status": "withdrawn"}, [("field.no-reason", 2)]),
    ({"status": "withdrawn", "withdrawn_reason": "Sai"}, []),
    ({"publish_at": "2026-05-02", "expires_at": "2026-05-01"}, [("field.never-public", 3)]),
    ({"publish_at": "2026-05-02", "expires_at": "2026-05-02"}, [("field.never-public", 3)]),
    ({"publish_at": "2026-05-01", "expires_at": "2026-05-02"}, []),
    ({"expires_at": "2026-05-02"}, []),
])
def test_values_that_contradict_each_other(raw: dict[str, str], expected: list[tuple[str, int]]) -> None:
    assert _ids(raw) == expected


def test_the_nearest_key_is_always_named() -> None:
    found = typed_meta({"title": "T", "zzzz": "1"}, ARTICLE, "x.md", {})[1]
    assert found[0].id == "front-matter.unknown-key" and found[0].params["near"]


@pytest.mark.parametrize("path", ["portals/_people.yaml", "portals/_regulations/tinh.yaml", "portals/_calendar.yaml"])
def test_a_broken_file_beside_the_portals(site: Site, path: str) -> None:
    site.write(path, "a: 1\nb: [\n")
    site.article("city/news/bai.vi.md")
    for findings in (site.build().findings, check(site.root, NOW).findings):
        assert ("front-matter.bad-yaml", path) in [(f.id, f.path) for f in findings]
    assert (site.output / "city/tin-tuc/bai/index.html").is_file()


def test_a_broken_catalog_is_named_with_its_line(site: Site) -> None:
    site.write("translations/vi/LC_MESSAGES/messages.po", 'msgid ""\nmsgstr ""\n\nmsgid "Home"\nkhông phải dòng nào\n')
    with pytest.raises(OperatorError, match=r"messages\.po:\d+ is not a catalog"):
        site.build()


def test_an_output_folder_that_cannot_be_made(site: Site) -> None:
    result = CliRunner().invoke(build, ["--site", str(site.root), "--output", "/proc/output"])
    assert isinstance(result.exception, OperatorError) and "--output" in result.exception.hint


def test_findings_of_a_build_in_json_have_words(site: Site) -> None:
    site.write("content/city/news/hong.vi.md", "---\ntitle: T\nkey: x\n---\n")
    result = CliRunner().invoke(build, ["--site", str(site.root), "--format", "json"])
    assert '"message": "Khóa «key»' in result.stdout and '"hint": "' in result.stdout


def test_import_takes_pictures_along_and_says_what_it_leaves(site: Site, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    for name, content in {
        "a/bai.markdown": "---\ntitle: Bài\n---\n![Cầu](anh/Cầu%20mới.png) ![Mất](khong-co.png) ![Xa](https://example.vn/x.png) ![Ngoài](../../ngoai.png)\n",
        "a/anh/Cầu mới.png": "hình", "a/thua.css": "x", "b/bai-khac.md": "---\ntitle: Bài khác\n---\nx\n",
    }.items():
        (foreign / name).parent.mkdir(parents=True, exist_ok=True)
        (foreign / name).write_text(content)
    (tmp_path / "ngoai.png").write_text("ngoài")
    (foreign / "lien-ket.md").symlink_to(foreign / "b/bai-khac.md")
    rules = site.write("map.yaml", "type: article\nlang: vi\nfields: {title: [title]}\n")
    arguments = [str(foreign), "--site", str(site.root), "--portal", "city", "--section", "news", "--map", str(rules), "--lang", "en"]
    result = CliRunner().invoke(import_, arguments, standalone_mode=False)
    assert result.return_value == 1 and "lien-ket.md: error: Symbolic links" in result.output
    assert "pictures: 1" in result.output and "left behind: 1 files" in result.output
    made = (site.root / "content/city/news/a-bai.vi.md").read_text()
    [picture] = (site.root / "content/city/news").glob("cau-moi-*.png")
    assert f"![Cầu]({picture.name})" in made and "https://example.vn/x.png" in made and picture.read_text() == "hình"
    assert "import.picture-missing (2)" in result.output and not list((site.root / "content").rglob("ngoai*"))
    again = CliRunner().invoke(import_, arguments, standalone_mode=False)
    assert "2 same" in again.output
