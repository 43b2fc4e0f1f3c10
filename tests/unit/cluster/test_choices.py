"""What the user chooses of a cluster: addresses that are safe, folders as the workers call them, certificates."""

from __future__ import annotations

import datetime as dt
import ssl
import stat
from pathlib import Path

import pytest

from photoface.cluster.certificates import make_certificates
from photoface.cluster.choices import CERTIFICATE, KEY, ClusterChoices, parsed_resources, parsed_roots
from photoface.errors import UserFacingError

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_without_encryption_only_this_computer_is_reached(address: str) -> None:
    assert ClusterChoices(address).scheduler == address


@pytest.mark.parametrize("address", ["tcp://nas:8786", "tcp://192.168.1.5:8786", "tcp://127.0.0.1.example.org:8786"])
def test_other_computers_are_never_reached_without_encryption(address: str) -> None:
    with pytest.raises(UserFacingError, match="not protected"):
        ClusterChoices(address)


@pytest.mark.parametrize(
    "address", ["nas", "nas:8786", "tls://nas", "http://nas:8786", "tls://:8786", "tls://nas:port"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UserFacingError, match="no address of a scheduler"):
        ClusterChoices(address)


def test_a_certificate_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="asks for a certificate"):
        ClusterChoices("tls://nas:8786")
    (tmp_path / CERTIFICATE).touch()
    with pytest.raises(UserFacingError, match=f"holds no {KEY}"):
        ClusterChoices("tls://nas:8786", certificates=tmp_path)


def test_certificates_are_made_once_and_only_the_user_reads_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    make_certificates(folder, NOW)
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600
    assert ClusterChoices("tls://nas:8786", certificates=folder).certificates == folder
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / CERTIFICATE))
    context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
    key = (folder / KEY).read_bytes()
    with pytest.raises(UserFacingError, match="already"):
        make_certificates(folder, NOW)
    assert (folder / KEY).read_bytes() == key


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserFacingError, match="cannot be written to"):
        make_certificates(tmp_path / "file" / "cluster", NOW)


def test_the_longest_root_says_how_a_folder_is_called_elsewhere() -> None:
    roots = parsed_roots(["/photos=//nas/photos", "/photos/new/=D:\\new", "/mnt=/"])
    choices = ClusterChoices(roots=roots)
    assert choices.on_workers(Path("/photos/2019/a.jpg")) == "//nas/photos/2019/a.jpg"
    assert choices.on_workers(Path("/photos")) == "//nas/photos"
    assert choices.on_workers(Path("/photos/new/b/c.jpg")) == "D:\\new\\b\\c.jpg"
    assert choices.on_workers(Path("/mnt/x.jpg")) == "/x.jpg"
    assert choices.on_workers(Path("/photosets/x.jpg")) == "/photosets/x.jpg"


@pytest.mark.parametrize("text", ["/photos", "=there", "/photos="])
def test_half_a_root_is_refused(text: str) -> None:
    with pytest.raises(UserFacingError, match="FOLDER=FOLDER|how a folder is called"):
        parsed_roots([text])


def test_resources_are_names_with_amounts() -> None:
    assert parsed_resources(["GPU=1", "memory=2.5"]) == (("GPU", 1.0), ("memory", 2.5))
    with pytest.raises(UserFacingError, match="no resource"):
        parsed_resources(["GPU"])
