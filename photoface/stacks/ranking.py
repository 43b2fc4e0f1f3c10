"""Ranks the files of one shot, best first, and says how each other file differs from the best one.

The other may be raw, a video, the same picture in other bytes, edited, cropped, resized, or recompressed. A stack may
hold several shots, a burst: `find_stacks` chooses the best of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from photoface.stacks.records import StackKind
from photoface.stacks.similar_pictures import compared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from photoface.stacks.photo_names import PhotoName
    from photoface.stacks.records import StackPhoto

AS_LARGE: Final = 0.9
"""Share of the largest picture's pixels from which a file is as large: raw files have a margin that JPEGs lack."""

OTHER_SIZE: Final = 0.01


def best_first(shot: Sequence[int], photos: Sequence[StackPhoto], names: Sequence[PhotoName]) -> list[int]:
    """Files of one shot, the one to show first.

    That is a still, nearly as large as any, developed rather than raw, with the camera's data, and not named as a copy.
    Of files that are equal in this the larger one was compressed less often.
    """
    largest = max((_pixels(photos[index]) for index in shot if not names[index].is_video), default=0)

    def rank(index: int) -> tuple[float, ...]:
        photo, name = photos[index], names[index]
        return (
            name.is_video,
            _pixels(photo) < AS_LARGE * largest,
            name.is_raw,
            photo.taken is None,
            not photo.camera,
            -_pixels(photo),
            name.is_marked,
            -photo.file_bytes,
            -round(photo.sharpness, 2),
            len(photo.name),
            index,
        )

    return sorted(shot, key=rank)


def member_kinds(
    shots: Mapping[int, Sequence[int]],
    photos: Sequence[StackPhoto],
    names: Sequence[PhotoName],
    signatures: NDArray[np.uint8],
) -> dict[int, StackKind]:
    """By file, how it differs from the best one of its shot.

    Args:
        shots: by the best file, all files of its shot.
    """
    pairs = [(best, other) for best, shot in shots.items() for other in shot if other != best]
    fit = compared(signatures, np.array(pairs, dtype=np.int64).reshape(-1, 2))
    return {
        other: _kind(photos[best], photos[other], names[best], names[other], is_cropped=bool(cropped))
        for (best, other), cropped in zip(pairs, fit.is_cropped, strict=True)
    }


def _kind(first: StackPhoto, second: StackPhoto, best: PhotoName, other: PhotoName, *, is_cropped: bool) -> StackKind:
    if other.is_video:
        return StackKind.MOVING
    if other.is_raw and not best.is_raw:
        return StackKind.RAW
    if first.picture_hash and first.picture_hash == second.picture_hash:
        return StackKind.SAME_PICTURE
    if other.is_edit and not best.is_edit:
        return StackKind.EDITED
    if is_cropped:
        return StackKind.CROPPED
    is_resized = abs(second.width - first.width) > OTHER_SIZE * first.width
    return StackKind.RESIZED if is_resized else StackKind.RECOMPRESSED


def _pixels(photo: StackPhoto) -> int:
    return photo.width * photo.height
