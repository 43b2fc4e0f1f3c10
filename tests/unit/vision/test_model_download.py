"""Downloads from a server on this computer, over TLS with a certificate of its own: broken, moved, wrong and too large.

No download leaves a file that could be loaded unless it is the published one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import http.server
import ipaddress
import ssl
import threading
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.vision.model_download import CHUNK, LARGEST, open_url
from photoface.vision.model_registry import FACENET_VGGFACE2, ModelSpec
from photoface.vision.model_store import ModelStore

CONTENT = bytes(range(256)) * 4096 * 3 + b"end"


class Server(http.server.ThreadingHTTPServer):
    """A server of one file.

    Attributes:
        content: of the file.
        breaks_after: bytes of an answer after which the connection breaks, for the next answers; then it holds.
        knows_parts: whether it sends a part that was asked for.
        moved_to: another address, to which the address `/moved` leads.
        said_length: what it says of the length, None for the truth.
        ranges: which parts were asked for.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.breaks_after: list[int] = []
        self.knows_parts = True
        self.moved_to = ""
        self.said_length: int | None = None
        self.status = 200
        self.ranges: list[str | None] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """The client may go away."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""

    def do_GET(self) -> None:
        server = self.server
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", server.moved_to)
            self.end_headers()
            return
        asked = self.headers.get("Range")
        server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and server.knows_parts else 0
        self.send_response(206 if start else server.status)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(server.content) - 1}/{len(server.content)}")
        body = server.content[start:]
        self.send_header("Content-Length", str(len(body) if server.said_length is None else server.said_length))
        self.end_headers()
        self.wfile.write(body[: server.breaks_after.pop(0)] if server.breaks_after else body)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server() as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def address(server: Server, path: str = "/model") -> str:
    return f"https://127.0.0.1:{server.server_port}{path}"


@pytest.fixture
def spec(server: Server) -> ModelSpec:
    """A model that the server has; any bytes will do for its architecture."""
    return dataclasses.replace(
        FACENET_VGGFACE2,
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
        source=address(server),
        architecture="opaque",
    )


@pytest.fixture
def store(tmp_path: Path, certificate: Path) -> ModelStore:
    trusting = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(certificate)))
    return ModelStore(tmp_path / "models", partial(open_url, https=trusting))


def loadable(store: ModelStore) -> list[Path]:
    """The files that could be taken for weights."""
    return [path for path in store.folder.iterdir() if not path.name.startswith(".")]


def test_a_download_arrives(store: ModelStore, spec: ModelSpec) -> None:
    assert store.download(spec, JobControl()) == spec.sha256
    assert store.verified_path(spec).read_bytes() == CONTENT


def test_a_connection_that_breaks_is_gone_on_with(store: ModelStore, spec: ModelSpec, server: Server) -> None:
    server.breaks_after = [CHUNK + 5, 7]
    store.download(spec, JobControl())
    assert server.ranges == [None, f"bytes={CHUNK + 5}-", f"bytes={CHUNK + 12}-"]
    assert store.verified_path(spec).read_bytes() == CONTENT


def test_a_broken_download_is_gone_on_with_by_the_next(store: ModelStore, spec: ModelSpec, server: Server) -> None:
    server.breaks_after = [CHUNK, 0]
    with pytest.raises(UserFacingError, match="ended early") as caught:
        store.download(spec, JobControl())
    assert "Try again" in caught.value.remedy
    assert loadable(store) == []
    assert not store.is_installed(spec)
    server.ranges.clear()
    store.download(spec, JobControl())
    assert server.ranges == [f"bytes={CHUNK}-"]
    assert store.verified_path(spec).read_bytes() == CONTENT
    assert len(list(store.folder.iterdir())) == 2


def test_a_server_that_knows_no_parts_sends_it_all_again(store: ModelStore, spec: ModelSpec, server: Server) -> None:
    server.breaks_after, server.knows_parts = [CHUNK], False
    store.download(spec, JobControl())
    assert store.verified_path(spec).read_bytes() == CONTENT


def test_a_file_that_changed_between_two_downloads_is_begun_again(
    store: ModelStore, spec: ModelSpec, server: Server
) -> None:
    server.content, server.breaks_after = CONTENT[::-1], [CHUNK, 0]
    with pytest.raises(UserFacingError, match="ended early"):
        store.download(spec, JobControl())
    server.content = CONTENT
    with pytest.raises(UserFacingError, match="checksum"):
        store.download(spec, JobControl())
    assert list(store.folder.iterdir()) == []
    store.download(spec, JobControl())
    assert store.verified_path(spec).read_bytes() == CONTENT


def _wrong(server: Server) -> None:
    server.content = CONTENT[::-1]


def _too_large(server: Server) -> None:
    server.content = CONTENT + b"x"


def _endless(server: Server) -> None:
    server.said_length = LARGEST + 1


def _refused(server: Server) -> None:
    server.status = 403


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [(_wrong, "checksum"), (_too_large, "larger"), (_endless, "larger"), (_refused, r"answered 403 \(Forbidden\)")],
)
def test_what_is_not_the_published_file_leaves_nothing(
    fault: Callable[[Server], None], sentence: str, store: ModelStore, spec: ModelSpec, server: Server
) -> None:
    fault(server)
    with pytest.raises(UserFacingError, match=sentence) as caught:
        store.download(spec, JobControl())
    assert caught.value.remedy
    assert list(store.folder.iterdir()) == []


def test_cancelling_leaves_nothing(store: ModelStore, spec: ModelSpec) -> None:
    control = JobControl(lambda progress: control.cancel() if progress.done >= 2 * CHUNK else None)
    with pytest.raises(JobCancelled):
        store.download(spec, control)
    assert list(store.folder.iterdir()) == []


def test_redirects_are_followed_where_they_are_encrypted(store: ModelStore, spec: ModelSpec, server: Server) -> None:
    server.moved_to = address(server)
    store.download(dataclasses.replace(spec, source=address(server, "/moved")), JobControl())
    assert store.verified_path(spec).read_bytes() == CONTENT


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:9/end", "ftp://127.0.0.1:9/end", "file:///etc/passwd"])
def test_other_redirects_and_addresses_are_not(
    elsewhere: str, store: ModelStore, spec: ModelSpec, server: Server
) -> None:
    server.moved_to = elsewhere
    for source in (address(server, "/moved"), elsewhere):
        with pytest.raises(UserFacingError, match="could not be downloaded") as caught:
            store.download(dataclasses.replace(spec, source=source), JobControl())
        assert "--from FILE" in caught.value.remedy
    assert list(store.folder.iterdir()) == []


def test_a_server_of_another_certificate_is_not_believed(tmp_path: Path, spec: ModelSpec) -> None:
    store = ModelStore(tmp_path / "models", open_url)
    with pytest.raises(UserFacingError, match="cannot be reached"):
        store.download(spec, JobControl())
    assert list(store.folder.iterdir()) == []
