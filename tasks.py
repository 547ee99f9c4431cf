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
    try:
        from plugins.cli import main as run
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("plugins") or not own.exists() or Path(sys.prefix) == own.parent.parent:
            sys.exit(f"{missing}. Run `make setup` first." if not own.exists() else str(missing))
        os.execv(own, [str(own), *sys.argv])
    run()


if __name__ == "__main__":
    main()
