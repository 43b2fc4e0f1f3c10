"""Everything the user said and the machine found, as plain values that other programs can read."""

from __future__ import annotations

from typing import Any

from photoface.catalog import people, photos, saved_searches, tags
from photoface.catalog.database import Session
from photoface.catalog.summaries import FaceSummary, PhotoDetail
from photoface.formatting import attributes

FORMAT_VERSION = 1


def as_values(session: Session) -> dict[str, Any]:
    """People, photos and active faces. Boxes are fractions of the upright photo; dates are ISO 8601, local."""
    aliases = {person.id: person.aliases for person in people.names(session)}
    notes = people.notes(session)
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
            for person in people.summaries(session)
        ],
        "tags": [tag.path for tag in tags.everything(session)],
        "searches": [attributes(one, "name", "words") for one in saved_searches.everything(session)],
        "photos": [_photo(photos.detail(session, photo_id)) for photo_id in photos.ids(session)],
    }


def _photo(photo: PhotoDetail) -> dict[str, Any]:
    return {
        "id": photo.id,
        "files": [str(path) for path in photo.file_paths if path not in photo.gone_paths],
        "gone_files": [str(path) for path in photo.gone_paths],
        **attributes(photo, "missing", "away", "width", "height"),
        "taken_at": photo.taken_at.isoformat(),
        **attributes(photo, "dated_by_exif", "dated_by", "date_precision", "flaw", "camera", "latitude", "longitude"),
        "tags": [tag.path for tag in photo.tags],
        "rating": photo.rating,
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
