"""Attacks on the gate. Each function plays one in a real repository and says what must still be published."""

from tests.review.attacks import checklists, emergencies, forges, history, kinds, policies, statements, what, where, who
from tests.review.attacks.base import ATTACKS

__all__ = ["ATTACKS", "checklists", "emergencies", "forges", "history", "kinds", "policies", "statements", "what", "where", "who"]
