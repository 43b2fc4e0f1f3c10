"""Follows faces through the sampled frames of a video: the faces of one person that follow each other are a track.

Two faces are linked if they lie at one place and look alike, or look very much alike wherever they are. A cut between
two frames ends all tracks. Only a few looks of each track are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.scan.face_engine import ScannedFace

LEAST_OVERLAP: Final = 0.3
"""Intersection over union of the boxes of a face that stays at its place."""

SAME_PLACE, ANY_PLACE = 0.75, 0.65
"""Up to which distance faces of two frames are one person's, in multiples of the model's distance of one person: at the
same place, and anywhere in the frame. A head that turns is followed from look to look; a track that ends too early does
no harm, and one over two people does."""

FRAMES_AWAY: Final = 3
"""So many samples a face may be out of sight, or turned away, and go on afterwards."""

LOOKS: Final = 3
"""Faces that are kept of a track."""

Key = tuple[int, int]
"""A face: the number of its frame, and its own in that."""


@dataclass(frozen=True, slots=True)
class Track:
    """The faces of one person in consecutive frames, by time."""

    faces: tuple[Key, ...]


def find_tracks(frames: Sequence[Sequence[ScannedFace]], same_person: float, cuts: Collection[int] = ()) -> list[Track]:
    """The tracks of a video; each face is in one.

    Args:
        frames: the faces of each sampled frame, embedded.
        cuts: the frames that begin another scene; all tracks end there.
        same_person: the model's distance up to which two faces are one person's.
    """
    done: list[list[Key]] = []
    open_tracks: list[list[Key]] = []
    for number, faces in enumerate(frames):
        if number in cuts:
            done, open_tracks = done + open_tracks, []
        recent = [track for track in open_tracks if number - track[-1][0] <= FRAMES_AWAY]
        done += [track for track in open_tracks if number - track[-1][0] > FRAMES_AWAY]
        open_tracks = recent
        links = _links([[frames[frame][face] for frame, face in track] for track in recent], faces, same_person)
        for index in range(len(faces)):
            if index in links:
                recent[links[index]].append((number, index))
            else:
                open_tracks.append([(number, index)])
    return sorted((Track(tuple(track)) for track in done + open_tracks), key=lambda track: track.faces[0])


def looks_of(track: Track, frames: Sequence[Sequence[ScannedFace]]) -> list[Key]:
    """The best face of each third of a track, by time; of a track of one frame only a good one."""
    if len(track.faces) == 1:
        frame, face = track.faces[0]
        return list(track.faces) if frames[frame][face].measures.passes_gate or len(frames) <= LOOKS else []
    best = []
    for part in np.array_split(np.arange(len(track.faces)), min(LOOKS, len(track.faces))):
        keys = [track.faces[index] for index in part.tolist()]
        best.append(max(keys, key=lambda key: frames[key[0]][key[1]].measures.quality))
    return best


def _links(tracks: Sequence[Sequence[ScannedFace]], faces: Sequence[ScannedFace], same_person: float) -> dict[int, int]:
    """Which of the faces go on which of the tracks; each track with one face at most."""
    if not tracks or not faces:
        return {}
    from scipy.optimize import linear_sum_assignment

    cost = np.array([[_cost(track, face, same_person) for track in tracks] for face in faces])
    rows, columns = linear_sum_assignment(np.where(np.isfinite(cost), cost, _NEVER))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {row: column for row, column in pairs if np.isfinite(cost[row, column])}


_NEVER = 1e6


def _cost(track: Sequence[ScannedFace], face: ScannedFace, same_person: float) -> float:
    """How unlikely it is that a face goes on a track; infinite where it cannot."""
    # The last looks, so that a head may turn slowly; the nearest, so that one bad frame does no harm.
    distance = min(_distance(one.embedding, face.embedding) for one in track[-LOOKS:])
    overlap = track[-1].box.intersection_over_union(face.box)
    if distance > same_person * (SAME_PLACE if overlap >= LEAST_OVERLAP else ANY_PLACE):
        return float("inf")
    return distance - 0.1 * same_person * overlap


def _distance(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(first - second))
