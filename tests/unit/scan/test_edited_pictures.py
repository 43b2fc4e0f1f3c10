"""What an edit made of a photo's faces, or that it is another photo: pure decisions about two pictures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pytest
from fakes.photos import fake_photo
from numpy.typing import NDArray
from pictures_on_disk import jpeg

from photoface.catalog.scanned_faces import KnownFace, VideoMoment
from photoface.geometry import Box, Turn
from photoface.scan.edited_pictures import Version, compare

HERE, THERE, BESIDE = Box(0.1, 0.1, 0.2, 0.3), Box(0.6, 0.5, 0.2, 0.3), Box(0.12, 0.11, 0.2, 0.3)
ANN, BEN = (np.eye(4, dtype=np.float32)[index] for index in (0, 1))
LIMIT = 0.5

NOON, LATER = dt.datetime(2020, 5, 1, 12), dt.datetime(2021, 5, 1, 12)
PICTURE, OTHER = (
    jpeg(fake_photo([0, 1])),
    jpeg(np.indices((240, 360)).sum(axis=0)[..., None].repeat(3, 2).astype(np.uint8)),
)


@dataclass
class FoundFace:
    box: Box
    embedding: NDArray[np.float32]
    moment: VideoMoment = VideoMoment()


def known(box: Box = HERE, vector: NDArray[np.float32] | None = ANN, *, active: bool = True) -> KnownFace:
    return KnownFace(1, box, vector, active=active)


def test_a_face_that_is_found_again_makes_it_an_edit() -> None:
    edit = compare([known()], [FoundFace(HERE, ANN)], Version(PICTURE, NOON), Version(OTHER, LATER), LIMIT)
    assert edit is not None
    assert (edit.pairs, edit.staying, edit.lost) == ({0: 0}, (), ())


@pytest.mark.parametrize(
    ("faces", "found", "before", "after", "is_edit"),
    [
        # The camera's own date is the same: whoever is in it.
        ([known()], [FoundFace(HERE, BEN)], Version(PICTURE, NOON), Version(OTHER, NOON), True),
        # Somebody else sits where she sat.
        ([known()], [FoundFace(BESIDE, BEN)], Version(PICTURE, None), Version(PICTURE, None), False),
        # The same, where her face is ignored: it has no name that could be wrong.
        ([known(active=False)], [FoundFace(BESIDE, BEN)], Version(PICTURE, None), Version(PICTURE, None), True),
        # It looks the same and nobody contradicts.
        ([known()], [], Version(PICTURE, NOON), Version(PICTURE, LATER), True),
        # A face that was never measured contradicts nobody.
        ([known(vector=None)], [FoundFace(THERE, BEN)], Version(PICTURE, None), Version(PICTURE, None), True),
        # Two dates, and no likeness.
        ([], [], Version(PICTURE, NOON), Version(OTHER, LATER), False),
        # Nothing tells, and there is no name to be wrong.
        ([], [], Version(None, None), Version(OTHER, None), True),
        ([], [FoundFace(HERE, ANN)], Version(None, None), Version(OTHER, None), False),
        ([known()], [], Version(PICTURE, None), Version(None, None), False),
    ],
)
def test_what_tells_an_edit_from_another_photo(
    faces: list[KnownFace], found: list[FoundFace], before: Version, after: Version, *, is_edit: bool
) -> None:
    assert (compare(faces, found, before, after, LIMIT) is not None) == is_edit


@pytest.mark.parametrize(
    ("face", "found", "before", "after", "turn", "stays"),
    [
        # Not found, and its place shows the same.
        (known(), [], PICTURE, PICTURE, None, True),
        # Not found, and its place shows something else.
        (known(), [], PICTURE, OTHER, None, False),
        # In a picture that is only turned, it stays whatever the detector says.
        (known(), [FoundFace(HERE, BEN)], PICTURE, OTHER, Turn.NONE, True),
        # Its place is another one's now.
        (known(), [FoundFace(BESIDE, BEN)], PICTURE, PICTURE, None, False),
        # Its place was cut off.
        (known(Box(1.5, 0.1, 0.2, 0.3)), [], PICTURE, PICTURE, Turn.NONE, False),
        # Another frame of a video shows it: the stills say nothing of that.
        (replace(known(), frame_seconds=2.5), [], PICTURE, PICTURE, None, False),
        # Nothing can be compared, and no other face was found again.
        (known(), [], None, PICTURE, None, False),
    ],
)
def test_which_faces_stay_though_they_were_not_found(
    face: KnownFace,
    found: list[FoundFace],
    before: bytes | None,
    after: bytes | None,
    turn: Turn | None,
    *,
    stays: bool,
) -> None:
    edit = compare([face], found, Version(before, None), Version(after, None), LIMIT, turn, certain=True)
    assert edit is not None
    assert (edit.staying, edit.lost) == (((0,), ()) if stays else ((), (0,)))
