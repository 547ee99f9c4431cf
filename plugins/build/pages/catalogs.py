"""Interface messages: `.po` catalogs compiled once per content, read with the standard library."""

import gettext
import io
import os
from hashlib import blake2b
from pathlib import Path
from typing import Callable, Sequence

from plugins.model.errors import OperatorError

DOMAINS = ("messages", "search", "checks", "review", "rules", "report")


class Catalogs:
    """Catalogs of a site root, falling back on the engine's own. Reads a language when it is first asked for."""

    def __init__(self, folders: Sequence[Path], compiled: Path | None) -> None:
        self.folders, self.compiled = folders, compiled
        self._read: dict[str, gettext.NullTranslations] = {}
        self._digests: dict[str, str] = {}

    def digest(self, lang: str) -> str:
        if lang not in self._digests:
            whole = blake2b(digest_size=16)
            for path in self._files(lang):
                whole.update(path.read_bytes())
            self._digests[lang] = whole.hexdigest()
        return self._digests[lang]

    def translate(self, lang: str) -> Callable[[str], str]:
        """The gettext function of a language; a message it lacks is answered in English, its source."""
        return self._translations(lang).gettext

    def has(self, lang: str, message: str) -> bool:
        catalog = getattr(self._translations(lang), "_catalog", {})
        return bool(catalog.get(message))

    def _files(self, lang: str) -> list[Path]:
        return [path for folder in self.folders for domain in DOMAINS
                if (path := folder / lang / "LC_MESSAGES" / f"{domain}.po").is_file()]

    def _translations(self, lang: str) -> gettext.NullTranslations:
        if lang not in self._read:
            self._read[lang] = gettext.GNUTranslations(io.BytesIO(self._compile(lang)))
        return self._read[lang]

    def _compile(self, lang: str) -> bytes:
        kept = self.compiled / f"{lang}-{self.digest(lang)}.mo" if self.compiled else None
        if kept and kept.is_file():
            return kept.read_bytes()
        from babel.messages.catalog import Catalog  # 40 ms to import, only when a catalog changed
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import PoFileError, read_po

        whole = Catalog(locale={"zh": "zh_Hans"}.get(lang, lang))
        for path in self._files(lang):
            with path.open("rb") as file:
                try:
                    messages = read_po(file, locale=whole.locale, abort_invalid=True)
                except PoFileError as wrong:
                    raise OperatorError(f"{path}:{wrong.lineno + 1} is not a catalog: {wrong}",
                                        "Mend that line; `msgfmt --check` or `tasks.py translations report` names the rest.") from None
            for message in messages:
                if message.id and message.id not in whole:
                    whole[message.id] = message
        out = io.BytesIO()
        write_mo(out, whole)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            partial = kept.with_suffix(f".{os.getpid()}")
            partial.write_bytes(out.getvalue())
            partial.replace(kept)
        return out.getvalue()
