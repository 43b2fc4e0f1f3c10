"""Finds, crops, measures and embeds the faces of decoded photos, with a detector and an embedder; makes thumbnails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.scanned_faces import FaceMeasures, VideoMoment
from photoface.geometry import Box
from photoface.imaging.decode import DecodedPhoto
from photoface.imaging.thumbnails import FACE_CROP_SIDE, PHOTO_THUMBNAIL_SIDE, encode_jpeg, portrait_square
from photoface.vision.protocols import DetectedFace, FaceDetector, FaceEmbedder, Pixels
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


@dataclass(slots=True, eq=False)
class ScannedFace:
    """A face with all that the catalog keeps of it.

    Attributes:
        portrait: its square crop as JPEG.
        crop: as the embedder wants it.
        moment: where in a video it was seen.
        embedding: set by `embed_faces`, and not there before.
    """

    box: Box
    measures: FaceMeasures
    portrait: bytes
    crop: Pixels
    moment: VideoMoment = VideoMoment()
    embedding: NDArray[np.float32] = field(init=False)

    @property
    def is_embedded(self) -> bool:
        """Whether it has its embedding."""
        return hasattr(self, "embedding")


@dataclass(frozen=True, slots=True, eq=False)
class PhotoFaces:
    """What a photo shows. Its full-size pixels are not kept. `thumbnail` is a JPEG."""

    thumbnail: bytes
    faces: tuple[ScannedFace, ...]


def find_faces(photos: Sequence[DecodedPhoto], engine: FaceEngine) -> list[PhotoFaces]:
    """Find the faces of a few photos and cut them from the full resolution."""
    # Shrunk once, for the detector and for the thumbnail.
    long_side = max(engine.detector.long_side, PHOTO_THUMBNAIL_SIDE)
    small = [photo.in_srgb(shrink(photo.pixels, long_side)) for photo in photos]
    return [
        PhotoFaces(
            encode_jpeg(shrink(preview, PHOTO_THUMBNAIL_SIDE)), tuple(_cut(photo, face, engine) for face in faces)
        )
        for photo, preview, faces in zip(photos, small, engine.detector.detect(small), strict=True)
    ]


def embed_faces(faces: Sequence[ScannedFace], engine: FaceEngine) -> None:
    """Give all of these faces that have none their embeddings, in one go."""
    faces = [face for face in faces if not face.is_embedded]
    if faces:
        vectors = engine.embedder.embed([face.crop for face in faces])
        for face, vector in zip(faces, vectors, strict=True):
            face.embedding = vector


def measure(face: DetectedFace, photo: DecodedPhoto, crop: Pixels) -> FaceMeasures:
    """What the catalog keeps of a face beside its box and its embedding; `crop` is as the embedder wants it."""
    quality = assess(face, photo.facts.width, photo.facts.height, crop)
    return FaceMeasures(
        face.landmarks,
        face.score,
        quality.pixels,
        quality.sharpness,
        quality.frontality,
        quality.score,
        quality.passes_gate,
    )


def _cut(photo: DecodedPhoto, face: DetectedFace, engine: FaceEngine) -> ScannedFace:
    crop = photo.in_srgb(engine.embedder.crop(photo.pixels, face))
    return ScannedFace(face.box, measure(face, photo, crop), _portrait(photo, face), crop)


def _portrait(photo: DecodedPhoto, face: DetectedFace) -> bytes:
    """What `encode_face_crop` gives, sooner."""
    left, top, length = portrait_square(face.box, photo.pixels.shape[1], photo.pixels.shape[0])
    square = photo.pixels[top : top + length, left : left + length]
    return encode_jpeg(photo.in_srgb(resized(square, (FACE_CROP_SIDE, FACE_CROP_SIDE))))
