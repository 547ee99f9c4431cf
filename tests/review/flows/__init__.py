"""What honest people do. Each function plays one flow in a real repository and says what must be published."""

from tests.review.flows import approvals, checklists, emergencies, merging, pages, policies, translations  # noqa: F401
from tests.review.flows.base import FLOWS

__all__ = ["FLOWS"]
