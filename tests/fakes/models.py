"""A detector that finds the squares of fake photos, and embedders that turn their hue into a unit vector."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from fakes.photos import PEOPLE
from photoface.geometry import Box, Landmarks
from photoface.vision.protocols import DetectedFace

SMALLEST_FACE = 12
"""Pixels. Smaller coloured spots are what JPEG leaves at the edge of a square."""


class FakeDetector:
    """Finds the squares of fake photos."""

    name = "fake-1280-20"
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

    def crop(self, photo: NDArray[np.uint8], face: DetectedFace) -> NDArray[np.uint8]:
        left, top, right, bottom = face.box.clamped().pixels(photo.shape[1], photo.shape[0])
        return photo[top:bottom, left:right]

    def embed(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
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
