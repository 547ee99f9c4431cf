"""Areas in the registry: GeoJSON geometries are read, anything else is refused and named."""

import pytest

from plugins.content.area import MAX_POINTS, read_area
from plugins.content.registry import read_registry

SQUARE = [["106.6", "20.8"], ["106.7", "20.8"], ["106.7", "20.9"], ["106.6", "20.9"], ["106.6", "20.8"]]
HOLE = [[106.64, 20.84], [106.66, 20.84], [106.66, 20.86], [106.64, 20.84]]


@pytest.mark.parametrize("value, rings", [
    ({"type": "Polygon", "coordinates": [SQUARE]}, 1),
    ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, 2),
    ({"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [SQUARE]]}, 3),
    ({"type": "Point", "coordinates": ["106.68", "20.86"]}, 1),
])
def test_geometries_are_read(value, rings):
    found = read_area(value)
    assert len(found) == rings and all(isinstance(x, float) for ring in found for corner in ring for x in corner)


@pytest.mark.parametrize("value", [
    None, "map.png", [], {"type": "Polygon"}, {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [SQUARE[:2]]},
    {"type": "LineString", "coordinates": SQUARE}, {"type": "Point", "coordinates": ["x", "y"]}, {"type": "Point", "coordinates": "12"},
    {"type": "Point", "coordinates": ["999", "20"]}, {"type": "Point", "coordinates": ["nan", "20"]},
    {"type": "MultiPolygon", "coordinates": [1]}, {"type": "Polygon", "coordinates": [[[1, 2], [3], [4, 5], [1, 2]]]},
    {"type": "Polygon", "coordinates": [SQUARE * (MAX_POINTS // 5 + 1)]},
])
def test_what_is_no_geometry_is_refused(value):
    assert read_area(value) == ()


def registry(extra: str):
    content = f"name: {{vi: Phường}}\nunit_type: ward\nlanguages: [vi]\n{extra}\n"
    found, findings = read_registry({"portals/p.yaml": content.encode()})
    return found.portals["p"], [(f.id, dict(f.params).get("field")) for f in findings if f.id == "registry.wrong-kind"]


def test_registry_takes_an_area_and_an_accent_and_names_what_is_wrong():
    portal, wrong = registry('map: {"type": "Point", "coordinates": [106.68, 20.86]}\ntheme: teal')
    assert portal.area == (((106.68, 20.86),),) and portal.theme == "teal" and not wrong
    portal, wrong = registry("map: boundary.png\ntheme: pink")
    assert portal.area == () and portal.theme == "" and wrong == [("registry.wrong-kind", "theme"), ("registry.wrong-kind", "map")]
