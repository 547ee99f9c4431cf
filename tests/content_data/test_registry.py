"""The committed registry: four systems, each as its decree names it."""

import unicodedata
from pathlib import Path

from plugins.content.registry import read_registry

ROOT = Path(__file__).resolve().parents[2]
FILES = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted((ROOT / "portals").rglob("*.yaml"))}
REGISTRY, FINDINGS = read_registry(FILES)
PORTALS = REGISTRY.portals


def children(parent: str) -> list[str]:
    return [key for key, portal in PORTALS.items() if portal.parent == parent]


def test_the_whole_registry_is_valid() -> None:
    assert FINDINGS == []


def test_four_systems_stand_at_the_first_level() -> None:
    assert {key for key, portal in PORTALS.items() if portal.level == 1} == {"hai-phong", "quang-ninh", "nghe-an", "long-xuyen"}


def test_hai_phong_is_complete() -> None:
    """Decree 150/2025, Article 8: ten departments, the inspectorate and the office; Article 9 adds foreign affairs."""
    kinds = [PORTALS[key].unit_type for key in children("hai-phong")]
    assert kinds.count("department") == 13
    assert len(kinds) - kinds.count("department") == 114
    assert PORTALS["hai-phong"].languages == ("vi", "en", "zh", "ko", "ja")
    assert {PORTALS[key].languages for key in children("hai-phong")} == {("vi", "en")}


def test_quang_ninh_has_the_domains_of_its_decree() -> None:
    domains = {portal.domain for portal in PORTALS.values() if portal.domain.endswith("quangninh.gov.vn")}
    assert domains == {"www.quangninh.gov.vn", "sttvtt.quangninh.gov.vn", "ttt.quangninh.gov.vn", "ipa.quangninh.gov.vn",
                       "campha.quangninh.gov.vn", "camson.campha.quangninh.gov.vn", "dulich.quangninh.gov.vn"}


def test_no_phone_number_is_invented() -> None:
    """No decree states one."""
    assert not [key for key, portal in PORTALS.items() if portal.contact.phone or portal.contact.fax]


def test_files_are_nfc_with_unix_line_ends() -> None:
    for path, content in FILES.items():
        text = content.decode("utf-8")
        assert unicodedata.is_normalized("NFC", text) and "\r" not in text and text.endswith("\n"), path
