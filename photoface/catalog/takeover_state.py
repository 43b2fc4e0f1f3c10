"""Reads what a takeover compares with: photos, faces and people as they are in the catalog, and the user's decisions.

A takeover brings names, tags and other values of photo files or of another program into the catalog. It must not
override what the user decided, so it also needs what the user removed, renamed or rejected.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import DONE
from photoface.catalog.sql_dialects import json_number
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.collections import Album, AlbumPhoto, PhotoTag, Tag
from photoface.catalog.tables.decisions import Change, Decision
from photoface.catalog.tables.faces import CannotLink, Face, Rejection
from photoface.catalog.tables.people import Person, PersonAlias, PhotoPerson
from photoface.catalog.tables.photos import Photo
from photoface.geometry import Box, Turn
from photoface.text_folding import spelled, spelled_path

PHOTO_VALUES = (
    *("rating", "favourite", "hidden", "title", "caption", "label"),
    *("own_taken_at", "own_date_precision", "own_latitude", "own_longitude"),
)
"""Columns of a photo that a takeover fills."""

PERSON_VALUES = ("born", "favourite", "hidden")
"""Columns of a person that a takeover fills."""


AlbumKey = tuple[str, ...]
"""The names of an album and of those that it stands in, from the outermost on, as they compare."""


class FaceNow(NamedTuple):
    """The present state of a face in the catalog.

    Attributes:
        is_imported: it has its name by a takeover, and the user said nothing of it since.
    """

    id: int
    box: Box
    status: FaceStatus
    person_id: int | None
    confirmed: bool
    is_imported: bool = False


@dataclass(slots=True)
class PhotoNow:
    """The present state of a photo in the catalog.

    Attributes:
        size: width and height in upright pixels.
        values: what its `PHOTO_VALUES` hold.
        file_taken_at, file_has_place: what the photo's own file says of its date and place.
        decided: those of them that a decision set, also to nothing.
        tags: keys of the paths of its tags.
        removed_tags: keys of paths of tags that the user took from it, and that it does not have.
        former_tags: keys of the paths that tags of it had before they were renamed.
        removed_boxes: of faces that the user drew and deleted.
        albums: the names, as they compare, of the albums that it is in, each with those that the album stands in.
        removed_albums: of those that the user took it out of.
        people: who is noted to be in it as a whole.
        removed_people: of whom the user took that note away.
    """

    id: int
    size: tuple[int, int]
    turn: Turn
    values: dict[str, object]
    file_taken_at: dt.datetime | None = None
    file_has_place: bool = False
    is_video: bool = False
    decided: set[str] = field(default_factory=set)
    faces: list[FaceNow] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    removed_tags: set[str] = field(default_factory=set)
    former_tags: set[str] = field(default_factory=set)
    removed_boxes: list[Box] = field(default_factory=list)
    albums: set[AlbumKey] = field(default_factory=set)
    removed_albums: set[AlbumKey] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    removed_people: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PersonNow:
    """The present values of a person, and which of them a decision set."""

    values: dict[str, object]
    decided: frozenset[str]


@dataclass(frozen=True, slots=True)
class CatalogNow:
    """Everything in the catalog that a takeover must respect.

    Attributes:
        refused: the people whom the user said that a face is not, by face.
        apart: faces that the user keeps apart from a face, each with the person that it is confirmed as.
        deleted_names: of people whom the user deleted, as they compare.
        deleted_albums: that the user deleted, and that are not there.
        removed_aliases: people with the keys of other names that the user took from them.
    """

    photos: dict[int, PhotoNow]
    people: dict[int, PersonNow]
    refused: dict[int, set[int]]
    apart: dict[int, dict[int, int | None]]
    deleted_names: frozenset[str]
    removed_aliases: frozenset[tuple[int, str]]
    deleted_albums: frozenset[AlbumKey] = frozenset()


def read(session: Session, photo_ids: Collection[int]) -> CatalogNow:
    """Read what there is of these photos, and of everybody; photos that are gone are left out."""
    wanted = sorted(photo_ids)
    connection = session.connection()
    columns = [Photo.__table__.columns[name] for name in PHOTO_VALUES]
    rows = connection.execute(
        sa.select(
            *(Photo.id, Photo.width, Photo.height, Photo.turn, Photo.file_taken_at, Photo.file_latitude),
            *(Photo.video_seconds, *columns),
        ).where(among(Photo.id, wanted))
    )
    photos = {
        photo_id: PhotoNow(
            photo_id,
            (width, height),
            Turn.from_exif(turn),
            dict(zip(PHOTO_VALUES, values, strict=True)),
            file_taken_at,
            latitude is not None,
            video_seconds is not None,
        )
        for photo_id, width, height, turn, file_taken_at, latitude, video_seconds, *values in rows
    }
    faces = list(_faces(session, among(Face.photo_id, wanted)))
    imported = imported_now(session, [face.id for _, face in faces if face.confirmed])
    for photo_id, face in faces:
        photos[photo_id].faces.append(face._replace(is_imported=face.id in imported))
    former = _former_paths(session)
    tagged = sa.select(PhotoTag.photo_id, Tag.id, Tag.path_key).join(Tag, Tag.id == PhotoTag.tag_id)
    for photo_id, tag_id, key in connection.execute(tagged.where(among(PhotoTag.photo_id, wanted))):
        photos[photo_id].tags.add(key)
        photos[photo_id].former_tags |= former.get(tag_id, set())
    noted = sa.select(PhotoPerson.photo_id, PhotoPerson.person_id).where(among(PhotoPerson.photo_id, wanted))
    for photo_id, person_id in connection.execute(noted):
        photos[photo_id].people.add(person_id)
    theirs = among(Change.row_id, sorted(photos))
    for photo_id, names in _decided(session, Photo.__tablename__, PHOTO_VALUES, theirs).items():
        photos[photo_id].decided = names
    _note_what_was_removed(session, photos)
    face_ids = {face.id for photo in photos.values() for face in photo.faces}
    aliases = _deleted(session, PersonAlias.__tablename__, "RemoveAlias")
    return CatalogNow(
        photos,
        _people(session),
        _refused(session, face_ids),
        apart_now(session, face_ids),
        frozenset(spelled(person["name"]) for person in _deleted(session, Person.__tablename__, "DeletePerson")),
        frozenset((alias["person_id"], spelled(alias["name"])) for alias in aliases),
        _note_albums(session, photos),
    )


def faces_now(session: Session, face_ids: Collection[int]) -> dict[int, FaceNow]:
    """These faces as they are now."""
    return {face.id: face for _, face in _faces(session, among(Face.id, sorted(face_ids)))}


def names_ever(session: Session) -> frozenset[str]:
    """The names that anybody has or had here, as they compare: of people who were renamed, merged or deleted too."""
    now = session.execute(sa.select(Person.name).union_all(sa.select(PersonAlias.name))).scalars()
    before = (image.get("name") for _, image, _ in _changes(session, Person.__tablename__) if isinstance(image, dict))
    return frozenset(spelled(name) for name in (*now, *before) if name)


def photo_values(session: Session, photo_ids: Collection[int]) -> dict[int, dict[str, object]]:
    """What the `PHOTO_VALUES` of these photos hold now."""
    columns = [Photo.__table__.columns[name] for name in PHOTO_VALUES]
    rows = session.connection().execute(sa.select(Photo.id, *columns).where(among(Photo.id, sorted(photo_ids))))
    return {photo_id: dict(zip(PHOTO_VALUES, values, strict=True)) for photo_id, *values in rows}


def refused_now(session: Session, face_ids: Collection[int]) -> set[tuple[int, int]]:
    """The user's no about these faces: pairs of face and person."""
    return {(face, person) for face, people in _refused(session, face_ids).items() for person in people}


