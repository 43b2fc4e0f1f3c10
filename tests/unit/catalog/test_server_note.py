"""The small file that says on which server a catalog is."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from photoface.catalog.opening import open_database
from photoface.catalog.server_note import is_address, note_of, place_in_words, read_note, refuse_on_server
from photoface.errors import UserFacingError
from photoface.network_drives import MOUNTS

ADDRESS = "postgresql://anna:secret@nas:5433/photos?sslmode=verify-full"


@pytest.mark.parametrize("words", ["postgresql://nas/photos", "postgres://nas/photos", "postgresql+psycopg://a@nas/p"])
def test_addresses_are_told_from_files(words: str) -> None:
    assert is_address(words)


@pytest.mark.parametrize("words", ["photos.photoface", "mysql://nas/photos", "postgresql://", "postgresql:/nas/photos"])
def test_what_is_no_address(words: str) -> None:
    assert not is_address(words)


def test_a_note_holds_the_address_and_shows_no_password(tmp_path: Path) -> None:
    note = note_of(ADDRESS, tmp_path / "notes")
    assert read_note(note) == ADDRESS.replace("postgresql://", "postgresql+psycopg://")
    assert place_in_words(note) == "anna@nas:5433/photos"
    assert "secret" not in note.name
    if sys.platform != "win32":
        assert stat.S_IMODE(note.stat().st_mode) == 0o600


def test_one_database_has_one_note_and_keeps_what_lies_beside_it(tmp_path: Path) -> None:
    first = note_of("postgresql://anna@nas/photos", tmp_path)
    again = note_of("postgres://anna:newer@nas/photos", tmp_path)
    assert first == again
    assert "newer" in read_note(again)
    assert note_of("postgresql://anna@nas/other", tmp_path) != first


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"This file\n", b"This file tells PhotoFace on which server a catalog is.\nmysql://a\n"],
)
def test_a_file_that_is_no_note_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    note = tmp_path / "some.photoface-server"
    note.write_bytes(content)
    with pytest.raises(UserFacingError):
        open_database(note)
    assert place_in_words(note) == str(note)


def test_what_a_server_does_is_not_done_here(tmp_path: Path) -> None:
    refuse_on_server(tmp_path / "file.photoface", "moved")
    with pytest.raises(UserFacingError, match="anna@nas:5433/photos is moved on its server"):
        refuse_on_server(note_of(ADDRESS, tmp_path), "moved")


@pytest.mark.skipif(not MOUNTS.exists(), reason="Linux tells which file systems are mounted")
def test_a_file_on_a_network_drive_is_refused_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"nas:/photos {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr("photoface.network_drives.MOUNTS", mounts)
    with pytest.raises(UserFacingError, match="network drive") as refused:
        open_database(tmp_path / "catalog.photoface")
    assert "photoface catalog copy" in refused.value.remedy
    assert not (tmp_path / "catalog.photoface").exists()
