"""The input and output of `find_stacks`: facts of each photo, and stacks with the reason for each member."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class StackPhoto:
    """What is known of a photo.

    Attributes:
        name: of its file.
        folder: of its file, with `/` between parts.
        width, height: of the upright picture in pixels.
        taken: by the camera's clock, from the picture itself; None if the date is from a name or from the file.
        camera: maker and model; empty if unknown.
        picture_hash: the hash of its picture without metadata (`imaging.picture_hash`); empty if unknown.
        file_bytes: size of its file; 0 if unknown.
        sharpness: of its thumbnail (`signature_and_sharpness`).
        face_quality: how good its faces look, such as the share of open eyes; 0 without faces.
    """

    name: str
    folder: str
    width: int
    height: int
    taken: datetime | None = None
    camera: str = ""
    picture_hash: str = ""
    file_bytes: int = 0
    sharpness: float = 0.0
    face_quality: float = 0.0


class StackKind(enum.StrEnum):
    """Why photos belong together."""

    SAME_PICTURE = "same picture"
    """The same pixels in another file, whose metadata differ."""
    RAW = "raw"
    """The camera's raw file of a developed photo."""
    MOVING = "moving"
    """The moving part of a Live or motion photo."""
    RESIZED = "resized"
    CROPPED = "cropped"
    RECOMPRESSED = "recompressed"
    """As large, and not the same bytes: saved again, or lightly edited."""
    EDITED = "edited"
    """With other tones or colours, or named as an edit."""
    BURST = "burst"
    """Another photo of the same scene, taken right before or after."""


@dataclass(frozen=True, slots=True)
class StackMember:
    """A photo under the one on top.

    Attributes:
        photo: its index.
        kind: how it differs from the photo of `like`.
        like: the index of the photo on top, or of the best file of the member's own moment in a burst.
    """

    photo: int
    kind: StackKind
    like: int


@dataclass(frozen=True, slots=True)
class Stack:
    """Photos that are shown as one.

    Attributes:
        top: the index of the best one.
        members: the others: those of the same moment first, then the rest of the burst by time.
    """

    top: int
    members: tuple[StackMember, ...]

    @property
    def photos(self) -> tuple[int, ...]:
        """All photos, the best one first."""
        return (self.top, *(member.photo for member in self.members))
