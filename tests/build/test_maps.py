"""Maps: the registry's areas drawn as SVG, true to their shape, without another host."""

import re
import xml.etree.ElementTree as ElementTree
from math import cos, radians

from plugins.build.pages.maps import Shape, draw
from tests.conftest import Site

SVG = "{http://www.w3.org/2000/svg}"


def box(west: float, south: float, size: float = 0.1):
    return ((west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south))


def test_a_square_of_degrees_is_narrower_than_high():
    root = ElementTree.fromstring(str(draw([Shape((box(106.6, 20.8),), "A <&\"", "")], "Bản đồ")).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert root.get("aria-label") == "Bản đồ" and root.find(f"{SVG}g/{SVG}title").text == 'A <&"'
    x, y = zip(*(map(float, pair.split()) for pair in re.findall(r"[\d.]+ [\d.]+", root.find(f"{SVG}g/{SVG}path").get("d"))))
    assert abs((max(x) - min(x)) / (max(y) - min(y)) - cos(radians(20.85))) < 0.01
    width, height = map(float, root.get("viewBox").split()[2:])
    assert 0 <= min(x) and max(x) <= width and 0 <= min(y) and max(y) <= height


def test_nothing_to_draw():
    assert draw([], "x") == ""


def test_maps_stand_where_the_registry_has_areas(site: Site) -> None:
    ward = site.root / "portals/ward.yaml"
    site.write("portals/ward.yaml", ward.read_text() + 'theme: green\nformer_units: [Phường Cũ]\nmap: {"type": "Polygon", "coordinates": [[[106.6, 20.8], [106.7, 20.8], [106.7, 20.9], [106.6, 20.8]]]}\n')
    site.write("content/city/maps/index.vi.md", "---\ntitle: Bản đồ\n---\nĐịa giới.\n")
    site.build()
    home, front = site.read("ward/index.html"), site.read("city/ban-do/index.html")
    assert 'data-accent="green"' in home and "Phường Cũ" in home and 'class="unit own"' in home
    assert re.search(r'<svg class="map".*<a href="[^"]*ward/[^"]*" aria-label="[^"]+"><title>', front)
    assert "data-accent" not in front
    site.write("portals/ward.yaml", ward.read_text().replace("106.6, 20.8", "106.5, 20.7"))
    changed = {path for path, _ in site.build().why}
    assert {"ward/index.html", "city/ban-do/index.html"} <= changed
