from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.geometry import Affine, Box, Landmarks, Point
from photoface.vision.alignment import DLIB_150, align, cut_box, similarity_transform, warp
from photoface.vision.protocols import DetectedFace, Pixels

coordinates = st.floats(-500, 500)
points = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=8)


def similarity(angle: float, scale: float, x: float, y: float) -> Affine:
    a, d = scale * math.cos(angle), scale * math.sin(angle)
    return Affine(a, -d, x, d, a, y)


def face_at(landmarks: list[Point], width: int, height: int, box: Box | None = None) -> DetectedFace:
    fractions = [(x / width, y / height) for x, y in landmarks]
    return DetectedFace(box or Box(0.2, 0.2, 0.6, 0.6), Landmarks(*fractions), 1.0)


def gradient(width: int, height: int) -> Pixels:
    """A photo that tells its own places: red grows to the right, green downwards."""
    x = np.linspace(0, 255, width)[None, :].repeat(height, axis=0)
    y = np.linspace(0, 255, height)[:, None].repeat(width, axis=1)
    return np.stack([x, y, np.zeros_like(x)], axis=2).round().astype(np.uint8)


@given(points, st.floats(-math.pi, math.pi), st.floats(0.05, 20), coordinates, coordinates)
def test_recovers_a_known_similarity(source: list[Point], angle: float, scale: float, x: float, y: float) -> None:
    spread = np.asarray(source).std(axis=0).max()
    if spread < 1e-3:
        return
    known = similarity(angle, scale, x, y)
    found = similarity_transform(source, [known.apply(point) for point in source])
    for point in source:
        assert found.apply(point) == pytest.approx(known.apply(point), abs=1e-5 * scale * 1000)


@given(points, points)
def test_never_mirrors_nor_shears(source: list[Point], target: list[Point]) -> None:
    count = min(len(source), len(target))
    if np.asarray(source[:count]).std(axis=0).max() < 1e-3:
        return
    found = similarity_transform(source[:count], target[:count])
    assert found.a == pytest.approx(found.e, abs=1e-6)
    assert found.b == pytest.approx(-found.d, abs=1e-6)


def test_mirrored_points_are_met_without_mirroring() -> None:
    # The best that turning and scaling can do for a mirrored triangle; closed form by hand: scale 1/3.
    source = [(0.0, 0.0), (2.0, 0.0), (1.0, 1.0)]
    found = similarity_transform(source, [(-x, y) for x, y in source])
    assert found.a * found.e - found.b * found.d > 0


@pytest.mark.parametrize("source", [[(1.0, 1.0)] * 5, [(1.0, 1.0)]])
def test_points_that_tell_nothing_are_an_error(source: list[Point]) -> None:
    with pytest.raises(ValueError, match="point"):
        similarity_transform(source, source)


def test_identity_warp_gives_the_pixels_back() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (150, 150, 3), dtype=np.uint8)
    assert (warp(photo, Affine(1, 0, 0, 0, 1, 0), 150) == photo).all()


def test_shift_by_whole_pixels_moves_them() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    assert (warp(photo, Affine(1, 0, -40, 0, 1, -90), 150) == photo[90:240, 40:190]).all()


def test_quarter_turn_turns_the_pixels() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (150, 150, 3), dtype=np.uint8)
    turned = warp(photo, Affine(0, -1, 150, 1, 0, 0), 150)
    assert (turned == np.rot90(photo, -1)).all()


@pytest.mark.parametrize("scale", [0.15, 0.3, 0.9, 1.0, 2.5])
def test_landmarks_fall_on_the_template(scale: float) -> None:
    """On a photo whose colours are its coordinates, at any size of the face."""
    to_photo = similarity(0.4, 1 / scale, 150 / scale, 60 / scale)
    side = math.ceil(400 / scale)
    landmarks = [to_photo.apply(point) for point in DLIB_150.points]
    crop = align(gradient(side, side), face_at(landmarks, side, side), DLIB_150)
    for (x, y), (photo_x, photo_y) in zip(DLIB_150.points, landmarks, strict=True):
        red, green, _ = crop[int(y), int(x)]
        assert float(red) == pytest.approx(255 * photo_x / side, abs=2.5)
        assert float(green) == pytest.approx(255 * photo_y / side, abs=2.5)


def test_large_faces_are_reduced_without_aliasing() -> None:
    """Stripes finer than the crop can show become grey, not a false pattern."""
    photo = np.zeros((3000, 3000, 3), dtype=np.uint8)
    photo[:, ::2] = 255
    crop = warp(photo, similarity(0.3, 0.05, 0, 0), 100)
    assert crop.std() < 5
    assert crop.mean() == pytest.approx(127.5, abs=3)


def test_edge_goes_on_outside_the_photo() -> None:
    photo = np.full((100, 100, 3), 200, dtype=np.uint8)
    assert (warp(photo, Affine(1, 0, 60, 0, 1, 60), 112) == 200).all()
    assert (warp(photo, Affine(1, 0, 5000, 0, 1, -5000), 112) == 200).all()


@pytest.mark.parametrize(
    "landmarks",
    [
        [(50.0, 50.0)] * 5,
        [(float("nan"), 10.0)] * 5,
        [(x + 90_000, y) for x, y in DLIB_150.points],
        [(50.0, 50.0), (50.001, 50.0), (50.0, 50.001), (50.0, 50.002), (50.001, 50.002)],
    ],
    ids=["coincide", "not numbers", "far outside", "too small"],
)
def test_useless_landmarks_fall_back_to_the_box(landmarks: list[Point]) -> None:
    photo = gradient(300, 200)
    face = face_at(landmarks, 300, 200)
    assert (align(photo, face, DLIB_150) == cut_box(photo, face.box, 150)).all()


def test_landmarks_partly_outside_still_align() -> None:
    photo = gradient(200, 200)
    landmarks = [(x - 60, y - 30) for x, y in DLIB_150.points]
    crop = align(photo, face_at(landmarks, 200, 200), DLIB_150)
    # The least squares leave a rounding error, and pixels that change by one.
    assert np.abs(crop[30:, 60:].astype(int) - photo[:120, :90]).max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (20, 20)])
def test_tiny_photos_give_crops(size: tuple[int, int]) -> None:
    photo = gradient(*size)
    width, height = size
    template = DLIB_150.scaled(112)
    landmarks = [(x / 150 * width, y / 150 * height) for x, y in template.points]
    face = face_at(landmarks, width, height, Box(0, 0, 1, 1))
    assert align(photo, face, template).shape == (112, 112, 3)
    assert cut_box(photo, Box(0.5, 0.5, 0, 0), 160).shape == (160, 160, 3)


def test_box_crop_is_square_about_the_box() -> None:
    photo = gradient(400, 200)
    crop = cut_box(photo, Box.from_corners(0.25, 0.25, 0.5, 0.75), 100)
    assert (crop == photo[50:150, 100:200]).all()
