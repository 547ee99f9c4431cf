"""What a gate scenario is, and the repository that each starts from."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Callable

from plugins.build.gate.approved_tree import ApprovedTree
from plugins.model import OperatorError, blob_id
from plugins.review.paths import INPUTS
from plugins.review.state import PublishedState
from plugins.review.statements import Transition
from tests.review.world import World, page

A = "content/tinh/news/a.vi.md"
A_EN = "content/tinh/news/a.en.md"
PHOTO = "content/tinh/news/a.jpg"
LEGAL = "content/tinh/legal-documents/l.vi.md"
PLAN = "content/tinh/dialogues/p.vi.md"
XA = "content/xa/news/x.vi.md"
REGISTRY = "portals/tinh.yaml"
THEME = "themes/congmo/templates/base.html"
ENGINE = "plugins/x.py"
LOCK = "requirements.lock"

SITE: dict[str, bytes] = {A: page("Tin một"), PHOTO: b"\xff\xd8anh", LEGAL: page("Quyết định"),
                          XA: page("Tin xã"), REGISTRY: b"name: {vi: T}\nunit_type: province\nlanguages: [vi, en, zh]\n", THEME: b"<html>", ENGINE: b"pass\n",
                          LOCK: b"a==1\n"}


@dataclass
class Case:
    """One scenario after everything happened. expect: what must be published, exactly, whether the whole history is
    walked or only the way from the published state. `only`: "scratch" or "next" where just one of the two is meant.
    engine: whether the engine counts as approved. error: the gate refuses to answer at all."""

    world: World
    expect: dict[str, bytes]
    state: bytes = b""
    now: datetime | None = None
    tip: str | None = None
    roots: list[str] | None = None
    only: str = ""
    engine: bool = True
    error: bool = False
    quiet: bool = False
    check: Callable[[ApprovedTree], bool] | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def runs(self) -> list[PublishedState | None]:
        scratch, following = [None], [PublishedState.read(self.state)]
        return {"": scratch + following, "scratch": scratch, "next": following}[self.only]

    def failure(self) -> str:
        """What went wrong, or an empty string: the judgement that the tests and the mutation run share."""
        expected = {path: blob_id(data) for path, data in self.expect.items() if path.startswith(INPUTS)}
        for previous in self.runs():
            try:
                found = self.world.gate(previous, self.now, self.tip, self.roots)
            except OperatorError as wrong:
                if self.error:
                    continue
                return f"refused to answer: {wrong}"
            if self.error:
                return "an answer where there must be none"
            how = "from the published state" if previous else "from scratch"
            if dict(found.entries) != expected:
                differing = sorted(set(found.entries.items()) ^ set(expected.items()))
                return f"{how}: published other bytes at {differing}; {[f.id for f in found.findings]}"
            if found.engine_approved != self.engine:
                return f"{how}: engine_approved is {found.engine_approved}"
            if not self.quiet and not found.findings:
                return f"{how}: nothing was reported"
            if self.quiet and any(finding.severity == "error" for finding in found.findings):
                return f"{how}: {[(f.id, f.path, dict(f.params)) for f in found.findings]}"
            if self.check and not self.check(found):
                return f"{how}: the further check failed; {found.findings}"
        return ""


Scenario = Callable[[World], Case]


def lay_base(folder: Path) -> tuple[World, bytes]:
    """The repository that scenarios start from, and the state in which it was last published."""
    world = World.new(folder)
    content = {path: data for path, data in SITE.items() if path in (A, PHOTO)}
    world.publish(content)
    world.publish({LEGAL: SITE[LEGAL]}, "ed", "mem", "head")
    world.publish({XA: SITE[XA]}, "xa-ed", "xa-mem")
    world.publish({REGISTRY: SITE[REGISTRY]})
    world.publish({path: SITE[path] for path in (THEME, ENGINE, LOCK)}, "sys1", "sys2", "sys3")
    found = world.gate()
    assert not found.findings, found.findings
    return world, found.state.write()


def chain(world: World, links: int) -> bytes:
    """So many edits of one page, each committed unapproved, then all approved at once; returns the last version."""
    versions = [SITE[A], *(page(f"Lần {number}") for number in range(links))]
    for version in versions[1:]:
        world.commit({A: version})
    signed = {}
    for old, new in zip(versions, versions[1:]):
        link = (Transition(A, world.side(old), world.side(new)),)
        signed |= world.submit("ed", link) | world.approve("mem", link)
    world.commit(signed)
    return versions[-1]


class Stage:
    """Builds each scenario once, in a copy of the base, and keeps it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base, self.state = lay_base(folder / "base")
        self.cases: dict[str, Case] = {}

    def case(self, name: str, scenario: Scenario) -> Case:
        if name not in self.cases:
            folder = self.folder / name
            shutil.copytree(self.base.folder, folder)
            case = scenario(replace(self.base, folder=folder, files=dict(self.base.files)))
            case.state = case.state or self.state
            self.cases[name] = case
        return self.cases[name]
