"""Viet Nam's time."""

from datetime import timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh: no summer time since 1975, so a fixed offset is exact and needs no zone database."""
