"""Foreign Markdown becomes content: several dialects, dates in words, repeated imports."""

from pathlib import Path

import pytest

from plugins.build.registry import load_registry
from plugins.build.importing import import_folder, summary
from plugins.build.inputs import Folder
from plugins.content.foreign import convert, read_map
from tests.conftest import Site

MAP = (Path(__file__).resolve().parents[2] / "examples/legal-map.yaml").read_text()
DIALECTS = {
    "a.md": "---\ntitle: Nghị định 1/2026/NĐ-CP về việc A\nso_hieu: 1/2026/NĐ-CP\nngay_ban_hanh: 2026-01-02\nloai_van_ban: Nghị định\nco_quan_ban_hanh: Chính phủ\nnguoi_ky: Một người\n---\n# A\n",
    "b.md": "---\ntitle: Thông tư B\n---\n| Trường | Giá trị |\n|---|---|\n| **Số hiệu** | 2/2026/TT-BTC |\n| Ngày ban hành | 30/6/2026 |\n| Loại văn bản | Thông tư |\n| Cơ quan ban hành | Bộ Tài chính |\n",
    "c.md": "# Quyết định số 3/2026/QĐ-TTg\n\n**Số hiệu:** 3/2026/QĐ-TTg\n**Loại văn bản:** Quyết định\n**Cơ quan ban hành:** Thủ tướng\n**Ngày ban hành:** 26 tháng 6 năm 2026\n",
    "d.md": "---\ntitle: Trang tổng hợp\nla: lùng\n---\nKhông phải văn bản.\n",
    "thu-muc/e.md": "Không có gì ngoài chữ.\n",
    "f.md": "---\ntitle: [hỏng\nso-hieu: 4/2026/QĐ-UBND\n---\nx\n",
}


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    folder = tmp_path / "foreign"
    for name, text in DIALECTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "g.md").write_bytes("---\ntitle: Mã cũ\n---\nN\u1ed9i dung".encode("utf-16"))
    return folder


def outcomes(site: Site, folder: Path, **more: bool):
    rules, wrong = read_map(MAP, "map.yaml")
    assert wrong == [] and rules is not None
    inputs = Folder(site.root)
    registry, _, _ = load_registry(inputs, {p: b for p, b in inputs.delta(None).changed.items() if p.startswith("portals/")})
    return import_folder(folder, site.root, "city", "legal-documents", rules, registry, **{"dry_run": False, "force": False, **more})


def test_dialects_are_understood(site: Site, foreign: Path) -> None:
    made = {o.source: o for o in outcomes(site, foreign)}
    assert {o.action for o in made.values()} == {"new"}
    assert [made[n].type for n in ("a.md", "b.md", "c.md", "d.md")] == ["legal-document"] * 3 + ["page"]
    a, b, c = (site.root / made[n].target for n in ("a.md", "b.md", "c.md"))
    assert "issued_on: '2026-01-02'" in a.read_text() and "form: decree" in a.read_text() and "Một người" not in a.read_text()
    assert "number_symbol: 2/2026/TT-BTC" in b.read_text() and "2026-06-30" in b.read_text()
    assert "2026-06-26" in c.read_text() and "form: decision" in c.read_text()
    assert made["d.md"].unmapped == ("la",)
    assert "import.bad-front-matter" in {f.id for f in made["f.md"].findings}
    result = site.build()
    assert [f.id for f in result.findings if f.severity == "error"] == [] and result.documents == 7


def test_repeating_changes_nothing_and_keeps_what_an_editor_wrote(site: Site, foreign: Path) -> None:
    first = outcomes(site, foreign)
    assert summary(outcomes(site, foreign)) == {"new": 0, "same": len(first), "differs": 0, "refused": 0}
    edited = site.root / first[0].target
    edited.write_text(edited.read_text() + "Sửa tay.\n")
    assert summary(outcomes(site, foreign))["differs"] == 1 and "Sửa tay." in edited.read_text()
    outcomes(site, foreign, force=True)
    assert "Sửa tay." not in edited.read_text()


def test_a_dry_run_writes_nothing(site: Site, foreign: Path) -> None:
    assert summary(outcomes(site, foreign, dry_run=True))["new"] == 7
    assert not list((site.root / "content").rglob("*.md"))


def test_bad_maps_are_named() -> None:
    for text, id in (("fields: {}", "import.no-title"), ("fields: {title: [t], x: {from: [a], as: nonsense}}", "import.bad-rule"),
                     ("fields: {title: {from: [t], pattern: '('}}", "import.bad-rule"), ("fields: [", "front-matter.bad-yaml")):
        rules, wrong = read_map(text, "m.yaml")
        assert rules is None and id in {f.id for f in wrong}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"---\n", b"---\n---\n", "---\n\u202e: x\n---\ny".encode(), b"\x00" * 100])
def test_no_bytes_stop_an_import(content: bytes) -> None:
    rules, _ = read_map(MAP, "map.yaml")
    assert convert(content, "x.md", rules).text.startswith("---\n")
