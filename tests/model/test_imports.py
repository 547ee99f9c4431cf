"""The import order, one way: model <- content, site, search, rules, review <- build <- cli; adapters import only model."""

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[2] / "plugins"
MIDDLE = ("content", "site", "search", "rules", "review")
ALLOWED = {
    "model": set(),
    **{package: {"model"} for package in MIDDLE},
    "adapters": {"model"},
    "build": {"model", "adapters", *MIDDLE},
    "cli": {"model", "adapters", "build", *MIDDLE},
}
EFFECTS = {"subprocess", "socket", "sqlite3", "urllib", "http", "httpx", "shutil", "tempfile", "multiprocessing", "requests"}
STANDARD_ONLY = {"model"}


def imported(path: Path) -> set[str]:
    """Modules that a file imports anywhere, functions included."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_go_one_way(package: str) -> None:
    wrong = []
    for path in (ENGINE / package).rglob("*.py"):
        for name in imported(path):
            if name.startswith("plugins.") and (other := name.split(".")[1]) != package and other not in ALLOWED[package]:
                wrong.append(f"{path.relative_to(ENGINE)} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("package", ["model", *MIDDLE])
def test_pure_packages_have_no_effects(package: str) -> None:
    wrong = []
    for path in (ENGINE / package).rglob("*.py"):
        wrong += [f"{path.relative_to(ENGINE)} imports {name}" for name in imported(path) if name.split(".")[0] in EFFECTS]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("now", "today", "utcnow"):
                wrong.append(f"{path.relative_to(ENGINE)}:{node.lineno} reads the clock")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                wrong.append(f"{path.relative_to(ENGINE)}:{node.lineno} opens a file")
    assert wrong == []


def test_model_needs_only_the_standard_library() -> None:
    import sys

    for path in (ENGINE / "model").rglob("*.py"):
        for name in imported(path):
            assert name.split(".")[0] in sys.stdlib_module_names or name.startswith("plugins.model"), f"{path.name}: {name}"


def test_only_the_seam_imports_pelican() -> None:
    users = [path.name for path in ENGINE.rglob("*.py") if any(n.split(".")[0] == "pelican" for n in imported(path))]
    assert users == ["pelican_seam.py"]
