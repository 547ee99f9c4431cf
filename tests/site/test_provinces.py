"""Names, keys and domains that the rules give to a province's units."""

import re

import pytest

from plugins.site import provinces

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


@pytest.mark.parametrize(("name", "expected"), [
    ("Phường Thuỷ Nguyên", "phuong-thuy-nguyen"), ("Đặc khu Bạch Long Vĩ", "dac-khu-bach-long-vi"),
    ("Xã M’Drắk", "xa-mdrak"), ("Xã Chân Mây – Lăng Cô", "xa-chan-may-lang-co"), ("Phường 1 Bảo Lộc", "phuong-1-bao-loc"),
])
def test_slug_is_unaccented(name: str, expected: str) -> None:
    assert provinces.slug(name) == expected


@pytest.mark.parametrize(("name", "unit_type", "parent", "expected"), [
    ("Phường Thuỷ Nguyên", "ward", "haiphong.gov.vn", "thuynguyen.haiphong.gov.vn"),
    ("Thành phố Cẩm Phả", "district", "www.quangninh.gov.vn", "campha.quangninh.gov.vn"),
    ("Phường Cẩm Sơn", "ward", "campha.quangninh.gov.vn", "camson.campha.quangninh.gov.vn"),
    ("Chuyên trang về Du lịch", "thematic", "www.quangninh.gov.vn", "dulich.quangninh.gov.vn"),
    ("Sở Tài chính", "department", "haiphong.gov.vn", "sotaichinh.haiphong.gov.vn"),
    ("Trung tâm Thông tin", "public_service_unit", "haiphong.gov.vn", ""),
    ("Phường Thuỷ Nguyên", "ward", "", ""),
])
def test_domain_follows_the_rule_for_the_kind_of_unit(name: str, unit_type: str, parent: str, expected: str) -> None:
    assert provinces.domain_by_rule(name, unit_type, parent) == expected


def test_only_a_territorial_unit_is_written_small_inside_a_portal_name() -> None:
    ward = provinces.level_two_portal("Phường Thuỷ Nguyên", "ward", "hai-phong")
    department = provinces.level_two_portal("Sở Tài chính", "department", "hai-phong")
    assert ward["name"]["vi"] == "Cổng Thông tin điện tử phường Thuỷ Nguyên"
    assert ward["short_name"]["en"] == "Thuỷ Nguyên Ward"
    assert department["name"]["vi"] == "Cổng Thông tin điện tử Sở Tài chính"


def test_there_are_34_provinces_with_one_domain_each() -> None:
    found = provinces.provinces()
    assert len(found) == 34 == len({p.domain for p in found}) == len({p.key for p in found})
    assert provinces.find_province("79").domain == "hochiminhcity.gov.vn"
    assert provinces.find_province("01") == provinces.find_province("ha-noi")
    assert provinces.find_province("2") is None


@pytest.mark.parametrize("province", provinces.provinces(), ids=lambda p: p.key)
def test_every_province_gets_distinct_keys_and_domains(province: provinces.ProvinceFacts) -> None:
    entries = provinces.communes(province.code, parent=province.key)
    domains = [entry["domain"] for entry in entries.values() if "domain" in entry]
    assert len(set(domains)) == len(domains)
    assert all(LABEL.fullmatch(domain.split(".")[0]) and domain.endswith("." + province.domain) for domain in domains)
    assert all(re.fullmatch(r"(phuong|xa|dac-khu)(-[a-z0-9]+)+", key) for key in entries)
    assert all(("domain" in entry) != ("note" in entry) for entry in entries.values())


def test_hai_phong_has_its_114_units_and_no_invented_domain_for_twins() -> None:
    entries = provinces.communes(31, parent="hai-phong")
    kinds = [entry["unit_type"] for entry in entries.values()]
    assert (len(kinds), kinds.count("commune"), kinds.count("ward"), kinds.count("special_zone")) == (114, 67, 45, 2)
    twins = {key: entry for key, entry in entries.items() if key.startswith("xa-cam-giang")}
    assert set(twins) == {"xa-cam-giang-10888", "xa-cam-giang-10903"}
    assert not any("domain" in entry for entry in twins.values())


def test_a_key_that_another_portal_bears_gets_the_province_behind_it() -> None:
    entries = provinces.communes(31, parent="hai-phong", taken={"phuong-an-bien"})
    assert "phuong-an-bien-hai-phong" in entries and "phuong-an-bien" not in entries


def test_an_unknown_province_is_refused() -> None:
    with pytest.raises(KeyError):
        provinces.communes(2, parent="x")
