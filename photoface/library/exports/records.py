"""Converts photos, faces, people, tags and saved searches to the plain values of a JSON or CSV export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from photoface.catalog import exported_photos, people, photos, saved_searches, tags
from photoface.catalog.database import Session
from photoface.catalog.exported_photos import ExportDetails
from photoface.catalog.summaries.faces import FaceSummary
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.formatting import attributes

FORMAT_VERSION = 1
"""Of the JSON: what is added to it later leaves this number as it is."""

PHOTOS_AT_ONCE = 500
"""A few hundred kilobytes of values, and one parameter for each id (`catalog.sql_helpers.FEW_IDS`)."""


def as_values(session: Session) -> dict[str, Any]:
    """Everything at once; see `head` and `photo_values`."""
    return {**head(session, None), "photos": list(photo_values(session, photos.ids(session)))}


def head(session: Session, photo_ids: Sequence[int] | None) -> dict[str, Any]:
    """What an export says besides its photos. Dates are ISO 8601, local.

    Args:
        photo_ids: the photos that were chosen: only their people and tags are in it then. None for all.
    """
    chosen = None if photo_ids is None else exported_photos.people_in(session, photo_ids)
    aliases = {person.id: person.aliases for person in people.names(session)}
    notes = people.notes(session)
    every_tag = tags.everything(session)
    if photo_ids is not None:
        on_them = {tag.tag.id for tag in tags.on_photos(session, photo_ids)}
        every_tag = [tag for tag in every_tag if tag.id in on_them]
    return {
        "format": FORMAT_VERSION,
        "people": [
            {
                **attributes(person, "id", "name", "faces", "photos"),
                "born": None if person.born is None else person.born.isoformat(),
                "died": None if person.died is None else person.died.isoformat(),
                **attributes(person, "favourite", "hidden"),
                "aliases": list(aliases[person.id]),
                "notes": notes[person.id],
            }
            for person in people.summaries(session, chosen)
        ],
        "tags": [tag.path for tag in every_tag],
        "searches": []
        if photo_ids is not None
        else [attributes(one, "name", "words") for one in saved_searches.everything(session)],
    }


def photo_values(session: Session, photo_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Photos with their faces, in this order. Boxes are fractions of the upright photo.

    They are read a few hundred at a time, so that 50,000 photos take no more memory than 500.
    """
    ids = iter(photo_ids)
    while some := list(islice(ids, PHOTOS_AT_ONCE)):
        extra = exported_photos.export_details(session, some)
        for photo in photos.details(session, some):
            yield _photo(photo, extra[photo.id])


def _photo(photo: PhotoDetail, extra: ExportDetails) -> dict[str, Any]:
    return {
        "id": photo.id,
        "files": [str(path) for path in photo.file_paths if path not in photo.gone_paths],
        "gone_files": [str(path) for path in photo.gone_paths],
        **attributes(photo, "missing", "away", "width", "height"),
        "taken_at": None if photo.undated else photo.taken_at.isoformat(),
        **attributes(photo, "dated_by_exif", "dated_by", "date_precision", "flaw", "camera", "latitude", "longitude"),
        "tags": [tag.path for tag in photo.tags],
        "rating": photo.rating,
        **attributes(extra, "favourite", "hidden", "title", "caption", "label"),
        "albums": list(extra.albums),
        "people_without_face": [{"id": person, "name": name} for person, name in extra.people_without_face],
        "faces": [_face(face) for face in photo.faces],
    }


def _face(face: FaceSummary) -> dict[str, Any]:
    return {
        "id": face.id,
        **attributes(face.box, "left", "top", "width", "height"),
        "person": face.person_name,
        **attributes(face, "person_id", "confirmed"),
        "group": face.group_id,
        "status": face.status.value,
        "quality": face.quality,
    }
