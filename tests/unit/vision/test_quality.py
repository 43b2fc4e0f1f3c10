from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from photoface.geometry import Box, Landmarks, Turn
from photoface.vision.alignment import DLIB_150, align
from photoface.vision.protocols import DetectedFace, FaceDetector, FaceQuality, Pixels
from photoface.vision.quality import assess, frontality, sharpness

FRONTAL = Landmarks((0.4, 0.4), (0.6, 0.4), (0.5, 0.52), (0.42, 0.6), (0.58, 0.6))


@pytest.fixture(scope="module")
def face(detector: FaceDetector, astronaut: Pixels) -> DetectedFace:
    return detector.detect([astronaut])[0][0]


def quality(photo: Pixels, face: DetectedFace) -> FaceQuality:
    return assess(face, photo.shape[1], photo.shape[0], align(photo, face, DLIB_150))


def blurred(photo: Pixels, radius: float) -> Pixels:
    return np.asarray(Image.fromarray(photo).filter(ImageFilter.GaussianBlur(radius)))


def resized(photo: Pixels, side: int) -> Pixels:
    return np.asarray(Image.fromarray(photo).resize((side, side), Image.Resampling.LANCZOS))


def test_a_good_portrait_passes(astronaut: Pixels, face: DetectedFace) -> None:
    result = quality(astronaut, face)
    assert result.passes_gate
    assert result.pixels == pytest.approx(87, abs=4)
    assert 0.7 < result.score <= 1


def test_blur_lowers_it_down_to_the_gate(astronaut: Pixels, face: DetectedFace) -> None:
    results = [quality(blurred(astronaut, radius), face) for radius in (0, 1, 2, 4, 8)]
    assert [result.sharpness for result in results] == sorted((r.sharpness for r in results), reverse=True)
    assert [result.score for result in results] == sorted((r.score for r in results), reverse=True)
    assert not results[-1].passes_gate


def test_fewer_pixels_lower_it_down_to_the_gate(astronaut: Pixels, face: DetectedFace) -> None:
    results = [quality(resized(astronaut, side), face) for side in (512, 380, 256, 128)]
    assert [result.pixels for result in results] == sorted((r.pixels for r in results), reverse=True)
    assert [result.score for result in results] == sorted((r.score for r in results), reverse=True)
    assert not results[-1].passes_gate


def test_an_unsure_detector_lowers_it(astronaut: Pixels, face: DetectedFace) -> None:
    unsure = DetectedFace(face.box, face.landmarks, 0.7)
    assert quality(astronaut, unsure).score < quality(astronaut, face).score
    assert not quality(astronaut, unsure).passes_gate


def test_only_the_part_inside_the_photo_counts(astronaut: Pixels, face: DetectedFace) -> None:
    outside = DetectedFace(Box(-0.18, 0.1, 0.2, 0.2), face.landmarks, 1.0)
    assert quality(astronaut, outside).pixels == pytest.approx(0.02 * 512, abs=0.1)
    gone = DetectedFace(Box(1.5, 0.1, 0.2, 0.2), face.landmarks, 1.0)
    assert quality(astronaut, gone).pixels == 0


def test_frontal_landmarks_are_frontal() -> None:
    assert frontality(FRONTAL, 1000, 1000) == pytest.approx(1)


@pytest.mark.parametrize("turn", [Turn.CLOCKWISE, Turn.HALF_TURN, Turn.COUNTERCLOCKWISE])
def test_turning_the_photo_does_not_change_frontality(turn: Turn) -> None:
    turned = Landmarks(*(turn.point(point) for point in FRONTAL.points))
    assert frontality(turned, 1000, 1000) == pytest.approx(1)


def test_the_farther_the_nose_is_aside_the_less_frontal() -> None:
    values = [
        frontality(Landmarks((0.4, 0.4), (0.6, 0.4), (0.5 + aside, 0.52), (0.42, 0.6), (0.58, 0.6)), 640, 480)
        for aside in (0.0, 0.02, 0.05, 0.09, 0.2)
    ]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0


@pytest.mark.parametrize(
    "landmarks",
    [
        Landmarks(*[(0.5, 0.5)] * 5),
        Landmarks(*[(float("nan"), 0.5)] * 5),
        Landmarks((0.6, 0.4), (0.4, 0.4), (0.5, 0.52), (0.58, 0.6), (0.42, 0.6)),
    ],
    ids=["one place", "not numbers", "mirrored"],
)
def test_impossible_landmarks_are_not_frontal(landmarks: Landmarks) -> None:
    assert frontality(landmarks, 100, 100) == 0


def test_flat_crop_has_no_sharpness() -> None:
    assert sharpness(np.full((150, 150, 3), 90, dtype=np.uint8)) == pytest.approx(0, abs=1e-3)
