"""Importing: what another site held back stays held back, TOML is read, and a map of any shape gives a finding."""

import pytest

from plugins.content.foreign import convert, read_map
from plugins.content.source import parse

RULES, _ = read_map("fields:\n  title: [title]\n  date: {from: [date], as: date}\n  tags: {from: [tags], as: list}\n", "map.yaml")


@pytest.mark.parametrize("front", ["---\ntitle: A\ndraft: true\n---\n", "---\ntitle: A\npublished: false\n---\n",
                                   "---\ntitle: A\nstatus: Hidden\n---\n", "+++\ntitle = \"A\"\ndraft = true\n+++\n"])
def test_a_foreign_draft_stays_a_draft(front: str):
    assert parse(convert(f"{front}x\n".encode(), "a.md", RULES).text.encode()).values["status"] == "draft"


def test_toml_front_matter():
    made = convert(b'+++\ntitle = "A"\ndate = 2024-03-05T10:00:00Z\n[taxonomies]\ntags = ["x", "y"]\n+++\nBody.\n', "a.md", RULES)
    source = parse(made.text.encode())
    assert source.values == {"title": "A", "type": "article", "date": "2024-03-05", "tags": ["x", "y"]}
    assert source.text == "Body." and not made.findings


def test_toml_that_is_none():
    made = convert(b"+++\ntitle = \n+++\nBody.\n", "a.md", RULES)
    assert "import.bad-front-matter" in [f.id for f in made.findings] and "+++" not in made.text


@pytest.mark.parametrize("wrong", ["fields: {title: {from: [[a]]}}", "fields: {title: [t], x: {choices: [a]}}",
                                   "fields: {title: [t], x: {pattern: [a]}}", "fields: {title: [t]}\ndrop: {a: b}\ntype: [a]",
                                   "fields: {title: [t]}\nrequired: x", "- a", "fields: [", "fields: {title: [t], x: {as: [a]}}"])
def test_a_map_of_any_shape(wrong: str):
    rules, findings = read_map(wrong, "map.yaml")
    assert rules is None and findings
