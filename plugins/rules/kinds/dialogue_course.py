"""`dialogue-course`: a dialogue goes its way: approved before it is announced, announced before it is held, answered after.

approved: key that says who approved the plan. An announced or held dialogue states it; its notice is published before it
starts; one that is held has an answer to each of its questions.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"approved": ("text", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = [item for item in scene.of_types(("dialogue",), scene.portal.official) if item.meta.get("stage") in ("announced", "held")]
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    findings = []
    for item in items:
        starts = str(item.meta.get("starts_at") or "")[:10]
        if not item.meta.get(rule.parameters["approved"]):
            findings.append(scene.finding(rule, item, "stage", field=rule.parameters["approved"]))
        if item.published_on and starts and item.published_on >= starts and item.meta.get("stage") == "announced":
            findings.append(scene.finding(rule, item, "starts_at", field=f"publish_at < {starts}"))
        if item.meta.get("stage") == "held":
            pairs = item.meta.get("script") or ()
            if not pairs or any(not str(pair.get("answer") or "").strip() for pair in pairs):
                findings.append(scene.finding(rule, item, "script", field="script.answer"))
    return Verdict(Standing.MISSING if findings else Standing.MET, tuple(i.url for i in items[:5]), tuple(findings))
