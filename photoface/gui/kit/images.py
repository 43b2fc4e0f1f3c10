"""Face crops and thumbnails: fetched and decoded elsewhere, kept within a budget of bytes, faded in when they come.

A painter asks for a picture on every paint and gets it or nothing. What is asked for last is fetched first, since it
is what the user looks at; what was scrolled past long ago is not fetched at all. What may be looked at next is fetched
when nothing else is to be done.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPixmap

from photoface.errors import UserFacingError
from photoface.gui.kit.messages import Messages
from photoface.gui.kit.tasks import report
from photoface.gui.kit.theme import MOTION_MS
from photoface.imaging.thumbnails import decode_thumbnail
from photoface.library.library import Library

CACHE_BYTES = 32 * 1024 * 1024
"""Some 75 photos in rows of the usual height, or 850 crops of faces: several screens of either."""

SCREENS_KEPT = 6
"""On a large screen so many of its own pixels, lest what is looked at and what is looked ahead for push each other out.
Pictures are kept at up to twice the pixels that they are painted with."""

EDGE = QColor(128, 128, 128, 48)
"""The hairline around pictures."""

LOADER_THREADS = max(1, min(2, (os.cpu_count() or 1) // 2))
"""Not more than half of the processors: the window's own thread needs one, and is seen to stop without."""

LONGEST_QUEUE = 1000
"""More than a large window shows at once (some 800 faces at 3840 x 2160 pixels); older wishes were scrolled past."""

PHOTO_STEP = 64
"""Photos are kept as high as they are painted, rounded up to this: a zoom makes few sizes of them."""

SOON_SECONDS = 0.15
"""A picture that comes so soon after it was first asked for has no need to fade in: hardly anybody saw it missing."""

FRAME_MS = 16

REMEMBERED = 16
"""More pictures than a tile shows."""


class Picture(NamedTuple):
    """A picture to paint; `pixmap` is null where there is none to be had (the file is gone)."""

    pixmap: QPixmap
    opacity: float


class _Key(NamedTuple):
    """A picture in a size: of a face the side of its square, of a photo the height, 0 for all there is of it.

    `kind` is `face`, `cover` (a face as a disc) or `photo`.
    """

    kind: str
    id: int
    side: int


@dataclass(slots=True)
class _Entry:
    pixmap: QPixmap
    bytes: int
    arrived: float


