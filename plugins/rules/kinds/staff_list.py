"""`staff-list`: each body lists its staff; a large one that changes often may list its leaders alone.

A body is an item of type `organisation` that states `staff_count`; its people are items of type `leader` whose `body` is
its title. over: from more staff than this, a body that states `frequent_change` lists leaders alone; left out: never.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"over": ("number", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    over = rule.parameters.get("over")
    bodies = [item for item in scene.of_types(("organisation",), scene.portal.official) if str(item.meta.get("staff_count") or "").isdigit()]
    if not bodies:
        return Verdict(Standing.NOT_APPLICABLE)
    people = scene.of_types(("leader",), scene.portal.official)
    findings = []
    for body in bodies:
        count = int(body.meta["staff_count"])
        leaders_only = over is not None and count > over and body.meta.get("frequent_change") in (True, "true")
        listed = sum(str(person.meta.get("body") or "").strip() == str(body.meta.get("title")).strip() for person in people)
        if listed < (1 if leaders_only else count):
            findings.append(scene.finding(rule, body, "staff_count", found=str(listed), expected="1" if leaders_only else str(count)))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(b.url for b in bodies[:5]), tuple(findings))