def confirmed_in(session: Session, photo_id: int, person_id: int) -> list[int]:
    """The faces of a photo that the user confirmed as this person."""
    return [
        face.id
        for _, face in _faces(session, Face.photo_id == photo_id)
        if face.confirmed and face.person_id == person_id
    ]


def _faces(session: Session, which: sa.ColumnElement[bool]) -> Iterable[tuple[int, FaceNow]]:
    box = (Face.left, Face.top, Face.width, Face.height)
    query = sa.select(Face.photo_id, Face.id, Face.status, Face.person_id, Face.confirmed, *box)
    rows = session.connection().execute(query.where(which).order_by(Face.id))
    for photo_id, face_id, status, person_id, confirmed, *sides in rows:
        yield photo_id, FaceNow(face_id, Box(*sides), FaceStatus(status), person_id, bool(confirmed))


def imported_now(session: Session, face_ids: Collection[int]) -> set[int]:
    """The faces among these that have their name by a takeover, with nothing said of it since."""
    query = (
        sa.select(Change.row_id, Change.after, Decision.kind)
        .join(Decision, Decision.id == Change.decision_id)
        .where(Change.table_name == Face.__tablename__, Decision.state == DONE, among(Change.row_id, sorted(face_ids)))
        .order_by(Change.id)
    )
    last: dict[int, str] = {}
    for face_id, after, kind in session.connection().execute(query):
        if isinstance(after, dict) and not after.keys().isdisjoint(("person_id", "confirmed")):
            last[face_id] = kind
    return {face_id for face_id, kind in last.items() if kind == "TakeOver"}