class Images(QObject):
    """The cache of pictures and what fills it.

    Signals:
        arrived: pictures came or are still fading in; whoever shows pictures paints again.
        pictures_arrived: which ones, as in `unfinished`: for who shows many, and paints only those again.
    """

    arrived = Signal()
    pictures_arrived = Signal(object)
    _loaded = Signal()

    def __init__(
        self,
        library: Library,
        messages: Messages,
        parent: QObject | None = None,
        *,
        budget: int | None = None,
        fade: bool = True,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._messages = messages
        self._budget = budget or max(CACHE_BYTES, SCREENS_KEPT * _largest_screen_bytes())
        self._fade_seconds = MOTION_MS / 1000 if fade else 0.0
        self._cache: OrderedDict[_Key, _Entry] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()
        self._wanted: OrderedDict[_Key, float] = OrderedDict()
        self._loading: dict[_Key, float] = {}
        self._dropped: set[_Key] = set()
        self._heights: dict[int, int] = {}
        self._results: deque[tuple[_Key, QImage | None, Exception | None]] = deque()
        self._pool = ThreadPoolExecutor(LOADER_THREADS, thread_name_prefix="picture")
        self._closed = False
        self._fading_keys: dict[_Key, float] = {}
        self.unfinished: deque[Hashable] = deque(maxlen=REMEMBERED)
        """Pictures that painters did not get, or while they still fade in, the latest last. Whoever empties it before
        painting knows afterwards which ones to paint again when they `came`."""
        self._loaded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._fading = QTimer(self)
        self._fading.setInterval(FRAME_MS)
        self._fading.timeout.connect(self._go_on_fading)

    def face(self, face_id: int, side: int) -> Picture | None:
        """A face's square crop, `side` device pixels wide, or None while it is on its way."""
        return self._ask(_Key("face", face_id, side))

    def cover(self, face_id: int, side: int) -> Picture | None:
        """A face's crop as a disc with its hairline, `side` device pixels wide, or None while it is on its way."""
        return self._ask(_Key("cover", face_id, side))

    def photo(self, photo_id: int, height: int = 0) -> Picture | None:
        """A photo's thumbnail, or None while it is on its way.

        Args:
            height: the device pixels that it is painted high, to which it is scaled; 0 for all there is of it. While
                one of another height is at hand, it stands in.
        """
        key = self._photo_key(photo_id, height)
        picture = self._ask(key)
        if picture is None and height:
            other = self._cache.get(_Key("photo", photo_id, self._heights.get(photo_id, 0)))
            if other is not None:
                return Picture(other.pixmap, 1.0)
        return picture

    def prefetch_face(self, face_id: int, side: int) -> None:
        """A face's crop may be asked for next."""
        self._expect(_Key("face", face_id, side))

    def prefetch_cover(self, face_id: int, side: int) -> None:
        """A face's disc may be asked for next."""
        self._expect(_Key("cover", face_id, side))

    def prefetch_photo(self, photo_id: int, height: int) -> None:
        """A photo's thumbnail may be asked for next."""
        self._expect(self._photo_key(photo_id, height))

    @staticmethod
    def _photo_key(photo_id: int, height: int) -> _Key:
        return _Key("photo", photo_id, -(-height // PHOTO_STEP) * PHOTO_STEP)

    def forget(self, *, faces: Iterable[int] = (), photos: Iterable[int] = ()) -> None:
        """Fetch these anew when they are next asked for: their pictures changed."""
        faces, photos = set(faces), set(photos)
        for key in list(self._cache):
            if key.id in (photos if key.kind == "photo" else faces):
                self._held -= self._cache.pop(key).bytes

    @property
    def busy(self) -> bool:
        """Pictures are wanted or on their way."""
        with self._lock:
            return bool(self._wanted or self._loading)

    @property
    def moves(self) -> bool:
        """Whether pictures fade in; not where the system asks for reduced motion."""
        return self._fade_seconds > 0

    @property
    def held_bytes(self) -> int:
        return self._held

    def close(self) -> None:
        self._closed = True
        self._fading.stop()
        with self._lock:
            self._wanted.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, key: _Key) -> Picture | None:
        entry = self._cache.get(key)
        if entry is not None:
            self._cache.move_to_end(key)
            if self._fade_seconds <= 0:
                return Picture(entry.pixmap, 1.0)
            opacity = min(1.0, (time.monotonic() - entry.arrived) / self._fade_seconds)
            if opacity < 1:
                self.unfinished.append(key)
            return Picture(entry.pixmap, opacity)
        self.unfinished.append(key)
        with self._lock:
            if self._closed or key in self._loading:
                return None
            fresh = key not in self._wanted
            # An expected picture that is now looked at was asked for now.
            asked = 0.0 if fresh else self._wanted[key]
            self._wanted[key] = asked or time.monotonic()
            self._wanted.move_to_end(key)
            self._drop_old_wishes()
        if fresh:
            self._pool.submit(self._load_newest)
        return None

    def _expect(self, key: _Key) -> None:
        """Fetch it after all that is looked at."""
        if key in self._cache:
            return
        with self._lock:
            if self._closed or key in self._loading or key in self._wanted:
                return
            self._wanted[key] = 0.0
            self._wanted.move_to_end(key, last=False)
            self._drop_old_wishes()
        self._pool.submit(self._load_newest)

    def _drop_old_wishes(self) -> None:
        while len(self._wanted) > LONGEST_QUEUE:
            key, asked = self._wanted.popitem(last=False)
            if asked:
                self._dropped.add(key)

    def _load_newest(self) -> None:
        with self._lock:
            if not self._wanted:
                return
            key, asked = self._wanted.popitem(last=True)
            self._loading[key] = asked
        image: QImage | None = None
        error: Exception | None = None
        try:
            image = self._decode(key)
        except UserFacingError:
            image = None
        except Exception as caught:
            # Not swallowed: it is told on the GUI thread.
            error = caught
        with self._lock:
            self._results.append((key, image, error))
            first = len(self._results) == 1
        if first and not self._closed:
            self._loaded.emit()

    def _decode(self, key: _Key) -> QImage | None:
        fetch: Callable[[int], bytes | None]
        fetch = self._library.photo_thumbnail if key.kind == "photo" else self._library.face_crop
        content = fetch(key.id)
        if content is None:
            return None
        # Not by Qt: its SVG plugin looks into every picture and makes a QObject for that. On a thread that holds the
        # interpreter's lock this waits for a lock of Qt's that the GUI thread may hold while it waits for the first.
        thumbnail = decode_thumbnail(content, (1 if key.kind == "photo" else key.side, key.side))
        width, height = thumbnail.size
        # Not packed as BGRX by Pillow: its X is 0 since version 13, and Qt blends such a pixel as a transparent one.
        packed = thumbnail.tobytes()
        image = QImage(packed, width, height, 3 * width, QImage.Format.Format_RGB888)
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        smooth = Qt.TransformationMode.SmoothTransformation
        if key.kind != "photo" and width != key.side:
            image = image.scaled(key.side, key.side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth)
        elif key.kind == "photo" and 0 < key.side < height:
            image = image.scaledToHeight(key.side, smooth)
        # The conversion above made a copy, so the pixels do not depend on `packed`.
        return disc_of(image) if key.kind == "cover" else image

    def _take(self) -> None:
        with self._lock:
            results = list(self._results)
            self._results.clear()
            asked = {key: self._loading.pop(key, 0.0) for key, _, _ in results}
            dropped, self._dropped = self._dropped, set()
        if self._closed:
            return
        now = time.monotonic()
        for key, image, error in results:
            if error is not None:
                report(self._messages, error)
            pixmap = QPixmap() if image is None else QPixmap.fromImage(image)
            size = 0 if image is None else image.sizeInBytes()
            before = self._cache.pop(key, None)
            self._held += size - (before.bytes if before else 0)
            soon = not asked[key] or now - asked[key] < SOON_SECONDS
            self._cache[key] = _Entry(pixmap, size, now - self._fade_seconds if soon else now)
            if not soon and self._fade_seconds > 0:
                self._fading_keys[key] = now
            if key.kind == "photo":
                self._heights[key.id] = key.side
        while self._held > self._budget and len(self._cache) > 1:
            key, entry = self._cache.popitem(last=False)
            self._held -= entry.bytes
            if key.kind == "photo" and self._heights.get(key.id) == key.side:
                del self._heights[key.id]
        if self._fading_keys and not self._fading.isActive():
            self._fading.start()
        # Whoever still shows what was dropped paints again, and so asks again.
        self._tell(frozenset(asked) | dropped)

    def _go_on_fading(self) -> None:
        now = time.monotonic()
        shown = frozenset(self._fading_keys)
        # What is over by now is painted once more, as it stays.
        self._fading_keys = {key: came for key, came in self._fading_keys.items() if now - came < self._fade_seconds}
        if not self._fading_keys:
            self._fading.stop()
        self._tell(shown)

    def _tell(self, keys: frozenset[_Key]) -> None:
        self.pictures_arrived.emit(keys)
        self.arrived.emit()


def _largest_screen_bytes() -> int:
    """What the pixels of the largest screen take."""
    screens = QGuiApplication.screens()
    ratios = [screen.devicePixelRatio() for screen in screens]
    areas = [screen.size().width() * screen.size().height() for screen in screens]
    return max((round(4 * area * ratio**2) for area, ratio in zip(areas, ratios, strict=True)), default=0)


def disc_of(image: QImage) -> QImage:
    """The middle of an image as a disc with a hairline, which keeps white portraits from melting into a white page.

    Cut once, here: filling a circle with a picture takes a painter as long as all else of a tile. With NumPy, since a
    painter of Qt's on this thread may wait for the GUI thread while that waits for the interpreter.
    """
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    height, width = image.height(), image.width()
    side = min(width, height)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    left, top = (width - side) // 2, (height - side) // 2
    kept, added = _disc(side)
    cut = pixels[top : top + side, left : left + side] * kept
    cut += added
    cut >>= 8
    content = cut.astype(np.uint8).tobytes()
    return QImage(content, side, side, 4 * side, QImage.Format.Format_ARGB32_Premultiplied).copy()


@functools.lru_cache(maxsize=16)
def _disc(side: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """What each channel of a square's pixels is multiplied by to be its disc's, in parts of 256, and what is added.

    Premultiplied, as Qt paints fastest; blue, green, red, and an alpha that takes nothing from the square: (side, side,
    4). In whole numbers, and no more than 16 bits hold (255 * 256 and a half): twice as fast as in fractions.
    """
    place = np.arange(side) + 0.5 - side / 2
    beyond = np.hypot(place[:, None], place) - side / 2
    inside = np.clip(0.5 - beyond, 0, 1)
    line = np.clip(1 - np.abs(beyond + 0.5), 0, 1) * (EDGE.alpha() / 255)
    kept = np.zeros((side, side, 4), np.uint16)
    kept[..., :3] = np.floor(256 * inside * (1 - line))[..., None]
    added = np.empty((side, side, 4), np.uint16)
    added[..., :3] = np.floor(256 * inside * line * EDGE.red())[..., None] + 128
    added[..., 3] = np.floor(256 * inside * 255) + 128
    return kept, added


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Pixels (height, width, 3) RGB as an image with memory of its own."""
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
