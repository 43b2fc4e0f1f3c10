"""Crops, thumbnails and full pictures for whoever shows them: from the store, else from the photo itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoface.catalog import faces, photos
from photoface.catalog.database import Database, Session
from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.decode import decode
from photoface.imaging.photo_bytes import read_file
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.imaging.thumbnails import encode_face_crop, encode_thumbnail
from photoface.settings import Settings

SettingsReader = Callable[[], Settings]
"""Reads the catalog's settings; asked only where a photo must be decoded."""


def face_crop(database: Database, thumbnails: ThumbnailStore, settings: SettingsReader, face_id: int) -> bytes | None:
    """See `Library.face_crop`."""
    stored = thumbnails.face(face_id)
    if stored is not None:
        return stored
    with database.read() as session:
        found = faces.summaries(session, [face_id])
        path = _path(session, found[0].photo_id) if found else None
    if path is None:
        return None
    try:
        made = encode_face_crop(_pixels(path, settings()), found[0].box)
    except UnreadablePhoto:
        # The file went away or broke since the scan; the next scan says so, a missing crop is no news here.
        return None
    thumbnails.put_faces({face_id: made})
    return made


def photo_thumbnail(
    database: Database, thumbnails: ThumbnailStore, settings: SettingsReader, photo_id: int
) -> bytes | None:
    """See `Library.photo_thumbnail`."""
    stored = thumbnails.photo(photo_id)
    if stored is not None:
        return stored
    with database.read() as session:
        path = _path(session, photo_id)
    if path is None:
        return None
    try:
        made = encode_thumbnail(_pixels(path, settings()))
    except UnreadablePhoto:
        # As above.
        return None
    thumbnails.put_photos({photo_id: made})
    return made


def photo_pixels(database: Database, settings: SettingsReader, photo_id: int, long_side: int) -> NDArray[np.uint8]:
    """See `Library.photo_pixels`."""
    with database.read() as session:
        path = _path(session, photo_id)
    if path is None:
        raise UserFacingError("The file of this photo is not there.", "Connect its disk, or scan again if it moved.")
    pixels = _pixels(path, settings())
    height, width = pixels.shape[:2]
    factor = long_side / max(height, width)
    if factor >= 1:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))


def _path(session: Session, photo_id: int) -> Path | None:
    return next(iter(photos.file_paths(session, photo_id).reachable), None)


def _pixels(path: Path, settings: Settings) -> NDArray[np.uint8]:
    return decode(read_file(path), name=path.name, maximum_megapixels=settings.maximum_megapixels).pixels
