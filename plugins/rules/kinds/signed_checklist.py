"""`signed-checklist`: approvers confirm these items of the decree's `checklist`, and sign that they did.

items: ids of the checklist. Met where each stands in the decree and every rule of `portals/_policy.yaml` for the portal's
content says `checklist: true`, so that no approval counts without them.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"items": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    known = {item.id for item in scene.profile.checklist}
    lacking = [id_ for id_ in rule.parameters["items"] if id_ not in known]
    silent = [id_ for id_, asks in scene.approvals.items() if not asks]
    if scene.approvals and not silent and not lacking:
        return Verdict(Standing.MET, ("",))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, items=", ".join(rule.parameters["items"]),
                                                        lacking=", ".join([*lacking, *silent]) or "portals/_policy.yaml"),))
