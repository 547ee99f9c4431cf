#!/usr/bin/env python3
"""Print the text of a legal document of the demonstration as a PDF reading copy beside it.

Usage: .venv/bin/python content/_illustrations/reading_copy.py hai-phong/legal-documents/quyet-dinh-204-2025-qd-ubnd.vi.md
"""

import argparse
from pathlib import Path

import markdown
import yaml
from playwright.sync_api import sync_playwright
from render import FLAGS, HERE

STYLE = """@page { size: A4; margin: 20mm } body { font: 11pt/1.45 "DejaVu Serif", serif } h1 { font-size: 15pt }
h2 { font-size: 13pt } h3 { font-size: 11.5pt } .note { border: 1px solid; padding: 6pt; font-size: 9.5pt }"""
NOTE = "Bản đọc của cổng trình diễn, không phải bản gốc; chữ ký và nơi nhận được lược bỏ."


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("item", help="path of the item below content/")
    options.add_argument("--browser", default="/usr/bin/chromium")
    chosen = options.parse_args()
    source = HERE.parent / chosen.item
    _, front, body = source.read_text(encoding="utf-8").split("---\n", 2)
    title = yaml.safe_load(front)["title"]
    html = f'<html lang="vi"><title>{title}</title><style>{STYLE}</style><p class="note">{NOTE}<h1>{title}</h1>{markdown.markdown(body)}</html>'
    target = source.parent / (source.name.split(".")[0] + ".pdf")
    with sync_playwright() as play:
        page = play.chromium.launch(executable_path=chosen.browser, args=FLAGS).new_page()
        page.set_content(html)
        page.pdf(path=str(target), prefer_css_page_size=True, tagged=True)
    print(f"{target.name}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
