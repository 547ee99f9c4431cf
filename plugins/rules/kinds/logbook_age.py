"""`logbook-age`: what a logbook's entries date has been done again in time: passwords changed, commitments renewed.

logbook; date: key with the day it was last done. months: how long that holds. closed: key that ends an entry, such as
`closed_on`; ended entries are left out. Where this site root keeps no such logbook, a person has to say.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.calendar import months_after
from plugins.rules.scene import Scene

PARAMETERS = {"logbook": ("text", True), "date": ("text", True), "months": ("number", True), "closed": ("text", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    entries = scene.logbook(asked["logbook"])
    if entries is None:
        return Verdict(Standing.BY_HAND)
    still = [entry for entry in entries if not entry.get(asked.get("closed", ""))]
    findings = []
    for entry in still:
        due = months_after(str(entry.get(asked["date"]) or ""), asked["months"])
        if not due or due < scene.today:
            findings.append(scene.entry_finding(rule, asked["logbook"], entry, field=asked["date"], due=due or "-"))
    if not still:
        return Verdict(Standing.NOT_APPLICABLE)
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), tuple(findings))
