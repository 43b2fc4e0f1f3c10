"""`photoface trash`: Recently deleted in the terminal."""

from __future__ import annotations

from pathlib import Path

from command import Command

from photoface.library.library import Library


def _file(library: Library, index: int) -> Path:
    path = library.photos.detail(library.photos.ids()[index]).path
    assert path is not None
    return path


def test_photos_are_deleted_listed_and_brought_back(photoface: Command, scanned: Library) -> None:
    first, second = _file(scanned, 0), _file(scanned, 1)
    assert photoface("trash", "add", first, second).out == "Deleted 2 photos.\n"
    listed = photoface("trash")
    assert str(first) in listed.out
    assert "2 deleted photos" in listed.err
    values = photoface("trash", "--json").json
    assert [one["days_left"] for one in values] == [30, 30]
    assert photoface("trash", "restore", first).out == "Brought back 1 deleted photo.\n"
    assert photoface("trash", "restore", "--all").out == "Brought back 1 deleted photo.\n"
    assert photoface("trash", "restore", "--all").code == 1
    assert photoface("trash", "restore").code == 2


def test_emptying_takes_what_is_asked_for_alone(photoface: Command, scanned: Library) -> None:
    first, second = _file(scanned, 0), _file(scanned, 1)
    photoface("trash", "add", first, second)
    assert photoface("trash", "empty").out.startswith("Moved 0 files")
    assert photoface("trash", "empty", first).out.startswith("Moved 1 file to the trash")
    assert not first.exists()
    assert second.exists()
