"""How long `tasks.py review` takes for a merge request of 20 files in a repository of 100,000 (issue bound: 2 seconds).

    python -m benchmarks.review.run [--files 100000] [--changed 20] [--runs 5] [--keep FOLDER]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from plugins.adapters.git import GitRepository
from plugins.review.paths import INPUTS
from tests.review.world import ROOT_LINES, World, page, policy, signed_policy

ENGINE = Path(__file__).resolve().parents[2]
SECTIONS = ("news", "notices", "projects", "statistics", "consultations")


def lay(folder: Path, files: int, changed: int) -> None:
    """A repository whose baseline holds `files` pages, and a branch `edit` that changes some, submitted and approved."""
    paths = [f"content/{portal}/{SECTIONS[number % 5]}/tin-{number}.vi.md"
             for number, portal in ((number, ("tinh", "xa")[number % 7 == 0]) for number in range(files))]
    world = World(folder)
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    world.commit({"portals/tinh.yaml": b"name: {vi: T}\nunit_type: province\nlanguages: [vi, en, zh]\n"} | {path: page(f"Tin {path}") for path in paths})
    tree = world.git("rev-parse", "HEAD^{tree}")
    world.commit(signed_policy(policy(baseline=tree)))
    tinh = [path for path in paths if path.startswith("content/tinh/")][:changed]
    edit = {path: page(f"Tin mới {path}", summary="Tóm tắt", type="article", date="2026-02-01", author="Biên tập viên A") for path in tinh}
    world.commit(world.reviewed(edit), branch="edit")
    subprocess.run(["git", "-C", str(folder), "gc", "-q"], check=True)
    (folder.parent / "roots").write_text("\n".join(ROOT_LINES))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--changed", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary)) / "site"
        if not folder.exists():
            lay(folder, asked.files, asked.changed)
        repository = GitRepository(folder)
        listed = sum(entry.path.startswith(INPUTS) for entry in repository.entries(repository.resolve("edit")))
        seconds, processor = [], []
        for _ in range(asked.runs):
            start, before = time.monotonic(), os.times()
            done = subprocess.run([sys.executable, str(ENGINE / "tasks.py"), "--site", str(folder), "review", "main..edit",
                                   "--format", "json", "--roots", str(folder.parent / "roots"),
                                   "--now", "2026-03-05T00:00:00Z"], capture_output=True, text=True)
            seconds.append(time.monotonic() - start)
            after = os.times()
            processor.append(after.children_user + after.children_system - before.children_user - before.children_system)
            report = json.loads(done.stdout)
            assert report["verdict"] == "approved" and len(report["changes"]) == asked.changed, done.stderr
    print(json.dumps({"files": listed, "changed": asked.changed, "runs": asked.runs,
                      "wall_median_s": round(statistics.median(seconds), 2), "wall_worst_s": round(max(seconds), 2),
                      "processor_median_s": round(statistics.median(processor), 2)}))


if __name__ == "__main__":
    main()
