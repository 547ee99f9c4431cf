"""Decrees of a site root: read from `portals/_regulations/`, else the engine's own; and the local calendar."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Mapping, Sequence

import yaml

from plugins.build.request import ENGINE_ROOT
from plugins.build.inputs import Inputs
from plugins.build.gate.offices import read_offices, read_rules
from plugins.content import text
from plugins.content.front_matter import read_yaml
from plugins.model import Finding, Registry, Severity
from plugins.model.rule import Profile
from plugins.review.boards import Office
from plugins.rules.calendar import NATIONAL, WorkingCalendar, read_calendar
from plugins.rules.kinds import PARAMETERS
from plugins.rules.logbooks import FOLDER as LOGBOOKS, Entry, read_logbook
from plugins.rules.profile import read_profile

FOLDER = "portals/_regulations/"
CALENDAR = "portals/_calendar.yaml"


@dataclass(frozen=True, slots=True)
class Regulations:
    """profiles: by key; findings: what is wrong in the decrees' files, the calendar, the logbooks and the registry's
    `regulation`; logbooks: entries by name, of those that are kept; terms: who holds which role; approval: the parsed
    `_policy.yaml`."""

    profiles: Mapping[str, Profile]
    calendar: WorkingCalendar
    findings: tuple[Finding, ...]
    logbooks: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    terms: Sequence[Office] = ()
    approval: Mapping[str, Any] = field(default_factory=dict)


def engine_regulations() -> Regulations:
    """The decrees that come with the engine, for no portal in particular."""
    return read_regulations(decree_files(ENGINE_ROOT), None, Registry({}, {}, {}, {}, {}))


def decree_files(root: Path) -> dict[str, bytes]:
    """The decrees that lie below a root, by path."""
    return {path: file.read_bytes() for file in sorted((root / FOLDER).glob("[!_]*.yaml"))
            if (path := f"{FOLDER}{file.name}") not in NOT_DECREES}


def load_regulations(inputs: Inputs, files: Mapping[str, str], registry: Registry) -> Regulations:
    """files: path -> blob id of what lies in `portals/`. A site root's own decree takes the place of the engine's of the
    same name; the others of the engine stay, so that a province adds its decree as one file."""
    own = decree_files(ENGINE_ROOT)
    given = {path: inputs.read(path, blob) for path, blob in files.items() if path.startswith(FOLDER)
             and path.endswith((".yaml", ".yml")) and not path.removeprefix(FOLDER).startswith("_")}
    read = read_regulations({path: content for path, content in (own | given).items() if path not in NOT_DECREES},
                            inputs.read(CALENDAR, files[CALENDAR]) if CALENDAR in files else None, registry)
    logbooks, wrong = _logbooks(inputs, files, registry)
    return replace(read, logbooks=logbooks, terms=read_offices(inputs, files, registry.portals),
                   approval=read_rules(inputs, files), findings=(*read.findings, *wrong))


def _logbooks(inputs: Inputs, files: Mapping[str, str], registry: Registry) -> tuple[dict[str, list[Entry]], list[Finding]]:
    found: dict[str, list[Entry]] = {}
    findings: list[Finding] = []
    for path in sorted(files):
        if path.startswith(LOGBOOKS) and path.endswith((".yaml", ".yml")):
            decoded, wrong = text.decode(inputs.read(path, files[path]), path)
            values, lines, more = ({}, {}, []) if wrong else read_yaml(decoded, path)
            entries, last = read_logbook(values, lines, path, frozenset(registry.portals))
            findings += [*wrong, *more, *last]
            found[path.removeprefix(LOGBOOKS).rsplit(".", 1)[0]] = entries
    return found, findings


NOT_DECREES = (f"{FOLDER}requirements.yaml",)


def read_regulations(contents: Mapping[str, bytes], calendar: bytes | None, registry: Registry) -> Regulations:
    """The decrees from their bytes. A file that cannot be used is named and left out."""
    findings: list[Finding] = []
    profiles: dict[str, Profile] = {}
    for path in sorted(contents):
        key = path.removeprefix(FOLDER).rsplit(".", 1)[0]
        decoded, wrong = text.decode(contents[path], path)
        values, lines, more = ({}, {}, []) if wrong else read_yaml(decoded, path)
        findings += [*wrong, *more]
        if not values:
            continue
        profile, wrong = read_profile(key, values, lines, path, PARAMETERS)
        if wrong:  # only a file with mistakes is worth a second reading for the line of each rule or item
            profile, wrong = read_profile(key, values, lines, path, PARAMETERS, entry_lines(decoded))
        findings += wrong
        if profile is not None:
            profiles[key] = profile
    days, wrong = _calendar(calendar)
    findings += wrong
    for portal in registry.portals.values():
        if portal.regulation and portal.regulation not in profiles:
            findings.append(Finding("regulation.unknown", Severity.WARNING, f"portals/{portal.key}.yaml", 1,
                                    {"found": portal.regulation, "expected": ", ".join(sorted(profiles))}))
    return Regulations(profiles, days, tuple(findings))


def entry_lines(source: str) -> dict[str, list[int]]:
    """The line on which each entry of each list begins, by the list's key, in a text that is valid YAML."""
    whole = yaml.compose(source, Loader=yaml.CSafeLoader)
    return {key.value: [entry.start_mark.line + 1 for entry in value.value]
            for key, value in (whole.value if isinstance(whole, yaml.MappingNode) else ()) if isinstance(value, yaml.SequenceNode)}


def _calendar(content: bytes | None) -> tuple[WorkingCalendar, list[Finding]]:
    if content is None:
        return NATIONAL, []
    decoded, wrong = text.decode(content, CALENDAR)
    values, lines, more = ({}, {}, []) if wrong else read_yaml(decoded, CALENDAR)
    found, last = read_calendar(values, lines, CALENDAR)
    return found, [*wrong, *more, *last]
