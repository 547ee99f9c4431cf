"""The registry: `portals/<portal>.yaml`, the section catalogue and the content types, as typed values."""

import re
from dataclasses import replace
from typing import Any, Iterable, Mapping

from plugins.content import text
from plugins.content.area import read_area
from plugins.content.board import read_board
from plugins.content.front_matter import read_yaml
from plugins.content.paths import NAME
from plugins.content.schema import read_type
from plugins.model import Contact, ContentType, Finding, Portal, Registry, Section, Severity

UNIT_TYPES = ("city", "province", "department", "commune", "ward", "special_zone", "district", "public_service_unit",
              "thematic", "other")
LANGUAGES = ("vi", "en", "zh", "ko", "ja")
LISTINGS = ("news", "register", "cards", "page", "schedule", "qa", "gallery", "links")
ACCENTS = ("green", "teal", "red", "purple")
"""Colours that a portal may bear instead of the theme's blue (`theme`); `themes/congmo` has them as `data-accent`."""
_KNOWN = {"name", "short_name", "unit_type", "level", "parent", "domain", "regulation", "languages", "theme",
          "permission", "contact", "channels", "services_portal", "board", "sections", "aggregates",
          "map"}
_KINDS: dict[str, tuple[type, ...]] = {
    "contact": (dict,), "board": (dict,), "permission": (dict,), "channels": (list, dict), "sections": (dict, list), "aggregates": (list,),
    "theme": (str,), "parent": (str,), "regulation": (str,), "services_portal": (str,), "short_name": (dict, str), "name": (dict, str)}
_SHOWN = {dict: "{key: value}", list: "[…]", str: "text"}
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


def read_registry(files: Mapping[str, bytes]) -> tuple[Registry, list[Finding]]:
    """The registry from the bytes of `portals/**/*.yaml`. A file that cannot be used is named and left out: it
    never stops the other portals."""
    findings: list[Finding] = []
    types: dict[str, ContentType] = {}
    portals: dict[str, Portal] = {}
    sections: dict[str, Section] = {}
    groups: dict[str, Mapping[str, Any]] = {}
    for path in sorted(files):
        if not path.endswith((".yaml", ".yml")):
            continue
        folder, _, name = path.removeprefix("portals/").rpartition("/")
        key = name.rsplit(".", 1)[0]
        if folder == "" and key in portals:  # p.yaml and p.yml: the first is taken
            findings.append(Finding("registry.key-twice", Severity.ERROR, path, 0, {"key": key}))
        elif folder and not folder.startswith("_"):
            findings.append(Finding("path.not-an-item", Severity.ERROR, path, 0, {"expected": "portals/<portal>.yaml"}))
        elif folder == "" and not key.startswith("_"):
            _keep(portals, read_portal(key, files[path], path), findings)
        elif folder == "_types":
            decoded, wrong = text.decode(files[path], path)
            found, more = read_type(key, decoded, path) if not wrong else (None, [])
            _keep(types, (found, wrong + more), findings)
        elif path == "portals/_sections.yaml":
            sections, groups, wrong = _read_catalogue(files[path], path)
            findings += wrong
        elif key.startswith("_") or folder.startswith("_"):  # read by those who need it; here only whether it can be
            decoded, wrong = text.decode(files[path], path)
            findings += wrong or read_yaml(decoded, path)[2]
    findings += _across(portals)
    for key, portal in portals.items():
        clear, wrong = _apart(portal, sections)
        findings += wrong
        portals[key] = replace(portal, sections=clear)
    aliases = {alias: section.key for section in sections.values() for alias in section.aliases}
    return Registry(portals, sections, aliases, groups, types), findings


def _keep(into: dict[str, Any], read: tuple[Any, list[Finding]], findings: list[Finding]) -> None:
    value, wrong = read
    findings += wrong
    if value is not None:
        into[value.key] = value


def _read_catalogue(content: bytes, path: str) -> tuple[dict[str, Section], dict[str, Any], list[Finding]]:
    decoded, findings = text.decode(content, path)
    values, lines, wrong = read_yaml(decoded, path)
    entries = values.get("sections") if isinstance(values.get("sections"), dict) else {
        key: value for key, value in values.items() if key != "groups"}
    sections = {}
    for key, spec in entries.items():
        section = _section(key, spec)
        if section is None:
            wrong.append(Finding("registry.bad-section", Severity.ERROR, path, lines.get(key, 1), {"section": key}))
        else:
            sections[key] = section
    return sections, values.get("groups") or {}, findings + wrong


