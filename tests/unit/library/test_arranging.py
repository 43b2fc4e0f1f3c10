"""Albums, circles, relations, and marks of photos: what the commands do, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from undo_and_redo import check_undo_and_redo

from photoface.catalog.states import RelationKind
from photoface.errors import UserFacingError
from photoface.library.commands.collections import (
    AddToAlbum,
    ChooseAlbumCover,
    DeleteAlbum,
    MakeAlbum,
    MoveAlbum,
    RemoveFromAlbum,
    RenameAlbum,
    ReorderAlbum,
)
from photoface.library.commands.command import Command
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import (
    DeleteCircle,
    DeletePerson,
    DescribePerson,
    MergePeople,
    PutInCircle,
    RelatePeople,
    RenameCircle,
    TakeOutOfCircle,
    UnmergePeople,
    UnrelatePeople,
)
from photoface.library.commands.photos import DescribePhotos, FavouritePhotos, HidePhotos
from photoface.library.library import Library

PARENT, PARTNER, SIBLING = RelationKind


def _album(library: Library, path: str) -> int:
    (found,) = library.albums.called(path)
    return found.id


def _make(library: Library, name: str, photos: int = 3, inside: str | None = None) -> int:
    parent = None if inside is None else _album(library, inside)
    library.execute(MakeAlbum(name, parent, tuple(library.photos.ids()[:photos])))
    return _album(library, name if inside is None else f"{inside}/{name}")


def _name(library: Library, *names: str) -> list[int]:
    for name in names:
        library.execute(NameGroup(library.groups.all()[0].id, name))
    return [library.people.called(name)[0].id for name in names]


def _make_album(library: Library) -> Command:
    return MakeAlbum("Summer", None, tuple(library.photos.ids()[:2]))


def _rename_album(library: Library) -> Command:
    return RenameAlbum(_make(library, "Summer"), "summer 2019")


def _move_album(library: Library) -> Command:
    _make(library, "Travel")
    return MoveAlbum(_make(library, "Summer"), _album(library, "Travel"))


def _delete_album(library: Library) -> Command:
    inner = _make(library, "Rome")
    outer = _make(library, "Travel")
    _make(library, "Vienna", inside="Travel")
    # An inner album that is older than the outer one: undo must still make the outer one first.
    library.execute(MoveAlbum(inner, outer))
    return DeleteAlbum(outer)


def _add_to_album(library: Library) -> Command:
    return AddToAlbum(_make(library, "Summer", 1), tuple(library.photos.ids()))


def _remove_from_album(library: Library) -> Command:
    return RemoveFromAlbum(_make(library, "Summer"), tuple(library.photos.ids()[1:]))


def _reorder(library: Library) -> Command:
    album = _make(library, "Summer", 4)
    first, *_, last = library.albums.photo_ids(album)
    return ReorderAlbum(album, (last,), first)


def _cover(library: Library) -> Command:
    album = _make(library, "Summer")
    return ChooseAlbumCover(album, library.albums.photo_ids(album)[-1])


def _put_in_circle(library: Library) -> Command:
    return PutInCircle(tuple(_name(library, "Ann", "Bob")), "Family")


def _take_out_of_circle(library: Library) -> Command:
    people = _name(library, "Ann", "Bob")
    library.execute(PutInCircle(tuple(people), "Family"))
    return TakeOutOfCircle(library.people.circles()[0].id, tuple(people[:1]))


def _rename_circle(library: Library) -> Command:
    library.execute(_put_in_circle(library))
    return RenameCircle(library.people.circles()[0].id, "Kin")


def _delete_circle(library: Library) -> Command:
    library.execute(_put_in_circle(library))
    return DeleteCircle(library.people.circles()[0].id)


def _relate(library: Library) -> Command:
    ann, bob = _name(library, "Ann", "Bob")
    library.execute(RelatePeople(bob, ann, SIBLING))
    return RelatePeople(ann, bob, PARENT)


def _unrelate(library: Library) -> Command:
    library.execute(_relate(library))
    return UnrelatePeople(library.people.relations(library.people.called("Ann")[0].id)[0].id)


def _delete_somebody_who_is_related(library: Library) -> Command:
    library.execute(_relate(library))
    ann = library.people.called("Ann")[0].id
    library.execute(PutInCircle((ann,), "Family"))
    return DeletePerson(ann)


def _merge_related_people(library: Library) -> Command:
    ann, bob, cleo = _name(library, "Ann", "Bob", "Cleo")
    library.execute(PutInCircle((ann, bob), "Family"))
    library.execute(PutInCircle((bob,), "Work"))
    library.execute(RelatePeople(bob, cleo, PARENT))
    library.execute(RelatePeople(ann, bob, SIBLING))
    return MergePeople(ann, (bob,))


def _favourite(library: Library) -> Command:
    return FavouritePhotos(tuple(library.photos.ids()[:2]), True)


def _hide(library: Library) -> Command:
    return HidePhotos(tuple(library.photos.ids()[:2]), True)


def _describe(library: Library) -> Command:
    return DescribePhotos(tuple(library.photos.ids()[:1]), " At the\tsea ", "We swam.\nIt rained.")


@pytest.mark.parametrize(
    ("title", "caption", "match"),
    [("a" * 501, None, "A title can have"), (None, "a" * 10_001, "A caption can have"), (None, None, "nothing to say")],
)
def test_what_cannot_be_said_of_photos(scanned: Library, title: str | None, caption: str | None, match: str) -> None:
    with pytest.raises(UserFacingError, match=match):
        scanned.execute(DescribePhotos(tuple(scanned.photos.ids()[:1]), title, caption))


def test_a_title_alone_leaves_the_caption(scanned: Library) -> None:
    photo = scanned.photos.ids()[0]
    scanned.execute(DescribePhotos((photo,), "Sea", "We swam."))
    scanned.execute(DescribePhotos((photo,), "Rome", None))
    scanned.execute(DescribePhotos((photo,), None, "It rained."))
    detail = scanned.photos.detail(photo)
    assert (detail.title, detail.caption) == ("Rome", "It rained.")


CASES = [
    _make_album,
    _rename_album,
    _move_album,
    _delete_album,
    _add_to_album,
    _remove_from_album,
    _reorder,
    _cover,
    _put_in_circle,
    _take_out_of_circle,
    _rename_circle,
    _delete_circle,
    _relate,
    _unrelate,
    _delete_somebody_who_is_related,
    _merge_related_people,
    _favourite,
    _hide,
    _describe,
]


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo_lead_to_the_catalog_before_and_after(
    scanned: Library, prepare: Callable[[Library], Command]
) -> None:
    check_undo_and_redo(scanned, prepare(scanned))


def test_photos_stand_in_an_album_as_they_were_put_there(scanned: Library) -> None:
    photos = scanned.photos.ids()
    scanned.execute(MakeAlbum("Summer", None, (photos[2], photos[0])))
    album = _album(scanned, "summer")
    scanned.execute(AddToAlbum(album, (photos[1], photos[0])))
    assert scanned.albums.photo_ids(album) == [photos[2], photos[0], photos[1]]
    assert scanned.albums.get(album).cover_photo_id == photos[2]
    assert [one.name for one in scanned.albums.of_photo(photos[1])] == ["Summer"]

    scanned.execute(ReorderAlbum(album, (photos[1], photos[0]), photos[2]))
    assert scanned.albums.photo_ids(album) == [photos[1], photos[0], photos[2]]
    scanned.execute(ReorderAlbum(album, (photos[1],)))
    assert scanned.albums.photo_ids(album) == [photos[0], photos[2], photos[1]]


def test_a_cover_that_leaves_the_album_counts_as_none(scanned: Library) -> None:
    album = _make(scanned, "Summer")
    first, second, *_ = scanned.albums.photo_ids(album)
    scanned.execute(ChooseAlbumCover(album, second))
    assert scanned.albums.get(album).cover_photo_id == second
    scanned.execute(RemoveFromAlbum(album, (second,)))
    assert scanned.albums.get(album).cover_photo_id == first


def test_albums_stand_in_each_other(scanned: Library) -> None:
    travel, rome = _make(scanned, "Travel"), _make(scanned, "Rome", inside="Travel")
    assert scanned.albums.get(rome).parent_id == travel
    # The name is taken where it stands, and nowhere else.
    scanned.execute(MakeAlbum("Rome"))
    with pytest.raises(UserFacingError, match="already"):
        scanned.execute(MakeAlbum("rome", travel))
    with pytest.raises(UserFacingError, match="inside itself"):
        scanned.execute(MoveAlbum(travel, rome))
    with pytest.raises(UserFacingError, match="already"):
        scanned.execute(MoveAlbum(rome, None))


@pytest.mark.parametrize("name", [" ", "Travel/Rome", "x" * 2000])
def test_a_name_that_cannot_be_an_albums_is_refused(scanned: Library, name: str) -> None:
    with pytest.raises(UserFacingError):
        scanned.execute(MakeAlbum(name))
    assert scanned.albums.all() == []


def test_who_is_related_is_told_from_both_sides(scanned: Library) -> None:
    ann, bob, cleo = _name(scanned, "Ann", "Bob", "Cleo")
    scanned.execute(RelatePeople(ann, bob, PARENT))
    scanned.execute(RelatePeople(cleo, ann, PARTNER))
    assert [(one.name, one.role) for one in scanned.people.relations(ann)] == [("Bob", "child"), ("Cleo", "partner")]
    assert [(one.name, one.role) for one in scanned.people.relations(bob)] == [("Ann", "parent")]


def test_what_cannot_be_is_refused(scanned: Library) -> None:
    ann, bob, cleo = _name(scanned, "Ann", "Bob", "Cleo")
    scanned.execute(RelatePeople(ann, bob, PARENT))
    scanned.execute(RelatePeople(bob, cleo, PARENT))
    with pytest.raises(UserFacingError, match="grandparent"):
        scanned.execute(RelatePeople(cleo, ann, PARENT))
    with pytest.raises(UserFacingError, match="themselves"):
        scanned.execute(RelatePeople(ann, ann, SIBLING))
    scanned.execute(DescribePerson(bob, dt.date(1980, 5, 1), None, ""))
    with pytest.raises(UserFacingError, match="cannot be a parent"):
        scanned.execute(DescribePerson(ann, dt.date(1985, 1, 1), None, ""))
    scanned.execute(DescribePerson(ann, dt.date(1955, 1, 1), None, ""))


def test_circles_and_relations_come_back_when_a_merge_is_taken_apart(scanned: Library) -> None:
    scanned.execute(_merge_related_people(scanned))
    (ann,) = [person.id for person in scanned.people.called("Ann")]
    cleo = scanned.people.called("Cleo")[0].id
    bob = scanned.people.merged_into(ann)[0].person_id
    assert [(one.name, one.role) for one in scanned.people.relations(ann)] == [("Cleo", "child")]
    assert {circle.name: circle.person_ids for circle in scanned.people.circles()} == {"Family": (ann,), "Work": (ann,)}

    scanned.execute(UnmergePeople(ann, bob))
    assert {circle.name: set(circle.person_ids) for circle in scanned.people.circles()} == {
        "Family": {ann, bob},
        "Work": {bob},
    }
    assert [(one.name, one.role) for one in scanned.people.relations(bob)] == [("Cleo", "child"), ("Ann", "sibling")]
    assert [one.name for one in scanned.people.relations(cleo)] == ["Bob"]


def test_albums_keep_the_order_that_they_were_put_in(scanned: Library) -> None:
    made = {name: _make(scanned, name) for name in ("Anna", "Ben", "Cleo")}

    def order() -> str:
        return "".join(album.name[0] for album in scanned.albums.all() if album.parent_id is None)

    scanned.execute(MoveAlbum(made["Cleo"], None, before_id=made["Ben"]))
    assert order() == "ACB"
    scanned.execute(MoveAlbum(made["Anna"], None, at_end=True))
    assert order() == "CBA"
    # A new one comes after those that have an order.
    made["Aaron"] = _make(scanned, "aaron")
    assert order() == "CBAa"
    with pytest.raises(UserFacingError, match="beside each other"):
        scanned.execute(MoveAlbum(made["Anna"], made["Ben"], before_id=made["Cleo"]))
    said = [decision.summary for decision in scanned.history.decisions(3)]
    assert said[1:] == ["Put the album Anna after the others", "Put the album Cleo before Ben"]
