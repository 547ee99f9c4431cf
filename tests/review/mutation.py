"""Knock out each condition of the gate in turn and see whether an attack, a flow or a malformed input notices.

Run `make mutation` (every mutant), `make mutation-fast` (every eighth), or name modules as arguments. Exit code 1 below 95 % caught.

A mutant is one function with one condition replaced. Each runs in a forked child against repositories that were built
once, so that thousands of scenario runs take minutes.
"""

import ast
import copy
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

ENGINE_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ENGINE_ROOT))

import pytest  # noqa: E402

from plugins.review.canonical import Malformed  # noqa: E402
from plugins.review.policy import read_policy  # noqa: E402
from plugins.review.sshsig import BadSignature, public_key  # noqa: E402
from plugins.review.statements import read_statement  # noqa: E402
from tests.review.attacks import ATTACKS  # noqa: E402
from tests.review.flows import FLOWS  # noqa: E402
from tests.review.malformed import MALFORMED_KEYS, malformed_policies, malformed_statements  # noqa: E402
from tests.review.scenarios import Stage  # noqa: E402

MODULES = ("plugins.review.authority", "plugins.review.gate", "plugins.review.policy", "plugins.review.roots",
           "plugins.review.paths", "plugins.review.statements", "plugins.review.canonical", "plugins.review.sshsig",
           "plugins.build.gate.line", "plugins.build.gate.approved_tree")

NOT_CONDITIONS = {
    # caches, choices of words and reports: without them the gate lets the same bytes through
    "Signers.key", "Signers.__init__", "_Objects.knows", "_Objects.type_of", "declared_type", "_why_not_theirs",
    "Gate.close", "Gate.still_open", "Reading._take_up_earlier", "Gate._onward",
}
SHORTCUTS = {
    # these spare work and cannot change an answer; a test says so
    ("path_fault", "never: _PLAIN.fullmatch(path)"),  # test_the_shortcut_for_plain_paths_agrees_with_the_long_way
    # The line from the published commit: git is asked instead of a table, more objects are read ahead, or older
    # statements are read again, which are used, outdated or expired. Every scenario runs with and without the state.
    ("Reading.steps", "never: self.state.commit"),
    ("Reading.steps", "without: change.path.endswith('.md')"),
    ("Reading.steps", "without: side.mode in FILE_MODES"),
    ("Reading._dropped", "without: self.state.commit"),
    ("Reading._dropped", "without: None"),
    ("Reading._sound", "without: touched"),
    ("_walk", "without: signers"),  # signatures verified before are verified again
    ("_collisions", "never: len(keys) == len(sides)"),  # without a collision the loops below find nothing
    ("_collisions", "without: len(paths) > 1"),
    ("_stale", "never: policy is None"),  # without a policy there are no receipts to go through
}
TABLES = [str(ENGINE_ROOT / "tests" / name)
          for name in ("review/test_policy.py", "adapters/test_signing.py", "review/test_statements.py",
                      "review/test_tree.py")]
"""Fast tables of single functions; they run last, only against mutants that every scenario overlooked."""

PATIENCE = 5
"""A mutant may take so many times as long as everything takes without one; then it hangs, which a test run would show."""
REQUIRED = 0.95


@dataclass(frozen=True)
class Mutant:
    module: str
    function: str
    line: int
    what: str
    code: types.CodeType


