"""The demonstration's city portal with one department, one ward and one special zone, built once and served to Chromium."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugins.build.run import Request, build
from plugins.build.settings import read_settings
from tests.browsing import serving

ENGINE = Path(__file__).resolve().parents[2]
NOW = "2026-11-24T09:00:00+07:00"
PORTALS = ("hai-phong", "so-y-te-hai-phong", "phuong-an-bien", "dac-khu-cat-hai")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The built output; `folder` to read, `url` to visit."""
    folder = tmp_path_factory.mktemp("demo") / "output"
    settings = read_settings(ENGINE / "pelicanconf.py")
    build(Request(site=ENGINE, output=folder, settings=settings, now=NOW, portals=PORTALS, jobs=2))
    with serving(folder) as url:
        yield SimpleNamespace(folder=folder, url=url)
    shutil.rmtree(folder.parent, ignore_errors=True)
