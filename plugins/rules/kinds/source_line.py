"""`source-line`: the portal's reuse notice has the exact wording of the decree.

any_of: the strings that are allowed; the level-I portal's own, where a component portal sets none.
"""

from typing import Any, Mapping

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"any_of": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    portal, seen = scene.portal, set()
    labels = _labels(portal.extra)
    while not labels and portal.parent in scene.registry.portals and portal.key not in seen:
        seen.add(portal.key)
        portal = scene.registry.portals[portal.parent]
        labels = _labels(portal.extra)
    allowed = rule.parameters["any_of"]
    if labels and all(label in allowed for label in labels):
        return Verdict(Standing.MET, ("",))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, found=", ".join(labels) or "-", expected=" / ".join(allowed)),))


def _labels(extra: Mapping[str, Any]) -> list[str]:
    values = extra.get("source_labels") or extra.get("source_label") or []
    return [values] if isinstance(values, str) else list(values)
