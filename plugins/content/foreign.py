"""Foreign Markdown to content files, by a map that says where each field is found.

A field is looked for in the foreign front matter, in a two-column table of the body, in lines such as
`**Số hiệu:** 1/2026`, in the title and in the file's name; keys are compared without case, accents and punctuation.
What is not found stays empty. What is found and not mapped is reported, never dropped in silence.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Mapping

import yaml

from plugins.content import text
from plugins.content.front_matter import read_yaml
from plugins.model import Finding, Severity

MAX_SLUG = 100
_TABLE_ROW = re.compile(r"^\|\s*\**([^|*]{2,60}?)\**\s*\|\s*(.*?)\s*\|\s*$", re.M)
_BOLD_LINE = re.compile(r"^[-*]?\s*\*\*([^*:]{2,60}):?\*\*:?\s*(\S.*?)\s*$", re.M)
_MARKUP = re.compile(r"[*_`]+|\[([^\]]*)\]\([^)]*\)")
_EMPTY = frozenset(("", "-", "--", "—", "–", "n/a", "null", "none", "không", "chưa rõ", "không có"))
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\s*/\s*(?P<m>\d{1,2})\s*/\s*(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})", re.I),
    re.compile(r"(?P<d>\d{1,2})[.-](?P<m>\d{1,2})[.-](?P<y>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one field comes from: `sources` in order of preference; `as_`: `text`, `date`, `list` or `choice`;
    `pattern`: what of the text is taken (its first group, else the whole); `choices`: beginning of the text -> value."""

    sources: tuple[str, ...]
    as_: str = "text"
    pattern: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    constant: str = ""


@dataclass(frozen=True, slots=True)
class ImportMap:
    """type, lang: of the items made; fallback: type of an item that lacks a field of `required`; drop: foreign keys
    that are left behind on purpose (names of signers, page furniture)."""

    type: str
    lang: str
    fields: Mapping[str, Rule]
    drop: frozenset[str]
    required: tuple[str, ...] = ()
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """One converted file. slug: from its name; text: the content file; unmapped: foreign keys that no rule names."""

    slug: str
    text: str
    type: str
    unmapped: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_map(content: str, path: str) -> tuple[ImportMap | None, list[Finding]]:
    """A map file: `type`, `lang`, `fields: {title: [title], issued_on: {from: [...], as: date}}`, `drop`, `required`,
    `fallback`."""
    values, lines, findings = read_yaml(content, path)
    rules: dict[str, Rule] = {}
    for key, spec in (values.get("fields") or {}).items() if isinstance(values.get("fields"), dict) else ():
        if isinstance(spec, str):
            spec = {"from": [spec]}
        if isinstance(spec, list):
            spec = {"from": spec}
        sources = spec.get("from") or [] if isinstance(spec, dict) else None
        sources = [sources] if isinstance(sources, str) else sources
        if (not isinstance(sources, list) or not all(isinstance(source, str) for source in sources)
                or spec.get("as", "text") not in ("text", "date", "list", "choice") or not _compiles(spec.get("pattern", ""))
                or not isinstance(spec.get("choices") or {}, dict) or not isinstance(spec.get("constant", ""), str)):
            findings.append(Finding("import.bad-rule", Severity.ERROR, path, lines.get("fields", 1), {"field": key}))
            continue
        rules[key] = Rule(tuple(map(plain, sources)), spec.get("as", "text"), spec.get("pattern", ""),
                          {plain(k): v for k, v in (spec.get("choices") or {}).items()}, spec.get("constant", ""))
    for key, kind in (("type", str), ("lang", str), ("fallback", str), ("drop", list), ("required", list)):
        value = values.get(key)
        if value is not None and not (isinstance(value, kind) and all(isinstance(part, str) for part in value)):
            findings.append(Finding("import.bad-rule", Severity.ERROR, path, lines.get(key, 1), {"field": key}))
    if "title" not in rules:
        findings.append(Finding("import.no-title", Severity.ERROR, path, lines.get("fields", 1)))
    if findings:
        return None, findings
    return ImportMap(values.get("type") or "article", values.get("lang") or "vi", rules,
                     frozenset(map(plain, values.get("drop") or ())), tuple(values.get("required") or ()),
                     values.get("fallback") or ""), []


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
        return True
    except (re.error, TypeError, RecursionError):
        return False


