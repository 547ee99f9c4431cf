"""Settings of the comparison: the same small theme as the peers, no search, which the peers do not make either."""

from pathlib import Path

THEME = str(Path(__file__).parent / "theme")
SEARCH = False
RELATIVE_URLS = True
DEFAULT_PAGINATION = 20
