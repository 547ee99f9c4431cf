"""`deadline`: items appear within a number of days after a day that they name.

sections or types: which items. triggers: fields with the day that starts the limit, each starting its own; the
earliest due day binds. done: field with the day on which the duty was done, default the day of publication.
limit: days. unit: `working_days` (default) or `days`. agency: `issuer` binds only items whose issuing agency is the
portal's own unit, `in_scope` only the others (LX-10.1.c, QN-20.1.d); default all. interim: field with the day that an interim notice promises; a
later promised day moves the limit to it.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.deadlines import duties
from plugins.rules.scene import Scene

PARAMETERS = {"sections": ("list", False), "types": ("list", False), "triggers": ("list", True), "done": ("text", False),
              "limit": ("number", True), "unit": ("text", False), "agency": ("text", False), "interim": ("text", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    found = [duty for duty in duties(rule, scene) if duty.state != "unknown"]
    if not found:
        return Verdict(Standing.NOT_APPLICABLE)
    late = [duty for duty in found if duty.state in ("late", "overdue")]
    items = {item.path: item for item in scene.items}
    findings = tuple(scene.finding(rule, items[d.path], d.trigger, due=d.due_on, done=d.done_on or scene.today,
                                   started=d.started_on, limit=str(rule.parameters["limit"]), late=str(d.late_by)) for d in late)
    return Verdict(Standing.MISSING if late else Standing.MET, tuple(items[d.path].url for d in found[:5]), findings)
