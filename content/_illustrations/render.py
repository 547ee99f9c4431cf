#!/usr/bin/env python3
"""Render the drawings of this folder to pictures beside the items that use them.

Usage: .venv/bin/python content/_illustrations/render.py [--browser /usr/bin/chromium]

Each `*.svg` here is drawn by hand for the demonstration. An item names a picture as `image: harbour.jpg`, or in a
`file:` of an album: every folder of `content/` in which `harbour.jpg` is named gets its own copy, so that a picture
lies beside the item that shows it. The theme's `share.svg`, which other sites show beside a link to a page without a
picture, becomes `static/share.png`.
"""

import argparse
import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
THEME = HERE.parents[1] / "themes/congmo"
WIDTH, HEIGHT = 1280, 720
SHARE = (1200, 630)
"""The size that Open Graph readers show without cutting."""
NAMED = re.compile(r"^\s*(?:- )?(?:image|file|seat_photo): ([a-z-]+)\.jpg$", re.MULTILINE)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def wanted(content: Path) -> dict[str, set[Path]]:
    """Drawing -> folders whose items name it."""
    folders: dict[str, set[Path]] = {}
    for path in content.glob("*/*/*.md"):
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            folders.setdefault(name, set()).add(path.parent)
    return folders


def render(browser: str, names: list[str]) -> dict[str, bytes]:
    """Each drawing as the bytes of a JPEG picture without metadata."""
    pictures = {}
    with sync_playwright() as play:
        page = play.chromium.launch(executable_path=browser, args=FLAGS).new_page(
            viewport={"width": WIDTH, "height": HEIGHT})
        for name in names:
            svg = (HERE / f"{name}.svg").read_text(encoding="utf-8").replace("<svg ", f'<svg width="{WIDTH}" height="{HEIGHT}" ', 1)
            page.set_content(f'<body style="margin:0">{svg}</body>')
            target = io.BytesIO()
            Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(target, "JPEG", quality=80, optimize=True, progressive=True)
            pictures[name] = target.getvalue()
    return pictures


def render_share(browser: str) -> bytes:
    """The theme's picture for links, as a PNG of few colours."""
    with sync_playwright() as play:
        page = play.chromium.launch(executable_path=browser, args=FLAGS).new_page(viewport={"width": SHARE[0], "height": SHARE[1]})
        page.set_content(f'<body style="margin:0">{(THEME / "share.svg").read_text(encoding="utf-8")}</body>')
        target = io.BytesIO()
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(64, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--browser", default="/usr/bin/chromium")
    folders = wanted(HERE.parent)
    browser = options.parse_args().browser
    (THEME / "static/share.png").write_bytes(render_share(browser))
    pictures = render(browser, sorted(folders))
    for name, content in pictures.items():
        for folder in folders[name]:
            (folder / f"{name}.jpg").write_bytes(content)
    print(f"{len(pictures)} drawings, {sum(map(len, folders.values()))} pictures, "
          f"{sum(len(pictures[name]) * len(where) for name, where in folders.items()) // 1024} KB")


if __name__ == "__main__":
    main()
