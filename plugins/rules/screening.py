"""What must never be published: data of private persons, and secrecy marks (HP-04.2, HP-09.5, HP-09.7, LX-06, QN-06).

Two costs weigh against each other: a citizen's number on the web cannot be called back, while an office's telephone
must be there. So numbers are judged by their form and by the words around them:

- citizen ID: 12 digits of the form that the law gives (province 001-096, century and sex 0-3); the old 9 digits beside a
  word that announces them, or standing alone in the old form.
- telephone: mobile numbers, unless announced as a hotline; landlines and 1800/1900 numbers are offices'.
- e-mail: addresses at free providers and other private ones; `.gov.vn`, `.edu.vn`, `.org.vn` and role mailboxes
  (`info@`, `contact@`, `lienhe@`) are institutional.
- address: a home (`thường trú`, `nơi ở`, `địa chỉ`, …) or a full street address, unless the line names an institution
  before it and no person after that.
- bank account: digits announced as an account or beside a bank's name; accounts at the State Treasury are institutional.

Scans and pasted texts are read as a person reads them (`plugins.rules.misread`).

Fields whose kind is an official contact (`phone`, `email`, `fax` of an office or a leader) are not read.
"""

import re
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, Mapping, Sequence

from plugins.model import Finding, Severity
from plugins.rules.misread import mailboxes, plain, readings
from plugins.rules.pattern import Pattern

OVERRIDE = "personal_data_reviewed"
"""Front matter: why these data may be public. It is part of the bytes that the approval signs, so that an approved item
with it is the signed review itself; unapproved it publishes nothing where the gate is on."""
OFFICIAL_KEYS = frozenset((
    "phone", "fax", "email", "receiving_email", "receiving_address", "address", "hotline", "contact", "handler",
    "question_route", "receiving_place", "office_contact", "url", "source_url", "translation_of_blob", "image",
    "attachment", "code", "number_symbol", OVERRIDE))


@dataclass(frozen=True, slots=True)
class Hit:
    """kind: `citizen_id`, `phone`, `email`, `address` or `account`; shown: the beginning only, so that a report of
    personal data does not spread them."""

    kind: str
    start: int
    shown: str


