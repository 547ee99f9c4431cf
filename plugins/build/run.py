"""One build, as a list of steps: inputs, registry, library, plan, pages, search, summary."""

import fcntl
import gc
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Sequence

import msgspec

from plugins import ENGINE_VERSION
from plugins.build import inputs as input_kinds
from plugins.build.cache import Cache
from plugins.build.catalogs import Catalogs
from plugins.build.inputs import Inputs
from plugins.build.library import update
from plugins.build.output import Output
from plugins.build.pages import Pages
from plugins.build.plan import plan
from plugins.build.settings import Settings
from plugins.build.store import Store
from plugins.build.theme import Theme, load_theme
from plugins.build.views import EditionView
from plugins.build.workshop import Workshop
from plugins.content.registry import read_registry
from plugins.model import Finding, OperatorError, Registry
from plugins.site.cells import current_cells
from plugins.site.entry import digest
from plugins.site.outline import menu, outlines

ENGINE_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build. now: ISO 8601 with +07:00. ref: a commit instead of the working tree."""

    site: Path
    output: Path
    settings: Settings
    now: str
    ref: str | None = None
    clean: bool = False
    jobs: int = 1
    shard: tuple[int, int] | None = None
    cache: str | None = None
    portals: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()


@dataclass(slots=True)
class Result:
    """What a build did. seconds: wall time; timings: seconds by phase; why: (path, reason) of files written."""

    editions: int = 0
    documents: int = 0
    rendered: int = 0
    written: int = 0
    deleted: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    why: list[tuple[str, str]] = field(default_factory=list)
    next_due: tuple[str, str] | None = None
    search: list[Any] = field(default_factory=list)
    portals: int = 0


Progress = Callable[[str, int, int], None]
"""Called with a phase, how much of it is done, and how much there is."""


def state_folder(output: Path) -> Path:
    """Where a build remembers: beside the output, so that the output holds nothing but the site."""
    return output.with_name(f".{output.name}.congmo")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One build at a time for an output; the lock dies with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OperatorError("another build of this output is running", "Wait for it to end.") from None
        yield


def build(request: Request, progress: Progress = lambda *_: None) -> Result:
    """Bring the output up to date with the inputs. Same inputs, time and settings give the same bytes, however often
    and in whatever steps. Raises OperatorError; what authors got wrong is in the result's findings."""
    gc.disable()  # a build makes millions of small objects and no cycles worth collecting; its process is short
    folder = state_folder(request.output)
    with locked(folder):
        return _Build(request, folder, progress).run()


