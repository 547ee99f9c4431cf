"""The index on disk: the same bytes by every way, nothing left behind, and no way to break it for good."""

import dataclasses
import os
import random
import signal
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from plugins.build.search import index as search_index
from plugins.build.search.index import IndexStateLost, open_index, sync_index
from plugins.search import layout
from plugins.search.record import SearchRecord
from tests.search.conftest import ENGINE, record

WORDS = "thủ tục hành chính đất đai đăng ký khai sinh kết hôn bảo hiểm y tế công an giao thông môi trường giáo dục xây dựng nhà ở".split()


def document(chance: random.Random, number: int) -> SearchRecord:
    def text(length: int) -> str:
        return " ".join(chance.choice(WORDS) + chance.choice(("", "", ".", str(chance.randrange(50)))) for _ in range(length))

    return record(number, text(8), summary=text(12), body=text(60), headings=(text(3),),
                  moment=chance.choice(("", f"2026-04-1{chance.randrange(9)}T0{chance.randrange(9)}:30:00+07:00")),
                  date=chance.choice(("", f"2026-0{chance.randrange(1, 9)}-1{chance.randrange(9)}")),
                  portal=chance.choice("abc"), year="2026", number=f"{number}/2026/QĐ-UBND" if number % 7 == 0 else "")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fresh(folder: Path, records, **more) -> dict[str, bytes]:
    sync_index(folder / "state", folder / "search", "p", "vi", records, [], True, **more)
    return tree(folder / "search")


@pytest.mark.parametrize(("seed", "start"), [(1, 3), (2, 62), (3, 130), (4, 255)])
def test_any_history_gives_the_bytes_of_one_whole_build(tmp_path, seed, start):
    chance = random.Random(seed)
    there = {entry.id: entry for entry in (document(chance, number) for number in range(start))}
    fresh(tmp_path, there.values())
    for step in range(12):
        changed: dict[str, SearchRecord] = {}
        removed: set[str] = set()
        for _ in range(chance.choice((1, 1, 3, 9))):
            known = chance.choice(sorted(there))
            act = chance.choice(("add", "edit", "remove", "redate"))
            if act == "add":
                new = document(chance, chance.randrange(start, 2 * start + 20))
                changed[new.id] = new
            elif act == "edit":
                changed[known] = dataclasses.replace(there[known], body="một câu mới. " + there[known].body)
            elif act == "redate":
                changed[known] = dataclasses.replace(there[known], date=f"2026-1{chance.randrange(3)}-01")
            elif len(there) > 1:
                removed.add(known)
        removed -= set(changed)
        for name in removed:
            there.pop(name, None)
        there |= changed
        sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", changed.values(), removed, False)
        assert tree(tmp_path / "search") == fresh(tmp_path / f"whole{step}", there.values()), step


@pytest.fixture
def small_middle(monkeypatch):
    """A middle segment in an index of a hundred documents."""
    monkeypatch.setattr(layout, "MIDDLE_FROM", 40)
    monkeypatch.setattr(layout, "PHASES", 4)


@pytest.mark.parametrize(("seed", "start"), [(11, 30), (12, 62), (13, 130), (14, 200)])
def test_any_history_of_a_middle_segment_gives_those_bytes_too(tmp_path, small_middle, seed, start):
    test_any_history_gives_the_bytes_of_one_whole_build(tmp_path, seed, start)


def test_one_by_one_the_main_segment_takes_over_the_middle_one(tmp_path, small_middle):
    """Articles come in the order of their dates, as they do: no other way to the bytes of one whole build, and all are found."""
    chance = random.Random(15)
    records = [dataclasses.replace(document(chance, number), moment="", date=f"2026-{1 + number // 28:02d}-{1 + number % 28:02d}")
               for number in range(256)]
    fresh(tmp_path, records[:180])
    for count in range(181, 257):
        report = sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [records[count - 1]], [], False)
        assert not report.rebuilt
        if count % 16 in (0, 1) or count > 253:
            assert tree(tmp_path / "search") == fresh(tmp_path / f"whole{count}", records[:count]), count
    index = open_index(tmp_path)
    assert index.layout.middle and {hit.id for hit in index.search("thủ tục hành chính", limit=300).hits}
    for entry in records:
        assert entry.id in {hit.id for hit in open_index(tmp_path).search(entry.title, limit=50).hits}


