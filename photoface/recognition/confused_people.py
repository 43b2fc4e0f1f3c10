"""Finds pairs of named people who are confused: their confirmed faces are near, or the user refused one for the other.

For such pairs `library.look_alike_learning` trains a classifier that tells the two apart, without being asked to.
"""

from __future__ import annotations

import numpy as np

from photoface.clustering.exemplar_distance import in_crowd
from photoface.recognition.joins import matches
from photoface.recognition.state import FaceState


def confused_people(state: FaceState, fewest: int) -> dict[tuple[int, int], int]:
    """Ids of two people each, the lower first, and how many faces of both are confirmed.

    Faces are near that would be named after the other person, if they had no name: of a sample of all exemplars.

    Args:
        fewest: confirmed faces that each of the two must have.
    """
    faces, trials, ids = state.rows.faces, state.trials, [person.id for person in state.people]
    near = in_crowd(trials.distances, state.crowding[state.known]) <= state.scale.assignment
    sampled, others = np.nonzero(near)
    pairs = {
        (int(trials.people[owner]), int(trials.people[other]))
        for owner, other in zip(trials.owners[sampled], others, strict=True)
    }
    refused, which = matches(faces.ids, state.rows.rejections[:, 0])
    named = np.flatnonzero(faces.confirmed[refused])
    owners, refused_people = faces.persons[refused[named]], state.rows.rejections[which[named], 1]
    pairs |= set(zip(owners.tolist(), refused_people.tolist(), strict=True))
    counts = {person_id: state.confirmed_count(person_id) for person_id in ids}
    return {
        (min(pair), max(pair)): counts[pair[0]] + counts[pair[1]]
        for pair in sorted(pairs)
        if pair[0] != pair[1] and min(counts.get(pair[0], 0), counts.get(pair[1], 0)) >= fewest
    }
