"""How cost grows with the number of items: benchmarks/build/growth.svg from results.json.

    python -m benchmarks.build.plot
"""

import json
import math
import statistics
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 780, 470, 70, 190, 50, 60
LINE = 16
SERIES = (  # contender, kind, name, colour, dashes
    ("hugo", "cold", "Hugo, cold", "#9a3412", ""), ("congmo", "cold", "Cổng Mở, cold", "#1d4ed8", ""),
    ("hugo", "edit", "Hugo, one edit", "#9a3412", "6 4"), ("congmo", "edit", "Cổng Mở, one edit", "#1d4ed8", "6 4"),
    ("congmo", "none", "Cổng Mở, nothing changed", "#047857", "2 3"),
)


def main() -> None:
    results = json.loads((HERE / "results.json").read_text())
    (HERE / "growth.svg").write_text(draw(results), encoding="utf-8")
    print(HERE / "growth.svg")


def draw(results: dict[str, Any]) -> str:
    """An SVG of median wall seconds by number of items, both axes logarithmic, with its figures as text."""
    sizes = sorted(int(size) for size in results)
    lines = {}
    for contender, kind, name, colour, dashes in SERIES:
        points = [(size, statistics.median(f["wall"] for f in figures)) for size in sizes
                  if (figures := results[str(size)].get(contender, {}).get(kind))]
        if points:
            lines[name] = (points, colour, dashes)
    seconds = [value for points, _, _ in lines.values() for _, value in points]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - first) / ((last - first) or 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    said = "; ".join(f"{name}: " + ", ".join(f"{size:,} items {value:.2f} s" for size, value in points)
                     for name, (points, _, _) in lines.items())
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="13">',
           "<title>Build time by number of items</title>", f"<desc>{said}</desc>",
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="26" font-size="16" font-weight="bold">Build time by number of items (seconds of wall time, medians)</text>']
    for power in range(low, high + 1):
        at = y(10 ** power)
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#d4d4d4"/><text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0 ** power:g} s</text>')
    for size in sizes:
        out.append(f'<path d="M{x(size):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ececec"/>'
                   f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,}</text>')
    ends: list[tuple[float, float, str, str]] = []
    for name, (points, colour, dashes) in lines.items():
        path = "M" + "L".join(f"{x(size):.1f} {y(value):.1f}" for size, value in points)
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"' + (f' stroke-dasharray="{dashes}"' if dashes else "") + "/>")
        out += [f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>' for size, value in points]
        size, value = points[-1]
        ends.append((y(value) + 4, x(size) + 10, name, colour))
    lowest = 0.0
    for height, left, name, colour in sorted(ends):
        lowest = max(height, lowest + LINE)  # names of lines that end side by side do not cover each other
        out.append(f'<text x="{left:.1f}" y="{lowest:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    main()