def _people(session: Session) -> dict[int, PersonNow]:
    decided = _decided(session, Person.__tablename__, PERSON_VALUES)
    columns = [Person.__table__.columns[name] for name in PERSON_VALUES]
    return {
        person_id: PersonNow(dict(zip(PERSON_VALUES, values, strict=True)), frozenset(decided.get(person_id, ())))
        for person_id, *values in session.connection().execute(sa.select(Person.id, *columns))
    }


def _refused(session: Session, face_ids: Collection[int]) -> dict[int, set[int]]:
    refused: dict[int, set[int]] = defaultdict(set)
    query = sa.select(Rejection.face_id, Rejection.person_id).where(among(Rejection.face_id, sorted(face_ids)))
    for face_id, person_id in session.connection().execute(query):
        refused[face_id].add(person_id)
    return refused


def apart_now(session: Session, face_ids: Collection[int]) -> dict[int, dict[int, int | None]]:
    """The faces that the user keeps apart from each of these, with the person that each is confirmed as."""
    apart: dict[int, dict[int, int | None]] = defaultdict(dict)
    confirmed = sa.case((Face.confirmed, Face.person_id), else_=None)
    for this, other in ((CannotLink.face_id, CannotLink.other_face_id), (CannotLink.other_face_id, CannotLink.face_id)):
        query = sa.select(this, other, confirmed).join(Face, Face.id == other).where(among(this, sorted(face_ids)))
        for face_id, other_id, person_id in session.connection().execute(query):
            apart[face_id][other_id] = person_id
    return apart


def _changes(session: Session, table: str, *conditions: sa.ColumnElement[bool]) -> list[tuple[int, Any, Any]]:
    """Changes of rows of a table by decisions that hold."""
    query = (
        sa.select(Change.row_id, Change.before, Change.after)
        .join(Decision, Decision.id == Change.decision_id)
        .where(Change.table_name == table, Decision.state == DONE, *conditions)
    )
    rows = session.connection().execute(query)
    return [(row_id, before, after) for row_id, before, after in rows]  # noqa: C416 - rows are no tuples to mypy


