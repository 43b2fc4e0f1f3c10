"""Reads what exports need of photos beyond `PhotoDetail`: title, caption, favourite, albums, people without a face.

It also finds the people who are in a set of photos.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import albums
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.collections import AlbumPhoto
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.people import Person, PhotoPerson
from photoface.catalog.tables.photos import Photo


@dataclass(frozen=True, slots=True)
class ExportDetails:
    """What an export says of one photo beyond its `PhotoDetail`; the user or an import said it.

    Attributes:
        people_without_face: (person, name) of those who are in the photo as a whole.
        albums: the paths of those that the photo is in.
    """

    favourite: bool | None
    hidden: bool | None
    title: str | None
    caption: str | None
    label: str | None
    people_without_face: tuple[tuple[int, str], ...] = ()
    albums: tuple[str, ...] = ()


def export_details(session: Session, photo_ids: Sequence[int]) -> dict[int, ExportDetails]:
    """Read these values of photos, by the id of the photo."""
    people: dict[int, list[tuple[int, str]]] = defaultdict(list)
    noted = sa.select(PhotoPerson.photo_id, Person.id, Person.name).join(Person, Person.id == PhotoPerson.person_id)
    for photo_id, person_id, name in session.execute(
        noted.where(among(PhotoPerson.photo_id, photo_ids)).order_by(Person.name_key, Person.id)
    ):
        people[photo_id].append((person_id, name))
    in_albums: dict[int, list[str]] = defaultdict(list)
    held = sa.select(AlbumPhoto.photo_id, AlbumPhoto.album_id).where(among(AlbumPhoto.photo_id, photo_ids))
    rows_of_albums = session.execute(held.order_by(AlbumPhoto.album_id)).all()
    paths = albums.paths(albums.everything(session)) if rows_of_albums else {}
    for photo_id, album_id in rows_of_albums:
        in_albums[photo_id].append(paths[album_id])
    columns = (Photo.favourite, Photo.hidden, Photo.title, Photo.caption, Photo.label)
    rows = session.execute(sa.select(Photo.id, *columns).where(among(Photo.id, photo_ids)))
    found = {}
    for photo_id, favourite, hidden, title, caption, label in rows:
        whole = (tuple(people[photo_id]), tuple(in_albums[photo_id]))
        found[photo_id] = ExportDetails(favourite, hidden, title, caption, label, *whole)
    return found


def people_in(session: Session, photo_ids: Sequence[int]) -> list[int]:
    """The people who are in these photos, with a face or as a whole, by number."""
    with_face = sa.select(Face.person_id).where(
        among(Face.photo_id, photo_ids), Face.person_id.is_not(None), Face.status == FaceStatus.ACTIVE
    )
    as_a_whole = sa.select(PhotoPerson.person_id).where(among(PhotoPerson.photo_id, photo_ids))
    found = session.execute(with_face.union(as_a_whole)).scalars()
    return sorted(person_id for person_id in found if person_id is not None)
