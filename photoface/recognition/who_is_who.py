"""Proposes which faces of a photo belong to people who are known to be in the photo, the surest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from photoface.recognition.person_distance import vote_distances
from photoface.recognition.state import FaceState


def proposed_names(
    state: FaceState,
    faces: Sequence[tuple[int, int | None]],
    person_ids: Sequence[int],
    refused: Collection[tuple[int, int]],
) -> tuple[tuple[int, int], ...]:
    """Faces with the person that each probably is, the surest first; nobody and no face twice.

    What the machine named already comes first, then who is nearest within the distance of suggestions. Where one face
    and one name are left, and the photo has as many faces as names, they belong together.

    Args:
        faces: with the person of each that the machine named.
        refused: (face, person) that the user said no to.
    """
    proposed: dict[int, int] = {}
    for face_id, person_id in faces:
        if person_id in person_ids and person_id not in proposed.values() and (face_id, person_id) not in refused:
            assert person_id is not None
            proposed[face_id] = person_id
    for face_id, person_id in _nearest_first(state, [face_id for face_id, _ in faces], person_ids):
        if face_id not in proposed and person_id not in proposed.values() and (face_id, person_id) not in refused:
            proposed[face_id] = person_id
    free = [face_id for face_id, _ in faces if face_id not in proposed]
    left = [person_id for person_id in person_ids if person_id not in proposed.values()]
    is_the_rest = len(free) == len(left) == 1 and len(faces) == len(person_ids)
    if is_the_rest and (free[0], left[0]) not in refused:
        proposed[free[0]] = left[0]
    return tuple(proposed.items())


def _nearest_first(state: FaceState, face_ids: Sequence[int], person_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of face and person within the distance of suggestions, the nearest first."""
    ids = state.rows.faces.ids
    rows = np.searchsorted(ids, face_ids).clip(0, max(len(ids) - 1, 0))
    known = [row for row, face_id in zip(rows.tolist(), face_ids, strict=True) if len(ids) and ids[row] == face_id]
    exemplars = {
        person_id: rows
        for person_id in person_ids
        if person_id in state.index_of and len(rows := state.exemplar_rows(person_id))
    }
    if not known or not exemplars:
        return []
    days = state.rows.faces.days
    distances = np.stack(
        [
            vote_distances(state.vectors[known], days[known], state.vectors[rows], days[rows])
            for rows in exemplars.values()
        ],
        axis=1,
    )
    near = np.argwhere(distances <= state.scale.suggestion)
    order = np.argsort(distances[near[:, 0], near[:, 1]], kind="stable")
    people = list(exemplars)
    return [(int(ids[known[face]]), people[person]) for face, person in near[order].tolist()]
