"""`logbook-due`: what a logbook says is to be done by a day has been done: requests answered, incidents reported.

logbook; due: key with the last day. done: key with the day it was done. An entry whose day has not come is in order.
Where this site root keeps no such logbook, a person has to say.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"logbook": ("text", True), "due": ("text", True), "done": ("text", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    entries = scene.logbook(asked["logbook"])
    if entries is None:
        return Verdict(Standing.BY_HAND)
    dated = [entry for entry in entries if entry.get(asked["due"])]
    findings = [scene.entry_finding(rule, asked["logbook"], entry, field=asked["done"], due=str(entry[asked["due"]])[:10]) for entry in dated
                if str(entry[asked["due"]])[:10] < str(entry.get(asked["done"]) or scene.today)[:10]]
    if not dated:
        return Verdict(Standing.NOT_APPLICABLE)
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), tuple(findings))