def _of_photos(photo_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Deleted rows of these photos. (Without it all that were ever deleted are read, for each chunk of photos.)"""
    return among(json_number(Change.before, "photo_id"), sorted(photo_ids))


def _deleted(
    session: Session, table: str, kind: str | None = None, *which: sa.ColumnElement[bool]
) -> Iterable[dict[str, Any]]:
    """The rows of a table that decisions deleted, as they were; only by decisions of this kind, if one is given."""
    # A row image that is not there is a JSON null.
    is_deletion = sa.cast(Change.after, sa.String) == "null"
    of_kind = [] if kind is None else [Decision.kind == kind]
    for _, before, after in _changes(session, table, is_deletion, *of_kind, *which):
        if isinstance(before, dict) and after is None:
            yield before


def _decided(
    session: Session, table: str, names: Collection[str], *which: sa.ColumnElement[bool]
) -> dict[int, set[str]]:
    """Which of these columns decisions set, by row; a row's making sets none."""
    decided: dict[int, set[str]] = defaultdict(set)
    for row_id, before, after in _changes(session, table, *which):
        if isinstance(before, dict) and isinstance(after, dict):
            decided[row_id].update(name for name in names if name in after)
    return decided


def _former_paths(session: Session) -> dict[int, set[str]]:
    """The keys of the paths that tags had before they were renamed, by tag."""
    former: dict[int, set[str]] = defaultdict(set)
    for tag_id, before, after in _changes(session, Tag.__tablename__):
        if isinstance(before, dict) and isinstance(after, dict) and "path" in before:
            former[tag_id].add(spelled_path(before["path"]))
    return former


def _note_what_was_removed(session: Session, photos: dict[int, PhotoNow]) -> None:
    """Note tags that the user took from photos, and drawn faces that the user deleted."""
    keys = {tag_id: key for tag_id, key in session.connection().execute(sa.select(Tag.id, Tag.path_key))}  # noqa: C416
    for tag in _deleted(session, Tag.__tablename__):
        keys.setdefault(tag["id"], spelled_path(tag["path"]))
    theirs = _of_photos(photos)
    for row in _deleted(session, PhotoTag.__tablename__, None, theirs):
        photo, key = photos.get(row["photo_id"]), keys.get(row["tag_id"])
        if photo is not None and key is not None and key not in photo.tags:
            photo.removed_tags.add(key)
    for row in _deleted(session, PhotoPerson.__tablename__, "UnmarkInPhotos", theirs):
        photo = photos.get(row["photo_id"])
        if photo is not None and row["person_id"] not in photo.people:
            photo.removed_people.add(row["person_id"])
    for face in _deleted(session, Face.__tablename__, None, theirs):
        if face["photo_id"] in photos:
            box = Box(face["left"], face["top"], face["width"], face["height"])
            photos[face["photo_id"]].removed_boxes.append(box)


def _note_albums(session: Session, photos: dict[int, PhotoNow]) -> frozenset[AlbumKey]:
    """Note in which albums photos are and were; returns the albums that the user deleted."""
    rows = session.connection().execute(sa.select(Album.id, Album.parent_id, Album.name_key))
    there: dict[int, tuple[int | None, str]] = {id_: (parent_id, key) for id_, parent_id, key in rows}
    gone = {row["id"]: (row["parent_id"], row["name_key"]) for row in _deleted(session, Album.__tablename__)}
    known = {**gone, **there}

    def path(album_id: int | None) -> AlbumKey:
        if album_id not in known:
            return ()
        parent_id, key = known[album_id]
        return (*path(parent_id), key)

    inside = sa.select(AlbumPhoto.photo_id, AlbumPhoto.album_id).where(among(AlbumPhoto.photo_id, sorted(photos)))
    for photo_id, album_id in session.connection().execute(inside):
        photos[photo_id].albums.add(path(album_id))
    for row in _deleted(session, AlbumPhoto.__tablename__, None, _of_photos(photos)):
        if row["photo_id"] in photos and row["album_id"] in there:
            photos[row["photo_id"]].removed_albums.add(path(row["album_id"]))
    return frozenset(map(path, gone)) - frozenset(map(path, there))
