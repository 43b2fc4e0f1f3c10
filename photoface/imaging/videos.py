"""Opens a video with OpenCV's FFmpeg: its facts, and single frames upright, within limits of size and time.

Whatever the bytes are, a video that cannot be opened raises `UnreadablePhoto` with a sentence for the user. It also
tells whether a frame is black or blank.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from photoface.errors import UnreadablePhoto
from photoface.geometry import Turn
from photoface.imaging import unreadable
from photoface.imaging.decode import DEFAULT_MAXIMUM_MEGAPIXELS, DecodedPhoto
from photoface.imaging.exif import PhotoFacts
from photoface.imaging.formats import VideoFormat, video_format_of
from photoface.imaging.photo_bytes import reading
from photoface.imaging.photo_dates import date_in_name
from photoface.imaging.video_container import ContainerFacts, read_container
from photoface.regular_files import open_regular

if TYPE_CHECKING:
    from cv2 import VideoCapture
    from numpy.typing import NDArray

FIRST_BYTES = 512
"""So many tell which kind of video it is."""

LONGEST_SECONDS = 7 * 24 * 3600
"""A longer video is a wrong number in a damaged one."""

MOST_FRAMES_A_SECOND = 1000
"""More is a wrong number too; slow motion has 960."""

SECONDS_TO_OPEN, SECONDS_TO_READ = 20, 20
"""After which FFmpeg gives up waiting for the disk."""

DULL_BRIGHTNESS, DULL_CONTRAST = 16, 8
"""Mean and standard deviation of grey levels up to which a frame is black, or blank."""

_TURN_OF_DEGREES = {90: Turn.CLOCKWISE, 180: Turn.HALF_TURN, 270: Turn.COUNTERCLOCKWISE}


class OpenVideo:
    """A video that is open: made by `open_video`.

    Attributes:
        facts: without `still_seconds`.
    """

    def __init__(self, capture: VideoCapture, facts: PhotoFacts, name: str) -> None:
        self._capture = capture
        self.facts = facts
        self._name = name

    @property
    def seconds(self) -> float:
        """The length; 0 where it is not known."""
        return self.facts.video_seconds or 0.0

    def frame(self, seconds: float) -> NDArray[np.uint8] | None:
        """The frame at a time, upright RGB (height, width, 3); None where there is none that can be decoded.

        Raises:
            UnreadablePhoto: there is not enough memory.
        """
        import cv2

        with unreadable.decoding(self._name):
            # The same time gives the same frame, whatever was asked for before.
            self._capture.set(cv2.CAP_PROP_POS_MSEC, seconds * 1000)
            is_there, pixels = self._capture.read()
            if not is_there or pixels is None or pixels.ndim != 3:
                return None
            return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


@contextlib.contextmanager
def open_video(path: Path, maximum_megapixels: int = DEFAULT_MAXIMUM_MEGAPIXELS) -> Iterator[OpenVideo]:
    """Open a video and read its facts.

    Args:
        maximum_megapixels: larger frames are refused.

    Raises:
        UnreadablePhoto: the file cannot be read, is no video, is damaged, or too large.
    """
    import cv2

    name = path.name
    _refuse_undecodable_name(path)
    with reading(name):
        with open_regular(path) as file:
            start = file.read(FIRST_BYTES)
        if not start:
            raise unreadable.empty(name)
        kind = video_format_of(start)
        if kind is None:
            raise unreadable.no_video(name)
        container = read_container(path, kind)
    if not container.is_complete:
        raise unreadable.damaged(name, "it ends too early")
    # Nothing but this file: containers can name others.
    os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file")
    # What is wrong with a file is said in a sentence, and not on the terminal.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, SECONDS_TO_OPEN * 1000]
    limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, SECONDS_TO_READ * 1000]
    with unreadable.decoding(name):
        capture = _opened(path, limits)
    try:
        if not capture.isOpened():
            raise unreadable.undecoded_video(name)
        facts = _facts(capture, container, kind, name)
        if facts.width * facts.height > maximum_megapixels * 1e6:
            raise unreadable.too_large(name, facts.width, facts.height, maximum_megapixels)
        yield OpenVideo(capture, facts, name)
    finally:
        capture.release()


def _refuse_undecodable_name(path: Path) -> None:
    """FFmpeg takes text; names that are none come from disks of other systems."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise UnreadablePhoto(
            f"The name or the folder of {path.name} has signs that cannot be given to the decoder of videos.",
            "Rename it, then scan again.",
        ) from error


def _opened(path: Path, limits: list[int]) -> VideoCapture:
    import cv2

    # It warns of files that it cannot open, on the terminal.
    before = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        return cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, limits)
    finally:
        cv2.utils.logging.setLogLevel(before)


def read_frame(path: Path, seconds: float, maximum_megapixels: int = DEFAULT_MAXIMUM_MEGAPIXELS) -> DecodedPhoto:
    """One frame of a video, with the video's facts.

    Raises:
        UnreadablePhoto: as `open_video`, or there is no such frame.
    """
    with open_video(path, maximum_megapixels) as video:
        pixels = video.frame(seconds)
    if pixels is None:
        raise unreadable.undecoded_video(path.name)
    return DecodedPhoto(pixels, video.facts)


def is_dull(frame: NDArray[np.uint8]) -> bool:
    """Whether a frame is black or blank, as the first ones often are."""
    grey = frame[::8, ::8].mean(axis=2)
    return bool(grey.mean() <= DULL_BRIGHTNESS or grey.std() <= DULL_CONTRAST)


def _facts(capture: VideoCapture, container: ContainerFacts, kind: VideoFormat, name: str) -> PhotoFacts:
    import cv2

    width, height = (int(capture.get(side)) for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    if width <= 0 or height <= 0:
        raise unreadable.undecoded_video(name)
    seconds = container.seconds
    if seconds is None or not 0 < seconds <= LONGEST_SECONDS:
        frames, a_second = capture.get(cv2.CAP_PROP_FRAME_COUNT), capture.get(cv2.CAP_PROP_FPS)
        is_sane = math.isfinite(frames) and math.isfinite(a_second) and 0 < a_second <= MOST_FRAMES_A_SECOND
        seconds = frames / a_second if is_sane and 0 < frames / a_second <= LONGEST_SECONDS else 0.0
    return PhotoFacts(
        # As the decoder gives them: upright.
        width=width,
        height=height,
        turn=_TURN_OF_DEGREES.get(round(capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 360, Turn.NONE),
        date=container.date or date_in_name(name),
        camera=container.camera,
        latitude=container.latitude,
        longitude=container.longitude,
        format=kind.value,
        video_seconds=seconds,
    )
