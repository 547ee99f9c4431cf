"""Charts as SVG, drawn from a statistics item's data. The table beside a chart is its text alternative.

Only presentation attributes and classes are used: a style attribute would break the content security policy.
"""

from typing import Any, Callable, Mapping, NamedTuple, Sequence

from markupsafe import Markup, escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 12, 14, 44
MAX_SERIES = 4
"""More lines than colours and dashes that can be told apart: such data are shown as a table only."""
MAX_CATEGORIES = 60
SMALLEST, LARGEST = 1e-6, 1e15
"""The largest value of a chart lies between these; data outside are shown as a table only."""


class Figure(NamedTuple):
    """Data as a table (`rows`: category and one value a series, None where there is none) and, where it can be
    drawn, as a chart (`svg`, else empty)."""

    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    svg: Markup


def figure(records: Sequence[Mapping[str, Any]], kind: str, title: str, number: Callable[[float], str]) -> Figure:
    """records: `category`, `value` and perhaps `series`, in the author's order. kind: `bar`, `line` or `none`.
    number: a value as the edition's language writes it."""
    series = tuple(dict.fromkeys(str(r.get("series") or "") for r in records))
    values = {(str(r["category"]), str(r.get("series") or "")): float(r["value"]) for r in records
              if r.get("value") is not None and "category" in r}
    categories = tuple(dict.fromkeys(str(r["category"]) for r in records if "category" in r))
    rows = tuple((c, tuple(values.get((c, s)) for s in series)) for c in categories)
    drawable = (kind != "none" and values and len(series) <= MAX_SERIES and len(categories) <= MAX_CATEGORIES
                and _drawable(max(abs(v) for v in values.values())))
    return Figure(series, rows, _draw(rows, series, kind, title, number) if drawable else Markup(""))


def rows(labels: Sequence[str], values: Sequence[float | None], title: str, number: Callable[[float], str]) -> Markup:
    """Bars that lie, each beside its name: for names too long to stand below upright bars. Nothing negative."""
    largest = max((v for v in values if v is not None), default=0)
    if not labels or len(labels) > MAX_CATEGORIES or not SMALLEST <= largest <= LARGEST or min(v for v in values if v is not None) < 0:
        return Markup("")
    name_room, line = 250, 26
    parts = []
    for at, (label, value) in enumerate(zip(labels, values)):
        y = at * line
        parts.append(f'<text x="{name_room - 8}" y="{y + 17}" text-anchor="end">{escape(label if len(label) <= 38 else label[:37] + "…")}</text>')
        if value is not None:
            width = round((WIDTH - name_room - 70) * value / largest, 1)
            parts.append(f'<rect class="s1" x="{name_room}" y="{y + 4}" width="{width}" height="{line - 8}"><title>{escape(_told(label, "", number(value)))}</title></rect>'
                         f'<text x="{round(name_room + width + 6, 1)}" y="{y + 17}">{escape(number(value))}</text>')
    return Markup(f'<svg viewBox="0 0 {WIDTH} {len(labels) * line}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>')


def _drawable(largest: float) -> bool:
    """Sizes that round steps can be found for; infinite and undefined numbers compare as false."""
    return largest == 0 or SMALLEST <= largest <= LARGEST


def steps(low: float, high: float) -> list[float]:
    """Four to seven round numbers that enclose the values and zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return [0.0, 1.0]
    rough = (high - low) / 5
    power = 10.0
    while power > rough:
        power /= 10
    while power * 10 <= rough:
        power *= 10
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    first = -int(-low // step) - (1 if low % step else 0) if low < 0 else 0
    found = [first * step]
    while found[-1] < high - step * 1e-9:
        found.append(round(found[-1] + step, 10))
    return found


def _draw(rows: Sequence[tuple[str, tuple[float | None, ...]]], series: Sequence[str], kind: str, title: str,
          number: Callable[[float], str]) -> Markup:
    present = [v for _, values in rows for v in values if v is not None]
    ticks = steps(min(present), max(present))
    low, high = ticks[0], ticks[-1]
    inner = HEIGHT - TOP - BOTTOM

    def y(value: float) -> float:
        return round(TOP + inner * (high - value) / (high - low), 1)

    parts = [f'<line class="{"axis" if tick == 0 else "grid"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick)}" '
             f'y2="{y(tick)}"/><text x="{LEFT - 8}" y="{y(tick) + 5}" text-anchor="end">{escape(number(tick))}</text>'
             for tick in ticks]
    slot = (WIDTH - LEFT - RIGHT) / len(rows)
    every = max(1, -(-len(rows) // max(1, int((WIDTH - LEFT - RIGHT) / (9 * max(len(c) for c, _ in rows) + 12)))))
    parts += [f'<text x="{round(LEFT + slot * (i + .5), 1)}" y="{HEIGHT - BOTTOM + 24}" text-anchor="middle">'
              f'{escape(_short(category))}</text>' for i, (category, _) in enumerate(rows) if i % every == 0]
    parts += (_lines if kind == "line" else _bars)(rows, series, slot, y, number)
    return Markup(f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>')


def _short(label: str) -> str:
    return label if len(label) <= 18 else label[:17] + "…"


def _bars(rows: Any, series: Sequence[str], slot: float, y: Callable[[float], float],
          number: Callable[[float], str]) -> list[str]:
    width = slot * .72 / len(series)
    parts = []
    for at, (category, values) in enumerate(rows):
        for index, value in enumerate(values):
            if value is None:
                continue
            x = round(LEFT + slot * (at + .14) + width * index, 1)
            top, height = min(y(value), y(0)), abs(y(value) - y(0))
            told = _told(category, series[index], number(value))
            parts.append(f'<rect class="s{index + 1}" x="{x}" y="{top}" width="{round(width, 1)}" height="{round(height, 1)}">'
                         f'<title>{escape(told)}</title></rect>')
            if len(rows) * len(series) <= 12:
                parts.append(f'<text x="{round(x + width / 2, 1)}" y="{round(top - 4, 1)}" text-anchor="middle">'
                             f'{escape(number(value))}</text>')
    return parts


def _lines(rows: Any, series: Sequence[str], slot: float, y: Callable[[float], float],
           number: Callable[[float], str]) -> list[str]:
    parts = []
    for index, name in enumerate(series):
        points = [(round(LEFT + slot * (at + .5), 1), y(values[index]), category, values[index])
                  for at, (category, values) in enumerate(rows) if values[index] is not None]
        parts.append(f'<polyline class="line l{index + 1}" points="{" ".join(f"{px},{py}" for px, py, *_ in points)}"/>')
        parts += [f'<circle class="s{index + 1}" cx="{px}" cy="{py}" r="4.5"><title>'
                  f'{escape(_told(category, name, number(value)))}</title></circle>'
                  for px, py, category, value in points]
    return parts


def _told(category: str, series: str, value: str) -> str:
    """What a mark says when it is pointed at."""
    return f"{category}, {series}: {value}" if series else f"{category}: {value}"
