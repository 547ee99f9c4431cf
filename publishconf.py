"""Live settings: every portal at its own domain, and only bytes that the editorial board has approved."""

from pelicanconf import *  # noqa: F403  (Pelican's convention: production is preview with differences)

SITEURL = ""
RELATIVE_URLS = False
GATE = True
