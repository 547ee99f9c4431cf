"""Generated personal data in the ways that people write them, for the recall of the screening."""

import random
import re
import unicodedata
from typing import Callable

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"]
MIDDLE = ["Văn", "Thị", "Minh", "Thanh", "Đức", "Ngọc", "Quốc", "Thu"]
GIVEN = ["An", "Bình", "Châu", "Dũng", "Hà", "Hương", "Khánh", "Lan", "Nam", "Phúc", "Quỳnh", "Sơn", "Tâm", "Vinh"]
STREETS = ["Lê Lợi", "Trần Phú", "Điện Biên Phủ", "Nguyễn Trãi", "Hai Bà Trưng", "Đà Nẵng", "Lạch Tray", "Tô Hiệu"]
WARDS = ["phường Hồng Bàng", "phường Ngô Quyền", "xã An Lão", "phường Lê Chân", "xã Kiến Thụy", "phường Thuỷ Nguyên"]
CITIES = ["thành phố Hải Phòng", "Hải Phòng", "tỉnh Nghệ An", "tỉnh Quảng Ninh"]
FREE = ["gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com", "icloud.com"]
BANKS = ["Vietcombank", "BIDV", "Agribank", "Techcombank", "MB Bank", "VietinBank", "ACB", "Ngân hàng TMCP Quân đội"]


def name(r: random.Random) -> str:
    return f"{r.choice(FAMILY)} {r.choice(MIDDLE)} {r.choice(GIVEN)}"


def citizen_id(r: random.Random) -> str:
    number = f"0{r.randint(1, 96):02d}{r.randint(0, 3)}{r.randint(0, 99_999_999):08d}"
    old = f"{r.randint(1, 38):02d}{r.randint(0, 9_999_999):07d}"
    grouped = " ".join(number[i:i + 3] for i in range(0, 12, 3))
    return r.choice([
        f"số căn cước công dân {number}", f"CCCD: {number}", f"CCCD số {grouped}", f"Tôi tên là {name(r)}, {number}.",
        f"CMND {old}", f"chứng minh nhân dân số {old} cấp tại Hải Phòng", f"| {name(r)} | {number} |", f"số định danh cá nhân: {number}",
        f"(căn cước {number})", f"CMND:{old}", f"Số CCCD/CMND: {number}"])


def phone(r: random.Random) -> str:
    body = f"{r.choice(['32', '35', '38', '56', '70', '79', '81', '88', '90', '91', '94', '97', '98'])}{r.randint(0, 9_999_999):07d}"
    a, b, c = body[:3], body[3:6], body[6:]
    written = r.choice([f"0{body}", f"0{a} {b} {c}", f"0{a}.{b}.{c}", f"0{a}-{b}-{c}", f"+84{body}", f"+84 {a} {b} {c}",
                        f"(+84) {a} {b} {c}", f"84{body}", f"0{body[:2]} {body[2:5]} {body[5:]}", f"0{a} {b}{c}"])
    return r.choice([f"SĐT {written}", f"Điện thoại: {written}", f"liên hệ anh {name(r)} qua số {written} để biết thêm",
                     f"zalo {written}", f"ĐT:{written}", f"({written})", f"| {name(r)} | {written} |", f"gọi {written}."])


def email(r: random.Random) -> str:
    local = r.choice(["nguyenvan", "tran.binh", "le_chau", "hoang-dung", "pham", "linh"]) + str(r.randint(1, 9999))
    address = f"{local}@{r.choice(FREE)}"
    return r.choice([f"email {address}", f"Thư điện tử: {address}.", f"<{address}>", f"gửi về {address}, cảm ơn", f"mailto:{address}"])


def address(r: random.Random) -> str:
    number = r.choice([str(r.randint(1, 300)), f"{r.randint(1, 99)}/{r.randint(1, 40)}", f"{r.randint(1, 99)}A"])
    street = r.choice([f"đường {r.choice(STREETS)}", f"phố {r.choice(STREETS)}", r.choice(STREETS)])
    place = r.choice([
        f"số {number} {street}, {r.choice(WARDS)}, {r.choice(CITIES)}", f"Số nhà {number}, {street}, {r.choice(WARDS)}, {r.choice(CITIES)}",
        f"{number} {street}, {r.choice(WARDS)}", f"số {r.randint(1, 99)} ngõ {r.randint(1, 99)} {street}, {r.choice(WARDS)}"])
    village = f"{r.choice(['thôn', 'xóm', 'tổ dân phố'])} {r.randint(1, 12)}, {r.choice(WARDS)}, {r.choice(CITIES)}"
    return r.choice([
        f"{name(r)}, trú tại {place}", f"Nơi thường trú: {place}", f"Địa chỉ: {place}", f"Tôi ở {place}", f"Hộ khẩu thường trú: {village}",
        f"bà {name(r)}, thường trú tại {village}", f"Nhà tôi ở {place}", f"Chỗ ở hiện nay: {village}"])


