"""The YAML between `---` lines, read as plain text values: the schema, not YAML, decides what `2026` or `no` means.

Refused, with the line: aliases and anchors, custom tags, duplicate keys, more than 20 levels, more than 64 KB.
"""

from dataclasses import dataclass
from typing import Any

import yaml
from yaml import events
from yaml.cyaml import CParser

from plugins.content.text import found_in
from plugins.model import Finding, Severity

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`values`: nested dicts, lists, strings and None; `lines`: line of each top-level key in the file;
    `body` starts at line `body_line`."""

    values: dict[str, Any]
    lines: dict[str, int]
    body: str
    body_line: int
    findings: tuple[Finding, ...]


def split(text: str, path: str) -> FrontMatter:
    """Front matter and body of a content file. A file without front matter has no values and a finding."""
    if not text.startswith("---\n"):
        return FrontMatter({}, {}, text, 1, (Finding("front-matter.missing", Severity.ERROR, path, 1),))
    end = 3 if text.startswith("\n---\n", 3) or text[3:] == "\n---" else text.find("\n---\n", 3)
    if end < 0:
        if not text.endswith("\n---"):
            return FrontMatter({}, {}, "", 1, (Finding("front-matter.unclosed", Severity.ERROR, path, 1),))
        end = len(text) - 4
    block = text[4:end + 1]
    body = text[end + 5:]
    body_line = block.count("\n") + 3
    if len(block.encode()) > MAX_BYTES:
        wrong = Finding("front-matter.too-large", Severity.ERROR, path, 1,
                        {"size": str(len(block.encode())), "limit": str(MAX_BYTES)})
        return FrontMatter({}, {}, body, body_line, (wrong,))
    values, lines, findings = read_yaml(block, path, first_line=2)
    return FrontMatter(values, lines, body, body_line, tuple(findings))


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.id)
        self.finding = finding


def read_yaml(block: str, path: str, first_line: int = 1) -> tuple[dict[str, Any], dict[str, int], list[Finding]]:
    """A YAML mapping as text values with the line of every top-level key. Never raises on bad input."""
    reader = _Reader(path, first_line)
    try:
        values = reader.document(block)
    except _Refused as refused:
        return {}, {}, [refused.finding]
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(wrong, "problem", None) or str(wrong).split("\n")[0]
        return {}, {}, [Finding("front-matter.bad-yaml", Severity.ERROR, path, line, {"problem": str(problem)})]
    return values, reader.lines, reader.findings


class _Reader:
    """Builds values straight from the C parser's events: as fast as loading, and nothing is ever constructed."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.lines: dict[str, int] = {}
        self.findings: list[Finding] = []

    def document(self, block: str) -> dict[str, Any]:
        self.stream = iter(CParser(block).get_event, None)  # `yaml.parse` asks twice for each event
        for event in self.stream:
            if isinstance(event, events.DocumentStartEvent):
                value = self.value(next(self.stream), 1)
                for event in self.stream:
                    if isinstance(event, events.DocumentStartEvent):
                        raise self.refused("front-matter.several-documents", event)
                if value is None:
                    return {}
                if not isinstance(value, dict):
                    raise _Refused(Finding("front-matter.not-a-mapping", Severity.ERROR, self.path, self.first_line))
                return value
        return {}

    def refused(self, id: str, event: Any, **params: str) -> _Refused:
        return _Refused(Finding(id, Severity.ERROR, self.path, self.first_line + event.start_mark.line, params))

    def value(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is events.AliasEvent or getattr(event, "anchor", None):
            raise self.refused("front-matter.alias", event, name=str(event.anchor))
        if getattr(event, "tag", None):
            raise self.refused("front-matter.tag", event, tag=str(event.tag))
        if kind is events.ScalarEvent:
            if event.style == '"':  # where escapes may spell what the file's own bytes were not allowed to hold
                self.findings += found_in(event.value, self.path, self.first_line + event.start_mark.line)
            return None if not event.style and event.value in _NULLS else event.value  # libyaml says "" for plain
        if depth > MAX_DEPTH:
            raise self.refused("front-matter.too-deep", event, limit=str(MAX_DEPTH))
        if kind is events.SequenceStartEvent:
            items = []
            while type(event := next(self.stream)) is not events.SequenceEndEvent:
                items.append(self.value(event, depth + 1))
            return items
        return self.mapping(depth)

    def mapping(self, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while type(event := next(self.stream)) is not events.MappingEndEvent:
            if type(event) is not events.ScalarEvent:
                raise self.refused("front-matter.key-not-text", event)
            key = self.value(event, depth) or event.value
            line = self.first_line + event.start_mark.line
            value = self.value(next(self.stream), depth + 1)
            if key in result:
                self.findings.append(Finding("front-matter.duplicate-key", Severity.ERROR, self.path, line,
                                             {"key": key}))
                continue
            result[key] = value
            if depth == 1:
                self.lines[key] = line
        return result
