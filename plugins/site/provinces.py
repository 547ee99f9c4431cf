"""Registry entries of a province's portals, from its official list of communes, wards and special zones.

Names, codes and kinds of unit come from the package `vietnam-provinces`; domains follow the national rule for
communes and departments (Decree 224/2026/NĐ-CP, Article 11.4: unaccented full name, level 4, directly under the
province). Where the rule gives two units of a province one name, no domain is proposed: the province must decide.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vietnam_provinces import Province, VietNamDivisionType, Ward

from plugins.site.unit_names import KINDS, translated

Entry = dict[str, Any]
"""One registry file's keys and values, in the order in which people read them."""

LANGUAGES = ("vi", "en", "zh", "ko", "ja")
_CITY = VietNamDivisionType.THANH_PHO_TRUNG_UONG
_MAIN_LABELS = {79: "hochiminhcity"}
"""Provinces whose label is not their unaccented name (Decree 43/2011/NĐ-CP, Article 6, named this one)."""

_PORTAL_NAMES = {
    "vi": "Cổng Thông tin điện tử {}", "en": "{} Portal", "zh": "{}电子信息门户", "ko": "{} 전자정보 포털", "ja": "{}電子情報ポータル",
}
_PREFIXES = {
    "ward": ("Phường",), "commune": ("Xã",), "special_zone": ("Đặc khu",), "city": ("Thành phố",),
    "province": ("Tỉnh",), "district": ("Thành phố", "Thị xã", "Huyện", "Quận"),
    "thematic": ("Chuyên trang về", "Chuyên trang"),
}
_UNIT_TYPES = {"phường": "ward", "xã": "commune", "đặc khu": "special_zone"}
_BY_FULL_NAME = frozenset(("ward", "commune", "special_zone", "district", "department", "thematic"))
_OTHER_LETTERS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("['’ʼ]")


@dataclass(frozen=True, slots=True)
class ProvinceFacts:
    """A province or centrally run city. code: of the General Statistics Office; label: its name in domains."""

    code: int
    key: str
    name: str
    bare_name: str
    unit_type: str
    domain: str


def slug(name: str) -> str:
    """`Xã M’Drắk` -> `xa-mdrak`: lower case without diacritics; apostrophes join, anything else separates."""
    letters = _APOSTROPHES.sub("", name.lower()).replace("đ", "d")
    plain = "".join(c for c in unicodedata.normalize("NFD", letters) if not unicodedata.combining(c))
    return _OTHER_LETTERS.sub("-", plain).strip("-")


def bare_name(name: str, unit_type: str) -> str:
    """The name without the word for its kind of unit: `Phường Thuỷ Nguyên` -> `Thuỷ Nguyên`."""
    for prefix in _PREFIXES.get(unit_type, ()):
        if name.casefold().startswith(prefix.casefold() + " "):
            return name[len(prefix) + 1:]
    return name


def domain_label(name: str, unit_type: str) -> str:
    """The label that a unit's name gives in a domain: unaccented, lower case, no separators."""
    return slug(bare_name(name, unit_type)).replace("-", "")


def domain_by_rule(name: str, unit_type: str, parent_domain: str) -> str:
    """The unit's domain below its parent's, or an empty string where no rule gives one (units of other kinds)."""
    if unit_type not in _BY_FULL_NAME or not parent_domain:
        return ""
    return f"{domain_label(name, unit_type)}.{parent_domain.removeprefix('www.')}"


def short_names(name: str, unit_type: str) -> dict[str, str]:
    """The unit's name in every language that a rule gives: the Vietnamese name kept, the kind of unit translated."""
    bare = bare_name(name, unit_type)
    return {"vi": name, **({lang: translated(bare, unit_type, lang) for lang in LANGUAGES[1:]} if unit_type in KINDS else {})}


def portal_names(short: Mapping[str, str], unit_type: str) -> dict[str, str]:
    """`Phường Thuỷ Nguyên` -> `Cổng Thông tin điện tử phường Thuỷ Nguyên`, and so in each language given.

    Inside a name the word for a territorial unit is written small in Vietnamese; an agency keeps its capital.
    """
    vi = short["vi"]
    if unit_type in KINDS and bare_name(vi, unit_type) != vi:
        vi = vi[:1].lower() + vi[1:]
    return {lang: _PORTAL_NAMES[lang].format(text) for lang, text in {**short, "vi": vi}.items()}


