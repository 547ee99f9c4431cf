"""The organisation chart: bodies under the body that they are part of."""

from typing import Iterable, NamedTuple, Sequence

from plugins.build.pages.views import Card

DEPTH = 8
"""Levels that are drawn one below the other; deeper ones stand at this level. No province has more than five."""


class Node(NamedTuple):
    card: Card
    below: tuple["Node", ...]


def tree(cards: Sequence[Card]) -> tuple[Node, ...]:
    """Cards of one section by their `part_of` (`<section>/<slug>`), in the list's order. Every card stands in it once:
    one whose whole is not in the list is at the top, and so is the first of a circle."""
    keys = {f"{card.section}/{card.slug}" for card in cards}
    below: dict[str, list[Card]] = {}
    for card in cards:
        below.setdefault(card.meta.get("part_of") or "", []).append(card)
    placed: set[str] = set()

    def nodes(some: Iterable[Card], depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        for card in some:
            key = f"{card.section}/{card.slug}"
            if key in placed:
                continue
            placed.add(key)
            if depth < DEPTH:
                found.append(Node(card, nodes(below.get(key, ()), depth + 1)))
            else:
                found.append(Node(card, ()))
                queue = list(below.get(key, ()))
                while queue:
                    deeper = queue.pop(0)
                    deeper_key = f"{deeper.section}/{deeper.slug}"
                    if deeper_key not in placed:
                        placed.add(deeper_key)
                        found.append(Node(deeper, ()))
                        queue += below.get(deeper_key, ())
        return tuple(found)

    tops = [card for card in cards if (card.meta.get("part_of") or "") not in keys]
    return nodes(tops, 1) + nodes(cards, 1)
