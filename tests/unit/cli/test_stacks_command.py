"""`photoface stacks`: stacks and copies in the terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

from command import Command

from photoface.library.library import Library


def _files(library: Library, count: int) -> list[Path]:
    paths = [library.photos.detail(photo_id).path for photo_id in library.photos.ids()[:count]]
    return [path for path in paths if path is not None]


def test_photos_are_stacked_listed_and_taken_apart(photoface: Command, scanned: Library) -> None:
    first, second, third = _files(scanned, 3)
    assert photoface("stacks").err == "0 stacks\n"
    assert photoface("stacks", "add", first, second, third).out == "Stacked 3 photos.\n"
    listed = photoface("stacks")
    assert str(first) in listed.out
    assert listed.err == "1 stack\n"
    assert photoface("stacks", "top", second).out == "Put another photo on top of a stack of 3.\n"
    ((top, *_),) = photoface("stacks", "--json").json
    assert top["file"] == str(second)
    assert photoface("stacks", "top", first, second).code == 2
    assert photoface("stacks", "remove", first).out == "Took 1 photo out of its stack.\n"
    assert photoface("stacks", "apart", second).out == "Took 1 stack of 2 photos apart.\n"
    assert photoface("stacks", "apart", second).code == 1


def test_copies_are_deleted_only_where_there_are_some(photoface: Command, scanned: Library) -> None:
    photoface("stacks", "add", *_files(scanned, 2))
    assert photoface("stacks", "--copies").err == "0 sets of copies\n"
    assert photoface("stacks", "delete-copies").code == 1


def test_single_files_of_photos_are_deleted_and_brought_back(photoface: Command, scanned: Library) -> None:
    (path,) = _files(scanned, 1)
    again = path.with_name("again.png")
    shutil.copy(path, again)
    scanned.jobs.scan()
    assert photoface("stacks", "files").err == "1 photo in several files\n"
    assert photoface("stacks", "delete-files", again).out == "Deleted 1 second file of photos.\n"
    ((first, second),) = photoface("stacks", "files", "--json").json
    assert (first["days_left"], second["days_left"]) == (None, 30)
    assert photoface("stacks", "delete-files", path).code == 1
    assert photoface("stacks", "delete-files", again, "--restore").code == 0
    assert photoface("stacks", "delete-files", _files(scanned, 2)[1]).code == 1
