"""Forges: where people meet. One small protocol; each forge is one file."""

from plugins.adapters.forges.protocol import Address, Approval, Forge, MergeRequest, parse_address
from plugins.model.errors import OperatorError

__all__ = ["Address", "Approval", "Forge", "MergeRequest", "open_forge", "parse_address"]


def open_forge(address: Address, token: str | None, transport=None) -> Forge:
    """The adapter for an address. transport: an httpx transport, for tests."""
    from plugins.adapters.forges.client import Client
    from plugins.adapters.forges.gitea import Gitea
    from plugins.adapters.forges.github import GitHub
    from plugins.adapters.forges.gitlab import GitLab
    from plugins.adapters.forges.pagure import Pagure

    adapters = {"gitlab": GitLab, "gitea": Gitea, "github": GitHub, "pagure": Pagure}
    if address.kind not in adapters:
        raise OperatorError(f"{address.kind} is not a forge that is known here", f"Known: {', '.join(adapters)}.")
    return adapters[address.kind](address, Client(token, transport))
