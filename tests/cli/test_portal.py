"""`portal init` and `portal new` write valid registry files and never overwrite one."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from plugins.build.check import check
from plugins.build.reports.survey import survey
from plugins.cli import root
from plugins.content.registry import read_registry
from plugins.model import Finding, OperatorError

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, arguments)


def registry_files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted((site / "portals").glob("*.yaml"))}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    assert run("portal", "init", "--province", "31", "--output", str(tmp_path), "--regulation",
               "hai_phong_204_2025").exit_code == 0
    return tmp_path


def test_the_committed_communes_are_what_init_generates(site: Path) -> None:
    generated = {path: content for path, content in registry_files(site).items() if path != "portals/hai-phong.yaml"}
    assert len(generated) == 114
    for path, content in generated.items():
        committed, made = yaml.safe_load((ROOT / path).read_bytes()), yaml.safe_load(content)
        assert {key: committed[key] for key in made} == made, path
        assert set(committed) - set(made) <= {"former_units", "theme"}, path  # what the package does not know, and a choice


def test_init_writes_a_valid_registry(site: Path) -> None:
    registry, findings = read_registry(registry_files(site))
    assert not findings
    assert len(registry.portals) == 115
    assert registry.portals["hai-phong"].level == 1
    assert registry.portals["phuong-thuy-nguyen"].parent == "hai-phong"
    assert (site / "content").is_dir()


def test_init_takes_a_name_and_languages(tmp_path: Path) -> None:
    assert run("portal", "init", "--province", "da-nang", "--lang", "vi", "--output", str(tmp_path)).exit_code == 0
    assert "/output/" in (tmp_path / ".gitignore").read_text()  # `git add --all` must not take the built site along
    registry, _ = read_registry(registry_files(tmp_path))
    assert registry.portals["da-nang"].domain == "danang.gov.vn"
    assert {portal.languages for portal in registry.portals.values()} == {("vi",)}


def test_init_refuses_to_overwrite_and_then_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals/xa-cam-giang-10888.yaml").write_text("name: X\nunit_type: commune\nlanguages: [vi]\n")
    (tmp_path / "portals/hai-phong.yaml").write_text("name: X\nunit_type: city\nlanguages: [vi]\n")
    before = registry_files(tmp_path)
    result = run("portal", "init", "--province", "31", "--output", str(tmp_path))
    assert isinstance(result.exception, OperatorError) and "hai-phong.yaml" in str(result.exception)
    assert registry_files(tmp_path) == before


def test_init_adds_the_communes_below_a_main_portal_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    main = tmp_path / "portals/quang-ninh.yaml"
    main.write_text("name: Quảng Ninh\nunit_type: province\nlanguages: [vi]\ndomain: www.quangninh.gov.vn\n"
                    "regulation: own\n", encoding="utf-8")
    before = main.read_bytes()
    assert run("portal", "init", "--province", "22", "--only-communes", "--output", str(tmp_path)).exit_code == 0
    registry, findings = read_registry(registry_files(tmp_path))
    assert not findings and main.read_bytes() == before and len(registry.portals) == 55
    assert registry.portals["phuong-bai-chay"].domain == "baichay.quangninh.gov.vn"
    assert {portal.regulation for portal in registry.portals.values()} == {"own"}


def test_init_of_communes_needs_their_main_portal(tmp_path: Path) -> None:
    result = run("portal", "init", "--province", "22", "--only-communes", "--output", str(tmp_path))
    assert isinstance(result.exception, OperatorError) and "quang-ninh" in str(result.exception)


def test_init_names_the_provinces_when_the_code_is_wrong(tmp_path: Path) -> None:
    result = run("portal", "init", "--province", "999", "--output", str(tmp_path))
    assert isinstance(result.exception, OperatorError) and "31 hai-phong" in result.exception.hint


def test_new_adds_one_portal_by_the_rule(site: Path) -> None:
    result = run("--site", str(site), "portal", "new", "so-du-lich-hai-phong", "--name", "Sở Du lịch", "--name-en",
                 "Department of Tourism", "--unit-type", "department", "--parent", "hai-phong")
    assert result.exit_code == 0, result.output
    entry = yaml.safe_load((site / "portals/so-du-lich-hai-phong.yaml").read_text(encoding="utf-8"))
    assert entry["domain"] == "sodulich.haiphong.gov.vn"
    assert entry["name"]["en"] == "Department of Tourism Portal"
    assert entry["regulation"] == "hai_phong_204_2025"
    assert entry["languages"] == ["vi", "en"]


@pytest.mark.parametrize(("key", "options", "named"), [
    ("phuong-an-bien", ["--unit-type", "ward", "--parent", "hai-phong"], "exist already"),
    ("phuong-moi", ["--unit-type", "ward", "--parent", "nowhere"], "nowhere"),
    ("a-new-one", ["--unit-type", "ward", "--parent", "hai-phong", "--domain", "anbien.haiphong.gov.vn"], "domain-twice"),
    ("zz-new-one", ["--unit-type", "ward", "--parent", "hai-phong", "--domain", "anbien.haiphong.gov.vn"], "domain-twice"),
    ("don-vi-khac", ["--unit-type", "other", "--parent", "hai-phong"], "no-permission"),
    ("../outside", ["--unit-type", "ward", "--parent", "hai-phong"], "cannot be a portal's key"),
    ("Phường", ["--unit-type", "ward", "--parent", "hai-phong"], "cannot be a portal's key"),
])
def test_new_refuses_what_would_not_be_valid(site: Path, key: str, options: list[str], named: str) -> None:
    before = registry_files(site)
    result = run("--site", str(site), "portal", "new", key, "--name", "Phường Mới", *options)
    assert isinstance(result.exception, OperatorError) and named in str(result.exception)
    assert registry_files(site) == before


def test_new_takes_a_unit_of_another_kind_with_the_citys_permission(site: Path) -> None:
    result = run("--site", str(site), "portal", "new", "ban-quan-ly", "--name", "Ban Quản lý", "--unit-type", "other",
                 "--parent", "hai-phong", "--permission", "1/QĐ-UBND", "--lang", "vi")
    assert result.exit_code == 0, result.exception
    assert "domain" not in yaml.safe_load((site / "portals/ban-quan-ly.yaml").read_text(encoding="utf-8"))


NOW = "2026-06-15T09:00:00+07:00"


@pytest.fixture
def department(site: Path) -> Path:
    result = run("--site", str(site), "portal", "new", "so-du-lich-hai-phong", "--name", "Sở Du lịch", "--unit-type", "department", "--parent", "hai-phong", "--now", NOW)
    assert result.exit_code == 0, result.output
    assert "pages laid out as drafts" in result.output
    return site


def gaps(site: Path) -> dict[str, set[str]]:
    """Findings about the new portal by id, with the sections that they name."""
    found: dict[str, set[str]] = {}
    for finding in judged_findings(site):
        found.setdefault(finding.id, set()).add(finding.params.get("section", ""))
    return found


def judged_findings(site: Path) -> list[Finding]:
    return [finding for one in survey(site, NOW).judged(("so-du-lich-hai-phong",)) for finding in one.verdict.findings]


def test_new_lays_out_the_standing_pages_of_its_regulation_as_drafts(department: Path) -> None:
    pages = sorted((department / "content/so-du-lich-hai-phong").rglob("*.md"))
    assert len(pages) >= 8 and {page.name for page in pages} == {"index.vi.md"}
    assert all("\nstatus: draft\n" in page.read_text() and "\n# HP-" in "\n" + page.read_text() for page in pages)
    found = gaps(department)
    assert found["rules.not-supplied"] >= {"contact", "functions", "org-chart", "access-to-information", "qa"}
    standing = {"contact", "functions", "org-chart", "official-contacts", "online-services", "access-to-information", "qa", "links"}
    assert not found.get("rules.required-section", set()) & standing


def test_nothing_of_a_laid_out_page_is_published_and_check_tells_it_once(department: Path) -> None:
    findings = [f for f in check(department, NOW).findings if "so-du-lich-hai-phong" in f.path]
    assert {f.id for f in findings} & {"rules.portal-not-supplied"}
    assert [f for f in findings if str(f.severity) == "error"] == []
    assert not survey(department, NOW).items.get("so-du-lich-hai-phong")


def test_a_page_that_is_filled_in_meets_its_clause(department: Path) -> None:
    page = department / "content/so-du-lich-hai-phong/contact/index.vi.md"
    page.write_text(page.read_text().replace("status: draft", "status: published").replace("Viết nội dung ở đây.", "Tầng 3, trụ sở Sở."))
    assert [f for f in check(department, NOW).findings if f.path.endswith("contact/index.vi.md")] == []
    assert "contact" not in gaps(department)["rules.not-supplied"]


def test_pages_are_laid_out_later_too_and_never_over_what_is_written(department: Path) -> None:
    contact = department / "content/so-du-lich-hai-phong/contact/index.vi.md"
    contact.write_text("---\ntitle: Của tôi\n---\nx\n")
    (department / "content/so-du-lich-hai-phong/qa/index.vi.md").unlink()
    result = run("portal", "pages", "so-du-lich-hai-phong", "--site", str(department), "--now", NOW)
    assert result.exit_code == 0 and "1 pages laid out" in result.output
    assert contact.read_text() == "---\ntitle: Của tôi\n---\nx\n"
    assert isinstance(run("portal", "pages", "khong-co", "--site", str(department)).exception, OperatorError)


def test_no_pages_where_they_are_not_wanted(site: Path) -> None:
    run("--site", str(site), "portal", "new", "so-du-lich-hai-phong", "--name", "Sở Du lịch", "--unit-type", "department", "--parent", "hai-phong", "--no-pages")
    assert not (site / "content/so-du-lich-hai-phong").exists()
