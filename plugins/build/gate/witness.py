"""Between a forge and the gate: read what it reports for an exact head, and tell it what the review says."""

import os

from plugins.adapters.forges import open_forge, parse_address
from plugins.model.errors import OperatorError
from plugins.review.statements import ForgeReport

TOKEN_VARIABLE = "CONGMO_FORGE_TOKEN"


def report_of(url: str, head: str, transport=None) -> ForgeReport:
    """Who opened and who approved the merge request at `url`, provided that its head is exactly `head`.

    Raises OperatorError where the forge shows another head: then what people approved there is not what lies here.
    """
    address = parse_address(url)
    forge = open_forge(address, os.environ.get(TOKEN_VARIABLE), transport)
    request = forge.merge_request()
    if request.head != head:
        raise OperatorError(f"the forge shows {request.head[:12]}, and here is {head[:12]}",
                            "Fetch and check out the merge request's head, then try again.")
    approvers = tuple(sorted({approval.name for approval in forge.approvals(head)} - {request.author}))
    if forge.merge_request().head != head:
        raise OperatorError("the merge request changed while it was read", "Try again.")
    return ForgeReport(address.kind, address.project, address.number, head, request.author, approvers)


def post_review(url: str, head: str, markdown: str, approved: bool, headline: str, how_to_vote: str = "",
                transport=None) -> None:
    """Post or replace the review's comment, and set the status of the head.

    how_to_vote: words that ask for a comment with the line below them, for a forge that has no button to approve with.
    """
    forge = open_forge(parse_address(url), os.environ.get(TOKEN_VARIABLE), transport)
    if not approved and (line := forge.vote_line(head)):
        markdown = f"{markdown}\n\n{how_to_vote}\n\n```\n{line}\n```"
    forge.comment(markdown)
    forge.status(head, approved, headline.strip("*"))
