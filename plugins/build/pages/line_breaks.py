"""What stays on one line in a title: a document's number, a month with its figure, the name of the country or a province."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

_LETTER = "A-Za-zÀ-ỹ"
_NUMBER = rf"第?\d+[a-z]?/(?:\d{{4}}/)?[{_LETTER}][{_LETTER}\d&]*(?:-[{_LETTER}\d&]+)*号?"
_FIGURE = r"\b(?:[Tt]háng|[Nn]ăm|[Nn]gày|[Qq]uý|[Tt]uần|[Ll]ớp|[Ss]ố|[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Mm]ức|[Ll]evel|Article|No\.) \d[\d/.–-]*"
_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|(?:\d{4}년 )?\d{1,2}월(?: \d{1,2}일)?"
_JOINED = r"[가-힣]+(?:·[가-힣]+)+"  # browsers break before the dot
_BEFORE, _AFTER = r"[(“‘\"《「【（]*", r"(?:['’]s\b|[가-힣]+)?[.,;:!?…)”’»\"、。，；：！？）》」】]*"
"""What clings to such a part: brackets and stops, the English genitive, the particle of a Korean word."""
_START = rf"(?<![{_LETTER}\d/])"
"""Where a word may begin: everywhere else nothing is tried, which makes it four times as fast."""
_COUNTRY = ("Việt Nam", "Viet Nam")
_SIGN = re.compile(r"[\d·]")


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{_START}{_BEFORE}(?:{'|'.join((_NUMBER, _FIGURE, _DAY, _JOINED, *map(re.escape, (*_COUNTRY, *names))))}){_AFTER}")


def whole(text: str, names: tuple[str, ...] = ()) -> Markup:
    """A title in which such parts are marked. The mark is a box (`.whole`) that moves to the next line as a whole, and is
    broken only where a line of its own is too short for it; the words themselves stay as written, to be copied and found."""
    if not _SIGN.search(text) and not any(name in text for name in (*_COUNTRY, *names)):
        return escape(text)  # nearly every title
    written, end = Markup(""), 0
    for found in _pattern(names).finditer(text):
        written += escape(text[end:found.start()]) + Markup('<span class="whole">{}</span>').format(found[0])
        end = found.end()
    return written + escape(text[end:])
