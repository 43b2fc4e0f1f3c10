"""Picasa's ini files and contacts."""

from __future__ import annotations

from pathlib import Path

import pytest
from foreign_catalogs import checking
from foreign_catalogs import picasa as builder
from foreign_catalogs.made_library import made_library

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.metadata.importers import picasa
from photoface.metadata.records import ForeignPhoto, RegionState

LIBRARY = made_library()


@pytest.mark.parametrize("upright", [False, True])
def test_every_name_arrives_on_its_face(tmp_path: Path, upright: bool) -> None:
    contacts = builder.write(tmp_path, LIBRARY, upright=upright)
    catalog = picasa.read(tmp_path, [contacts])
    found = checking.arrived(catalog, LIBRARY)
    assert found.right == checking.expected(LIBRARY, *builder.HELD)
    assert (found.wrong, found.wrong_turns) == (0, 0)
    assert {person.name for person in catalog.people} == {person.name for person in LIBRARY.people}
    assert catalog.remarks == ()


def test_marks_of_photos_arrive(tmp_path: Path) -> None:
    catalog = picasa.read(tmp_path, [builder.write(tmp_path, LIBRARY)])
    metadata = checking.metadata_by_number(catalog, LIBRARY)
    for made in LIBRARY.photos:
        read = metadata[made.number]
        assert read.favourite == made.favourite
        assert read.hidden == made.hidden
        assert read.caption == made.caption
        assert read.tags == tuple((tag[-1],) for tag in made.tags)
        assert read.albums == tuple((album,) for album in made.albums)
        assert (read.latitude is not None) == (made.place is not None)
        if made.place and read.latitude and read.longitude:
            assert (read.latitude, read.longitude) == pytest.approx(made.place, abs=1e-5)


def test_names_without_contacts_come_from_all_folders(tmp_path: Path) -> None:
    builder.write(tmp_path, LIBRARY)
    catalog = picasa.read(tmp_path, [])
    assert checking.arrived(catalog, LIBRARY).right == checking.expected(LIBRARY, *builder.HELD)


def test_contacts_that_lie_beside_the_photos_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".picasa.ini").write_text("[a.jpg]\nfaces=rect64(3f845bcb59418507),7\n")
    (tmp_path / "contacts.xml").write_text('<contacts><contact id="7" name="Anna"/></contacts>')
    assert picasa.read(tmp_path).photos[0].metadata.regions[0].name == "Anna"


def _one(folder: Path, ini: bytes, contacts: bytes | None = None) -> ForeignPhoto:
    folder.mkdir(exist_ok=True)
    (folder / ".picasa.ini").write_bytes(ini)
    if contacts is not None:
        (folder / "contacts.xml").write_bytes(contacts)
    (photo,) = picasa.read(folder, [folder / "contacts.xml"] if contacts else []).photos
    return photo


def test_newest_of_two_names_in_the_contacts_holds(tmp_path: Path) -> None:
    contacts = (
        b'<contacts><contact id="abc" name="New" modified_time="2015-01-01T00:00:00"/>'
        b'<contact id="abc" name="Old" modified_time="2011-01-01T00:00:00"/></contacts>'
    )
    ini = b"[Contacts2]\r\n0000000000000abc=Oldest;;\r\n[a.jpg]\r\nfaces=rect64(1680000a5c26c82),abc\r\n"
    (region,) = _one(tmp_path / "album", ini, contacts).metadata.regions
    assert region.name == "New"
    assert region.box.left == pytest.approx(0x0168 / 65535)
    assert region.box.bottom == pytest.approx(0x6C82 / 65535)


def test_windows_code_page(tmp_path: Path) -> None:
    ini = "[Contacts2]\nab=Jörg Groß;;\n[Mädchen.jpg]\nfaces=rect64(3f845bcb59418507),ab\ncaption=süß\n"
    photo = _one(tmp_path / "album", ini.encode("cp1252"))
    assert photo.path.endswith("/Mädchen.jpg")
    assert (photo.metadata.caption, photo.metadata.regions[0].name) == ("süß", "Jörg Groß")


def test_the_file_s_own_spelling_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "IMG_1.JPG").write_bytes(b"")
    assert _one(tmp_path / "album", b"[img_1.jpg]\nstar=yes\n").path.endswith("/IMG_1.JPG")


def test_a_person_without_a_name_is_said(tmp_path: Path) -> None:
    metadata = _one(tmp_path / "album", b"[a.jpg]\nfaces=rect64(3f845bcb59418507),77\n").metadata
    assert [region.state for region in metadata.regions] == [RegionState.UNNAMED]
    assert "contacts.xml" in metadata.remarks[0]


def test_rotation_is_said(tmp_path: Path) -> None:
    metadata = _one(tmp_path / "album", b"[a.jpg]\nrotate=rotate(3)\nstar=yes\n").metadata
    assert metadata.remarks == ("Picasa shows it with a quarter turn to the left, which the file does not say.",)


@pytest.mark.parametrize(
    "ini",
    [
        b"",
        b"[",
        b"[]\n=\n==\n[a.jpg\nfaces=rect64()\n",
        b"[a.jpg]\nfaces=rect64(zz),12;rect64(ffffffffffffffff),1;rect64(8000800000000000),1;;;,",
        b"\xff\xfe[\x00a\x00",
        b"\x00\xff\xfe" * 1000,
        b"[../../etc/passwd]\nstar=yes\n[C:\\x.jpg]\nstar=yes\n",
        b"[a.jpg]\nrotate=rotate(9)\ngeotag=nan,1e999\nalbums=,,x\nkeywords=,,\n",
        b"[Contacts2]\n=;;\nx\n[.album:]\nname=\n",
    ],
)
def test_broken_ini_files_break_nothing(tmp_path: Path, ini: bytes) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / ".picasa.ini").write_bytes(ini)
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / ".picasa.ini").write_bytes(b"[b.jpg]\nstar=yes\n")
    photos = {photo.path.rsplit("/", 2)[1]: photo for photo in picasa.read(tmp_path).photos}
    assert photos["good"].metadata.favourite
    assert not any(".." in photo.path for photo in photos.values())


@pytest.mark.parametrize(
    "contacts", [b"", b"<contacts", b"\xff" * 100, b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///'>]><a>&x;</a>"]
)
def test_broken_contacts_are_said(tmp_path: Path, contacts: bytes) -> None:
    (tmp_path / "contacts.xml").write_bytes(contacts)
    assert picasa.read(tmp_path, [tmp_path / "contacts.xml", tmp_path / "none.xml"]).photos == ()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="There is no folder"):
        picasa.read(tmp_path / "nowhere")


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_pictures_path", lambda: tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert picasa.find() == []
    (tmp_path / "2010").mkdir()
    (tmp_path / "2010" / ".picasa.ini").touch()
    assert picasa.find() == [tmp_path]
    contacts = tmp_path / ".wine/drive_c/users/me/AppData/Local/Google/Picasa2/contacts/contacts.xml"
    contacts.parent.mkdir(parents=True)
    contacts.touch()
    assert picasa.find_contacts() == [contacts]


def test_rect64_of_the_builder() -> None:
    assert builder.rect64(Box.from_corners(0x168 / 65535, 0, 0xA5C2 / 65535, 0x6C82 / 65535)) == "1680000a5c26c82"
