"""Cổng Mở's engine. Import order, one way: model <- content, site, search, rules, review <- build <- cli."""

ENGINE_VERSION = "5"
"""Part of every cache key and fingerprint: raise it when the same input must give other bytes."""


def __getattr__(name: str) -> object:
    """`PELICAN_CLASS` is named as `plugins.CongMo`, because Pelican looks only at the top of a module; the seam itself
    is imported when that name is asked for, and not before."""
    if name == "CongMo":
        from plugins.build.pelican_seam import CongMo

        return CongMo
    raise AttributeError(name)
