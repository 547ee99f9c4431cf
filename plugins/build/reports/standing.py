"""The standing pages that a decree asks of a portal, laid out as drafts: what to write and under which clause, and nothing
that could be taken for a fact."""

from plugins.build.reports.regulations import Regulations
from plugins.content.draft import draft
from plugins.model import Portal, Registry, Section
from plugins.model.rule import Rule
from plugins.rules.profile import binding

INTRODUCED = ("qa", "links")
"""Listings whose items come by themselves, under a page that says how the section works."""


def standing_pages(portal: Portal, registry: Registry, regulations: Regulations, day: str, hints: str = "vi") -> dict[str, str]:
    """Drafts by path, one for each required section and language that is not a stream of dated items. Sections that are
    wanted only if any, and languages that the portal does not run, are left out."""
    asked: dict[tuple[str, str], list[Rule]] = {}
    for _, rule in binding(tuple(regulations.profiles.values()), portal, day):
        if rule.kind == "required-section" and rule.parameters.get("presence", "required") == "required":
            for lang in rule.parameters.get("languages", (portal.official,)):
                section = registry.section(portal, str(rule.parameters["section"]))
                if section is not None and lang in portal.languages and _stands(section, registry):
                    asked.setdefault((section.key, lang), []).append(rule)
    return {f"content/{portal.key}/{section}/index.{lang}.md": _page(registry, portal, section, lang, rules, hints)
            for (section, lang), rules in sorted(asked.items())}


def _stands(section: Section, registry: Registry) -> bool:
    return section.listing in INTRODUCED or not registry.types[section.type].dated


def _page(registry: Registry, portal: Portal, key: str, lang: str, rules: list[Rule], hints: str) -> str:
    section = registry.section(portal, key)
    assert section is not None
    own = section.listing == "page"
    content_type = registry.types[section.type if own else "page"]
    head, rest = draft(content_type, hints, title=section.name.get(lang) or section.name.get("vi", key)).split("---\n", 1)
    clauses = "".join(f"# {rule.citation}: {rule.text.get(hints) or rule.text.get('vi', '')}\n" for rule in rules)
    return f"{head}---\n{clauses}{'' if own else 'type: page' + chr(10)}{rest}"
