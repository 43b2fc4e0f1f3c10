"""Imports from Nextcloud's app Recognize: its tables in Nextcloud's SQLite database, or in a dump of its database.

Source: the migrations of nextcloud/recognize. A face is in fractions with the origin at the top left; nothing says
whether of the upright or of the stored photo. Recognize keeps no yes to each face: every face of a cluster with a title
counts as confirmed.
"""

from __future__ import annotations

from pathlib import Path

from photoface.errors import UserFacingError
from photoface.metadata.importers import foreign_tables, foreign_values
from photoface.metadata.importers.drafts import PhotoDraft, finished
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.importers.foreign_database import by_key
from photoface.metadata.records import ForeignCatalog, ForeignPerson, Frame, RegionState

PROGRAM = "Nextcloud Recognize"

_DETECTIONS, _CLUSTERS = "oc_recognize_face_detections", "oc_recognize_face_clusters"
_FILES, _STORAGES = "oc_filecache", "oc_storages"
_WANTED = {
    _DETECTIONS: {"file_id", "cluster_id", "x", "y", "width", "height"},
    _CLUSTERS: {"id", "title"},
    _FILES: {"fileid", "storage", "path", "size"},
    _STORAGES: {"numeric_id", "id"},
}
_HOME, _LOCAL = "home::", "local::"


def find() -> list[Path]:
    """Nowhere: a server may be anywhere."""
    return []


def read(path: Path, count: EntryCount | None = None) -> ForeignCatalog:
    """Read the tables.

    Args:
        count: counts what is read.

    Raises:
        UserFacingError: it is not there, or has no tables of Recognize.
    """
    with foreign_tables.opened(path, PROGRAM, _WANTED, count) as tables:
        if not tables.columns(_DETECTIONS):
            raise UserFacingError(
                f"{path} has no tables of {PROGRAM}.",
                "Choose Nextcloud's database owncloud.db, or a dump of its PostgreSQL or MySQL database in plain text.",
            )
        names = {
            key: name
            for key, title in tables.rows(_CLUSTERS, "id", "title")
            if key is not None and (name := foreign_values.line(title))
        }
        faces: dict[object, list[tuple[object, ...]]] = {}
        for file, *face in tables.rows(_DETECTIONS, "file_id", "cluster_id", "x", "y", "width", "height"):
            faces.setdefault(file, []).append(tuple(face))
        storages = by_key(tables, _STORAGES, "numeric_id", "id")
        photos = []
        for file, storage, below, size in tables.rows(_FILES, "fileid", "storage", "path", "size"):
            if file in faces and isinstance(below, str):
                draft = _draft(foreign_values.line(storages.get(storage)) or "", below)
                if draft is None:
                    tables.remarks.add(f"{below} is no path of a photo, and was left out.")
                    continue
                draft.size_bytes = foreign_values.integer(size, 0, 1 << 62)
                for cluster, *place in faces.pop(file):
                    _add_face(draft, names.get(cluster), place)
                photos.append(draft)
        if faces:
            tables.remarks.add(f"{len(faces)} photos with faces are no longer in Nextcloud.")
        people = (ForeignPerson(name) for name in names.values())
        return finished(PROGRAM, people, photos, tables.remarks)


def _draft(storage: str, below: str) -> PhotoDraft | None:
    """A photo's path: below the user's folder, or absolute in a local folder."""
    if storage.startswith(_LOCAL):
        path = foreign_values.joined(storage.removeprefix(_LOCAL), below)
        return PhotoDraft(path) if path else None
    path = foreign_values.joined("", below)
    return PhotoDraft(path, storage.removeprefix(_HOME)) if path else None


def _add_face(draft: PhotoDraft, name: str | None, place: list[object]) -> None:
    box = foreign_values.box(*place) if len(place) == 4 else None
    if box is not None:
        draft.add_face(box, Frame.UNCLEAR, name, RegionState.CONFIRMED)
        return
    draft.remarks.append("The box of a face cannot be read.")
    if name:
        draft.people.append(name)
