"""Chooses which faces a grouping has to look at: in a large library with few new faces, not all that are unnamed.

A face that stayed alone in an earlier grouping was compared with all others then. It still counts for crowding, and a
new face may form a group with it. But as long as few faces are new it is not grouped again, and it is not compared with
people again before many more faces are confirmed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import FaceTable
from photoface.catalog.grouped_state import SinceGrouped
from photoface.catalog.machine_state import FullGroupingSnapshot
from photoface.clustering.group_faces import NEIGHBOURS

LARGE = 10_000
"""Faces from which on it pays: a smaller library is grouped as a whole in a second or two."""

FEW = 0.03
"""What is few: this share of the library. With more, what all faces together tell, the naming limit and who is alone,
may be another."""

_BLOCK = 512
"""New faces that are compared with those that are alone at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The faces that a grouping has to place.

    Attributes:
        faces: rows of those to place.
        alone: rows of the others without a person or a group, which stay so unless a group is made with them.
        limit: up to which distance faces are named, where that is known.
    """

    faces: NDArray[np.int64]
    alone: NDArray[np.int64]
    limit: float | None


def scope_of(
    faces: FaceTable,
    since: SinceGrouped | None,
    snapshot: FullGroupingSnapshot | None,
    open_faces: NDArray[np.int64],
    only: Collection[int] | None,
    looked_at: Collection[int] | None,
) -> Scope:
    """What must be looked at of all faces that could be placed.

    Args:
        faces: of the library.
        since: what came since all was grouped; None where that is not known.
        snapshot: of when all was grouped; None where that is not known.
        open_faces: rows of the faces that are loose, or in groups that are computed again.
        only: ids of the faces that alone are asked about.
        looked_at: ids of faces that were embedded again, though they may be no new ones. With neither all are placed.
    """
    everything = Scope(open_faces, np.zeros(0, np.int64), None)
    if len(faces.ids) < LARGE:
        return everything
    ids = faces.ids[open_faces]
    if only is not None:
        asked = np.isin(ids, list(only))
    elif looked_at is None or since is None or not _about_equal(grouped(snapshot), len(faces.ids)):
        return everything
    else:
        moved = np.fromiter({*since.moved, *looked_at}, np.int64)
        asked = (ids > since.newest) | np.isin(ids, moved) | (faces.groups[open_faces] > 0)
        if asked.sum() > FEW * len(faces.ids):
            return everything
    # Of one photo two cannot be the same person: they are placed together.
    asked = np.isin(faces.photos[open_faces], faces.photos[open_faces[asked]])
    limit = snapshot.limit if snapshot is not None and holds(snapshot, faces) else None
    return Scope(open_faces[asked], open_faces[~asked], limit)


def snapshot_of(faces: FaceTable, model: str, limit: float | None, grouped: int) -> FullGroupingSnapshot:
    """What to keep of a library when its naming limit was found.

    Args:
        grouped: how many faces there were when all without a name were grouped together.
    """
    confirmed = faces.persons[faces.confirmed]
    return FullGroupingSnapshot(model, len(faces.ids), len(confirmed), len(np.unique(confirmed)), limit, grouped)


def grouped(snapshot: FullGroupingSnapshot | None) -> int:
    """How many faces there were when all without a name were grouped together; 0 if they never were."""
    return 0 if snapshot is None else snapshot.grouped


def holds(snapshot: FullGroupingSnapshot, faces: FaceTable) -> bool:
    """Whether a library changed so little since a snapshot that its naming limit still holds."""
    now = snapshot_of(faces, snapshot.model, snapshot.limit, snapshot.grouped)
    return all(
        _about_equal(before, after)
        for before, after in (
            (snapshot.faces, now.faces),
            (snapshot.confirmed, now.confirmed),
            (snapshot.people, now.people),
        )
    )


def _about_equal(before: int, after: int) -> bool:
    return abs(after - before) <= FEW * before


def near_alone(vectors: NDArray[np.float32], rows: NDArray[np.int64], alone: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of those who are alone may make a group with any of some faces: as many neighbours as grouping looks at.

    Args:
        vectors: (faces, d) float32.
        rows, alone: rows of faces.
    """
    near = np.zeros(len(alone), np.bool_)
    others = vectors[alone]
    count = min(NEIGHBOURS, len(alone))
    for start in range(0, len(rows) if count else 0, _BLOCK):
        cosines = vectors[rows[start : start + _BLOCK]] @ others.T
        near[np.argpartition(-cosines, count - 1, axis=1)[:, :count]] = True
    return near
