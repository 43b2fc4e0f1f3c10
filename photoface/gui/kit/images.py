"""Gives face crops and thumbnails to painters: from a cache, or fetched in the background and faded in.

A painter asks for a picture on every paint and gets it or nothing. What is asked for last is fetched first, since it is
what the user looks at; what was scrolled past long ago is not fetched at all. What may be looked at next is fetched
when there is nothing else to do.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from photoface.gui.kit.picture import Picture, PictureKey
from photoface.gui.kit.picture_cache import PictureCache
from photoface.gui.kit.picture_loader import PictureLoader
from photoface.gui.kit.tasks import report
from photoface.gui.kit.theme import MOTION_MS

if TYPE_CHECKING:
    from photoface.gui.kit.messages import Messages
    from photoface.library.pictures import Pictures

PHOTO_STEP = 64
"""Photos are kept as high as they are painted, rounded up to this: a zoom makes few sizes of them."""

SOON_SECONDS = 0.15
"""A picture that comes so soon after it was first asked for has no need to fade in: hardly anybody saw it missing."""

FRAME_MS = 16

REMEMBERED = 16
"""More pictures than a tile shows."""


class Images(QObject):
    """Gives pictures to painters, and signals when pictures that were missing have arrived.

    Signals:
        arrived: pictures came or are still fading in; widgets that show pictures paint again.
        pictures_arrived: which ones, as in `unfinished`: for widgets that show many, and paint only those again.
    """

    arrived = Signal()
    pictures_arrived = Signal(object)
    _loaded = Signal()

    def __init__(self, pictures: Pictures, messages: Messages, *, budget: int | None = None, fade: bool = True) -> None:
        super().__init__()
        self._messages = messages
        self._cache = PictureCache(budget)
        self._loaded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._loader = PictureLoader(pictures, self._loaded.emit)
        self._closed = False
        self.unfinished: deque[Hashable] = deque(maxlen=REMEMBERED)
        """Pictures that painters did not get, or while they still fade in, the latest last. A widget that empties it
        before painting knows afterwards which ones to paint again when they arrive."""
        self._fade_seconds = MOTION_MS / 1000 if fade else 0.0
        self._fading: dict[PictureKey, float] = {}
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._paint_fading)

    def face(self, face_id: int, side: int) -> Picture | None:
        """A face's square crop, `side` device pixels wide, or None while it is on its way."""
        return self._ask(PictureKey("face", face_id, side))

    def cover(self, face_id: int, side: int) -> Picture | None:
        """A face's crop as a disc with its hairline, `side` device pixels wide, or None while it is on its way."""
        return self._ask(PictureKey("cover", face_id, side))

    def photo(self, photo_id: int, height: int = 0) -> Picture | None:
        """A photo's thumbnail, or None while it is on its way.

        Args:
            height: the device pixels that it is painted high, to which it is scaled; 0 for all there is of it. While
                one of another height is at hand, it stands in.
        """
        picture = self._ask(PictureKey("photo", photo_id, -(-height // PHOTO_STEP) * PHOTO_STEP))
        return picture or (self._stand_in(photo_id) if height else None)

    def tile(self, key: PictureKey) -> Picture | None:
        """A face or a photo cut to a tile, or None while it is on its way.

        While a photo of another size is at hand, it stands in, and is not cut.
        """
        picture = self._ask(key)
        return picture or (self._stand_in(key.id) if key.kind == "photo" else None)

    def _stand_in(self, photo_id: int) -> Picture | None:
        other = self._cache.photo_in_any_size(photo_id)
        return None if other is None else Picture(other, 1.0)

    def prefetch(self, key: PictureKey) -> None:
        """A picture may be asked for next."""
        if key not in self._cache:
            self._loader.expect(key)

    def forget(self, *, faces: Iterable[int] = (), photos: Iterable[int] = ()) -> None:
        """Fetch these again when they are next asked for: their pictures changed."""
        self._cache.forget(faces, photos)

    def forget_turned(self, photo_ids: Iterable[int]) -> None:
        """Photos were turned: fetch them again, and all crops, since which faces are in them is not known here."""
        turned = set(photo_ids)
        if turned:
            self._cache.forget((), turned)
            self._cache.forget_faces()

    @property
    def awaited(self) -> set[PictureKey]:
        """Pictures that are wanted or on their way."""
        return self._loader.awaited

    @property
    def busy(self) -> bool:
        """Whether pictures are wanted or on their way."""
        return bool(self.awaited)

    @property
    def moves(self) -> bool:
        """Whether pictures fade in; not where the system asks for reduced motion."""
        return self._fade_seconds > 0

    @property
    def held_bytes(self) -> int:
        return self._cache.held_bytes

    def close(self) -> None:
        self._closed = True
        self._frames.stop()
        self._loader.close()

    def _ask(self, key: PictureKey) -> Picture | None:
        entry = self._cache.get(key)
        if entry is None:
            self.unfinished.append(key)
            self._loader.want(key)
            return None
        if entry.shown_from:
            opacity = (time.monotonic() - entry.shown_from) / self._fade_seconds if self.moves else 1.0
            if opacity < 1:
                self.unfinished.append(key)
                return entry.picture._replace(opacity=opacity)
            entry.shown_from = 0.0
        return entry.picture

    def _take(self) -> None:
        results, dropped = self._loader.take()
        if self._closed:
            return
        now = time.monotonic()
        for key, image, error, asked in results:
            if error is not None:
                report(self._messages, error)
            soon = not asked or now - asked < SOON_SECONDS
            self._cache.put(key, image, 0.0 if soon else now)
            if not soon and self.moves:
                self._fading[key] = now
        self._cache.shrink()
        if self._fading and not self._frames.isActive():
            self._frames.start()
        # A widget that still shows what was dropped paints again, and so asks again.
        self._tell({result.key for result in results} | dropped)

    def _paint_fading(self) -> None:
        now = time.monotonic()
        shown = set(self._fading)
        # What is over by now is painted once more, as it stays.
        self._fading = {key: came for key, came in self._fading.items() if now - came < self._fade_seconds}
        if not self._fading:
            self._frames.stop()
        self._tell(shown)

    def _tell(self, keys: set[PictureKey]) -> None:
        self.pictures_arrived.emit(frozenset(keys))
        self.arrived.emit()
