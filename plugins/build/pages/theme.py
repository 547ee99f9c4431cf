"""A theme: its templates, its static files under content-hashed names, and the digest of all of it."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Mapping

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, TemplateError

from plugins.model import OperatorError

_HASHED = (".css", ".js", ".woff2", ".svg", ".png", ".webp", ".jpg", ".ico")


@dataclass(frozen=True, slots=True)
class Theme:
    """static: name as templates use it -> (address below the portal's root, bytes). digest: of every file. native:
    written for this engine; others follow Pelican's conventions (`article.html`, ...)."""

    folder: Path
    static: Mapping[str, tuple[str, bytes]]
    digest: str
    env: Environment
    native: bool


def load_theme(folder: Path, bytecode: Path | None, extra: Mapping[str, bytes]) -> Theme:
    """Read a theme folder. extra: further static files by name (the search script). Raises OperatorError where the
    folder is no theme."""
    templates = folder / "templates"
    if not templates.is_dir():
        raise OperatorError(f"{folder} is not a theme: it has no templates/ folder",
                            "Name a folder with templates/ and static/ in THEME or --theme.")
    whole = blake2b(digest_size=16)
    for path in sorted(templates.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    static: dict[str, tuple[str, bytes]] = {}
    files = {str(path.relative_to(folder / "static")): path.read_bytes()
             for path in sorted((folder / "static").rglob("*")) if path.is_file()}
    for name, content in sorted({**files, **extra}.items()):
        content = _minified(name, content)
        mark = blake2b(content, digest_size=5).hexdigest()
        stem, dot, end = name.rpartition(".")
        address = f"static/{stem}.{mark}.{end}" if dot and f".{end}" in _HASHED else f"static/{name}"
        static[name] = (address, content)
        whole.update(f"{address}\0".encode())
    if bytecode:
        bytecode.mkdir(parents=True, exist_ok=True)
    env = Environment(
        loader=FileSystemLoader(templates), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        bytecode_cache=FileSystemBytecodeCache(str(bytecode)) if bytecode else None,
        cache_size=-1)
    env.filters["fill"] = fill
    theme = Theme(folder, static, whole.hexdigest(), env, native=(templates / "item.html").is_file())
    if not theme.native:
        from plugins.build.pelican_seam import environment

        environment(env)
    return theme


def _minified(name: str, content: bytes) -> bytes:
    """Style sheets without comments and needless blanks: a few KB a page on a slow line."""
    if not name.endswith(".css") or name.endswith(".min.css"):
        return content
    import re

    text = re.sub(r"/\*.*?\*/", "", content.decode(), flags=re.S)
    text = re.sub(r"\s+", " ", text)
    # A custom property may be one blank (`--dark: ;`), which older browsers take for nothing only if it is there.
    return re.sub(r"(?<!:) ?([{};,]) ?", r"\1", text).strip().encode()


def fill(text: str, **values: object) -> str:
    """A message with its named places filled in: `_("Open until %(date)s")|fill(date=day)`."""
    return text % values


def template_fault(wrong: TemplateError) -> str:
    """What is wrong with a template, and where, for whoever writes themes."""
    where = f"{getattr(wrong, 'filename', None) or getattr(wrong, 'name', None) or ''}:{getattr(wrong, 'lineno', '') or ''}".strip(":")
    return f"the theme's template {where} cannot be rendered: {type(wrong).__name__}: {wrong.message}"
