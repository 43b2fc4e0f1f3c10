"""Cuts a face out of a photo for an embedder: aligned, so that its landmarks fall on a template, or as a square box.

Coordinates are continuous: the centre of a pixel is at .5, and a photo reaches from 0 to its width, as in
`photoface.geometry` times the size of the photo.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoface.geometry import Affine, Box, Point
from photoface.vision.resampling import resized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from photoface.vision.protocols import DetectedFace, Pixels


@dataclass(frozen=True, slots=True)
class Template:
    """The positions of the five landmarks in an aligned crop.

    Attributes:
        side: width and height of the crop in pixels.
        points: left eye, right eye, nose, mouth left and mouth right, in pixels of the crop.
    """

    side: int
    points: tuple[Point, Point, Point, Point, Point]

    def scaled(self, side: int, border: float = 0.0) -> Template:
        """The template for crops of another side, with a border around them."""
        scale = side / self.side
        left_eye, right_eye, nose, mouth_left, mouth_right = (
            (x * scale + border, y * scale + border) for x, y in self.points
        )
        return Template(round(side + 2 * border), (left_eye, right_eye, nose, mouth_left, mouth_right))


DLIB_150: Final = Template(150, ((48.57, 46.85), (102.57, 46.55), (75.25, 79.15), (51.49, 105.69), (99.05, 105.86)))
"""Mean positions of MTCNN's landmarks in crops cut by dlib's own alignment (`get_face_chip_details`, 150 px)."""

ARCFACE_112: Final = Template(
    112, ((38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041))
)
"""InsightFace's template (its `face_align.py`), on which most networks in ONNX files were trained."""

MINIMUM_SPREAD: Final = 1.0
"""Root mean square distance, in pixels, of landmarks from their centre below which they give no size or rotation."""

FULL_SCALE: Final = 0.95
"""From this scale on no reduction is needed before the bicubic warp: aliasing starts below one."""

KERNEL_REACH: Final = 2
"""Reach, in pixels to each side, of the bicubic kernel of the warp and of the reduction before it."""

MAXIMUM_PADDING: Final = 2.0
"""A crop farther outside the photo than this many crop sides shows nothing of it, whatever the landmarks are."""


def similarity_transform(source: Sequence[Point], target: Sequence[Point]) -> Affine:
    """The least-squares similarity (rotation, scale and shift, without mirroring) from source to target points.

    Closed form: Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns", IEEE
    PAMI 13(4), equations 40 to 42.

    Raises:
        ValueError: source points that all coincide.
    """
    from_points = np.asarray(source, dtype=np.float64)
    to_points = np.asarray(target, dtype=np.float64)
    from_mean, to_mean = from_points.mean(axis=0), to_points.mean(axis=0)
    from_centred, to_centred = from_points - from_mean, to_points - to_mean
    variance = float((from_centred**2).sum() / len(from_points))
    # Squared lengths below the rounding error of the coordinates count as zero.
    if variance <= (1e-12 * max(1.0, float(np.abs(from_points).max()))) ** 2:
        raise ValueError("points that coincide have no similarity to others")
    covariance = to_centred.T @ from_centred / len(from_points)
    left, singular_values, right = np.linalg.svd(covariance)
    signs = np.ones(2)
    if np.linalg.det(left) * np.linalg.det(right) < 0:
        signs[1] = -1.0
    rotation = left @ np.diag(signs) @ right
    linear = (singular_values @ signs) / variance * rotation
    shift = to_mean - linear @ from_mean
    return Affine(linear[0, 0], linear[0, 1], shift[0], linear[1, 0], linear[1, 1], shift[1])


def align(photo: Pixels, face: DetectedFace, template: Template) -> Pixels:
    """The face warped so that its landmarks fall on the template's, (side, side, 3).

    If the landmarks coincide, or put the crop far outside the photo, the box is cut instead.
    """
    height, width = photo.shape[:2]
    points = [(x * width, y * height) for x, y in face.landmarks.points]
    if _spread(points) >= MINIMUM_SPREAD:
        to_crop = similarity_transform(points, template.points)
        if _shows_photo(to_crop, width, height, template.side):
            return warp(photo, to_crop, template.side)
    return cut_box(photo, face.box, template.side)


