"""What is asked of a build, and what it answers. Light to import: see `standstill`."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from plugins.build.settings import Settings
from plugins.model import Finding

ENGINE_ROOT = Path(__file__).resolve().parents[2]
"""The engine's own types, theme and catalogs, for what a site root lacks."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build. now: ISO 8601 with +07:00. ref: a commit instead of the working tree; shard: (I, N),
    the I-th of N disjoint parts of the portals; cache: a further place for parsed content;
    roots: file of root keys for a gated build, by default the one the environment names."""

    site: Path
    output: Path
    settings: Settings
    now: str
    ref: str | None = None
    clean: bool = False
    jobs: int = 1
    shard: tuple[int, int] | None = None
    cache: str | None = None
    roots: str | None = None
    portals: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()


@dataclass(slots=True)
class Result:
    """What a build did. seconds: wall time; timings: seconds by phase; why: (path, reason) of files written."""

    receipts: int = 0
    portals: int = 0
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
    search: list[dict[str, Any]] = field(default_factory=list)


Progress = Callable[[str, int, int], None]
"""Called with a phase, how much of it is done, and how much there is."""


def state_folder(output: Path) -> Path:
    """Where a build remembers: beside the output, so that the output holds nothing but the site."""
    return output.with_name(f".{output.name}.congmo")


def identity(folder: Path) -> list[int] | None:
    """What tells this very folder from another of the same name; None where there is none."""
    try:
        info = os.stat(folder)
        return [info.st_dev, info.st_ino]
    except FileNotFoundError:
        return None
