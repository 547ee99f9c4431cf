"""One build, as a list of steps: inputs, registry, library, plan, pages, search."""

import fcntl
import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator, Mapping

import msgspec
from jinja2 import TemplateError

from plugins import ENGINE_VERSION
from plugins.build import standstill
from plugins.build.cache import Cache
from plugins.build.pages.catalogs import Catalogs
from plugins.build.collector import without_collector
from plugins.build.frame import Frame, Framing
from plugins.build.inputs import Delta, Inputs, content_of, open_inputs
from plugins.build.library import update
from plugins.build.output import Output, guard
from plugins.build.plan import Plan, plan
from plugins.build.registry_cache import kept_registry
from plugins.build.request import ENGINE_ROOT, Progress, Request, Result, identity, state_folder
from plugins.build.selection import Selection
from plugins.build.search.script import browser_scripts
from plugins.build.store import Store
from plugins.build.pages.theme import load_theme, template_fault
from plugins.build.workshop import Workshop
from plugins.build.write import Written, write_cells
from plugins.model import Finding, OperatorError
from plugins.site.entry import digest

WORTH_WORKERS = 200
"""Fewer files than this are done sooner in this process than workers can be started."""

EPOCH = "1970-01-01T00:00:00+07:00"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One build at a time for an output; the lock dies with its process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="ascii")  # who can write what lies here decides what is approved
        file = (folder / "lock").open("w")
    except OSError as wrong:
        raise OperatorError(f"{folder.parent} cannot be written: {wrong.strerror}", "Choose another folder with --output.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OperatorError("another build of this output is running", "Wait for it to end.") from None
        yield


def build(request: Request, progress: Progress = lambda *_: None, seen: tuple[Inputs, Any, Delta] | None = None) -> Result:
    """Bring the output up to date with the inputs. Same inputs, time and settings give the same bytes, however often
    and in whatever steps. Raises OperatorError; what authors got wrong is in the result's findings.

    seen: inputs that were looked at already, the mark they were asked with, and what they answered."""
    guard(request.output, request.site)
    folder = state_folder(request.output)
    with locked(folder), without_collector():
        try:
            return _Build(request, folder, progress, seen).run()
        except TemplateError as wrong:
            raise OperatorError(template_fault(wrong), "Mend the theme's template.") from wrong


class _Build:
    def __init__(self, request: Request, folder: Path, progress: Progress, seen: tuple[Inputs, Any, Delta] | None) -> None:
        self.request, self.folder, self.progress, self.seen = request, folder, progress, seen
        self.result = Result()
        self.started = self.phase_started = time.perf_counter()
        self.pool: Any = None

    def phase(self, name: str) -> None:
        now = time.perf_counter()
        self.result.timings[name] = self.result.timings.get(name, 0.0) + now - self.phase_started
        self.phase_started = now

    def run(self) -> Result:
        request = self.request
        self.store = Store(self.folder, anew=request.clean)
        fresh = self._output_is_new()
        standstill.forget(self.folder)
        inputs, delta = self._looked_at()
        self.phase("inputs")
        frame, registry_findings = self._frame(inputs, delta)
        self.phase("frame")
        changed = self._changed_content(delta, frame)
        self.notes: list[Finding] = []
        if request.cache:
            from plugins.build import remote_cache

            self.notes += remote_cache.fetch(request.cache, self.folder / "cache")
        cache = Cache(self.folder / "cache", f"{ENGINE_VERSION} {request.settings.markdown}")
        workshop = Workshop(inputs, frame.registry, cache, request.now, request.settings.convert())
        try:
            if request.jobs > 1 and len(changed) > WORTH_WORKERS:
                from plugins.build.workers import Pool

                self.pool = Pool(request.jobs, workshop, frame, self.folder, Selection(request.portals, request.langs, request.shard))
            self._library(workshop, changed, delta, inputs, frame)
            self.phase("library")
            self._pages(workshop, frame, fresh)
        finally:
            if self.pool:
                self.pool.close()
        cache.flush()
        cache.gather(shared=bool(request.cache))
        if request.cache:
            from plugins.build import remote_cache

            self.notes += remote_cache.offer(request.cache, self.folder / "cache")
        if self.gated:
            self.result.receipts = self.gated.remember(request.output, self.store.public_paths().__contains__)
            self.store.put("lapses", self.gated.lapses())
            self.notes += self.gated.findings()
        self.phase("pages")
        self._finish(frame, [*registry_findings, *delta.findings, *self.notes])
        standstill.remember(request, inputs, delta, self.result)
        return self.result

    def _looked_at(self) -> tuple[Inputs, Delta]:
        """The inputs, and how they differ from the last build."""
        inputs = self._inputs()
        mark = self.store.get("mark") if self.store.get("origin") == inputs.origin() else None
        if self.seen and self.seen[0] is inputs and self.seen[1] == mark and mark is not None:
            return inputs, self.seen[2]
        return inputs, inputs.delta(mark)

    def _inputs(self) -> Inputs:
        request = self.request
        self.gated: Any = None
        if not request.settings.gate:
            return self.seen[0] if self.seen else open_inputs(request.site, request.ref)
        from plugins.build.gate.gated_build import Gated

        self.gated = Gated(request.site, request.ref, request.roots, self.folder, request.now)
        return self.gated.inputs

    def _frame(self, inputs: Inputs, delta: Delta) -> tuple[Frame, list[Finding]]:
        request = self.request
        files = {} if delta.complete else dict(self.store.get("registry_files") or {})
        for path, blob in delta.changed.items():
            if path.startswith("portals/"):
                files.pop(path, None)
                if blob is not None:
                    files[path] = blob
        self.registry_files = files
        registry, findings, digests = kept_registry(self.folder, inputs, files)
        root = self.gated.frame_root() if self.gated else request.site
        named = Path(request.settings.theme)
        folder = next((base / named for base in (root, ENGINE_ROOT) if (base / named).is_dir()), None)
        if folder is None:  # a theme that Pelican bundles
            from plugins.build.pelican_seam import theme_folder

            folder = theme_folder(request.settings.theme)
        kept = _compiled(self.folder)
        scripts = browser_scripts(kept / "scripts") if request.settings.site.search else {}
        theme = load_theme(folder, kept / "templates", scripts)
        folders = [root / "translations"] if root != ENGINE_ROOT else []
        catalogs = Catalogs([*folders, ENGINE_ROOT / "translations"], kept / "catalogs")
        common = sorted(path for path in digests if path.startswith("portals/_"))
        settings = msgspec.structs.replace(request.settings.site, receipts=bool(self.gated))
        return Frame(registry, theme, catalogs, settings,
                     digest(request.settings.markdown, *(text for path in common for text in (path, digests[path]))),
                     {key: digests[f"portals/{key}.yaml"] for key in registry.portals},
                     self.gated.marks() if self.gated else {}), findings

    def _changed_content(self, delta: Delta, frame: Frame) -> dict[str, str | None]:
        """Content to read again: what changed, what time has changed, and what the registry now sees with other eyes."""
        store = self.store
        changed = content_of(delta.changed)
        if delta.complete:
            known = store.blobs()
            gone = {path: None for path in known.keys() | set(store.paths()) if path not in delta.changed}
            changed = {path: blob for path, blob in changed.items() if known.get(path) != blob} | gone
        else:
            changed = {path: blob for path, blob in changed.items() if blob is None or store.blob(path) != blob}
        before = store.get("registry")
        if before is None:
            return changed
        again: list[str] = []
        if before["common"] != frame.common:
            again = store.paths()
        else:
            old, new = before["portals"], frame.portals
            for key in sorted(old.keys() | new.keys()):
                if old.get(key) != new.get(key):
                    again += store.paths(f"content/{key}/")
        since = store.get("now") or EPOCH
        # Backward, any item may have been otherwise: what is remembered is only when it will next change.
        again += store.due(self.request.now) if since <= self.request.now else store.paths()
        for path in again:
            changed.setdefault(path, store.blob(path) or "")
        return changed

    def _library(self, workshop: Workshop, changed: Mapping[str, str | None], delta: Delta, inputs: Inputs,
                 frame: Frame) -> None:
        store = self.store
        store.begin()
        done = update(store, self.pool or workshop, changed)
        if self.pool:
            store.put_findings({finding.path: [finding] for finding in self.pool.findings})
        store.db.executemany("INSERT OR IGNORE INTO unindexed VALUES (?)",
                             ((path,) for path in (*done.touched, *done.removed) if path.endswith(".md")))
        for name, value in (("mark", delta.mark), ("origin", inputs.origin()), ("now", self.request.now),
                            ("registry", {"common": frame.common, "portals": frame.portals}),
                            ("registry_files", self.registry_files)):
            store.put(name, value)
        store.commit()

    # pages

    def _pages(self, workshop: Workshop, frame: Frame, fresh: bool) -> None:
        store, request = self.store, self.request
        chosen = Selection(request.portals, request.langs, request.shard)
        framing = Framing(frame, store, workshop, chosen)
        every = framing.cells()
        store.put("whole", digest(*(text for cell in sorted(every) for text in (cell, every[cell]))))
        current = {cell: fingerprint for cell, fingerprint in every.items() if chosen.has_cell(cell)}
        unsettled = store.unsettled()
        previous = {} if fresh else {cell: "" if cell in unsettled else fingerprint
                                     for cell, fingerprint in store.table("planned").items() if chosen.has_cell(cell)}
        todo = plan(previous, current)
        self.phase("plan")
        if not (todo.render or todo.delete or fresh):
            self._search(framing, self.request.output, False)
            return
        output = Output(self.request.output, fresh)
        if not fresh:  # from here on a killed build may have touched files: the next one does these cells again
            store.begin()
            store.db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", ((c,) for c in (*todo.render, *todo.delete)))
            store.commit()
        output.start()
        try:
            done = self._write(framing, output, [(cell, current[cell]) for cell in todo.render], unsettled)
            kept = {path for path, *_ in done.artifacts}
            gone = {*done.gone, *(path for cell in todo.delete for path in store.artifacts_of(cell))} - kept
            output.delete(sorted(gone))
            self.phase("pages")
            self._search(framing, output.target, fresh)
            output.finish()
        except BaseException:
            output.abandon()
            raise
        self._settle(todo, current, done, gone, fresh)
        self.result.rendered, self.result.written, self.result.deleted = done.rendered, done.written, output.deleted
        self.result.why = sorted(done.why)

    def _write(self, framing: Framing, output: Output, cells: list[tuple[str, str]], unsettled: frozenset[str]) -> Written:
        self.progress("pages", 0, len(cells))
        if self.pool or (self.request.jobs > 1 and len(cells) > WORTH_WORKERS):
            if not self.pool:
                from plugins.build.workers import Pool

                self.pool = Pool(self.request.jobs, framing.pages.workshop, framing.frame, self.folder, framing.chosen)
            return self.pool.write(output, cells, unsettled, output.fresh)
        known = (lambda cell: {}) if output.fresh else self.store.artifacts_of
        return write_cells(framing.pages, output, cells,
                           lambda cell: dict.fromkeys(known(cell), "") if cell in unsettled else known(cell))

    def _settle(self, todo: Plan, current: Mapping[str, str], done: Written, gone: set[str], fresh: bool) -> None:
        """Remember what is on disk now, in one transaction."""
        store = self.store
        store.begin()
        if fresh:
            for table in ("planned", "artifact"):
                store.db.execute(f"DELETE FROM {table}")
        store.db.executemany("DELETE FROM artifact WHERE path=?", ((path,) for path in gone))
        store.db.executemany("INSERT OR REPLACE INTO artifact VALUES (?,?,?,?)", done.artifacts)
        store.db.executemany("DELETE FROM planned WHERE cell=?", ((cell,) for cell in todo.delete))
        partial = bool(self.request.langs)  # cells hold all languages of an item: these are not done yet
        store.db.executemany("INSERT OR REPLACE INTO planned VALUES (?,?)", (
            (cell, "" if partial and cell.startswith("items/") else current[cell]) for cell in todo.render))
        store.db.executemany("DELETE FROM unsettled WHERE cell=?", ((cell,) for cell in (*todo.render, *todo.delete)))
        store.put("output", identity(self.request.output))
        store.commit()

    def _search(self, framing: Framing, output: Path, fresh: bool) -> None:
        if not self.request.settings.site.search:
            return
        from plugins.build.search.indexing import Indexing

        self.result.search = Indexing(framing, self.store, output, fresh, self.folder / "search").run(self.request.jobs)
        self.phase("search")

    def _output_is_new(self) -> bool:
        """Whether the output must be written whole: it is missing, or is not the folder this memory belongs to."""
        known = self.store.get("output")
        return known is None or known != identity(self.request.output)

    def _finish(self, frame: Frame, findings: list[Finding]) -> None:
        result, registry = self.result, frame.registry
        result.portals = len(registry.portals)
        result.editions = sum(len(portal.languages) for portal in registry.portals.values())
        result.documents = self.store.documents()
        result.findings = sorted((*findings, *self.store.findings()), key=Finding.order)
        result.next_due = self.store.next_due(self.request.now)
        self.store.close()
        result.seconds = time.perf_counter() - self.started


def _compiled(folder: Path) -> Path:
    """Where compiled catalogs, templates and scripts are kept: named by content, so any build may use them."""
    shared = ENGINE_ROOT / ".congmo"
    try:
        shared.mkdir(exist_ok=True)
        return shared if os.access(shared, os.W_OK) else folder
    except OSError:
        return folder
