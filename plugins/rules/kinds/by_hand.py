"""`by-hand`: a duty that no file shows: training, budgets, staff. It stands in every report until a person says so.

ask: who must do what, in one line.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"ask": ("text", False)}


def judge(_rule: Rule, _scene: Scene) -> Verdict:
    return Verdict(Standing.BY_HAND)
