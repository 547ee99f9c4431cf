"""`names-units`: a section names every unit below the portal in its text, as a map's list for those who cannot see it.

section. A portal without units below it has nothing to name.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"section": ("text", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    items = scene.of_section(rule.parameters["section"], scene.portal.official)
    below = [portal for portal in scene.registry.portals.values() if portal.parent == scene.portal.key and portal.unit_type in ("commune", "ward", "special_zone", "district")]
    if not items or not below:
        return Verdict(Standing.NOT_APPLICABLE)  # that the section is missing is another rule's finding
    told = " ".join(f"{item.text} {item.meta}" for item in items).casefold()
    lacking = [name for portal in below if (name := portal.short_name.get("vi") or portal.name.get("vi", portal.key)).casefold() not in told]
    evidence = tuple(item.url for item in items[:5])
    if not lacking:
        return Verdict(Standing.MET, evidence)
    shown = ", ".join(lacking[:5]) + ("…" if len(lacking) > 5 else "")
    return Verdict(Standing.MISSING, evidence, (scene.finding(rule, lacking=shown, count=str(len(lacking))),))
