"""Seal a release: receipts for every published source, and the signed manifest of every file."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Callable, Iterable, Iterator, Mapping

from plugins.adapters.git import GitRepository
from plugins.adapters.signing import public_line, sign
from plugins.build.gate.approved_tree import ApprovedTree
from plugins.model.errors import OperatorError
from plugins.review.receipts import (MANIFEST, MANIFEST_SIGNATURE, read_manifest, receipt_document, receipt_name,
                                     release_manifest, signature_fault, verify_files, withdrawal_document)
from plugins.review.sshsig import RELEASE_NAMESPACE, BadSignature, public_key
from plugins.review.state import Withdrawn


def receipts(repository: GitRepository, tree: ApprovedTree, now: datetime,
             public: Callable[[str], bool] = lambda path: True) -> Iterator[tuple[str, str, bytes]]:
    """(portal, file name, bytes) of the receipt of every content file that is `public`, and of the records of
    withdrawals. They belong at `<portal>/data/receipts/<file name>`."""
    if tree.policy is None:
        return
    wanted = [path for path in tree.entries if path.startswith("content/") and public(path)]
    for path, (blob, content) in zip(wanted, repository.read([tree.entries[path] for path in wanted])):
        yield path.split("/")[1], receipt_name(path), receipt_document(path, content, blob, tree.receipts.get(path),
                                                                       tree.policy, tree.commit, now,
                                                                       stale.due if (stale := tree.stale.get(path)) else None)
    for path, found in tree.emergency.items():
        if isinstance(found, Withdrawn) and path.startswith("content/"):
            yield path.split("/")[1], receipt_name(path), withdrawal_document(found, tree.policy)


def write_receipts(output: Path, found: Iterable[tuple[str, str, bytes]]) -> int:
    """Write receipts into the built portals and remove those of earlier builds that no longer hold; returns how many
    there are. Portals that were not built get none."""
    written: set[Path] = set()
    for portal, name, content in found:
        if (output / portal).is_dir():
            folder = output / portal / "data" / "receipts"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            written.add(folder / name)
    for old in output.glob("*/data/receipts/*.json"):
        if old not in written:
            old.unlink()
    return len(written)


def files_of(output: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a site or release, as POSIX paths. Links are refused: they could point anywhere."""
    for folder, folders, names in os.walk(output):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_symlink():
                raise OperatorError(f"{path} is a link", "A release consists of plain files.")
            yield path.relative_to(output).as_posix(), path.read_bytes()


def seal(output: Path, tree: ApprovedTree, key: Path, now: datetime, previous: bytes | None = None,
         known: Mapping[str, str] | None = None) -> bytes:
    """Sign what `output` holds as the release of `tree`: writes `release.json` and its signature, returns the former.

    key: the release key. previous: the manifest of the release before. known: SHA-256 of output files that the caller
    already knows. Inputs are the registry, theme and catalogs, and the content that the output holds a receipt of.
    Raises OperatorError where no policy is in force or the engine itself is not approved.
    """
    if tree.policy is None or not tree.engine_approved:
        raise OperatorError("this release cannot be sealed: no policy is in force, or the engine's files are not approved",
                            "See `tasks.py review` for what is missing.")
    digests = {path: (known or {}).get(path) or hashlib.sha256(content).hexdigest() for path,
               content in files_of(output)
               if path not in (MANIFEST, MANIFEST_SIGNATURE)}
    inputs = {path: blob for path, blob in tree.entries.items() if not path.startswith("content/")
              or f"{path.split('/')[1]}/data/receipts/{receipt_name(path)}" in digests}
    payload = release_manifest(tree.policy, tree.commit, now, digests, inputs, hashlib.sha256(previous).hexdigest()
                               if previous else None)
    (output / MANIFEST).write_bytes(payload)
    (output / MANIFEST_SIGNATURE).write_bytes(sign(payload, key, RELEASE_NAMESPACE))
    return payload


def require_sound(output: Path, key: Path) -> None:
    """Check a sealed release as a citizen would, before anybody sees it. Raises OperatorError where it would not pass."""
    payload = (output / MANIFEST).read_bytes()
    try:
        trusted = [public_key(public_line(key))]
    except BadSignature as wrong:
        raise OperatorError(f"{key} cannot be a release key: {wrong}", "Make one with `tasks.py keys new`.") from None
    fault = signature_fault(payload, (output / MANIFEST_SIGNATURE).read_bytes(), trusted)
    wrong = verify_files(read_manifest(payload), files_of(output))
    if fault or wrong:
        first = fault or f"{wrong[0].id} {wrong[0].path}"
        raise OperatorError(f"the release would not pass `tasks.py verify`: {first}",
                            "The output is not that of the last gated build: build again, then publish.")