class _Knock(ast.NodeTransformer):
    """Counts the places where a condition can be knocked out, and knocks out the one numbered `target`."""

    def __init__(self, target: int) -> None:
        self.target, self.seen, self.done = target, 0, ""

    def _here(self, what: str, node: ast.AST) -> bool:
        hit = self.seen == self.target
        self.seen += 1
        if hit:
            self.done = f"{what}: {ast.unparse(node)}"
        return hit

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._here("never", node.test):
            node.test = ast.copy_location(ast.Constant(False), node.test)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        for place, value in enumerate(list(node.values)):
            if self._here("without", value):
                rest = node.values[:place] + node.values[place + 1:]
                return rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(node.op, rest), node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        for place, test in enumerate(list(node.ifs)):
            if self._here("without", test):
                node.ifs = node.ifs[:place] + node.ifs[place + 1:]
                break
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        judges = isinstance(node.value, (ast.Compare, ast.BoolOp)) or isinstance(node.value, ast.Call) and getattr(
            node.value.func, "id", "") in ("any", "all")
        if judges and self._here("always", node.value):
            node.value = ast.copy_location(ast.Constant(True), node.value)
        return node


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, function by function."""
    path = Path(importlib.import_module(module).__file__)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name, found in _functions(tree):
        if name in NOT_CONDITIONS:
            continue
        counter = _Knock(-1)
        counter.visit(copy.deepcopy(found))
        for number in range(counter.seen):
            whole = copy.deepcopy(tree)
            knock = _Knock(number)
            target = next(node for qualname, node in _functions(whole) if qualname == name)
            knock.visit(target)
            if (name, knock.done) in SHORTCUTS:
                continue
            compiled = compile(ast.fix_missing_locations(whole), str(path), "exec", dont_inherit=True)
            yield Mutant(module, name, found.lineno, knock.done, _code(compiled, name))


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{inner.name}", inner) for inner in node.body
                        if isinstance(inner, ast.FunctionDef))


def _code(compiled: types.CodeType, qualname: str) -> types.CodeType:
    for part in qualname.split("."):
        compiled = next(c for c in compiled.co_consts if isinstance(c, types.CodeType) and c.co_name == part)
    return compiled


def _put(mutant: Mutant) -> None:
    """Give the live function the mutant's code: every module that imported it sees the change."""
    found = importlib.import_module(mutant.module)
    for part in mutant.function.split("."):
        found = found.__dict__[part]
    found = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
    found.__code__ = mutant.code


def noticed_by(checks: list[Callable[[], bool]], mutant: Mutant, seconds: int) -> int | None:
    """The number of the first check that notices the mutant, or None where none does."""
    child = os.fork()
    if not child:
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        signal.alarm(seconds)
        number = 0
        try:
            _put(mutant)
            for number, check in enumerate(checks):
                if not check():
                    break
            else:
                os._exit(0)
        except BaseException:
            pass
        os._exit(1 + min(number, 254))
    status = os.waitpid(child, 0)[1]
    return None if status == 0 else max(os.waitstatus_to_exitcode(status) - 1, 0)


def checks_on(stage: Stage) -> list[Callable[[], bool]]:
    """Everything that must hold, cheap things first."""
    def refused(read: Callable[[bytes], object], raw: bytes) -> bool:
        try:
            read(raw)
        except (Malformed, BadSignature):
            return True
        return False

    found: list[Callable[[], bool]] = []
    for raw in malformed_statements():
        found.append(lambda raw=raw: refused(read_statement, raw))
    for raw in malformed_policies():
        found.append(lambda raw=raw: refused(read_policy, raw))
    for line in MALFORMED_KEYS:
        found.append(lambda line=line: refused(public_key, line))
    for name, scenario in {**FLOWS, **ATTACKS}.items():
        case = stage.case(name, scenario)
        found.append(lambda case=case: case.failure() == "")
    found.append(lambda: pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *TABLES]) == 0)
    return found


def main(arguments: list[str]) -> int:
    step = 8 if "--fast" in arguments else 1
    chosen = [module for module in MODULES if module in arguments] or MODULES
    with tempfile.TemporaryDirectory() as folder:
        checks = checks_on(Stage(Path(folder)))
        start = time.monotonic()
        wrong = [number for number, check in enumerate(checks) if not check()]
        assert not wrong, f"checks {wrong} fail without any mutation"
        seconds = round(PATIENCE * (time.monotonic() - start)) + 1
        found = [mutant for module in chosen for mutant in mutants(module)][::step]
        print(f"{len(found)} mutants against {len(checks)} checks", flush=True)
        tables = checks.pop()
        random.Random(1).shuffle(checks)
        checks.append(tables)
        survivors = []
        for mutant in found:
            number = noticed_by(checks, mutant, seconds)
            if number is None:
                survivors.append(mutant)
                print(f"  survived: {mutant.module} {mutant.function} {mutant.what}", flush=True)
            elif number < len(checks) - 1:
                checks.insert(0, checks.pop(number))  # what noticed one mutant is likely to notice its neighbour
    share = 1 - len(survivors) / len(found)
    print(json.dumps({"mutants": len(found), "caught": len(found) - len(survivors), "share": round(share, 4)}))
    return 0 if share >= REQUIRED and len(found) >= 40 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
