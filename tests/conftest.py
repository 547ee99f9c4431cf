"""Small real sites for tests: a folder with portals and content, built by the real engine."""

from pathlib import Path
from typing import Any, Iterator

import pytest

from plugins.build.request import Request, Result
from plugins.build.settings import Settings, SiteSettings
from plugins.build.standstill import up_to_date
from tests.browsing import CHROMIUM, chromium

NOW = "2026-06-15T09:00:00+07:00"
PORTAL = "name: {vi: Cổng thành phố, en: City portal}\nunit_type: city\nlanguages: [vi, en]\ndomain: city.gov.vn\n"
WARD = "name: {vi: Phường Một, en: Ward One}\nunit_type: ward\nparent: city\nlanguages: [vi]\n"


class Site:
    """A site root under a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.output = root / "output"

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def article(self, path: str, title: str = "Tiêu đề", body: str = "Nội dung.", **fields: str) -> Path:
        """An article at `content/<path>`; a field named with an underscore keeps it."""
        front = {"title": title, "date": "2026-05-01", "author": "Biên tập viên A", "source": "Cổng", **fields}
        lines = "".join(f"{key}: {value}\n" for key, value in front.items() if value is not None)
        return self.write(f"content/{path}", f"---\n{lines}---\n{body}\n")

    def build(self, now: str = NOW, output: Path | None = None, search: bool = False, **more: object) -> Result:
        settings = more.pop("settings", None) or Settings(site=SiteSettings(demo=False, search=search))
        return up_to_date(Request(site=self.root, output=output or self.output, settings=settings, now=now, **more))

    def read(self, path: str) -> str:
        return (self.output / path).read_text()

    def files(self, output: Path | None = None) -> dict[str, bytes]:
        """Every file of the output with its bytes."""
        root = output or self.output
        return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A city portal in two languages and a ward below it, without content."""
    made = Site(tmp_path / "site")
    made.write("portals/city.yaml", PORTAL)
    made.write("portals/ward.yaml", WARD)
    (made.root / "content").mkdir()
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one for all tests of a worker: a second beside it would meet the first one's event loop."""
    pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with chromium() as running:
        yield running
