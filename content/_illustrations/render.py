#!/usr/bin/env python3
"""Render the drawings of this folder to pictures beside the items that use them.

Usage: .venv/bin/python content/_illustrations/render.py [--browser /usr/bin/chromium]

Each `*.svg` here is drawn by hand for the demonstration. An item names a picture as `image: harbour.jpg`, or in a
`file:` of an album: every folder of `content/` in which `harbour.jpg` is named gets its own copy, so that a picture
lies beside the item that shows it.
"""

import argparse
import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 1280, 720
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--browser", default="/usr/bin/chromium")
    folders = wanted(HERE.parent)
    pictures = render(options.parse_args().browser, sorted(folders))
    for name, content in pictures.items():
        for folder in folders[name]:
            (folder / f"{name}.jpg").write_bytes(content)
    print(f"{len(pictures)} drawings, {sum(map(len, folders.values()))} pictures, "
          f"{sum(len(pictures[name]) * len(where) for name, where in folders.items()) // 1024} KB")


if __name__ == "__main__":
    main()
