"""The demonstration system: cold and one-edit figures, and how much of the cold build no program can avoid.

    python -m benchmarks.build.floor [--rounds 3]

The floor is measured, not estimated: the same files with the same bytes written into an empty folder by one process,
and every blob of the content read from git's objects by one `git cat-file`. Everything above it is this engine's work.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.build.run import ENGINE, PYTHON, Figure, measure

EDITED = "content/hai-phong/news"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        site, output = Path(place, "site"), Path(place, "site/output")
        subprocess.run(["git", "clone", "-q", str(ENGINE), str(site)], check=True)
        command = [PYTHON, str(ENGINE / "tasks.py"), "build", "--site", str(site), "--output", str(output), "--format", "json"]
        cold, floor, edit = [], [], []
        for _ in range(chosen.rounds):
            shutil.rmtree(output, ignore_errors=True)
            shutil.rmtree(site / ".output.congmo", ignore_errors=True)
            cold.append(measure(command, site))
            floor.append(_floor(output, site, Path(place, "copy")))
        item = sorted((site / EDITED).glob("*.vi.md"))[0]
        for turn in range(chosen.rounds):
            item.write_text(item.read_text() + f"\nSửa lần {turn}.\n")
            edit.append(measure(command, site))
        phases = subprocess.run([*command, "--clean"], cwd=site, check=True, capture_output=True).stdout
        found = {"cold": [asdict(f) for f in cold], "edit": [asdict(f) for f in edit], "floor": floor,
                 "phases": json.loads(phases)["timings"], "files": sum(1 for p in output.rglob("*") if p.is_file())}
    Path(__file__).with_name("demonstration.json").write_text(json.dumps(found, indent=1) + "\n")
    write, read = (statistics.median(turn[part] for turn in floor) for part in ("write", "read"))
    print(f"demonstration: {found['files']} files; cold {_line(cold)}; one edit {_line(edit)}")
    print("phases: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found["phases"].items()))
    print(f"floor: writing the files {write:.2f} s, reading git's objects {read:.2f} s: "
          f"{(write + read) / statistics.median(f.cpu for f in cold):.0%} of the cold build's processor time")


def _line(figures: list[Figure]) -> str:
    wall, cpu, memory = (statistics.median(getattr(f, part) for f in figures) for part in ("wall", "cpu", "memory"))
    return f"{wall:.2f} s wall, {cpu:.2f} s of processor, {memory:.0f} MB"


def _floor(output: Path, site: Path, copy: Path) -> dict[str, float]:
    """Seconds of processor time for the writes and the reads alone."""
    files = [(path.relative_to(output), path.read_bytes()) for path in sorted(output.rglob("*")) if path.is_file()]
    began = time.process_time()
    for path, content in files:
        target = copy / path
        try:
            target.write_bytes(content)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    write = time.process_time() - began
    shutil.rmtree(copy)
    names = subprocess.run(["git", "-C", str(site), "ls-tree", "-r", "--object-only", "HEAD", "content", "portals"],
                           check=True, capture_output=True).stdout
    read = measure(["sh", "-c", f"git cat-file --batch --buffer <<'E' >/dev/null\n{names.decode()}E\n"], site).cpu
    return {"write": write, "read": read}


if __name__ == "__main__":
    main()
