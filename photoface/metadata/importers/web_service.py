"""Asks another program's server over HTTP with the user's key: reads JSON, and sends changes.

Importers and the export to Immich use it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import IO, Protocol

from photoface.errors import UserFacingError

_SECONDS = 60.0
_LARGEST_ANSWER = 256 * 1024 * 1024
"""In bytes: a page of 1,000 photos with their faces is about 3 MB."""


class Transport(Protocol):
    """Sends a request and gives the answer's body."""

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        """Raises urllib.error.HTTPError for a refusal, OSError where no answer comes."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would send the key to another server."""

    def redirect_request(self, *_request: object) -> None:
        return None


def over_the_network(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """The transport of the standard library."""
    request = urllib.request.Request(address, data=body, headers=dict(headers), method=method)
    answer: IO[bytes]
    with urllib.request.build_opener(_NoRedirects).open(request, timeout=_SECONDS) as answer:
        return answer.read(_LARGEST_ANSWER)


class WebService:
    """A server that answers in JSON."""

    def __init__(self, program: str, address: str, headers: Mapping[str, str], transport: Transport) -> None:
        """Take its address.

        Raises:
            UserFacingError: the address is none.
        """
        parts = urllib.parse.urlsplit(address if "://" in address else f"http://{address}")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise UserFacingError(f"{address} is no address of a server.", "Write it as in https://photos.example.org.")
        self._program = program
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._headers = {"Accept": "application/json", **headers}
        self._transport = transport

    @property
    def address(self) -> str:
        return self._base

    def get(self, path: str, **query: str | int) -> object:
        """Ask for something; see `_ask` for what it raises."""
        return self._ask("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path, None)

    def post(self, path: str, body: Mapping[str, object]) -> object:
        """Ask for something that is described in a body."""
        return self._ask("POST", path, json.dumps(body).encode())

    def send(self, method: str, path: str, body: Mapping[str, object]) -> object:
        """Have something made or changed; what the server answers, None if nothing."""
        return self._ask(method, path, json.dumps(body).encode(), may_be_empty=True)

    def _ask(self, method: str, path: str, body: bytes | None, *, may_be_empty: bool = False) -> object:
        """Raises UserFacingError where the server refuses, is not there, or answers with something else."""
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        try:
            answer = self._transport(method, self._base + path, headers, body)
            return None if may_be_empty and not answer.strip() else json.loads(answer)
        except urllib.error.HTTPError as error:
            with error:
                refused = error.code in (401, 403)
                raise UserFacingError(
                    f"{self._program} at {self._base} answers {error.code} to {path.partition('?')[0]}.",
                    "Make a new key there, one that may read everything." if refused else "Check address and version.",
                ) from error
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or error
            raise UserFacingError(
                f"{self._program} at {self._base} cannot be reached: {reason}.",
                "Check the address, and that the server runs.",
            ) from error
        except (ValueError, RecursionError) as error:
            raise UserFacingError(
                f"What answers at {self._base} is not {self._program}.", "Check the address: it may need a port."
            ) from error


def objects(value: object) -> list[dict[str, object]]:
    """The objects of a list; nothing if it is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
