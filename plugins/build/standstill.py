"""Whether a build has anything to do, told before most of the program is loaded: asking costs less than half of what
an edit costs (issue 4). Where anything is in doubt, the answer is to build."""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping

import msgspec

from plugins import ENGINE_VERSION
from plugins.build.collector import without_collector
from plugins.build.inputs import Delta, Inputs, open_inputs
from plugins.build.kept import read_kept, write_kept
from plugins.build.request import ENGINE_ROOT, Progress, Request, Result, identity, state_folder

_FILE = "still"


class Still(msgspec.Struct, frozen=True):
    """What a build without errors left behind. since and due: from when on and until when, by time alone, its output
    stays as it is."""

    key: str
    origin: str
    mark: Any
    content: str
    output: list[int] | None
    since: str
    due: str
    next_due: tuple[str, str] | None
    portals: int
    editions: int
    documents: int


_decode = msgspec.json.Decoder(Still).decode


def up_to_date(request: Request, progress: Progress = lambda *_: None) -> Result:
    """Bring the output up to date (`plugins.build.run.build`) unless nothing can have changed since the last build."""
    known = _known(state_folder(request.output))
    seen = None
    if known and _may_stand(known, request):
        inputs = open_inputs(request.site, request.ref)
        if inputs.origin() == known.origin:
            delta = inputs.delta(known.mark)
            if not delta.findings and _digest(delta.changed) == known.content:
                return Result(portals=known.portals, editions=known.editions, documents=known.documents,
                              next_due=known.next_due)
            seen = (inputs, known.mark, delta)
    with without_collector():
        from plugins.build.run import build

        return build(request, progress, seen)


def remember(request: Request, inputs: Inputs, delta: Delta, result: Result) -> None:
    """Note that the output is up to date. Not for builds that something was left out of: those are said again."""
    if request.settings.gate or any(f.severity == "error" for f in result.findings):
        return
    still = Still(
        key=_key(request), origin=inputs.origin(), mark=delta.mark, content=_settled(delta), output=identity(request.output),
        since=request.now, due=result.next_due[0] if result.next_due else "", next_due=result.next_due,
        portals=result.portals, editions=result.editions, documents=result.documents)
    write_kept(state_folder(request.output) / _FILE, msgspec.json.encode(still))


def forget(folder: Path) -> None:
    """From here on the output may be anything: called before a build touches it."""
    (folder / _FILE).unlink(missing_ok=True)


def _known(folder: Path) -> Still | None:
    content = read_kept(folder / _FILE)
    try:
        return _decode(content) if content else None
    except msgspec.MsgspecError:
        return None


def _may_stand(known: Still, request: Request) -> bool:
    return (not (request.clean or request.cache or request.settings.gate)
            and known.since <= request.now and (not known.due or request.now < known.due)
            and known.output is not None and known.output == identity(request.output)
            and (state_folder(request.output) / "library.sqlite").is_file() and known.key == _key(request))


def _settled(delta: Delta) -> str:
    """Digest of what the next look at unchanged inputs will find: files of a working tree that are not committed are
    found each time, and of a plain folder all files are."""
    if delta.mark is None:
        return _digest(delta.changed)
    return _digest({path: delta.changed.get(path) for path in delta.mark["dirty"]})


def _digest(changed: Mapping[str, str | None]) -> str:
    return blake2b(msgspec.json.encode(changed, order="sorted"), digest_size=16).hexdigest()


def _key(request: Request) -> str:
    """Digest of all that frames pages: settings, what was chosen, and the bytes of theme, catalogs, types and scripts."""
    settings = request.settings
    whole = blake2b(digest_size=16)
    whole.update(msgspec.json.encode([ENGINE_VERSION, settings.site, settings.theme, settings.markdown, request.portals,
                                      request.langs, request.shard]))
    own = ENGINE_ROOT / "portals"
    for root in dict.fromkeys((request.site, ENGINE_ROOT)):
        for path in (*_walk(str(root / settings.theme), lambda _: True),
                     *_walk(str(root / "translations"), lambda name: name.endswith(".po"))):
            _add(whole, path)
    for path in (*_walk(str(own / "_types"), lambda name: name.endswith(".yaml")), str(own / "_sections.yaml"),
                 *_walk(str(ENGINE_ROOT / "plugins/search"), lambda name: name.endswith((".js", ".json")))):
        _add(whole, path)
    return whole.hexdigest()


def _add(whole: Any, path: str) -> None:
    try:
        with open(path, "rb", buffering=0) as file:
            content = file.read()
    except FileNotFoundError:
        return
    whole.update(f"{path}\0{len(content)}\0".encode() + content)


def _walk(folder: str, wanted: Callable[[str], bool]) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.is_dir():
            yield from _walk(entry.path, wanted)
        elif wanted(entry.name):
            yield entry.path
