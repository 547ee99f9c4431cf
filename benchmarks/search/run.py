"""`make bench-search`: quality, bytes, time and cost of the search, against Pagefind and stock lunr, in one run.

`python -m benchmarks.search.run FOLDER [--documents N] [--queries N]` where FOLDER holds the evaluation set.
"""

import argparse
import json
import random
import shutil
import tempfile
from pathlib import Path

from benchmarks.search import browser, peers, quality
from benchmarks.search.documents import evaluation, recombined


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the evaluation set")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--queries", type=int, default=30, help="known-item queries measured in the browser")
    parser.add_argument("--engines", default="ours,pagefind,lunr")
    parser.add_argument("--skip-quality", action="store_true")
    options = parser.parse_args()
    engines = options.engines.split(",")
    records = list(recombined(options.folder, options.documents))
    report: dict = {"documents": len(records)}
    if not options.skip_quality:
        report["quality"] = quality.measure(options.folder)
    root = Path(tempfile.mkdtemp())
    try:
        makers = {"ours": peers.ours, "pagefind": peers.pagefind, "lunr": peers.lunr}
        report["index seconds"] = {engine: round(makers[engine](root, records), 1) for engine in engines}
        if "lunr" in engines and len(records) <= 2000:
            report["index seconds"]["lunr, full text"] = round(peers.lunr_full_text(records), 1)
        asked = quality.known_items(evaluation(options.folder, "vi"), "vi", options.queries, 5)
        queries = [query for pair in zip(asked["as written"], asked["without marks"]) for query, _ in pair]
        queries = random.Random(1).sample(queries, min(options.queries, len(queries)))
        report["browser"] = browser.measure(root, queries, engines)
    finally:
        shutil.rmtree(root)
    print(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
