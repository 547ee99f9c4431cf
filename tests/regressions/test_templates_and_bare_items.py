"""Items with a title alone, and themes with a mistake in them."""

from pathlib import Path

import pytest

from plugins.build.settings import Settings
from plugins.build.settings import SiteSettings
from plugins.model import OperatorError, Severity
from tests.conftest import Site

ENGINE = Path(__file__).resolve().parents[2]
TYPES = sorted(p.stem for p in (ENGINE / "portals/_types").glob("*.yaml"))


def test_an_item_of_any_type_stands_with_a_title_alone(site: Site) -> None:
    """What a decree demands beside the title is reported as a warning; the page is there meanwhile."""
    for name in TYPES:
        site.write(f"content/city/documents/{name}.vi.md", f"---\ntitle: Chỉ có tên {name}\ntype: {name}\n---\nNội dung.\n")
    result = site.build()
    assert [f for f in result.findings if f.severity is Severity.ERROR] == []
    assert {f.id for f in result.findings} == {"field.missing"}
    for name in TYPES:
        assert f"Chỉ có tên {name}" in next(p for p in site.output.rglob(f"{name}/index.html")).read_text()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_template_is_named(site: Site, jobs: int) -> None:
    for number in range(3 if jobs == 1 else 230):
        site.article(f"city/news/bai-{number}.vi.md")
    for path in (ENGINE / "themes/congmo").rglob("*"):
        if path.is_file():
            site.write(f"themes/mine/{path.relative_to(ENGINE / 'themes/congmo')}", path.read_bytes())
    site.write("themes/mine/templates/item.html", "{% if %}")
    with pytest.raises(OperatorError, match="item.html:1"):
        site.build(settings=Settings(site=SiteSettings(search=False), theme="themes/mine"), jobs=jobs)
    assert not site.output.exists()
