"""Loads a training set of faces: a folder for each person, cropped once and kept as one memory-mapped array.

Detection and alignment take far longer than training, so they are done once, with the product's own detector and
alignment. A JSON file beside the NumPy array holds labels and file names. Where this work is interrupted, the next call
continues it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.decode import decode
from photoface.imaging.photo_bytes import read_file
from photoface.jobs import Progress, RateMeter
from photoface.vision.alignment import DLIB_150, Template, align
from photoface.writable import replacing

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.vision.protocols import DetectedFace, FaceDetector, Pixels

FORMAT: Final = 1

BORDER: Final = 11 / 160
"""Border of a canvas on each side, as a part of the crop's side: room for random crops. FaceNet's usual training crops
are 160 of 182 pixels (davidsandberg/facenet, wiki "Classifier training of Inception-ResNet v1")."""

CENTRE_WEIGHT: Final = 2.0
"""Weight of the distance from the centre against size where a photo shows several faces (the same project's
`align_dataset_mtcnn.py`): labelled photos are usually centred on their person."""

PHOTOS_AT_ONCE: Final = 16
PHOTOS_BETWEEN_RECORDS: Final = 256
"""At most so many photos are processed again after an interruption."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceCrops:
    """Faces to learn from or to evaluate on.

    Attributes:
        pixels: (faces, canvas, canvas, 3) uint8, aligned RGB with a border, memory-mapped.
        labels: (faces,) int64, indices into `people`.
        people: names of the folders.
        files: the photo of each face, relative to the data folder, with forward slashes.
        skipped: unreadable photos and photos without a face, each with a sentence.
    """

    pixels: Pixels
    labels: NDArray[np.int64]
    people: tuple[str, ...]
    files: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.labels)


def canvas_side(side: int) -> int:
    """Side of the canvas, in pixels, from which crops of this side are cut."""
    return side + 2 * math.ceil(BORDER * side)


def canvas_template(side: int) -> Template:
    """Landmark positions in a canvas for crops of this side: in the crop, those of dlib's crops of 150 pixels."""
    return DLIB_150.scaled(side, border=(canvas_side(side) - side) / 2)


def load_faces(folder: Path, cache: Path, side: int, detector: FaceDetector, control: JobControl) -> FaceCrops:
    """The faces below a folder that holds a folder for each person; those in the cache are not detected again.

    Args:
        cache: a folder for the array and its index; created if missing.
        side: of the crops that will be cut from the canvases, in pixels.
        detector: of several faces in a photo the largest counts, with a preference for the centre.

    Raises:
        UserFacingError: there are no photos, or the cache cannot be written.
        JobCancelled: by the control; faces found so far are kept.
    """
    files = _files_of(folder)
    signature = _signature(folder, files, side, detector.name)
    kept = _Cache(cache / f"faces-{side}.npy", cache / f"faces-{side}.json", signature)
    try:
        entries = kept.entries()
        if len(entries) < len(files):
            _fill(folder, files, kept, canvas_template(side), detector, entries, control)
    except OSError as error:
        raise UserFacingError(
            f"The faces cannot be kept in {cache}: {error.strerror or error}.", "Choose another folder."
        ) from error
    found = [entry for entry in entries if entry["row"] is not None]
    if not found:
        raise UserFacingError(f"No face was found in {folder}.", "It needs a folder with photos for each person.")
    people = tuple(sorted({entry["file"].split("/")[0] for entry in found}))
    number = {person: place for place, person in enumerate(people)}
    pixels = np.load(kept.array, mmap_mode="r", allow_pickle=False)[: len(found)]
    return FaceCrops(
        pixels,
        np.array([number[entry["file"].split("/")[0]] for entry in found], dtype=np.int64),
        people,
        tuple(entry["file"] for entry in found),
        tuple((entry["file"], entry["trouble"]) for entry in entries if entry["row"] is None),
    )


def _files_of(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise UserFacingError(f"There is no folder {folder}.", "Name the folder that holds a folder for each person.")
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.glob("*/**/*")
        if path.is_file() and not path.name.startswith(".")
    )
    if not files:
        raise UserFacingError(f"{folder} has no photos in folders.", "It needs a folder with photos for each person.")
    return files


