"""Stock Pelican with its bundled simple theme; the cache on, as it would be used for many items."""

SITENAME = "Cổng thành phố"
SITEURL = "https://city.gov.vn"
PATH = "content"
OUTPUT_PATH = "public"
STATIC_PATHS = ["media"]
THEME = "simple"
TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"
DEFAULT_PAGINATION = 20
ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
ARTICLE_LANG_URL = "{lang}/{category}/{slug}/"
ARTICLE_LANG_SAVE_AS = "{lang}/{category}/{slug}/index.html"
AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
