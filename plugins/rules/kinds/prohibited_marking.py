"""`prohibited-marking`: no public item bears a secrecy mark.

The marks themselves stop publication wherever they stand (`plugins.rules.screening`); this rule reports the clause.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene
from plugins.rules.screening import secrecy_marks

PARAMETERS: dict[str, tuple[str, bool]] = {}


def judge(rule: Rule, scene: Scene) -> Verdict:
    findings = tuple(scene.finding(rule, item, mark=mark) for item in scene.items for mark in secrecy_marks(item.text, item.meta))
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), findings)
