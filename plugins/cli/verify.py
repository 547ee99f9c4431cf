"""`tasks.py verify`: check a built site against its signed manifest and receipts, offline."""

import json
from pathlib import Path

import click

from plugins.build.gate.release import files_of
from plugins.cli.desk import lang_option
from plugins.cli.findings import Speaker
from plugins.cli.options import format_option
from plugins.model.errors import OperatorError
from plugins.model.finding import Finding, Severity
from plugins.review.canonical import Malformed
from plugins.review.receipts import MANIFEST, MANIFEST_SIGNATURE, read_manifest, signature_fault, verify_files
from plugins.review.sshsig import BadSignature, public_key


@click.command("verify")
@click.argument("site_folder", metavar="SITE", type=click.Path(exists=True, file_okay=False))
@click.option("--key", "keys", multiple=True, required=True, type=click.Path(exists=True, dir_okay=False),
              metavar="FILE",
              help="Public release key, as the province made it known elsewhere; may be repeated.")
@lang_option
@format_option("text", "json")
def command(site_folder: str, keys: tuple[str, ...], lang: str, format_: str) -> int:
    """Check that every file of SITE is what was signed, and that every page has its receipt.

    SITE is a folder with release.json, as published or as downloaded. Needs no network and no repository.
    """
    folder = Path(site_folder)
    findings, manifest = [], None
    try:
        payload, signature = (folder / MANIFEST).read_bytes(), (folder / MANIFEST_SIGNATURE).read_bytes()
        trusted = [public_key(line) for key in keys for line in Path(key).read_text(encoding="utf-8").splitlines()
                   if line.strip()]
        fault = signature_fault(payload, signature, trusted)
        if fault:
            findings.append(Finding(f"review.{fault}", Severity.ERROR, MANIFEST_SIGNATURE))
        manifest = read_manifest(payload)
    except FileNotFoundError as missing:
        raise OperatorError(f"{missing.filename} is missing",
                            "A gated release has it at its top; a preview build has none.") from None
    except BadSignature as wrong:
        raise OperatorError(f"not a public key file: {wrong}", "It is the file that ends in .pub.") from None
    except Malformed as wrong:
        findings.append(Finding("review.release-malformed", Severity.ERROR, MANIFEST, 0, {"why": str(wrong)}))
    if manifest and not findings:
        findings = verify_files(manifest, files_of(folder))
    speaker = Speaker(lang)
    if format_ == "json":
        click.echo(json.dumps({"verdict": "refused" if findings else "good", "commit": manifest and manifest.commit,
                               "policy": manifest and manifest.policy,
                               "published_at": manifest and manifest.published_at, "files": len(manifest.files)
                               if manifest else 0,
                               "findings": json.loads(speaker.as_json(findings))}, ensure_ascii=False, indent=2))
    else:
        speaker.say(findings)
        if not findings and manifest:
            click.echo(speaker.translate("Good: {files} files are as signed at {time} (commit {commit}).").format(
                files=len(manifest.files), time=manifest.published_at, commit=manifest.commit[:12]))
    return 1 if findings else 0
