"""Everything the user said and the machine found, as plain values that other programs can read."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from photoface.catalog import people, photos

FORMAT_VERSION = 1


def as_values(session: Session) -> dict[str, Any]:
    """People, photos and active faces. Boxes are fractions of the upright photo; dates are ISO 8601, local."""
    everybody = people.summaries(session)
    exported_photos = []
    for photo_id in photos.ids(session):
        photo = photos.detail(session, photo_id)
        exported_photos.append(
            {
                "id": photo.id,
                "files": [str(path) for path in photo.file_paths],
                "missing": photo.missing,
                "width": photo.width,
                "height": photo.height,
                "taken_at": photo.taken_at.isoformat(),
                "dated_by_exif": photo.dated_by_exif,
                "camera": photo.camera,
                "latitude": photo.latitude,
                "longitude": photo.longitude,
                "faces": [
                    {
                        "id": face.id,
                        "left": face.box.left,
                        "top": face.box.top,
                        "width": face.box.width,
                        "height": face.box.height,
                        "person": face.person_name,
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
            {"id": person.id, "name": person.name, "faces": person.faces, "photos": person.photos}
            for person in everybody
        ],
        "photos": exported_photos,
    }
