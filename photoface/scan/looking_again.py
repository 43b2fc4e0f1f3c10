"""Looking for faces once more in one photo, more closely than a scan does, and keeping all that was said about it."""

from __future__ import annotations

import sqlalchemy as sa

from photoface.catalog import contents
from photoface.catalog.database import Database
from photoface.catalog.photos import file_paths
from photoface.catalog.tables import Photo
from photoface.errors import UserFacingError
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.scan import analysis
from photoface.scan.analysis import FaceEngine
from photoface.scan.reading import PendingFile, read_photo
from photoface.scan.store import Stored, store_faces
from photoface.settings import Settings


def look_again(
    database: Database, thumbnails: ThumbnailStore, engine: FaceEngine, settings: Settings, photo_id: int
) -> Stored:
    """Find faces in a photo; new ones are added, known ones measured anew, and none goes away.

    Raises:
        UserFacingError: the photo's file is not there, cannot be read, or is another picture than it was.
    """
    with database.read() as session:
        known_hashes = contents.hashes_of(session, photo_id)
        present = file_paths(session, photo_id).reachable
    if not known_hashes or not present:
        raise UserFacingError("The file of this photo is not there.", "Connect its disk, or scan again if it moved.")
    file = PendingFile(photo_id, present[0], 0, 0, photo_id)
    read = read_photo(file, settings.maximum_megapixels)
    if read.photo is None:
        raise UserFacingError(f"{file.path.name} cannot be read." if read.failure is None else read.failure.sentence)
    if read.content_hash not in known_hashes:
        with database.write(durable=False) as session:
            # Its size and time may be the same, by which a scan knows what has changed.
            contents.read_again(session, contents.file_ids(session, photo_id))
        raise UserFacingError(
            f"{file.path.name} was changed since the last scan.", "Look for new photos first; that reads it anew."
        )
    (faces,) = analysis.embed(analysis.see([read.photo], engine), engine)
    stored = Stored()
    with database.write(durable=False) as session:
        store_faces(session, photo_id, faces, settings.model, stored, keep_unseen=True)
        looked = sa.update(Photo).where(Photo.id == photo_id)
        session.execute(looked.values(detector=engine.detector.name))
    thumbnails.put_faces(stored.face_crops)
    thumbnails.remove_faces(stored.stale_crops)
    return stored
