"""What bytes may be called text: UTF-8, NFC, no character that hides or reorders what a reader sees."""

import re
import unicodedata

from plugins.model import Finding, Severity

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"      # control characters
    "\u200b\u2060\ufeff"                         # zero-width characters split words unseen
    "\u202a-\u202e\u2066-\u2069"                 # bidi overrides show another text than is stored
    "\ufff9-\ufffb\ufffe\uffff"                  # annotation marks and noncharacters
    "\ue000-\uf8ff]"                             # private use: another glyph on every machine
)


def decode(content: bytes, path: str) -> tuple[str, list[Finding]]:
    """Text of a content file with LF line ends, and what is wrong with it.

    A byte-order mark and CRLF are what editors on Windows write and change nothing that a reader sees: both are
    accepted. Bytes that are not UTF-8 give an empty text.
    """
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode()  # half the cost of the codec utf-8-sig, which is Python
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        return "", [Finding("text.not-utf8", Severity.ERROR, path, line, {"byte": f"0x{content[wrong.start]:02X}"})]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, found_in(text, path, 1)


def found_in(text: str, path: str, line: int) -> list[Finding]:
    """What a text that begins at `line` of a file may not hold."""
    findings = []
    if bad := FORBIDDEN.search(text):
        findings.append(Finding("text.forbidden-character", Severity.ERROR, path, line + text.count("\n", 0, bad.start()),
                                {"character": f"U+{ord(bad.group()):04X}"}))
    if not unicodedata.is_normalized("NFC", text):
        findings.append(Finding("text.not-nfc", Severity.ERROR, path, line - 1 + _first_denormal_line(text)))
    return findings


def _first_denormal_line(text: str) -> int:
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            return number
    return 1


_VIETNAMESE_D = str.maketrans("đĐ", "dD")
_OTHER_LETTER = re.compile(r"[^a-z0-9]+")


def slugify(text: str) -> str:
    """Unaccented lower-case words joined by hyphens; `đ` is folded by hand, since no decomposition of it exists.

    Scripts without a Latin form (Han, kana, Hangul) leave nothing: the caller chooses what to do then.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_VIETNAMESE_D)).encode("ascii", "ignore").decode()
    return _OTHER_LETTER.sub("-", plain.lower()).strip("-")
