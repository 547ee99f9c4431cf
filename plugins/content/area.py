"""A unit's area in its registry file: a GeoJSON geometry (RFC 7946) under `map`, written as YAML or pasted as JSON."""

from typing import Any

from plugins.model import Ring

MAX_POINTS = 20_000
"""A commune's boundary for a page has some hundred; more than this is a survey file in the wrong place."""


def read_area(value: Any) -> tuple[Ring, ...]:
    """The rings of a Polygon or MultiPolygon, holes among them, or the one corner of a Point. Empty where it is none
    of these, or lies outside the Earth's degrees."""
    if not isinstance(value, dict):
        return ()
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind == "Point":
        return _rings([[coordinates]], least=1)
    if kind == "Polygon":
        return _rings(coordinates, least=4)
    if kind == "MultiPolygon" and isinstance(coordinates, list) and all(isinstance(part, list) for part in coordinates):
        return _rings([ring for part in coordinates for ring in part], least=4)
    return ()


def _rings(found: Any, least: int) -> tuple[Ring, ...]:
    if not isinstance(found, list) or not found or not all(isinstance(ring, list) and len(ring) >= least for ring in found):
        return ()
    if sum(len(ring) for ring in found) > MAX_POINTS:
        return ()
    rings = tuple(tuple(filter(None, map(_corner, ring))) for ring in found)
    return rings if all(len(ring) == len(given) for ring, given in zip(rings, found)) else ()


def _corner(given: Any) -> tuple[float, float] | None:
    if not isinstance(given, list) or len(given) < 2:
        return None
    try:
        longitude, latitude = float(given[0]), float(given[1])
    except (TypeError, ValueError):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
