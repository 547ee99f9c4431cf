"""Maps as SVG, drawn from the areas in the registry. No tiles and no other host: a shape, its neighbours, their names.

The list of units beside a map says the same in words; each shape is a link with the unit's name.
"""

from math import cos, radians
from typing import Callable, NamedTuple, Sequence

from markupsafe import Markup, escape

from plugins.model import Ring

WIDTH, MOST, LEAST = 720, 720, 240
"""Width of a map in its own units, and the bounds of its height."""
MARGIN = 12


class Shape(NamedTuple):
    """One unit: its rings, its name, and the address that it leads to (empty: the page's own unit)."""

    rings: Sequence[Ring]
    name: str
    url: str


def draw(shapes: Sequence[Shape], label: str) -> Markup:
    """Shapes on one map, in an equirectangular projection true at its middle latitude; empty without shapes. At the
    size of a province its error is below the width of a line."""
    corners = [corner for shape in shapes for ring in shape.rings for corner in ring]
    if not corners:
        return Markup("")
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    shrink = cos(radians((south + north) / 2)) or 1e-6
    across, up = max((east - west) * shrink, 1e-6), max(north - south, 1e-6)
    height = min(MOST, max(LEAST, round(WIDTH * up / across)))
    scale = min((WIDTH - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)
    left, top = (WIDTH - across * scale) / 2, (height - up * scale) / 2

    def at(corner: tuple[float, float]) -> str:
        return f"{round(left + (corner[0] - west) * shrink * scale, 1)} {round(top + (north - corner[1]) * scale, 1)}"

    parts = [_shape(shape, at) for shape in sorted(shapes, key=lambda shape: not shape.url)]
    return Markup('<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>').format(
        WIDTH, height, label, Markup("").join(parts))


def _shape(shape: Shape, at: Callable[[tuple[float, float]], str]) -> Markup:
    drawn = []
    for ring in shape.rings:
        if len(ring) == 1:
            x, y = at(ring[0]).split()
            drawn.append(f'<circle class="place" cx="{x}" cy="{y}" r="7"/>')
    lines = " ".join(f"M{' L'.join(map(at, ring))} Z" for ring in shape.rings if len(ring) > 1)
    if lines:
        drawn.append(f'<path class="{"unit" if shape.url else "unit own"}" fill-rule="evenodd" d="{lines}"/>')
    name = f"<title>{escape(shape.name)}</title>"
    body = Markup("".join(drawn))
    if not shape.url:
        return Markup('<g role="img" aria-label="{}">{}{}</g>').format(shape.name, Markup(name), body)
    return Markup('<a href="{}" aria-label="{}">{}{}</a>').format(shape.url, shape.name, Markup(name), body)
