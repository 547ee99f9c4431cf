"""Packs of parsed sources: many small ones become one, here and at a location that several machines share."""

from pathlib import Path

from plugins.build.cache import ABSORBED, Cache
from plugins.build.remote_cache import fetch, offer


def edits(folder: Path, numbers: range) -> Cache:
    """A pack for each number, as so many builds after one edit each leave."""
    for number in numbers:
        cache = Cache(folder, "1")
        cache.put(f"{number}", b"%d" % number)
        cache.flush()
    return Cache(folder, "1")


def packs(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.pack")}


def test_a_thousand_edits_leave_some_dozens_of_packs(tmp_path: Path) -> None:
    for start in range(0, 120, 10):
        edits(tmp_path, range(start, start + 10)).gather(shared=False)
        assert len(packs(tmp_path)) <= 33
    cache = Cache(tmp_path, "1")
    assert [cache.get(f"{number}") for number in range(120)] == [b"%d" % number for number in range(120)]
    assert not (tmp_path / ABSORBED).exists()


def test_few_packs_are_left_alone(tmp_path: Path) -> None:
    cache = edits(tmp_path, range(32))
    before = packs(tmp_path)
    cache.gather(shared=False)
    assert packs(tmp_path) == before


def test_what_was_gathered_is_found_by_the_same_cache_and_damage_is_left_behind(tmp_path: Path) -> None:
    edits(tmp_path, range(40))
    damaged = sorted(tmp_path.glob("*.pack"))[7]
    content = bytearray(damaged.read_bytes())
    content[12] ^= 1  # within the one record's bytes
    damaged.write_bytes(content)
    cache = Cache(tmp_path, "1")
    lost = [number for number in range(40) if cache.get(f"{number}") is None]
    cache.gather(shared=False)
    assert len(packs(tmp_path)) == 1 and len(lost) == 1
    assert [number for number in range(40) if cache.get(f"{number}") is None] == lost


def test_gathering_the_same_again_keeps_the_pack(tmp_path: Path) -> None:
    cache = edits(tmp_path, range(40))
    kept = {path.name: path.read_bytes() for path in tmp_path.glob("*.pack")}
    cache.gather(shared=False)
    for name, content in kept.items():  # as a crash before they went would leave them
        (tmp_path / name).write_bytes(content)
    cache = Cache(tmp_path, "1")
    cache.gather(shared=False)
    assert len(packs(tmp_path)) == 1 and cache.get("39") == b"39"


def test_a_shared_location_loses_the_small_packs_and_nothing_else(tmp_path: Path) -> None:
    here, there, other = tmp_path / "here", tmp_path / "there", tmp_path / "other"
    edits(here, range(20))
    assert not offer(str(there), here)
    edits(other, range(100, 103))
    assert not fetch(str(there), other)
    edits(here, range(20, 40)).gather(shared=True)
    assert not fetch(str(there), here)
    assert len(packs(here)) == 1, "what is in a larger pack is not fetched again"
    assert not offer(str(there), here) and not offer(str(there), other)
    assert not fetch(str(there), here)
    cache = Cache(here, "1")
    assert all(cache.get(f"{number}") for number in (*range(40), 100, 101, 102))


def test_a_location_that_may_only_be_added_to_is_no_trouble(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from fsspec.implementations.local import LocalFileSystem

    here, there = tmp_path / "here", tmp_path / "there"
    edits(here, range(40))
    offer(str(there), here)
    Cache(here, "1").gather(shared=True)

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(LocalFileSystem, "rm_file", refused)
    assert not offer(str(there), here) and not fetch(str(there), here)
    assert len(packs(here)) == 1 and len(packs(there)) == 41


def test_a_pack_that_goes_while_it_is_fetched_is_passed_over(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from fsspec.implementations.local import LocalFileSystem

    edits(tmp_path / "there", range(2))
    went, get = [], LocalFileSystem.get_file

    def going(self: LocalFileSystem, path: str, target: str) -> None:
        if not went:
            went.append(path)
            raise FileNotFoundError(path)
        get(self, path, target)

    monkeypatch.setattr(LocalFileSystem, "get_file", going)
    assert not fetch(str(tmp_path / "there"), tmp_path / "here")
    assert len(packs(tmp_path / "here")) == 1
