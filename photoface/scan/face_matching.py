"""Matches the faces that a detector finds in a photo or video with its known faces, so that decisions are kept.

For a photo that was edited it compares position and similarity, and finds how the picture was turned and cropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.scanned_faces import KnownFace, VideoMoment
from photoface.geometry import Box, Landmarks, Point, Turn


class FoundFace(Protocol):
    """A face that a detector found now."""

    box: Box
    embedding: NDArray[np.float32]
    moment: VideoMoment


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a picture lies in an edited version of it: turned, then stretched and moved as by a crop."""

    turn: Turn = Turn.NONE
    across: float = 1.0
    down: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def point(self, point: Point) -> Point:
        x, y = self.turn.point(point)
        return (self.across * x + self.left, self.down * y + self.top)

    def landmarks(self, landmarks: Landmarks) -> Landmarks:
        """A face's landmarks; in a mirror its left eye, as seen in the photo, is the right one."""
        return Landmarks(*map(self.point, landmarks.points)).seen_by(self.turn)

    def box(self, box: Box) -> Box:
        shown = self.turn.box(box)
        return Box(
            self.across * shown.left + self.left,
            self.down * shown.top + self.top,
            self.across * shown.width,
            self.down * shown.height,
        )


@dataclass(frozen=True, slots=True)
class Matching:
    """Which found faces are known ones.

    Attributes:
        pairs: for each found face that is a known one, the known one's index.
        placement: where the earlier picture lies in the later one, as far as the pairs tell.
    """

    pairs: dict[int, int]
    placement: Placement


def same_faces(old: Sequence[Box], new: Sequence[Box], by_hand: Collection[int] = ()) -> dict[int, int]:
    """For each new box of one picture that is an old one, the old one's index: the match with the most overlap in all.

    Args:
        by_hand: indices of the old boxes that the user drew or moved.
    """
    if not old or not new:
        return {}
    overlap = np.array(
        [
            [
                box.intersection_over_union(known) if known.is_same_face(box, by_hand=index in by_hand) else 0.0
                for index, known in enumerate(old)
            ]
            for box in new
        ]
    )
    return _assigned(overlap)


def same_faces_of_two_detectors(known: Sequence[KnownFace], found: Sequence[FoundFace], limit: float) -> dict[int, int]:
    """For each face found in a picture that is a face known from another detector, the known one's index.

    At the edge of a photo detectors frame faces very differently, so the visible parts are compared, and boxes that
    share only their middle are of one face if they look alike.

    Args:
        limit: the largest distance of two embeddings of one face.
    """
    if not known or not found:
        return {}
    if are_of_video(known):
        return same_faces_of_video(known, found, limit)
    distances = _distances(known, found)
    overlap = np.zeros(distances.shape)
    for column, face in enumerate(known):
        old = face.box.clamped()
        for row, other in enumerate(found):
            new = other.box.clamped()
            has_one_middle = old.holds(new.centre) and new.holds(old.centre)
            if (
                face.box.is_same_face(other.box, by_hand=face.by_hand)
                or old.is_same_face(new)
                or (has_one_middle and distances[row, column] <= limit)
            ):
                overlap[row, column] = old.intersection_over_union(new)
    return _assigned(overlap)


def same_faces_of_video(known: Sequence[KnownFace], found: Sequence[FoundFace], limit: float) -> dict[int, int]:
    """For each face found in a video that is a known one, the known one's index.

    Boxes tell only within one frame, since another person may stand there a second later. Faces of different frames are
    one face if they look alike, as those of a video that was saved again or cut shorter.

    Args:
        limit: the largest distance of two embeddings of one face.
    """
    if not known or not found:
        return {}
    distances = np.nan_to_num(_distances(known, found), nan=np.inf)
    likeness = np.where(distances <= limit, 1 - distances / limit / 2, 0.0)
    for column, face in enumerate(known):
        for row, other in enumerate(found):
            is_in_frame = face.frame_seconds == other.moment.frame_seconds
            if is_in_frame and face.box.is_same_face(other.box, by_hand=face.by_hand):
                # Surer than any likeness of other frames.
                likeness[row, column] += 1 + face.box.intersection_over_union(other.box)
            elif face.by_hand:
                likeness[row, column] = 0.0
    return _assigned(likeness)


