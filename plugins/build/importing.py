"""Importing a folder of foreign Markdown: what would be written, what could not be mapped, and the writing itself."""

import re
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Callable, Mapping
from urllib.parse import unquote

from plugins.content.foreign import ImportMap, convert
from plugins.content.paths import MEDIA_SUFFIXES
from plugins.content.schema import typed_meta
from plugins.content.source import located, parse
from plugins.content.text import slugify
from plugins.model import Finding, OperatorError, Registry, Severity


MARKDOWN_SUFFIXES = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_PICTURE = re.compile(r"(!\[[^\]]*\]\()<?([^)\s>]+)>?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One foreign file. action: `new`, `same`, `differs` (an edited file stands there and is kept) or `refused`;
    pictures: the files it shows, by the name that they get beside it."""

    source: str
    target: str
    action: str
    type: str
    unmapped: tuple[str, ...]
    findings: tuple[Finding, ...]
    pictures: Mapping[str, Path] = field(default_factory=dict)


def import_folder(source: Path, site: Path, portal: str, section: str, rules: ImportMap, registry: Registry, *,
                  dry_run: bool, force: bool, progress: Callable[[str, int, int], None] = lambda *_: None) -> list[Outcome]:
    """Convert every Markdown file below `source`, in order of names. Repeated, it changes nothing that is there."""
    if portal not in registry.portals:
        raise OperatorError(f"there is no portal {portal}", "See `tasks.py portal list`, or add it with `tasks.py portal new`.")
    found = registry.section(registry.portals[portal], section)
    if found is None:
        raise OperatorError(f"there is no section {section}", "See portals/_sections.yaml.")
    files = sorted(p for p in source.rglob("*") if p.suffix.lower() in MARKDOWN_SUFFIXES and (p.is_symlink() or p.is_file()))
    if not files:
        raise OperatorError(f"{source} holds no Markdown files", "Name the folder that holds them.")
    outcomes: list[Outcome] = []
    taken: dict[str, str] = {}
    for number, path in enumerate(files):
        progress("import", number, len(files))
        outcomes.append(_one(path, source, site, f"content/{portal}/{section}", rules, registry, taken, dry_run, force))
    return outcomes


def _one(path: Path, source: Path, site: Path, folder: str, rules: ImportMap, registry: Registry,
         taken: dict[str, str], dry_run: bool, force: bool) -> Outcome:
    name = path.relative_to(source).as_posix()
    if path.is_symlink():
        return Outcome(name, "", "refused", "", (), (Finding("path.symlink", Severity.ERROR, name),))
    made = convert(path.read_bytes(), name, rules)
    target = f"{folder}/{made.slug}.{rules.lang}.md"
    text, pictures, lost = _pictures(made.text, path.parent, source, name)
    findings = [*made.findings, *lost, *_checked(text.encode(), target, made.type, registry)]
    if target in taken:
        findings.append(Finding("import.same-slug", Severity.ERROR, name, 0, {"other": taken[target], "target": target}))
    taken.setdefault(target, name)
    action = _action(site / target, text.encode(), findings, force)
    if action == "new" and not dry_run:
        (site / target).parent.mkdir(parents=True, exist_ok=True)
        for called, picture in pictures.items():
            (site / folder / called).write_bytes(picture.read_bytes())
        (site / target).write_text(text, encoding="utf-8")
    return Outcome(name, target, action, made.type, made.unmapped, tuple(findings), pictures)


def _pictures(text: str, beside: Path, source: Path, name: str) -> tuple[str, dict[str, Path], list[Finding]]:
    """The text with its own pictures named as they will lie beside it, these pictures, and what is missing. Names carry
    a mark of the content, so that two folders with an `anh.jpg` each do not meet."""
    found: dict[str, Path] = {}
    findings: list[Finding] = []

    def renamed(match: re.Match[str]) -> str:
        target = unquote(match.group(2))
        suffix = Path(target).suffix.lower()
        if "://" in target or target.startswith(("/", "data:", "#")) or suffix not in MEDIA_SUFFIXES:
            return match.group()
        picture = (beside / target).resolve()
        if not picture.is_relative_to(source.resolve()) or not picture.is_file():
            findings.append(Finding("import.picture-missing", Severity.WARNING, name, 0, {"target": target[:200]}))
            return match.group()
        mark = blake2b(picture.read_bytes(), digest_size=4).hexdigest()
        called = f"{slugify(picture.stem) or 'anh'}-{mark}{suffix}"
        found[called] = picture
        return match.group(1) + called

    return _PICTURE.sub(renamed, text), found, findings


def _action(target: Path, content: bytes, findings: list[Finding], force: bool) -> str:
    if any(f.severity is Severity.ERROR for f in findings):
        return "refused"
    if not target.exists():
        return "new"
    if target.read_bytes() == content:
        return "same"
    return "new" if force else "differs"


def _checked(content: bytes, target: str, type_: str, registry: Registry) -> list[Finding]:
    """What the build would find in the new file."""
    parsed = parse(content)
    findings = located(parsed.findings, target)
    content_type = registry.types.get(type_)
    if content_type is None:
        return [*findings, Finding("front-matter.unknown-type", Severity.ERROR, target, 1,
                                   {"type": type_, "expected": ", ".join(sorted(registry.types))})]
    return [*findings, *typed_meta(parsed.values, content_type, target, parsed.lines)[1]]


def summary(outcomes: list[Outcome]) -> Mapping[str, int]:
    """How many files met which fate."""
    return {action: sum(o.action == action for o in outcomes) for action in ("new", "same", "differs", "refused")}
