"""A face drawn by hand, with the real detector and the real embedder."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from photoface.assembly import load_engine, open_library
from photoface.demo.portraits import EILEEN, load_portraits
from photoface.geometry import Box
from photoface.library.commands.faces import DrawFace
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.scan.face_in_box import face_inside
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace, Pixels

LOOSELY_DRAWN = Box(0.30, 0.05, 0.36, 0.40)
"""Around the whole head of the portrait below: a detector's box is half as wide."""


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    """A portrait in the public domain, 512 x 512."""
    return load_portraits()[EILEEN].picture


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    """The default detector and the default model, loaded once: that takes most of the time."""
    return load_engine(Settings())


class Blind:
    """A detector on a bad day."""

    name = "blind"
    long_side = 1280

    def detect(self, photos: Sequence[Pixels]) -> list[list[DetectedFace]]:
        return [[] for _ in photos]


def _scan(catalog: Path, engine: FaceEngine) -> Library:
    library = open_library(catalog)
    library.jobs._load_engine = lambda settings: engine
    library.jobs.scan()
    return library


def test_a_loosely_drawn_face_is_recognised(tmp_path: Path, portrait: Image.Image, engine: FaceEngine) -> None:
    folder, catalog = tmp_path / "Pictures", tmp_path / "drawn.photoface"
    folder.mkdir()
    portrait.save(folder / "a.jpg", quality=92)
    ImageOps.mirror(portrait).resize((440, 440)).save(folder / "b.jpg", quality=80)
    ImageEnhance.Brightness(portrait).enhance(0.8).save(folder / "c.jpg")
    library = open_library(catalog)
    library.folders.add(folder)
    library.close()
    library = _scan(catalog, engine)
    library.execute(NameGroup(library.groups.all()[0].id, "Eileen"))
    library.close()
    ImageEnhance.Contrast(portrait).enhance(1.15).save(folder / "d.jpg", quality=85)
    library = _scan(catalog, dataclasses.replace(engine, detector=Blind()))
    library.jobs._load_engine = lambda settings: engine
    (photo,) = (one for one in library.photos.summaries(library.photos.ids()) if not one.faces)
    library.execute(DrawFace(photo.id, LOOSELY_DRAWN))
    library.jobs.finish_drawn_faces([photo.id])
    (face,) = library.photos.detail(photo.id).faces
    assert (face.person_name, face.confirmed) == ("Eileen", False), "attached by what the detector saw in the box"
    assert face.box == LOOSELY_DRAWN.clamped()
    assert face.quality > 0.5
    assert library.jobs.look_again(photo.id)[0] == 0, "the face that the detector sees is the one that is drawn"
    library.close()


def test_the_detector_is_shown_small_faces_larger(portrait: Image.Image, engine: FaceEngine) -> None:
    small = Image.new("RGB", (1600, 1200), (120, 120, 120))
    small.paste(portrait.resize((64, 64)), (900, 300))
    box = Box((900 + 0.30 * 64) / 1600, (300 + 0.05 * 64) / 1200, 0.36 * 64 / 1600, 0.40 * 64 / 1200)
    pixels = np.asarray(small)
    assert engine.detector.detect([pixels]) == [[]], "a scan misses a face of some 12 pixels"
    found = face_inside(engine.detector, pixels, box)
    assert found is not None
    assert box.intersection_over_union(found.box) > 0.2
    assert box.holds(found.landmarks.nose)
