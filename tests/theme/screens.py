"""Contact sheets: every page kind at three widths in five languages, light and dark, on a few large pictures.

    python -m tests.theme.screens OUTPUT FOLDER [--widths 360,768,1280] [--themes light,dark,contrast]
                                  [--languages vi,en,zh,ko,ja] [--only KIND,...]
"""

import argparse
import io
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw

from tests.browsing import chromium, serving
from tests.theme.kinds import LANGUAGES, every_page

TALL = 2600
"""Longer pages are cut: a sheet shows how a page begins and how its parts look, not every row."""
COLUMNS = {360: 6, 768: 3, 1280: 2}
"""Pages beside each other, so that a sheet is some 1,200 pixels wide at half size and its text can be read."""


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
                    with looking(browser, width, theme) as page:
                        shots = [(name, shot(page, base + path)) for name, path in pages.items()]
                    for number, sheet in enumerate(sheets(shots, COLUMNS.get(width, 2)), 1):
                        path = asked.folder / f"{lang}-{width}-{theme}-{number}.png"
                        sheet.save(path)
                        print(path)


@contextmanager
def looking(browser, width: int, theme: str):
    """A page of this width and look, for one shot after the other."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light")
    context.add_init_script(f"localStorage.setItem('congmo-theme', '{theme if theme == 'contrast' else ''}')")
    yield context.new_page()
    context.close()


def shot(page, url: str) -> Image.Image:
    page.goto(url)
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(each => { each.loading = 'eager' })")
    # Not wait_for_function, which asks by `eval` and so meets the page's Content-Security-Policy.
    page.evaluate("Promise.allSettled(Array.from(document.images, each => each.decode()))")
    width, tall = page.viewport_size["width"], page.evaluate("document.documentElement.scrollHeight")
    return Image.open(io.BytesIO(page.screenshot(full_page=True, type="jpeg", quality=90, animations="disabled",
                                                 clip={"x": 0, "y": 0, "width": width, "height": min(tall, TALL)})))


def sheets(shots: list[tuple[str, Image.Image]], columns: int):
    """A few pages a picture, each under its name."""
    scale = 0.5
    for start in range(0, len(shots), columns):
        some = shots[start:start + columns]
        width = int(some[0][1].width * scale)
        height = max(int(picture.height * scale) for _, picture in some) + 20
        sheet = Image.new("RGB", (len(some) * (width + 10), height), "#888")
        pen = ImageDraw.Draw(sheet)
        for column, (name, picture) in enumerate(some):
            pen.text((column * (width + 10) + 4, 4), name, fill="#fff")
            sheet.paste(picture.resize((width, int(picture.height * scale)), Image.Resampling.LANCZOS), (column * (width + 10), 20))
        yield sheet


if __name__ == "__main__":
    main()
