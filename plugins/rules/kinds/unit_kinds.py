"""`unit-kinds`: the kind of unit is one that the decree lets run a portal.

allowed: kinds of unit (`department`, `ward`, …). permitted: further kinds that need a permission with its number.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"allowed": ("list", True), "permitted": ("list", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    portal = scene.portal
    if portal.unit_type in rule.parameters["allowed"]:
        return Verdict(Standing.MET, ("",))
    if portal.unit_type in rule.parameters.get("permitted", ()) and portal.permission.get("number"):
        return Verdict(Standing.MET, ("",))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, found=portal.unit_type, expected=", ".join(rule.parameters["allowed"])),))
