"""Boxes and landmarks of faces, the eight EXIF turns and affine maps, and whether two boxes are of the same face.

Positions are fractions of the *upright* photo: x to the right and y down, both from 0 to 1; `Box.pixels` converts, and
`Turn` leads to them from the stored picture. A box may reach over the edge of the photo, as a detector's boxes do;
`Box.clamped` cuts it back.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

Point = tuple[float, float]

SAME_FACE_OVERLAP = 0.5
"""Intersection over union from which two boxes are the same face; what Immich uses for the same purpose."""

SAME_FACE_BY_HAND_OVERLAP = 0.15
"""The same where one box was drawn by hand: people draw around the whole head, up to two and a half times."""

SINGULAR_TOLERANCE = 1e-12
"""Below this share of its terms a determinant is rounding: a few thousand times the precision of a float."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the upright photo."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def from_corners(cls, left: float, top: float, right: float, bottom: float) -> Box:
        return cls(left, top, right - left, bottom - top)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> Point:
        return (self.left + self.width / 2, self.top + self.height / 2)

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    def intersection_over_union(self, other: Box) -> float:
        """Overlap of two boxes from 0 (apart) to 1 (the same); the usual IoU of object detection."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        if across <= 0 or down <= 0:
            return 0.0
        shared = across * down
        union = self.area + other.area - shared
        # Rounding can push two equal boxes over 1, and two tiny ones to an area of 0.
        return min(shared / union, 1.0) if union > 0 else 0.0

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the box."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def is_same_face(self, other: Box, *, by_hand: bool = False) -> bool:
        """Whether two boxes of one photo are of one face.

        Args:
            by_hand: the user drew one of them, as generously as hands do. A neighbour's face that such a box cuts is
                another one: its centre, or the box's, lies outside of the other.
        """
        overlap = self.intersection_over_union(other)
        if overlap >= SAME_FACE_OVERLAP or not by_hand:
            return overlap >= SAME_FACE_OVERLAP
        return overlap >= SAME_FACE_BY_HAND_OVERLAP and self.holds(other.centre) and other.holds(self.centre)

    def clamped(self) -> Box:
        """The part of the box that lies inside the photo."""
        return Box.from_corners(
            min(max(self.left, 0.0), 1.0),
            min(max(self.top, 0.0), 1.0),
            min(max(self.right, 0.0), 1.0),
            min(max(self.bottom, 0.0), 1.0),
        )

    def expanded(self, factor: float) -> Box:
        """The box grown about its centre: a factor of 0.5 adds half of its width and height in all."""
        grown_width, grown_height = self.width * (1 + factor), self.height * (1 + factor)
        x, y = self.centre
        return Box(x - grown_width / 2, y - grown_height / 2, grown_width, grown_height)

    def squared(self, photo_width: int, photo_height: int) -> Box:
        """The smallest box about the same centre that is square in pixels of a photo of this size."""
        side = max(self.width * photo_width, self.height * photo_height)
        x, y = self.centre
        width, height = side / photo_width, side / photo_height
        return Box(x - width / 2, y - height / 2, width, height)

    def pixels(self, photo_width: int, photo_height: int) -> tuple[int, int, int, int]:
        """Corners (left, top, right, bottom) in whole pixels of a photo of this size."""
        return (
            round(self.left * photo_width),
            round(self.top * photo_height),
            round(self.right * photo_width),
            round(self.bottom * photo_height),
        )


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Five points of a face, left and right *as seen in the photo*, in fractions of the upright photo."""

    left_eye: Point
    right_eye: Point
    nose: Point
    mouth_left: Point
    mouth_right: Point

    @property
    def points(self) -> tuple[Point, Point, Point, Point, Point]:
        """The five in the order in which MTCNN gives them and templates name them."""
        return (self.left_eye, self.right_eye, self.nose, self.mouth_left, self.mouth_right)

    def seen_by(self, turn: Turn) -> Landmarks:
        """The same points named as they are seen after a turn: a mirror makes the left eye the right one."""
        if not turn.mirrors:
            return self
        return Landmarks(self.right_eye, self.left_eye, self.nose, self.mouth_right, self.mouth_left)


