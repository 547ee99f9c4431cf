"""Findings in words: their messages come from the catalogs, in the language asked for."""

from pathlib import Path
from typing import Any, Iterable, Sequence

import click
import msgspec

from plugins.build.pages.catalogs import Catalogs
from plugins.cli.options import ENGINE_ROOT
from plugins.model import Finding, Severity


class Speaker:
    """Words of findings in one language.

    site: whose own catalogs come first. Commands of approval leave it out: what is being judged must not choose the
    words of the judgement.
    """

    def __init__(self, lang: str, site: Path = ENGINE_ROOT) -> None:
        folders = [site / "translations"] if site != ENGINE_ROOT else []
        self.catalogs = Catalogs([*folders, ENGINE_ROOT / "translations"], None)
        self.lang, self.translate = lang, self.catalogs.translate(lang)

    def message(self, finding: Finding) -> str:
        """What was found and what was expected."""
        return self._filled(finding.id, finding)

    def hint(self, finding: Finding) -> str:
        """How to mend it."""
        return self._filled(f"{finding.id}.hint", finding)

    def _filled(self, id: str, finding: Finding) -> str:
        text = self.translate(id)
        if text == id:
            return "" if id.endswith(".hint") else f"{id} {dict(finding.params)}"
        try:
            return text.format_map(_Params(finding.params))
        except (ValueError, IndexError):
            return text

    def as_json(self, findings: Iterable[Finding]) -> bytes:
        """The contract's list."""
        return msgspec.json.format(msgspec.json.encode(self.as_rows(findings)), indent=2)

    def as_rows(self, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        """Findings as plain values: `id, severity, path, line, message, cites, params`, and `hint`."""
        return [{"id": f.id, "severity": str(f.severity), "path": f.path, "line": f.line, "message": self.message(f),
                 "hint": self.hint(f), "cites": list(f.cites), "params": dict(f.params)} for f in findings]

    def say(self, findings: Sequence[Finding], limit: int | None = None) -> None:
        """Print findings for a person, one block each: place, what is wrong, how to mend it."""
        colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
        for finding in findings[:limit]:
            place = f"{finding.path}:{finding.line}" if finding.line else finding.path
            cites = f" [{', '.join(finding.cites)}]" if finding.cites else ""
            click.echo(f"{place}: {click.style(self.translate(str(finding.severity)), fg=colours[finding.severity])}: "
                       f"{self.message(finding)} ({finding.id}){cites}")
            if hint := self.hint(finding):
                click.echo(f"    {hint}")
        if limit is not None and len(findings) > limit:
            click.echo(self.translate("… and {count} more: run `tasks.py check`.").format(count=len(findings) - limit))


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return "?"


