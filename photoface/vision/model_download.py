"""Downloads the weights of a model over HTTPS, and goes on where a connection broke.

What arrives is hashed on its way; comparing the checksum is the caller's.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from photoface.errors import UserFacingError
from photoface.jobs import Progress, RateMeter

if TYPE_CHECKING:
    from urllib.request import BaseHandler, OpenerDirector

    from photoface.jobs import JobControl
    from photoface.vision.model_registry import ModelSpec

CHUNK: Final = 1 << 20
"""Bytes read between two checks whether the job was cancelled."""

TIMEOUT_SECONDS: Final = 30.0
"""Timeout of a server's answer."""

LARGEST: Final = 1 << 30
"""Maximum bytes of a model whose size is not published; the largest known one has 261 MB."""

MOST_ANSWERS: Final = 50
"""A connection that breaks more often in one download is no connection."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sends.

    Attributes:
        stream: its bytes; closed by the reader.
        start: place of the first of them in the file.
        total: bytes of the whole file; None if the server does not say.
    """

    stream: BinaryIO
    start: int = 0
    total: int | None = None


class DownloadInterrupted(UserFacingError):  # noqa: N818 - what happened to the download
    """The connection broke, or there is none. What arrived can be gone on from."""


Opener = Callable[[str, int], Answer]
"""Opens an address from a byte on; a server that cannot do so sends the file from its beginning."""


def open_url(address: str, start: int = 0, https: BaseHandler | None = None) -> Answer:
    """Open an address over HTTPS, following redirects to HTTPS only.

    Args:
        https: opens connections; the usual handler unless a test has one that trusts its own server.

    Raises:
        OSError: no network, no such host, or the server refused (`urllib.error.URLError` is one); or the address, or a
            redirect, is not encrypted.
    """
    # Imported here, since every start of the program would pay for it.
    import urllib.request

    opener = encrypted_opener(https or urllib.request.HTTPSHandler())
    request = urllib.request.Request(address, headers={"Range": f"bytes={start}-"} if start else {})
    response = opener.open(request, timeout=TIMEOUT_SECONDS)
    length = response.headers.get("Content-Length", "")
    if response.status != 206:
        return Answer(response, 0, int(length) if length.isdigit() else None)
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip())
    if found is None or int(found[1]) != start:
        response.close()
        raise OSError("the server answered with another part of the file")
    return Answer(response, start, None if found[2] == "*" else int(found[2]))


def encrypted_opener(https: BaseHandler) -> OpenerDirector:
    """An opener with this handler only: `urlopen` would also follow redirects to HTTP."""
    import urllib.request

    opener = urllib.request.OpenerDirector()
    for handler in (
        https,
        urllib.request.ProxyHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def download(spec: ModelSpec, target: IO[bytes], begun: Path | None, opener: Opener, control: JobControl) -> str:
    """Write the weights of a model into a file; returns their SHA-256.

    Args:
        target: empty.
        begun: a file with what an earlier download got, to go on from; None to begin.

    Raises:
        DownloadInterrupted: the server cannot be reached or refuses. `target` has what arrived.
        UserFacingError: it sends too much.
        JobCancelled: by the control.
    """
    return _Download(spec, target, opener, control).run(begun)


class _Download:
    def __init__(self, spec: ModelSpec, target: IO[bytes], opener: Opener, control: JobControl) -> None:
        self._spec = spec
        self._target = target
        self._opener = opener
        self._control = control
        self._rate = RateMeter(control.working_time)
        self._digest = hashlib.sha256()
        self._done = 0

    def run(self, begun: Path | None) -> str:
        if begun is not None:
            with begun.open("rb") as file:
                while chunk := file.read(CHUNK):
                    self._take(chunk)
        error: Exception | None = None
        for _ in range(MOST_ANSWERS):
            before = self._done
            error = self._receive()
            if error is None and (self._spec.size is None or self._done >= self._spec.size):
                return self._digest.hexdigest()
            if self._done <= before:
                # An answer that brought nothing: it would be the same again.
                break
        raise _interrupted(self._spec, self._done, error)

    def _receive(self) -> Exception | None:
        """Take one answer of the server; returns what broke the connection."""
        import http.client
        import urllib.error

        broken = (OSError, http.client.HTTPException)
        try:
            answer = self._opener(self._spec.source, self._done)
        except broken as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            return error
        with contextlib.closing(answer.stream):
            self._refuse_larger(answer.total or 0)
            if answer.start != self._done:
                self._begin_again()
            self._report()
            while True:
                try:
                    chunk = answer.stream.read(CHUNK)
                except broken as error:
                    return error
                if not chunk:
                    return None
                self._refuse_larger(self._done + len(chunk))
                self._take(chunk)
                self._report()

    def _take(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._target.write(chunk)
        self._done += len(chunk)

    def _begin_again(self) -> None:
        self._target.seek(0)
        self._target.truncate()
        self._digest = hashlib.sha256()
        self._done = 0

    def _refuse_larger(self, size: int) -> None:
        if size > (self._spec.size or LARGEST):
            raise UserFacingError(
                f"What arrived is not {self._spec.title} as published: it is larger.", "Try again later."
            )

    def _report(self) -> None:
        stage = f"Downloading {self._spec.title}"
        if self._done:
            self._control.report(self._rate.progress(stage, self._done, self._spec.size))
        else:
            self._control.report(Progress(stage, 0, self._spec.size))


def install_remedy(spec: ModelSpec) -> str:
    """How to install a model without the network."""
    return f"Install it from a file with `photoface models install {spec.id} --from FILE`."


def _interrupted(spec: ModelSpec, done: int, error: Exception | None) -> DownloadInterrupted:
    import urllib.error

    if isinstance(error, urllib.error.HTTPError):
        why = f"{spec.source} answered {error.code} ({error.reason})"
    elif isinstance(error, urllib.error.URLError) and isinstance(error.reason, str):
        # urllib's own words: the address, or a redirect, is not encrypted.
        why = f"{spec.source} leads to an address that is not encrypted"
    elif error is None:
        why = "it ended early"
    else:
        why = f"{spec.source} cannot be reached"
    again = "Try again: it goes on from here. " if done else ""
    return DownloadInterrupted(f"{spec.title} could not be downloaded: {why}.", again + install_remedy(spec))
