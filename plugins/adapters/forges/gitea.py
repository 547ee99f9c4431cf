"""Gitea's and Forgejo's API, version 1. Their reviews name the commit, and say when a later push made them stale."""

from plugins.adapters.forges.client import Client
from plugins.adapters.forges.protocol import Address
from plugins.adapters.forges.pulls import Pulls


class Gitea(Pulls):
    page_size = "limit"
    _size = 50  # what a default installation allows at most

    def __init__(self, address: Address, client: Client) -> None:
        super().__init__(address, client, f"{address.base}/api/v1", {"Authorization": f"token {client.token}"}
                         if client.token else {})