def test_a_large_middle_segment_through_buckets_has_the_same_bytes(tmp_path, monkeypatch, small_middle):
    test_a_large_index_through_buckets_has_the_same_bytes(tmp_path, monkeypatch)


def test_a_large_index_through_buckets_has_the_same_bytes(tmp_path, monkeypatch):
    chance = random.Random(5)
    records = [document(chance, number) for number in range(200)]
    expected = fresh(tmp_path / "a", records)
    monkeypatch.setattr(search_index, "_IN_MEMORY", 50)
    assert fresh(tmp_path / "b", records) == expected
    assert fresh(tmp_path / "c", reversed(records), jobs=2) == expected


def test_a_change_touches_few_files_and_an_unchanged_index_none(tmp_path):
    chance = random.Random(6)
    records = [document(chance, number) for number in range(300)]
    fresh(tmp_path, records)
    before = tree(tmp_path / "search")
    newest = dataclasses.replace(document(chance, 900), moment="", date="2026-12-01")
    report = sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [newest], [], False)
    after = tree(tmp_path / "search")
    assert 0 < report.written <= 30 and not report.rebuilt
    assert sum(before.get(name) != content for name, content in after.items()) == report.written
    again = sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [*records, newest], [], True)
    assert (again.written, again.deleted, again.rebuilt) == (0, 0, False)


CANARY = "Kimtước"


def test_nothing_of_a_withdrawn_text_stays(tmp_path):
    chance = random.Random(7)
    records = [document(chance, number) for number in range(150)]
    secret = record("secret", f"Tin {CANARY} bị gỡ", summary=CANARY, body=f"Nội dung {CANARY} hai.", agency=CANARY, date="2026-05-05")
    clean = fresh(tmp_path / "clean", records)
    for way, complete in (("change", False), ("whole", True)):
        home = tmp_path / way
        fresh(home, [*records, secret])
        assert any(holds(content, CANARY) for content in tree(home / "search").values())
        sync_index(home / "state", home / "search", "p", "vi", records if complete else [], [secret.id], complete)
        assert tree(home / "search") == clean
        for name, content in {**tree(home / "search"), **tree(home / "state")}.items():
            assert not holds(content, CANARY), name


def test_nothing_of_an_edited_text_stays(tmp_path):
    records = [record(number, f"Bài số {number}", body="Nội dung bình thường.") for number in range(100)]
    secret = dataclasses.replace(records[40], body=f"Số điện thoại của {CANARY}.")
    fresh(tmp_path, [*records[:40], secret, *records[41:]])
    sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [records[40]], [], False)
    assert not any(holds(content, CANARY) for content in tree(tmp_path).values())


def holds(content: bytes, word: str) -> bool:
    """Whether a file holds a word, packed or not, in the spelling of the text or of the index."""
    from plugins.search.tokenizer import canonical, fold, normalise

    forms = [word, word.lower(), canonical(normalise(word), "vi"), fold(canonical(normalise(word), "vi"))]
    try:
        content = content + zlib.decompress(content)
    except zlib.error:
        pass
    for start in range(len(content) - 1):  # records packed inside the SQLite file
        if content[start] == 0x78 and content[start + 1] in (0x01, 0x5E, 0x9C, 0xDA):
            try:
                content += zlib.decompressobj().decompress(content[start:])
            except zlib.error:
                continue
    text = content.decode("utf-8", "ignore")
    return any(form in text for form in forms)


