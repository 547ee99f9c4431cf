"""One page of every kind: accessible, strict, within its width, within its budget, valid."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.theme.conftest import ENGINE
from tests.theme.kinds import EVERY, address

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("theme")]
AXE = ENGINE / "node_modules/axe-core/axe.min.js"
VIOLATIONS = "window.refused = []; document.addEventListener('securitypolicyviolation', e => window.refused.push(e.violatedDirective + ' ' + e.blockedURI))"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("name", EVERY)
def test_page(demo, browser, name):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.add_init_script(VIOLATIONS)
    page = context.new_page()
    foreign, errors = [], []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(demo.url) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(demo.url + address(name), wait_until="load")
    assert page.locator("meta[http-equiv='Content-Security-Policy'][content=\"default-src 'self'\"]").count() == 1
    assert page.evaluate("window.refused") == []
    assert foreign == []
    assert errors == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(AXE.read_text())
    found = audit(page, {"runOnly": TAGS})
    page.emulate_media(color_scheme="dark")
    found += audit(page, {"runOnly": ["color-contrast"]})
    page.evaluate("document.documentElement.dataset.theme = 'contrast'")
    found += audit(page, {"runOnly": ["color-contrast"]})
    context.close()
    assert found == []


def audit(page, options):
    """What axe-core holds against a page, as short texts."""
    result = page.evaluate("options => axe.run(document, options)", options)
    return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in result["violations"] for node in v["nodes"]]


def test_axe_finds_what_is_wrong(demo, browser):
    """The audit itself can fail."""
    page = (context := browser.new_context()).new_page()
    page.goto(demo.url + address("terms"))
    page.evaluate("document.querySelector('main').innerHTML += '<img src=x><p id=pale>pale</p>'; document.getElementById('pale').style.color = '#ccc'")
    page.evaluate(AXE.read_text())
    found = " ".join(audit(page, {"runOnly": TAGS}))
    context.close()
    assert "image-alt" in found and "color-contrast" in found


def test_markup_is_valid(demo):
    files = [str(file_of(demo, name)) for name in EVERY]
    done = subprocess.run([ENGINE / "node_modules/.bin/html-validate", "--config", ENGINE / ".htmlvalidate.json",
                           "--formatter", "json", *files], capture_output=True, text=True)
    found = {f"{Path(result['filePath']).relative_to(demo.folder)}:{m['line']} {m['ruleId']} {m['message']}"
             for result in json.loads(done.stdout or "[]") for m in result["messages"]}
    assert sorted(found) == [] and done.returncode == 0, done.stderr


def file_of(demo, name) -> Path:
    path = demo.folder / address(name)
    return path / "index.html" if path.is_dir() else path


def weight(demo, name) -> tuple[int, int]:
    """Compressed bytes of a page with its styles, scripts and drawings, and of its scripts alone; photographs are not
    counted."""
    page = file_of(demo, name)
    html = page.read_text()
    links = re.findall(r'<(?:script[^>]*src|link rel="(?:stylesheet|icon)"[^>]*href)="([^"]+)"', html)
    links += {link.partition("#")[0] for link in re.findall(r'<(?:use href|img[^>]*src)="([^"]+\.svg(?:#[^"]*)?)"', html)}
    sizes = {link: len(gzip.compress((page.parent / link).read_bytes())) for link in links}
    scripts = sum(size for link, size in sizes.items() if link.endswith(".js"))
    return len(gzip.compress(html.encode())) + sum(sizes.values()), scripts


@pytest.mark.parametrize("name, limit", [("home", 70_000), ("article", 45_000), ("register", 120_000)])
def test_weight(demo, name, limit):
    whole, scripts = weight(demo, name)
    assert whole <= limit and 0 < scripts <= 15_000


@pytest.mark.parametrize("name", EVERY)
def test_nothing_inline(demo, name):
    html = file_of(demo, name).read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=\"", html)
    assert all('type="application/ld+json"' in tag or "src=" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_every_picture_has_its_size_and_all_but_the_first_wait(demo):
    """On every page: width, height and alternative text; pictures below the first of an item load when they are near."""
    wrong = []
    for path in sorted(demo.folder.rglob("*.html")):
        html = path.read_text()
        images = re.findall(r"<img [^>]*>", html)
        wrong += [f"{path}: {image}" for image in images if not all(f" {name}=" in image for name in ("alt", "width", "height"))]
        eager = [image for image in re.findall(r"<picture>.*?</picture>", html) if 'loading="lazy"' not in image]
        wrong += [f"{path}: {len(eager)} pictures do not wait"] if len(eager) > 3 else []
    assert wrong == []
