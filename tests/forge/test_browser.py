"""Editor and reviewer in the browser, step by step over a real Pagure; each step leaves a picture for the how-tos.

`make pictures` writes them into docs/how-to/pictures; otherwise they go where the test's other files go.
"""

import io
import os
import re
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.forge.pagure import Pagure
from tests.forge.province import PAGE, Province, found, page, said

pytestmark = [pytest.mark.forge, pytest.mark.browser, pytest.mark.xdist_group("forge")]
PROJECT = "cong-tinh"
WIDTH, HEIGHT = 900, 620
MAX_BYTES = 60_000
MILLISECONDS = 60_000
BRANCH = "doi-ngay"
TEXT = page("Lễ hội hoa dời ngày", "Lễ hội mở cửa ngày 20.")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("CONGMO_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def province(pagure: Pagure, tmp_path: Path) -> Province:
    return found(pagure, tmp_path, PROJECT)


@pytest.fixture
def screen(pagure: Pagure, browser: Any) -> Iterator[Callable[[str], Page]]:
    """A window in which somebody has signed in. Nothing is fetched but from the forge itself."""
    opened = []

    def open_(who: str) -> Page:
        opened.append(browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en"))
        window = opened[-1].new_page()
        window.set_default_timeout(MILLISECONDS)
        window.route(lambda url: not url.startswith(pagure.address), lambda route: route.abort())
        window.goto(f"{pagure.address}/login/")
        window.fill("input[name=username]", who)
        window.fill("input[name=password]", pagure.password)
        window.click("form input[type=submit], form button[type=submit]")
        window.wait_for_url(lambda url: "/login" not in url)
        return window

    yield open_
    for context in opened:
        context.close()


def picture(window: Page, folder: Path, name: str, *rings: str) -> None:
    """What the window shows now as a small PNG, with a ring round what matters; the first ring is brought into view."""
    window.evaluate("document.querySelectorAll('img.avatar').forEach(at => { at.style.visibility = 'hidden' })")
    for number, selector in enumerate(rings):
        window.locator(selector).first.evaluate(
            "(at, first) => { if (first) at.scrollIntoView({block: 'center'});"
            " at.style.outline = '3px solid #c2410c'; at.style.outlineOffset = '3px' }", not number)
    shot = Image.open(io.BytesIO(window.screenshot())).convert("RGB")
    for selector in rings:
        window.locator(selector).first.evaluate("at => { at.style.outline = '' }")
    for colours in (64, 32, 16):
        out = io.BytesIO()
        shot.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < MAX_BYTES:
            break
    assert out.tell() < MAX_BYTES
    (folder / f"{name}.png").write_bytes(out.getvalue())


def arrive(window: Page, pattern: str) -> None:
    """Wait until the forge has done its work and shows the page that it leads to."""
    window.wait_for_url(re.compile(pattern))
    window.wait_for_load_state()


def test_an_editor_and_a_reviewer_who_only_click(province: Province, screen, pictures: Path) -> None:
    forge = province.forge
    editor = screen("bien-tap")

    # the editor's way
    editor.goto(f"{forge.address}/{PROJECT}/blob/main/f/{PAGE}")
    picture(editor, pictures, "editor-1-open", "form[action*=fork_edit] button")
    editor.click("form[action*=fork_edit] button")
    arrive(editor, "/fork/bien-tap/.*/edit/")
    editor.wait_for_selector(".CodeMirror-code")
    editor.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", TEXT)
    picture(editor, pictures, "editor-2-write", ".CodeMirror")
    editor.check("input[name=braction][value=new]")
    editor.fill("input[name=branch]", BRANCH)
    editor.fill("#commit_title", "Dời ngày lễ hội")
    picture(editor, pictures, "editor-3-save", "#commit_block input[type=submit]", "input[name=branch]", "#commit_title")
    editor.click("#commit_block input[type=submit]")
    editor.wait_for_url(lambda url: "/wait/" not in url and "/edit/" not in url)
    editor.goto(f"{forge.address}/fork/bien-tap/{PROJECT}/diff/main..{BRANCH}")
    editor.fill("#initial_comment", "Ban tổ chức dời ngày khai mạc sang ngày 20.")
    picture(editor, pictures, "editor-4-propose", "input[value='Create Pull Request']", "#title", "#initial_comment")
    editor.click("input[value='Create Pull Request']")
    arrive(editor, "/pull-request/[0-9]+")
    url = editor.url.split("#")[0]

    # the machine's comment
    desk = province.clone("may-duyet")
    province.git(desk, "fetch", "--quiet", forge.clone_address("may-duyet", f"forks/bien-tap/{PROJECT}"), BRANCH)
    province.git(desk, "checkout", "--quiet", "FETCH_HEAD")
    head = province.git(desk, "rev-parse", "HEAD")
    assert (desk / PAGE).read_text(encoding="utf-8").strip() == TEXT.strip()
    province.run(desk, "review", "origin/main..HEAD", "--post", url, token="may-duyet", code=1)
    editor.goto(url)
    picture(editor, pictures, "editor-5-comment", "table:has-text('content/tinh') >> visible=true")

    # the reviewer's way
    reviewer = screen("uy-vien")
    reviewer.goto(url)
    picture(reviewer, pictures, "reviewer-1-read", f"pre:has-text('+1 {head}') >> visible=true")
    reviewer.fill("#comment", f"+1 {head}")
    picture(reviewer, pictures, "reviewer-2-approve", "#comment")
    reviewer.click("form:has(#comment) input[type=submit]")
    own = f"p:has-text('+1 {head}') >> visible=true"
    reviewer.wait_for_selector(own)
    picture(reviewer, pictures, "reviewer-3-approved", own)

    province.run(desk, "approve", "--witness", url, "--yes", by="may-duyet", token="may-duyet")
    report = said(province.run(desk, "review", "origin/main..HEAD", "--format", "json"))
    assert report["verdict"] == "approved" and report["changes"][0]["approvers"] == ["uy-vien"]
    assert report["changes"][0]["submitters"] == ["bien-tap"]
