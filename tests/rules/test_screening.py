"""Personal data and secrecy marks: found in generated texts, not in official ones, and kept out of a built site."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from plugins.build.check import check
from plugins.rules.screening import hits, marked_secret, personal_data, secrecy_marks
from tests.conftest import NOW, PORTAL, Site
from tests.rules.personal import ANNOUNCED, KINDS, NOISE


@pytest.mark.parametrize("kind", KINDS)
def test_recall_on_generated_data(kind: str) -> None:
    r = random.Random(kind)
    texts = [f"Kính gửi Ban Biên tập. {KINDS[kind](r)} Xin cảm ơn." for _ in range(2000)]
    missed = [text for text in texts if kind not in {hit.kind for hit in hits(text)}]
    assert len(missed) <= 20, missed[:5]


@pytest.mark.parametrize("kind,noise", [(kind, noise) for kind, several in NOISE.items() for noise in several], ids=lambda value: getattr(value, "__name__", value))
def test_recall_on_what_scanners_and_mail_programs_leave(kind: str, noise: Callable[[str, random.Random], str]) -> None:
    r = random.Random(f"{kind} {noise.__name__}")
    texts = [text for text in (KINDS[kind](r) for _ in range(1500)) if any(word in text for word in ANNOUNCED.get(kind, [""]))]
    spoilt = [f"Kính gửi Ban Biên tập. {noise(text, r)} Xin cảm ơn." for text in texts]
    missed = [text for text in spoilt if kind not in {hit.kind for hit in hits(text)}]
    assert len(texts) > 500 and len(missed) <= len(texts) / 100, missed[:5]


@pytest.mark.parametrize("text", [
    "| 2024 | 12345\n678 | 901 |\n| 09 | 12345678 |", "Điều 10\n912345678 đồng", "mẫu số O1/2024 và 1O bản", "Số lượng: 1200\n3400\n5600\n7800",
    "Điện thoại: 0225\n3821 055", "toạ độ: X 2301456\nY 0578123", "Sl 2024 l1 2345", "Thông tư 01/2020 @ hotmail của ngành", "a@b (at) c", "0" * 30])
def test_torn_tables_and_slips_of_scans_are_left_alone(text: str) -> None:
    assert list(hits(text)) == []


@given(st.text(alphabet="0123456789OolIS| .\n-()@:xCĐT", max_size=200))
def test_any_spoilt_text_can_be_read(text: str) -> None:
    assert all(0 <= hit.start < len(text) for hit in hits(text))


@pytest.mark.parametrize("text", [
    "Điện thoại: 0225 3821 055; fax 0225.3842.368", "Đường dây nóng: 0912 345 678", "Tổng đài 1900 1009 hoặc 18001096",
    "congthongtindientu@haiphong.gov.vn", "lienhe@cangbien.com.vn", "Trụ sở: số 18 đường Hoàng Diệu, phường Minh Khai, thành phố Hải Phòng",
    "Ủy ban nhân dân phường, 12 phố Lê Lợi, phường Ngô Quyền", "Tổng vốn 1.250.000.000 đồng, diện tích 120.000 m2",
    "Quyết định số 204/2025/QĐ-UBND ngày 06/11/2025", "tài khoản 3713.0.1054321 tại Kho bạc Nhà nước khu vực III", "mã số thuế 0200123456",
    "điểm có toạ độ (0384612319)", "(01) (02) (03) (04) (05) (06)", "công dân thường trú tại Việt Nam từ đủ 18 tuổi", "Nơi thường trú: ............",
    "08.04.2026 16:24:27 +07:00", "ISBN 9786043219876"])
def test_official_texts_are_left_alone(text: str) -> None:
    assert list(hits(text)) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for hit in hits(text):
        assert 0 <= hit.start < len(text) and len(hit.shown) < 80
    secrecy_marks(text, {})


@pytest.mark.parametrize("text", ["0 " * 100_000, "1 " + "ngõ 1, " * 50_000, "số 1 Aa, " * 40_000, "a.b@" + "c." * 50_000, "* " * 100_000 + "MẬT",
                                  "0 1 2 3 4 5 6 7 8 9 " * 20_000, "Địa chỉ " * 50_000,
                                  "1\n" * 100_000, "1O" * 100_000, "0O1 " * 50_000, "@ gmail" * 50_000, "SĐT 091\n" * 30_000])
def test_a_hostile_text_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    text += " phường B"
    assert {hit.kind for hit in hits(text)} <= {"email"} and len(secrecy_marks(text, {})) <= 1  # squared, these would take hours


def test_a_finding_never_repeats_the_data() -> None:
    found = personal_data("CCCD 031090123456, gọi 0912345678, a.nguyen@gmail.com", {"title": "STK 0123456789 BIDV"})
    assert {f.params["kind"] for f in found} == {"citizen_id", "phone", "email", "account"}
    shown = str([f.params for f in found])
    assert not any(secret in shown for secret in ("031090123456", "0912345678", "a.nguyen@", "0123456789"))


def test_official_contact_fields_are_not_read() -> None:
    assert personal_data("", {"phone": "0912 345 678", "email": "giamdoc@gmail.com", "contacts": [{"phone": "0912345678"}]}) == []
    assert personal_data("", {"summary": "gọi 0912 345 678"})


@pytest.mark.parametrize("text,marks", [
    ("TỐI MẬT\n\nKế hoạch", ["TỐI MẬT"]), ("MẬT", ["MẬT"]), ("Độ mật: Mật", ["MẬT"]), ("Số: 12/KH TUYỆT MẬT", ["TUYỆT MẬT"]),
    ("Bí mật nhà nước độ Tối mật do người đứng đầu quyết định.", []), ("Mật ong rừng U Minh", []), ("BẢO VỆ BÍ MẬT NHÀ NƯỚC", []),
    ("Độ mật của tài liệu gồm TUYỆT MẬT, TỐI MẬT và MẬT theo quy định của Luật.", [])])
def test_secrecy_marks(text: str, marks: list[str]) -> None:
    assert secrecy_marks(text, {}) == marks
    assert bool(marked_secret(text, {})) == bool(marks)


@pytest.fixture
def site(tmp_path) -> Site:
    site = Site(tmp_path)
    site.write("portals/city.yaml", PORTAL)
    return site


def test_a_citizens_number_keeps_the_item_out_of_everything(site: Site) -> None:
    site.article("city/news/sach.vi.md", "Bài sạch")
    site.article("city/news/lo.vi.md", "Bài lộ", "Ông Nguyễn Văn A, CCCD 031090123456, đề nghị.")
    result = site.build()
    assert {f.id for f in result.findings} == {"personal-data.found"}
    assert not [p for p in site.output.rglob("*") if p.is_file() and (b"031090123456" in p.read_bytes() or "Bài lộ".encode() in p.read_bytes())]
    again = site.build()  # the parse cache and the library must not let it through the second time
    assert {f.id for f in again.findings} == {"personal-data.found"} and again.written == 0


def test_the_override_is_part_of_the_bytes_that_are_signed(site: Site) -> None:
    site.article("city/news/lo.vi.md", "Trúng thưởng", "Số điện thoại 0912 345 678.", personal_data_reviewed="Người liên quan đồng ý, biên bản 05/BB")
    site.build()
    assert "Trúng thưởng" in site.read("city/index.html")
    found = check(site.root, NOW).findings
    assert [(f.id, str(f.severity)) for f in found if f.path.startswith("content/")] == [("personal-data.reviewed", "note")]


def test_a_secrecy_mark_keeps_the_item_out(site: Site) -> None:
    site.article("city/news/mat.vi.md", "Kế hoạch tuyệt đối", "TỐI MẬT\n\nNội dung.")
    assert {f.id for f in site.build().findings} == {"secrecy.marked"}
    assert not [p for p in site.output.rglob("*.html") if "Kế hoạch tuyệt đối" in p.read_text()]


@pytest.mark.parametrize("text,found", [("-----BEGIN OPENSSH PRIVATE KEY-----", True), ("Mật khẩu: Congtt@2026x", True), ("AKIAABCDEFGHIJKLMNOP", True),
                                        ("Mật khẩu: ít nhất 8 ký tự", False), ("Đổi mật khẩu mỗi 3 tháng", False)])
def test_a_planted_key_is_found(site: Site, text: str, found: bool) -> None:
    site.article("city/news/khoa.vi.md", "Bài", text)
    assert ("secret.found" in {f.id for f in site.build().findings}) is found