def cut_box(photo: Pixels, box: Box, side: int, margin: float = 0.0) -> Pixels:
    """A square around the centre of a box, scaled to (side, side, 3).

    Args:
        margin: enlarges the square by this part of the longer side of the box.
    """
    height, width = photo.shape[:2]
    square = box.clamped().squared(width, height).expanded(margin)
    # A box that is empty after clamping gives a crop of one pixel's width, not a division by zero.
    scale = side / max(square.width * width, 1.0)
    return warp(photo, Affine(scale, 0.0, -square.left * width * scale, 0.0, scale, -square.top * height * scale), side)


def warp(photo: Pixels, to_crop: Affine, side: int) -> Pixels:
    """Resample a photo through a similarity into a crop of (side, side, 3) uint8; the photo's edge pixels are repeated.

    Of 250 faces cut off by a quarter on one side, crops padded with the edge, with grey and with black have the same
    distance to the uncut ones (.16 each); the edge looks best in thumbnails.

    A face larger than the crop is first reduced to the crop's scale with anti-aliasing: a bicubic warp alone uses four
    by four pixels and would alias. Only the part that the crop shows is processed, so the cost does not grow with the
    photo.

    Args:
        photo: (height, width, 3) uint8.
        to_crop: from the photo's pixels to the crop's.
    """
    height, width = photo.shape[:2]
    scale = math.hypot(to_crop.a, to_crop.d)
    reduction = scale if scale < FULL_SCALE else 1.0
    from_crop = to_crop.inverse()
    corners = [from_crop.apply(corner) for corner in ((0, 0), (side, 0), (0, side), (side, side))]
    columns = _Span.around([x for x, _ in corners], width, reduction)
    rows = _Span.around([y for _, y in corners], height, reduction)
    region = photo[rows.first : rows.last, columns.first : columns.last]
    if reduction < 1.0:
        region = resized(region, (columns.size, rows.size))
    if columns.padding != (0, 0) or rows.padding != (0, 0):
        region = np.pad(region, (rows.padding, columns.padding, (0, 0)), mode="edge")
    coefficients = (
        from_crop.a * columns.scale,
        from_crop.b * columns.scale,
        (from_crop.c - columns.origin) * columns.scale,
        from_crop.d * rows.scale,
        from_crop.e * rows.scale,
        (from_crop.f - rows.origin) * rows.scale,
    )
    turned = Image.fromarray(np.ascontiguousarray(region)).transform(
        (side, side), Image.Transform.AFFINE, coefficients, resample=Image.Resampling.BICUBIC
    )
    return np.array(turned, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class _Span:
    """The columns, or rows, of a photo that a crop shows.

    Attributes:
        first, last: range of the photo's pixels, at least one.
        size: their number after the reduction.
        padding: repeated edge pixels before and after them, after the reduction.
        origin: position in the photo where the padded range begins.
    """

    first: int
    last: int
    size: int
    padding: tuple[int, int]
    origin: float

    @property
    def scale(self) -> float:
        return self.size / (self.last - self.first)

    @classmethod
    def around(cls, places: Sequence[float], side: int, reduction: float) -> _Span:
        """The span that covers some positions and the reach of the kernels around them.

        Args:
            places: in pixels of the photo, inside or outside.
            side: the photo's.
            reduction: wanted scale; the actual one differs by less than a pixel over the span.
        """
        reach = KERNEL_REACH if reduction == 1.0 else 2 * KERNEL_REACH / reduction
        low, high = math.floor(min(places) - reach), math.ceil(max(places) + reach)
        if high <= 0 or low >= side:
            edge = 0 if high <= 0 else side - 1
            return cls(edge, edge + 1, 1, (0, high - low), low)
        first, last = max(low, 0), min(high, side)
        size = max(round((last - first) * reduction), 1)
        scale = size / (last - first)
        before, after = math.ceil((first - low) * scale), math.ceil((high - last) * scale)
        return cls(first, last, size, (before, after), first - before / scale)


def _spread(points: Sequence[Point]) -> float:
    array: NDArray[np.float64] = np.asarray(points, dtype=np.float64)
    if not np.isfinite(array).all():
        return 0.0
    return float(np.sqrt(((array - array.mean(axis=0)) ** 2).sum(axis=1).mean()))


def _shows_photo(to_crop: Affine, width: int, height: int, side: int) -> bool:
    """Whether the photo, in the crop's coordinates, is within a few crop sides."""
    corners = [to_crop.apply(corner) for corner in ((0, 0), (width, 0), (0, height), (width, height))]
    reach = MAXIMUM_PADDING * side
    return (
        min(x for x, _ in corners) < side + reach
        and max(x for x, _ in corners) > -reach
        and min(y for _, y in corners) < side + reach
        and max(y for _, y in corners) > -reach
    )
