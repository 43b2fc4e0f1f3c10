"""The middle of a scan: from files to the faces in them, on two pools, a bounded few photos ahead.

Reading waits for disks and decodes; looking is what takes the time. Each photo is looked at by one thread from the
shrinking to its crops, after which its pixels go, so that as many photos are held as there are threads, and a few.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from photoface.imaging.exif import PhotoFacts
from photoface.pipeline.analysis import FaceEngine, SeenPhoto, see
from photoface.pipeline.reading import WORKERS, PendingFile, ReadFile, in_order

LOOK_AHEAD = 2
"""Photos, beside the one that each thread looks at, that wait to be looked at or to be stored."""


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

    def start(item: ReadFile) -> Future[LookedAt]:
        if item.photo is not None:
            return lookers().submit(_look, item, engine())
        known: Future[LookedAt] = Future()
        known.set_result(LookedAt(item.file, item.content_hash, item.failure))
        return known

    yield from in_order(in_order(files, lambda file: readers.submit(read, file)), start, WORKERS + LOOK_AHEAD)


def _look(item: ReadFile, engine: FaceEngine) -> LookedAt:
    assert item.photo is not None
    (seen,) = see([item.photo], engine)
    return LookedAt(item.file, item.content_hash, None, item.photo.facts, seen)
