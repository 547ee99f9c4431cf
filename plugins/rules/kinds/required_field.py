"""`required-field`: items of a type state these fields.

type: content type. fields: keys that must not be empty; `a|b` means one of them. languages: only these editions.
section: only items of this section. when: only items that state this key, such as the reports that acceptance demands.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"type": ("text", True), "fields": ("list", True), "languages": ("list", False), "section": ("text", False),
              "when": ("text", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    items = [item for item in scene.of_types((asked["type"],))
             if item.lang in asked.get("languages", scene.portal.languages) and asked.get("section", item.section) == item.section
             and ("when" not in asked or item.meta.get(asked["when"]))]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = []
    for item in items:
        for field in asked["fields"]:
            if not any(item.meta.get(key) not in (None, "", [], {}) for key in field.split("|")):
                findings.append(scene.finding(rule, item, field=field, type=item.type))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
