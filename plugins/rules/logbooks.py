"""Logbooks: what the decrees want kept beside the items: incidents, accounts, domains, training, requests, changes of the
platform, press cuttings. One file each, `portals/_logbooks/<name>.yaml`; none of them is ever published.

An entry names its portal (`"*"`: every portal) and people by their id in `portals/_people.yaml` or by their position,
never by what would be personal data; such data are reported like those of an item.
"""

from typing import Any, Mapping, Sequence

from plugins.model import Finding, Severity
from plugins.rules.screening import hits

FOLDER = "portals/_logbooks/"
Entry = Mapping[str, Any]


def read_logbook(values: Mapping[str, Any], lines: Mapping[str, int], path: str, portals: frozenset[str]) -> tuple[list[Entry], list[Finding]]:
    """Entries of one logbook. One that is no list of `key: value` pairs or names an unknown portal is told and left out."""
    found: list[Entry] = []
    findings: list[Finding] = []
    entries = values.get("entries")
    line = lines.get("entries", 1)
    if not isinstance(entries, list | None):
        return [], [_wrong(path, line, "0", "entries: [{portal: …}]")]
    for number, entry in enumerate(entries or (), 1):
        if not isinstance(entry, dict) or entry.get("portal") not in portals | {"*"}:
            findings.append(_wrong(path, line, str(number), "portal: " + (", ".join(sorted(portals)[:5]) or "…")))
            continue
        found.append({**entry, "entry": str(number)})
        kinds = {hit.kind: hit.shown for key, value in entry.items() if isinstance(value, str) for hit in hits(value)}
        findings += [Finding("logbook.personal-data", Severity.WARNING, path, line, {"entry": str(number), "kind": kind, "shown": shown}, ("HP-09.7",))
                     for kind, shown in kinds.items()]
    return found, findings


def _wrong(path: str, line: int, entry: str, expected: str) -> Finding:
    return Finding("logbook.bad-entry", Severity.ERROR, path, line, {"entry": entry, "expected": expected})


def about(entries: Sequence[Entry], portal: str) -> list[Entry]:
    """The entries that concern a portal."""
    return [entry for entry in entries if entry["portal"] in (portal, "*")]
