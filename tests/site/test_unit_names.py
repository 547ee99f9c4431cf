"""Units named in each language, those of today and those merged on 1 July 2025."""

import pytest

from plugins.site.unit_names import grouped, said


@pytest.mark.parametrize("unit, lang, expected", [
    ("Phường An Biên", "vi", "Phường An Biên"),
    ("Phường An Biên", "en", "An Biên Ward"),
    ("quận Lê Chân", "en", "Lê Chân Urban District"),
    ("Thị trấn Núi Đèo", "en", "Núi Đèo Township"),
    ("thị xã Kinh Môn", "zh", "Kinh Môn市社"),
    ("huyện Tứ Kỳ", "ja", "Tứ Kỳ県"),
    ("Phường An Biên", "ko", "안비엔동(An Biên)"),
    ("Đặc khu Cát Hải", "ko", "깟하이 특구(Cát Hải)"),
    ("Xã Krông Bông", "ko", "Krông Bông 사"),
    ("Khu kinh tế Vân Đồn", "en", "Khu kinh tế Vân Đồn"),
])
def test_a_unit_in_a_language(unit: str, lang: str, expected: str) -> None:
    assert said(unit, lang) == expected


@pytest.mark.parametrize("lang, expected", [
    ("vi", "xã A, thị trấn B (huyện C); xã D (thành phố E); xã F"),
    ("en", "A Commune, B Township (C Rural District); D Commune (E City); F Commune"),
    ("zh", "A乡、B镇（C县）；D乡（E市）；F乡"),
])
def test_what_they_lay_in_is_said_once(lang: str, expected: str) -> None:
    assert grouped(["Xã A, huyện C", "Thị trấn B, huyện C", "Xã D, thành phố E", "Xã F"], lang) == expected
