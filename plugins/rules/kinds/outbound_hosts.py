"""`outbound-hosts`: items lead only to hosts that the board has allowed; others are named for a person to look at.

suffixes: endings of host names that need no question, such as `.gov.vn`. The portals' own domains, and hosts in the
registry's `allowed_hosts`, are always allowed.
"""

import re

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"suffixes": ("list", True)}
_HOST = re.compile(r"^(?:https?:)?//(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)


def judge(rule: Rule, scene: Scene) -> Verdict:
    named = scene.portal.extra.get("allowed_hosts")
    allowed = tuple(rule.parameters["suffixes"]) + tuple(f".{host}" for host in (named if isinstance(named, list) else ()))
    allowed += tuple(f".{portal.domain}" for portal in scene.registry.portals.values() if portal.domain)
    findings, seen = [], False
    for item in scene.items:
        for link in (*item.links, str(item.meta.get("url") or ""), str(item.meta.get("source_url") or "")):
            if match := _HOST.match(link):
                seen = True
                if not f".{match.group(1).lower().rstrip('.')}".endswith(allowed):
                    findings.append(scene.finding(rule, item, found=match.group(1).lower()[:80]))
    if not seen:
        return Verdict(Standing.NOT_APPLICABLE)
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), tuple(findings))
