"""The layout that the circulars ask of home pages, checked on a built site; the checklist is data (`_layout.yaml`)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

from plugins.build.reports.datafile import read_data
from plugins.build.reports.tables import Table, Words
from plugins.content.registry import LANGUAGES
from plugins.model import OperatorError

MET, MISSING = "met", "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """find: selects what the home page must hold; else file: what must lie at the portal's root."""

    id: str
    cite: str
    asks: str
    find: Callable[[Any], Any] | None
    file: str


def read_checks(path: Path) -> list[Check]:
    """The checklist. Raises OperatorError for an entry that cannot be used, with its id."""
    from lxml import etree

    found: list[Check] = []
    for number, one in enumerate(read_data(path).get("checks") or (), 1):
        entry = one if isinstance(one, dict) else {}
        name = str(entry.get("id") or f"checks[{number}]")
        if not all(isinstance(entry.get(key), str) for key in ("id", "cite", "asks")) or ("find" in entry) == ("file" in entry):
            raise OperatorError(f"{path}: {name} needs id, cite, asks and either find or file", "The engine's own file is an example.")
        if name in {check.id for check in found}:
            raise OperatorError(f"{path}: {name} stands twice", "Give each check an id of its own.")
        try:
            find = etree.XPath(str(entry["find"])) if "find" in entry else None
        except etree.XPathError as wrong:
            raise OperatorError(f"{path}: {name}: find is no XPath: {wrong}", "Write it as //footer//h2.") from None
        found.append(Check(name, entry["cite"], entry["asks"], find, str(entry.get("file") or "")))
    return found


def home_pages(built: Path) -> Iterator[tuple[str, str, Path]]:
    """(portal, language or an empty string for the official one, file) of each edition in a built folder."""
    for folder in sorted(path for path in built.iterdir() if path.is_dir()):
        for lang in ("", *LANGUAGES):
            page = folder / lang / "index.html"
            if page.is_file():
                yield folder.name, lang, page


def layout_table(built: Path, checks: Sequence[Check], portals: Sequence[str] = ()) -> Table:
    """Every check on every home page. Raises OperatorError where no portal was built here."""
    from lxml import html

    rows = []
    for portal, lang, path in home_pages(built):
        if portals and portal not in portals:
            continue
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        for check in checks:
            met = bool(check.find(page)) if check.find else (built / portal / check.file).is_file()
            rows.append((portal, lang or page.get("lang", ""), check.cite, check.id, check.asks, MET if met else MISSING))
    if not rows:
        raise OperatorError(f"no portal's home page lies in {built}", "Build first: `tasks.py build --output FOLDER`.")
    return Table(Words("Layout of the home pages"), (("portal", "Portal"), ("lang", "Language"), ("clause", "Clause"), ("rule", "Rule id"),
                                                     ("asks", "Asks"), ("standing", "Verdict")), tuple(rows))
