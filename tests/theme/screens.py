"""Contact sheets: every page kind at three widths in five languages, light and dark, on a few large pictures.

    python -m tests.theme.screens OUTPUT FOLDER [--widths 360,768,1280] [--themes light,dark,contrast]
                                  [--languages vi,en,zh,ko,ja] [--only KIND,...]
"""

import argparse
import io
from pathlib import Path

from PIL import Image, ImageDraw

from tests.theme.browsing import chromium, serving
from tests.theme.kinds import LANGUAGES, every_page

TALL = 2600
"""Longer pages are cut: a sheet shows how a page begins and how its parts look, not every row."""
COLUMNS = {360: 8, 768: 5, 1280: 4}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("output", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", default="360,768,1280")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    only = set(filter(None, asked.only.split(",")))
    asked.folder.mkdir(parents=True, exist_ok=True)
    with serving(asked.output) as base, chromium() as browser:
        for lang in asked.languages.split(","):
            pages = {name: path for name, path in every_page(asked.output, (lang,)).items()
                     if not only or name.removesuffix(f"-{lang}") in only}
            for width in map(int, asked.widths.split(",")):
                for theme in asked.themes.split(","):
                    shots = [(name, shot(browser, base + path, width, theme)) for name, path in pages.items()]
                    for number, sheet in enumerate(sheets(shots, COLUMNS.get(width, 4)), 1):
                        path = asked.folder / f"{lang}-{width}-{theme}-{number}.png"
                        sheet.save(path)
                        print(path)


def shot(browser, url: str, width: int, theme: str) -> Image.Image:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light")
    context.add_init_script(f"localStorage.setItem('congmo-theme', '{theme if theme == 'contrast' else ''}')")
    page = context.new_page()
    page.goto(url)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    context.close()
    return picture.crop((0, 0, picture.width, min(picture.height, TALL)))


def sheets(shots: list[tuple[str, Image.Image]], columns: int):
    """A few pages a picture, each under its name."""
    per_sheet = columns * 2
    for start in range(0, len(shots), per_sheet):
        some = shots[start:start + per_sheet]
        scale = 0.5
        width = int(some[0][1].width * scale)
        rows = [some[at:at + columns] for at in range(0, len(some), columns)]
        heights = [max(int(p.height * scale) for _, p in row) + 20 for row in rows]
        sheet = Image.new("RGB", (min(columns, len(some)) * (width + 10), sum(heights)), "#888")
        pen, top = ImageDraw.Draw(sheet), 0
        for row, height in zip(rows, heights):
            for column, (name, picture) in enumerate(row):
                pen.text((column * (width + 10) + 4, top + 4), name, fill="#fff")
                sheet.paste(picture.resize((width, int(picture.height * scale)), Image.Resampling.LANCZOS),
                            (column * (width + 10), top + 20))
            top += height
        yield sheet


if __name__ == "__main__":
    main()
