"""`question-handling`: published questions say how they were handled.

fields: keys that a published question must state, such as `class`, `responsible_agency`, `received_on`. out_of_scope: keys
that one of the class `out_of_scope` states instead, such as `guidance_agency`: nobody here answers it. An interim notice
(`promised_on` stated, no answer) is allowed while its promised day has not passed.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"fields": ("list", True), "out_of_scope": ("list", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = scene.of_types(("question",), scene.portal.official)
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    asked, outside = rule.parameters["fields"], rule.parameters.get("out_of_scope") or rule.parameters["fields"]
    findings = [scene.finding(rule, item, field=field) for item in items
                for field in (outside if item.meta.get("class") == "out_of_scope" else asked)
                if not any(item.meta.get(key) for key in field.split("|"))]
    for item in items:
        promised = item.meta.get("promised_on", "")
        if not item.meta.get("answered_on") and promised and promised[:10] < scene.today:
            findings.append(scene.finding(rule, item, "promised_on", field=f"answered_on ({promised[:10]})"))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