def _section(key: str, spec: Any) -> Section | None:
    if not isinstance(spec, dict) or not NAME.fullmatch(key):
        return None
    name = _texts(spec.get("name"))
    slug = _texts(spec.get("slug")) or {"vi": text.slugify(name.get("vi", key)) or key}
    listing = spec.get("listing") or "news"
    if not name or listing not in LISTINGS or not all(NAME.fullmatch(s) for s in slug.values()):
        return None
    order = str(spec.get("order") or "500")
    return Section(key, name, slug, spec.get("type") or "article", listing, spec.get("group") or "",
                   int(order) if order.isdigit() else 500, tuple(spec.get("aliases") or ()))


def _texts(value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"vi": value}
    return {k: str(v) for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def read_portal(key: str, content: bytes, path: str) -> tuple[Portal | None, list[Finding]]:
    """One registry file. Needs only `name`, `unit_type` and `languages`; anything else may be missing."""
    decoded, findings = text.decode(content, path)
    if findings:
        return None, findings
    values, lines, findings = read_yaml(decoded, path)
    if findings and not values:
        return None, findings

    def wrong(id: str, field: str, severity: Severity = Severity.ERROR, **params: str) -> None:
        findings.append(Finding(id, severity, path, lines.get(field, 1), {"field": field, **params}))

    if not NAME.fullmatch(key):
        findings.append(Finding("path.bad-name", Severity.ERROR, path, 0, {"name": key, "limit": "120"}))
        return None, findings
    languages = values.get("languages")
    languages = tuple(languages) if isinstance(languages, list) and all(isinstance(x, str) for x in languages) else ()
    if not languages:
        wrong("registry.missing", "languages", expected=", ".join(LANGUAGES))
        return None, findings
    if bad := [lang for lang in languages if lang not in LANGUAGES] or len(set(languages)) < len(languages):
        wrong("registry.bad-language", "languages", expected=", ".join(LANGUAGES),
              found=", ".join(bad) if isinstance(bad, list) else ", ".join(languages))
        return None, findings
    raw_name = values.get("name")
    name = {languages[0]: raw_name} if isinstance(raw_name, str) else _texts(raw_name)
    if not name:
        wrong("registry.missing", "name", expected="{vi: …, en: …}")
        return None, findings
    unit_type = values.get("unit_type")
    if unit_type not in UNIT_TYPES:
        wrong("registry.bad-unit-type", "unit_type", found=str(unit_type), expected=", ".join(UNIT_TYPES))
        return None, findings
    domain = values.get("domain") or ""
    if domain and not _DOMAIN.fullmatch(str(domain)):
        wrong("registry.bad-domain", "domain", found=str(domain)[:80])
        domain = ""
    level = values.get("level") or ("1" if unit_type in ("city", "province") and not values.get("parent") else "2")
    if level not in ("1", "2", "3"):
        wrong("registry.bad-level", "level", found=str(level)[:20], expected="1, 2")
        level = "2"
    for field, kinds in _KINDS.items():
        if values.get(field) is not None and not isinstance(values[field], kinds):
            wrong("registry.wrong-kind", field, expected=" / ".join(_SHOWN[kind] for kind in kinds))
    services = str(values.get("services_portal") or "")
    if services and not services.startswith(("https://", "http://")):
        wrong("registry.bad-address", "services_portal", found=services[:80])
        values["services_portal"] = ""
    theme = str(values.get("theme") or "")
    if theme and theme not in ACCENTS:
        wrong("registry.wrong-kind", "theme", expected=" / ".join(ACCENTS))
        theme = ""
    area = read_area(values.get("map"))
    if values.get("map") is not None and not area:
        wrong("registry.wrong-kind", "map", expected="GeoJSON: {type: Polygon, coordinates: […]}")
    for aggregate in values.get("aggregates") if isinstance(values.get("aggregates"), list) else ():
        if not isinstance(aggregate, dict) or not (aggregate.get("section") or aggregate.get("sections")):
            wrong("registry.wrong-kind", "aggregates", expected="{section: …, portals: …}")
    for extra in sorted(set(values) - _KNOWN - _EXTRA):
        wrong("registry.unknown-key", extra, Severity.WARNING, expected=", ".join(sorted(_KNOWN | _EXTRA)))
    return Portal(
        key=key, name=name, unit_type=unit_type, languages=languages, short_name=_texts(values.get("short_name")),
        level=int(level), parent=str(values.get("parent") or ""), domain=domain,
        regulation=str(values.get("regulation") or ""), theme=theme,
        permission=_texts(values.get("permission")), contact=_contact(values.get("contact")),
        channels=_records(values.get("channels")), services_portal=str(values.get("services_portal") or ""),
        board=read_board(values.get("board"), wrong), sections=_own_sections(values.get("sections"), wrong),
        aggregates=_records(values.get("aggregates")), area=area,
        extra={k: values[k] for k in sorted(set(values) & _EXTRA)},
    ), findings


_EXTRA = {"security_level", "security_dossier", "approval", "source_label", "source_labels", "aliases", "note",
          "cite", "code", "province_code", "demo", "not_supplied", "abbr", "former_units", "established",
          "section_owners", "section_approvals", "allowed_hosts"}


def _records(value: Any) -> tuple[Mapping[str, Any], ...]:
    if isinstance(value, dict):
        return tuple({"kind": kind, **(spec if isinstance(spec, dict) else {"value": spec})}
                     for kind, spec in value.items())
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _contact(value: Any) -> Contact:
    value = value if isinstance(value, dict) else {}
    return Contact(_texts(value.get("address")), str(value.get("phone") or ""), str(value.get("fax") or ""),
                   str(value.get("email") or ""), _texts(value.get("responsible")))


def _own_sections(value: Any, wrong: Any) -> tuple[Section, ...]:
    sections = []
    entries: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = ((item.get("key"), item) for item in value if isinstance(item, dict))
    for key, spec in entries:
        section = _section(str(key), spec)
        if section is None:
            wrong("registry.bad-section", "sections", section=str(key))
        else:
            sections.append(replace(section, group=section.group or "other"))
    return tuple(sections)


_ENGINE_ADDRESSES = frozenset(("data", "media", "s", "search", "sitemap", "static", "tim-kiem", "so-do-cong", "site-map",
                               "cac-cong-thanh-phan", "portals", "du-lieu-mo", "open-data", "he-thong-giao-dien", "style", *LANGUAGES))
"""First folders below a document root that the engine fills itself."""


def _apart(portal: Portal, catalogue: Mapping[str, Section]) -> tuple[tuple[Section, ...], list[Finding]]:
    """A portal's own sections without those whose address is taken already: two would write one page."""
    clear: dict[str, Section] = {}
    findings = []
    for section in portal.sections:
        others = {**catalogue, **clear}
        others.pop(section.key, None)  # the portal's own word on a section of the catalogue
        taken = next((slug for lang in portal.languages if (slug := _slug(section, lang)) in _ENGINE_ADDRESSES
                      or any(slug == _slug(other, lang) for other in others.values())), None)
        if taken is None:
            clear[section.key] = section
        else:
            findings.append(Finding("registry.section-address", Severity.ERROR, f"portals/{portal.key}.yaml", 0,
                                    {"section": section.key, "slug": taken}))
    return tuple(clear.values()), findings


def _slug(section: Section, lang: str) -> str:
    return section.slug.get(lang) or section.slug.get("en") or section.slug.get("vi") or section.key


def _above(key: str, portals: Mapping[str, Portal]) -> set[str]:
    """Keys of the portals above a portal; its own among them means a circle."""
    above: set[str] = set()
    while (key := portals[key].parent) in portals and key not in above:
        above.add(key)
    return above


def _across(portals: Mapping[str, Portal]) -> list[Finding]:
    """What only shows when all portals are seen together: parents that are missing, domains used twice."""
    findings = []
    domains: dict[str, str] = {}
    for key, portal in portals.items():
        path = f"portals/{key}.yaml"
        if portal.parent and portal.parent not in portals:
            findings.append(Finding("registry.no-parent", Severity.ERROR, path, 1, {"parent": portal.parent}))
        if key in _above(key, portals):
            findings.append(Finding("registry.parent-cycle", Severity.ERROR, path, 1, {"parent": portal.parent}))
        if portal.domain and domains.setdefault(portal.domain, key) != key:
            findings.append(Finding("registry.domain-twice", Severity.ERROR, path, 1,
                                    {"domain": portal.domain, "other": domains[portal.domain]}))
        if portal.unit_type == "other" and not portal.permission.get("number"):
            findings.append(Finding("registry.no-permission", Severity.ERROR, path, 1, {"portal": key}, ("HP-03.1",)))
    return findings
