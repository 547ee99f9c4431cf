"""Dates, numbers and order of words as each language writes them (Babel; ICU's rules for Vietnamese order by hand)."""

import unicodedata
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

LOCALES = {"vi": "vi_VN", "en": "en_GB", "zh": "zh_Hans_CN", "ko": "ko_KR", "ja": "ja_JP"}
"""Babel's locale of each edition; English as Vietnamese agencies write it, day first."""


@lru_cache(maxsize=None)
def locale(lang: str) -> Locale:
    return Locale.parse(LOCALES.get(lang, lang))


_DAYS = {("vi", "long"): "dd/MM/y", ("vi", "full"): "EEEE, 'ngày' dd/MM/y", ("en", "column"): "d MMM y",
         ("ja", "full"): "y年M月d日（EEE）", ("zh", "full"): "y年M月d日（EEEE）"}
"""Where Babel's dates are not what agencies write: `6 tháng 11, 2025` stands in no Vietnamese document."""


@lru_cache(maxsize=65536)
def day(value: str, lang: str, style: str = "long") -> str:
    """A day or instant as a date; an empty string stays empty. style: `long` in texts, `column` in tables, `full` with
    the day of the week."""
    if style == "column" and (lang, style) not in _DAYS:
        style = "long"
    return format_date(date.fromisoformat(value[:10]), _DAYS.get((lang, style), style), locale(lang)) if value else ""


@lru_cache(maxsize=65536)
def moment(value: str, lang: str) -> str:
    """An instant as date and time in Viet Nam, the zone it is stored in."""
    if len(value) <= 10:
        return day(value, lang)
    instant = datetime.fromisoformat(value)
    form = {"vi": "{time} ngày {day}", "en": "{time} on {day}"}.get(lang, "{day} {time}")
    return form.format(day=day(value, lang), time=f"{instant:%H:%M}")


@lru_cache(maxsize=4096)
def month(value: str, lang: str) -> str:
    """`YYYY-MM` as a month's name with its year."""
    pattern = {"vi": "'Tháng' M 'năm' y", "zh": "y年M月", "ja": "y年M月", "ko": "y년 M월"}.get(lang, "MMMM y")
    return format_date(date.fromisoformat(f"{value}-01"), pattern, locale(lang))


def language(lang: str, reader: str) -> str:
    """A language's name in another."""
    return str(locale(reader).languages[lang])


def year(value: str, lang: str) -> str:
    """`YYYY` as a heading names a year."""
    return {"zh": "{}年", "ja": "{}年", "ko": "{}년"}.get(lang, "{}").format(value)


def number(value: int | float, lang: str) -> str:
    return format_decimal(value, locale=locale(lang))


def file_size(size: int, lang: str) -> str:
    """Bytes as kB or MB (SI), as download links state them."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)), lang)} kB"
    return f"{number(round(size / 1_000_000, 1), lang)} MB"


# Vietnamese order: letters first (a ă â ... d đ ...), tones only among otherwise equal words (TCVN 6909 practice).
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: index for index, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def collation_key(text: str) -> tuple:
    """Sort key of a name: letters by the Vietnamese alphabet, in which places are written in every language; other
    characters by code point."""
    folded = text.casefold()
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", folded):
        parts = unicodedata.normalize("NFD", character)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        letters.append((1, _RANK[bare]) if bare in _RANK else (0, ord(bare[:1] or " ")))
        tones.append(tone)
    return (tuple(letters), tuple(tones))
