"""The documents of an index, written for a search server."""

import json
import os
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from plugins.cli.search import command
from tests.conftest import Site

HOSTILE = "Cột\\nhai\tba 'bốn' \\. năm"


def exported(site: Site, *arguments: str) -> str:
    found = CliRunner().invoke(command, ["--site", str(site.root), "--portal", "city", "--export", "-", *arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture
def built(site: Site) -> Site:
    site.article("city/news/dat-dai.vi.md", "Đăng ký đất đai", summary="Hộ gia đình ở phường")
    site.article("ward/news/le-hoi.vi.md", "Lễ hội", body=HOSTILE.replace("\t", "&#9;"))
    site.article("city/news/chua-den.vi.md", "Chưa đến ngày", publish_at="2027-01-01")
    site.article("city/news/da-go.vi.md", "Đã gỡ", status="withdrawn", withdrawn_reason="Sai")
    site.article("city/news/english.en.md", "Land registration")
    site.build(search=True)
    return site


def test_lines_of_json(built: Site) -> None:
    rows = [json.loads(line) for line in exported(built).splitlines()]
    assert [row["title"] for row in rows] == ["Đăng ký đất đai", "Lễ hội"]
    first = rows[0]
    assert first["id"] == "content/city/news/dat-dai.vi.md" and first["url"] == "tin-tuc/dat-dai/"
    assert (first["folded_title"], first["folded_text"]) == ("dang ky dat dai", "ho gia dinh o phuong noi dung.")
    assert len({row["key"] for row in rows}) == 2 and all(row["key"].isalnum() for row in rows)
    assert [json.loads(line)["title"] for line in exported(built, "--lang", "en").splitlines()] == ["Land registration"]


def test_a_script_for_postgresql(built: Site) -> None:
    script = exported(built, "--as", "postgresql")
    rows = script.partition(" FROM stdin;\n")[2].partition("\\.\n")[0].splitlines()
    assert len(rows) == 2 and {row.count("\t") for row in rows} == {18}
    assert "\\\\nhai" in script and "chua-den" not in script and "Đã gỡ" not in script


@pytest.mark.skipif("CONGMO_TEST_POSTGRES" not in os.environ or not shutil.which("psql"),
                    reason="CONGMO_TEST_POSTGRES names no PostgreSQL database to try")
def test_the_script_runs_and_answers(built: Site) -> None:
    database = os.environ["CONGMO_TEST_POSTGRES"].replace("postgresql+psycopg://", "postgresql://")
    subprocess.run(["psql", "-q", database], input=exported(built, "--as", "postgresql"), text=True, check=True)
    for asked, title in (("dat dai", "Đăng ký đất đai"), ("lễ hội", "Lễ hội")):
        question = f"select title from cong_mo_document where terms @@ websearch_to_tsquery('simple', '{asked}')"
        found = subprocess.run(["psql", "-qAt", database, "-c", question], capture_output=True, text=True, check=True)
        assert found.stdout.strip() == title


def test_nothing_to_export_and_nothing_to_search_for(site: Site) -> None:
    site.article("city/news/bai.vi.md", "Bài")
    site.build(search=False)
    asked = ["--site", str(site.root), "--portal", "city"]
    assert "Write what to search for" in CliRunner().invoke(command, asked).output
    lost = CliRunner().invoke(command, [*asked, "--lang", "vi", "--export", "-"])
    assert lost.exception and "has not been built" in str(lost.exception)
