"""The middle stage of a scan: decodes photos and videos and finds their faces, on threads, a bounded few ahead.

This is what takes the time. One thread takes a photo from its bytes to its crops and then drops its pixels, so that
memory holds only as many pictures as there are threads. Decoding on the readers' threads, which then compete for the
processors with those that detect, measured 4 to 9 % slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

from photoface.catalog.scanned_files import Failure
from photoface.imaging.decode import DecodedPhoto
from photoface.scan.face_engine import FaceEngine, find_faces
from photoface.scan.failures import failure_of
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import Queue, Stage
from photoface.scan.video_look import USUAL_LIMITS, VideoLimits, look_at_video

PHOTOS_AHEAD = 24
"""Photos, beside the one that each thread has, that wait to be looked at or to be stored: enough to keep the threads at
work while a batch of faces is embedded and stored, which takes as long as looking at ten photos."""

BYTES_AHEAD = 64 << 20
LARGE_PHOTOS_AHEAD = 2
"""So few may wait while their files take more than this."""

Decode = Callable[[ScannedFile], DecodedPhoto | Failure]
InProgress = Callable[[Sequence[int]], AbstractContextManager[None]]
"""Around all work of a decoder or a detector on files, by id, for saying which one ended the process."""


def detection_stage(
    decode: Decode,
    engine: Callable[[], FaceEngine],
    pool: Callable[[], Executor],
    in_progress: InProgress = lambda file_ids: nullcontext(),
    videos: VideoLimits = USUAL_LIMITS,
) -> Stage[ScannedFile, ScannedFile]:
    """The stage that decodes files and finds their faces.

    Args:
        engine, pool: called on the caller's thread, once there is a photo to look at: models take seconds to load.
        videos: how videos are looked at.
    """
    loaded: FaceEngine | None = None

    def without_faces(item: ScannedFile) -> ScannedFile | None:
        nonlocal loaded
        if item.is_settled:
            return item
        if item.is_new_video:
            if loaded is None:
                loaded = engine()
            return None
        if loaded is None:
            with in_progress([item.file.id]):
                decoded = decode(item)
            known = _known(item, decoded)
            if known is not None:
                return known
            loaded = engine()
        return None

    def detect(item: ScannedFile) -> ScannedFile:
        assert loaded is not None
        if item.is_new_video:
            return look_at_video(item, loaded, videos, partial(in_progress, [item.file.id]))
        with in_progress([item.file.id]):
            decoded = decode(item)
            known = _known(item, decoded)
            if known is not None:
                return known
            assert isinstance(decoded, DecodedPhoto)
            try:
                (found,) = find_faces([decoded], loaded)
            except Exception as error:
                return ScannedFile(item.file, failure_of(error, item.file.path.name))
        return replace(item, data=None, facts=decoded.facts, found=found)

    return Stage(detect, pool, Queue(PHOTOS_AHEAD, LARGE_PHOTOS_AHEAD, BYTES_AHEAD, _size), without_faces)


def _size(item: ScannedFile) -> int:
    return len(item.data or b"")


def _known(item: ScannedFile, decoded: DecodedPhoto | Failure) -> ScannedFile | None:
    """A file in which no faces are looked for: it failed, or the catalog has its very picture in this orientation."""
    if isinstance(decoded, Failure):
        return ScannedFile(item.file, decoded)
    if int(decoded.facts.turn) in item.file.turns:
        return replace(item, data=None, facts=decoded.facts)
    return None
