"""`python tasks.py` with a Python that has some of the packages: it hands over, or says what to do; no traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

ENGINE = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose Python finds Click alone, as many a system Python does."""
    shutil.copy(ENGINE / "tasks.py", tmp_path)
    for shared in ("plugins", "portals", "translations", "themes"):
        (tmp_path / shared).symlink_to(ENGINE / shared)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/click").symlink_to(Path(click.__file__).parent)
    return tmp_path


def run(clone: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONPATH": str(clone / "lib")}
    return subprocess.run([sys.executable, "-S", clone / "tasks.py", *arguments], env=environment,
                          capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", ["build", "check", "new", "portal", "doctor"])
def test_the_projects_own_environment_takes_over(clone: Path, command: str):
    (clone / ".venv").symlink_to(sys.prefix)
    answer = run(clone, command, "--help")
    assert answer.returncode == 0 and "Usage:" in answer.stdout, answer.stderr


def test_without_an_environment_the_next_step_is_named(clone: Path):
    answer = run(clone, "build", "--help")
    assert answer.returncode == 2
    assert "make setup" in answer.stderr and "Traceback" not in answer.stderr
