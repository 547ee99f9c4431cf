"""The registry as the last build read it: 180 YAML files cost ten times what their values do."""

from pathlib import Path
from typing import Mapping

import msgspec

from plugins import ENGINE_VERSION
from plugins.build.inputs import Inputs
from plugins.build.kept import read_kept, write_kept
from plugins.build.request import ENGINE_ROOT
from plugins.model import Finding, Registry
from plugins.site.entry import digest

_FILE = "registry"


class _Kept(msgspec.Struct, frozen=True):
    key: str
    registry: Registry
    findings: list[Finding]
    digests: dict[str, str]


_decode = msgspec.msgpack.Decoder(_Kept).decode
_encode = msgspec.msgpack.Encoder().encode


def kept_registry(folder: Path, inputs: Inputs, files: Mapping[str, str]) -> tuple[Registry, list[Finding], dict[str, str]]:
    """What `load_registry` gives, kept in a build's memory for as long as no file of the registry differs.

    A memory that is missing or damaged costs time, never correctness."""
    own = ENGINE_ROOT / "portals"
    key = digest(ENGINE_VERSION, *(text for path in sorted(files) for text in (path, files[path])),
                 *(path.read_bytes() for path in (*sorted((own / "_types").glob("*.yaml")), own / "_sections.yaml")))
    if (content := read_kept(folder / _FILE)) and (kept := _read(content)) and kept.key == key:
        return kept.registry, kept.findings, kept.digests
    from plugins.build.registry import load_registry  # most builds never need it

    registry, findings, digests = load_registry(inputs, files)
    content = _encode(_Kept(key, registry, findings, digests))
    if _decode(content).registry == registry:  # else some value does not survive being kept, and is read each time
        write_kept(folder / _FILE, content)
    return registry, findings, digests


def _read(content: bytes) -> _Kept | None:
    try:
        return _decode(content)
    except msgspec.MsgspecError:  # of a version whose values had other fields
        return None
