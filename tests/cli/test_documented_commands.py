"""Every command that a document or a pipeline shows exists, with these options and this many arguments."""

import re
import shlex
from pathlib import Path
from typing import Iterator

import click
import pytest
import yaml

from plugins.cli import root

ROOT = Path(__file__).resolve().parents[2]
PIPELINES = sorted(path for path in (ROOT / "docs/pipelines").iterdir())
DOCUMENTS = sorted(path for path in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *PIPELINES)
                   if path.name not in ("commands.md", "requirements.md"))
_COMMAND = re.compile(r"tasks\.py[\"']?[ \t]+(?P<rest>[^`\n]+)")
_SPAN = re.compile(r"`([^`\n]*tasks\.py[^`\n]*)`")
_PLACE = re.compile(r"<[^<>\n]+>")
_SHELL = re.compile(r"^(?:#|\||\|\||&&|>|>>|;|2>&1)$")


def commands(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Line, words after `tasks.py`, and whether the words are to be typed as they stand (not named in a sentence)."""
    text = path.read_text(encoding="utf-8").replace("\\\n", "  ")
    whole = path.suffix != ".md"
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif whole or fenced:
            if not line.lstrip().startswith("#"):
                yield from ((number, found["rest"], True) for found in _COMMAND.finditer(line))
        else:
            for span in _SPAN.findall(line):
                yield from ((number, found["rest"], False) for found in _COMMAND.finditer(span))


def words(rest: str) -> list[str]:
    """The arguments, up to where the shell takes over; `${X:+...}` as if X were set."""
    rest = re.sub(r"\$\{\w+:\+([^}]*)\}", r"\1", _PLACE.sub("PLACE", rest))
    found = []
    for word in shlex.split(rest, comments=True):
        if _SHELL.match(word):
            break
        found.append(word)
    return found


def refusal(arguments: list[str], typed: bool) -> str:
    """What the command line says to these arguments, without doing anything."""
    command: click.Command = root
    context = None
    try:
        while isinstance(command, click.Group):
            context = command.make_context(command.name, list(arguments), parent=context, resilient_parsing=False)
            arguments = [*context._protected_args, *context.args]
            if not arguments:
                return ""
            name, command, arguments = command.resolve_command(context, arguments)
        command.make_context(name, list(arguments), parent=context)
    except (click.MissingParameter, click.BadOptionUsage, click.exceptions.NoArgsIsHelpError) as wrong:
        if not typed and not isinstance(wrong, click.NoSuchOption):  # a sentence may name a command without all of it
            return ""
        return wrong.format_message()
    except click.BadParameter as wrong:
        return "" if re.search(r"does not exist|is not a folder|PLACE", str(wrong)) else wrong.format_message()
    except click.UsageError as wrong:
        return wrong.format_message()
    except click.exceptions.Exit:
        return ""
    return ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_shown_exists(path: Path) -> None:
    wrong = [f"{path.name}:{number}: {rest}: {said}" for number, rest, typed in commands(path)
             if (said := refusal(words(rest), typed))]
    assert not wrong, "\n".join(wrong)


def test_a_command_that_is_none_is_found(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("Run `tasks.py publish --swiftly`, or:\n\n```\npython tasks.py aprove x\npython tasks.py withdraw a\n```\n"
                    "`tasks.py withdraw` takes a reason.\n")
    said = [refusal(words(rest), typed) for _number, rest, typed in commands(page)]
    assert ["swiftly" in said[0], "aprove" in said[1], "reason" in said[2], said[3]] == [True, True, True, ""]


def test_every_pipeline_and_how_to_is_looked_at() -> None:
    found = {path.name: len(list(commands(path))) for path in DOCUMENTS}
    assert found["gitlab.yml"] == 3 and found["github.yml"] == 2 and found["gitea.yml"] == 1 and found["publish.sh"] == 2
    assert sum(found.values()) > 100
    for vi in ROOT.glob("docs/how-to/*.vi.md"):
        assert found[vi.name] == found[vi.name.replace(".vi.", ".en.")], f"{vi.name} shows other commands than the English"


@pytest.mark.parametrize("name", ["github.yml", "gitea.yml"])
def test_workflows_run_nothing_of_a_pull_request(name: str) -> None:
    """`pull_request_target` hands over secrets: the pull request's files must not be checked out, nor its words pasted
    into a script."""
    workflow = yaml.safe_load((ROOT / "docs/pipelines" / name).read_text(encoding="utf-8"))
    assert workflow[True].keys() >= {"pull_request_target"} and "pull_request" not in workflow[True]
    for job in workflow["jobs"].values():
        assert job["runs-on"] and all(("uses" in step) != ("run" in step) for step in job["steps"])
        for step in job["steps"]:
            assert "${{" not in step.get("run", "") and "ref" not in step.get("with", {})
            names = set(re.findall(r"\$\{?([A-Z_]+)", step.get("run", ""))) - {"RUNNER_TEMP"}
            assert names <= step.get("env", {}).keys(), "every variable of the script is given to it"
            assert not step.get("uses") or re.fullmatch(r"actions/[a-z/-]+@v\d+", step["uses"])


def test_the_gitlab_pipeline_lets_one_page_stop_nothing() -> None:
    pipeline = yaml.safe_load((ROOT / "docs/pipelines/gitlab.yml").read_text(encoding="utf-8"))
    publish = pipeline["publish"]
    assert publish["allow_failure"] == {"exit_codes": 1}
    assert publish["cache"]["when"] == publish["artifacts"]["when"] == "always"
