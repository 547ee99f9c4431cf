"""`required-section`: the portal has this section, with at least one public item.

section: key of the section. presence: `required` (default), `if_any` ("nếu có": absent is not applicable) or
`optional`. languages: editions that must have it; default the official one; editions that the portal does not run
are left to `required-languages`. items: how many items at least, default 1. An item that says nothing, without a text
and with no field filled in, is not counted. A section that is laid out as a draft is told as not yet supplied.
"""

from typing import Any

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Item, Scene

PARAMETERS = {"section": ("text", True), "presence": ("text", False), "languages": ("list", False), "items": ("number", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked: Any = rule.parameters
    languages = [lang for lang in asked.get("languages", (scene.portal.official,)) if lang in scene.portal.languages]
    if not languages:
        return Verdict(Standing.NOT_APPLICABLE)
    evidence: list[str] = []
    lacking: list[str] = []
    for lang in languages:
        found = [item for item in scene.of_section(asked["section"], lang) if says_something(item)]
        if len(found) < asked.get("items", 1):
            lacking.append(lang)
        else:
            own = next((item for item in found if item.slug == "index"), found[0])
            evidence.append(own.url)
    if not lacking:
        return Verdict(Standing.MET, tuple(evidence))
    if asked.get("presence", "required") != "required":
        return Verdict(Standing.MET if evidence else Standing.NOT_APPLICABLE, tuple(evidence))
    section = scene.registry.section(scene.portal, asked["section"])
    name = section.name.get("vi", asked["section"]) if section else asked["section"]
    key = scene.registry.aliases.get(asked["section"], asked["section"])
    findings = tuple(scene.finding(rule, id="rules.not-supplied" if (key, lang) in scene.drafts else "", section=asked["section"], name=name, lang=lang)
                     for lang in lacking)
    return Verdict(Standing.MISSING, tuple(evidence), findings)


_BARE = frozenset(("title", "type", "status", "date", "publish_at", "order", "author", "source", "tags", "review_on", "updated_on"))
"""Fields that every item may state without saying anything of its section."""


def says_something(item: Item) -> bool:
    """Whether an item has a text or a field of its own: a title over an empty page meets no clause."""
    return bool(item.text.strip()) or any(value not in (None, "", [], {}) for key, value in item.meta.items() if key not in _BARE)
