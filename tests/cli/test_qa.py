"""Questions from receipt to page: the steps, the private store, and that no asker ever reaches the site."""

import json
import mailbox
import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from plugins.build.reports.intake import Intake
from plugins.cli import root
from plugins.model import OperatorError
from tests.conftest import PORTAL, Site

NOW = "2026-06-15T09:00:00+07:00"
ASKER = ["--name", "Nguyễn Văn An", "--citizen-id", "031090123456", "--address", "số 12 đường Lê Lợi, phường Ngô Quyền", "--phone", "0912 345 678"]
SECRETS = ("Nguyễn Văn An", "031090123456", "0912 345 678", "Lê Lợi")


POSTGRES = os.environ.get("CONGMO_TEST_POSTGRES", "")
"""An SQLAlchemy address of an empty PostgreSQL database, to try the intake on it too."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="CONGMO_TEST_POSTGRES is not set"))])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site(tmp_path / "site")
    site.write("portals/city.yaml", PORTAL)
    address = str(tmp_path / "private/q.sqlite")
    if request.param == "postgresql":
        address = POSTGRES
        engine = sa.create_engine(address)
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS question"))
        engine.dispose()
    monkeypatch.setenv("CONGMO_QA_STORE", address)
    yield site


def store_of(site: Site) -> Intake:
    return Intake(os.environ["CONGMO_QA_STORE"], site.root)


def stored(site: Site) -> bytes:
    """Every byte that the store holds: the file, or the rows of the server."""
    if os.environ["CONGMO_QA_STORE"] == POSTGRES:
        engine = sa.create_engine(POSTGRES)
        with engine.begin() as connection:
            return str(connection.execute(sa.text("SELECT * FROM question")).all()).encode()
    return Path(os.environ["CONGMO_QA_STORE"]).read_bytes()


def qa(site: Site, action: str, *arguments: str) -> Result:
    store = ["--now", NOW]
    return CliRunner().invoke(root, ["qa", action, "--site", str(site.root), *store, *arguments], standalone_mode=False)


def done(site: Site, action: str, *arguments: str) -> str:
    result = qa(site, action, *arguments)
    assert result.exception is None, result.exception
    return result.output


def refused(site: Site, action: str, *arguments: str) -> str:
    result = qa(site, action, *arguments)
    assert isinstance(result.exception, OperatorError), result.output
    return str(result.exception)


def listed(site: Site) -> list[dict]:
    return json.loads(done(site, "list", "--format", "json"))


def asked(site: Site, text: str = "Thủ tục đăng ký khai sinh cần giấy tờ gì?", *more: str) -> str:
    return done(site, "add", "--portal", "city", *(more or ASKER), text).split(":")[0]


def test_a_question_becomes_a_page_without_its_asker(site: Site) -> None:
    code = asked(site)
    done(site, "classify", code, "common_interest", "--topic", "justice")
    done(site, "forward", code, "Sở Tư pháp")
    done(site, "interim", code, "2026-06-20")
    done(site, "answer", code, "Cần giấy chứng sinh và tờ khai.")
    done(site, "publish", code, "Giấy tờ đăng ký khai sinh")
    site.build(search=True)
    assert "Cần giấy chứng sinh" in site.read(f"city/hoi-dap/hoi-{code.lower()}/index.html")
    files = [p for p in site.root.rglob("*") if p.is_file()]
    assert not [p for p in files if any(secret.encode() in p.read_bytes() for secret in SECRETS)]
    if os.environ["CONGMO_QA_STORE"] != POSTGRES:
        assert Path(os.environ["CONGMO_QA_STORE"]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("edit", ["Tôi là Nguyễn  Văn AN, xin hỏi.", "Gọi tôi 0912345678.", "CCCD 031 090 123 456", "Nhà ở số 12 đường Lê Lợi, phường Ngô Quyền", "Viết cho chau.tran@gmail.com"])
def test_nothing_is_published_while_personal_data_are_left(site: Site, edit: str) -> None:
    code = asked(site)
    done(site, "classify", code, "in_scope")
    done(site, "forward", code, "Sở Tư pháp")
    done(site, "answer", code, "Trả lời.")
    assert "asker" in refused(site, "publish", code, "Hỏi", "--question", edit)
    assert not (site.root / "content").exists()


@pytest.mark.parametrize("left_out,lack", [("--citizen-id", "citizen_id"), ("--address", "address"), ("--name", "full_name"), ("--phone", "phone|email")])
def test_an_individual_must_say_who_they_are(site: Site, left_out: str, lack: str) -> None:
    at = ASKER.index(left_out)
    code = asked(site, "Hỏi?", *ASKER[:at], *ASKER[at + 2:])
    assert lack in refused(site, "classify", code, "in_scope")


def test_an_organisation_needs_no_citizen_id_but_an_address(site: Site) -> None:
    base = ["--kind", "organisation", "--name", "Công ty A", "--email", "info@a.com.vn"]
    assert "address" in refused(site, "classify", asked(site, "Hỏi?", *base), "in_scope")
    done(site, "classify", asked(site, "Hỏi?", *base, "--address", "1 phố B"), "in_scope")


def test_a_returned_question_is_classified_again_and_keeps_its_log(site: Site) -> None:
    code = asked(site)
    assert "scope" in refused(site, "forward", code, "Sở A")  # not classified yet
    done(site, "classify", code, "in_scope")
    done(site, "forward", code, "Sở A")
    assert "why" in refused(site, "return", code, " ")
    done(site, "return", code, "không thuộc lĩnh vực")
    done(site, "forward", code, "Sở B")
    log = store_of(site).get(code).log
    assert [entry["action"] for entry in log] == ["classify", "forward", "return", "forward"] and log[2]["note"] == "không thuộc lĩnh vực"


def test_complaints_are_guided_and_never_answered(site: Site) -> None:
    code = asked(site, "Tôi tố cáo.")
    done(site, "classify", code, "complaint")
    assert "scope" in refused(site, "forward", code, "Sở A")
    refused(site, "publish", code, "x")
    refused(site, "guide", code, " ")
    done(site, "guide", code, "Thanh tra thành phố")
    assert listed(site)[0]["state"] == "guided"


def test_an_interim_notice_states_a_later_day_and_is_overdue_after_it(site: Site) -> None:
    code = asked(site, "Hỏi?", *ASKER, "--received-on", "2026-06-01")
    done(site, "classify", code, "in_scope")
    done(site, "forward", code, "Sở A")
    for wrong in ("", "sớm", "2026-06-15", "2026-01-01"):
        assert "day" in refused(site, "interim", code, wrong)
    done(site, "interim", code, "2026-06-16")
    later = json.loads(done(site, "list", "--format", "json", "--now", "2026-06-17T08:00:00+07:00"))
    assert later[0]["todo"] == "overdue since 2026-06-16"


def test_a_direct_answer_makes_no_page_and_asks_for_the_boards_copy(site: Site) -> None:
    code = asked(site)
    done(site, "classify", code, "in_scope")
    done(site, "forward", code, "Sở A")
    done(site, "answer", code, "Trả lời riêng.", "--mode", "direct")
    assert "public" in refused(site, "publish", code, "x") and listed(site)[0]["todo"] == "copy to the board"
    done(site, "complete", code, "--copy-received-on", "2026-06-15")
    assert listed(site)[0]["todo"] == ""


def test_common_interest_is_answered_in_public(site: Site) -> None:
    code = asked(site)
    done(site, "classify", code, "common_interest")
    done(site, "forward", code, "Sở A")
    assert "public" in refused(site, "answer", code, "x", "--mode", "direct")


def message(number: int, when: str = "Mon, 01 Jun 2026 23:30:00 +0000") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = f"Trần Bình <binh{number}@gmail.com>", "Hỏi về đất đai", when
    mail["Message-ID"] = f"<{number}@mail>"
    mail.set_content("Thủ tục ra sao?")
    mail.add_alternative("<p>Thủ tục <b>ra sao</b>?</p><script>x</script>", subtype="html")
    return mail


def test_mail_and_csv_files_are_read_once(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message(1).as_bytes())
    box = mailbox.mbox(tmp_path / "b.mbox")
    for number in (2, 3):
        box.add(message(number, "not a day"))
    box.close()
    (tmp_path / "c.csv").write_text("kind,full_name,address,phone,text,received_on\norganisation,Công ty A,1 phố B,0225 3821055,Hỏi?,2026-06-02\n")
    files = [str(tmp_path / name) for name in ("a.eml", "b.mbox", "c.csv")]
    for _ in range(2):
        done(site, "import", "--portal", "city", *files)
    rows = listed(site)
    assert len(rows) == 4 and rows[0]["received_on"] == "2026-06-02"  # 23:30 UTC on 1 June is the 2nd in Viet Nam
    assert not [row for row in rows if "gmail" in json.dumps(row) or "Trần" in json.dumps(row, ensure_ascii=False)]


def test_askers_data_can_be_erased(site: Site) -> None:
    code = asked(site)
    done(site, "erase", code)
    assert not [s for s in SECRETS if s.encode() in stored(site)]
    question = store_of(site).get(code)
    assert (question.full_name, question.citizen_id, question.text, question.log[-1]["action"]) == ("", "", "", "erase")


CSV_ROW = {"full_name": "Trần Thị Bình", "citizen_id": "031090999999", "address": "Số 5 đường Trần Phú", "email": "tranb@gmail.com", "text": "Con tôi vào lớp 1?"}


def test_nothing_of_an_imported_asker_is_left_after_erasure(site: Site, tmp_path: Path) -> None:
    """Neither as text nor in hexadecimal, and reading the file again brings nobody back."""
    (tmp_path / "c.csv").write_text(",".join(CSV_ROW) + "\n" + ",".join(CSV_ROW.values()) + "\n", encoding="utf-8")
    done(site, "import", "--portal", "city", str(tmp_path / "c.csv"))
    [row] = listed(site)
    assert CSV_ROW["email"].encode() in stored(site)
    done(site, "erase", row["code"])
    left = stored(site)
    assert not [value for value in CSV_ROW.values() if value.encode() in left or value.encode().hex().encode() in left]
    done(site, "import", "--portal", "city", str(tmp_path / "c.csv"))
    assert len(listed(site)) == 1


def test_a_store_of_an_earlier_version_lets_go_of_its_lines(site: Site) -> None:
    code = asked(site)
    store = store_of(site)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE question SET source_id = :old"), {"old": "csv:" + json.dumps(CSV_ROW, ensure_ascii=False).encode().hex()})
    store_of(site).erase(code, "2026-06-15", "board")
    assert CSV_ROW["email"].encode().hex().encode() not in stored(site)


@pytest.mark.parametrize("answer,mode,kept", [("Mang giấy khai sinh.", "public", True), ("Mang giấy khai sinh.", "direct", False),
                                              ("Gọi 0912345678.", "public", False), ("Chào bà Nguyễn Văn An.", "public", False)])
def test_an_answer_that_names_somebody_goes_with_the_asker(site: Site, answer: str, mode: str, kept: bool) -> None:
    code = asked(site)
    done(site, "classify", code, "in_scope")
    done(site, "forward", code, "Sở A")
    done(site, "answer", code, answer, "--mode", mode)
    done(site, "erase", code)
    assert store_of(site).get(code).answer == (answer if kept else "")


def test_an_answer_with_a_slip_can_be_corrected_before_it_is_published(site: Site) -> None:
    code = asked(site)
    done(site, "classify", code, "in_scope")
    done(site, "forward", code, "Sở A")
    done(site, "answer", code, "Gọi 0912345678.")
    assert isinstance(qa(site, "publish", "--question", "Hỏi gì?", code, "Tiêu đề").exception, OperatorError)
    done(site, "answer", code, "Đến bộ phận một cửa.", "--now", "2026-06-20T09:00:00+07:00")
    done(site, "publish", "--question", "Hỏi gì?", code, "Tiêu đề")
    question = store_of(site).get(code)
    assert (question.answer, question.answered_on) == ("Đến bộ phận một cửa.", "2026-06-15")


def test_the_store_may_not_lie_in_the_site_root(site: Site) -> None:
    result = CliRunner().invoke(root, ["qa", "list", "--site", str(site.root), "--store", str(site.root / "q.sqlite")], standalone_mode=False)
    assert isinstance(result.exception, OperatorError) and not (site.root / "q.sqlite").exists()


def test_each_agencys_questions_are_counted(site: Site) -> None:
    first, second, third, fourth = (asked(site) for _ in range(4))
    for code in (first, second, third):
        done(site, "classify", code, "in_scope")
        done(site, "forward", code, "Sở A")
    done(site, "answer", first, "Trả lời riêng.", "--mode", "direct")
    done(site, "interim", second, "2026-06-16")
    done(site, "classify", fourth, "out_of_scope")
    rows = json.loads(done(site, "count", "--format", "json", "--now", "2026-06-20T09:00:00+07:00"))
    assert rows == [{"agency": "", "open": 1, "late": 0, "answered": 0, "without_copy": 0, "without_notice": 1},
                    {"agency": "Sở A", "open": 2, "late": 1, "answered": 1, "without_copy": 1, "without_notice": 0}]
    done(site, "complete", first, "--copy-received-on", "2026-06-18")
    assert "Sở A: 2 open, 0 late, 1 answered, 0 direct" in done(site, "count")


def test_askers_data_go_when_their_time_is_over(site: Site) -> None:
    old, new, unanswered = (asked(site) for _ in range(3))
    for code in (old, new):
        done(site, "classify", code, "in_scope")
        done(site, "forward", code, "Sở A")
    done(site, "answer", old, "Trả lời.")
    done(site, "answer", new, "Trả lời.", "--now", "2027-05-01T09:00:00+07:00")
    assert "1 askers' data removed" in done(site, "retain", "--months", "12", "--now", "2027-07-01T09:00:00+07:00")
    assert [store_of(site).get(code).full_name for code in (old, new, unanswered)] == ["", "Nguyễn Văn An", "Nguyễn Văn An"]
    assert "0 askers" in done(site, "retain", "--months", "12", "--now", "2027-07-01T09:00:00+07:00")


def test_a_driver_that_is_not_there_is_named(site: Site) -> None:
    result = CliRunner().invoke(root, ["qa", "list", "--site", str(site.root), "--store", "mssql+pyodbc://x/y"], standalone_mode=False)
    assert isinstance(result.exception, OperatorError) and "driver" in str(result.exception)
