"""Vietnamese names in Hangul, by the transcription rule for Vietnamese of the National Institute of Korean Language (2004)."""

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(r"(ngh|ng|nh|gh|kh|ph|th|tr|ch|qu|gi(?=[aăâeêioôơuưy])|[bcdđghklmnprstvx])?([aăâeêioôơuưy]+)(ng|nh|ch|[cmnpt])?")
_FIRST = {"": "ㅇ", "b": "ㅂ", "c": "ㄲ", "k": "ㄲ", "qu": "ㄲ", "ch": "ㅉ", "tr": "ㅉ", "d": "ㅈ", "gi": "ㅈ", "đ": "ㄷ", "g": "ㄱ", "gh": "ㄱ",
          "h": "ㅎ", "kh": "ㅋ", "l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "nh": "ㄴ", "ng": "ㅇ", "ngh": "ㅇ", "p": "ㅃ", "ph": "ㅍ", "r": "ㄹ",
          "s": "ㅅ", "t": "ㄸ", "th": "ㅌ", "v": "ㅂ", "x": "ㅆ"}
_VOWELS = {"a": "ㅏ", "ă": "ㅏ", "â": "ㅓ", "e": "ㅐ", "ê": "ㅔ", "i": "ㅣ", "y": "ㅣ", "o": "ㅗ", "ô": "ㅗ", "ơ": "ㅓ", "u": "ㅜ", "ư": "ㅡ",
           "yê": "ㅖ"}
_AFTER_NH = {"ㅏ": "ㅑ", "ㅓ": "ㅕ", "ㅐ": "ㅒ", "ㅔ": "ㅖ", "ㅗ": "ㅛ", "ㅜ": "ㅠ"}
_LAST = {"": "", "ng": "ㅇ", "nh": "ㄴ", "ch": "ㄱ", "c": "ㄱ", "m": "ㅁ", "n": "ㄴ", "p": "ㅂ", "t": "ㅅ"}
_LEADS, _MEDIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_RIEUL = _TAILS.index("ㄹ")


def hangul(name: str) -> str:
    """`Hải Phòng` -> `하이퐁`. Syllables are joined; numbers and dashes stand apart. Empty where a part is no Vietnamese
    syllable: the rule does not say how names in other languages of Viet Nam (Krông Bông) are read."""
    plain = unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", name.lower()) if c not in _TONES))
    written = ""
    for part in plain.split():
        found = _SYLLABLE.fullmatch(part)
        if not found and any(map(str.isalpha, part)):
            return ""
        block = _syllable(*(each or "" for each in found.groups())) if found else part
        if found and found[1] == "l" and _open(written):
            written = written[:-1] + chr(ord(written[-1]) + _RIEUL)  # an l between vowels is written twice (rule 4)
        written += block if found and "가" <= written[-1:] <= "힣" else f" {block}"
    return written.strip()


def _syllable(first: str, vowels: str, last: str) -> str:
    if first == "gi" and vowels[0] == "ê":
        vowels = "i" + vowels  # giê is gi and iê, written with one i
    parts = [_VOWELS[part] for part in re.findall("yê|.", vowels)]
    if first == "qu":
        parts[:1] = ["ㅘ"] if vowels[0] in "aă" else ["ㅜ", parts[0]]
    if first == "nh":
        parts[0] = _AFTER_NH.get(parts[0], parts[0])
    lead = _FIRST[first]
    written = "응" if first in ("ng", "ngh") else ""
    for medial in parts[:-1]:
        written += _block(lead, medial)
        lead = "ㅇ"
    if last == "nh" and vowels[-1] == "a":
        return written + _block(lead, parts[-1]) + "인"  # rule 1
    return written + _block(lead, parts[-1], _LAST[last])


def _block(lead: str, medial: str, tail: str = "") -> str:
    return chr(0xAC00 + (_LEADS.index(lead) * len(_MEDIALS) + _MEDIALS.index(medial)) * len(_TAILS) + _TAILS.index(tail))


def _open(written: str) -> bool:
    """Whether the last block ends in a vowel."""
    return bool(written) and "가" <= written[-1] <= "힣" and (ord(written[-1]) - 0xAC00) % len(_TAILS) == 0
