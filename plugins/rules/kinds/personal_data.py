"""`personal-data`: no public item holds data of a private person.

Such data stop publication wherever they stand (`plugins.rules.screening`); this rule reports the clause, and names
items that were published after a signed review.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS: dict[str, tuple[str, bool]] = {}


def judge(rule: Rule, scene: Scene) -> Verdict:
    reviewed = tuple(item.url for item in scene.items if item.meta.get("personal_data_reviewed"))
    return Verdict(Standing.MET, reviewed or ("",))