def plain(key: str) -> str:
    """A key without case, accents and punctuation: `Số hiệu`, `so_hieu` and `so-hieu` are one; `soHieu` is `sohieu`."""
    return text.slugify(key).replace("-", "")


def convert(content: bytes, path: str, rules: ImportMap) -> Imported:
    """One foreign file. Never raises on bad input."""
    decoded, findings = _decoded(content, path)
    values, body = _split(decoded, path, findings)
    found, sources = _facts(values, body, path)
    meta: dict[str, Any] = {}
    used = {source for rule in rules.fields.values() for source in rule.sources}
    for name, rule in rules.fields.items():
        for source in rule.sources or ("",):
            raw = rule.constant if not rule.sources else found.get(source)
            value = _value(raw, rule) if raw is not None else None
            if value not in (None, "", []):
                meta[name] = value
                break
    if "status" not in rules.fields and _is_draft(values):
        meta["status"] = "draft"  # what its own site did not publish is not published by moving it
    type_ = rules.type
    missing = [name for name in rules.required if name not in meta]
    if missing and rules.fallback:
        findings.append(Finding("import.fallback", Severity.NOTE, path, 1, {"type": rules.fallback, "missing": ", ".join(missing)}))
        type_ = rules.fallback
        meta = {key: value for key, value in meta.items() if key in ("title", "summary", "date", "source", "tags", "author", "status")}
    else:
        findings += [Finding("import.missing", Severity.WARNING, path, 1, {"field": name}) for name in missing]
    if not meta.get("title"):
        meta["title"] = path.rsplit("/", 1)[-1].removesuffix(".md").replace("-", " ").replace("_", " ").strip().capitalize()
        findings.append(Finding("import.title-from-name", Severity.WARNING, path, 1, {"title": meta["title"]}))
    known = {plain(name) for name in rules.fields} | used | rules.drop
    unmapped = tuple(sorted(key for key, kind in sources.items() if kind == "front matter" and plain(key) not in known))
    return Imported(slug_of(path), _written(type_, meta, body), type_, unmapped, tuple(findings))


def _is_draft(values: Mapping[str, Any]) -> bool:
    """Whether a foreign front matter holds the item back: `draft: true`, `published: false`, `status: draft|hidden`."""
    said = {plain(str(key)): str(value).strip().casefold() for key, value in values.items()}
    return (said.get("draft") in ("true", "yes", "1") or said.get("published") in ("false", "no", "0")
            or said.get("status") in ("draft", "hidden", "private", "pending"))


def slug_of(path: str) -> str:
    """A slug from a path below the source folder: folders and name, unaccented, cut at a word."""
    slug = text.slugify(path.rpartition(".")[0].replace("/", " ")) or "bai"
    if slug == "index":  # that slug means the section's own page
        slug = "muc-luc"
    return slug if len(slug) <= MAX_SLUG else slug[:MAX_SLUG].rsplit("-", 1)[0]


def _decoded(content: bytes, path: str) -> tuple[str, list[Finding]]:
    """Text in NFC without forbidden characters: an import mends what an author would be asked to mend."""
    findings = []
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = content.decode("cp1258", "replace")
        findings.append(Finding("import.not-utf8", Severity.WARNING, path, 1))
    decoded = decoded.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = text.FORBIDDEN.sub("", decoded)
    if len(cleaned) != len(decoded):
        findings.append(Finding("import.characters-removed", Severity.NOTE, path, 1,
                                {"count": str(len(decoded) - len(cleaned))}))
    return unicodedata.normalize("NFC", cleaned), findings


