"""A review as terminal text, Markdown, JSON, JUnit and GitLab Code Quality. The words come from the caller."""

import hashlib
import json
import re
from typing import Any, Callable
from xml.etree import ElementTree

from plugins.model.finding import Finding
from plugins.review.authority import Need
from plugins.review.difference import Piece
from plugins.review.report import Review, ReviewedChange

Translate = Callable[[str], str]
Message = Callable[[Finding], str]

MAX_PIECE = 400
"""Longer runs of unchanged text are shortened in the middle."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(review: Review, message: Message) -> str:
    """The contract's object: verdict, changes, missing, findings."""
    return spell_json({
        "verdict": "approved" if review.approved else "refused", "base": review.base, "head": review.head,
        "policy": review.policy,
        "changes": [{
            "path": c.path, "kind": c.kind, "old": c.old or None, "new": c.new or None, "area": c.area,
            "portal": c.portal,
            "section": c.section, "lang": c.lang, "approved": c.approved, "rules": list(c.rules),
            "submitters": list(c.submitters), "approvers": list(c.approvers), "fault": c.fault or None, "asked": list(c.asked),
            "fields": [{"field": f.field, "old": f.old, "new": f.new} for f in c.fields],
            "text": [[{"kind": piece.kind, "text": piece.text} for piece in paragraph] for paragraph in c.text],
        } for c in review.changes],
        "missing": [{"path": change.path, "rule": need.rule, "what": "submission" if need.submitter else "approval",
                     "roles": list(need.roles), "count": need.count, "people": list(_people(review, need))}
                    for change, need in review.missing],
        "checklist": {id_: review.checklist.get(id_, "") for id_ in _asked(review)},
        "findings": [{"id": f.id, "severity": str(f.severity), "path": f.path, "line": f.line, "message": message(f),
                      "cites": list(f.cites), "params": dict(f.params)} for f in review.findings],
    })


def as_text(review: Review, _: Translate, message: Message, colour: Callable[[str, str], str]) -> str:
    """For a terminal. colour: (text, `red`, `green` or `yellow`) -> text."""
    shown = {"same": lambda text: text, "removed": lambda text: colour(f"[-{text}-]", "red"),
             "added": lambda text: colour(f"{{+{text}+}}", "green")}
    lines = [headline(review, _), ""]
    for change in review.changes:
        mark = colour("✓", "green") if change.approved else colour("✗", "red")
        lines.append(f"{mark} {visible(change.path)}  ({_where(change, _)}; {_(_KINDS[change.kind])})")
        lines += [f"    {field.field}: {shown['removed'](field.old) if field.old else ''}"
                  f"{' → ' if field.old and field.new else ''}{shown['added'](field.new) if field.new else ''}"
                  for field in change.fields]
        lines += ["    " + "".join(shown[piece.kind](_short(piece)) for piece in paragraph).replace("\n", "\n    ")
                  for paragraph in change.text]
        lines += [f"    {line}" for line in _standing(review, change, _)]
    if items := _asked(review):
        lines += ["", _("Approvers confirm:"), *(f"  {id_}: {visible(review.checklist.get(id_, ''))}" for id_ in items)]
    if review.findings:
        lines += ["", *(f"{visible(f.path) or '-'}: {visible(message(f))} ({f.id})" for f in review.findings)]
    return "\n".join(lines)


def as_markdown(review: Review, _: Translate, message: Message) -> str:
    """For a comment on the merge request. Everything that an author wrote is escaped."""
    shown = {"same": _escape, "removed": lambda text: f"<del>{_escape(text)}</del>",
             "added": lambda text: f"<ins>{_escape(text)}</ins>"}
    lines = [f"**{headline(review, _)}**", "",
             f"| | {_('Path')} | {_('Change')} | {_('Submitted by')} | {_('Approved by')} |", "|---|---|---|---|---|"]
    missing: dict[str, list[str]] = {}
    for change in review.changes:
        path = f"`{visible(change.path).replace('`', '').replace('|', '')}`"
        for lacking in [_need(review, need, _) for need in change.needs] + ([_(f"fault:{change.fault}")] if change.fault else []):
            missing.setdefault(lacking, []).append(path)
        lines.append(f"| {'✅' if change.approved else '❌'} | {path} | {_(_KINDS[change.kind])} | "
                     f"{_escape(_names(review, change.submitters))} | {_escape(_names(review, change.approvers))} |")
    if missing:
        lines.append("")
    for lacking, paths in missing.items():
        where = f" – {', '.join(paths)}" if len(paths) < len(review.changes) else ""
        lines.append(f"- {_escape(lacking)}{where}")
    if items := _asked(review):
        lines += ["", _("Approvers confirm:"), "", *(f"- [ ] {_escape(review.checklist.get(id_, ''))} (`{id_}`)" for id_ in items)]
    for change in (c for c in review.changes if c.fields or c.text):
        lines += ["", f"<details><summary>{_escape(visible(change.path))}</summary>", ""]
        lines += [f"- **{_escape(f.field)}**: {shown['removed'](f.old) if f.old else ''} {shown['added'](f.new) if f.new else ''}" for f in change.fields]
        for paragraph in change.text:
            lines += ["", "".join(shown[piece.kind](_short(piece)) for piece in paragraph).replace("\n", " ")]
        lines += ["", "</details>"]
    if review.findings:
        lines += ["",
                  *(f"- `{visible(f.path).replace('`', '')}` {_escape(message(f))} (`{f.id}`)"
                    for f in review.findings)]
    lines += ["", f"<sub>{review.base[:12]}..{review.head[:12]}</sub>"]
    return "\n".join(lines)


