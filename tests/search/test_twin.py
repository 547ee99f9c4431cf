"""Command line and browser, side by side: the same hits with the same scores in the same order."""

import dataclasses
import json
import random
import time

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.build.search.index import open_index, sync_index
from plugins.cli.search import command
from plugins.search.record import SearchRecord
from tests.search.conftest import FIXTURE, record

QUERIES = ("thủ tục hành chính", "thu tuc hanh chinh", "đất", "dat", "so do", "công an", "cong an phuong", "204/2025/QĐ-UBND", "QĐ 204",
           "bảo hiem y tê", "kết hôn ở nước ngoài", "hành ch", "quyen su dung dat va nha o", "", "   ", "zzz", "20/11/2025", "đăng ký", "하이퐁 công an", "工作许可", "許")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A portal of 200 documents: the fixture's and variations of them, in both segments."""
    root = tmp_path_factory.mktemp("built")
    rows = [row for row in json.loads(FIXTURE.read_text("utf-8"))["documents"] if row["lang"] == "vi"]
    chance = random.Random(11)
    records = [SearchRecord(url=f"{row['id']}/", portal="p", **row) for row in rows]
    for number in range(200 - len(rows)):
        one, two = chance.choice(rows), chance.choice(rows)
        records.append(record(number, " ".join(one["title"].split()[:4] + two["title"].split()[-4:]), summary=two["summary"],
                              body=one["body"] + " " + two["body"], portal=chance.choice("pq"), section="news", lang="vi",
                              date=f"2026-0{chance.randrange(1, 7)}-{chance.randrange(10, 28)}", year=str(2020 + number % 6)))
    sync_index(root / "state", root / "p/search", "p", "vi", records, [], True)
    return root


def ours(built, query, filters=None, by_date=False, start=0, limit=10):
    answer = open_index(built / "p").search(query, filters, by_date, start, limit)
    return {"hits": [[hit.id, hit.score] for hit in answer.hits], "total": answer.total, "more": answer.more, "missing": sorted(answer.missing)}


def theirs(twin, built, query, filters=None, by_date=False, start=0, limit=10):
    return twin.ask("search", folder=str(built / "p/search"), text=query, filters=filters or {}, byDate=by_date, start=start, limit=limit)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("ways", [{}, {"start": 10}, {"by_date": True}, {"filters": {"portal": "q"}}, {"filters": {"portal": "p", "year": "2023"}, "by_date": True}],
                         ids=["plain", "second page", "by date", "one facet", "two facets by date"])
def test_both_answer_alike(twin, built, query, ways):
    assert theirs(twin, built, query, **ways) == ours(built, query, **ways)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from("thủ tục hành chính dat đai cong an 204 2025 qd ubnd / - : ^ ~ * \" '".split()), max_size=9).map(" ".join))
def test_any_query_is_safe_and_answered_alike(twin, built, query):
    began = time.perf_counter()
    expected = ours(built, query)
    assert time.perf_counter() - began < 2
    assert theirs(twin, built, query.encode("utf-8", "replace").decode()) == expected


def test_narrowing_and_sorting_do_what_they_say(built):
    index = open_index(built / "p")
    narrowed = index.search("đăng ký", {"portal": "q"}, limit=200)
    assert narrowed.hits and {hit.stub["portal"] for hit in narrowed.hits} == {"q"}
    dated = index.search("đăng ký", by_date=True, limit=200)
    days = [hit.stub["date"] for hit in dated.hits]
    assert days == sorted(days, reverse=True) and len(days) == dated.total


def test_a_lost_shard_leaves_what_can_be_had(twin, built, tmp_path):
    import shutil

    shutil.copytree(built / "p/search", tmp_path / "p/search")
    for number, path in enumerate(sorted((tmp_path / "p/search/h").iterdir())):
        if number % 3 == 0:
            path.unlink()
        elif number % 3 == 1:
            path.write_bytes(b"noise")
    found, browser = ours(tmp_path, "thủ tục hành chính đất đai"), theirs(twin, tmp_path, "thủ tục hành chính đất đai")
    assert browser == found and found["missing"] and found["hits"]


def test_the_command_prints_the_contract(built):
    run = CliRunner().invoke(command, ["thu tuc hanh chinh", "--portal", "p", "--output", str(built), "--format", "json", "--limit", "3"])
    assert run.exit_code == 0, run.output
    rows = json.loads(run.output)
    assert len(rows) == 3 and set(rows[0]) == {"url", "title", "portal", "section", "score"}
    assert rows[0]["title"].startswith("Thủ tục hành chính")
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_the_command_prints_text(built):
    run = CliRunner().invoke(command, ["sổ đỏ", "--portal", "p", "--output", str(built), "--facet", "portal=p", "--sort", "date"])
    assert run.exit_code == 0 and "result" in run.output


@pytest.mark.parametrize("arguments", [["x", "--portal", "nobody"], ["x", "--portal", "../p"], ["x", "--portal", "p", "--lang", "en"]])
def test_the_command_says_what_to_do(built, arguments):
    from plugins.model.errors import OperatorError

    run = CliRunner().invoke(command, [*arguments, "--output", str(built)])
    assert isinstance(run.exception, OperatorError) and run.exception.hint


def test_a_wrong_facet_is_refused(built):
    run = CliRunner().invoke(command, ["x", "--portal", "p", "--output", str(built), "--facet", "colour=red"])
    assert run.exit_code == 2


def test_a_title_ranks_above_a_summary_above_a_body(tmp_path):
    base = [record(number, f"Việc khác {number}", summary="Chuyện thường ngày", body="Nội dung thường ngày") for number in range(20)]
    base[3] = dataclasses.replace(base[3], body="Có nói đến cây cầu mới ở đây")
    base[9] = dataclasses.replace(base[9], summary="Khánh thành cây cầu mới")
    base[15] = dataclasses.replace(base[15], title="Cây cầu mới thông xe")
    sync_index(tmp_path / "state", tmp_path / "p/search", "p", "vi", base, [], True)
    assert [hit.id for hit in open_index(tmp_path / "p").search("cây cầu mới").hits][:3] == [base[15].id, base[9].id, base[3].id]
