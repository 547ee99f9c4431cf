"""The whole demonstration system, built once: every link leads somewhere, every page is sound."""

import re
import subprocess
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from plugins.build.check import check
from plugins.build.run import Request, Result, build
from plugins.build.settings import read_settings
from plugins.model import Severity

ENGINE = Path(__file__).resolve().parents[2]
NOW = "2026-11-22T09:00:00+07:00"
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    output = tmp_path_factory.mktemp("demo") / "output"
    return output, build(Request(site=ENGINE, output=output, settings=read_settings(ENGINE / "pelicanconf.py"), now=NOW, jobs=2))


class Page(HTMLParser):
    """Links, ids and images of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if "id" in values:
            if values["id"] in self.ids:
                self.faults.append(f"id {values['id']} twice")
            self.ids.add(values["id"] or "")
        for name in ("href", "src"):
            if values.get(name) is not None and not (tag == "link" and values.get("rel") in ("canonical", "alternate")):
                self.links.append(values[name] or "")
        for part in (values.get("srcset") or "").split(","):
            if part.strip():
                self.links.append(part.strip().split(" ")[0])
        if tag == "img" and "alt" not in values:
            self.faults.append("img without alt")
        if "style" in values or any(name.startswith("on") for name in values):
            self.faults.append(f"inline style or handler on <{tag}>")
        if tag == "script" and "src" not in values and values.get("type") != "application/ld+json":
            self.faults.append("inline script")


def test_the_demonstration_has_no_errors(demo: tuple[Path, Result]) -> None:
    _, result = demo
    assert [f for f in result.findings if f.severity is Severity.ERROR] == []
    assert result.portals >= 130 and result.editions >= 260 and result.documents >= 600
    assert [f for f in check(ENGINE, NOW).findings if f.severity is not Severity.NOTE] == []


def test_every_internal_link_leads_somewhere(demo: tuple[Path, Result]) -> None:
    output, _ = demo
    pages = {path: Page(path.read_text()) for path in sorted(output.rglob("*.html"))}
    assert len(pages) > 2500
    broken: list[str] = []
    for path, page in pages.items():
        broken += [f"{path.relative_to(output)}: {fault}" for fault in page.faults]
        for link in page.links:
            parts = urlsplit(unescape(link))
            if parts.scheme or parts.netloc:
                continue
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                broken.append(f"{path.relative_to(output)} -> {link}")
            elif parts.fragment and target in pages and parts.fragment not in pages[target].ids:
                broken.append(f"{path.relative_to(output)} -> {link} (no such part)")
    assert broken[:20] == []


def test_pages_say_their_language_and_only_reciprocal_translations(demo: tuple[Path, Result]) -> None:
    output, _ = demo
    pairs: dict[str, dict[str, str]] = {}
    for path in sorted((output / "hai-phong").rglob("index.html")):
        text = path.read_text()
        parts = path.relative_to(output / "hai-phong").parts
        if parts[0] == "s":  # short links only lead on
            continue
        expected = parts[0] if parts[0] in ("en", "zh", "ko", "ja") else "vi"
        assert re.search(r'<html lang="(\w+)"', text).group(1) == expected, path
        canonical = re.search(r'<link rel="canonical" href="([^"]+)">', text)
        if canonical:
            pairs[canonical.group(1)] = dict(re.findall(r'hreflang="(\w\w)" href="(https://[^"]+)"', text))
    for url, others in pairs.items():
        for lang, other in others.items():
            assert other in pairs, f"{url} names {other}, which does not exist"
            assert url in pairs[other].values(), f"{other} does not name {url} back"


def test_html_is_valid(demo: tuple[Path, Result]) -> None:
    output, _ = demo
    sample = sorted((output / "hai-phong").rglob("*.html"))[::40] + sorted((output / "quang-ninh").rglob("*.html"))[::40]
    done = subprocess.run([ENGINE / "node_modules/.bin/html-validate", "--config", ENGINE / ".htmlvalidate.json", *sample],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]


def test_every_page_says_that_it_is_a_demonstration(demo: tuple[Path, Result]) -> None:
    output, _ = demo
    for key in ("hai-phong", "quang-ninh", "nghe-an", "long-xuyen"):
        assert "bản trình diễn" in (output / key / "index.html").read_text()
