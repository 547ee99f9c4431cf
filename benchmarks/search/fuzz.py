"""Whether any query holds the browser up: `python -m benchmarks.search.fuzz FOLDER [--documents 2000] [--queries 500]`.

Random and hostile strings are asked one after another on the product's own page in Chromium. Counted: tasks that hold the
page for 50 ms or more, as Chromium itself reports them; errors; and elements that a query smuggled into the page.
"""

import argparse
import json
import random
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.search import peers
from benchmarks.search.browser import ARGUMENTS, serve
from benchmarks.search.documents import recombined

HOSTILE = ("<img src=x onerror=alert(1)>", "\"'><script>alert(1)</script>", "a" * 5000, "đ" * 3000, "́" * 2000, "204/" * 800,
           "海" * 2000, "한글" * 1000, " ".join("thủ tục hành chính đất đai" for _ in range(200)), "/" * 2000, "\u202e\u0000\ufeff",
           "👩‍👩‍👧‍👦" * 300, "(((((((((" * 200, "%%%%%", "__proto__", "constructor", "*", "~^:+-", "1" * 3000, "ﬁ" * 1500)


def strings(count: int) -> list[str]:
    """Hostile strings, then random ones of every plane of Unicode and of pieces of real queries."""
    chance = random.Random(7)
    pieces = "thủ tục hanh chinh đất dai QĐ-UBND 204/2025 海防市 공공 サービス the of - : ^ ~ * \" ' < > & # /".split()
    made = list(HOSTILE)
    while len(made) < count:
        if chance.random() < 0.5:
            made.append(" ".join(chance.choice(pieces) for _ in range(chance.randrange(1, 30))))
        else:
            made.append("".join(chr(code) for _ in range(chance.randrange(1, 300))
                                if not 0xD800 <= (code := chance.choice((chance.randrange(0x3000), chance.randrange(0x110000)))) < 0xE000))
    return made[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation set")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp())
    try:
        peers.ours(root, list(recombined(options.folder, options.documents)))
        server = serve(root)
        with sync_playwright() as running:
            browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            page = browser.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("dialog", lambda dialog: (errors.append("dialog"), dialog.dismiss()))
            page.goto(f"http://127.0.0.1:{server.server_port}/ours/?q=thu+tuc", wait_until="networkidle")
            page.evaluate("""() => {
                window.long = [];
                new PerformanceObserver((list) => list.getEntries().forEach((task) => window.long.push(task.duration)))
                    .observe({ type: "longtask" });
            }""")
            held: list[tuple[float, str]] = []
            for query in strings(options.queries):
                page.evaluate("""query => {
                    window.long.length = 0;
                    document.querySelector('[data-search] input[name=q]').value = query;
                    document.querySelector('[data-search] form').requestSubmit();
                }""", query)
                for _ in range(400):
                    if not page.evaluate("document.querySelector('[data-part=status]').textContent.startsWith('Searching')"):
                        break
                    page.wait_for_timeout(5)
                else:
                    errors.append(f"no answer: {query[:40]!r}")
                if long := page.evaluate("Math.max(0, ...window.long)"):
                    held.append((long, query[:40]))
                if page.evaluate("document.querySelectorAll('[data-part=results] :is(img, script), [data-part=status] *').length"):
                    errors.append(f"smuggled: {query[:40]!r}")
            browser.close()
        server.shutdown()
    finally:
        shutil.rmtree(root)
    print(json.dumps({"documents": options.documents, "queries": options.queries, "errors": errors,
                      "held 50 ms or more": len(held), "longest": sorted(held, reverse=True)[:5]}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
