"""Small files of data that operators own: rates, criteria, instruments."""

from pathlib import Path
from typing import Any

import yaml

from plugins.model import OperatorError


def read_data(path: Path) -> dict[str, Any]:
    """A YAML mapping. What cannot be read is the operator's to mend, named with its line."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as wrong:
        raise OperatorError(f"{path} cannot be read: {' '.join(str(wrong).split())[:200]}", "Mend the file; the engine's own is an example.") from None
    if values is not None and not isinstance(values, dict):
        raise OperatorError(f"{path} holds no `key: value` pairs", "The engine's own file is an example.")
    return values or {}
