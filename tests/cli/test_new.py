"""`new` writes a draft in the right place, never over another file."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugins.cli import root
from plugins.content.source import parse
from plugins.model import OperatorError, blob_id


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site root with one portal; types and sections come from the engine."""
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals/p.yaml").write_text("name: Cổng P\nunit_type: department\nlanguages: [vi, en]\n", encoding="utf-8")
    (tmp_path / "content").mkdir()
    return tmp_path


def run(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(root, ["--site", str(site), "new", *arguments])


def test_new_names_the_file_from_the_title(site: Path) -> None:
    result = run(site, "article", "--portal", "p", "--title", "Tin đầu tiên: đường mới")
    assert result.exit_code == 0, result.exception
    source = parse((site / "content/p/news/tin-dau-tien-duong-moi.vi.md").read_bytes())
    assert source.values["title"] == "Tin đầu tiên: đường mới" and source.values["status"] == "draft"


def test_new_in_another_language_is_a_translation(site: Path) -> None:
    run(site, "notice", "--portal", "p", "--slug", "tam-dung")
    official = site / "content/p/notices/tam-dung.vi.md"
    official.write_text("---\ntitle: Tạm dừng\ndate: 2026-05-01\nkind: suspension\n---\n", encoding="utf-8")
    assert run(site, "notice", "--portal", "p", "--lang", "en", "--slug", "tam-dung", "--hints", "en").exit_code == 0
    source = parse((site / "content/p/notices/tam-dung.en.md").read_bytes())
    assert source.values["kind"] == "suspension" and source.values["date"] == "2026-05-01"
    assert source.values["translation_of_blob"] == blob_id(official.read_bytes())


def test_new_goes_into_the_section_named(site: Path) -> None:
    assert run(site, "article", "--portal", "p", "--section", "dissemination", "--slug", "x").exit_code == 0
    assert (site / "content/p/dissemination/x.vi.md").is_file()


def test_new_takes_an_alias_to_its_section(site: Path) -> None:
    assert run(site, "service", "--portal", "p", "--section", "services", "--slug", "x").exit_code == 0
    assert (site / "content/p/online-services/x.vi.md").is_file()


@pytest.mark.parametrize(("arguments", "named"), [
    (["article", "--portal", "nowhere", "--slug", "x"], "nowhere"),
    (["poem", "--portal", "p", "--slug", "x"], "poem"),
    (["article", "--portal", "p", "--lang", "ja", "--slug", "x"], "ja"),
    (["article", "--portal", "p", "--section", "nowhere", "--slug", "x"], "nowhere"),
    (["article", "--portal", "p", "--slug", "../../out"], "out"),
    (["article", "--portal", "p", "--title", "???"], "name of an item"),
])
def test_new_refuses_what_cannot_be(site: Path, arguments: list[str], named: str) -> None:
    result = run(site, *arguments)
    assert isinstance(result.exception, OperatorError) and named in str(result.exception)
    assert not list((site / "content").rglob("*.md"))


def test_new_never_overwrites(site: Path) -> None:
    run(site, "article", "--portal", "p", "--slug", "x")
    path = site / "content/p/news/x.vi.md"
    path.write_text("mine", encoding="utf-8")
    result = run(site, "article", "--portal", "p", "--slug", "x")
    assert isinstance(result.exception, OperatorError) and path.read_text(encoding="utf-8") == "mine"


def test_new_without_a_name_is_called_after_its_type_and_day(site: Path) -> None:
    for _ in range(2):
        result = run(site, "article", "--portal", "p", "--lang", "vi")
        assert result.exit_code == 0, result.exception
    first, second = sorted((site / "content/p/news").iterdir(), key=lambda path: len(path.name))
    assert first.name.startswith("article-20") and second.name == first.name.replace(".vi.md", "-2.vi.md")
