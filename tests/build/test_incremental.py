"""The heart: after any history of edits, the incremental output is byte for byte that of a clean build.

Histories are drawn by hypothesis from every kind of change that an input can undergo. Each history ends with a check
that the comparison itself can fail: broken planners (`BROKEN`) must be caught by the same histories.
"""

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.build import library, run
from plugins.build.frame import Framing
from plugins.build.settings import Settings
from plugins.build.store import Store
from plugins.build.settings import SiteSettings
from tests.conftest import PORTAL, WARD, Site

ENGINE = Path(__file__).resolve().parents[2]
SECTIONS = ("news", "legal-documents", "consultations")
NUMBERS = ("1/2026/QĐ-UBND", "2/2026/QĐ-UBND", "3/2026/QĐ-UBND")
OPERATIONS = ("add", "edit", "delete", "rename", "move", "redate", "tag", "translate", "retitle", "withdraw", "embargo",
              "expire", "law", "link", "picture", "section page", "registry", "custom section", "new portal",
              "drop portal", "theme", "catalog", "type", "clock", "clock back", "break", "revert")


class History:
    """A site and a clock that a list of operations is played on."""

    def __init__(self, root: Path, seed: int, theme: Path) -> None:
        self.site = Site(root / "site")
        self.random = random.Random(seed)
        self.now = datetime.fromisoformat("2026-06-15T09:00:00+07:00")
        self.count = 0
        self.site.write("portals/city.yaml", PORTAL)
        self.site.write("portals/ward.yaml", WARD)
        shutil.copytree(theme, self.site.root / "themes/small")
        for name in ("article", "legal-document", "consultation", "page"):
            source = ENGINE / "portals/_types" / f"{name}.yaml"
            self.site.write(f"portals/_types/{name}.yaml", source.read_bytes())
        self.saved: dict[str, bytes] = {}

    def items(self) -> list[Path]:
        return sorted((self.site.root / "content").rglob("*.md"))

    def play(self, operation: str) -> None:
        getattr(self, "do_" + operation.replace(" ", "_"))()

    def front(self, **fields: str) -> str:
        pairs = {"title": f"Tiêu đề {self.count}", "date": self.day(), "author": "Biên tập viên A", "source": "Cổng"}
        return "---\n" + "".join(f"{k}: {v}\n" for k, v in {**pairs, **fields}.items()) + "---\n"

    def day(self) -> str:
        return (self.now - timedelta(days=self.random.randrange(0, 400))).date().isoformat()

    def new(self, section: str = "news", portal: str = "", lang: str = "vi", front: str = "", body: str = "Thân bài.") -> str:
        self.count += 1
        portal = portal or self.random.choice(("city", "ward"))
        path = f"content/{portal}/{section}/bai-{self.count}.{lang}.md"
        self.site.write(path, (front or self.front()) + body + "\n")
        return path

    def change(self, old: str, new: str) -> None:
        if items := self.items():
            path = self.random.choice(items)
            path.write_text(path.read_text().replace(old, new, 1))

    def field(self, name: str, value: str) -> None:
        if items := self.items():
            path = self.random.choice(items)
            lines = [line for line in path.read_text().split("\n") if not line.startswith(f"{name}:")]
            path.write_text("\n".join(["---", f"{name}: {value}", *lines[1:]]))

    def do_add(self) -> None:
        self.new()

    def do_edit(self) -> None:
        self.change("Thân bài.", f"Thân bài {self.random.random()}.")

    def do_delete(self) -> None:
        if items := self.items():
            self.random.choice(items).unlink()

    def do_rename(self) -> None:
        if items := self.items():
            path = self.random.choice(items)
            self.count += 1
            path.rename(path.with_name(f"doi-ten-{self.count}.{path.name.split('.')[1]}.md"))

    def do_move(self) -> None:
        if items := [p for p in self.items() if p.name.endswith(".vi.md")]:
            path = self.random.choice(items)
            other = "ward" if "/city/" in str(path) else "city"
            target = self.site.root / "content" / other / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)

    def do_redate(self) -> None:
        self.field("date", self.day())

    def do_tag(self) -> None:
        self.field("tags", f"[thẻ {self.random.randrange(3)}]")

    def do_translate(self) -> None:
        if items := [p for p in self.items() if p.name.endswith(".vi.md") and "/city/" in str(p)]:
            path = self.random.choice(items)
            path.with_name(path.name.replace(".vi.", ".en.")).write_bytes(path.read_bytes())

    def do_retitle(self) -> None:
        self.field("title", f"Tên mới {self.random.random()}")

    def do_withdraw(self) -> None:
        self.field("status", self.random.choice(("withdrawn", "draft", "published")))

    def do_embargo(self) -> None:
        self.field("publish_at", (self.now + timedelta(days=self.random.randrange(-2, 5))).isoformat())

    def do_expire(self) -> None:
        self.field("expires_at", (self.now + timedelta(days=self.random.randrange(-2, 5))).isoformat())

    def do_law(self) -> None:
        number, other = self.random.sample(NUMBERS, 2)
        relation = self.random.choice((f"replaces: ['{other}']\n", f"amends: ['{other}']\n", ""))
        starts = (self.now + timedelta(days=self.random.randrange(-5, 6))).date()
        front = (f"---\ntitle: Quyết định {number}\nnumber_symbol: {number}\nform: decision\nissued_on: {self.day()}\n"
                 f"issuing_agency: Ủy ban\neffective_on: {starts}\n{relation}---\n")
        self.new("legal-documents", front=front, body=f"Căn cứ {self.random.choice(NUMBERS)}.")

    def do_link(self) -> None:
        target = self.random.choice(self.items()).name if self.items() else "khong-co.vi.md"
        section = self.random.choice(SECTIONS)
        self.new(body=f"Xem [bài khác](../{section}/{target}), [mục]({section and '../' + section}) và {self.random.choice(NUMBERS)}.")

    def do_picture(self) -> None:
        from PIL import Image

        path = self.new(body=f"![Ảnh](anh-{self.count}.png)")
        if self.random.random() < 0.8:
            target = (self.site.root / path).with_name(f"anh-{self.count - 1}.png")
            Image.new("RGB", (20 + self.count, 10), (self.random.randrange(255), 0, 0)).save(target)

    def do_section_page(self) -> None:
        section = self.random.choice(SECTIONS)
        self.site.write(f"content/city/{section}/index.{self.random.choice(('vi', 'en'))}.md",
                        f"---\ntitle: Trang mục {self.random.random()}\ntype: page\n---\nGiới thiệu mục.\n")

    def do_registry(self) -> None:
        self.site.write("portals/ward.yaml", WARD + self.random.choice(
            ("domain: ward.gov.vn\n", "contact: {email: ward@city.gov.vn}\n", "short_name: {vi: Một}\n", "")))

    def do_custom_section(self) -> None:
        self.site.write("portals/city.yaml", PORTAL + self.random.choice(
            ("", "sections: {news: {name: {vi: Tin, en: News}, slug: {vi: tin, en: stories}, order: 5}}\n")))

    def do_new_portal(self) -> None:
        self.site.write("portals/other.yaml", "name: Sở Hai\nunit_type: department\nparent: city\nlanguages: [vi]\n")
        self.new(portal="other")

    def do_drop_portal(self) -> None:
        (self.site.root / "portals/other.yaml").unlink(missing_ok=True)

    def do_theme(self) -> None:
        self.site.write("themes/small/static/congmo.css", f"body {{ margin: {self.random.randrange(9)}px }}")
        if self.random.random() < 0.5:
            self.site.write("themes/small/templates/partials/extra.html", f"{self.random.random()}")

    def do_catalog(self) -> None:
        self.site.write("translations/vi/LC_MESSAGES/messages.po",
                        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Home"\nmsgstr "Nhà {self.random.randrange(4)}"\n')

    def do_type(self) -> None:
        path = self.site.root / "portals/_types/consultation.yaml"
        path.write_text(path.read_text() + f"# {self.random.random()}\n")

    def do_clock(self) -> None:
        self.now += timedelta(hours=self.random.choice((1, 20, 60, 200)))

    def do_clock_back(self) -> None:
        self.now -= timedelta(days=self.random.choice((1, 3)))

    def do_break(self) -> None:
        if items := self.items():
            path = self.random.choice(items)
            self.saved[str(path)] = path.read_bytes()
            path.write_bytes(self.random.choice((b"\xff\xfe", b"---\ntitle: [\n---\nx", b"no front matter", b"---\nbad: 1\n---\n")))

    def do_revert(self) -> None:
        for path, content in self.saved.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)
        self.saved.clear()

    def build(self, output: Path) -> None:
        self.site.build(self.now.isoformat(timespec="seconds"), output, settings=Settings(
            site=SiteSettings(demo=False, page_size=3, feed_size=3, search=False), theme="themes/small"))

    def differences(self, scratch: Path) -> list[str]:
        """Paths whose bytes differ between the incremental output and a clean build."""
        self.build(self.site.output)
        for path in (scratch, run.state_folder(scratch)):
            shutil.rmtree(path, ignore_errors=True)
        self.build(scratch)
        grown, clean = self.site.files(), self.site.files(scratch)
        return sorted(path for path in grown.keys() | clean.keys() if grown.get(path) != clean.get(path))