@pytest.mark.parametrize("damage", ["state gone", "state noise", "half a state"])
def test_a_lost_memory_asks_for_all_and_recovers(tmp_path, damage):
    chance = random.Random(8)
    records = [document(chance, number) for number in range(90)]
    expected = fresh(tmp_path, records)
    state = next((tmp_path / "state").glob("*.sqlite"))
    if damage == "state gone":
        state.unlink()
    elif damage == "state noise":
        state.write_bytes(b"noise" * 1000)
    else:
        state.write_bytes(state.read_bytes()[:8192])
    with pytest.raises(IndexStateLost):
        sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [records[0], document(chance, 500)], [], False)
    assert fresh(tmp_path, records) == expected


@pytest.mark.parametrize("damage", ["file gone", "file noise", "stray file", "no manifest", "folder gone"])
def test_damaged_output_is_mended(tmp_path, damage):
    chance = random.Random(9)
    records = [document(chance, number) for number in range(200)]
    fresh(tmp_path, records)
    search = tmp_path / "search"
    victim = sorted((search / "h").iterdir())[0]
    edited = [dataclasses.replace(entry, body=entry.body + " thêm một câu mới") for entry in records[:60]]
    if damage == "file gone":
        victim.unlink()
    elif damage == "file noise":
        for path in (search / "b").iterdir():
            path.write_bytes(b"noise")
    elif damage == "stray file":
        (search / "h" / "ffff.idx").write_bytes(b"")
    elif damage == "no manifest":
        (search / "manifest.idx").unlink()
    else:
        import shutil

        shutil.rmtree(search)
    sync_index(tmp_path / "state", search, "p", "vi", edited, [], False)
    assert tree(search) == fresh(tmp_path / "other", [*edited, *records[60:]])


_KILLED = """
import os, pickle, signal, sys
from pathlib import Path
sys.path.insert(0, {engine!r})
from plugins.build.search import index as search_index
home, after = Path(sys.argv[1]), int(sys.argv[2])
changed = pickle.loads((home / "changed").read_bytes())
write, count = Path.write_bytes, 0
def dying(path, content):
    global count
    count += 1
    if count > after:
        write(path, content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    return write(path, content)
Path.write_bytes = dying
search_index.sync_index(home / "state", home / "search", "p", "vi", changed, [], False)
"""


@pytest.mark.parametrize("after", [0, 1, 5, 14])
def test_a_killed_run_is_finished_by_the_next(tmp_path, after):
    import pickle

    chance = random.Random(10)
    records = [document(chance, number) for number in range(150)]
    fresh(tmp_path, records)
    changed = [dataclasses.replace(records[3], title="Tiêu đề đã sửa"), document(chance, 700)]
    (tmp_path / "changed").write_bytes(pickle.dumps(changed))
    died = subprocess.run([sys.executable, "-c", _KILLED.format(engine=str(ENGINE)), tmp_path, str(after)], cwd=ENGINE)
    assert died.returncode == -signal.SIGKILL
    sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [], [], False)
    whole = {entry.id: entry for entry in [*records, *changed]}
    assert tree(tmp_path / "search") == fresh(tmp_path / "other", whole.values())


def test_labels_are_a_file_of_their_own(tmp_path):
    records = [record(number, f"Bài {number}", portal="a") for number in range(3)]
    fresh(tmp_path, records)
    report = sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [], [], False, labels={"portal": {"a": "Cổng A"}})
    assert report.written == 2 and (tmp_path / "search/l/0.idx").exists()
    report = sync_index(tmp_path / "state", tmp_path / "search", "p", "vi", [], [], False)
    assert report.deleted == 1 and not (tmp_path / "search/l/0.idx").exists()


def test_an_empty_edition_has_an_index_too(tmp_path):
    fresh(tmp_path, [])
    assert open_index(tmp_path).search("gì cũng được").hits == ()


def test_the_state_is_plain_sqlite_and_small_texts_cost_little(tmp_path):
    fresh(tmp_path, [record(number, f"Bài {number}") for number in range(10)])
    state = next((tmp_path / "state").glob("*.sqlite"))
    assert sqlite3.connect(state).execute("select count(*) from doc").fetchone() == (10,)
    assert os.path.getsize(state) < 200_000
