"""Documents that are no longer in force and who still cites them; and the archive for a records office."""

import io
import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Callable, Mapping, Sequence

import msgspec

from plugins.adapters.git_write import commit_on_branch, work_tree
from plugins.build.inputs import open_inputs
from plugins.build.reports.survey import Survey
from plugins.build.reports.tables import Table, Words, as_csv
from plugins.model import OperatorError
from plugins.content.source import numbers_in
from plugins.rules.scene import Item
from plugins.site.references import RELATIONS, number_key

RELATE = Words("state that it replaces or repeals")
WITHDRAW = Words("take down with a notice: status: withdrawn, withdrawn_reason")
REVIEW = Words("look at it again, cite the successor")
HISTORICAL = ("replaces", "repeals", "amends", "replaced_by", "repealed_by", "amended_by")
"""Relations of one legal document to another: naming an expired document there is history, not reliance on it."""


def repealed_table(found: Survey, portals: Sequence[str]) -> Table:
    """Every public item that rests on or names a document which has expired, in the portals asked for; the documents of
    all portals count."""
    expired: dict[str, Item] = {}
    for items in found.items.values():
        for item in items:
            if item.phase == "expired" and item.meta.get("number_symbol"):
                expired.setdefault(number_key(item.meta["number_symbol"]), item)
    rows = []
    for key in portals:
        for item in found.items.get(key, ()):
            own = number_key(str(item.meta.get("number_symbol", "")))
            history = {number_key(n) for relation in HISTORICAL for n in _listed(item.meta.get(relation))}
            resting = {number_key(n): "based_on" for relation in set(RELATIONS) - set(HISTORICAL) for n in _listed(item.meta.get(relation))}
            named = {number_key(n): "text" for n in numbers_in(item.text)}
            for number, how in sorted((named | resting).items()):
                if number in expired and number != own and (how == "based_on" or number not in history):
                    law = expired[number]
                    rows.append((key, item.path, str(item.meta.get("title", "")), law.meta["number_symbol"], how,
                                 str(law.meta.get("expired_on") or ""), _advice(item, how)))
    columns = (("portal", "Portal"), ("path", "File"), ("title", "Title"), ("document", "Expired document"), ("how", "Cited as"),
               ("expired_on", "Expired on"), ("advice", "What to do"))
    return Table(Words("Pages that cite expired documents"), columns, tuple(rows),
                 Words("On {day} (LX-21.2). based_on: the item rests on it; text: the item names it.", {"day": found.today}))


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [v for v in value if isinstance(v, str)] if isinstance(value, (list, tuple)) else []


def _advice(item: Item, how: str) -> Words:
    if item.type == "legal-document":
        return RELATE
    return WITHDRAW if how == "based_on" else REVIEW


def prepared_changes(found: Survey, table: Table, read: Callable[[str], str]) -> dict[str, str]:
    """The files that a repeal changes, by path: what rests on an expired document is withdrawn with its reason, what
    names one is due for review today where its type has `review_on`. Legal documents are never touched.

    table: of `repealed_table`, not yet spoken; read: a file's present text by its path.
    """
    resting: dict[str, list[str]] = {}
    naming: set[str] = set()
    for _, path, _, document, _, _, advice in table.rows:
        if advice == WITHDRAW:
            resting.setdefault(str(path), []).append(str(document))
        elif advice == REVIEW:
            naming.add(str(path))
    types = {item.path: found.registry.types[item.type] for items in found.items.values() for item in items}
    marked = {path for path in naming - set(resting) if types[path].field("review_on")}
    changes = {path: with_fields(read(path), {"status": "withdrawn", "withdrawn_on": found.today,
                                              "withdrawn_reason": f"Văn bản {', '.join(documents)} đã hết hiệu lực."})
               for path, documents in sorted(resting.items())}
    changes |= {path: with_fields(read(path), {"review_on": found.today}) for path in sorted(marked)}
    return {path: text for path, text in changes.items() if text != read(path)}


def prepare_withdrawals(site: Path, found: Survey, table: Table) -> list[str]:
    """Write the changes into a working tree, for review. Returns the paths written."""
    changes = prepared_changes(found, table, lambda path: (site / path).read_bytes().decode("utf-8"))
    for path, text in changes.items():
        (site / path).write_bytes(text.encode())
    return list(changes)


