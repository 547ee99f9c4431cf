"""Generated personal data in the ways that people write them, for the recall of the screening."""

import random

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
