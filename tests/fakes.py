"""Named fakes that implement the same protocols as the real parts, so that a whole scan runs in milliseconds.

A fake photo is a grey picture with squares of one hue each: a square is a face, its hue the person. The fake detector
finds the squares, the fake embedder turns their hue into a unit vector; nothing else about a scan is fake.
"""

from __future__ import annotations

import colorsys
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from sqlalchemy.util import LRUCache

from photoface.catalog.database import Database
from photoface.catalog.search.synonyms import Thesaurus
from photoface.geometry import Box, Landmarks
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.library.commands import ApplyRegroup
from photoface.library.history import Outcome
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.imported_models import read_specs
from photoface.vision.model_registry import ModelRegistry
from photoface.vision.model_store import ModelStore
from photoface.vision.protocols import DetectedFace

PEOPLE = 12
"""How many people fakes can tell apart: their hues lie a twelfth of the circle from each other."""

FACE_SIDE = 60
SMALLEST_FACE = 12
"""Pixels. Smaller coloured spots are what JPEG leaves at the edge of a square."""
PHOTO_SIZE = (360, 240)


def fake_photo(people: Iterable[float], *, shade: int = 0, size: tuple[int, int] = PHOTO_SIZE) -> NDArray[np.uint8]:
    """A grey photo with one square for each person; `shade` makes photos of the same people differ a little."""
    pixels = np.full((size[1], size[0], 3), 90 + shade % 60, np.uint8)
    for index, person in enumerate(people):
        left, top = 10 + index * (FACE_SIDE + 10), 20 + (shade * 7 + index * 13) % 120
        hue = (person + 0.06 * ((shade * 37 + index * 11) % 21 - 10) / 10) / PEOPLE
        bright, dark = (
            [round(255 * channel) for channel in colorsys.hsv_to_rgb(hue % 1, 0.8, value)] for value in (0.95, 0.55)
        )
        checks = (np.indices((FACE_SIDE, FACE_SIDE)) // 4).sum(axis=0) % 2
        pixels[top : top + FACE_SIDE, left : left + FACE_SIDE] = np.where(checks[..., None], bright, dark)
    return pixels


def save_photo(path: Path, people: Iterable[float], *, shade: int = 0, taken: dt.datetime | None = None) -> Path:
    """Write a fake photo as PNG, with an EXIF date where one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken is not None:
        # Pillow writes the sub-directory only beside a tag of its own.
        exif[0x0132] = taken.strftime("%Y:%m:%d %H:%M:%S")
        exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    stream = io.BytesIO()
    Image.fromarray(fake_photo(people, shade=shade)).save(stream, "PNG", exif=exif)
    path.write_bytes(stream.getvalue())
    return path


class FakeDetector:
    """Finds the squares of fake photos."""

    name = "fake-detector"
    long_side = 1280

    def __init__(self) -> None:
        self.photos_seen = 0

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        self.photos_seen += len(photos)
        return [self._squares(photo) for photo in photos]

    def _squares(self, photo: NDArray[np.uint8]) -> list[DetectedFace]:
        height, width = photo.shape[:2]
        colourful = photo.max(axis=2).astype(int) - photo.min(axis=2) > 40
        labels, _ = ndimage.label(colourful)
        found = []
        for rows, columns in ndimage.find_objects(labels):
            if min(rows.stop - rows.start, columns.stop - columns.start) < SMALLEST_FACE:
                continue
            box = Box.from_corners(columns.start / width, rows.start / height, columns.stop / width, rows.stop / height)
            points = [(0.3, 0.35), (0.7, 0.35), (0.5, 0.56), (0.35, 0.75), (0.65, 0.75)]
            landmarks = Landmarks(*((box.left + x * box.width, box.top + y * box.height) for x, y in points))
            found.append(DetectedFace(box, landmarks, 0.999))
        return sorted(found, key=lambda face: -face.box.area)


class FakeEmbedder:
    """Turns a square's hue into a unit vector: one person's lie within 0.3 of each other, others far apart."""

    dimension = 2 * PEOPLE

    def __init__(self, model: str = "dlib-resnet") -> None:
        self.model = model
        self.faces_seen = 0

    def crop(self, photo: NDArray[np.uint8], face: DetectedFace) -> NDArray[np.uint8]:
        left, top, right, bottom = face.box.clamped().pixels(photo.shape[1], photo.shape[0])
        return photo[top:bottom, left:right]

    def embed(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        self.faces_seen += len(crops)
        vectors = np.zeros((len(crops), self.dimension), np.float32)
        centres = np.arange(self.dimension) / self.dimension
        for row, crop in enumerate(crops):
            red, green, blue = crop.reshape(-1, 3).mean(axis=0) / 255
            hue, _, _ = colorsys.rgb_to_hsv(red, green, blue)
            apart = np.abs((hue - centres + 0.5) % 1 - 0.5)
            vectors[row] = np.exp(-((apart * PEOPLE / 0.45) ** 2))
        norms: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms


class OtherFakeEmbedder(FakeEmbedder):
    """Another model: another dimension, so that comparing across models would fail loudly."""

    dimension = 3 * PEOPLE


class Offline:
    """A network that is not there."""

    def __call__(self, address: str) -> BinaryIO:
        raise OSError(f"no route to {address}")


class Clock:
    """A ledger's clock that moves a minute at each look."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 1, 1, 12)

    def __call__(self) -> dt.datetime:
        self.time += dt.timedelta(minutes=1)
        return self.time


def fake_engine(settings: Settings) -> FaceEngine:
    """An engine for any model: the default one's embedder, or another one for the other models."""
    embedder = FakeEmbedder() if settings.model == "dlib-resnet" else OtherFakeEmbedder(settings.model)
    return FaceEngine(FakeDetector(), embedder)


class CompiledStatements(LRUCache[tuple[object, ...], object]):
    """SQL that was compiled for one catalog, for all others too. SQLAlchemy would compile it again for each of them.

    Its keys begin with the dialect, of which each catalog has an object of its own; all are SQLite's.
    """

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[object, ...], value: object) -> None:
        super().__setitem__(key[1:], value)


STATEMENTS = CompiledStatements(2_000)


def open_fake_library(
    catalog: Path,
    load_engine: Callable[[Settings], FaceEngine] = fake_engine,
    models: Path | None = None,
    thesaurus: Thesaurus | None = None,
) -> Library:
    """A Library that is real but for its models, its clock and its network."""
    database = Database(catalog)
    database._engine.update_execution_options(compiled_cache=STATEMENTS)
    return Library(
        database,
        ThumbnailStore(catalog.with_name(catalog.name + ".thumbnails")),
        ModelRegistry(imported=lambda: read_specs(models or catalog.parent / "models")),
        ModelStore(models or catalog.parent / "models", Offline()),
        load_engine,
        Clock(),
        thesaurus,
    )


def regroup(library: Library) -> Outcome | None:
    """Propose a fresh grouping and apply all of it at once; None where nothing would change."""
    proposal = library.jobs.propose_regroup()
    return library.execute(ApplyRegroup(proposal.changes)) if proposal.changes else None
