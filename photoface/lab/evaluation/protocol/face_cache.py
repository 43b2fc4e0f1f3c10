"""Detects and embeds the faces of measured photos once, and caches them on the disk by the photo's content.

The cache is a folder that the user names. It has a folder for each pair of a detector and a model, and in it files of
some hundred photos each. A file is written completely or not at all, so an interrupted run loses one file's photos at
most.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.decode import DecodedPhoto, decode
from photoface.imaging.photo_bytes import read_file
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.scan.face_engine import FaceEngine, ScannedFace, embed_faces, find_faces

PHOTOS_AT_ONCE = 8
"""Photos decoded and embedded together. The largest are 20 megapixels, 60 MB each."""

PHOTOS_PER_FILE = 200
"""At most a minute's work is lost when a run is stopped."""

MEASURES = ("score", "pixels", "sharpness", "frontality")
"""Columns of `PhotoFaces.measures`: what `vision.quality` decides by."""


@dataclass(frozen=True, slots=True, eq=False)
class PhotoFaces:
    """All faces that the product finds in one photo, largest first.

    Attributes:
        boxes: (k, 4) left, top, width and height in fractions of the upright photo.
        landmarks: (k, 5, 2) in the same fractions.
        measures: (k, 4) float64, in the order of `MEASURES`.
        embeddings: (k, d) float32, rows of unit length.
        day: when the photo was taken, in days since 1970; NaN where the picture does not say.
    """

    boxes: NDArray[np.float64]
    landmarks: NDArray[np.float64]
    measures: NDArray[np.float64]
    embeddings: NDArray[np.float32]
    day: float


class FaceCache:
    """The cached photos of one detector and one model.

    Args:
        folder: of the cache, made where it is missing.
        detector, model: their ids; faces of others are not found here.
    """

    def __init__(self, folder: Path, detector: str, model: str) -> None:
        self._folder = folder.expanduser() / re.sub(r"[^\w.-]+", "_", f"{detector}+{model}")
        self._photos: dict[str, PhotoFaces] = {}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserFacingError(f"The folder {folder} cannot be made.", "Name another folder for --cache.") from error
        for file in sorted(self._folder.glob("*.npz")):
            self._photos.update(_read(file))

    def __contains__(self, content: object) -> bool:
        return content in self._photos

    def __getitem__(self, content: str) -> PhotoFaces:
        return self._photos[content]

    def add(self, photos: Mapping[str, PhotoFaces]) -> None:
        """Keep photos, by the hash of their content, on the disk and in memory."""
        if not photos:
            return
        name = hashlib.sha256("".join(photos).encode()).hexdigest()[:16]
        _write(self._folder / f"{name}.npz", photos)
        self._photos.update(photos)


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What came of the files.

    Attributes:
        faces: of each file that could be read.
        unreadable: the others.
    """

    faces: Mapping[Path, PhotoFaces]
    unreadable: tuple[Path, ...]


def look_once(files: Sequence[Path], engine: FaceEngine, folder: Path, control: JobControl) -> Looked:
    """The faces of all files, by the scan's own stages; photos that are in the cache are not looked at again.

    Args:
        folder: of the cache.

    Raises:
        UserFacingError: the cache cannot be written.
        JobCancelled: by the control; what was looked at until then is kept.
    """
    cache = FaceCache(folder, engine.detector.name, engine.embedder.model)
    contents = {file: hashlib.sha256(read_file(file)).hexdigest() for file in files}
    # Copies of one picture are looked at once.
    missing = list({contents[file]: file for file in files if contents[file] not in cache}.values())
    unreadable: list[Path] = []
    waiting: dict[str, PhotoFaces] = {}
    meter = RateMeter(control.working_time)
    # One photo to a thread, as in a scan: two threads at one photo wait for each other most of the time.
    pool = engine.open_pool(os.cpu_count() or 1)
    try:
        for start in range(0, len(missing), PHOTOS_AT_ONCE):
            decoded = {}
            for file in missing[start : start + PHOTOS_AT_ONCE]:
                try:
                    decoded[contents[file]] = decode(read_file(file), name=file.name)
                except UnreadablePhoto:
                    unreadable.append(file)
            waiting.update(zip(decoded, _look(list(decoded.values()), engine, pool), strict=True))
            if len(waiting) >= PHOTOS_PER_FILE:
                cache.add(waiting)
                waiting = {}
            done = min(start + PHOTOS_AT_ONCE, len(missing))
            meter.update(done)
            left = meter.seconds_left(len(missing))
            control.report(
                Progress("Looking at pictures", done, len(missing), per_second=meter.per_second, seconds_left=left)
            )
    finally:
        pool.shutdown()
        cache.add(waiting)
    found = {file: cache[content] for file, content in contents.items() if content in cache}
    return Looked(found, tuple(sorted(set(files) - set(found))))


def _look(photos: Sequence[DecodedPhoto], engine: FaceEngine, pool: ThreadPoolExecutor) -> list[PhotoFaces]:
    found = [one for [one] in pool.map(lambda photo: find_faces([photo], engine), photos)]
    embed_faces([face for one in found for face in one.faces], engine)
    return [_as_arrays(one.faces, photo, engine.embedder.dimension) for one, photo in zip(found, photos, strict=True)]


def _as_arrays(faces: Sequence[ScannedFace], photo: DecodedPhoto, dimension: int) -> PhotoFaces:
    taken = photo.facts.taken_at if photo.facts.dates_itself else None
    day = float("nan") if taken is None else np.datetime64(taken, "s").astype(np.int64) / 86_400
    measures = [[getattr(face.measures, name) for name in MEASURES] for face in faces]
    landmarks = [() if face.measures.landmarks is None else face.measures.landmarks.points for face in faces]
    return PhotoFaces(
        np.array([(f.box.left, f.box.top, f.box.width, f.box.height) for f in faces], np.float64).reshape(-1, 4),
        np.array(landmarks, np.float64).reshape(-1, 5, 2),
        np.array(measures, np.float64).reshape(-1, len(MEASURES)),
        np.array([face.embedding for face in faces], np.float32).reshape(-1, dimension),
        float(day),
    )


def _write(file: Path, photos: Mapping[str, PhotoFaces]) -> None:
    values = list(photos.values())
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".partial", delete=False) as stream:
        np.savez(
            stream,
            contents=np.array(list(photos)),
            counts=np.array([len(one.boxes) for one in values]),
            days=np.array([one.day for one in values]),
            boxes=np.concatenate([one.boxes for one in values]),
            landmarks=np.concatenate([one.landmarks for one in values]),
            measures=np.concatenate([one.measures for one in values]),
            embeddings=np.concatenate([one.embeddings for one in values]),
        )
    Path(stream.name).replace(file)


def _read(file: Path) -> Iterable[tuple[str, PhotoFaces]]:
    with np.load(file) as stored:
        columns = [stored[name] for name in ("boxes", "landmarks", "measures", "embeddings")]
        ends = np.cumsum(stored["counts"])
        boxes, landmarks, measures, embeddings = (np.split(column, ends[:-1]) for column in columns)
        keys = zip(stored["contents"].tolist(), stored["days"].tolist(), strict=True)
        for place, (content, day) in enumerate(keys):
            yield content, PhotoFaces(boxes[place], landmarks[place], measures[place], embeddings[place], day)
