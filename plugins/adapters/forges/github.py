"""GitHub's REST API, on github.com or on a server of one's own."""

from plugins.adapters.forges.client import Client
from plugins.adapters.forges.protocol import Address
from plugins.adapters.forges.pulls import Pulls


class GitHub(Pulls):
    def __init__(self, address: Address, client: Client) -> None:
        api = "https://api.github.com" if address.base == "https://github.com" else f"{address.base}/api/v3"
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        super().__init__(address, client, api,
                         headers | ({"Authorization": f"Bearer {client.token}"} if client.token else {}))
