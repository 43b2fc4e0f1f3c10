"""Crops, thumbnails and full pictures to show: from the store, else from the photo itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoface.catalog import faces, photos, settings_store
from photoface.catalog.database import Database, Session
from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.decode import decode
from photoface.imaging.photo_bytes import read_file
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.imaging.thumbnails import encode_face_crop, encode_thumbnail


class Pictures:
    """Reads from the store of pictures, and keeps there what had to be made from a photo."""

    def __init__(self, database: Database, thumbnails: ThumbnailStore) -> None:
        self._database = database
        self._thumbnails = thumbnails

    def face_crop(self, face_id: int) -> bytes | None:
        """A face's square crop as JPEG, from the store or else from the photo; None where the file is gone."""
        stored = self._thumbnails.face(face_id)
        if stored is not None:
            return stored
        with self._database.read() as session:
            found = faces.summaries(session, [face_id])
            path = _path(session, found[0].photo_id) if found else None
        made = self._made(path, lambda pixels: encode_face_crop(pixels, found[0].box))
        if made is not None:
            self._thumbnails.put_faces({face_id: made})
        return made

    def photo_thumbnail(self, photo_id: int) -> bytes | None:
        """A photo's thumbnail as JPEG (long side 512), from the store or else from the photo; None if that is gone."""
        stored = self._thumbnails.photo(photo_id)
        if stored is not None:
            return stored
        made = self._made(self._database.query(_path, photo_id), encode_thumbnail)
        if made is not None:
            self._thumbnails.put_photos({photo_id: made})
        return made

    def _made(self, path: Path | None, encode: Callable[[NDArray[np.uint8]], bytes]) -> bytes | None:
        """What is made of a file's picture; None where the file went away or broke, which the next scan will say."""
        if path is None:
            return None
        try:
            return encode(self._decoded(path))
        except UnreadablePhoto:
            return None

    def photo_pixels(self, photo_id: int, long_side: int) -> NDArray[np.uint8]:
        """A photo upright and at most this large: (height, width, 3) RGB, for the viewer.

        Raises:
            UserFacingError: no file of it can be read.
        """
        path = self._database.query(_path, photo_id)
        if path is None:
            raise UserFacingError(
                "The file of this photo is not there.", "Connect its disk, or scan again if it moved."
            )
        pixels = self._decoded(path)
        height, width = pixels.shape[:2]
        factor = long_side / max(height, width)
        if factor >= 1:
            return pixels
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))

    def _decoded(self, path: Path) -> NDArray[np.uint8]:
        limit = self._database.query(settings_store.load).maximum_megapixels
        return decode(read_file(path), name=path.name, maximum_megapixels=limit).pixels


def _path(session: Session, photo_id: int) -> Path | None:
    return next(iter(photos.file_paths(session, photo_id).reachable), None)
