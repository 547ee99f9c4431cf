"""`required-languages`: the portal runs these editions, the first one official.

languages: codes in order. exactly: `true` where no other edition may be run.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"languages": ("list", True), "exactly": ("flag", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    asked, run = rule.parameters["languages"], scene.portal.languages
    lacking = [lang for lang in asked if lang not in run]
    extra = [lang for lang in run if lang not in asked] if rule.parameters.get("exactly") else []
    if not lacking and not extra and run[0] == asked[0]:
        return Verdict(Standing.MET, tuple("" if lang == run[0] else f"{lang}/" for lang in asked))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, expected=", ".join(asked), found=", ".join(run)),))
