"""The one place that decides whether an item is public at a given time."""

from enum import StrEnum
from typing import Any, Mapping

FAR = "9999"
"""Later than any instant, in the order of ISO 8601 strings."""


class State(StrEnum):
    """`live`: on its page, in lists, feeds, site map, search and data. `withdrawn`: a page that says so and why,
    nothing else. `hidden`: nowhere."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


def state(meta: Mapping[str, Any], embargo: str, now: str) -> State:
    """State of an item at `now`. All instants are ISO 8601 with +07:00, so that text order is time order.

    `embargo`: the instant of the item's own `date` where its type means a time of publication, else empty: an item
    dated tomorrow is not public today, with or without `publish_at`.
    """
    if meta.get("status") == "draft":
        return State.HIDDEN
    if max(meta.get("publish_at", ""), embargo) > now or meta.get("expires_at", FAR) <= now:
        return State.HIDDEN
    return State.WITHDRAWN if meta.get("status") == "withdrawn" else State.LIVE


def next_change(meta: Mapping[str, Any], embargo: str, now: str) -> str:
    """The next instant after `now` at which `state` may give another answer, or an empty string."""
    if meta.get("status") == "draft":
        return ""
    moments = (meta.get("publish_at", ""), embargo, meta.get("expires_at", ""))
    return min((moment for moment in moments if moment > now), default="")
