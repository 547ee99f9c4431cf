"""The build is the gate: only approved bytes reach the output, and a page without approval keeps its last version."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.build.run import Request, Result, build
from plugins.build.settings import Settings
from plugins.build.settings import SiteSettings
from plugins.model import OperatorError
from plugins.model.clock import VIETNAM
from plugins.review.canonical import spell_instant
from plugins.review.receipts import receipt_name
from plugins.review.statements import Kind
from tests.review.world import ROOT_LINES, World

PORTAL = b"name: {vi: C\xe1\xbb\x95ng t\xe1\xbb\x89nh}\nunit_type: province\nlanguages: [vi]\n"
ITEM = "content/tinh/news/tin.vi.md"


def article(text: str) -> bytes:
    return f"---\ntitle: Tin\ndate: 2020-01-01\nauthor: Biên tập viên A\nsource: Cổng\n---\n{text}\n".encode()


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World.new(tmp_path / "site.git")
    made.publish({"portals/tinh.yaml": PORTAL, ITEM: article("Bản đã duyệt.")})
    (tmp_path / "roots").write_text("\n".join(ROOT_LINES) + "\n")
    return made


def gated(world: World, output: str = "output", later: timedelta = timedelta(minutes=1)) -> Result:
    folder = world.folder.parent
    return build(Request(site=world.folder, output=folder / output, roots=str(folder / "roots"), ref="main",
                         settings=Settings(site=SiteSettings(search=True, demo=False), gate=True),
                         now=(world.time + later).astimezone(VIETNAM).isoformat(timespec="seconds")))


def page(world: World, output: str = "output") -> str:
    return (world.folder.parent / output / "tinh/tin-tuc/tin/index.html").read_text()


def test_an_unapproved_edit_keeps_the_last_approved_version(world: World) -> None:
    gated(world)
    assert "Bản đã duyệt." in page(world)
    edit = {ITEM: article("Bản CANARY chưa duyệt."), "content/tinh/news/moi.vi.md": article("Trang CANARY mới.")}
    world.commit(edit)
    result = gated(world)
    assert "Bản đã duyệt." in page(world) and {f.path for f in result.findings} >= {ITEM}
    gated(world, "clean")
    for output in ("output", "clean"):
        for path in (world.folder.parent / output).rglob("*"):
            assert not path.is_file() or b"CANARY" not in path.read_bytes(), path
    assert not any(b"CANARY" in p.read_bytes() for p in (world.folder.parent / ".output.congmo").rglob("*") if p.is_file())


def test_an_approved_edit_appears_and_has_its_receipt(world: World) -> None:
    gated(world)
    world.publish({ITEM: article("Bản hai đã duyệt.")})
    result = gated(world)
    assert "Bản hai đã duyệt." in page(world) and result.receipts >= 1
    receipts = list((world.folder.parent / "output/tinh/data/receipts").iterdir())
    assert receipts and ITEM in receipts[0].read_text()


def test_without_roots_nothing_is_built(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("CONGMO_ROOTS", raising=False)
    with pytest.raises(OperatorError):
        build(Request(site=world.folder, output=tmp_path / "output", ref="main", now="2026-06-15T09:00:00+07:00",
                      settings=Settings(gate=True)))
    assert not (tmp_path / "output").exists()


def test_an_emergency_withdrawal_leaves_a_notice_and_nothing_else(world: World) -> None:
    gated(world)
    world.commit(world.statement(Kind.WITHDRAW, "head", {ITEM: None}))
    gated(world)
    shown = page(world)
    assert "Khẩn cấp" in shown and "Bản đã duyệt." not in shown
    folder = world.folder.parent / "output"
    assert not any("Bản đã duyệt.".encode() in p.read_bytes() for p in folder.rglob("*") if p.is_file())
    gated(world, "clean")
    assert page(world, "clean") == shown


def test_an_emergency_publication_is_marked(world: World) -> None:
    new = {ITEM: article("Bản khẩn.")}
    world.commit(new | world.statement(Kind.PUBLISH, "head", new))
    gated(world)
    assert "Bản khẩn." in page(world) and "khẩn cấp" in page(world)


def test_the_next_change_by_time_is_the_end_of_an_emergency(world: World) -> None:
    new = {ITEM: article("Bản khẩn.")}
    ratified = world.submit("ed", new) | world.approve("mem", new)
    world.commit(new | world.statement(Kind.PUBLISH, "head", new))
    result = gated(world)
    assert result.next_due == ((world.time + timedelta(hours=24)).astimezone(VIETNAM).isoformat(timespec="seconds"), ITEM)
    world.commit(ratified)
    assert gated(world).next_due is None


def test_a_translation_loses_its_approved_state_after_the_grace(world: World) -> None:
    english = ITEM.replace(".vi.", ".en.")
    world.publish({"portals/tinh.yaml": PORTAL.replace(b"[vi]", b"[vi, en]")})
    world.publish({english: article("Approved.")}, "ed", "lang", "mem")
    world.publish({ITEM: article("Bản hai.")})

    def receipt() -> tuple[str, str | None]:
        path = world.folder.parent / "output/tinh/data/receipts" / receipt_name(english)
        return json.loads(path.read_text())["basis"], json.loads(path.read_text())["lapses_at"]

    due = world.time + timedelta(hours=72)
    result = gated(world)
    page = (world.folder.parent / "output/tinh/en/news/tin/index.html").read_text()
    assert receipt() == ("approval", spell_instant(due)) and "banner" in page and "Approved." in page
    assert result.next_due == (due.astimezone(VIETNAM).isoformat(timespec="seconds"), english)
    assert gated(world, later=timedelta(hours=73)).next_due is None and receipt() == ("lapsed", spell_instant(due))


def test_git_never_takes_the_builds_memory_along(world: World) -> None:
    gated(world)
    assert (world.folder.parent / ".output.congmo/.gitignore").read_text() == "*\n"


def test_each_page_links_its_receipt(world: World) -> None:
    gated(world)
    link = re.search(r'href="([^"]*data/receipts/[^"]+)"', page(world)).group(1)
    assert (world.folder.parent / "output/tinh/tin-tuc/tin" / link).is_file()
