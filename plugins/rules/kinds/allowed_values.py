"""`allowed-values`: a field of items of a type holds one of these values.

type; field; values.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"type": ("text", True), "field": ("text", True), "values": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    items = [item for item in scene.of_types((asked["type"],)) if item.meta.get(asked["field"])]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = tuple(scene.finding(rule, item, asked["field"], found=str(item.meta[asked["field"]]), expected=", ".join(asked["values"]))
                     for item in items if str(item.meta[asked["field"]]) not in asked["values"])
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), findings)
