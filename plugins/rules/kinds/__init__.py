"""The kinds of rule, one module each: what it asks for (`PARAMETERS`), how it is judged (`judge`), and its words.

An explicit table: a kind that is not here does not exist, and a decree needs no code as long as these suffice.
"""

from types import ModuleType

from plugins.model.rule import Rule, Verdict
from plugins.rules.kinds import (
    allowed_values, attribution, built_function, by_hand, contact_channels, deadline, dialogue_course, domain_pattern, freshness,
    logbook_age, logbook_due, logbook_fields, logbook_people, names_units, official_email, outbound_hosts, personal_data,
    prohibited_marking, question_handling, recipients, registry_field, report_due, required_field, required_languages,
    required_section, required_topics, required_translations, review_date, section_map, services_link, signed_checklist, source_line,
    staff_list, system_level, unit_kinds, vietnamese_diacritics,
)
from plugins.rules.scene import Scene

KINDS: dict[str, ModuleType] = {module.__name__.rsplit(".", 1)[1].replace("_", "-"): module for module in (
    allowed_values, attribution, built_function, by_hand, contact_channels, deadline, dialogue_course, domain_pattern, freshness,
    logbook_age, logbook_due, logbook_fields, logbook_people, names_units, official_email, outbound_hosts, personal_data,
    prohibited_marking, question_handling, recipients, registry_field, report_due, required_field, required_languages,
    required_section, required_topics, required_translations, review_date, section_map, services_link, signed_checklist, source_line,
    staff_list, system_level, unit_kinds, vietnamese_diacritics,
)}
PARAMETERS = {name: module.PARAMETERS for name, module in KINDS.items()}


def judge(rule: Rule, scene: Scene) -> Verdict:
    """The verdict of a rule on a portal."""
    return KINDS[rule.kind].judge(rule, scene)