class _Build:
    def __init__(self, request: Request, folder: Path, progress: Progress) -> None:
        self.request, self.folder, self.progress = request, folder, progress
        self.result = Result()
        self.started = self.phase_started = time.perf_counter()

    def phase(self, name: str) -> None:
        now = time.perf_counter()
        self.result.timings[name] = self.result.timings.get(name, 0.0) + now - self.phase_started
        self.phase_started = now

    def run(self) -> Result:
        request = self.request
        if request.clean:
            (self.folder / "library.sqlite").unlink(missing_ok=True)
        self.store = Store(self.folder)
        fresh = self._output_is_new()
        inputs = input_kinds.open_inputs(request.site, request.ref)
        delta = inputs.delta(self.store.get("mark") if self.store.get("label") == inputs.label() else None)
        self.phase("inputs")
        registry, registry_findings = self._registry(inputs, delta.changed, delta.complete)
        self._frames(registry)
        self.phase("registry")
        changed = self._changed_content(delta, registry)
        cache = Cache(self._cache_folder(), ENGINE_VERSION)
        workshop = Workshop(inputs, registry, cache, request.now)
        self.store.begin()
        done = update(self.store, workshop, changed)
        self.store.db.executemany("INSERT OR IGNORE INTO unindexed VALUES (?)",
                                  ((path,) for path in (*done.touched, *done.removed) if path.endswith(".md")))
        self.store.put("mark", delta.mark)
        self.store.put("label", inputs.label())
        self.store.put("now", request.now)
        self.store.put("registry", self.registry_key)
        self.store.put("input_findings", [msgspec.to_builtins(f) for f in delta.findings])
        self.store.commit()
        cache.flush()
        self.phase("library")
        self._render(registry, workshop, fresh)
        self.phase("pages")
        self._finish(registry, registry_findings, delta.findings)
        return self.result

    # what the pages depend on

    def _registry(self, inputs: Inputs, changed: Mapping[str, str | None], complete: bool) -> tuple[Registry, list[Finding]]:
        files = dict(self.store.get("registry_files") or {}) if not complete else {}
        for path, blob in changed.items():
            if path.startswith("portals/"):
                files.pop(path, None)
                if blob is not None:
                    files[path] = blob
        contents: dict[str, bytes] = {path: inputs.read(path, blob) for path, blob in files.items()
                                      if path.endswith((".yaml", ".yml"))}
        own = ENGINE_ROOT / "portals"
        if not any(path.startswith("portals/_types/") for path in files):
            contents |= {f"portals/_types/{p.name}": p.read_bytes() for p in sorted((own / "_types").glob("*.yaml"))}
        if "portals/_sections.yaml" not in files:
            contents["portals/_sections.yaml"] = (own / "_sections.yaml").read_bytes()
        self.file_digests = {path: digest(content) for path, content in contents.items()}
        self.store.put("registry_files", files)
        return read_registry(contents)

    def _frames(self, registry: Registry) -> None:
        """Digests of what frames the pages: theme, catalogs, settings, registry."""
        request = self.request
        named = Path(request.settings.theme)
        folder = next((base / named for base in (request.site, ENGINE_ROOT) if (base / named).is_dir()), named)
        scripts: dict[str, bytes] = {}
        self.theme: Theme = load_theme(folder, self._cache_folder() / "templates" if self._cache_folder() else None, scripts)
        folders = [request.site / "translations"] if request.site != ENGINE_ROOT else []
        self.catalogs = Catalogs([*folders, ENGINE_ROOT / "translations"],
                                 self._cache_folder() / "catalogs" if self._cache_folder() else None)
        common = {path: d for path, d in self.file_digests.items() if path.startswith("portals/_")}
        self.registry_key = {
            "common": digest(*(x for path in sorted(common) for x in (path, common[path]))),
            "portals": {key: self.file_digests[f"portals/{key}.yaml"] for key in registry.portals},
        }
        names = msgspec.json.encode([(p.key, dict(p.name), p.domain, p.parent, p.languages) for p in registry.portals.values()])
        self.site_digest = digest(ENGINE_VERSION, self.theme.digest, msgspec.json.encode(request.settings.site),
                                  self.registry_key["common"], names)

    def _changed_content(self, delta: Any, registry: Registry) -> dict[str, str | None]:
        """Content to read again: what changed, what time has changed, and what the registry sees with other eyes."""
        changed = {path: blob for path, blob in delta.changed.items() if path.startswith("content/")
                   and not any(part.startswith(".") for part in path.split("/"))}
        store = self.store
        if delta.complete:
            known = {path: store.blob(path) for path in store.paths()}
            changed = {path: blob for path, blob in changed.items() if known.get(path) != blob}
            changed |= {path: None for path in known if path not in delta.changed}
        before = store.get("registry")
        if before is None:
            return changed
        again: list[str] = []
        if before["common"] != self.registry_key["common"]:
            again = store.paths()
        else:
            old, new = before["portals"], self.registry_key["portals"]
            for key in sorted(old.keys() | new.keys()):
                if old.get(key) != new.get(key):
                    again += store.paths(f"content/{key}/")
        since = store.get("now") or EPOCH
        again += store.due(since, self.request.now)
        if since > self.request.now:
            again = store.paths()
        for path in again:
            changed.setdefault(path, store.blob(path) or "")
        return changed

    # pages

    def _render(self, registry: Registry, workshop: Workshop, fresh: bool) -> None:
        store = self.store
        parts = store.parts()
        self.outlines = outlines(parts)
        entry_cells = store.table("cell")
        index_pages = self._index_pages(entry_cells)
        views: dict[tuple[str, str], EditionView] = {}
        chromes: dict[tuple[str, str], str] = {}

        def edition(portal: str, lang: str) -> EditionView:
            if (portal, lang) not in views:
                found = registry.portals[portal]
                present = frozenset(self.outlines.get(f"{portal}/{lang}", {}).keys() | index_pages.get((portal, lang), set()))
                views[portal, lang] = EditionView(
                    found, lang, registry, menu(found, lang, registry, present), present, self.request.settings.site,
                    {name: address for name, (address, _) in self.theme.static.items()}, self.catalogs.translate(lang))
            return views[portal, lang]

        def chrome(portal: str, lang: str) -> str:
            if (portal, lang) not in chromes:
                present = self.outlines.get(f"{portal}/{lang}", {}).keys() | index_pages.get((portal, lang), set())
                chromes[portal, lang] = digest(
                    self.site_digest, self.catalogs.digest(lang), self.registry_key["portals"][portal],
                    self.registry_key["portals"].get(registry.portals[portal].parent, ""), *sorted(present))
            return chromes[portal, lang]

        pages = Pages(store, workshop, registry, self.theme, self.outlines, edition, chrome)
        current = current_cells(registry, entry_cells, self.outlines, chrome, lambda key: self.site_digest)
        previous = {} if fresh else store.table("planned")
        todo = plan(previous, current)
        self.result.editions = len(registry.portals) and sum(len(p.languages) for p in registry.portals.values())
        self.result.portals = len(registry.portals)
        self.phase("plan")
        if not todo.render and not todo.delete and not fresh:
            return
        output = Output(self.request.output, fresh)
        store.begin()
        if fresh:
            store.db.execute("DELETE FROM planned")
            store.db.execute("DELETE FROM artifact")
        else:
            # From here on a killed build has touched files: the empty fingerprints make the next one do them again.
            store.db.executemany("INSERT OR REPLACE INTO planned VALUES (?,'')", ((cell,) for cell in todo.render))
            store.db.executemany("UPDATE artifact SET fingerprint='' WHERE cell=?",
                                 ((cell,) for cell in (*todo.render, *todo.delete)))
        before = {} if fresh else {cell: self._artifacts_before(cell, previous) for cell in (*todo.render, *todo.delete)}
        store.commit()
        output.start()
        try:
            self._write(pages, output, todo.render, todo.delete, current, before)
            output.finish()
        except BaseException:
            output.abandon()
            raise
        self.result.written, self.result.deleted = output.written, output.deleted
        if fresh:
            store.put("output", _identity(self.request.output))

    def _artifacts_before(self, cell: str, previous: Mapping[str, str]) -> dict[str, str]:
        return self.known_artifacts.get(cell, {}) if previous.get(cell) else dict.fromkeys(self.known_artifacts.get(cell, {}), "")

    def _write(self, pages: Pages, output: Output, render: Sequence[str], delete: Sequence[str],
               current: Mapping[str, str], before: Mapping[str, Mapping[str, str]]) -> None:
        store = self.store
        rows: list[tuple[str, str, str, str]] = []
        gone: list[str] = []
        kept: set[str] = set()
        for number, cell in enumerate(render):
            self.progress("pages", number, len(render))
            artifacts = {a.path: a for a in pages.artifacts(cell, current[cell])}
            todo = plan(before.get(cell, {}), {path: a.fingerprint for path, a in artifacts.items()})
            for path in todo.render:
                artifact = artifacts[path]
                if output.write(path, artifact.render()):
                    self.result.why.append((path, artifact.why))
                self.result.rendered += 1
            rows += [(path, cell, a.fingerprint, a.why) for path, a in artifacts.items()]
            gone += todo.delete
            kept.update(artifacts)
        for cell in delete:
            gone += before[cell]
        output.delete(path for path in gone if path not in kept)
        store.begin()
        store.db.executemany("DELETE FROM artifact WHERE path=?", ((path,) for path in gone if path not in kept))
        store.db.executemany("INSERT OR REPLACE INTO artifact VALUES (?,?,?,?)", rows)
        store.db.executemany("DELETE FROM planned WHERE cell=?", ((cell,) for cell in delete))
        store.db.executemany("INSERT OR REPLACE INTO planned VALUES (?,?)", ((cell, current[cell]) for cell in render))
        store.commit()

    def _index_pages(self, entry_cells: Mapping[str, str]) -> dict[tuple[str, str], set[str]]:
        """Sections that have a page of their own (slug `index`), by edition."""
        found: dict[tuple[str, str], set[str]] = {}
        for cell in entry_cells:
            if cell.startswith("index/"):
                _, portal, section = cell.split("/", 2)
                for path, state, *_ in self.store.entries_of(cell):
                    if state == "live":
                        found.setdefault((portal, path.rsplit(".", 2)[1]), set()).add(section)
        return found

    def _output_is_new(self) -> bool:
        """Whether the output must be written whole: it is missing, or is not the folder this state belongs to."""
        self.known_artifacts: dict[str, dict[str, str]] = _Artifacts(self.store)
        known = self.store.get("output")
        return self.request.clean or known is None or known != _identity(self.request.output)

    def _cache_folder(self) -> Path | None:
        return self.folder / "cache"

    def _finish(self, registry: Registry, *findings: Sequence[Finding]) -> None:
        result = self.result
        result.documents = self.store.db.execute("SELECT count(*) FROM entry WHERE cell LIKE 'i%' AND path LIKE '%.md'").fetchone()[0]
        result.findings = sorted((f for found in (*findings, self.store.findings()) for f in found), key=Finding.order)
        result.next_due = self.store.next_due(self.request.now)
        self.store.close()
        result.seconds = time.perf_counter() - self.started


class _Artifacts:
    """The manifest by cell, read when asked."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, cell: str, default: Any) -> dict[str, str]:
        return self.store.artifacts_of(cell) or default


EPOCH = "1970-01-01T00:00:00+07:00"


def _identity(folder: Path) -> list[int] | None:
    """What tells this very folder from another of the same name."""
    try:
        info = os.stat(folder)
        return [info.st_dev, info.st_ino]
    except FileNotFoundError:
        return None


