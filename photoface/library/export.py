"""Everything the user said and the machine found, as plain values that other programs can read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from photoface.catalog import people, photos, saved_searches, tags
from photoface.catalog.database import Session

FORMAT_VERSION = 1


def as_values(session: Session) -> dict[str, Any]:
    """People, photos and active faces. Boxes are fractions of the upright photo; dates are ISO 8601, local."""
    everybody = people.summaries(session)
    aliases = {person.id: person.aliases for person in people.names(session)}
    notes = people.notes(session)
    exported_photos = []
    for photo_id in photos.ids(session):
        photo = photos.detail(session, photo_id)
        exported_photos.append(
            {
                "id": photo.id,
                "files": [str(path) for path in photo.file_paths if path not in photo.gone_paths],
                "gone_files": [str(path) for path in photo.gone_paths],
                "missing": photo.missing,
                "away": photo.away,
                "width": photo.width,
                "height": photo.height,
                "taken_at": photo.taken_at.isoformat(),
                "dated_by_exif": photo.dated_by_exif,
                "dated_by": photo.dated_by,
                "date_precision": photo.date_precision,
                "flaw": photo.flaw,
                "camera": photo.camera,
                "latitude": photo.latitude,
                "longitude": photo.longitude,
                "tags": [tag.path for tag in photo.tags],
                "rating": photo.rating,
                "faces": [
                    {
                        "id": face.id,
                        "left": face.box.left,
                        "top": face.box.top,
                        "width": face.box.width,
                        "height": face.box.height,
                        "person": face.person_name,
                        "person_id": face.person_id,
                        "confirmed": face.confirmed,
                        "group": face.group_id,
                        "status": face.status.value,
                        "quality": face.quality,
                    }
                    for face in photo.faces
                ],
            }
        )
    return {
        "format": FORMAT_VERSION,
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "faces": person.faces,
                "photos": person.photos,
                "born": _iso(person.born),
                "died": _iso(person.died),
                "favourite": person.favourite,
                "hidden": person.hidden,
                "aliases": list(aliases[person.id]),
                "notes": notes[person.id],
            }
            for person in everybody
        ],
        "tags": [tag.path for tag in tags.everything(session)],
        "searches": [{"name": one.name, "words": one.words} for one in saved_searches.everything(session)],
        "photos": exported_photos,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
