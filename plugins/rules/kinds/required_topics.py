"""`required-topics`: a section covers each of these topics, by at least one public item.

section; field: the key that names an item's topic, such as `subfield`, or `tags`; values: the topics. presence:
`required` (default) or `if_any` ("nếu có": topics that are absent are not applicable).
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"section": ("text", True), "field": ("text", True), "values": ("list", True), "presence": ("text", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked = rule.parameters
    items = scene.of_section(asked["section"], scene.portal.official)
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)  # that the section is missing is another rule's finding
    covered: dict[str, str] = {}
    for item in items:
        value = item.meta.get(asked["field"])
        for topic in [value] if isinstance(value, str) else value or ():
            covered.setdefault(str(topic), item.url)
    lacking = [topic for topic in asked["values"] if topic not in covered]
    evidence = tuple(covered[topic] for topic in asked["values"] if topic in covered)
    if lacking and asked.get("presence") == "if_any":
        return Verdict(Standing.MET if evidence else Standing.NOT_APPLICABLE, evidence)
    return Verdict(Standing.MISSING if lacking else Standing.MET, evidence,
                   tuple(scene.finding(rule, section=asked["section"], field=topic) for topic in lacking))
