"""`vietnamese-diacritics`: Vietnamese text is written with its diacritics.

least: share of letters with a diacritic, in percent, below which an item of 200 letters or more is named; running
Vietnamese has about 25. Default 5, so that tables of codes and English names stay.
"""

import unicodedata

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"least": ("number", False)}
ENOUGH = 200
"""Letters from which a share says something."""


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = [item for item in scene.items if item.lang == "vi"]
    findings = []
    for item in items:
        share = diacritics(item.text)
        if share is not None and share < rule.parameters.get("least", 5):
            findings.append(scene.finding(rule, item, found=f"{share:.0f} %"))
    if not items:
        return Verdict(Standing.NOT_APPLICABLE)
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), tuple(findings))


def diacritics(text: str) -> float | None:
    """Percent of letters that are not plain ASCII, or None where there are too few letters to say."""
    letters = [c for c in unicodedata.normalize("NFC", text[:5000]) if c.isalpha()]
    return 100 * sum(c > "\x7f" for c in letters) / len(letters) if len(letters) >= ENOUGH else None
