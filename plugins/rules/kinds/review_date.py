"""`review-date`: standing pages have been looked at in time.

sections; months: how long a page may stand without a newer `date`, `updated_on` or `review_on`. A page whose `review_on`
has passed is always due. Pages that name no day are reported once, as a section.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.calendar import months_after
from plugins.rules.scene import Item, Scene

PARAMETERS = {"sections": ("list", True), "months": ("number", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = [item for key in rule.parameters["sections"] for item in scene.of_section(key)]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = []
    for item in items:
        due = review_due(item, rule.parameters["months"])
        if due and due < scene.today:
            findings.append(scene.finding(rule, item, "review_on", due=due))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))


def review_due(item: Item, months: int) -> str:
    """Day by which an item must be looked at again, or an empty string where it names no day."""
    if named := item.meta.get("review_on"):
        return named[:10]
    return months_after(item.meta.get("updated_on") or item.published_on, months)
