"""`question-handling`: published questions say how they were handled.

fields: keys that a published question must state, such as `class`, `responsible_agency`, `received_on`. An interim
notice (`promised_on` stated, no answer) is allowed while its promised day has not passed.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"fields": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = scene.of_types(("question",), scene.portal.official)
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = [scene.finding(rule, item, field=field) for item in items for field in rule.parameters["fields"]
                if not any(item.meta.get(key) for key in field.split("|"))]
    for item in items:
        promised = item.meta.get("promised_on", "")
        if not item.meta.get("answered_on") and promised and promised[:10] < scene.today:
            findings.append(scene.finding(rule, item, "promised_on", field=f"answered_on ({promised[:10]})"))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