def provinces() -> tuple[ProvinceFacts, ...]:
    """All provinces and centrally run cities, by code."""
    return tuple(_facts(province) for province in sorted(Province.iter_all(), key=lambda p: int(p.code)))


def find_province(code_or_key: str) -> ProvinceFacts | None:
    """A province by its code (`31`, `01`) or by its unaccented name (`hai-phong`)."""
    return next((p for p in provinces() if code_or_key in (str(p.code), f"{p.code:02}", p.key)), None)


def _facts(province: Province) -> ProvinceFacts:
    unit_type = "city" if province.division_type is _CITY else "province"
    bare = bare_name(province.name, unit_type)
    name = province.name if bare != province.name else f"{_PREFIXES[unit_type][0]} {bare}"
    label = _MAIN_LABELS.get(int(province.code)) or domain_label(bare, unit_type)
    return ProvinceFacts(int(province.code), slug(bare), name, bare, unit_type, f"{label}.gov.vn")


def main_portal(province: ProvinceFacts, *, languages: Sequence[str] = ("vi", "en"), regulation: str = "") -> Entry:
    """The level-I portal's registry entry."""
    short = short_names(province.name, province.unit_type)
    entry: Entry = {"name": portal_names(short, province.unit_type), "short_name": short,
                    "unit_type": province.unit_type, "level": 1, "domain": province.domain,
                    "languages": list(languages)}
    if regulation:
        entry["regulation"] = regulation
    return {**entry, "province_code": str(province.code)}


def level_two_portal(name: str, unit_type: str, parent: str, *, domain: str = "", languages: Sequence[str] = ("vi", "en"),
                     regulation: str = "", names: Mapping[str, str] | None = None) -> Entry:
    """A component portal's registry entry. `names` gives the unit's name in languages for which no rule does."""
    short = {**short_names(name, unit_type), **(names or {})}
    entry: Entry = {"name": portal_names(short, unit_type), "short_name": short, "unit_type": unit_type, "level": 2,
                    "parent": parent}
    if domain:
        entry["domain"] = domain
    entry["languages"] = list(languages)
    if regulation:
        entry["regulation"] = regulation
    return entry


def communes(code: int, *, parent: str, parent_domain: str = "", languages: Sequence[str] = ("vi", "en"),
             regulation: str = "", taken: Collection[str] = ()) -> dict[str, Entry]:
    """Registry entries of a province's communes, wards and special zones by portal key, in order of their codes.

    `taken`: keys that other portals already bear; a unit with such a key gets its province's name behind its own.
    Two units of a province with one key (their names differ by diacritics only) get their codes.
    """
    province = find_province(str(code))
    if province is None:
        raise KeyError(code)
    units = sorted((w for w in Ward.iter_all() if int(w.province_code) == code), key=lambda w: int(w.code))
    keys = Counter(slug(unit.name) for unit in units)
    labels = Counter(domain_label(unit.name, _unit_type(unit)) for unit in units)
    entries: dict[str, Entry] = {}
    for unit in units:
        key, unit_type = slug(unit.name), _unit_type(unit)
        label = domain_label(unit.name, unit_type)
        if keys[key] > 1:
            key = f"{key}-{int(unit.code)}"
        if key in taken:
            key = f"{key}-{province.key}"
        alone = labels[label] == 1
        name = unicodedata.normalize("NFC", unit.name)
        domain = domain_by_rule(name, unit_type, parent_domain or province.domain) if alone else ""
        entry = level_two_portal(name, unit_type, parent, domain=domain, languages=languages, regulation=regulation)
        entry |= {"code": f"{int(unit.code):05}", "province_code": str(province.code)}
        if not alone:
            entry["note"] = f"Quy tắc tên miền cho nhiều đơn vị cùng nhãn “{label}”; cơ quan có thẩm quyền cần quyết định."
        entries[key] = entry
    return entries


def _unit_type(unit: Ward) -> str:
    return _UNIT_TYPES[unit.division_type.value]
