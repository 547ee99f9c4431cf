"""`official-email`: e-mail addresses in these places are official ones.

types: content types whose `email` fields are read, records included; the registry's contact is always read.
suffixes: endings of official addresses, such as `.gov.vn`.
"""

from typing import Any, Iterator, Mapping

from plugins.model.rule import Rule, Standing, Verdict
from plugins.rules.scene import Scene

PARAMETERS = {"types": ("list", False), "suffixes": ("list", True)}


def judge(rule: Rule, scene: Scene) -> Verdict:
    suffixes = tuple(rule.parameters["suffixes"])
    own = scene.portal.contact.email
    findings = [scene.finding(rule, found=own, expected=", ".join(suffixes))] if own and not own.lower().endswith(suffixes) else []
    seen = bool(own)
    for item in scene.of_types(rule.parameters.get("types", ())):
        for address in addresses(item.meta):
            seen = True
            if not address.lower().endswith(suffixes):
                findings.append(scene.finding(rule, item, "email", found=address, expected=", ".join(suffixes)))
    if not seen:
        return Verdict(Standing.NOT_APPLICABLE)
    return Verdict(Standing.MISSING if findings else Standing.MET, ("",), tuple(findings))


def addresses(meta: Mapping[str, Any]) -> Iterator[str]:
    """Values of `email` keys, in records too."""
    for key, value in meta.items():
        if key.endswith("email") and isinstance(value, str) and "@" in value:
            yield value
        elif isinstance(value, list):
            for record in value:
                if isinstance(record, dict):
                    yield from addresses(record)
