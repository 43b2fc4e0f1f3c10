"""Looks at a video: samples frames over its whole length, follows faces through them, and chooses a still.

A video that was taken with a photo, as in Live photos, gets a still and no faces, so that one moment is looked at once.
Each frame is worked on alone, so that one that hangs or crashes the decoder is the video's own fault. A video that is
slow to decode is sampled more coarsely.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.scanned_faces import VideoMoment
from photoface.imaging.decode import DEFAULT_MAXIMUM_MEGAPIXELS, DecodedPhoto, read_date
from photoface.imaging.exif import PhotoFacts
from photoface.imaging.live_photos import LARGEST_BYTES, is_moving_half, stills_of_one_name
from photoface.imaging.photo_dates import PhotoDate
from photoface.imaging.thumbnails import PHOTO_THUMBNAIL_SIDE, encode_jpeg
from photoface.imaging.unreadable import undecoded_video
from photoface.imaging.videos import OpenVideo, is_dull, open_video
from photoface.scan.face_engine import FaceEngine, PhotoFaces, ScannedFace, embed_faces, find_faces
from photoface.scan.failures import failure_of
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.video_tracks import find_tracks, looks_of
from photoface.stacks.find_stacks import SAME_TIME, same_time
from photoface.vision.resampling import shrink

MOST_SAMPLES: Final = 60
LEAST_SAMPLES: Final = 3

SHORTEST_STEP: Final = 0.5
"""Seconds between two samples: in less a face hardly changes."""

SECONDS_FOR_ONE: Final = 60.0
"""So long one video may take; then what was seen of it by then counts."""

LONGEST_MOVING_HALF: Final = 4.0
"""Seconds. Phones take up to three with a still; a longer video is one of its own, whatever still has its name."""

MOST_FACES: Final = 20
"""Faces of a frame that are followed, the largest ones: in a crowd the others are strangers."""

SAME_SCENE: Final = 0.2
"""The largest share of a frame that has other colours in the next sample, but after a cut."""

PASSES: Final = ((0, 4), (2, 4), (1, 2))
"""Where each pass over the samples begins, and its step: where time ends early, the samples are still spread evenly."""

InProgress = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """How videos are looked at.

    Attributes:
        maximum_megapixels: of their frames.
        same_person: the model's distance up to which two faces are one person's.
    """

    maximum_megapixels: int = DEFAULT_MAXIMUM_MEGAPIXELS
    same_person: float = 0.4


USUAL_LIMITS: Final = VideoLimits()


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A frame, and what it shows; its pixels are not kept."""

    seconds: float
    shown: PhotoFaces
    is_dull: bool
    colours: NDArray[np.float64]
    """The share of each of 64 colours."""


def look_at_video(item: ScannedFile, engine: FaceEngine, limits: VideoLimits, in_progress: InProgress) -> ScannedFile:
    """Look at a video of which only the hashes are known yet; a bad one becomes a failure.

    Args:
        in_progress: around each piece of work of a decoder or a detector.
    """
    path = item.file.path
    try:
        with ExitStack() as opened:
            with in_progress():
                video = opened.enter_context(open_video(path, limits.maximum_megapixels))
            if int(video.facts.turn) in item.file.turns:
                return replace(item, is_new_video=False, facts=video.facts)
            looks_for_faces = not is_moving_half(path) and not _is_moment_of_still(path, video.facts)
            samples = sorted(
                _samples(video, engine if looks_for_faces else None, in_progress), key=lambda sample: sample.seconds
            )
        if not samples:
            raise undecoded_video(path.name)
        faces = _faces_of_tracks(samples, limits.same_person)
    except Exception as error:
        return ScannedFile(item.file, failure_of(error, path.name))
    still = _still(samples)
    facts = replace(video.facts, still_seconds=still.seconds)
    return replace(item, is_new_video=False, facts=facts, found=PhotoFaces(still.shown.thumbnail, faces))


