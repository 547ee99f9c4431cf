"""Viet Nam's time."""

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh: no summer time since 1975, so a fixed offset is exact and needs no zone database."""


def local_minute(time: datetime) -> str:
    """An aware time as clocks in Viet Nam show it, ISO 8601 to the minute: `2026-11-29T02:45+07:00`."""
    return time.astimezone(VIETNAM).isoformat(timespec="minutes")
