from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from embedded_faces import face_at
from PIL import Image

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.imaging.decode import DecodedPhoto
from photoface.jobs import JobControl
from photoface.lab.evaluation.albums import Label
from photoface.lab.evaluation.embedded_faces import EmbeddedFace
from photoface.lab.evaluation.labelled_faces import find_labelled
from photoface.lab.evaluation.pictures import PICTURES_AT_ONCE, as_jpeg, look_at_all, resized


def saved(folder: Path, count: int) -> list[Path]:
    """Grey pictures of rising brightness."""
    files = [folder / f"{number}.png" for number in range(count)]
    for number, file in enumerate(files):
        Image.new("RGB", (40, 30), (number * 10,) * 3).save(file)
    return files


def brightness(photos: Sequence[DecodedPhoto]) -> list[list[EmbeddedFace]]:
    """One face a photo, pointing as far round as the photo is bright; none in black ones."""
    return [[face_at(float(photo.pixels.mean()))] if photo.pixels.any() else [] for photo in photos]


def test_all_in_order_and_altered(tmp_path: Path) -> None:
    files = saved(tmp_path, PICTURES_AT_ONCE + 3)
    found = look_at_all(files, brightness, JobControl())
    assert [len(faces) for faces in found] == [0] + [1] * (len(files) - 1)
    np.testing.assert_array_equal(found[18][0].embedding, face_at(180).embedding)
    altered = look_at_all(files, brightness, JobControl(), alter=lambda number, pixels: pixels * 0 + np.uint8(number))
    np.testing.assert_array_equal(altered[17][0].embedding, face_at(17).embedding)


def test_an_altered_picture_has_its_own_size(tmp_path: Path) -> None:
    sizes: list[tuple[int, int]] = []

    def look(photos: Sequence[DecodedPhoto]) -> list[list[EmbeddedFace]]:
        sizes.extend((photo.facts.width, photo.facts.height) for photo in photos)
        return [[] for _ in photos]

    look_at_all(saved(tmp_path, 1), look, JobControl(), alter=lambda _, pixels: resized(pixels, 0.5))
    assert sizes == [(20, 15)]


def test_a_picture_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_text("no picture")
    with pytest.raises(UserFacingError, match=r"note\.jpg"):
        look_at_all([tmp_path / "note.jpg"], brightness, JobControl())


def test_compression_costs_detail_and_keeps_the_size() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 48, 3), dtype=np.uint8)
    errors = [np.abs(as_jpeg(noise, quality).astype(int) - noise).mean() for quality in (10, 50, 90)]
    assert errors[0] > errors[1] > errors[2] > 0
    assert as_jpeg(noise, 10).shape == noise.shape


def test_resizing() -> None:
    pixels = np.zeros((30, 40, 3), np.uint8)
    assert resized(pixels, 2).shape == (60, 80, 3)
    assert resized(pixels, 0.001).shape == (1, 1, 3)


def test_labelled_faces_by_size_and_by_box(tmp_path: Path) -> None:
    saved(tmp_path, 4)
    left, right = Box(0.05, 0.2, 0.2, 0.3), Box(0.6, 0.2, 0.3, 0.4)

    def look(photos: Sequence[DecodedPhoto]) -> list[list[EmbeddedFace]]:
        return [[face_at(1, box=left), face_at(2, box=right)] if photo.pixels.any() else [] for photo in photos]

    labels = [
        Label(Path("0.png"), "nobody is found here"),
        Label(Path("1.png"), "largest"),
        Label(Path("2.png"), "left", left),
        Label(Path("2.png"), "right", right),
        Label(Path("3.png"), "who of them"),
        Label(Path("3.png"), "is the largest"),
    ]
    found = find_labelled(labels, tmp_path, look, JobControl())
    assert sorted(zip(found.persons.tolist(), found.photos.tolist(), strict=True)) == [
        ("largest", 1),
        ("left", 2),
        ("right", 2),
    ]
    assert found.labels == 4
    expected = {"largest": 2.0, "left": 1.0, "right": 2.0}
    for person, embedding in zip(found.persons.tolist(), found.embeddings, strict=True):
        np.testing.assert_array_equal(embedding, face_at(expected[person]).embedding)
    with pytest.raises(UserFacingError, match="No labelled face"):
        find_labelled(labels[:1], tmp_path, look, JobControl())
