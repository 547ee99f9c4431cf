"""`system-level`: the portal has its place in the system: level I without a parent, or a lower level below one.

level: the level that the decree gives this type. only_one: `true` where the system has exactly one such portal.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"level": ("number", True), "only_one": ("flag", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    portal, level = scene.portal, rule.parameters["level"]
    parent = scene.registry.portals.get(portal.parent)
    problems = []
    if portal.level != level:
        problems.append("level")
    if level > 1 and (parent is None or parent.level >= portal.level):
        problems.append("parent")
    if level == 1 and portal.parent:
        problems.append("parent")
    if rule.parameters.get("only_one"):
        others = [p.key for p in scene.registry.portals.values()
                  if p.level == level and p.regulation == portal.regulation and p.key != portal.key]
        problems += ["only_one"] * bool(others)
    if not problems:
        return Verdict(Standing.MET, ("",))
    return Verdict(Standing.MISSING, (), tuple(
        scene.finding(rule, problem=problem, level=str(level), found=f"{portal.level}, {portal.parent or '-'}") for problem in problems))
