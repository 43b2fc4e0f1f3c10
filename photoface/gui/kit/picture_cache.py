"""A least-recently-used cache of pixmaps (face crops and thumbnails) within a budget of bytes, on the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QImage, QPixmap

from photoface.gui.kit.picture import Picture, PictureKey

CACHE_BYTES = 32 * 1024 * 1024
"""Some 75 photos in rows of the usual height, or 850 crops of faces: several screens of either."""

SCREENS_KEPT = 6
"""On a large screen so many of its own pixels, so that what is looked at and what is looked ahead for do not push each
other out. Pictures are kept at up to twice the pixels that they are painted with."""


@dataclass(slots=True)
class CachedPicture:
    """A picture, and from when on it fades in, by `time.monotonic`; 0 once it shows in full."""

    picture: Picture
    bytes: int
    shown_from: float


class PictureCache:
    """Pictures by key. Belongs to the GUI thread.

    Args:
        budget: bytes that it keeps; None for what fits the screen.
    """

    def __init__(self, budget: int | None = None) -> None:
        self._budget = budget or max(CACHE_BYTES, SCREENS_KEPT * _largest_screen_bytes())
        self._entries: OrderedDict[PictureKey, CachedPicture] = OrderedDict()
        # In which size each photo came last.
        self._newest: dict[int, PictureKey] = {}
        self.held_bytes = 0

    def __contains__(self, key: PictureKey) -> bool:
        return key in self._entries

    def get(self, key: PictureKey) -> CachedPicture | None:
        """A picture that somebody looks at."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def photo_in_any_size(self, photo_id: int) -> QPixmap | None:
        """The photo as it came last."""
        newest = self._newest.get(photo_id)
        entry = None if newest is None else self._entries.get(newest)
        return None if entry is None else entry.picture.pixmap

    def put(self, key: PictureKey, image: QImage | None, shown_from: float) -> None:
        """Keep a picture, or that there is none to be had."""
        self._drop(key)
        pixmap = QPixmap() if image is None else QPixmap.fromImage(image)
        size = 0 if image is None else image.sizeInBytes()
        entry = CachedPicture(Picture(pixmap, 1.0, key.is_tile), size, shown_from)
        self._entries[key] = entry
        self.held_bytes += entry.bytes
        if key.kind == "photo":
            self._newest[key.id] = key

    def shrink(self) -> None:
        """Drop what is beyond the budget."""
        while self.held_bytes > self._budget and len(self._entries) > 1:
            key = next(iter(self._entries))
            self._drop(key)
            if key.kind == "photo" and self._newest.get(key.id) == key:
                del self._newest[key.id]

    def forget(self, faces: Iterable[int], photos: Iterable[int]) -> None:
        """Drop the pictures of these, in all sizes."""
        faces, photos = set(faces), set(photos)
        for key in list(self._entries):
            if key.id in (photos if key.kind == "photo" else faces):
                self._drop(key)

    def forget_faces(self) -> None:
        """Drop the crops of all faces."""
        self.forget({key.id for key in self._entries if key.kind != "photo"}, ())

    def _drop(self, key: PictureKey) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.held_bytes -= entry.bytes


def _largest_screen_bytes() -> int:
    """What the pixels of the largest screen take."""
    screens = QGuiApplication.screens()
    ratios = [screen.devicePixelRatio() for screen in screens]
    areas = [screen.size().width() * screen.size().height() for screen in screens]
    return max((round(4 * area * ratio**2) for area, ratio in zip(areas, ratios, strict=True)), default=0)
