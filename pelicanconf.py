"""Preview settings: portals side by side in one folder, every link relative.

`pelican -s pelicanconf.py` and `python tasks.py build` give the same bytes.
"""

PELICAN_CLASS = "plugins.build.pelican_seam.CongMo"

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
