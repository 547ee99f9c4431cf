"""`built-function`: what the engine itself builds for every portal, such as `search`, `site-map`, `feed`, `open-data`.

function: its name. The verdict gives its address; it is missing only where this build leaves it out.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"function": ("text", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    name = rule.parameters["function"]
    if name in scene.functions:
        return Verdict(Standing.MET, (scene.functions[name],))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, function=name),))
