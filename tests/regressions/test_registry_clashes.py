"""Portals and sections that stand in each other's way are named, and nothing is overwritten in silence."""

import pytest

from plugins.content.registry import read_registry

PORTAL = "name: Cổng\nunit_type: ward\nlanguages: [vi, en]\n"
CATALOGUE = "news: {name: {vi: Tin}, slug: {vi: tin-tuc, en: news}}\n"


def found(files: dict[str, str]) -> tuple:
    registry, findings = read_registry({"portals/_sections.yaml": CATALOGUE.encode(),
                                        **{f"portals/{name}": text.encode() for name, text in files.items()}})
    return registry, [(finding.id, finding.path) for finding in findings]


def section(key: str, vi: str, en: str) -> str:
    return f"  - {{key: {key}, name: {{vi: A, en: A}}, slug: {{vi: '{vi}', en: '{en}'}}}}\n"


@pytest.mark.parametrize(("sections", "kept"), [
    (section("mine", "tin-tuc", "mine"), ()), (section("mine", "rieng", "news"), ()), (section("mine", "en", "mine"), ()),
    (section("mine", "static", "mine"), ()), (section("a", "x", "y") + section("b", "z", "y"), ("a",)),
])
def test_a_section_whose_address_is_taken_is_left_out(sections: str, kept: tuple[str, ...]):
    registry, findings = found({"p.yaml": PORTAL + "sections:\n" + sections})
    assert findings == [("registry.section-address", "portals/p.yaml")]
    assert tuple(s.key for s in registry.portals["p"].sections) == kept


def test_sections_of_their_own_and_a_renamed_one_are_fine():
    registry, findings = found({"p.yaml": PORTAL + "sections:\n" + section("news", "tin-tuc", "news") + section("b", "z", "y")})
    assert findings == [] and len(registry.portals["p"].sections) == 2


@pytest.mark.parametrize("parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}])
def test_a_circle_of_parents(parents: dict[str, str]):
    _, findings = found({f"{key}.yaml": f"{PORTAL}parent: {parent}\n" for key, parent in parents.items()})
    assert findings == [("registry.parent-cycle", f"portals/{key}.yaml") for key in parents]


def test_a_portal_below_a_circle_is_not_in_it():
    _, findings = found({"a.yaml": PORTAL + "parent: a\n", "b.yaml": PORTAL + "parent: a\n"})
    assert findings == [("registry.parent-cycle", "portals/a.yaml")]


def test_two_files_for_one_portal():
    registry, findings = found({"p.yaml": PORTAL, "p.yml": PORTAL.replace("Cổng", "Khác"), "sub/p.yaml": PORTAL})
    assert findings == [("registry.key-twice", "portals/p.yml"), ("path.not-an-item", "portals/sub/p.yaml")]
    assert registry.portals["p"].name["vi"] == "Cổng"
