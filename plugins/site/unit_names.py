"""Territorial units named in each language: the Vietnamese name kept, in Korean behind its Hangul, the kind translated."""

from collections.abc import Iterable

from plugins.site.hangul import hangul

_FORMS = {
    "ward": {"en": "{} Ward", "zh": "{}坊", "ko": "{}동", "ja": "{}坊"},
    "commune": {"en": "{} Commune", "zh": "{}乡", "ko": "{}사", "ja": "{}社"},
    "special_zone": {"en": "{} Special Zone", "zh": "{}特区", "ko": "{} 특구", "ja": "{}特区"},
    "city": {"en": "{} City", "zh": "{}市", "ko": "{}시", "ja": "{}市"},
    "province": {"en": "{} Province", "zh": "{}省", "ko": "{}성", "ja": "{}省"},
    # kinds that ended on 1 July 2025
    "township": {"en": "{} Township", "zh": "{}镇", "ko": "{}시진", "ja": "{}市鎮"},
    "urban_district": {"en": "{} Urban District", "zh": "{}郡", "ko": "{}군", "ja": "{}区"},
    "rural_district": {"en": "{} Rural District", "zh": "{}县", "ko": "{}현", "ja": "{}県"},
    "town": {"en": "{} Town", "zh": "{}市社", "ko": "{}시사", "ja": "{}市社"},
}
KINDS = frozenset(_FORMS)
_WORDS = {"Phường": "ward", "Xã": "commune", "Đặc khu": "special_zone", "Thành phố": "city", "Tỉnh": "province", "Thị trấn": "township",
          "Quận": "urban_district", "Huyện": "rural_district", "Thị xã": "town"}
_MARKS = {"zh": ("、", "；", "（{}）"), "ja": ("、", "；", "（{}）"), "ko": (", ", "; ", " [{}]")}


def translated(bare: str, kind: str, lang: str) -> str:
    """A unit's name without its kind, and the kind, as one of `_FORMS`: `An Biên`, `ward`, `ko` -> `안비엔동(An Biên)`.

    Korean has a rule for spelling Vietnamese names; Chinese and Japanese have none that gives one answer, so the name
    stays as signs and papers write it."""
    form = _FORMS[kind][lang]
    spelled = hangul(bare) if lang == "ko" else ""
    return f"{form.format(spelled)}({bare})" if spelled else form.format(f"{bare} " if lang == "ko" else bare)


def read_unit(unit: str) -> tuple[str, str]:
    """Kind and bare name of a unit: `quận Lê Chân` -> `urban_district`, `Lê Chân`. The kind is empty where no word says it."""
    for word, kind in _WORDS.items():
        if unit.casefold().startswith(f"{word.casefold()} "):
            return kind, unit[len(word) + 1:]
    return "", unit


def said(unit: str, lang: str) -> str:
    """A Vietnamese unit in a language: `Phường An Biên` -> `An Biên Ward`."""
    kind, bare = read_unit(unit)
    return translated(bare, kind, lang) if kind and lang in _FORMS[kind] else unit


def grouped(units: Iterable[str], lang: str) -> str:
    """Units with what they lay in said once: `xã A, xã B (huyện C); xã D (huyện E)`, as in mid-sentence."""
    districts: dict[str, list[str]] = {}
    for unit in units:
        name, _, district = unit.partition(", ")
        districts.setdefault(district, []).append(name[:1].lower() + name[1:] if lang == "vi" else said(name, lang))
    comma, semicolon, brackets = _MARKS.get(lang, (", ", "; ", " ({})"))
    return semicolon.join(comma.join(names) + (brackets.format(said(district, lang)) if district else "")
                          for district, names in districts.items())
