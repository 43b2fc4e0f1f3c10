"""Detects faces in one photo again, at a higher resolution, for those that the scan missed; loses no decision."""

from __future__ import annotations

from photoface.catalog import contents, photos, scanned_files
from photoface.catalog.database import Database
from photoface.errors import UserFacingError
from photoface.imaging.decode import decode
from photoface.imaging.formats import is_video_name
from photoface.imaging.photo_bytes import content_hash, read_file
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.scan.face_engine import FaceEngine, embed_faces, find_faces
from photoface.scan.failures import failure_of
from photoface.scan.store import FaceWriter, StoredBatch
from photoface.settings import Settings


def find_missed_faces(
    database: Database, thumbnails: ThumbnailStore, engine: FaceEngine, settings: Settings, photo_id: int
) -> StoredBatch:
    """Find faces in a photo; new ones are added, known ones are measured again, and none goes away.

    Raises:
        UserFacingError: the photo's file is not there, cannot be read, or is another picture than it was.
    """
    with database.read() as session:
        known_hashes = contents.hashes_of(session, photo_id)
        present = photos.file_paths(session, photo_id).reachable
    if not known_hashes or not present:
        raise UserFacingError("The file of this photo is not there.", "Connect its disk, or scan again if it moved.")
    path = present[0]
    if is_video_name(path.name):
        raise UserFacingError(f"{path.name} is a video.", "Its faces are looked for when it is scanned.")
    try:
        data = read_file(path)
        photo = decode(data, name=path.name, maximum_megapixels=settings.maximum_megapixels)
    except Exception as error:
        raise UserFacingError(failure_of(error, path.name).sentence) from error
    if content_hash(data) not in known_hashes:
        with database.write(durable=False) as session:
            # Its size and time may be the same, by which a scan knows what has changed.
            scanned_files.read_again(session, contents.file_ids(session, photo_id))
        raise UserFacingError(
            f"{path.name} was changed since the last scan.", "Look for new photos first; that reads it again."
        )
    (found,) = find_faces([photo], engine)
    embed_faces(found.faces, engine)
    stored = StoredBatch()
    with database.write(durable=False) as session:
        FaceWriter(session, settings.model, stored).write(photo_id, found.faces, 0.0, keep_unseen=True)
        photos.update(session, photo_id, {"detector": engine.detector.name})
    thumbnails.put_faces(stored.face_crops)
    thumbnails.remove_faces(stored.stale_crops)
    return stored
