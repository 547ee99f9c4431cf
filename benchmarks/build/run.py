"""Side by side: this engine, Hugo, Eleventy and stock Pelican on the same content, in turn, in one run.

    python -m benchmarks.build.run [--items 10000] [--rounds 3] [--peers hugo,pelican,eleventy] [--scale 1000,10000,50000] [--folder DIR]

Prints a table and writes benchmarks/build/results.json, where other sizes of earlier runs stay. A disk that is busy with
what was written before slows whoever comes next: name a folder in memory to compare the programs, one on a disk to
compare what a person waits for. Figures are those of whole processes (wall, processor time of
the process and its children, peak memory of the largest process); quote ratios, never seconds of a shared machine.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable

from benchmarks.build import generate

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parents[1]
PYTHON = sys.executable
SETTINGS = HERE / "peers/congmo/pelicanconf.py"


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of wall and processor time, peak memory in MB of the largest process."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str], folder: Path) -> Figure:
    """One run of a command as a whole process."""
    # Python keeps compiled modules unless it is told not to, as some build machines do: readers' machines do not.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    words = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed:\n{words.decode(errors='replace')[-2000:]}")
    return Figure(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@dataclass
class Contender:
    """name; prepare(folder, items) lays out the content; build: the command; clean(folder) makes the next build cold;
    edited: the file that the one-edit run changes."""

    name: str
    prepare: Callable[[Path, int], None]
    build: list[str]
    clean: Callable[[Path], None]
    edited: str


def _congmo(folder: Path, items: int) -> None:
    generate.write_congmo(folder, items)
    (folder / ".gitignore").write_text("/output/\n/.output.congmo/\n")
    subprocess.run("git init -q && git add -A && git -c user.name=b -c user.email=b@example.vn commit -qm base", shell=True, check=True, cwd=folder)


def _peer(name: str, writer: Callable[[Path, int], None]) -> Callable[[Path, int], None]:
    def prepare(folder: Path, items: int) -> None:
        shutil.copytree(HERE / "peers" / name, folder, dirs_exist_ok=True)
        writer(folder, items)
        if name == "eleventy":
            subprocess.run(["npm", "ci", "--no-progress", "--loglevel=error"], cwd=folder, check=True)

    return prepare


def _remove(*names: str) -> Callable[[Path], None]:
    def clean(folder: Path) -> None:
        for name in names:
            shutil.rmtree(folder / name, ignore_errors=True)

    return clean


def contenders() -> dict[str, Contender]:
    hugo = shutil.which("hugo", path=f"{Path(PYTHON).parent}:{os.environ['PATH']}") or "hugo"
    return {
        "congmo": Contender("congmo", _congmo, [PYTHON, str(ENGINE / "tasks.py"), "build", "--site", ".", "--settings", str(SETTINGS)],
                            _remove("output", ".output.congmo"), "content/city/news/bai-0.vi.md"),
        "hugo": Contender("hugo", _peer("hugo", generate.write_hugo), [hugo, "--quiet"], _remove("public", "resources"),
                          "content/news/bai-0.vi.md"),
        "pelican": Contender("pelican", _peer("pelican", generate.write_pelican), [str(Path(PYTHON).parent / "pelican"), "-q"],
                             _remove("public", "cache"), "content/news/bai-0-vi.md"),
        "eleventy": Contender("eleventy", _peer("eleventy", generate.write_eleventy), ["npx", "eleventy", "--quiet"],
                              _remove("public"), "content/vi/news/bai-0.md"),
    }


def compare(names: list[str], items: int, rounds: int, folder: Path) -> dict[str, dict[str, list[Figure]]]:
    """Cold builds in turn, then one edit in turn, then nothing changed (ours only), in the working tree."""
    known = contenders()
    chosen = [known[name] for name in names]
    results: dict[str, dict[str, list[Figure]]] = {c.name: {"cold": [], "edit": [], "none": []} for c in chosen}
    for contender in chosen:
        (folder / contender.name).mkdir(parents=True)
        contender.prepare(folder / contender.name, items)
    for turn in range(rounds):
        for contender in chosen:
            contender.clean(folder / contender.name)
            results[contender.name]["cold"].append(measure(contender.build, folder / contender.name))
    for turn in range(rounds):
        for contender in chosen:
            path = folder / contender.name / contender.edited
            path.write_text(path.read_text() + f"\nSửa lần {turn}.\n")
            results[contender.name]["edit"].append(measure(contender.build, folder / contender.name))
            if contender.name == "congmo":
                results[contender.name]["none"].append(measure(contender.build, folder / contender.name))
    return results


def committed(rounds: int, folder: Path) -> dict[str, list[Figure]]:
    """One edit, and then nothing, built from a commit, as publishing does: git compares two trees and looks at no file."""
    site, known = folder / "congmo", contenders()["congmo"]
    command = [*known.build, "--ref", "HEAD"]
    commit = ["git", "-C", str(site), "-c", "user.name=b", "-c", "user.email=b@example.vn", "commit", "-qam", "edit"]
    figures: dict[str, list[Figure]] = {"commit": [], "commit none": []}
    subprocess.run(commit, check=True)
    measure(command, site)  # what came before was built from files
    for turn in range(rounds):
        path = site / known.edited
        path.write_text(path.read_text() + f"\nSửa và lưu lần {turn}.\n")
        subprocess.run(commit, check=True)
        figures["commit"].append(measure(command, site))
        figures["commit none"].append(measure(command, site))
    return figures


def merged(items: int, folder: Path) -> dict[str, float]:
    """From `git merge` to the published file readable through a local web server, process start included; after
    `committed`, so that the last build was of a commit."""
    import threading
    import urllib.request
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    site = folder / "congmo"
    git = ["git", "-C", str(site), "-c", "user.name=b", "-c", "user.email=b@example.vn"]
    command = [PYTHON, str(ENGINE / "tasks.py"), "build", "--site", str(site), "--settings", str(SETTINGS), "--ref", "HEAD"]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site / "output")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seconds = []
    for turn in range(5):
        subprocess.run([*git, "checkout", "-q", "-b", f"change-{turn}"], check=True, stderr=subprocess.DEVNULL)
        path = site / "content/city/news" / f"moi-{turn}.vi.md"
        path.write_text(f"---\ntitle: Bài mới {turn}\ndate: 2025-12-0{turn + 1}\nauthor: Biên tập viên A\nsource: Cổng\n---\nNội dung mới.\n")
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "new"], check=True)
        subprocess.run([*git, "checkout", "-q", "-"], check=True, stderr=subprocess.DEVNULL)
        began = time.perf_counter()
        subprocess.run([*git, "merge", "-q", "--no-edit", f"change-{turn}"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{server.server_address[1]}/city/tin-tuc/moi-{turn}/"
        assert b"B\xc3\xa0i m\xe1\xbb\x9bi" in urllib.request.urlopen(address).read()
        seconds.append(time.perf_counter() - began)
    server.shutdown()
    pages = sum(1 for _ in (site / "output").rglob("*.html"))
    return {"items": items, "pages": pages, "median": statistics.median(seconds), "worst": max(seconds)}


def table(results: dict[str, dict[str, list[Figure]]], items: int) -> str:
    """Medians, and ratios to Hugo pair by pair."""
    lines = [f"{items} items", f"{'':10}{'':12}{'wall s':>9}{'cpu s':>9}{'MB':>8}{'wall/Hugo':>11}{'cpu/Hugo':>10}"]
    for name, kinds in results.items():
        for kind, figures in kinds.items():
            if not figures:
                continue
            row = f"{name:10}{kind:12}{_median(figures, 'wall'):9.2f}{_median(figures, 'cpu'):9.2f}{_median(figures, 'memory'):8.0f}"
            base = results.get("hugo", {}).get("cold" if kind == "cold" else "edit")
            if base:
                row += f"{_ratio(figures, base, 'wall'):11.3f}{_ratio(figures, base, 'cpu'):10.3f}"
            lines.append(row)
    return "\n".join(lines)


def _median(figures: list[Figure], part: str) -> float:
    return statistics.median(getattr(figure, part) for figure in figures)


def _ratio(ours: list[Figure], theirs: list[Figure], part: str) -> float:
    return statistics.median(getattr(a, part) / getattr(b, part) for a, b in zip(ours, theirs))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--items", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--peers", default="hugo", help="hugo,pelican,eleventy; an empty text for none")
    arguments.add_argument("--scale", default="", help="further sizes, ours alone, for the plot: 1000,50000,100000")
    arguments.add_argument("--folder", type=Path, default=None, help="where to lay out the sites; default: the system's temporary folder")
    chosen = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    kept = HERE / "results.json"
    written: dict[str, dict[str, object]] = json.loads(kept.read_text()) if kept.is_file() else {}
    for items, names in [(chosen.items, ["congmo", *filter(None, chosen.peers.split(","))]),
                         *((int(size), ["congmo"]) for size in filter(None, chosen.scale.split(",")))]:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            results = compare(names, items, chosen.rounds, Path(folder))
            results["congmo"] |= committed(chosen.rounds, Path(folder))
            print(table(results, items), flush=True)
            live = merged(items, Path(folder))
            print(f"merge to readable: median {live['median']:.2f} s, worst {live['worst']:.2f} s, {live['pages']} pages\n", flush=True)
            written[str(items)] = {**written.get(str(items), {}), "merge": live, **{name: {kind: [asdict(f) for f in figures] for kind, figures in kinds.items()}
                                                     for name, kinds in results.items()}}
            kept.write_text(json.dumps(dict(sorted(written.items(), key=lambda entry: int(entry[0]))), indent=1) + "\n")


if __name__ == "__main__":
    main()
