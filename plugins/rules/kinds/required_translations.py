"""`required-translations`: items of a type stand in other languages too.

type; languages: the editions; those that the portal does not run are left to `required-languages`. when: only items that
state this key, such as services that foreigners can use.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"type": ("text", True), "languages": ("list", True), "when": ("text", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    languages = [lang for lang in asked["languages"] if lang in scene.portal.languages]
    originals = [item for item in scene.of_types((asked["type"],), scene.portal.official)
                 if "when" not in asked or item.meta.get(asked["when"]) not in (None, "", False, "false")]
    if not originals or not languages:
        return Verdict(Standing.NOT_APPLICABLE)
    there = {(item.section, item.slug, item.lang): item.url for item in scene.items}
    findings = tuple(scene.finding(rule, item, lang=lang) for item in originals for lang in languages if (item.section, item.slug, lang) not in there)
    evidence = tuple(there[item.section, item.slug, lang] for item in originals for lang in languages if (item.section, item.slug, lang) in there)
    return Verdict(Standing.MISSING if findings else Standing.MET, evidence[:5], findings)
