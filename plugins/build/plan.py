"""What to render, keep and delete: a pure comparison of fingerprints. No modification times."""

from dataclasses import dataclass
from typing import Mapping


@dataclass(frozen=True, slots=True)
class Plan:
    """Names of cells or paths of artifacts, each sorted."""

    render: tuple[str, ...]
    keep: tuple[str, ...]
    delete: tuple[str, ...]


def plan(previous: Mapping[str, str], current: Mapping[str, str]) -> Plan:
    """Compare fingerprints. An empty fingerprint in `previous` marks what an interrupted build may have touched: it
    equals nothing, and is rendered again."""
    render = sorted(name for name, fingerprint in current.items() if previous.get(name) != fingerprint or not fingerprint)
    chosen = set(render)
    return Plan(tuple(render), tuple(sorted(name for name in current if name not in chosen)),
                tuple(sorted(name for name in previous if name not in current)))
