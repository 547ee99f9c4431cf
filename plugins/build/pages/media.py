"""Media files: what may be published of them, their size and shape, and the smaller versions that pages offer.

Pictures are encoded again, which drops EXIF and GPS; a picture that unpacks to more than `MAX_PIXELS` is refused
before it is unpacked.
"""

import io
from typing import Any

from plugins.content.paths import suffix
from plugins.model import Finding, Severity

MAX_BYTES = 32 * 1024 * 1024
MAX_PIXELS = 50_000_000
WIDTHS = (480, 960, 1600)
"""Widths offered, in CSS pixels: a phone, a phone of double density or a column, a wide screen."""

_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".avif": "AVIF", ".gif": "GIF"}
_TYPES = {
    ".pdf": "application/pdf", ".doc": "application/msword", ".csv": "text/csv", ".json": "application/json",
    ".xml": "application/xml", ".txt": "text/plain", ".zip": "application/zip", ".mp3": "audio/mpeg",
    ".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt", ".ics": "text/calendar",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint", ".geojson": "application/geo+json",
}


def is_picture(path: str) -> bool:
    return suffix(path) in _FORMATS


def describe(path: str, blob: str, content: bytes) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Facts of a media file for the pages that show it; None with findings where it may not be published."""
    if len(content) > MAX_BYTES:
        return None, [_finding("media.too-large", path, size=str(len(content)), limit=str(MAX_BYTES))]
    folder = f"media/{blob[:12]}"
    name = path.rsplit("/", 1)[-1]
    facts: dict[str, Any] = {"source": path, "bytes": len(content), "name": name, "kind": suffix(path)[1:]}
    if not is_picture(path):
        if content[:1] == b"<" or content[:64].lstrip().lower().startswith((b"<html", b"<svg", b"<!doctype")):
            if suffix(path) not in (".xml",):
                return None, [_finding("media.not-its-type", path, expected=suffix(path), found="markup")]
        facts |= {"url": f"{folder}/{name}", "type": _TYPES.get(suffix(path), "application/octet-stream")}
        return facts, []
    from PIL import Image  # 30 ms to import, and most builds touch no picture

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "AVIF", "GIF")) as picture:
            width, height = picture.size
            turned = (picture.getexif().get(0x0112) or 1) >= 5
            found = picture.format
    except Exception as wrong:  # Pillow raises many kinds for damaged files; each means the same to an author
        return None, [_finding("media.not-a-picture", path, problem=type(wrong).__name__)]
    if width * height > MAX_PIXELS:
        return None, [_finding("media.too-many-pixels", path, size=f"{width}x{height}", limit=str(MAX_PIXELS))]
    if found != _FORMATS[suffix(path)]:
        return None, [_finding("media.not-its-type", path, expected=_FORMATS[suffix(path)], found=str(found))]
    if turned:
        width, height = height, width
    widths = [w for w in WIDTHS if w < width] or [min(width, WIDTHS[-1])]
    if width <= WIDTHS[-1] and width not in widths:
        widths.append(width)
    end = "png" if found in ("PNG", "GIF") else "jpg"
    facts |= {
        "type": f"image/{'png' if end == 'png' else 'jpeg'}", "width": width, "height": height,
        "url": f"{folder}/{min(widths[-1], WIDTHS[1])}.{end}",
        "webp": [[w, f"{folder}/{w}.webp"] for w in widths],
    }
    return facts, []


def _finding(id: str, path: str, **params: str) -> Finding:
    return Finding(id, Severity.ERROR, path, 0, params)


def versions(facts: dict[str, Any]) -> list[str]:
    """The output paths that a media file becomes, below its portal's root."""
    return [facts["url"], *(url for _, url in facts.get("webp", ()))]


def encode(content: bytes, url: str) -> bytes:
    """One version of a picture: its width and format are in the name. Metadata is left behind."""
    from PIL import Image, ImageOps

    width, _, end = url.rsplit("/", 1)[-1].partition(".")
    with Image.open(io.BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened)
        if picture.mode not in ("RGB", "RGBA", "L"):
            picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "LA" else "RGB")
        if end == "jpg" and picture.mode == "RGBA":
            picture = picture.convert("RGB")
        height = max(1, round(picture.height * int(width) / picture.width))
        if int(width) < picture.width:
            picture = picture.resize((int(width), height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        bare = Image.new(picture.mode, picture.size)
        bare.paste(picture)
        if end == "webp":
            bare.save(out, "WEBP", quality=78, method=4)
        elif end == "png":
            bare.save(out, "PNG", optimize=True)
        else:
            bare.save(out, "JPEG", quality=80, optimize=True, progressive=True)
    return out.getvalue()
