"""Pelican's command and its bundled theme, run for real."""

import subprocess
import sys
from pathlib import Path

from plugins.build.settings import Settings
from plugins.build.settings import SiteSettings
from tests.conftest import Site

ENGINE = Path(__file__).resolve().parents[2]
CONF = f"""
import sys
sys.path.insert(0, {str(ENGINE)!r})
PELICAN_CLASS = "plugins.CongMo"
RELATIVE_URLS = True
PATH = "content"
OUTPUT_PATH = "output"
THEME = {str(ENGINE / 'themes/congmo')!r}
DEMONSTRATION = False
"""


def test_the_pelican_command_gives_the_same_bytes(site: Site) -> None:
    site.article("city/news/mot.vi.md", "Một")
    site.article("city/news/mot.en.md", "One")
    site.write("pelicanconf.py", CONF)
    done = subprocess.run([Path(sys.executable).with_name("pelican"), "-s", "pelicanconf.py"], cwd=site.root,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    by_pelican = site.files()
    ours = subprocess.run([sys.executable, ENGINE / "tasks.py", "build", "--site", site.root, "--output", site.root / "ours"],
                          capture_output=True, text=True)
    assert ours.returncode == 0, ours.stderr
    assert site.files(site.root / "ours") == by_pelican
    assert "city/tin-tuc/mot/index.html" in by_pelican


def test_pelicans_simple_theme_renders_unmodified(site: Site) -> None:
    site.article("city/news/mot.vi.md", "Bài một", body="Thân **đậm**.", tags="[thẻ]")
    site.article("city/news/mot.en.md", "Item one")
    site.article("city/functions/chuc-nang.vi.md", "Chức năng", type="page", date=None, author=None, source=None)
    site.build(settings=Settings(site=SiteSettings(search=False), theme="simple"))
    article = site.read("city/tin-tuc/mot/index.html")
    assert "Bài một" in article and "<strong>đậm</strong>" in article and "powered by" in article
    assert 'hreflang="en"' in article or "en/news/mot" in article
    assert "Bài một" in site.read("city/index.html")
    assert "Chức năng" in site.read("city/chuc-nang-nhiem-vu/chuc-nang/index.html")
