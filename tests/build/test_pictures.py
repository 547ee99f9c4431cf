"""Pictures as they are published: without metadata, in smaller versions, made once, never without words or size."""

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from plugins.build.check import check
from plugins.build.pages import media
from plugins.model import Severity
from tests.conftest import NOW, Site

SECRET = b"bi mat 20.86 106.68"


def picture(kind: str) -> bytes:
    """A picture with a place, a position and words hidden in every way that its format knows."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (20.0, 51.0, 36.0), 3: "E", 4: (106.0, 40.0, 48.0)})
    target = io.BytesIO()
    options = {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"} if kind != "PNG" else {"exif": exif}
    if kind == "PNG":
        options["pnginfo"] = words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET.decode())
    if kind == "JPEG":
        options["comment"] = SECRET
    Image.linear_gradient("L").convert("RGB").resize((1300, 700)).save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize("kind, name", [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")])
def test_no_metadata_is_published(site: Site, kind: str, name: str) -> None:
    content = picture(kind)
    assert SECRET in content and Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    site.write(f"content/city/news/{name}", content)
    site.article("city/news/mot.vi.md", body=f"![Ảnh]({name})")
    site.build()
    published = [path for path in (site.output / "city/media").rglob("*.*")]
    assert {path.suffix for path in published} >= {".webp"} and len(published) > 2
    for path in published:
        found = Image.open(path)
        assert SECRET not in path.read_bytes() and not found.getexif() and not {"exif", "xmp", "comment", "Comment"} & set(found.info)


def test_a_turned_photo_stands_upright(site: Site) -> None:
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (800, 400), "red").save(target, "JPEG", exif=exif)
    site.write("content/city/news/a.jpg", target.getvalue())
    site.article("city/news/mot.vi.md", body="![Ảnh](a.jpg)")
    site.build()
    assert 'width="400" height="800"' in site.read("city/tin-tuc/mot/index.html")
    assert Image.open(next((site.output / "city/media").rglob("*.jpg"))).size == (400, 800)


def test_each_version_of_a_blob_is_encoded_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many portals, items and builds show it."""
    made: list[str] = []
    encode = media.encode
    monkeypatch.setattr(media, "encode", lambda content, url: made.append(url) or encode(content, url))
    for portal in ("city", "ward"):
        site.write(f"content/{portal}/news/{portal}.png", picture("PNG"))
        for number in range(3):
            site.article(f"{portal}/news/bai-{number}.vi.md", body=f"![Ảnh]({portal}.png)")
    site.build(jobs=1)
    assert len(made) == len(set(made)) > 2
    site.article("city/news/bai-9.vi.md", body="![Ảnh](city.png)")
    site.build(jobs=1)
    shutil.rmtree(site.output)
    site.build(jobs=1)
    assert len(made) == len(set(made)) and any((site.output / "city/media").rglob("*.webp"))


@pytest.mark.parametrize("path, text", [
    ("content/city/news/a.vi.md", "---\ntitle: T\ndate: 2026-05-01\nauthor: A\nsource: S\nimage: a.png\n---\nx\n"),
    ("content/city/news/a.vi.md", "---\ntitle: T\ndate: 2026-05-01\nauthor: A\nsource: S\n---\n![ ](a.png)\n"),
    ("content/city/organisation/a.vi.md", "---\ntitle: T\nkind: department\nfunctions: F\nseat_photo: a.png\n---\nx\n"),
    ("content/city/photos/a.vi.md", "---\ntitle: T\ndate: 2026-05-01\nphotos:\n  - file: a.png\n    caption: C\n---\n"),
])
def test_a_picture_without_words_is_an_error(site: Site, path: str, text: str) -> None:
    site.write(str(Path(path).with_name("a.png")), picture("PNG"))
    site.write(path, text)
    errors = {finding.id for finding in check(site.root, NOW).findings if finding.severity is Severity.ERROR}
    assert errors & {"image.no-alt", "field.wrong-kind"}, errors


def test_every_picture_has_size_words_and_a_fallback(site: Site) -> None:
    site.write("content/city/news/a.png", picture("PNG"))
    site.article("city/news/mot.vi.md", image="a.png", image_alt="Đầu bài", body="![Trong bài](a.png)")
    site.build()
    html = site.read("city/tin-tuc/mot/index.html")
    figures = re.findall(r"<picture>(.*?)</picture>", html)
    assert len(figures) == 2
    for figure in figures:
        assert re.search(r'<source type="image/webp" srcset="[^"]+ 480w, [^"]+ 960w, [^"]+ 1300w" sizes="[^"]+">', figure)
        assert re.search(r'<img src="[^"]+\.png" alt="[^"]+" width="1300" height="700"', figure)
    assert 'loading="lazy"' not in figures[0] and 'loading="lazy"' in figures[1]