@pytest.fixture(scope="module")
def small_theme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real theme that histories may change."""
    folder = tmp_path_factory.mktemp("theme") / "small"
    shutil.copytree(ENGINE / "themes/congmo/templates", folder / "templates")
    shutil.copytree(ENGINE / "themes/congmo/static", folder / "static")
    return folder


STEPS = st.lists(st.sampled_from(OPERATIONS), min_size=1, max_size=5)
START = ("add", "add", "law", "law", "link", "translate", "section page")


def play(tmp: Path, theme: Path, seed: int, steps: list[str]) -> list[str]:
    """Play a history; the first step after which the outputs differ, with the paths, or nothing."""
    shutil.rmtree(tmp, ignore_errors=True)
    history = History(tmp, seed, theme)
    for operation in START:
        history.play(operation)
    history.build(history.site.output)
    for number, operation in enumerate(steps):
        history.play(operation)
        if different := history.differences(tmp / "clean"):
            return [f"after step {number} ({operation}): {', '.join(different[:8])}"]
    return []


@pytest.mark.parametrize("part", range(3))
def test_incremental_equals_clean(part: int, tmp_path: Path, small_theme: Path) -> None:
    """100 histories a part, 300 in all."""

    @settings(max_examples=100, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(part * 10**6, part * 10**6 + 10**6 - 1), steps=STEPS)
    def histories(seed: int, steps: list[str]) -> None:
        assert play(tmp_path / "play", small_theme, seed, steps) == []

    histories()


BROKEN = {
    "facts do not travel": (library, "_differing", lambda old, new: set()),
    "time does not pass": (Store, "due", lambda self, now: [], ("embargo", "expire", "law", "clock", "clock")),
    "frames never change": (Framing, "chrome", lambda self, portal, lang: "same"),
    "lists are not summed": (library, "_sum_parts", lambda store, parts: None),
    "cells are not summed": (library, "_sum_cells", lambda store, cells: None),
    "nothing is forgotten": (Store, "forget", lambda self, paths: None),
    "nothing leaves its list": (library, "_leave", lambda store, paths, cells, parts: None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_planner_is_caught(name: str, tmp_path: Path, small_theme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: each of these faults shows within a few histories."""
    place, attribute, broken, *focus = BROKEN[name]
    operations = focus[0] if focus else OPERATIONS
    generator = random.Random(7)
    for seed in range(60):
        steps = [generator.choice(operations) for _ in range(5)]
        monkeypatch.undo()
        shutil.rmtree(tmp_path / "play", ignore_errors=True)
        history = History(tmp_path / "play", seed, small_theme)
        for operation in START:
            history.play(operation)
        history.build(history.site.output)
        for operation in steps:
            history.play(operation)
            monkeypatch.setattr(place, attribute, broken)
            try:
                history.build(history.site.output)
            except Exception:
                return  # a fault that stops the build is caught too
            monkeypatch.undo()
            clean = tmp_path / "play/clean"
            for path in (clean, run.state_folder(clean)):
                shutil.rmtree(path, ignore_errors=True)
            history.build(clean)
            if history.site.files() != history.site.files(clean):
                return
    raise AssertionError(f"{name}: 60 histories did not notice")
