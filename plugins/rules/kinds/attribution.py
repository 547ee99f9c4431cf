"""`attribution`: every item of these sections says who wrote it and where it comes from.

sections; fields: keys of which each must be stated, `a|b` meaning one of them.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"sections": ("list", True), "fields": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = [item for key in rule.parameters["sections"] for item in scene.of_section(key) if item.slug != "index"]
    findings = [scene.finding(rule, item, field=field) for item in items for field in rule.parameters["fields"]
                if not any(item.meta.get(key) for key in field.split("|"))]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
