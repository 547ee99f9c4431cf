"""`freshness`: the newest item of a section is not older than a number of working days.

section; limit: working days.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"section": ("text", True), "limit": ("number", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    dated = [item for item in scene.of_section(rule.parameters["section"]) if item.published_on]
    if not dated:
        return Verdict(Standing.NOT_APPLICABLE)
    newest = max(dated, key=lambda item: item.published_on)
    age = scene.calendar.between(newest.published_on, scene.today)
    if age <= rule.parameters["limit"]:
        return Verdict(Standing.MET, (newest.url,))
    return Verdict(Standing.MISSING, (newest.url,), (scene.finding(
        rule, section=rule.parameters["section"], newest=newest.published_on, age=str(age), limit=str(rule.parameters["limit"])),))
