"""The middle of a scan: from files to the faces in them, on two pools, a bounded few photos ahead.

Reading waits for disks; looking is what takes the time. Each photo is looked at by one thread from its bytes to its
crops, after which its pixels go, so that as many pictures are held as there are threads. Were the readers to
decode them, their threads would vie for the processors with those that look: that measured 4 to 9 % slower.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from photoface.imaging.exif import PhotoFacts
from photoface.scan.analysis import FaceEngine, SeenPhoto, see
from photoface.scan.failures import Failure, failure_of
from photoface.scan.reading import WORKERS, PendingFile, ReadFile, ReadPhoto, in_order

LOOK_AHEAD = 2
"""Photos, beside the one that each thread looks at, that wait to be looked at or to be stored, however large."""

MOST_LOOK_AHEAD = 24
BYTES_AHEAD = 64 << 20
"""So many may wait while their files take no more than this: enough to keep the threads at work while a batch of faces
is embedded and stored, which takes as long as looking at ten photos."""


@dataclass(frozen=True, slots=True, eq=False)
class LookedAt:
    """A file after looking: its failure, or its hashes and, where the content is new, what it shows.

    Of a picture that is known and has new metadata there are `facts` alone.
    """

    file: PendingFile
    content_hash: str | None
    failure: Failure | None = None
    facts: PhotoFacts | None = None
    seen: SeenPhoto | None = None
    picture_hash: str | None = None


def look_at(
    files: Iterable[PendingFile],
    read: Callable[[PendingFile], ReadFile],
    decode: Callable[[ReadFile], ReadPhoto],
    readers: ThreadPoolExecutor,
    engine: Callable[[], FaceEngine],
    lookers: Callable[[], ThreadPoolExecutor],
    holding: Callable[[Sequence[int]], AbstractContextManager[None]] = lambda file_ids: nullcontext(),
) -> Generator[LookedAt]:
    """What files show, in their order; both pools work on while the caller does.

    Args:
        files: taken a few ahead of the results.
        read: a file, on the readers' threads.
        decode: bytes, on the thread that looks at the picture.
        engine, lookers: called, where results are asked for, once there is a photo to look at.
        holding: around all work of a decoder or a detector on these files, for saying which one ended the process.
    """
    held = _Held()
    is_any_photo = False

    def start(item: ReadFile) -> Future[LookedAt]:
        nonlocal is_any_photo
        if item.data is None:
            return _known(LookedAt(item.file, item.content_hash, item.failure, picture_hash=item.picture_hash))
        if not is_any_photo:
            # Models take seconds to load: not for a folder of files that are no photos.
            with holding([item.file.id]):
                first = decode(item)
            if first.photo is None or _is_seen(first):
                return _known(_without_faces(first))
            is_any_photo = True
        size = len(item.data)
        held.add(size)
        future = lookers().submit(_look, item, decode, engine(), holding)
        future.add_done_callback(lambda _: held.add(-size))
        return future

    def enough(started: int) -> bool:
        return started > WORKERS + (LOOK_AHEAD if held.bytes > BYTES_AHEAD else MOST_LOOK_AHEAD)

    yield from in_order(in_order(files, lambda file: readers.submit(read, file)), start, enough)


class _Held:
    """How many bytes of files wait to be looked at; photos come and go on several threads."""

    def __init__(self) -> None:
        self.bytes = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        with self._lock:
            self.bytes += size


def _known(looked: LookedAt) -> Future[LookedAt]:
    """What needs no look."""
    future: Future[LookedAt] = Future()
    future.set_result(looked)
    return future


def _look(
    item: ReadFile,
    decode: Callable[[ReadFile], ReadPhoto],
    engine: FaceEngine,
    holding: Callable[[Sequence[int]], AbstractContextManager[None]],
) -> LookedAt:
    with holding([item.file.id]):
        read = decode(item)
        if read.photo is None or _is_seen(read):
            return _without_faces(read)
        try:
            (seen,) = see([read.photo], engine)
        except Exception as error:
            return LookedAt(item.file, None, failure_of(error, item.file.path.name))
    return LookedAt(item.file, item.content_hash, None, read.photo.facts, seen, item.picture_hash)


def _is_seen(read: ReadPhoto) -> bool:
    """Whether the catalog has this very picture in this orientation, so that its faces are known."""
    return read.photo is not None and int(read.photo.facts.turn) in read.file.turns


def _without_faces(read: ReadPhoto) -> LookedAt:
    if read.photo is None:
        return LookedAt(read.file, None, read.failure)
    return LookedAt(read.file, read.content_hash, None, read.photo.facts, picture_hash=read.picture_hash)
