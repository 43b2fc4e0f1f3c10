"""Saved searches go on to mean the tag, the album or the circle that they meant, whatever it is called later."""

from __future__ import annotations

import pytest

from photoface.library.commands.collections import MakeAlbum, MoveAlbum, RenameAlbum, RenameTag, SaveSearch, TagPhotos
from photoface.library.commands.command import Command
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import PutInCircle, RenameCircle
from photoface.library.library import Library


@pytest.fixture
def arranged(scanned: Library) -> Library:
    photos = tuple(scanned.photos.ids())
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    scanned.execute(TagPhotos(photos[:2], "Travel/Italy"))
    scanned.execute(TagPhotos(photos[2:3], "Beach"))
    scanned.execute(MakeAlbum("Summer", photo_ids=photos[:1]))
    scanned.execute(MakeAlbum("Years"))
    scanned.execute(PutInCircle((scanned.people.all()[0].id,), "Family"))
    return scanned


def _id(library: Library, path: str) -> int:
    return next(tag.id for tag in library.tags.called(path) if tag.path == path)


def _album(library: Library, name: str) -> int:
    return next(album.id for album in library.albums.all() if album.name == name)


def _follows(library: Library, words: str, command: Command, then: str) -> None:
    library.execute(SaveSearch("Kept", words))
    found = library.search.find(words).photo_ids
    assert found
    library.execute(command)
    (kept,) = library.search.saved()
    assert kept.words == then
    assert library.search.find(kept.words).photo_ids == found
    library.undo()
    assert library.search.saved()[0].words == words


def test_a_renamed_tag_is_found_still(arranged: Library) -> None:
    _follows(arranged, "tag:italy", RenameTag(_id(arranged, "Travel/Italy"), "Travel/Rome"), "tag:Travel/Rome")
    inside = RenameTag(_id(arranged, "Travel"), "Trips")
    _follows(arranged, "-tag:beach tag:travel/italy", inside, "-tag:beach tag:Trips/Italy")
    # A name that still means the tag stays.
    _follows(arranged, "tag:italy", RenameTag(_id(arranged, "Travel/Italy"), "Italy"), "tag:italy")


def test_a_renamed_album_and_circle_are_found_still(arranged: Library) -> None:
    _follows(arranged, "album:summer", RenameAlbum(_album(arranged, "Summer"), "Hot days"), 'album:"Hot days"')
    moved = MoveAlbum(_album(arranged, "Summer"), _album(arranged, "Years"))
    _follows(arranged, "album:summer or year:1800", moved, "album:summer or year:1800")
    (circle,) = arranged.people.circles()
    _follows(arranged, "circle:family", RenameCircle(circle.id, "Berg"), "circle:Berg")
