"""Decides whether a changed file is an edit of its photo or another photo, and which known faces an edit keeps.

It only decides, about one file at a time; `store` writes the result to the catalog.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photoface.catalog.scanned_faces import KnownFace
from photoface.geometry import Turn
from photoface.imaging.picture_similarity import patch_similarity, turn_between
from photoface.scan.face_matching import FoundFace, Matching, match_faces

SAME_PICTURE = 0.7
"""Of 26 photos of friends, portraits and athletes, made grey, brown, darker, brighter, softer, smaller, turned or
straightened, each correlates with its original by .76 at least; two of these photos do by .48 at most."""
SAME_PATCH = 0.6
"""Of the same edits, nine faces in ten correlate by .69 at least; what lies at the same place of another photo does by
.53 at most in 99 of 100."""


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A picture, before or after.

    Attributes:
        thumbnail: as JPEG; None where it was lost.
        taken_at: by its EXIF; None where that is silent.
    """

    thumbnail: bytes | None
    taken_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Edit(Matching):
    """What became of the earlier picture's faces.

    Attributes:
        staying: known faces that no detector found, and whose place shows the same as before.
        lost: known faces that the later picture does not show.
    """

    staying: tuple[int, ...]
    lost: tuple[int, ...]


def compare(
    known: Sequence[KnownFace],
    found: Sequence[FoundFace],
    before: Version,
    after: Version,
    limit: float,
    turn: Turn | None = None,
    *,
    certain: bool = False,
) -> Edit | None:
    """What an edit made of a photo's faces; None where the later picture is another photo.

    Args:
        limit: the largest distance of two embeddings of one face.
        turn: of the earlier picture, where both are known to be one picture that is turned.
        certain: whether it is an edit, however little alike both are.
    """
    is_same = turn is not None
    looks_same = False
    if turn is None and before.thumbnail is not None and after.thumbnail is not None:
        likeliest, correlation = turn_between(before.thumbnail, after.thumbnail)
        looks_same = correlation >= SAME_PICTURE
        turn = likeliest if looks_same else None
    pictures = _Pictures(known, found, before, after, match_faces(known, found, limit, turn), limit)
    if not (is_same or certain or pictures.are_one(looks_same=looks_same)):
        return None
    pairs = pictures.matching.pairs
    unmatched = [index for index in range(len(known)) if index not in pairs.values()]
    new = [face for index, face in enumerate(found) if index not in pairs]
    staying = [index for index in unmatched if pictures.stays(known[index], new, is_same=is_same)]
    return Edit(pairs, pictures.matching.placement, tuple(staying), tuple(sorted({*unmatched} - {*staying})))


@dataclass(frozen=True, slots=True, eq=False)
class _Pictures:
    """Two pictures, and how the faces of one lie in the other."""

    known: Sequence[KnownFace]
    found: Sequence[FoundFace]
    before: Version
    after: Version
    matching: Matching
    limit: float

    def are_one(self, *, looks_same: bool) -> bool:
        """Whether the later picture is an edit of the earlier one."""
        if self.matching.pairs:
            return True
        if self.before.taken_at is not None and self.before.taken_at == self.after.taken_at:
            return True
        # Portraits by one photographer look alike, but for who is in them.
        shown = [face for face in self.known if face.active]
        if any(self._shows_somebody_else(face, self.found) for face in shown):
            return False
        if looks_same:
            return True
        if self.before.taken_at is not None and self.after.taken_at is not None:
            return False
        # Nothing tells: with nobody in either, there is no name to be wrong.
        return not shown and not self.found

    def stays(self, face: KnownFace, new: Sequence[FoundFace], *, is_same: bool) -> bool:
        """Whether the later picture shows a known face that no detector found in it.

        Args:
            new: faces found that are no known ones.
            is_same: whether both are one picture, turned.
        """
        placement = self.matching.placement
        placed = placement.box(face.box)
        x, y = placed.centre
        if not (0 <= x <= 1 and 0 <= y <= 1):
            return False
        if is_same:
            return True
        if face.frame_seconds is not None:
            # The stills say nothing of other frames.
            return False
        if self._shows_somebody_else(face, new):
            return False
        before, after = self.before.thumbnail, self.after.thumbnail
        if before is None or after is None:
            return bool(self.matching.pairs)
        return patch_similarity(before, face.box, after, placed, placement.turn) >= SAME_PATCH

    def _shows_somebody_else(self, face: KnownFace, found: Sequence[FoundFace]) -> bool:
        """Whether a detector finds another one's face where this one was."""
        if face.vector is None:
            return False
        placed = self.matching.placement.box(face.box)
        return any(
            placed.is_same_face(other.box, by_hand=face.by_hand)
            and np.linalg.norm(face.vector - other.embedding) > self.limit
            for other in found
        )
