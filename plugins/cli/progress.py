"""A progress bar on a terminal, plain lines elsewhere."""

import sys
from contextlib import contextmanager
from typing import Callable, Iterator


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yields `progress(phase, done, total)`."""
    if not sys.stderr.isatty():
        phases: set[str] = set()

        def say(phase: str, done: int, total: int) -> None:
            if phase not in phases:
                phases.add(phase)
                print(f"{phase}: {total}", file=sys.stderr, flush=True)

        yield say
        return
    from rich.console import Console  # 60 ms to import: only where someone is looking
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                  console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def show(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(phase, total=total)
            bar.update(tasks[phase], completed=done, total=total)

        yield show
