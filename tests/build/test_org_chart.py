"""The organisation chart: one drawing that is a list, or none where a list serves better."""

import xml.etree.ElementTree as ElementTree

from plugins.build.pages.org_chart import LINE, draw
from plugins.build.pages.trees import tree
from tests.build.test_views import card

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*bodies):
    cards = [card(type="organisation", slug=slug, title=title, url=f"s/{slug}/", meta={"part_of": f"s/{whole}"} if whole else {})
             for slug, title, whole in bodies]
    return draw(tree(cards), lambda url: "../" + url, "Sơ đồ")


def test_every_body_is_an_item_and_a_link():
    found = drawn(("a", "Ủy ban <nhân dân>", ""), ("b", "Sở " + "Văn hóa, Thể thao và Du lịch " * 3, "a"), ("c", "Sở Y tế", "a"), ("d", "Phòng", "b"))
    root = ElementTree.fromstring(str(found).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert root.get("role") == "list" and root.get("aria-label") == "Sơ đồ" and "style=" not in found
    items = root.findall(f".//{SVG}g[@role='listitem']")
    assert [item.find(f"{SVG}a").get("href") for item in items] == ["../s/a/", "../s/b/", "../s/d/", "../s/c/"]
    assert "".join(items[0].find(f"{SVG}a").itertext()) == "Ủy ban <nhân dân>"
    assert items[1].find(f"{SVG}a").get("aria-label").startswith("Sở Văn hóa, Thể thao")  # cut: the link says all of it
    assert all(len(part.text) <= LINE + 3 for part in root.iter(f"{SVG}tspan"))
    assert len(root.findall(f".//{SVG}path")) == 3
    _, _, width, height = map(float, root.get("viewBox").split())
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x")) and float(box.get("x")) + float(box.get("width")) <= width
        assert 0 <= float(box.get("y")) and float(box.get("y")) + float(box.get("height")) <= height


def test_no_chart_without_levels_or_with_too_many():
    assert drawn() == "" and drawn(("a", "A", ""), ("b", "B", "")) == ""
    assert drawn(("a", "A", ""), ("b", "B", "a"), ("c", "C", "b"), ("d", "D", "c")) == ""
    assert drawn(("a", "A", ""), *((f"x{n}", "X", "a") for n in range(80))) == ""