def _is_moment_of_still(path: Path, facts: PhotoFacts) -> bool:
    """Whether a short video has the name and the clock of a still beside it: the moving half, without an identifier.

    As such the two are shown as one photo (`find_stacks`), and the video's faces would be a second vote.
    """
    if not facts.dates_itself or not 0 < (facts.video_seconds or 0) <= LONGEST_MOVING_HALF:
        return False
    dates = (_date_of(still) for still in stills_of_one_name(path))
    return any(
        date is not None
        and date.source.is_of_the_picture
        and facts.taken_at is not None
        and same_time(date.moment, facts.taken_at, SAME_TIME, zones=True)
        for date in dates
    )


def _date_of(still: Path) -> PhotoDate | None:
    """When a still was taken; None where nothing says so, or where it cannot be read: its own turn will tell why."""
    try:
        return read_date(still.read_bytes(), still.name) if still.stat().st_size <= LARGEST_BYTES else None
    except OSError:
        return None


def sample_times(seconds: float) -> list[float]:
    """When to look at a video of this length: evenly, in the middle of each part."""
    if seconds <= 0:
        return [0.0]
    step = min(max(SHORTEST_STEP, seconds / MOST_SAMPLES), seconds / LEAST_SAMPLES)
    return [(number + 0.5) * step for number in range(round(seconds / step))]


def _samples(video: OpenVideo, engine: FaceEngine | None, in_progress: InProgress) -> Iterator[Sample]:
    """What the video shows at its sample times; without an engine at a few of them, and without faces."""
    times = sample_times(video.seconds)
    if engine is None:
        times = times[:: max(1, len(times) // LEAST_SAMPLES)]
    ends_at = time.monotonic() + SECONDS_FOR_ONE
    for seconds in (seconds for first, step in PASSES for seconds in times[first::step]):
        with in_progress():
            frame = video.frame(seconds)
            if frame is not None:
                shown = _shown(frame, video, engine)
                yield Sample(seconds, shown, is_dull(frame), _colours(frame))
        if time.monotonic() > ends_at:
            return


def _shown(frame: NDArray[np.uint8], video: OpenVideo, engine: FaceEngine | None) -> PhotoFaces:
    if engine is None:
        return PhotoFaces(encode_jpeg(shrink(frame, PHOTO_THUMBNAIL_SIDE)), ())
    (found,) = find_faces([DecodedPhoto(frame, video.facts)], engine)
    largest = sorted(found.faces, key=lambda face: -face.box.area)[:MOST_FACES]
    embed_faces(largest, engine)
    return PhotoFaces(found.thumbnail, tuple(largest))


def _faces_of_tracks(samples: Sequence[Sample], same_person: float) -> tuple[ScannedFace, ...]:
    """The best looks of each track, with where they were seen."""
    frames = [sample.shown.faces for sample in samples]
    changes = [np.abs(one.colours - other.colours).sum() / 2 for one, other in pairwise(samples)]
    cuts = {number for number, change in enumerate(changes, start=1) if change > SAME_SCENE}
    tracks = [(track, looks_of(track, frames)) for track in find_tracks(frames, same_person, cuts)]
    kept: list[ScannedFace] = []
    for number, (track, looks) in enumerate(((track, looks) for track, looks in tracks if looks), start=1):
        start, end = (samples[frame].seconds for frame, _ in (track.faces[0], track.faces[-1]))
        for frame, index in looks:
            face = frames[frame][index]
            face.moment = VideoMoment(samples[frame].seconds, number, start, end)
            kept.append(face)
    return tuple(kept)


def _colours(frame: NDArray[np.uint8]) -> NDArray[np.float64]:
    red, green, blue = (frame[::8, ::8, channel].astype(np.int64) // 64 for channel in range(3))
    counts = np.bincount((red * 16 + green * 4 + blue).ravel(), minlength=64)
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares


def _still(samples: Sequence[Sample]) -> Sample:
    """The first of the frames with the most good faces that is not black or blank."""

    def good_faces(sample: Sample) -> int:
        return sum(face.measures.passes_gate for face in sample.shown.faces)

    return max(samples, key=lambda sample: (not sample.is_dull, good_faces(sample), -sample.seconds))
