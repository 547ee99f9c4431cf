"""`required-field`: items of a type state these fields.

type: content type. fields: keys that must not be empty; `a|b` means one of them. languages: only these editions.
section: only items of this section. when: only items that state this key, such as the reports that acceptance demands.
where: only items whose fields hold these values, as `subject_type=individual`. agency: `issuer` for only the documents of
the portal's own unit.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.deadlines import issued_by_own_unit
from plugins.rules.scene import Scene

PARAMETERS = {"type": ("text", True), "fields": ("list", True), "languages": ("list", False), "section": ("text", False),
              "when": ("text", False), "where": ("list", False), "agency": ("text", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    items = [item for item in scene.of_types((asked["type"],))
             if item.lang in asked.get("languages", scene.portal.languages) and asked.get("section", item.section) == item.section
             and ("when" not in asked or item.meta.get(asked["when"]))
             and all(str(item.meta.get(key)) == value for key, _, value in (pair.partition("=") for pair in asked.get("where", ())))
             and ("agency" not in asked or issued_by_own_unit(item, scene.portal))]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = []
    for item in items:
        for field in asked["fields"]:
            if not any(item.meta.get(key) not in (None, "", [], {}) for key in field.split("|")):
                findings.append(scene.finding(rule, item, field=field, type=item.type))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