def as_junit(review: Review, _: Translate, message: Message) -> str:
    """One test case a path and one a finding, so that forges show them beside other tests."""
    cases = [(change.path, None if change.approved else "\n".join(_standing(review, change, _)))
             for change in review.changes]
    cases += [(f"{f.path}:{f.line} {f.id}", message(f)) for f in review.findings if f.severity == "error"]
    suite = ElementTree.Element("testsuite", name="review", tests=str(len(cases)),
                                failures=str(sum(bool(why) for _n, why in cases)))
    for name, why in cases:
        case = ElementTree.SubElement(suite, "testcase", classname="review", name=_xml(visible(name)))
        if why:
            ElementTree.SubElement(case, "failure", message=_xml(why.split("\n")[0])).text = _xml(why)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def as_code_quality(review: Review, _: Translate, message: Message) -> str:
    """GitLab's Code Quality report: one entry a finding and one a path that lacks approval."""
    entries = [(f.path, f.line, f.id, message(f), {"error": "blocker", "warning": "minor", "note": "info"}[f.severity])
               for f in review.findings]
    entries += [(change.path, 1, "review.missing", _need(review, need, _), "blocker") for change,
                need in review.missing]
    return spell_json([{
        "description": text, "check_name": id_, "severity": severity,
        "fingerprint": hashlib.sha256(f"{path}\0{line}\0{id_}\0{text}".encode("utf-8", "surrogatepass")).hexdigest(),
        "location": {"path": visible(path), "lines": {"begin": max(line, 1)}},
    } for path, line, id_, text, severity in entries])


def spell_json(value: Any) -> str:
    """JSON for people and programs. Bytes of a path that are not UTF-8 appear as escapes, which JSON knows."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace").decode()


_KINDS = {"added": "new", "changed": "changed", "removed": "deleted", "mode": "file mode changed"}


def headline(review: Review, _: Translate) -> str:
    """The verdict in one sentence."""
    if review.approved:
        return _("Approved: {count} changed files may be published.").format(count=len(review.changes))
    waiting = sum(not change.approved for change in review.changes)
    return _("Not approved yet: {waiting} of {count} changed files.").format(waiting=waiting, count=len(review.changes))


def _where(change: ReviewedChange, _: Translate) -> str:
    return " / ".join(part for part in (change.portal, change.section, change.lang) if part) or _(f"area:{change.area}")


def _standing(review: Review, change: ReviewedChange, _: Translate) -> list[str]:
    lines = []
    if change.submitters:
        lines.append(_("Submitted by {people}.").format(people=_names(review, change.submitters)))
    if change.approvers:
        lines.append(_("Approved by {people}.").format(people=_names(review, change.approvers)))
    lines += [_need(review, need, _) for need in change.needs]
    lines += [_("A statement by {person} does not count: {why}.").format(person=review.names.get(refusal.person,
                                                                                                 refusal.person),
                                                                        why=_(f"refusal:{refusal.why}"))
              for refusal in change.refusals]
    if change.fault:
        lines.append(_(f"fault:{change.fault}"))
    return lines


def _need(review: Review, need: Need, _: Translate) -> str:
    roles = ", ".join(_(f"role:{role}").removeprefix("role:") for role in need.roles)
    people = _names(review, _people(review, need))
    text = _("Still needed: a submission by {roles}.") if need.submitter else _("Still needed: {count} approval(s) by {roles}.")
    return text.format(count=need.count, roles=roles) + (f" ({people})" if people else "")


def _asked(review: Review) -> list[str]:
    """Ids of the checklist items that approvers of these changes must confirm, or have confirmed."""
    return sorted({id_ for change in review.changes for id_ in change.asked})


def _people(review: Review, need: Need) -> tuple[str, ...]:
    return tuple(sorted({person for role in need.roles for person in review.holders.get(role, ())}))


def _names(review: Review, people: tuple[str, ...]) -> str:
    return ", ".join(review.names.get(person, person) for person in people)


def _short(piece: Piece) -> str:
    text = visible(piece.text, keep="\n")
    if piece.kind != "same" or len(text) <= MAX_PIECE:
        return text
    return f"{text[:MAX_PIECE // 2]} … {text[-MAX_PIECE // 2:]}"


def visible(text: str, keep: str = "") -> str:
    """The text with control, bidi and undecodable characters spelt out, so that nothing can hide in a terminal."""
    return "".join(c if c in keep or c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _escape(text: str) -> str:
    """Text for a Markdown comment: no markup, no mention, no link of the author's comes through."""
    return re.sub(r"([\\`*_{}\[\]<>()#+\-.!|~@&:])", lambda found: f"&#{ord(found[0])};", visible(text))


def _xml(text: str) -> str:
    return _NOT_XML.sub("�", text)
