"""A few new faces in a large library: they find their places without all that was left alone being gone through again.

What stands alone since an earlier grouping was compared with everybody then. It still crowds the others, and a new face
may make a group with it; but as long as little came it is not grouped again, and not compared with people again before
many more faces are confirmed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.grouped_state import Whole
from photoface.clustering.grouping import NEIGHBOURS
from photoface.pipeline.grouping_state import FacesOfModel, GroupingState

LARGE = 10_000
"""Faces from which on it pays: a smaller library is gone through as a whole in a second or two."""

FEW = 0.03
"""What is few: this share of the library. With more, what all faces together tell, the naming limit and who is alone,
may be another."""

_BLOCK = 512
"""New faces that are compared with those that are alone at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Which faces are placed.

    Attributes:
        faces: rows of those to place.
        alone: rows of the others without a person or a group, which stay so unless a group is made with them.
        limit: up to which distance faces are named, where that is known.
    """

    faces: NDArray[np.int64]
    alone: NDArray[np.int64]
    limit: float | None


def scope_of(
    state: GroupingState, open_faces: NDArray[np.int64], only: Collection[int] | None, looked_at: Collection[int] | None
) -> Scope:
    """What must be looked at of all faces that could be placed.

    Args:
        open_faces: rows of the faces that are loose, or in groups to be made anew.
        only: ids of the faces that alone are asked about.
        looked_at: ids of faces that were embedded anew, though they may be no new ones. With neither all are placed.
    """
    faces = state.faces
    everything = Scope(open_faces, np.zeros(0, np.int64), None)
    if len(faces.ids) < LARGE:
        return everything
    ids = faces.ids[open_faces]
    if only is not None:
        asked = np.isin(ids, list(only))
    elif looked_at is None or state.since is None or not _as_it_was(_grouped(state), len(faces.ids)):
        return everything
    else:
        moved = np.fromiter({*state.since.moved, *looked_at}, np.int64)
        asked = (ids > state.since.newest) | np.isin(ids, moved) | (faces.groups[open_faces] > 0)
        if asked.sum() > FEW * len(faces.ids):
            return everything
    # Of one photo two cannot be the same person: they are placed together.
    asked = np.isin(faces.photos[open_faces], faces.photos[open_faces[asked]])
    limit = state.whole.limit if state.whole is not None and holds(state.whole, faces) else None
    return Scope(open_faces[asked], open_faces[~asked], limit)


def whole_of(state: GroupingState, model: str, limit: float | None, *, grouped: bool) -> Whole:
    """What to keep of a library when its naming limit was found.

    Args:
        grouped: whether all faces without a name are grouped together as well.
    """
    return _whole(state.faces, model, limit, len(state.faces.ids) if grouped else _grouped(state))


def _whole(faces: FacesOfModel, model: str, limit: float | None, grouped: int) -> Whole:
    confirmed = faces.persons[faces.confirmed]
    return Whole(model, len(faces.ids), len(confirmed), len(np.unique(confirmed)), limit, grouped)


def _grouped(state: GroupingState) -> int:
    return 0 if state.whole is None else state.whole.grouped


def holds(whole: Whole, faces: FacesOfModel) -> bool:
    """Whether a library is still what it was, as far as the naming limit goes by it."""
    now = _whole(faces, whole.model, whole.limit, whole.grouped)
    return all(
        _as_it_was(before, after)
        for before, after in (
            (whole.faces, now.faces),
            (whole.confirmed, now.confirmed),
            (whole.people, now.people),
        )
    )


def _as_it_was(before: int, after: int) -> bool:
    return abs(after - before) <= FEW * before


def near_alone(faces: FacesOfModel, rows: NDArray[np.int64], alone: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of those who are alone may make a group with any of some faces: as many neighbours as grouping looks at."""
    near = np.zeros(len(alone), np.bool_)
    vectors = faces.embeddings[alone]
    count = min(NEIGHBOURS, len(alone))
    for start in range(0, len(rows) if count else 0, _BLOCK):
        cosines = faces.embeddings[rows[start : start + _BLOCK]] @ vectors.T
        near[np.argpartition(-cosines, count - 1, axis=1)[:, :count]] = True
    return near
