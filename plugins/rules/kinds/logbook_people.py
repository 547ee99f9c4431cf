"""`logbook-people`: everybody who holds a role at the portal stands in a logbook, such as the yearly training.

logbook; roles: of the board. fields: keys that the person's entry states. date and months: the entry's day is not older.
An entry names its person in `person`. Where this site root keeps no such logbook, a person has to say.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.calendar import months_after
from plugins.rules.scene import Scene

PARAMETERS = {"logbook": ("text", True), "roles": ("list", True), "fields": ("list", False), "date": ("text", False), "months": ("number", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    entries = scene.logbook(asked["logbook"])
    if entries is None:
        return Verdict(Standing.BY_HAND)
    people = sorted({person for role in asked["roles"] for person in scene.offices.get(role, ())})
    if not people:
        return Verdict(Standing.NOT_APPLICABLE)
    in_order = {entry.get("person") for entry in entries
                if all(any(entry.get(key) for key in field.split("|")) for field in asked.get("fields", ()))
                and ("date" not in asked or months_after(str(entry.get(asked["date"]) or ""), asked.get("months", 12)) >= scene.today)}
    findings = tuple(scene.entry_finding(rule, asked["logbook"], {"entry": person}, field=person) for person in people if person not in in_order)
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), findings)
