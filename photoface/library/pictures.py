"""`Pictures`, the library's manager that gives face crops, thumbnails and full pictures, from store or file.

It also reads how a photo was exposed, and how the user turned it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoface.catalog import faces, photos, settings_store, user_turns
from photoface.catalog.database import Database, Session
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.user_turns import TurnedPhotos
from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.geometry import Turn
from photoface.imaging.photo_bytes import read_file
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.imaging.thumbnails import encode_face_crop, encode_thumbnail, turned_thumbnail
from photoface.imaging.upright import turned

if TYPE_CHECKING:
    from photoface.imaging.exposure import Exposure


class Pictures:
    """Reads from the store of pictures, and keeps there what had to be made from a photo.

    The store has them as the files show the photos; they are given as the user turned them.
    """

    def __init__(self, database: Database, thumbnails: ThumbnailStore) -> None:
        self._database = database
        self._thumbnails = thumbnails
        self._turned: tuple[int, TurnedPhotos] | None = None
        """What the user turned, at a version of the catalog."""
        self._told: TurnedPhotos | None = None
        """What was turned when `take_changes_by_others` was asked last."""

    def face_crop(self, face_id: int) -> bytes | None:
        """A face's square crop as JPEG, from the store or else from the photo; None where the file is gone."""
        turn = self._turned_photos().of_face(face_id)
        made = self._thumbnails.face(face_id)
        if made is None:
            with self._database.read() as session:
                # Of a drive that is not connected no picture can be made: that is told first, with the least work.
                photo_id = faces.photo_id(session, face_id)
                is_reachable = photo_id is not None and photos.reachable_file(session, photo_id) is not None
                found = faces.summaries(session, [face_id]) if is_reachable else []
                source = _source(session, found[0].photo_id, found[0].frame_seconds) if found else None
            made = self._made(source, lambda pixels: encode_face_crop(pixels, turn.inverse.box(found[0].box)))
            if made is not None:
                self._thumbnails.put_faces({face_id: made})
        return None if made is None else turned_thumbnail(made, turn)

    def photo_thumbnail(self, photo_id: int) -> bytes | None:
        """A photo's thumbnail as JPEG (long side 512), from the store or else from the photo; None if that is gone."""
        turn = self.turn(photo_id)
        made = self._thumbnails.photo(photo_id)
        if made is None:
            made = self._made(self._database.query(_source, photo_id), encode_thumbnail)
            if made is not None:
                self._thumbnails.put_photos({photo_id: made})
        return None if made is None else turned_thumbnail(made, turn)

    def _made(self, source: _Source | None, encode: Callable[[NDArray[np.uint8]], bytes]) -> bytes | None:
        """What is made of a file's picture; None where the file went away or broke, which the next scan will say."""
        if source is None:
            return None
        try:
            return encode(self._decoded(source))
        except UnreadablePhoto:
            return None

    def photo_pixels(self, photo_id: int, long_side: int, seconds: float | None = None) -> NDArray[np.uint8]:
        """A photo upright and at most this large: (height, width, 3) RGB, for the viewer.

        Args:
            seconds: which frame of a video; None for the one that stands for it.

        Raises:
            UserFacingError: no file of it can be read.
        """
        source = self._database.query(_source, photo_id, seconds)
        if source is None:
            raise UserFacingError(
                "The file of this photo is not there.", "Connect its disk, or scan again if it moved."
            )
        pixels = turned(self._decoded(source), self.turn(photo_id))
        height, width = pixels.shape[:2]
        factor = long_side / max(height, width)
        if factor >= 1:
            return pixels
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))

    def turn(self, photo_id: int) -> Turn:
        """How the user turned a photo, beyond what its file says."""
        return self._turned_photos().of_photo(photo_id)

    def _turned_photos(self) -> TurnedPhotos:
        """Read again after each commit: to ask for each picture takes twenty times as long as to fetch it."""
        version, known = self._database.data_version(), self._turned
        if known is None or known[0] != version:
            self._turned = known = version, self._database.query(user_turns.turned_photos)
            self._told = self._told or known[1]
        return known[1]

    def take_changes_by_others(self) -> Changed:
        """The faces (`boxes`) and photos (`turned`) whose pictures others changed or turned since the last call."""
        after = self._turned_photos()
        before, self._told = self._told or after, after
        turned = _differing(before.photos, after.photos)
        faces, photos = self._thumbnails.take_replaced()
        return Changed(boxes=faces, turned=photos | turned)

    def exposure(self, photo_id: int) -> Exposure:
        """How a photo was exposed, as its file says; nothing is known where that cannot be read."""
        from photoface.imaging.decode import read_exposure
        from photoface.imaging.exposure import Exposure

        source = self._database.query(_source, photo_id)
        if source is None or source.seconds is not None:
            return Exposure()
        try:
            return read_exposure(read_file(source.path), source.path.name)
        except UnreadablePhoto:
            return Exposure()

    def _decoded(self, source: _Source) -> NDArray[np.uint8]:
        # The window's start does without all formats: what it shows is in the store.
        from photoface.imaging.decode import decode

        path, limit = source.path, self._database.query(settings_store.load).maximum_megapixels
        if source.seconds is None:
            return decode(read_file(path), name=path.name, maximum_megapixels=limit).pixels
        from photoface.imaging.videos import read_frame

        return read_frame(path, source.seconds, limit).pixels


def _differing(before: Mapping[int, Turn], after: Mapping[int, Turn]) -> frozenset[int]:
    return frozenset(
        photo_id for photo_id in before.keys() | after.keys() if before.get(photo_id) != after.get(photo_id)
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a picture comes from: a photo's file, or a frame of a video."""

    path: Path
    seconds: float | None


def _source(session: Session, photo_id: int, seconds: float | None = None) -> _Source | None:
    """The file of a photo; None where it cannot be reached.

    Args:
        seconds: which frame of a video; None for its still.
    """
    path = photos.reachable_file(session, photo_id)
    if path is None:
        return None
    still = photos.still_seconds(session, photo_id)
    return _Source(path, None if still is None else still if seconds is None else seconds)
