"""Regular expressions that are compiled when they are first asked."""

import re
from typing import Any


class Pattern:
    """Like `re.compile`, later: the screening has forty expressions, most of which an ordinary item never needs, and
    compiling them cost every build, and every edit, more than reading the item."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source, self.flags = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.source, self.flags)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
