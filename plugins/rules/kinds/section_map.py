"""`section-map`: the registry file says something of each section: who follows it, or who approved it.

map: key of the registry file that holds `section: text` pairs. own: `true` for the sections that the portal adds itself;
else for every section that holds an item.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"map": ("text", True), "own": ("flag", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    key = rule.parameters["map"]
    stated = scene.portal.extra.get(key)
    stated = stated if isinstance(stated, dict) else {}
    sections = [s.key for s in scene.portal.sections] if rule.parameters.get("own") else sorted({item.section for item in scene.items})
    if not sections:
        return Verdict(Standing.NOT_APPLICABLE)
    lacking = [section for section in sections if not stated.get(section) and not stated.get("*")]
    if not lacking:
        return Verdict(Standing.MET, ("",))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, field=f"{key}: {', '.join(lacking)}"),))
