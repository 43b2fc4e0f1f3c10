"""Paths of a shared catalog's folders, as the catalog and as one computer has them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from photoface.catalog.folder_mapping import FolderMapping
from photoface.catalog.server_note import note_of, read_mapping, read_note, write_mapping
from photoface.errors import UserFacingError

ADDRESS = "postgresql://anna@nas/photos"

NAS = FolderMapping((("/photos", "P:\\"), ("/photos/old", "//attic/old"), ("D:\\Cards", "/mnt/cards")))


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/photos", "P:\\"),
        ("/photos/2019/May", "P:\\2019\\May"),
        ("/photos/old", "//attic/old"),
        ("/photos/old/a", "//attic/old/a"),
        ("D:\\Cards\\1", "/mnt/cards/1"),
        ("/photoshop", "/photoshop"),
        ("/other", "/other"),
    ],
)
def test_the_nearest_folder_above_tells_where_one_lies(path: str, here: str) -> None:
    assert NAS.to_local(path) == here
    assert NAS.to_catalog(here) == path


def test_a_name_with_a_backslash_is_one_name_where_it_may_be() -> None:
    assert FolderMapping((("/photos", "/mnt/photos"),)).to_local("/photos/a\\b") == "/mnt/photos/a\\b"


def test_a_folder_that_lies_where_the_catalog_says_needs_no_place() -> None:
    assert NAS.with_folder("/photos", "/photos").pairs == NAS.pairs[1:]
    assert NAS.with_folder("/photos", "Q:\\").to_local("/photos/2019") == "Q:\\2019"


def test_places_stay_in_the_note_when_its_address_gets_a_password(tmp_path: Path) -> None:
    note = note_of(ADDRESS, tmp_path)
    assert read_mapping(note) == FolderMapping()
    odd = NAS.with_folder("/a\nb", "/M\udcfcnchen")
    write_mapping(note, odd)
    assert read_mapping(note) == odd
    assert note_of("postgresql://anna:secret@nas/photos", tmp_path) == note
    assert "secret" in read_note(note)
    assert read_mapping(note) == odd


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs rights that hold")
def test_a_note_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    note = note_of(ADDRESS, tmp_path)
    tmp_path.chmod(0o500)
    with pytest.raises(UserFacingError, match="cannot be kept in"):
        write_mapping(note, NAS)
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("line", ["[]", "{", '{"/photos": 1}', '{"/photos": ""}', "[" * 50_000])
def test_a_note_with_rubbish_for_places_is_a_sentence(tmp_path: Path, line: str) -> None:
    note = note_of(ADDRESS, tmp_path)
    note.write_text(f"{note.read_text()}{line}\n")
    with pytest.raises(UserFacingError, match="does not say on which server"):
        read_mapping(note)
