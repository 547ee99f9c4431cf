#!/usr/bin/env python3
"""Cổng Mở's command line: `python tasks.py --help`."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Hand over to the project's own environment when this Python lacks it, so that `python tasks.py` just works."""
    if sys.getfilesystemencoding() != "utf-8":  # a locale of another age must not change what files are called
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.argv])
    own = Path(__file__).resolve().parent / ".venv/bin/python"
    if own.exists() and Path(sys.executable) != own:  # even where another Python has the packages: ours are the locked
        os.execv(own, [str(own), *sys.argv])
    try:
        from plugins.cli import main_of_process as run
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("plugins"):
            raise
        print(f"Error: {missing}\n  Run `make setup` first.", file=sys.stderr)
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
