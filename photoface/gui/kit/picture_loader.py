"""Fetches and decodes face crops and thumbnails on background threads, the last requested first.

Pictures that are only expected to be looked at next are fetched after all that are looked at now.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QImage

from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.gui.kit.picture import PictureKey
    from photoface.library.pictures import Pictures

LOADER_THREADS = max(1, min(2, (os.cpu_count() or 1) // 2))
"""Not more than half of the processors: the window's own thread needs one, and is seen to stop without."""

LONGEST_QUEUE = 1000
"""More than a large window shows at once (some 800 faces at 3840 x 2160 pixels); older wishes were scrolled past."""


class LoadedPicture(NamedTuple):
    """A picture that was fetched.

    Attributes:
        image: None where there is none to be had.
        error: a bug, to be told on the GUI thread.
        asked: when it was first asked for, by `time.monotonic`; 0 where it was only expected.
    """

    key: PictureKey
    image: QImage | None
    error: Exception | None
    asked: float


class PictureLoader:
    """The pictures that are wanted and not here yet. What is only expected is fetched after all that is wanted.

    Args:
        loaded: called on a loading thread when there is something to `take`.
    """

    def __init__(self, pictures: Pictures, loaded: Callable[[], None]) -> None:
        self._pictures = pictures
        self._loaded = loaded
        self._lock = threading.Lock()
        # By when they were asked for, see `LoadedPicture.asked`; the next to be fetched is the last.
        self._wanted: OrderedDict[PictureKey, float] = OrderedDict()
        self._loading: set[PictureKey] = set()
        self._dropped: set[PictureKey] = set()
        self._results: deque[LoadedPicture] = deque()
        self._running = 0
        self._closed = False
        self._pool = ThreadPoolExecutor(LOADER_THREADS, thread_name_prefix="picture")

    @property
    def awaited(self) -> set[PictureKey]:
        """What is wanted or on its way."""
        with self._lock:
            return {*self._wanted, *self._loading}

    def want(self, key: PictureKey) -> None:
        """Fetch a picture next: it is looked at."""
        self._request(key, time.monotonic())

    def expect(self, key: PictureKey) -> None:
        """Fetch a picture once nothing else is to be done: it may be looked at next."""
        self._request(key, 0.0)

    def take(self) -> tuple[list[LoadedPicture], set[PictureKey]]:
        """What came since it was last called, and which wishes were dropped meanwhile as too old."""
        with self._lock:
            results = list(self._results)
            self._results.clear()
            self._loading -= {result.key for result in results}
            dropped, self._dropped = self._dropped, set()
        return results, dropped

    def close(self) -> None:
        """Wait for what is being fetched, and drop the rest."""
        self._closed = True
        with self._lock:
            self._wanted.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _request(self, key: PictureKey, asked: float) -> None:
        with self._lock:
            if self._closed or key in self._loading or (not asked and key in self._wanted):
                return
            # An expected picture that is now looked at was asked for now.
            self._wanted[key] = self._wanted.get(key, 0.0) or asked
            self._wanted.move_to_end(key, last=asked > 0)
            while len(self._wanted) > LONGEST_QUEUE:
                oldest, when = self._wanted.popitem(last=False)
                if when:
                    self._dropped.add(oldest)
            # While a view scrolls they have work all the time: handing over a task takes longer than all else here.
            starts = self._running < LOADER_THREADS
            self._running += starts
        if starts:
            self._pool.submit(self._load_wanted)

    def _load_wanted(self) -> None:
        """Load one after the other until nothing is wanted."""
        while True:
            with self._lock:
                if not self._wanted:
                    self._running -= 1
                    return
                key, asked = self._wanted.popitem(last=True)
                self._loading.add(key)
            self._load(key, asked)

    def _load(self, key: PictureKey, asked: float) -> None:
        # Pillow and NumPy come with the first picture, on this thread.
        from photoface.gui.kit.picture_decoder import decode_picture

        image: QImage | None = None
        error: Exception | None = None
        try:
            fetch = self._pictures.photo_thumbnail if key.kind == "photo" else self._pictures.face_crop
            content = fetch(key.id)
            image = None if content is None else decode_picture(content, key)
        except UserFacingError:
            image = None
        except Exception as caught:
            # Not swallowed: it is told on the GUI thread.
            error = caught
        with self._lock:
            self._results.append(LoadedPicture(key, image, error, asked))
            first = len(self._results) == 1
        if first and not self._closed:
            self._loaded()
