"""Videos made on the spot: fake people's squares that move, and what containers say of a video, changed by hand."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from fakes.photos import FACE_SIDE, fake_face
from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 240
A_SECOND = 10
"""Frames."""

_CODECS = {".avi": "MJPG", ".mpg": "mpg1", ".mkv": "mp4v"}

Place = tuple[float, float]
"""Of a square's centre, in fractions of the frame."""


def save_video(path: Path, frames: Iterable[NDArray[np.uint8]]) -> Path:
    """Write RGB frames of one size as a video of the kind that the suffix says."""
    import cv2

    path.parent.mkdir(parents=True, exist_ok=True)
    writer = None
    # MPEG knows few numbers.
    a_second = 25 if path.suffix == ".mpg" else A_SECOND
    before = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    for frame in frames:
        if writer is None:
            codec = cv2.VideoWriter.fourcc(*_CODECS.get(path.suffix.lower(), "mp4v"))
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, codec, a_second, (frame.shape[1], frame.shape[0]))
        writer.write(np.ascontiguousarray(frame[:, :, ::-1]))
    assert writer is not None
    writer.release()
    cv2.utils.logging.setLogLevel(before)
    return path


def fake_frame(people: Mapping[int, Place]) -> NDArray[np.uint8]:
    """A frame with the squares of fake people."""
    frame = np.full((HEIGHT, WIDTH, 3), 110, np.uint8)
    # Something to see, which is no face.
    frame[:24] = 60
    for person, (x, y) in people.items():
        left, top = round(x * WIDTH - FACE_SIDE / 2), round(y * HEIGHT - FACE_SIDE / 2)
        frame[top : top + FACE_SIDE, left : left + FACE_SIDE] = fake_face(person)
    return frame


def fake_clip(path: Path, scenes: Sequence[tuple[float, Mapping[int, tuple[Place, Place]]]]) -> Path:
    """A video of scenes, one after the other.

    Args:
        scenes: the seconds of each, and for each fake person where it begins and ends.
    """
    frames = []
    for seconds, moves in scenes:
        count = round(seconds * A_SECOND)
        for number in range(count):
            share = number / max(count - 1, 1)
            frames.append(
                fake_frame(
                    {
                        person: (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
                        for person, (start, end) in moves.items()
                    }
                )
            )
    return save_video(path, frames)


def standing(x: float = 0.5, y: float = 0.5) -> tuple[Place, Place]:
    """Where somebody is who does not move."""
    return (x, y), (x, y)


def date_movie(path: Path, moment: datetime) -> None:
    """Write into an MP4 when it was made, a moment of universal time."""
    seconds = round((moment.astimezone(UTC) - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
    _change(path, b"mvhd", 8, struct.pack(">I", seconds))


def turn_movie(path: Path, degrees: int) -> None:
    """Write into an MP4 that it is shown turned clockwise."""
    matrix = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[degrees]
    a, b, c, d = (value << 16 for value in matrix)
    _change(path, b"tkhd", 44, struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30))


def _change(path: Path, box: bytes, offset: int, new: bytes) -> None:
    """Write bytes into a box, and move the file's time on, as any program would."""
    data = bytearray(path.read_bytes())
    place = data.index(box) + offset
    data[place : place + len(new)] = new
    later = path.stat().st_mtime_ns + 1_000_000_000
    path.write_bytes(data)
    os.utime(path, ns=(later, later))
