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
        return _decoded(self._answer(method, url, headers, body, query))

    def pages(self, url: str, headers: Mapping[str, str], size_name: str, size: int = 100,
              **query: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list that comes in pages. A server may give fewer items a page than were asked for, so it is
        its own word that says whether more follow. Raises OperatorError."""
        seen = 0
        for page in range(1, MAX_PAGES + 1):
            answer = self._answer("GET", url, headers, None, {**query, size_name: size, "page": page})
            found = _decoded(answer)
            if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
                raise OperatorError("the forge did not answer with a list", "Is it the version that docs/how-to names?")
            yield from found
            seen += len(found)
            if not _more(answer, len(found), seen, size):
                return
        raise OperatorError("the forge's list does not end", "Check the address of the merge request.")

    def _answer(self, method: str, url: str, headers: Mapping[str, str], body: Any,
                query: Mapping[str, Any]) -> httpx.Response:
        try:
            answer = self._http.request(method, url, headers=dict(headers), json=body, params=dict(query) or None)
        except httpx.HTTPError as wrong:
            raise OperatorError(f"the forge did not answer: {wrong}",
                                "Statements in the repository work without it; see docs/how-to.") from None
        if not answer.is_success:
            raise _refusal(method, answer)
        if len(answer.content) > MAX_BYTES:
            raise OperatorError("the forge's answer is too long", "Check the address of the merge request.")
        return answer


def _decoded(answer: httpx.Response) -> Any:
    try:
        return answer.json() if answer.content else None
    except ValueError:
        raise OperatorError("the forge did not answer in JSON", "Check the address of the merge request.") from None


def _more(answer: httpx.Response, found: int, seen: int, size: int) -> bool:
    """Whether another page follows. GitLab and GitHub name it in `Link`; Gitea counts all items in `X-Total-Count`, and
    gives a list that it does not divide whole, whatever page was asked for. The addresses in `Link` are not followed:
    they may lead elsewhere, and the token goes with every request."""
    if "link" in answer.headers:
        return "next" in answer.links
    total = answer.headers.get("x-total-count", "")
    if total.isdecimal():
        return 0 < found and seen < int(total)
    return found >= size


def _refusal(method: str, answer: httpx.Response) -> OperatorError:
    """What an answer without success means, and what to do."""
    status, place = answer.status_code, f"{method} {answer.request.url.path}"
    wait = answer.headers.get("retry-after", "")
    if status == 429 or status == 403 and (wait or answer.headers.get("x-ratelimit-remaining") == "0"):
        return OperatorError(f"the forge wants fewer requests ({status})",
                             f"Try again in {wait} seconds." if wait.isdecimal() else "Try again later.")
    if status == 401:
        return OperatorError("the forge refused the token (401)",
                             "Is CONGMO_FORGE_TOKEN set, whole, and not expired? A pipeline may hide it from forks.")
    if status == 403:
        return OperatorError(f"the token may not do this (403): {place}",
                             "CONGMO_FORGE_TOKEN needs the right to read and comment on merge requests and to set statuses.")
    if status == 404:
        return OperatorError(f"the forge knows no {answer.request.url.path} (404)",
                             "Check the address of the merge request, and that the token's owner may see the project.")
    if status >= 500:
        return OperatorError(f"the forge failed ({status}): {place}",
                             "Try again later. Statements in the repository work without it; see docs/how-to.")
    return OperatorError(f"the forge answered {status} to {place}", "Check the address of the merge request.")


def take(answer: Any, *keys: str) -> str:
    """A text deep in an answer. Raises OperatorError where it is not there."""
    for key in keys:
        answer = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(answer, str) or not answer:
        raise OperatorError(f"the forge's answer lacks {'.'.join(keys)}", "Is it the version that docs/how-to names?")
    return answer