def branch_withdrawals(site: Path, found: Survey, table: Table, branch: str) -> tuple[str, list[str]]:
    """Commit the changes on a new branch from HEAD, for review; the working tree stays as it is. found: of HEAD.
    Returns the commit and the paths, or an empty commit where nothing is to be changed."""
    top = work_tree(site)
    prefix = site.resolve().relative_to(top).as_posix()
    folder = "" if prefix == "." else f"{prefix}/"
    inputs = open_inputs(site, "HEAD")
    blobs = inputs.delta(None).changed
    changes = prepared_changes(found, table, lambda path: inputs.read(path, str(blobs[path])).decode("utf-8"))
    if not changes:
        return "", []
    changed = [row for row in table.rows if row[1] in changes]
    what = "Withdraw what rests on" if any(row[6] == WITHDRAW for row in changed) else "Review what names"
    message = f"content: {what} {', '.join(sorted({str(row[3]) for row in changed}))}\n\n" + "\n".join(
        f"{row[1]}: {row[4]} {row[3]}" for row in changed)
    return commit_on_branch(top, branch, [(folder + path, text.encode()) for path, text in changes.items()], message), list(changes)


def with_fields(text: str, fields: Mapping[str, str]) -> str:
    """An item's text with some front matter fields set; every other line stays as it was."""
    end = "\r\n" if text.startswith("---\r\n") else "\n"
    head, rest = text.split(f"{end}---", 1)
    kept = [line for line in head.split(end) if line.partition(":")[0] not in fields]
    stated = [f"{key}: {_scalar(value)}" for key, value in fields.items()]
    return end.join([*kept, *stated]) + f"{end}---" + rest


def _scalar(value: str) -> str:
    """Words and days stay bare; other texts are quoted so that no document's number can end the line."""
    return value if re.fullmatch(r"[a-z]+|[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else json.dumps(value, ensure_ascii=False)


ABOUT = """Lưu trữ nội dung Cổng thông tin điện tử
sources/: tệp nguồn (UTF-8) và tệp kèm theo, đúng từng byte như khi đăng.
items.csv: danh mục bài; manifest.json: mã SHA-256 và kích thước của từng tệp.
Kiểm tra: tasks.py report archive --verify TỆP, hoặc sha256sum -c SHA256SUMS.
"""


def write_archive(site: Path, ref: str | None, found: Survey, portals: Sequence[str], start: str, end: str, target: Path) -> int:
    """A ZIP of the items published from `start` to `end` with the files beside them. The same input gives the same
    bytes: entries are sorted and dated 1980. Returns how many files it holds."""
    inputs = open_inputs(site, ref)
    blobs = {path: blob for path, blob in inputs.delta(None).changed.items() if blob is not None}
    items = [(key, item) for key in portals for item in found.items.get(key, ()) if start <= (item.published_on or start) <= end]
    wanted: set[str] = set()
    for _, item in items:
        folder = item.path.rsplit("/", 1)[0] + "/"
        wanted.add(item.path)
        named = str(dict(item.meta))
        wanted |= {path for path in blobs if path.startswith(folder) and not path.endswith(".md") and path.rsplit("/", 1)[1] in named}
    if not wanted:
        raise OperatorError("nothing was published in that time", "Widen --from and --to.")
    files = {f"sources/{path}": inputs.read(path, blobs[path]) for path in sorted(wanted)}
    listing = Table("items", (("portal", "portal"), ("path", "path"), ("title", "title"), ("published_on", "published_on"), ("author", "author"),
                              ("source", "source"), ("type", "type"), ("lang", "lang")),
                    tuple((key, i.path, str(i.meta.get("title", "")), i.published_on, str(i.meta.get("author", "")), str(i.meta.get("source", "")), i.type, i.lang)
                          for key, i in items))
    files["items.csv"] = as_csv([listing])
    files["README.txt"] = ABOUT.encode()
    sums = {name: {"sha256": sha256(content).hexdigest(), "size": len(content)} for name, content in sorted(files.items())}
    files["SHA256SUMS"] = "".join(f"{one['sha256']}  {name}\n" for name, one in sums.items()).encode()
    files["manifest.json"] = msgspec.json.format(msgspec.json.encode({"from": start, "to": end, "made_on": found.today, "files": sums}), indent=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return len(sums)


def verify_archive(path: Path) -> list[str]:
    """What is wrong with an archive: files changed, missing or added. Empty where it is whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            sums = msgspec.json.decode(archive.read("manifest.json"))["files"]
            names = set(archive.namelist()) - {"manifest.json", "SHA256SUMS"}
            wrong = [f"{name}: not in the manifest" for name in sorted(names - set(sums))]
            for name, expected in sums.items():
                if name not in names:
                    wrong.append(f"{name}: missing")
                elif sha256(archive.read(name)).hexdigest() != expected["sha256"]:
                    wrong.append(f"{name}: changed")
            return wrong
    except (OSError, KeyError, zipfile.BadZipFile, msgspec.DecodeError, ValueError) as broken:
        return [f"{path}: cannot be read ({type(broken).__name__})"]
