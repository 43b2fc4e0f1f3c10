"""Proposes how to split a group or a person with mixed faces in two, by average linkage; changes nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.recognition.joins import linked
from photoface.recognition.state import FaceState

MOST_FACES = 2000
"""More faces than this are cut by a sample of them, each other face going to the nearer half: SciPy's linkage keeps
all pairs, 16 MB at this number."""

APART = 4.0
"""Squared distance of two faces that cannot be one person: that of opposite vectors, the largest there is."""


def propose_split(
    state: FaceState, *, group_id: int | None = None, person_id: int | None = None
) -> tuple[list[int], list[int]]:
    """Propose how to split a group or person: the face ids of the larger and of the smaller half.

    Raises:
        ValueError: it is not one of both.
        UserFacingError: there are not two faces to tell apart.
    """
    if (group_id is None) == (person_id is None):
        raise ValueError("a split is of a group or of a person")
    faces = state.rows.faces
    column, wanted = (faces.groups, group_id) if group_id is not None else (faces.persons, person_id)
    rows = np.flatnonzero(column == wanted)
    if len(rows) < 2:
        raise UserFacingError("There are not two faces to tell apart here.")
    apart = np.stack(linked(faces.ids[rows], state.rows.apart), axis=1)
    smaller = two_halves(state.vectors[rows], faces.scenes[rows], apart)
    return faces.ids[rows[~smaller]].tolist(), faces.ids[rows[smaller]].tolist()


def two_halves(
    vectors: NDArray[np.float32], photos: NDArray[np.integer], apart: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Which faces leave, when a set is cut in two where average linkage would join last.

    The linkage runs on squared distances, whose mean over two clusters is that of `clustering.agglomerative`. Faces of
    one photo, and pairs that the user kept apart, stand as far from each other as can be.

    Args:
        vectors: (n, d) float32, rows of unit length; at least two.
        photos: (n,) the photo of each face.
        apart: (k, 2) indices of faces that are not one person.

    Returns:
        (n,) bool, True for the smaller half; of two equal ones, the one without the first face.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    count = len(vectors)
    sample = np.unique(np.linspace(0, count - 1, min(count, MOST_FACES)).astype(np.int64))
    chosen = vectors[sample]
    squared = np.maximum(2 - 2 * (chosen @ chosen.T), 0).astype(np.float64)
    squared[photos[sample][:, None] == photos[sample][None, :]] = APART
    place = np.full(count, -1)
    place[sample] = np.arange(len(sample))
    links = place[np.asarray(apart, np.int64).reshape(-1, 2)]
    links = links[(links >= 0).all(axis=1)]
    squared[links[:, 0], links[:, 1]] = squared[links[:, 1], links[:, 0]] = APART
    np.fill_diagonal(squared, 0)
    labels = fcluster(linkage(squareform(squared, checks=False), "average"), 2, criterion="maxclust")
    second = labels != labels[0]
    if not second.any():
        # All faces alike (SciPy then makes one cluster): any cut will do.
        second[-1] = True
    if len(sample) < count:
        means = np.stack([chosen[~second].mean(axis=0), chosen[second].mean(axis=0)])
        nearer = vectors @ means.T
        halves = nearer[:, 1] > nearer[:, 0]
        halves[sample] = second
        second = halves
    smaller: NDArray[np.bool_] = ~second if second.sum() * 2 > count else second
    return smaller
