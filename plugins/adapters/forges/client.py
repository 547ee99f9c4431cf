"""HTTP to a forge: bounded, never redirected, with errors that say what to do."""

from typing import Any, Iterator, Mapping

import httpx

from plugins.model.errors import OperatorError

SECONDS = 20
MAX_PAGES = 50
MAX_BYTES = 8 * 1024 * 1024


class Client:
    """Requests with one token. The token is sent only to the host that the caller names in each address."""

    def __init__(self, token: str | None, transport: httpx.BaseTransport | None = None) -> None:
        self.token = token
        self._http = httpx.Client(timeout=SECONDS, follow_redirects=False, transport=transport, trust_env=False,
                                  headers={"User-Agent": "cong-mo", "Accept": "application/json"})

    def send(self, method: str, url: str, headers: Mapping[str, str], body: Any = None, **query: Any) -> Any:
        """The decoded JSON answer. Raises OperatorError."""
        try:
            answer = self._http.request(method, url, headers=dict(headers), json=body, params=query or None)
        except httpx.HTTPError as wrong:
            raise OperatorError(f"the forge did not answer: {wrong}",
                                "Statements in the repository work without it; see docs/how-to.") from None
        if answer.status_code in (401, 403):
            raise OperatorError(f"the forge refused the token ({answer.status_code})",
                                "CONGMO_FORGE_TOKEN needs the right to read and comment on merge requests.")
        if not answer.is_success:
            raise OperatorError(f"the forge answered {answer.status_code} to {method} {answer.url.path}",
                                "Check the address of the merge request.")
        if len(answer.content) > MAX_BYTES:
            raise OperatorError("the forge's answer is too long", "Check the address of the merge request.")
        try:
            return answer.json() if answer.content else None
        except ValueError:
            raise OperatorError("the forge did not answer in JSON", "Check the address of the merge request.") from None

    def pages(self, url: str, headers: Mapping[str, str], size_name: str, size: int = 100,
              **query: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list that comes in pages."""
        for page in range(1, MAX_PAGES + 1):
            found = self.send("GET", url, headers, **query, **{size_name: size, "page": page})
            if not isinstance(found, list):
                raise OperatorError("the forge did not answer with a list", "Is it the version that docs/how-to names?")
            yield from found
            if len(found) < size:
                return
        raise OperatorError("the forge's list does not end", "Check the address of the merge request.")


def take(answer: Any, *keys: str) -> str:
    """A text deep in an answer. Raises OperatorError where it is not there."""
    for key in keys:
        answer = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(answer, str) or not answer:
        raise OperatorError(f"the forge's answer lacks {'.'.join(keys)}", "Is it the version that docs/how-to names?")
    return answer
