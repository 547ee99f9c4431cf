"""Cổng Mở's engine. Import order, one way: model <- content, site, search, rules, review <- build <- cli."""

ENGINE_VERSION = "1"
"""Part of every cache key and fingerprint: raise it when the same input must give other bytes."""
