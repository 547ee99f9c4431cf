"""`registry-field`: the portal's registry file states these fields: permission, security level, contact, licence, board.

fields: dotted keys (`contact.email`, `permission.number`, `security_level`, `board.head`), each of which must be
stated; `a|b` means one of them. values: what each may say, such as the five levels of information security; default:
anything.
"""

from typing import Any

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"fields": ("list", True), "values": ("list", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    values = rule.parameters.get("values")
    lacking = [field for field in rule.parameters["fields"]
               if not any((found := value_of(scene, key)) and (not values or str(found) in values) for key in field.split("|"))]
    if not lacking:
        return Verdict(Standing.MET, ("",))
    return Verdict(Standing.MISSING, (), tuple(scene.finding(rule, field=field) for field in lacking))


def value_of(scene: Scene, key: str) -> Any:
    """The value of a dotted key of the registry file; a role of the board counts while somebody holds it."""
    head, *rest = key.split(".")
    portal = scene.portal
    value: Any = scene.offices if head == "board" else getattr(portal, head, None) or portal.extra.get(head)
    for part in rest:
        value = value.get(part) if hasattr(value, "get") else getattr(value, part, None)
    return value
