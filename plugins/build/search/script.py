"""The search page's two scripts, bundled from `plugins/search/browser` by the locked esbuild."""

import subprocess
from hashlib import blake2b
from pathlib import Path

from plugins.model import OperatorError

_ENGINE = Path(__file__).resolve().parents[3]
_SOURCES = _ENGINE / "plugins/search/browser"
_ESBUILD = _ENGINE / "node_modules/.bin/esbuild"
_OPTIONS = ("--bundle", "--format=esm", "--minify", "--charset=utf8", "--target=es2022", "--log-level=error")
_ENTRIES = {"search.js": "page.js", "search-controls.js": "controls.js"}


def browser_scripts(cache: Path | None = None) -> dict[str, bytes]:
    """Static files of the search page by name: `search.js`, which the page loads, and `search-controls.js`, which that
    loads when it is needed.

    cache: a folder where bundles are kept by the hash of their sources, so that esbuild runs once for each version.
    Raises OperatorError where esbuild is not installed or refuses the sources.
    """
    sources = sorted(_SOURCES.glob("*.js"))
    key = blake2b("\0".join(_OPTIONS).encode(), digest_size=12)
    for path in sources:
        key.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return {name: _bundle(entry, cache and cache / f"{key.hexdigest()}-{name}") for name, entry in _ENTRIES.items()}


def _bundle(entry: str, kept: Path | None) -> bytes:
    if kept and kept.is_file():
        return kept.read_bytes()
    try:
        done = subprocess.run([_ESBUILD, _SOURCES / entry, *_OPTIONS], capture_output=True, cwd=_ENGINE)
    except OSError as missing:
        raise OperatorError(f"esbuild cannot be run: {missing}", "Run `make setup` first.") from missing
    if done.returncode:
        raise OperatorError(f"esbuild refuses {entry}: {done.stderr.decode(errors='replace').strip()}")
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(done.stdout)
    return done.stdout
