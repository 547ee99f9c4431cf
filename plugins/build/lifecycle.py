"""Documents that are no longer in force and who still cites them; and the archive for a records office."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Sequence

import msgspec

from plugins.build.inputs import open_inputs
from plugins.build.survey import Survey
from plugins.build.tables import Table, as_csv
from plugins.model import OperatorError
from plugins.content.source import numbers_in
from plugins.rules.scene import Item
from plugins.site.references import RELATIONS, number_key

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
    columns = (("portal", "Cổng"), ("path", "Tệp"), ("title", "Tiêu đề"), ("document", "Văn bản hết hiệu lực"), ("how", "Cách dẫn"),
               ("expired_on", "Hết hiệu lực"), ("advice", "Việc cần làm"))
    return Table("Trang dẫn văn bản hết hiệu lực", columns, tuple(rows), f"Ngày {found.today} (LX-21.2). based_on: bài dựa vào; text: bài nhắc tới.")


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [v for v in value if isinstance(v, str)] if isinstance(value, (list, tuple)) else []


def _advice(item: Item, how: str) -> str:
    if item.type == "legal-document":
        return "ghi quan hệ thay thế hoặc bãi bỏ"
    return "gỡ kèm thông báo: status: withdrawn, withdrawn_reason" if how == "based_on" else "rà soát, dẫn văn bản thay thế"


def prepare_withdrawals(site: Path, table: Table) -> list[str]:
    """Write `status: withdrawn` and the reason into the files of a working tree that rest on expired documents; people
    commit them on a branch and have them reviewed. Legal documents are never touched. Returns the paths written."""
    resting: dict[str, list[str]] = {}
    for _, path, _, document, how, _, advice in table.rows:
        if how == "based_on" and str(advice).startswith("gỡ"):
            resting.setdefault(str(path), []).append(str(document))
    written = []
    for path, documents in sorted(resting.items()):
        file = site / path
        text = file.read_text(encoding="utf-8")
        reason = f"Văn bản {', '.join(documents)} đã hết hiệu lực."
        changed = withdrawn(text, reason)
        if changed != text:
            file.write_text(changed, encoding="utf-8")
            written.append(path)
    return written


def withdrawn(text: str, reason: str) -> str:
    """An item's text with `status` and `withdrawn_reason` set; every other line stays as it was."""
    head, rest = text.split("\n---", 1)
    kept = [line for line in head.split("\n") if not line.startswith(("status:", "withdrawn_reason:"))]
    return "\n".join([*kept, "status: withdrawn", f'withdrawn_reason: "{reason}"']) + "\n---" + rest


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
    listing = Table("items", (("portal", "Cổng"), ("path", "Tệp"), ("title", "Tiêu đề"), ("published_on", "Ngày đăng"), ("author", "Tác giả"), ("source", "Nguồn"),
                              ("type", "Loại"), ("lang", "Ngôn ngữ")),
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
