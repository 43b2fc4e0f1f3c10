"""The middle stages: faces, crops, quality and embeddings of decoded photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.imaging.decode import DecodedPhoto
from photoface.imaging.thumbnails import FACE_CROP_SIDE, PHOTO_THUMBNAIL_SIDE, encode_jpeg, portrait_square
from photoface.vision.protocols import DetectedFace, FaceDetector, FaceEmbedder, FaceQuality, Pixels
from photoface.vision.quality import assess
from photoface.vision.resampling import resized, shrink


@dataclass(frozen=True, slots=True)
class FaceEngine:
    """What turns pixels into faces, and faces into embeddings.

    Attributes:
        open_pool: makes a number of threads, each to look at one photo at a time as the detector does it best.
    """

    detector: FaceDetector
    embedder: FaceEmbedder
    open_pool: Callable[[int], ThreadPoolExecutor] = ThreadPoolExecutor


@dataclass(frozen=True, slots=True, eq=False)
class AnalysedFace:
    """A face with all that the catalog keeps of it. `portrait` is its square crop as JPEG."""

    face: DetectedFace
    quality: FaceQuality
    portrait: bytes
    embedding: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SeenPhoto:
    """A photo after detection, its full-size pixels let go: crops wait here for the embedder."""

    thumbnail: bytes
    faces: tuple[DetectedFace, ...]
    qualities: tuple[FaceQuality, ...]
    portraits: tuple[bytes, ...]
    crops: tuple[Pixels, ...]


def see(photos: Sequence[DecodedPhoto], engine: FaceEngine) -> list[SeenPhoto]:
    """Find the faces of a few photos and cut them from the full resolution."""
    # Shrunk once, for the detector and for the thumbnail.
    long_side = max(engine.detector.long_side, PHOTO_THUMBNAIL_SIDE)
    small = [photo.in_srgb(shrink(photo.pixels, long_side)) for photo in photos]
    found = engine.detector.detect(small)
    seen = []
    for photo, preview, faces in zip(photos, small, found, strict=True):
        crops = tuple(photo.in_srgb(engine.embedder.crop(photo.pixels, face)) for face in faces)
        width, height = photo.facts.width, photo.facts.height
        seen.append(
            SeenPhoto(
                thumbnail=encode_jpeg(shrink(preview, PHOTO_THUMBNAIL_SIDE)),
                faces=tuple(faces),
                qualities=tuple(assess(face, width, height, crop) for face, crop in zip(faces, crops, strict=True)),
                portraits=tuple(_portrait(photo, face) for face in faces),
                crops=crops,
            )
        )
    return seen


def _portrait(photo: DecodedPhoto, face: DetectedFace) -> bytes:
    """What `encode_face_crop` gives, sooner."""
    left, top, length = portrait_square(face.box, photo.pixels.shape[1], photo.pixels.shape[0])
    square = photo.pixels[top : top + length, left : left + length]
    return encode_jpeg(photo.in_srgb(resized(square, (FACE_CROP_SIDE, FACE_CROP_SIDE))))


def embed(photos: Sequence[SeenPhoto], engine: FaceEngine) -> list[tuple[AnalysedFace, ...]]:
    """Embed the faces of a whole batch of photos in one go."""
    crops = [crop for photo in photos for crop in photo.crops]
    vectors = iter(engine.embedder.embed(crops) if crops else ())
    return [
        tuple(
            AnalysedFace(face, quality, portrait, next(vectors))
            for face, quality, portrait in zip(photo.faces, photo.qualities, photo.portraits, strict=True)
        )
        for photo in photos
    ]
