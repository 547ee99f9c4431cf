"""Preview settings: portals side by side in one folder, every link relative.

`pelican -s pelicanconf.py` and `python tasks.py build` give the same bytes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # the `pelican` command does not look beside its settings

PELICAN_CLASS = "plugins.CongMo"

SITENAME = "Cổng Mở"
SITEURL = "http://localhost:8000"
RELATIVE_URLS = True
PATH = "content"
OUTPUT_PATH = "output"
THEME = "themes/congmo"
TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"
DEFAULT_PAGINATION = 20
FEED_MAX_ITEMS = 20

DEMONSTRATION = True
"""Say on every page that this is a demonstration and no official portal."""
SEARCH = True
