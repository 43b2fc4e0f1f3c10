"""Measures verification of videos by the protocol of YouTube Faces, with the product's own faces of their frames.

Wolf, Hassner and Maoz, "Face Recognition in Unconstrained Videos with Matched Background Similarity", CVPR 2011: 5,000
pairs of videos in ten folds of 250 same and 250 different ones. As in Schroff, Kalenichenko and Philbin, "FaceNet",
CVPR 2015, section 5.7, two videos are as alike as all pairs of their first hundred frames with a face are on average.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.jobs import JobControl, RateMeter
from photoface.lab.evaluation.albums import middle_face
from photoface.lab.evaluation.embedded_faces import EmbeddedFace, Look
from photoface.lab.evaluation.pictures import PICTURES_AT_ONCE, read_picture
from photoface.learning.pair_verification import VerificationReport, verify

FRAMES: Final = 100
"""Frames with a face that count, from the start of each video: FaceNet, section 5.7."""

LEAST_OVERLAP: Final = 0.25
"""Intersection over union of a found face with the labelled square, which another detector made; else it is another."""

Video = tuple[str, str]
"""A person's name and the number of the video, which are its folders."""


@dataclass(frozen=True, slots=True)
class VideoPair:
    """Two videos, whether they show one person, and the number of their fold."""

    first: Video
    second: Video
    same: bool
    fold: int


@dataclass(frozen=True, slots=True)
class YouTubeFacesReport:
    """The verification, and what of the videos was used.

    Attributes:
        folds: how many there are.
        videos: different videos in the pairs.
        frames: their frames that count.
        frames_without_face: frames that were passed over, since the labelled face was not found.
        without_face: videos in which no frame has a face.
        pairs_without_face: pairs judged "different" for that reason.
    """

    verification: VerificationReport
    folds: int
    videos: int
    frames: int
    frames_without_face: int
    without_face: int
    pairs_without_face: int


def parse_splits(lines: Iterable[str]) -> list[VideoPair]:
    """The pairs of YouTube Faces' `splits.txt`: fold, two videos as `Name/number`, and 1 for one person.

    A line of titles is passed over.

    Raises:
        UserFacingError: the text is no such file, or has fewer than two folds, or none of one kind of pairs.
    """
    pairs = []
    rows = [row for row in csv.reader(lines, skipinitialspace=True) if row]
    try:
        for row in rows[1:] if rows and not rows[0][0].strip().isdigit() else rows:
            fold, first, second, same = (field.strip() for field in row[:4])
            if same not in ("0", "1"):
                raise ValueError(f"{same!r} is not 0 or 1")
            pairs.append(VideoPair(_video(first), _video(second), same == "1", int(fold)))
        if len({pair.fold for pair in pairs}) < 2 or len({pair.same for pair in pairs}) < 2:
            raise ValueError("it needs two folds, and pairs of one person and of two")
    except ValueError as error:
        raise UserFacingError(
            f"This is not a file of splits of YouTube Faces: {error}.", "Take splits.txt or splits_corrected.txt."
        ) from error
    return pairs


def measure_videos(pairs: Sequence[VideoPair], folder: Path, look: Look, control: JobControl) -> YouTubeFacesReport:
    """Look at the frames of all videos of the pairs, and judge the pairs.

    Args:
        folder: holds the frames as ``Name/number/number.frame.jpg`` and the boxes of their faces as
            ``Name.labeled_faces.txt``, or has a folder `frame_images_DB` that does. Without boxes the face in the
            middle counts.
        look: from photos to faces.

    Raises:
        UserFacingError: a video is missing or a frame cannot be read.
        JobCancelled: by the control.
    """
    inner = folder / "frame_images_DB"
    folder = inner if inner.is_dir() else folder
    videos = list(dict.fromkeys(video for pair in pairs for video in (pair.first, pair.second)))
    files = {video: frame_files(folder, video) for video in videos}
    means: dict[Video, NDArray[np.float64] | None] = {}
    meter = RateMeter(control.working_time)
    used = passed_over = 0
    boxes: Mapping[str, _Square] = {}
    labels_of = ""
    for video in sorted(videos):
        if video[0] != labels_of:
            labels_of, boxes = video[0], _labelled(folder, video[0])
        embeddings, missed = _first_faces(files[video], boxes, look)
        means[video] = np.mean(embeddings, axis=0) if embeddings else None
        used += len(embeddings)
        passed_over += missed
        control.report(meter.progress("Looking at videos", len(means), len(videos)))
    squared = np.array([_squared_distance(means[pair.first], means[pair.second]) for pair in pairs])
    folds = np.array([pair.fold for pair in pairs])
    return YouTubeFacesReport(
        verify(np.sqrt(squared), np.array([pair.same for pair in pairs]), folds),
        folds=len(np.unique(folds)),
        videos=len(videos),
        frames=used,
        frames_without_face=passed_over,
        without_face=sum(mean is None for mean in means.values()),
        pairs_without_face=sum(means[pair.first] is None or means[pair.second] is None for pair in pairs),
    )