@dataclass(frozen=True, slots=True)
class Affine:
    """The plane map x' = a x + b y + c, y' = d x + e y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, point: Point) -> Point:
        x, y = point
        return (self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f)

    def inverse(self) -> Affine:
        """The map back.

        Raises:
            ValueError: the map is singular: all points fall on one line.
        """
        determinant = self.a * self.e - self.b * self.d
        # Relative to its two terms: maps between pixels and fractions have entries of very different sizes.
        if abs(determinant) <= SINGULAR_TOLERANCE * (abs(self.a * self.e) + abs(self.b * self.d)):
            raise ValueError("a singular affine map has no inverse")
        a, b = self.e / determinant, -self.b / determinant
        d, e = -self.d / determinant, self.a / determinant
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))


class Turn(enum.IntEnum):
    """EXIF orientation (tag 0x0112; EXIF 2.32, section 4.6.4): how stored rows and columns show upright.

    The names say what must be done to the stored picture to show it upright.
    """

    NONE = 1
    MIRROR = 2
    HALF_TURN = 3
    FLIP = 4
    TRANSPOSE = 5
    CLOCKWISE = 6
    TRANSVERSE = 7
    COUNTERCLOCKWISE = 8

    @classmethod
    def from_exif(cls, value: object) -> Turn:
        """The turn of a tag's value; whatever is not 1 to 8, as many files hold, means no turn."""
        try:
            return cls(int(value))  # type: ignore[call-overload]
        except (TypeError, ValueError, OverflowError, ZeroDivisionError):
            return cls.NONE

    @property
    def swaps_sides(self) -> bool:
        return self >= Turn.TRANSPOSE

    @property
    def mirrors(self) -> bool:
        """Whether left and right of a face change places."""
        return self in (Turn.MIRROR, Turn.FLIP, Turn.TRANSPOSE, Turn.TRANSVERSE)

    @property
    def inverse(self) -> Turn:
        """The turn that leads back; all but the two quarter turns are their own."""
        return {Turn.CLOCKWISE: Turn.COUNTERCLOCKWISE, Turn.COUNTERCLOCKWISE: Turn.CLOCKWISE}.get(self, self)

    def after(self, first: Turn) -> Turn:
        """The one turn that does what `first` and then this one do."""
        corners = [self.point(first.point(corner)) for corner in ((0.0, 0.0), (1.0, 0.0))]
        return next(turn for turn in Turn if [turn.point((0.0, 0.0)), turn.point((1.0, 0.0))] == corners)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height after the turn."""
        return (height, width) if self.swaps_sides else (width, height)

    def point(self, point: Point) -> Point:
        """A point of the stored picture, as a fraction, where it shows in the upright photo."""
        x, y = point
        match self:
            case Turn.NONE:
                return (x, y)
            case Turn.MIRROR:
                return (1 - x, y)
            case Turn.HALF_TURN:
                return (1 - x, 1 - y)
            case Turn.FLIP:
                return (x, 1 - y)
            case Turn.TRANSPOSE:
                return (y, x)
            case Turn.CLOCKWISE:
                return (1 - y, x)
            case Turn.TRANSVERSE:
                return (1 - y, 1 - x)
            case Turn.COUNTERCLOCKWISE:
                return (y, 1 - x)

    def landmarks(self, landmarks: Landmarks) -> Landmarks:
        """A face's landmarks; in a mirror its left eye, as seen in the photo, is the right one."""
        return Landmarks(*map(self.point, landmarks.points)).seen_by(self)

    def box(self, box: Box) -> Box:
        """A box of the stored picture where it shows in the upright photo."""
        if self is Turn.NONE:
            return box
        (x1, y1), (x2, y2) = self.point((box.left, box.top)), self.point((box.right, box.bottom))
        return Box.from_corners(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
