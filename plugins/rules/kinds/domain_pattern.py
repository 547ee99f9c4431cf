"""`domain-pattern`: the portal's domain has the form that the decree gives its kind of unit.

domains: the exact ones allowed, in place of a form. level: labels counted from the right, at least one more where
`at_least` is true. below: `parent` where it lies below the parent's domain, `top` where it lies below the level-I
portal's. label: `full_name` (the unaccented name without the kind of unit) or `any`. https is the
operator's side and not judged here. A portal without a domain is not applicable: it is not in service yet.
"""

import re
import unicodedata

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"domains": ("list", False), "level": ("number", False), "at_least": ("flag", False),
              "below": ("text", False), "label": ("text", False)}
_KINDS = re.compile(r"^(?:thành phố|tỉnh|thị xã|quận|huyện|phường|xã|thị trấn|đặc khu|chuyên trang)\s+", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def judge(rule: Rule, scene: Scene) -> Verdict:
    domain, asked = scene.portal.domain, rule.parameters
    if not domain:
        return Verdict(Standing.NOT_APPLICABLE)
    problem = _problem(domain, rule, scene)
    if not problem:
        return Verdict(Standing.MET, (f"https://{domain}/",))
    expected = ", ".join(asked.get("domains", ())) or _form(rule, scene)
    return Verdict(Standing.MISSING, (), (scene.finding(rule, found=domain, expected=expected, problem=problem),))


def _problem(domain: str, rule: Rule, scene: Scene) -> str:
    asked = rule.parameters
    if "domains" in asked:
        return "" if domain in asked["domains"] else "name"
    labels = domain.removeprefix("www.").split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        return "label"
    level = asked.get("level")
    if level and (len(labels) < level if asked.get("at_least") else len(labels) != level):
        return "level"
    above = _above(rule, scene)
    if above and not domain.endswith("." + above):
        return "parent"
    if asked.get("label") == "full_name" and labels[0] not in names(scene):
        return "full_name"
    return ""


def names(scene: Scene) -> set[str]:
    """Unaccented forms of the unit's name, with and without the kind of unit and the province's name."""
    whole = scene.portal.short_name.get("vi") or scene.portal.name.get("vi", "")
    bare = _KINDS.sub("", whole)
    found = {unaccented(bare), unaccented(whole)}
    # "Du lịch Quảng Ninh": a thematic site below the province need not repeat the province's name.
    parent = scene.registry.portals.get(scene.portal.parent)
    if parent is not None:
        above = unaccented(_KINDS.sub("", parent.short_name.get("vi", "")))
        found |= {name.removesuffix(above) for name in found if above and name != above}
    return {name for name in found if name}


def unaccented(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", plain.lower())


def _above(rule: Rule, scene: Scene) -> str:
    portal, seen = scene.portal, set()
    below = rule.parameters.get("below")
    if not below:
        return ""
    while portal.parent in scene.registry.portals and portal.key not in seen:
        seen.add(portal.key)
        portal = scene.registry.portals[portal.parent]
        if below == "parent":
            break
    return portal.domain.removeprefix("www.") if portal is not scene.portal else ""


def _form(rule: Rule, scene: Scene) -> str:
    above = _above(rule, scene)
    label = next(iter(sorted(names(scene), key=len)), "…") if rule.parameters.get("label") == "full_name" else "…"
    return f"{label}.{above}" if above else f"{rule.parameters.get('level', '')} levels"