def frame_files(folder: Path, video: Video) -> list[Path]:
    """The frames of a video, in their order.

    Raises:
        UserFacingError: there are none.
    """
    found = [path for path in (folder / video[0] / video[1]).glob("*") if path.suffix.lower() in (".jpg", ".png")]
    if not found:
        raise UserFacingError(
            f"The frames of {video[0]}/{video[1]} are not in {folder}.",
            "Name YouTube Faces' folder of frames: a folder for each person, and in it one for each video.",
        )
    return sorted(found, key=lambda path: [int(number) for number in re.findall(r"\d+", path.stem)])


def _video(text: str) -> Video:
    name, _, number = text.replace("\\", "/").partition("/")
    if not name or not number.isdigit():
        raise ValueError(f"{text!r} is no video")
    return name, number


_Square = tuple[float, float, float, float]
"""The middle, width and height of a labelled face, in pixels."""


def _labelled(folder: Path, name: str) -> dict[str, _Square]:
    """The labelled face of each frame of a person's videos, by `number/file`; none where there is no such file."""
    file = folder / f"{name}.labeled_faces.txt"
    if not file.is_file():
        return {}
    found = {}
    try:
        for row in csv.reader(file.read_text(encoding="utf-8").splitlines()):
            x, y, width, height = (float(field) for field in row[2:6])
            found["/".join(row[0].replace("\\", "/").split("/")[-2:])] = (x, y, width, height)
    except (OSError, ValueError) as error:
        raise UserFacingError(f"{file} does not list labelled faces.", "Take the file of YouTube Faces.") from error
    return found


def _first_faces(
    files: Sequence[Path], boxes: Mapping[str, _Square], look: Look
) -> tuple[list[NDArray[np.float32]], int]:
    """The embeddings of the first frames with a face, and how many frames were passed over until then."""
    embeddings: list[NDArray[np.float32]] = []
    passed_over = 0
    for start in range(0, len(files), PICTURES_AT_ONCE):
        part = files[start : start + PICTURES_AT_ONCE]
        photos = [read_picture(file) for file in part]
        for file, photo, faces in zip(part, photos, look(photos), strict=True):
            height, width = photo.pixels.shape[:2]
            square = boxes.get(f"{file.parent.name}/{file.name}")
            face = _meant(faces, None if square is None else _box(square, width, height))
            if face is None:
                passed_over += 1
                continue
            embeddings.append(face.embedding)
            if len(embeddings) == FRAMES:
                return embeddings, passed_over
    return embeddings, passed_over


def _box(square: _Square, width: int, height: int) -> Box:
    x, y, wide, high = square
    return Box((x - wide / 2) / width, (y - high / 2) / height, wide / width, high / height)


def _meant(faces: Sequence[EmbeddedFace], box: Box | None) -> EmbeddedFace | None:
    """The face that a frame is labelled with; the one in the middle where no label says which."""
    if not faces:
        return None
    if box is None:
        return middle_face(faces)
    best = max(faces, key=lambda face: face.box.intersection_over_union(box))
    return best if best.box.intersection_over_union(box) >= LEAST_OVERLAP else None


def _squared_distance(first: NDArray[np.float64] | None, second: NDArray[np.float64] | None) -> float:
    """The mean squared distance of all pairs of frames: of unit vectors, two less twice the product of their means.

    Infinite where a video has no face.
    """
    if first is None or second is None:
        return float("inf")
    return max(2 - 2 * float(first @ second), 0.0)