def _signature(folder: Path, files: list[str], side: int, detector: str) -> str:
    """A hash of everything that the crops depend on."""
    digest = hashlib.sha256(json.dumps([FORMAT, side, detector, canvas_template(side).points]).encode())
    for file in files:
        status = (folder / file).stat()
        digest.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Cache:
    """The array of faces, and its index."""

    array: Path
    index: Path
    signature: str

    def entries(self) -> list[dict[str, Any]]:
        """The entries of an earlier run on the same files; none where there was no such run."""
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            known = json.loads(self.index.read_text(encoding="utf-8"))
            if known["signature"] == self.signature and self.array.is_file():
                return list(known["entries"])
        return []

    def record(self, pixels: np.memmap[Any, Any], entries: list[dict[str, Any]]) -> None:
        """Pixels are written first: an index must never name faces that are not in the array."""
        pixels.flush()
        with replacing(self.index) as file:
            file.write(json.dumps({"signature": self.signature, "entries": entries}).encode())


def _fill(
    folder: Path,
    files: list[str],
    cache: _Cache,
    template: Template,
    detector: FaceDetector,
    entries: list[dict[str, Any]],
    control: JobControl,
) -> None:
    """Cut the faces of the files that have no entry yet, and add their entries."""
    shape = (len(files), template.side, template.side, 3)
    cache.array.parent.mkdir(parents=True, exist_ok=True)
    if not entries:
        # Writing to a memory-mapped file on a full disk kills the process: check first.
        if shutil.disk_usage(cache.array.parent).free < math.prod(shape):
            raise UserFacingError(
                f"There is no room for the faces: they take up to {math.prod(shape) / 1e6:,.0f} MB.",
                "Free some space, or choose another folder.",
            )
        pixels = np.lib.format.open_memmap(cache.array, mode="w+", dtype=np.uint8, shape=shape)
    else:
        pixels = np.lib.format.open_memmap(cache.array, mode="r+")
    row = sum(entry["row"] is not None for entry in entries)
    meter = RateMeter(control.working_time)
    first = len(entries)
    recorded = first
    try:
        for start in range(first, len(files), PHOTOS_AT_ONCE):
            for file, result in _cut(folder, files[start : start + PHOTOS_AT_ONCE], detector, template):
                if isinstance(result, str):
                    entries.append({"file": file, "row": None, "trouble": result})
                else:
                    pixels[row] = result
                    entries.append({"file": file, "row": row, "trouble": None})
                    row += 1
            if len(entries) - recorded >= PHOTOS_BETWEEN_RECORDS:
                cache.record(pixels, entries)
                recorded = len(entries)
            meter.update(len(entries) - first)
            left = meter.seconds_left(len(files) - first)
            control.report(Progress("Cutting faces", len(entries), len(files), row, meter.per_second, left))
    finally:
        cache.record(pixels, entries)


def _cut(folder: Path, files: list[str], detector: FaceDetector, template: Template) -> list[tuple[str, Pixels | str]]:
    """For each file its face, or the sentence that says why there is none."""
    opened: list[Pixels | str] = []
    for file in files:
        path = folder / file
        try:
            opened.append(decode(read_file(path), name=path.name).pixels)
        except UnreadablePhoto as error:
            opened.append(error.sentence)
    found = iter(detector.detect([photo for photo in opened if not isinstance(photo, str)]))
    results: list[tuple[str, Pixels | str]] = []
    for file, photo in zip(files, opened, strict=True):
        if isinstance(photo, str):
            results.append((file, photo))
        elif faces := next(found):
            results.append((file, align(photo, _labelled(faces, photo), template)))
        else:
            results.append((file, f"No face was found in {Path(file).name}."))
    return results


def _labelled(faces: list[DetectedFace], photo: Pixels) -> DetectedFace:
    """The face that the photo's label most likely refers to."""
    height, width = photo.shape[:2]

    def weight(face: DetectedFace) -> float:
        x, y = face.box.centre
        offset = ((x - 0.5) * width) ** 2 + ((y - 0.5) * height) ** 2
        return float(face.box.area * width * height - CENTRE_WEIGHT * offset)

    return max(faces, key=weight)
