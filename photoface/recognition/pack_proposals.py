"""Finds unnamed groups and faces of this library that are probably people of an opened people pack.

It uses the same distances, probabilities and exclusions as for people of this library. The pack's exemplars are used
for these proposals only: they are not in any state of the faces, and name nothing without the user's yes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.exemplar_distance import exemplar_distances
from photoface.recognition.candidates import Pairs
from photoface.recognition.exclusions import excluded
from photoface.recognition.joins import found_in
from photoface.recognition.person_distance import for_quality
from photoface.recognition.probability import Scale, probabilities
from photoface.recognition.state import FaceState
from photoface.recognition.suggested_pairs import suggested

LEAST_PROBABILITY = 0.5
"""A proposal of somebody whom this library does not know yet must be right more often than not."""


@dataclass(frozen=True, slots=True, eq=False)
class PackExemplars:
    """A person of a pack, as recognition needs it.

    Attributes:
        vectors: float32 (k, d), rows of unit length, by the library's model.
        born, died: days since 1970.
        refused: faces of this library that the user said are not this person.
        person_id: the person here who has the same name. What this library suggests for them itself is left out, and
            all of it where the two do not look like one person.
    """

    vectors: NDArray[np.float32]
    born: int | None
    died: int | None
    refused: Collection[int]
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class PackMatch:
    """An unnamed group or loose face that may be a pack's person, by the person's index."""

    person: int
    face_ids: tuple[int, ...]
    group_id: int | None
    probability: float
    distance: float


def pack_matches(
    state: FaceState, vectors: NDArray[np.float32], people: Sequence[PackExemplars], scale: Scale
) -> list[PackMatch]:
    """Unnamed groups and faces that are probably somebody of a pack, most certain first; each is one person's at most.

    Args:
        vectors: (faces, d) as the packs' model sees the faces; nothing that was learned from the user moves a pack's
            exemplars. Zeros for a face that this model has not seen, which is near nobody.
        scale: of that model.
    """
    items, faces = state.items, state.rows.faces
    if not people or not len(items):
        return []
    rows, starts = items.rows, items.starts[:-1]
    votes = exemplar_distances(vectors[rows], [person.vectors for person in people])
    distances = for_quality(votes, faces.good[rows][:, None])
    sums = np.add.reduceat(distances, starts, axis=0)
    means = (sums / items.sizes[:, None]).astype(np.float32)
    possible = (means <= scale.suggestion) & ~_never(state, vectors, people, scale)
    of_items, of_people = np.nonzero(possible)
    pairs = Pairs(of_items.astype(np.int64), of_people.astype(np.int64), means[of_items, of_people])
    # People of this library compete: what is as likely theirs is not proposed for a stranger.
    local = _of_others(state, people, pairs, scale)
    both = np.concatenate([pairs.items, local.items])
    chances = probabilities(both, np.concatenate([pairs.distances, local.distances]), scale, len(items))
    likely = chances[: len(pairs.items)]
    kept = likely >= LEAST_PROBABILITY
    nobody_hidden = np.zeros(len(people), np.bool_)
    found = suggested(pairs.only(kept), likely[kept], nobody_hidden, items, faces.scenes)
    order = np.argsort(-found.probabilities, kind="stable").tolist()
    return [
        PackMatch(
            int(found.pairs.people[number]),
            state.face_ids(item),
            int(items.groups[item]) or None,
            float(found.probabilities[number]),
            float(found.pairs.distances[number]),
        )
        for number in order
        for item in (int(found.pairs.items[number]),)
    ]


def _never(
    state: FaceState, vectors: NDArray[np.float32], people: Sequence[PackExemplars], scale: Scale
) -> NDArray[np.bool_]:
    """(items, people) bool: refused by the user, or taken before a birth or after a death."""
    items, faces = state.items, state.rows.faces
    starts = items.starts[:-1]
    day = np.floor(faces.days[items.rows])
    first, last = np.fmin.reduceat(day, starts), np.fmax.reduceat(day, starts)
    never = np.zeros((len(items), len(people)), np.bool_)
    for index, person in enumerate(people):
        refused = np.isin(faces.ids[items.rows], np.fromiter(person.refused, np.int64))
        never[:, index] = np.logical_or.reduceat(refused, starts)
        # Of an unknown date neither comparison holds.
        if person.born is not None:
            never[:, index] |= first < person.born
        if person.died is not None:
            never[:, index] |= last > person.died
        if person.person_id is not None:
            never[:, index] |= _never_known(state, vectors, person, scale)
    return never


def _never_known(
    state: FaceState, vectors: NDArray[np.float32], person: PackExemplars, scale: Scale
) -> NDArray[np.bool_]:
    """(items,) bool: what is suggested for the person here already, or cannot be theirs."""
    assert person.person_id is not None
    items, here = state.items, state.index_of.get(person.person_id)
    own = state.exemplar_rows(person.person_id) if here is not None else ()
    if here is None or not len(own):
        return np.ones(len(items), np.bool_)
    between = exemplar_distances(vectors[own], [person.vectors])[:, 0]
    if float(np.median(between)) > scale.suggestion:
        # Another person of the same name.
        return np.ones(len(items), np.bool_)
    everything = np.arange(len(items))
    to_person = Pairs(everything, np.full(len(items), here), np.zeros(len(items), np.float32))
    never = excluded(to_person, state.rows, items)
    first, last = state.suggested.starts[here : here + 2].tolist()
    never[state.suggested.pairs.items[first:last]] = True
    return never


def _of_others(state: FaceState, people: Sequence[PackExemplars], pairs: Pairs, scale: Scale) -> Pairs:
    """What people of this library may be, without those whom a pack speaks for about the same item.

    Their distances, which a tuned model may have made, are converted to the scale of the packs' model.
    """
    local, count = state.pairs, len(state.people)
    here = np.array([-1 if one.person_id is None else state.index_of.get(one.person_id, -1) for one in people])
    same = here[pairs.people]
    spoken_for = np.sort((pairs.items * count + same)[same >= 0])
    others = local.only(~found_in(spoken_for, local.items * count + local.people))
    return replace(others, distances=others.distances * np.float32(scale.assignment / state.scale.assignment))
