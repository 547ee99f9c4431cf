"""The organisation chart as SVG, from left to right. It is a list to a screen reader: each body is an item, what is
below it a list inside that item, and each name a link. Phones show the same tree as a list of text."""

from typing import Callable, Sequence

from markupsafe import Markup

from plugins.build.pages.trees import Node

COLUMN, BOX, ROW, HEIGHT = 330, 290, 56, 46
"""Distance of two levels, width of a box, distance of two rows, height of a box."""
LEVELS, ROWS, LINE = 3, 60, 33
"""A chart of more levels or rows is no longer taken in at a glance: the list serves better. LINE: letters that fit."""


def draw(roots: Sequence[Node], link: Callable[[str], str], label: str) -> Markup:
    """The chart, or nothing where a list serves better. link: an address as the page writes it."""
    depth, rows = _depth(roots), sum(map(_rows, roots))
    if not roots or depth < 2 or depth > LEVELS or rows > ROWS:
        return Markup("")
    width, height = (depth - 1) * COLUMN + BOX + 4, rows * ROW
    return Markup('<svg class="org-chart" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="list" aria-label="{2}">{3}</svg>').format(
        width, height, label, _list(roots, 0, 0, link))


def _depth(nodes: Sequence[Node]) -> int:
    return 1 + max(_depth(node.below) for node in nodes) if nodes else 0


def _rows(node: Node) -> int:
    return sum(map(_rows, node.below)) or 1


def _list(nodes: Sequence[Node], level: int, first: int, link: Callable[[str], str]) -> Markup:
    parts = []
    for node in nodes:
        below = Markup('<g role="list">{}</g>').format(_list(node.below, level + 1, first, link)) if node.below else ""
        parts.append(Markup('<g role="listitem">{}{}{}</g>').format(_lines(node, level, first), _box(node, level, first, link), below))
        first += _rows(node)
    return Markup("").join(parts)


def _lines(node: Node, level: int, row: int) -> Markup:
    """From a body to each that is below it."""
    x, y = level * COLUMN + BOX + 2, row * ROW + ROW // 2
    middle, parts = x + (COLUMN - BOX) // 2, []
    for child in node.below:
        parts.append(f'<path class="link" d="M{x} {y} H{middle} V{row * ROW + ROW // 2} H{x + COLUMN - BOX}"/>')
        row += _rows(child)
    return Markup("".join(parts))


def _box(node: Node, level: int, row: int, link: Callable[[str], str]) -> Markup:
    x, y = level * COLUMN + 2, row * ROW + (ROW - HEIGHT) // 2
    lines = _wrapped(node.card.title)
    start = y + HEIGHT // 2 + 5 - (len(lines) - 1) * 9
    words = Markup(" ").join(Markup('<tspan x="{}" y="{}">{}</tspan>').format(x + 14, start + 18 * number, line)
                            for number, line in enumerate(lines))
    whole = "" if " ".join(lines) == " ".join(node.card.title.split()) else Markup(' aria-label="{}"').format(node.card.title)
    return Markup('<a href="{}"{}><rect class="box{}" x="{}" y="{}" width="{}" height="{}" rx="6"/><text>{}</text></a>').format(
        link(node.card.url), whole, "" if level else " top", x, y, BOX, HEIGHT, words)


def _wrapped(title: str) -> list[str]:
    """A title on at most two lines; the link's label has all of it."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    cut = lines[:2]
    if len(lines) > 2:
        cut[1] += " …"
    return [line if len(line) <= LINE + 2 else line[:LINE] + "…" for line in cut]
