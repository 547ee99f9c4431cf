"""The colours of the style sheet: every pair that carries words or marks can be told apart, in every look and accent."""

import re

import pytest

from plugins.content.registry import ACCENTS
from tests.theme.conftest import ENGINE

SHEET = (ENGINE / "themes/congmo/static/congmo.css").read_text()
WORDS = [("on-brand", "brand"), ("on-accent", "accent"), ("text", "page"), ("text", "soft"), ("muted", "page"), ("muted", "soft"),
         ("link", "page"), ("link", "soft"), ("good", "good-soft"), ("warning", "warning-soft"), ("bad", "bad-soft"),
         ("on-highlight", "highlight"), ("on-action", "action")]
MARKS = [("border", "page"), ("accent", "page"), ("action", "brand"), ("red", "page"), ("series-1", "page"), ("series-2", "page"), ("series-3", "page")]


def tokens(selector: str) -> str:
    return SHEET.split(selector + " {", 1)[1].split("\n}" if selector == ":root" else "}", 1)[0]


def colours(look: str, accent: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in [tokens(":root"), *([tokens(f':root[data-accent="{accent}"]')] if accent else [])]:
        for name, value in re.findall(r"--colour-([\w-]+): ([^;]+);", block):
            pair = re.match(r"var\(--light, (#\w+)\) var\(--dark, (#\w+)\)", value)
            found[name] = (pair[1] if look == "light" else pair[2]) if pair else value
    return found


def light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("accent", ["", *ACCENTS])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_pairs_can_be_told_apart(look: str, accent: str) -> None:
    found = colours(look, accent)
    low = {f"{a} on {b}": round(contrast(found[a], found[b]), 2) for a, b in WORDS if contrast(found[a], found[b]) < 4.5}
    low |= {f"{a} on {b}": round(contrast(found[a], found[b]), 2) for a, b in MARKS if contrast(found[a], found[b]) < 3}
    assert low == {}


def test_measure_of_contrast() -> None:
    assert round(contrast("#000", "#ffffff"), 1) == 21 and round(contrast("#777", "#fff"), 2) == 4.48


def test_no_colour_stands_outside_the_tokens() -> None:
    rules = SHEET.split("/* Ground */", 1)[1].split("@media print", 1)[0]
    stray = [line for line in rules.splitlines() if re.search(r"#[0-9a-fA-F]{3,8}\b", line)
             and not re.search(r"\.demo|\.skip|\.qr|\.bar |\.player|data-theme=\"contrast\"|\[aria-current\]", line)]
    assert stray == []
