"""A hidden photo is in no list, count, search, question and export, until it is asked for; names in it stay known."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoface.catalog.summaries.people import PersonSummary
from photoface.library.commands.collections import ChooseAlbumCover, MakeAlbum, TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import ChooseCover
from photoface.library.commands.photos import DeletePhotos, FavouritePhotos, HidePhotos, SetPlaces
from photoface.library.exports.data_files import DataFormat
from photoface.library.library import Library

VIENNA = (48.21, 16.37, None)


def _ann(library: Library) -> PersonSummary:
    (ann,) = library.people.called("Ann")
    return ann


@pytest.fixture
def named(scanned: Library) -> Library:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    return scanned


@pytest.fixture
def photo(named: Library) -> int:
    """A photo of Ann of which everything is said that can put it into a list."""
    photo_id = named.photos.ids(_ann(named).id)[0]
    named.execute(TagPhotos((photo_id,), "Sea"))
    named.execute(FavouritePhotos((photo_id,), True))
    named.execute(SetPlaces(((photo_id, *VIENNA),), "Vienna"))
    named.execute(MakeAlbum("Summer", None, (photo_id, *named.photos.ids()[-2:])))
    named.execute(ChooseAlbumCover(named.albums.all()[0].id, photo_id))
    face = next(face for face in named.photos.detail(photo_id).faces if face.person_id is not None)
    named.execute(ChooseCover(_ann(named).id, face.id))
    return photo_id


def _everywhere(library: Library) -> dict[str, set[int]]:
    """What each list shows, as photos."""
    ann, album = _ann(library).id, library.albums.all()[0]

    def of_faces(face_ids: object) -> set[int]:
        return {face.photo_id for face in library.faces.summaries(list(face_ids))}  # type: ignore[call-overload]

    questions = library.review.next_questions(50)
    return {
        "photos": set(library.photos.ids()),
        "photos of a person": set(library.photos.ids(ann)),
        "favourites": set(library.albums.favourites()),
        "album": set(library.albums.photo_ids(album.id)),
        "cover of an album": {album.cover_photo_id or 0},
        "folder": set(library.albums.in_folder(library.folders.all()[0].id, "")),
        "places": {one.photo_id for one in library.places.positions()},
        "search": set(library.search.find("Ann").photo_ids),
        "search of a tag": set(library.search.find("tag:Sea").photo_ids),
        "search without": set(library.search.find("-tag:Nothing or faces:>=0").photo_ids),
        "faces": of_faces(library.faces.ids()),
        "faces with names": of_faces(library.faces.named_ids()),
        "small faces": of_faces(library.faces.smaller_ids(100_000)),
        "faces of these photos": {face.photo_id for face in library.faces.of_photos(range(1, 100))},
        "faces of a person": of_faces(library.people.face_ids(ann)),
        "cover of a person": of_faces([_ann(library).cover_face_id]),
        "likely wrong": of_faces(library.review.likely_wrong()),
        "timeline": {photo_id for year in library.people.timeline(ann) for photo_id in year.photo_ids},
        "groups": of_faces(face for group in library.groups.all() for face in library.groups.face_ids(group.id)),
        "covers of groups": of_faces(face for group in library.groups.all() for face in group.cover_face_ids),
        "questions": of_faces(face for one in questions for face in (*one.face_ids, *one.beside_face_ids)),
        "suggested": of_faces(library.review.suggested_face_ids()),
    }


def _counts(library: Library) -> dict[str, int]:
    arranged = library.albums.collections()
    overview = library.overview()
    return {
        "photos": overview.photos,
        "faces": overview.faces,
        "named": overview.named_faces,
        "of a person": _ann(library).photos,
        "faces of a person": _ann(library).faces,
        "favourites": arranged.favourites,
        "album": arranged.albums[0].photos,
        "tag": arranged.tags[0].photos,
        "folder": arranged.folders[0].photos,
        "progress": library.review.progress().total,
    }


def test_before_it_is_hidden_the_photo_is_nearly_everywhere(named: Library, photo: int) -> None:
    there = {name for name, photos in _everywhere(named).items() if photo in photos}
    assert {"photos", "album", "cover of an album", "cover of a person", "places", "search", "timeline"} <= there


def test_a_hidden_photo_is_in_no_list_and_in_no_count(named: Library, photo: int) -> None:
    before = _counts(named)
    assert named.execute(HidePhotos((photo,), True)).summary == "Hid 1 photo"
    assert [name for name, photos in _everywhere(named).items() if photo in photos] == []
    after = _counts(named)
    assert [name for name in before if after[name] >= before[name]] == []
    assert named.photos.hidden_ids() == [photo]
    assert named.search.find("is:hidden").photo_ids == (photo,)
    assert named.photos.detail(photo).hidden


def test_as_many_groups_are_counted_as_listed(named: Library) -> None:
    last = named.groups.all()[-1]
    before = named.groups.how_many()
    assert before == len(named.groups.all())
    photos = tuple({face.photo_id for face in named.faces.summaries(named.groups.face_ids(last.id))})
    named.execute(HidePhotos(photos, True))
    assert named.groups.how_many() == len(named.groups.all()) < before


def test_it_comes_back_everywhere(named: Library, photo: int) -> None:
    everywhere, counts = _everywhere(named), _counts(named)
    named.execute(HidePhotos((photo,), True))
    named.execute(HidePhotos((photo,), False))
    assert _counts(named) == counts
    assert _everywhere(named) == everywhere


def test_a_deleted_hidden_photo_is_in_recently_deleted_alone(named: Library, photo: int) -> None:
    named.execute(HidePhotos((photo,), True))
    named.execute(DeletePhotos((photo,)))
    assert named.photos.hidden_ids() == []
    assert named.trash.ids() == [photo]


def test_somebody_whose_photos_are_all_hidden_is_still_recognized(named: Library) -> None:
    """The confirmed faces go on to vote, and none of them is shown as the reason."""
    ann = _ann(named)
    everything = tuple(named.photos.ids(ann.id))
    named.execute(HidePhotos(everything, True))
    assert (_ann(named).photos, _ann(named).cover_face_id) == (0, None)
    shown = [face for one in named.review.next_questions(50) for face in (*one.face_ids, *one.beside_face_ids)]
    assert not {face.photo_id for face in named.faces.summaries(shown)} & set(everything)
    assert named.people.named("Ann")[0].id == ann.id


def test_an_export_of_all_leaves_hidden_photos_out(named: Library, photo: int, tmp_path: Path) -> None:
    path = named.photos.detail(photo).path
    assert path is not None
    everything: list[str] = []
    named.exports.data(everything.append, DataFormat.CSV)
    assert path.name in "".join(everything)
    named.execute(HidePhotos((photo,), True))
    without: list[str] = []
    named.exports.data(without.append, DataFormat.CSV)
    assert path.name not in "".join(without)
    asked: list[str] = []
    named.exports.data(asked.append, DataFormat.CSV, named.photos.hidden_ids())
    assert path.name in "".join(asked)