_LIKELY = Pattern(r"[0-9](?:[ .()-]?[0-9]){7}")
"""Whatever `_numbers` judges holds this. Patterns here begin with a set of characters wherever they can: only then does
`re` skip ahead quickly, three times as fast as from an alternative or a word boundary."""
_DIGITS = Pattern(r"(?<!\w)(?<![0-9][/.,:-])(\(?\+?[0-9][0-9 .()-]{7,28}[0-9])(?!\w|[.,:-][0-9]|/[A-ZĐ])")
_DATE = Pattern(r"\b(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_EMAIL = Pattern(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_UP = "A-ZÀ-ỸĐ0-9"
_PLACE = (rf"(?:(?:[Ss]ố nhà|[Nn]hà số|[Ss]ố|[Cc]ăn hộ|[Nn]hà)?[ ]?[0-9]{{1,5}}[A-Za-z]?(?:[/-][0-9A-Z]{{1,4}}){{0,4}}[ ,]"
          rf"|(?:[Tt]hôn|[Xx]óm|[Ấấ]p|[Tt]ổ dân phố|[Tt]ổ|TDP|[Kk]hu phố|[Bb]ản|[Bb]uôn|[Kk]hu|[Đđ]ội|[Ll]àng)[ ]{{1,2}}[{_UP}])"
          rf"[^\n;:.]{{0,70}}?(?:phường|Phường|xã|Xã|thị trấn|Thị trấn|quận|Quận|huyện|Huyện|thành phố|Thành phố|TP\.?|P\.|đặc khu)[ ]?[{_UP}]")
_HOME = Pattern(
    r"(?:thường trú|tạm trú|[Nn]ơi ở(?: hiện nay| hiện tại)?|[Cc]hỗ ở(?: hiện nay| hiện tại)?|nhà riêng|trú tại|ngụ tại|[Hh]ộ khẩu"
    r"|cư trú|[Đđ]ịa chỉ(?: nhà| liên hệ| của tôi| cá nhân| người hỏi)?|sống (?:ở|tại)|nhà (?:ở|tại)|[Nn]hà tôi(?: ở)?)"
    rf"[ ]{{0,2}}(?:tại|ở|là)?[ ]{{0,2}}:?[ ]{{0,2}}({_PLACE})")
_STREET = Pattern(
    r"[0-9](?<!\w[0-9])[0-9]{0,4}[A-Za-z]?(?:/[0-9]{1,4}[A-Za-z]?){0,4},?[ ]{1,2}(?:(?:ngõ|ngách|hẻm|kiệt)[ ]?[0-9/]{1,12},?[ ]?){0,3}"
    rf"(?:đường|phố|Đường|Phố|ngõ|ngách|hẻm|kiệt)?[ ]?[{_UP}][^,;:.\n]{{1,35}},[ ]?(?:[^,;:.\n]{{2,35}},[ ]?)?"
    rf"(?:phường|xã|thị trấn|Phường|Xã|P\.)[ ]?[{_UP}]")
_HOME_WORDS = ("trú", "ơi ở", "hỗ ở", "nhà riêng", "ngụ tại", "ộ khẩu", "ịa chỉ", "sống ", "nhà ở", "nhà tại", "hà tôi")
"""One of these is in whatever `_HOME` matches: looking for them first is twenty times as fast."""
_PERSON = Pattern(
    r"\b(?:ông|bà|anh|chị|em|cháu|họ và tên|họ tên|người hỏi|người gửi|công dân|nhà tôi|tôi|gia đình|sinh năm|sinh ngày|cccd|cmnd|căn cước)\b", re.IGNORECASE)
_OFFICE = Pattern(
    r"\b(?:trụ sở|cơ quan|ubnd|ủy ban|uỷ ban|trung tâm|sở|phòng|ban|văn phòng|chi nhánh|công ty|trường|bệnh viện|bộ phận|tòa nhà|toà nhà|"
    r"kho bạc|viện|chi cục|cục|hội|quỹ|doanh nghiệp|nhà văn hóa|thư viện|nhà hát|trạm|bưu điện|đơn vị)\b", re.IGNORECASE)
_ID_WORD = Pattern(r"(?:căn cước|can cuoc|chung minh|dinh danh|cccd|cmnd|cmt|cmtnd|chứng minh|định danh|citizen id|identity|passport|\bid\b)", re.IGNORECASE)
_ACCOUNT_WORD = Pattern(r"(?:số tài khoản|tài khoản|tai khoan|stk|số tk|\btk\b|bank account|account (?:no|number))", re.IGNORECASE)
_BANK = Pattern(
    r"(?:vietcombank|vietinbank|agribank|bidv|techcombank|sacombank|mb ?bank|\bmb\b|\bacb\b|vpbank|tpbank|\bvib\b|\bshb\b|hdbank|ocb|msb|"
    r"seabank|lpbank|lienvietpostbank|eximbank|ngân hàng|ngan hang|momo|zalopay)", re.IGNORECASE)
_TREASURY = Pattern(r"kho bạc", re.IGNORECASE)
_HOTLINE = Pattern(r"(?:đường dây nóng|hotline|tổng đài|trực ban|số máy trực|đường dây)", re.IGNORECASE)
_MOBILE = Pattern(r"(?:(?:\+|00)?840?|0)(?:[35789][0-9]{8}|1[2689][0-9]{8})")
_NOT_A_PERSONS = Pattern(r"(?:to[ạa] độ|t[ọo]a độ|mã số thuế|mst|mã số doanh nghiệp|mã hồ sơ|docid|isbn|issn|serial)", re.IGNORECASE)
_UNIT = Pattern(r"\s*(?:đồng|vnđ|vnd|usd|tấn|kg|m2|m3|ha\b|lượt|người)", re.IGNORECASE)
_LANDLINE = Pattern(r"(?:\+?84|0)2[0-9]{9}")
_HOME_PHONE = Pattern(r"(?:nhà riêng|điện thoại nhà|đt nhà|sđt nhà)", re.IGNORECASE)
_CITIZEN = Pattern(r"0(?:0[1-9]|[1-8][0-9]|9[0-6])[0-3][0-9]{8}")
_OLD_ID = Pattern(r"(?:0[1-9]|[12][0-9]|3[0-8])[0-9]{7}")
_FREE_MAIL = ("gmail.", "yahoo.", "ymail.", "hotmail.", "outlook.", "live.", "icloud.", "me.com", "proton.", "protonmail.",
              "zoho.", "mail.com", "gmx.", "aol.", "yandex.", "qq.com", "naver.com", "vnn.vn", "fpt.vn", "hn.vnn.vn")
_OFFICIAL_MAIL = (".gov.vn", ".edu.vn", ".org.vn", ".mil.vn", ".dcs.vn", "quochoi.vn", ".gov", ".int", "example.com",
                  "example.org", "example.vn", "chinhphu.vn", "cpv.org.vn", "un.org")
_ROLE = Pattern(r"(?:info|contact|lienhe|hotro|support|office|vanthu|vp|vanphong|admin|webmaster|congtt|cong|banbientap|bbt|toasoan|"
                   r"press|media|help|sales|service|noreply|no-reply|security|dpo|hanhchinh|phongkh|tuyensinh|tuvan|cskh)[a-z0-9._-]*", re.IGNORECASE)


def personal_data(text: str, meta: Mapping[str, Any], path: str = "", lines: Mapping[str, int] | None = None) -> list[Finding]:
    """Findings that keep an item out of the site: one for each kind of personal data and place it stands in.

    text: the body without markup; meta: typed front matter. With `personal_data_reviewed` the finding is a note.
    """
    return _personal([("", text), *_texts(meta)], meta, path, lines or {})


def _personal(texts: Sequence[tuple[str, str]], meta: Mapping[str, Any], path: str, lines: Mapping[str, int]) -> list[Finding]:
    severity = Severity.NOTE if str(meta.get(OVERRIDE) or "").strip() else Severity.ERROR
    id = "personal-data.reviewed" if severity is Severity.NOTE else "personal-data.found"
    findings = []
    for key, value in texts:
        kinds: dict[str, Hit] = {}
        for hit in hits(value):
            kinds.setdefault(hit.kind, hit)
        for kind, hit in kinds.items():
            findings.append(Finding(id, severity, path, lines.get(key.split(".")[0], 0),
                                    {"kind": kind, "field": key or "body", "shown": hit.shown}, ("HP-09.5", "HP-09.7", "LX-06", "QN-06")))
    return findings


def hits(text: str) -> Iterator[Hit]:
    """Personal data in a text, in the order of kinds."""
    if not _TELLING.search(text) and not any(map(text.__contains__, _ADDRESS_WORDS)):
        return
    text = plain(text)
    if _LIKELY.search(text):
        yield from _numbers(text)
    yield from _emails(text)
    yield from _misread(text)
    flat = _ONE_LINE.sub(" ", text) if "\n" in text else text
    if any(map(flat.__contains__, _ADDRESS_WORDS)):
        yield from _addresses(flat)


_TELLING = Pattern("[0-9@(\\[\uff10-\uff19\uff20]")
"""One of these signs is in whatever is found, but for addresses: most titles, names and tags hold none."""
_ADDRESS_WORDS = ("phường ", "Phường ", "xã ", "Xã ", "thị trấn ", "P.", "quận ", "Quận ", "huyện ", "TP")


def _numbers(text: str) -> Iterator[Hit]:
    for match in _DIGITS.finditer(text):
        written, start = match.group(1), match.start(1)
        if _DATE.search(written) or written.count("(") > 1:  # columns of a form: (01) (02) (03)
            continue
        for part, offset in _readings(written):
            at = start + offset
            before, after = text[max(0, at - 80):at].replace("\n", " "), text[at + len(part):at + len(part) + 80].replace("\n", " ")
            digits = re.sub(r"[^0-9+]", "", part)
            if kind := _number_kind(digits, part, before, after):
                yield Hit(kind, at, _hidden(digits))
                break


def _readings(written: str) -> Iterator[tuple[str, int]]:
    """How a run of digits and blanks may be read: as one number, else as each stretch of its groups, longest first, for
    two numbers often stand side by side."""
    yield written, 0
    groups = [(m.group(), m.start()) for m in re.finditer(r"[^ ]+", written)]
    if 1 < len(groups) <= 10:
        for size in range(len(groups) - 1, 0, -1):
            for first in range(len(groups) - size + 1):
                start, (last, end) = groups[first][1], groups[first + size - 1]
                yield written[start:end + len(last)], start


def _number_kind(digits: str, written: str, before: str, after: str) -> str:
    """The kind of personal number, or an empty string."""
    plain = digits.lstrip("+")
    near = before[-45:]
    if _NOT_A_PERSONS.search(before[-30:]):
        return ""
    if len(plain) == 12 and not digits.startswith("+") and (_CITIZEN.fullmatch(plain) or _ID_WORD.search(near)):
        return "citizen_id"
    if len(plain) == 9 and _ID_WORD.search(near):
        return "citizen_id"
    if _ACCOUNT_WORD.search(near) and _is_account(plain, written, before, after):
        return "account"
    if _MOBILE.fullmatch(digits) and _telephone_form(written) and not _HOTLINE.search(near):
        return "phone"
    if _LANDLINE.fullmatch(digits) and (_HOME_PHONE.search(near) or _PERSON.search(before) and not _OFFICE.search(before)):
        return "phone"
    if (_BANK.search(near[-30:]) or _BANK.match(after.lstrip(" ,-(–:;tạiởcủa"))) and _is_account(plain, written, before, after):
        return "account"
    if len(plain) == 9 and plain == written and _OLD_ID.fullmatch(plain) and len(set(plain)) > 2 and not _UNIT.match(after):
        return "citizen_id"
    return ""


def _is_account(plain: str, written: str, before: str, after: str) -> bool:
    return 8 <= len(plain) <= 19 and not _TREASURY.search(before + after) and not _LANDLINE.fullmatch(plain) and _compact(written)


def _telephone_form(written: str) -> bool:
    """Not a sum of money: groups parted by full stops in threes throughout are thousands, unless they start with 0."""
    return re.sub(r"[^0-9]", "", written[:8]).startswith(("0", "84"))


def _compact(written: str) -> bool:
    """An account is written in one piece or in groups; `1.000.000` is a sum of money."""
    return not re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+", written)


def _emails(text: str) -> Iterator[Hit]:
    if "@" not in text:
        return
    for match in _EMAIL.finditer(text):
        local, _, host = match.group().rpartition("@")
        host = host.lower().rstrip(".")
        free = host.startswith(_FREE_MAIL) or any(f".{name}" in f".{host}" for name in _FREE_MAIL)
        if host.endswith(_OFFICIAL_MAIL) or f".{host}".endswith(_OFFICIAL_MAIL):
            continue
        if free or not _ROLE.fullmatch(local):
            yield Hit("email", match.start(), local[:2] + "…@" + host)


_ONE_LINE = Pattern(r"\n(?<=\S\n)(?=[^\s|#>*-])")
"""A line's end inside a paragraph; tables, lists and headings begin anew."""


def _addresses(text: str) -> Iterator[Hit]:
    for pattern in (_HOME, _STREET):
        if pattern is _HOME and not any(map(text.__contains__, _HOME_WORDS)):
            continue
        for match in pattern.finditer(text):
            before = _SENTENCE.split(text[max(0, match.start() - 120):match.start()])[-1]
            person = max((m.end() for m in _PERSON.finditer(before)), default=-1)
            office = max((m.end() for m in _OFFICE.finditer(before)), default=-1)
            announced = pattern is _HOME and not match.group().lower().startswith("địa chỉ")
            if announced or office <= person and not _OFFICE.search(text[match.end():match.end() + 12]):
                yield Hit("address", match.start(), match.group()[:6] + "…")
                return


_PHONE_WORD = Pattern(r"(?:điện thoại|dien thoai|di động|di dong|sđt|sdt|đt|zalo|gọi|liên hệ|số máy|mobile|phone|tel)\b", re.IGNORECASE)


def _misread(text: str) -> Iterator[Hit]:
    """Numbers and mailboxes that a scan or a line's end has spoilt."""
    for before, number, after, start, sure in readings(text):
        near = before[-45:].replace("\n", " ")
        announced = any(word.search(near) for word in (_ID_WORD, _ACCOUNT_WORD, _PHONE_WORD, _BANK)) or _BANK.search((number[12:] + after)[:40])
        if announced or sure:
            for hit in _numbers(before + number + after):
                if hit.start >= len(before) and (announced or hit.kind in ("phone", "citizen_id")):
                    yield Hit(hit.kind, start, hit.shown)
                    break
    for start, written in mailboxes(text):
        yield Hit("email", start, written[:2] + "…@")


_SENTENCE = Pattern(r"[.;!?]\s|\n")


def _hidden(digits: str) -> str:
    return digits[:3] + "…"


def _texts(meta: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Texts of the front matter that are not official contacts, records included, with their dotted keys."""
    for key, value in meta.items():
        if key in OFFICIAL_KEYS or key.endswith(("_email", "_phone", "_on", "_at")):
            continue
        if isinstance(value, str):
            yield prefix + key, value
        elif isinstance(value, (list, tuple)):
            for entry in value:
                if isinstance(entry, str):
                    yield prefix + key, entry
                elif isinstance(entry, dict):
                    yield from _texts(entry, f"{prefix}{key}.")


_MARK = Pattern(
    r"(?:^|\n)[ \t>*_|#\-\[(]*(?:(?:Độ|ĐỘ) (?:mật|MẬT)\s*:\s*)?(TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật)[ \t*_|\])!.]*(?=\n|$)"
    r"|(?:Độ|độ|ĐỘ) (?:mật|MẬT)\s*:\s*((?:tuyệt mật|tối mật|mật))\b"
    r"|\b(TUYỆT MẬT|TỐI MẬT)\b", re.IGNORECASE)


def secrecy_marks(text: str, meta: Mapping[str, Any]) -> list[str]:
    """Secrecy marks: MẬT, TỐI MẬT, TUYỆT MẬT as a mark of their own or announced as the degree of secrecy. Prose about
    state secrets is not a mark."""
    return _secrecy([("", text), *_texts(meta)])


def _secrecy(texts: Sequence[tuple[str, str]]) -> list[str]:
    found = []
    for _, value in texts:
        if "ẬT" not in value and "ật" not in value:
            continue
        for match in _MARK.finditer(value):
            mark = next(group for group in match.groups() if group)
            announced = match.group(2) is not None or "độ mật" in match.group().lower()
            if not announced and not mark.isupper():
                continue
            if match.group(3) and _about_secrets(value, match):
                continue
            found.append(mark.upper())
    return list(dict.fromkeys(found))


def _about_secrets(text: str, match: re.Match[str]) -> bool:
    """`TỐI MẬT` inside a running sentence (a law that names the degrees) is not a mark: the line holds more words."""
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    return len(text[start:end if end >= 0 else None].split()) > 6


def marked_secret(text: str, meta: Mapping[str, Any], path: str = "") -> list[Finding]:
    """Findings that keep a marked item out of the site."""
    return _marked([("", text), *_texts(meta)], path)


def _marked(texts: Sequence[tuple[str, str]], path: str) -> list[Finding]:
    return [Finding("secrecy.marked", Severity.ERROR, path, 0, {"mark": mark}, ("HP-04.2", "QN-03.2", "NA-03.2"))
            for mark in _secrecy(texts)]


_SECRET = Pattern(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b|\bxox[bap]-[A-Za-z0-9-]{20,}"
    r"|(?:[Mm]ật khẩu|[Pp]assword|[Pp]asswd)\s*[:=]\s*(?=\S*[0-9])(?=\S*[A-Za-z])\S{8,}")


_SECRET_SIGNS = ("PRIVATE KEY", "AKIA", "_", "glpat-", "xox", "ật khẩu", "assw")
"""One of these is in whatever `_SECRET` matches: a plain search costs a hundredth of the pattern."""


def secrets_in(text: str, meta: Mapping[str, Any], path: str = "") -> list[Finding]:
    """Findings for keys and passwords: private keys, access tokens of common services, and passwords written out (QN-08.4)."""
    return _secrets([("", text), *_texts(meta)], path)


def _secrets(texts: Sequence[tuple[str, str]], path: str) -> list[Finding]:
    for field, value in texts:
        if any(map(value.__contains__, _SECRET_SIGNS)) and (match := _SECRET.search(value)):
            return [Finding("secret.found", Severity.ERROR, path, 0, {"field": field or "body", "shown": match.group()[:8] + "…"}, ("QN-08.4",))]
    return []


def screen(text: str, meta: Mapping[str, Any], path: str, lines: Mapping[str, int]) -> Iterable[Finding]:
    """Everything that must not be published, for one item."""
    texts = [("", text), *_texts(meta)]
    return [*_personal(texts, meta, path, lines), *_marked(texts, path), *_secrets(texts, path)]
