"""Document numbers and dates as terms of their own, whatever their spelling.

`204/2025/QĐ-UBND` is found by its whole, by `204/2025`, by `QĐ 204` and by `204`; `20/11/2025`, `2025-11-20` and
`ngày 20 tháng 11 năm 2025` are one date.
"""

import re

from plugins.search.tokenizer import DEFINITION, fold

_DATES = (
    re.compile(r"(?<![0-9/])(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})(?![0-9])"),
    re.compile(r"(?<![0-9])(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?![0-9])"),
    re.compile(r"ng[àa]y (?P<d>[0-9]{1,2}) th[áa]ng (?P<m>[0-9]{1,2}) n[ăa]m (?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4}) ?[年년] ?(?P<m>[0-9]{1,2}) ?[月월] ?(?P<d>[0-9]{1,2}) ?[日일]"),
)
_NUMBER = re.compile(r"(?<![0-9/.,])([0-9]{1,6}[a-z]?)/(?:((?:19|20)[0-9]{2})(?:/([a-zđ]+[0-9]*(?:-[a-zđ]+[0-9]*)*))?"
                     r"|([a-zđ]+[0-9]*(?:-[a-zđ]+[0-9]*)+))(?![a-z0-9/\u00c0-\u036f\u0110-\u0111\u1e00-\u1eff])")
_PART = re.compile(r"[a-z]+|[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
_KIND = re.compile(r"(?<![a-z])(" + "|".join(sorted(DEFINITION["kinds"], key=len, reverse=True)) + r")(?![a-z])")
_SO = re.compile(r"(?<![a-z])(?:so|no\.) ?(?=[0-9])")
_CODES = frozenset(DEFINITION["kinds"].values()) | frozenset(DEFINITION["codes"].split())


def fold_latin(normalised: str) -> str:
    """The normalised text without diacritics; other scripts are left alone."""
    return _LATIN.sub(lambda found: fold(found[0]), normalised)


_LATIN = re.compile("[\u00c0-\u036f\u1e00-\u1eff]+")


def dates(text: str) -> list[str]:
    """`@YYYY-MM-DD` for each date in a normalised text, in order of the spellings above."""
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day, month = int(match["d"]), int(match["m"])
            if 0 < day < 32 and 0 < month < 13:
                found.append(f"@{match['y']}-{month:02d}-{day:02d}")
    return found


def number_terms(text: str, every_form: bool) -> list[str]:
    """Terms of all document numbers in a normalised text; `every_form` adds the short ones (titles and the number field)."""
    found = []
    for number, year, after, bare in _NUMBER.findall(text):
        symbol = (after or bare).replace("đ", "d")
        forms = [part for part in (year, symbol) if part]
        found.append("#" + "/".join([number, *forms]))
        if year and symbol:
            found.append(f"#{number}/{year}")
        if every_form:
            found.append(f"#{number}")
            if symbol:
                kind = symbol.split("-")[0]
                found += [f"#{number}/{kind}", f"#{number}/{symbol}"]
                if year:
                    found.append(f"#{number}/{year}/{kind}")
    return list(dict.fromkeys(found))


def queried_numbers(folded: str) -> list[str]:
    """What a query may mean as a document number, the most exact reading first; [] where it holds none."""
    for pattern in _DATES:
        folded = pattern.sub(" ", folded)
    folded = _SO.sub(" ", folded)
    parts = _PART.findall(_KIND.sub(lambda match: DEFINITION["kinds"][match[1]], folded))
    at = next((i for i, part in enumerate(parts) if part.isdigit() and len(part) < 7), -1)
    if at < 0:
        return []
    number, rest = parts[at], parts[at + 1:]
    year = rest.pop(0) if rest and _YEAR.match(rest[0]) else ""
    symbol: list[str] = []
    if rest and rest[0] in _CODES:
        while rest and not rest[0].isdigit() and len(symbol) < 4:
            symbol.append(rest.pop(0))
    elif at and parts[at - 1] in _CODES:
        symbol = [parts[at - 1]]
    found = []
    for length in range(len(symbol), 0, -1):
        found.append("#" + "/".join(filter(None, (number, year, "-".join(symbol[:length])))))
    if year:
        found.append(f"#{number}/{year}")
    if not year and (len(parts) == 1 or symbol):
        found.append(f"#{number}")
    return found
