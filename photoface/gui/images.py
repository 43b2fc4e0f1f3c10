"""Face crops and thumbnails: fetched and decoded elsewhere, kept within a budget of bytes, faded in when they come.

A painter asks for a picture on every paint and gets it or nothing. What is asked for last is fetched first, since it
is what the user looks at; what was scrolled past long ago is not fetched at all.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from photoface.errors import UserFacingError
from photoface.gui.messages import Messages
from photoface.gui.tasks import report
from photoface.gui.theme import MOTION_MS
from photoface.imaging.decode import decode
from photoface.library.library import Library

CACHE_BYTES = 256 * 1024 * 1024
LOADER_THREADS = 2
LONGEST_QUEUE = 400
"""More than a large window shows at once; older wishes were scrolled past."""

FRAME_MS = 16


class Picture(NamedTuple):
    """A picture to paint; `pixmap` is null where there is none to be had (the file is gone)."""

    pixmap: QPixmap
    opacity: float


class _Key(NamedTuple):
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
    """

    arrived = Signal()
    _loaded = Signal()

    def __init__(
        self,
        library: Library,
        messages: Messages,
        parent: QObject | None = None,
        *,
        budget: int = CACHE_BYTES,
        fade: bool = True,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._messages = messages
        self._budget = budget
        self._fade_seconds = MOTION_MS / 1000 if fade else 0.0
        self._cache: OrderedDict[_Key, _Entry] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()
        self._wanted: OrderedDict[_Key, None] = OrderedDict()
        self._loading: set[_Key] = set()
        self._results: deque[tuple[_Key, QImage | None, Exception | None]] = deque()
        self._pool = ThreadPoolExecutor(LOADER_THREADS, thread_name_prefix="picture")
        self._closed = False
        self._last_arrival = 0.0
        self._loaded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._fading = QTimer(self)
        self._fading.setInterval(FRAME_MS)
        self._fading.timeout.connect(self._go_on_fading)

    def face(self, face_id: int, side: int) -> Picture | None:
        """A face's square crop, `side` device pixels wide, or None while it is on its way."""
        return self._ask(_Key("face", face_id, side))

    def photo(self, photo_id: int) -> Picture | None:
        """A photo's thumbnail, or None while it is on its way."""
        return self._ask(_Key("photo", photo_id, 0))

    def forget(self, *, faces: Iterable[int] = (), photos: Iterable[int] = ()) -> None:
        """Fetch these anew when they are next asked for: their pictures changed."""
        faces, photos = set(faces), set(photos)
        for key in list(self._cache):
            if key.id in (faces if key.kind == "face" else photos):
                self._held -= self._cache.pop(key).bytes

    def forget_missing(self) -> None:
        """Ask again for pictures that were not to be had: their files may be back."""
        for key, entry in list(self._cache.items()):
            if entry.pixmap.isNull():
                del self._cache[key]

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
            age = time.monotonic() - entry.arrived
            return Picture(entry.pixmap, min(1.0, age / self._fade_seconds))
        with self._lock:
            if self._closed or key in self._loading:
                return None
            fresh = key not in self._wanted
            self._wanted[key] = None
            self._wanted.move_to_end(key)
            while len(self._wanted) > LONGEST_QUEUE:
                self._wanted.popitem(last=False)
        if fresh:
            self._pool.submit(self._load_newest)
        return None

    def _load_newest(self) -> None:
        with self._lock:
            if not self._wanted:
                return
            key, _ = self._wanted.popitem(last=True)
            self._loading.add(key)
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
        fetch = self._library.face_crop if key.kind == "face" else self._library.photo_thumbnail
        content = fetch(key.id)
        if content is None:
            return None
        # Not by Qt: its SVG plugin looks into every picture and makes a QObject for that. On a thread that holds the
        # interpreter's lock this waits for a lock of Qt's that the GUI thread may hold while it waits for the first.
        image = image_of(decode(content, name="the thumbnail").pixels)
        if key.side and image.width() != key.side:
            image = image.scaled(
                key.side,
                key.side,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
        return image.convertToFormat(QImage.Format.Format_RGB32)

    def _take(self) -> None:
        with self._lock:
            results = list(self._results)
            self._results.clear()
            for key, _, _ in results:
                self._loading.discard(key)
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
            self._cache[key] = _Entry(pixmap, size, now)
        while self._held > self._budget and len(self._cache) > 1:
            _, entry = self._cache.popitem(last=False)
            self._held -= entry.bytes
        self._last_arrival = now
        if self._fade_seconds > 0 and not self._fading.isActive():
            self._fading.start()
        self.arrived.emit()

    def _go_on_fading(self) -> None:
        if time.monotonic() - self._last_arrival > self._fade_seconds + FRAME_MS / 1000:
            self._fading.stop()
        self.arrived.emit()


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Pixels (height, width, 3) RGB as an image with memory of its own."""
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
