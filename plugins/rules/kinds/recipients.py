"""`recipients`: public documents name the portal under "Nơi nhận".

types: content types with a `recipients` field. A document issued by another body is not the portal's to mend and is
left out.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.deadlines import issued_by_own_unit
from plugins.rules.scene import Scene

PARAMETERS = {"types": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = [item for item in scene.of_types(rule.parameters["types"], scene.portal.official) if issued_by_own_unit(item, scene.portal)]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = [scene.finding(rule, item, "recipients", document=str(item.meta.get("number_symbol", "")))
                for item in items if not any("cổng" in str(r).casefold() for r in item.meta.get("recipients") or ())]
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