def account(r: random.Random) -> str:
    number = str(r.randint(10**8, 10**14 - 1))
    grouped = " ".join(number[i:i + 4] for i in range(0, len(number), 4))
    return r.choice([f"số tài khoản {number} {r.choice(BANKS)}", f"STK: {number}", f"{r.choice(BANKS)} {number}", f"TK {number} tại {r.choice(BANKS)}",
                     f"chuyển khoản vào {number} - {r.choice(BANKS)} - {name(r).upper()}", f"tài khoản: {grouped} ({r.choice(BANKS)})"])


KINDS = {"citizen_id": citizen_id, "phone": phone, "email": email, "address": address, "account": account}


def _in_number(text: str, r: random.Random, change: Callable[[str], str]) -> str:
    """The text with a change at one place between the digits of its longest number."""
    runs = sorted(re.finditer(r"[0-9][0-9 .-]{6,}[0-9]", text), key=lambda m: -len(m.group()))
    if not runs:
        return text
    places = [m.start() for m in re.finditer(r"(?<=[0-9])(?=[0-9])", text) if runs[0].start() < m.start() < runs[0].end()]
    at = r.choice(places)
    return text[:at] + change(text[at:])


def full_width(text: str, r: random.Random) -> str:
    return text.translate({ord(c): 0xFF10 + int(c) for c in "0123456789"} | {ord("@"): 0xFF20})


def odd_blanks(text: str, r: random.Random) -> str:
    return _in_number(text.replace(" ", r.choice("\u00a0\u2009\u202f ")), r, lambda rest: "\u200b" + rest)


def a_blank_or_point(text: str, r: random.Random) -> str:
    return _in_number(text, r, lambda rest: r.choice(" .") + rest)


def torn_number(text: str, r: random.Random) -> str:
    return _in_number(text, r, lambda rest: "\n" + rest)


def misread_digit(text: str, r: random.Random) -> str:
    """One digit as a scanner reads it: O for 0, l or I for 1, S for 5."""
    runs = sorted(re.finditer(r"[0-9][0-9 .-]{6,}[0-9]", text), key=lambda m: -len(m.group()))
    places = [m.start() for m in re.finditer("[015]", text) if runs and runs[0].start() <= m.start() < runs[0].end()]
    if not places:
        return text
    at = r.choice(places)
    return text[:at] + {"0": r.choice("Oo"), "1": r.choice("lI"), "5": "S"}[text[at]] + text[at + 1:]


def torn_line(text: str, r: random.Random) -> str:
    """A line that ends at a blank, as mail programs break it; not right after a number's first group."""
    blanks = [m.start() for m in re.finditer(r"(?<=[^\d\s]) (?=\S)", text)]
    at = r.choice(blanks) if blanks else 0
    return text[:at] + "\n" + text[at + 1:] if at else text


def torn_mailbox(text: str, r: random.Random) -> str:
    return re.sub(r"@", r.choice(["@ ", " @", "@\n", " (at) ", "[at]"]), text) if r.random() < .5 else re.sub(r"\.(com)", r" . \1", text)


def unaccented(text: str, r: random.Random) -> str:
    """As people write on a telephone without a Vietnamese keyboard."""
    return "".join(c for c in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")) if not unicodedata.combining(c))


NOISE = {"citizen_id": (full_width, odd_blanks, a_blank_or_point, torn_number, misread_digit, torn_line, unaccented),
         "phone": (full_width, odd_blanks, a_blank_or_point, torn_number, misread_digit, torn_line, unaccented),
         "account": (full_width, odd_blanks, a_blank_or_point, torn_number, misread_digit, torn_line, unaccented),
         "email": (full_width, torn_mailbox, torn_line), "address": (full_width, torn_line)}
"""What scanners, mail programs and habits do to each kind of data."""
ANNOUNCED = {"citizen_id": ("căn cước", "CCCD", "CMND", "chứng minh", "định danh"), "phone": ("SĐT", "Điện thoại", "liên hệ", "zalo", "ĐT", "gọi"),
             "account": ("tài khoản", "STK", "TK", *BANKS)}
"""What stands near a number that is torn or misread beyond its form: without such a word nobody could tell it from a table."""
