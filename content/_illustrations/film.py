#!/usr/bin/env python3
"""Record the short film of the harbour: the ship of harbour.svg sails through the picture. Eight seconds, no sound.

Usage: .venv/bin/python content/_illustrations/film.py [--browser /usr/bin/chromium]
"""

import argparse
import base64
import re
from pathlib import Path

from playwright.sync_api import sync_playwright
from render import FLAGS, HERE

TARGET = HERE.parent / "hai-phong/videos/hoang-hon-tren-cang.webm"
RECORD = """
async ([scene, ship, seconds]) => {
  const load = svg => new Promise(done => { const i = new Image(); i.onload = () => done(i); i.src = "data:image/svg+xml," + encodeURIComponent(svg) })
  const [back, boat] = [await load(scene), await load(ship)]
  const canvas = Object.assign(document.createElement("canvas"), {width: 854, height: 480}), pen = canvas.getContext("2d")
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm;codecs=vp8", videoBitsPerSecond: 900000})
  const parts = []; recorder.ondataavailable = e => parts.push(e.data)
  const stopped = new Promise(done => recorder.onstop = done)
  const begin = performance.now(); recorder.start()
  await new Promise(done => { const draw = () => {
    const t = (performance.now() - begin) / 1000 / seconds
    pen.drawImage(back, 0, 0, 854, 480); pen.drawImage(boat, (t - 0.5) * 620, Math.sin(t * 25) * 2, 854, 480)
    t < 1 ? requestAnimationFrame(draw) : done() }; draw() })
  recorder.stop(); await stopped
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  let text = ""; for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--browser", default="/usr/bin/chromium")
    svg = (HERE / "harbour.svg").read_text(encoding="utf-8").replace("<svg ", '<svg width="854" height="480" ', 1)
    ship = re.search(r'<g id="ship".*?\n(?=<g stroke)', svg, re.DOTALL).group()
    head, foot = re.match(r"<svg[^>]*>", svg).group(), "</svg>"
    defs = re.search(r"<defs>.*?</defs>", svg, re.DOTALL).group()
    with sync_playwright() as play:
        page = play.chromium.launch(executable_path=options.parse_args().browser, args=FLAGS).new_page()
        page.set_default_timeout(60_000)
        film = page.evaluate(RECORD, [svg.replace(ship, ""), head + defs + ship + foot, 8])
    TARGET.write_bytes(base64.b64decode(film))
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