def are_of_video(known: Sequence[KnownFace]) -> bool:
    """Whether faces were found in a video."""
    return any(face.frame_seconds is not None for face in known)


def match_faces(
    known: Sequence[KnownFace], found: Sequence[FoundFace], limit: float, turn: Turn | None = None
) -> Matching:
    """Match the faces of a picture with those of an edited version of it, by place and likeness.

    A pair must lie at one place, after one turn and crop of the whole picture, and be one person's by likeness. The
    eight turns of EXIF are tried in the whole picture, then crops that put one known face onto a found one.

    Args:
        limit: the largest distance of two embeddings of one face.
        turn: of the earlier picture, where it is known how it lies in the later one; then a face that cannot be
            compared is matched by its place alone.
    """
    turns = [turn] if turn is not None else list(Turn)
    best = Matching({}, Placement(turns[0]))
    if not known or not found:
        return best
    if are_of_video(known):
        return Matching(same_faces_of_video(known, found, limit), Placement(turns[0]))
    distances = _distances(known, found)
    alike = np.where(np.isnan(distances), turn is not None, distances <= limit)
    if not alike.any():
        return best
    best_score = (0, 0.0)
    for placement in (Placement(one) for one in turns):
        overlap = _overlap(known, found, placement, alike)
        pairs = _assigned(overlap)
        score = (len(pairs), sum(float(overlap[row, column]) for row, column in pairs.items()))
        if score > best_score:
            best, best_score = Matching(pairs, placement), score
    # A crop only where it explains more faces than the whole picture does.
    for placement in _crops(known, found, alike & ~np.isnan(distances), turns):
        overlap = _overlap(known, found, placement, alike)
        if min(int((overlap > 0).any(axis=0).sum()), int((overlap > 0).any(axis=1).sum())) <= best_score[0]:
            continue
        pairs = _assigned(overlap)
        if len(pairs) > best_score[0]:
            best, best_score = Matching(pairs, placement), (len(pairs), 0.0)
    return best


def _crops(
    known: Sequence[KnownFace], found: Sequence[FoundFace], alike: NDArray[np.bool_], turns: Sequence[Turn]
) -> Iterator[Placement]:
    for row, column in zip(*np.nonzero(alike), strict=True):
        target = found[int(row)].box
        for turn in turns:
            source = turn.box(known[int(column)].box)
            if min(source.width, source.height, target.width, target.height) <= 0:
                continue
            across, down = target.width / source.width, target.height / source.height
            yield Placement(turn, across, down, target.left - across * source.left, target.top - down * source.top)


def _distances(known: Sequence[KnownFace], found: Sequence[FoundFace]) -> NDArray[np.float32]:
    """(found, known) Euclidean distances; not a number where a known face cannot be compared."""
    distances = np.full((len(found), len(known)), np.nan, np.float32)
    vectors = np.stack([face.embedding for face in found])
    for column, face in enumerate(known):
        if face.vector is not None:
            distances[:, column] = np.linalg.norm(vectors - face.vector, axis=1)
    return distances


def _overlap(
    known: Sequence[KnownFace], found: Sequence[FoundFace], placement: Placement, alike: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """(found, known) intersection over union of those that may be one face, 0 of the others."""
    overlap = np.zeros(alike.shape)
    placed = [placement.box(face.box) for face in known]
    for row, column in zip(*np.nonzero(alike), strict=True):
        box, other = placed[int(column)], found[int(row)].box
        if box.is_same_face(other, by_hand=known[int(column)].by_hand):
            overlap[row, column] = box.intersection_over_union(other)
    return overlap


def _assigned(overlap: NDArray[np.float64]) -> dict[int, int]:
    """The one-to-one match of rows and columns with the most overlap in all."""
    # Importing it takes longer than a scan that finds nothing new.
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-overlap)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if overlap[row, column] > 0}