def _split(decoded: str, path: str, findings: list[Finding]) -> tuple[dict[str, Any], str]:
    if decoded.startswith("+++\n"):
        return _toml(decoded, path, findings)
    if not decoded.startswith("---\n"):
        return {}, decoded
    end = decoded.find("\n---\n", 3)
    if end < 0:
        return {}, decoded
    values, _, wrong = read_yaml(decoded[4:end + 1], path, 2)
    if wrong and not values:
        values = _lenient(decoded[4:end + 1])
        findings.append(Finding("import.bad-front-matter", Severity.WARNING, path, wrong[0].line, {"problem": wrong[0].id}))
    return values, decoded[end + 5:]


def _toml(decoded: str, path: str, findings: list[Finding]) -> tuple[dict[str, Any], str]:
    """Front matter between `+++` lines, and its `[taxonomies]` and `[extra]` among the other keys."""
    end = decoded.find("\n+++", 3)
    if end < 0:
        return {}, decoded
    body = decoded[end + 4:].removeprefix("\n")
    try:
        values = tomllib.loads(decoded[4:end + 1])
    except tomllib.TOMLDecodeError:
        findings.append(Finding("import.bad-front-matter", Severity.WARNING, path, 1, {"problem": "TOML"}))
        return {}, body
    tables = [values.pop(name) for name in ("taxonomies", "extra") if isinstance(values.get(name), dict)]
    for table in tables:
        values = {**table, **values}
    return {key: value if isinstance(value, (str, list, dict)) else str(value) for key, value in values.items()}, body


def _lenient(block: str) -> dict[str, str]:
    """`key: value` lines of a front matter that is no YAML."""
    pairs = (line.split(":", 1) for line in block.split("\n") if ":" in line and not line.startswith((" ", "-", "#")))
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs}


def _facts(values: Mapping[str, Any], body: str, path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Everything the file states, by plain key; the front matter wins over a table, a table over a bold line."""
    found: dict[str, Any] = {}
    sources: dict[str, str] = {}
    head = body[:20_000]
    for kind, pairs in (("line", _BOLD_LINE.findall(head)), ("table", _TABLE_ROW.findall(head)),
                        ("front matter", values.items())):
        for key, value in pairs:
            if isinstance(value, str):
                value = _MARKUP.sub(lambda m: m.group(1) or "", value).strip()
                if value.casefold() in _EMPTY:
                    continue
            if value is None or not plain(str(key)):
                continue
            if kind == "front matter" or plain(key) not in found or sources.get(key) != "front matter":
                found[plain(key)] = value
                sources[key] = kind
    first = re.search(r"^#\s+(.+)$", body, re.M)
    if first:
        found.setdefault("h1", _MARKUP.sub(lambda m: m.group(1) or "", first.group(1)).strip())
    found["filename"] = path.rsplit("/", 1)[-1].removesuffix(".md")
    return found, sources


def _value(raw: Any, rule: Rule) -> Any:
    if rule.as_ == "list":
        items = raw if isinstance(raw, list) else re.split(r"[;,]", str(raw))
        return [str(item).strip() for item in items if isinstance(item, str) and item.strip()]
    if isinstance(raw, (list, dict)):
        return None
    value = " ".join(str(raw).split())
    if rule.pattern:
        match = re.search(rule.pattern, value)
        if not match:
            return None
        value = match.group(1) if match.groups() else match.group()
    if rule.as_ == "date":
        return _date(value)
    if rule.as_ == "choice":
        folded = plain(value)
        return next((choice for start, choice in sorted(rule.choices.items(), key=lambda c: -len(c[0]))
                     if folded.startswith(start)), None)
    return value


def _date(value: str) -> str | None:
    for pattern in _DATES:
        if match := pattern.search(value):
            day = f"{int(match['y']):04d}-{int(match['m']):02d}-{int(match['d']):02d}"
            if 1900 <= int(match["y"]) <= 2100 and 1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31:
                return day
    return None


def _written(type_: str, meta: Mapping[str, Any], body: str) -> str:
    front = yaml.safe_dump({"title": meta["title"], "type": type_, **{k: v for k, v in meta.items() if k != "title"}},
                           allow_unicode=True, sort_keys=False, width=10**9)
    return f"---\n{front}---\n{body.strip()}\n"
