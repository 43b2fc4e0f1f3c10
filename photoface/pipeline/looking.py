"""The middle of a scan: from files to the faces in them, on two pools, a bounded few photos ahead.

Reading waits for disks and decodes; looking is what takes the time. Each photo is looked at by one thread from the
shrinking to its crops, after which its pixels go, so that as many photos are held as there are threads, and a few.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from photoface.imaging.exif import PhotoFacts
from photoface.pipeline.analysis import FaceEngine, SeenPhoto, see
from photoface.pipeline.reading import WORKERS, PendingFile, ReadFile, in_order

LOOK_AHEAD = 2
"""Photos, beside the one that each thread looks at, that wait to be looked at or to be stored, however large."""

MOST_LOOK_AHEAD = 24
BYTES_AHEAD = 64 << 20
"""So many may wait while their pixels take no more than this: of small photos enough to keep the threads at work while
a batch of faces is embedded and stored, which takes as long as looking at ten of them."""


@dataclass(frozen=True, slots=True, eq=False)
class LookedAt:
    """A file after looking: its failure's sentence, or its hash and, where the content is new, what it shows."""

    file: PendingFile
    content_hash: str | None
    failure: str | None = None
    facts: PhotoFacts | None = None
    seen: SeenPhoto | None = None


def look_at(
    files: Iterable[PendingFile],
    read: Callable[[PendingFile], ReadFile],
    readers: ThreadPoolExecutor,
    engine: Callable[[], FaceEngine],
    lookers: Callable[[], ThreadPoolExecutor],
) -> Generator[LookedAt]:
    """What files show, in their order; both pools work on while the caller does.

    Args:
        files: taken a few ahead of the results.
        engine, lookers: called, where results are asked for, once there is a photo to look at.
    """

    held = _Held()

    def start(item: ReadFile) -> Future[LookedAt]:
        if item.photo is not None:
            size = item.photo.pixels.nbytes
            held.add(size)
            future = lookers().submit(_look, item, engine())
            future.add_done_callback(lambda _: held.add(-size))
            return future
        known: Future[LookedAt] = Future()
        known.set_result(LookedAt(item.file, item.content_hash, item.failure))
        return known

    def enough(started: int) -> bool:
        return started > WORKERS + (LOOK_AHEAD if held.bytes > BYTES_AHEAD else MOST_LOOK_AHEAD)

    yield from in_order(in_order(files, lambda file: readers.submit(read, file)), start, enough)


class _Held:
    """How many bytes of pixels wait to be looked at; photos come and go on several threads."""

    def __init__(self) -> None:
        self.bytes = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        with self._lock:
            self.bytes += size


def _look(item: ReadFile, engine: FaceEngine) -> LookedAt:
    assert item.photo is not None
    (seen,) = see([item.photo], engine)
    return LookedAt(item.file, item.content_hash, None, item.photo.facts, seen)
