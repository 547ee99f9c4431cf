"""The reference pages are what the code and the schemas say, and every command explains itself."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.cli import COMMANDS

ENGINE = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ENGINE / "tasks.py", *arguments], capture_output=True, text=True)


def test_generated_pages_are_up_to_date() -> None:
    done = run("docs", "--check")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0 and "Usage:" in done.stdout and len(done.stdout.split("\n")) > 4


def test_exit_codes(tmp_path: Path) -> None:
    assert run("--help").returncode == 0
    assert run("nonsense").returncode == 2
    assert run("build", "--site", str(tmp_path)).returncode == 2
    assert run("build", "--now", "tomorrow").returncode == 2
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals/x.yaml").write_text("name: X\n")
    assert run("check", "--site", str(tmp_path)).returncode == 1


def test_help_imports_no_command() -> None:
    """What makes --help instant: nothing of the engine is imported for it."""
    script = "import sys; sys.argv=['tasks.py','--help']\ntry:\n import plugins.cli as c; c.main()\nexcept SystemExit: pass\n" \
             "print([m for m in sys.modules if m.startswith('plugins.build') or m in ('jinja2','babel','yaml','pelican')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ENGINE)
    assert done.stdout.strip().endswith("[]")
    assert time.time()


def test_no_json_mixes_with_words(tmp_path: Path) -> None:
    import json

    (tmp_path / "portals").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "portals/p.yaml").write_text("name: P\nunit_type: ward\nlanguages: [vi]\n")
    built = json.loads(run("build", "--site", str(tmp_path), "--format", "json").stdout)
    assert {"editions", "documents", "rendered", "written", "deleted", "seconds", "findings"} <= built.keys()
    assert json.loads(run("check", "--site", str(tmp_path), "--format", "json").stdout) == []
    (tmp_path / "content/p/news").mkdir(parents=True)
    (tmp_path / "content/p/news/a.vi.md").write_text("x")
    found = json.loads(run("check", "--site", str(tmp_path), "--format", "json").stdout)
    assert {"id", "severity", "path", "line", "message", "cites", "params"} <= found[0].keys()
