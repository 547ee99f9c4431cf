"""The how-tos' pictures: every one exists, is small, and stands in both languages."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "how-to"
MAX_BYTES = 60_000
_PICTURE = re.compile(r"!\[([^\]]+)\]\(pictures/([a-z0-9-]+\.png)\)")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_picture_is_shown_and_described(lang: str) -> None:
    shown = [name for guide in FOLDER.glob(f"*.{lang}.md") for _words, name in _PICTURE.findall(guide.read_text())]
    assert sorted(shown) == sorted(path.name for path in (FOLDER / "pictures").iterdir())
    assert all((FOLDER / "pictures" / name).stat().st_size < MAX_BYTES for name in shown)
