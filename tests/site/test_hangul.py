"""Vietnamese names in Hangul: the rule's own examples, and the names of units of this system."""

import pytest
from vietnam_provinces import Province, Ward

from plugins.site.hangul import hangul


@pytest.mark.parametrize("name, expected", [
    # examples that the rule gives
    ("Nha Trang", "냐짱"), ("Hồ Chí Minh", "호찌민"), ("Thanh Hóa", "타인호아"), ("Đông Khánh", "동카인"), ("Quang", "꽝"), ("Quốc", "꾸옥"),
    ("Quyền", "꾸옌"), ("yên", "옌"), ("Nguyễn", "응우옌"), ("Hạ Long", "할롱"), ("Mỹ Lay", "밀라이"),
    # provinces, as Korean newspapers write them
    ("Hải Phòng", "하이퐁"), ("Nghệ An", "응에안"), ("Quảng Ninh", "꽝닌"), ("Đà Nẵng", "다낭"), ("Huế", "후에"), ("Hà Nội", "하노이"),
    ("Cần Thơ", "껀터"), ("Đồng Nai", "동나이"), ("Lâm Đồng", "럼동"), ("Long Xuyên", "롱쑤옌"),
    # initials and finals that meet
    ("An Lão", "안라오"), ("Gia Lộc", "잘록"), ("Giang", "장"), ("Giếng", "지엥"), ("Ngô Quyền", "응오꾸옌"), ("Nghĩa", "응이아"), ("Nhân", "년"),
    ("Bạch Long Vĩ", "박롱비"), ("Yết Kiêu", "옛끼에우"), ("Thuỷ Nguyên", "투이응우옌"), ("Dương", "즈엉"), ("Thuận", "투언"), ("Kẻ Sặt", "깨삿"),
])
def test_a_name_in_hangul(name: str, expected: str) -> None:
    assert hangul(name) == expected


def test_numbers_and_dashes_stand_apart() -> None:
    assert hangul("Bảo Lâm 3") == "바올럼 3" and hangul("Chân Mây – Lăng Cô") == "쩐머이 – 랑꼬" and hangul("") == ""


@pytest.mark.parametrize("name", ["Krông Bông", "Ea M’Droh", "Pleiku", "Đắk Mil", "Al Bá"])
def test_names_of_other_languages_are_left_alone(name: str) -> None:
    assert hangul(name) == ""


def test_the_names_of_nearly_all_units_of_the_country_are_written_wholly_in_hangul() -> None:
    names = {unit.name.strip().split(" ", 1)[1] for unit in Ward.iter_all()} | {province.name for province in Province.iter_all()}
    written = {name: hangul(name) for name in names}
    strange = {name: found for name, found in written.items() if not all("가" <= c <= "힣" or c in " –-0123456789" for c in found)}
    assert not strange and sum(not found for found in written.values()) < len(names) * 0.05
