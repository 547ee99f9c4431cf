"""`logbook-fields`: entries of a logbook about the portal state what the decree wants written down.

logbook; fields: keys that each entry states, `a|b` meaning one of them. when: only entries that state this key.
forms: allowed forms of the first field, where `{x}` stands for letters, digits and hyphens (`admin.{unit}`). least: how
many entries there must be, default 0. Where this site root keeps no such logbook, a person has to say.
"""

import re

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"logbook": ("text", True), "fields": ("list", True), "when": ("text", False), "forms": ("list", False), "least": ("number", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    name, fields = asked["logbook"], asked["fields"]
    entries = scene.logbook(name)
    if entries is None:
        return Verdict(Standing.BY_HAND)
    chosen = [entry for entry in entries if "when" not in asked or entry.get(asked["when"])]
    findings = [scene.entry_finding(rule, name, entry, field=field) for entry in chosen for field in fields
                if not any(entry.get(key) for key in field.split("|"))]
    if "forms" in asked:
        wrong = [entry for entry in chosen if entry.get(fields[0]) and not any(fits(form, str(entry[fields[0]])) for form in asked["forms"])]
        findings += [scene.entry_finding(rule, name, entry, field=f"{fields[0]} ({', '.join(asked['forms'])})") for entry in wrong]
    if len(chosen) < asked.get("least", 0):
        findings.append(scene.entry_finding(rule, name, {"entry": "0"}, field=fields[0]))
    if findings:
        return Verdict(Standing.MISSING, (), tuple(findings))
    return Verdict(Standing.MET if chosen else Standing.NOT_APPLICABLE, ("",) if chosen else ())


def fits(form: str, value: str) -> bool:
    """Whether a value has a form: `admin.{unit}` fits `admin.skhcn`."""
    pattern = "".join("[a-z0-9-]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[a-z]+\})", form))
    return re.fullmatch(pattern, value) is not None
