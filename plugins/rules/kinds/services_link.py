"""`services-link`: online services lead to the public-service portal that the decree or the registry names.

hosts: host names that are allowed; default the host of the registry's `services_portal`, which the level-I portal
sets for those below it.
"""

import re

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"hosts": ("list", False)}
_HOST = re.compile(r"^https?://([^/:?#]+).*$")


def judge(rule: Rule, scene: Scene) -> Verdict:
    portal, seen = scene.portal, set()
    while not portal.services_portal and portal.parent in scene.registry.portals and portal.key not in seen:
        seen.add(portal.key)
        portal = scene.registry.portals[portal.parent]
    host = _HOST.sub(r"\1", portal.services_portal.lower()) if portal.services_portal else ""
    allowed = rule.parameters.get("hosts", (host,) if host else ())
    if host and host in allowed:
        return Verdict(Standing.MET, (portal.services_portal,))
    return Verdict(Standing.MISSING, (), (scene.finding(rule, found=host or "-", expected=", ".join(allowed) or "services_portal"),))
