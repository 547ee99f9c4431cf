"""`contact-channels`: the portal offers these ways to reach its board.

kinds: kinds of channel in the registry (`signed_document`, `email`, `facebook`, `paper`, `phone`, `app`); an e-mail or
a phone number in `contact` counts too. hours: `true` where each channel named must say when it is open.
"""

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"kinds": ("list", True), "hours": ("flag", False)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    offered = {str(channel.get("kind")) for channel in scene.portal.channels if channel.get("value")}
    offered |= {kind for kind in ("email", "phone") if getattr(scene.portal.contact, kind)}
    lacking = [kind for kind in rule.parameters["kinds"] if kind not in offered]
    if rule.parameters.get("hours"):
        lacking += [f"{channel['kind']}.hours" for channel in scene.portal.channels
                    if channel.get("kind") in rule.parameters["kinds"] and not channel.get("hours")]
    pages = tuple(item.url for item in scene.of_section("contact", scene.portal.official))[:1]
    if not lacking:
        return Verdict(Standing.MET, pages or ("",))
    return Verdict(Standing.MISSING, pages, (scene.finding(rule, lacking=", ".join(lacking)),))
