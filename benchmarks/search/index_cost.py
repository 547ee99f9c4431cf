"""What an index costs to make and to change: `python -m benchmarks.search.index_cost FOLDER --documents 10000`."""

import argparse
import dataclasses
import json
import resource
import shutil
import tempfile
from pathlib import Path

from benchmarks.search.documents import recombined
from plugins.build.search.index import sync_index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the evaluation set")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where to leave the index")
    options = parser.parse_args()
    root = options.keep or Path(tempfile.mkdtemp())

    def sync(changed, removed=(), complete=False):
        return dataclasses.asdict(sync_index(root / "state", root / "search", "bench", "vi", changed, removed, complete, jobs=options.jobs))

    report = {"cold": sync(recombined(options.folder, options.documents), complete=True)}
    used = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    report["memory MB (this process, largest child)"] = used
    records = list(recombined(options.folder, min(options.documents, 3000)))
    old = records[-5]
    new = dataclasses.replace(old, id="content/bench/news/new.vi.md", date="2026-11-01", title="Một tin rất mới về " + old.title)
    report["nothing changed"] = sync([])
    report["one added"] = sync([new])
    report["the new one edited"] = sync([dataclasses.replace(new, body=new.body[200:])])
    report["one sentence of an old one edited"] = sync([dataclasses.replace(old, body="Câu này vừa được biên tập viên sửa lại. " + old.body)])
    report["an old one rewritten"] = sync([dataclasses.replace(old, title=records[-9].title, body=records[-9].body)])
    report["an old one withdrawn"] = sync([], [old.id])
    print(json.dumps(report, indent=1))
    if not options.keep:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
