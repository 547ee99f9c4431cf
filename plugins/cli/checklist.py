"""The checklist at the desk: the items that a decree makes approvers confirm, shown and asked one by one."""

from typing import Iterable, Sequence

import click

from plugins.build.gate.approval import Desk
from plugins.cli.findings import Speaker
from plugins.model.errors import OperatorError
from plugins.model.portal import localised
from plugins.review.checklist import Item
from plugins.review.statements import Transition


def confirm_items(desk: Desk, transitions: Sequence[Transition], named: Iterable[str], ask: bool, speaker: Speaker) -> tuple[str, ...]:
    """Ids of the items that the signer confirms: those named, and those asked about and answered with yes.

    Raises OperatorError where an item is left unconfirmed, because an approval without it would not count, and for a
    name that is no item of these changes.
    """
    items, named = asked_of(desk, transitions), tuple(dict.fromkeys(named))
    if strange := sorted({*named} - {item.id for item in items}):
        raise OperatorError(speaker.translate("{item} is no checklist item of these changes.").format(item=strange[0]),
                            speaker.translate("Items: {items}").format(items=", ".join(item.id for item in items) or "–"))
    if items:
        click.echo(speaker.translate("With your signature you confirm:"))
    for item in items:
        words = f"  {item.id} ({item.cite}): {localised(item.text, speaker.lang)}"
        if item.id in named or not ask:
            click.echo(f"{words} {'✓' if item.id in named else ''}".rstrip())
        elif click.confirm(words, default=False):
            named += (item.id,)
    if left := [item.id for item in items if item.id not in named]:
        raise OperatorError(speaker.translate("Not confirmed: {items}. Nothing was signed.").format(items=", ".join(left)),
                            speaker.translate("Read the changes; confirm with {options}, or send the change back.").format(
                                options=" ".join(f"--confirm {id_}" for id_ in left)))
    return tuple(item.id for item in items)


def asked_of(desk: Desk, transitions: Iterable[Transition]) -> list[Item]:
    """The items that an approval of these waiting changes must confirm, in the policy's order."""
    wanted = {id_ for change in transitions if change.path in desk.tree.verdicts for id_ in desk.tree.verdicts[change.path].asked}
    return [item for item in desk.policy.checklist if item.id in wanted]
