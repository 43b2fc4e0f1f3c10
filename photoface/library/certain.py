"""What the machine names by itself: faces so near to a person, and to nobody else, that 99 in 100 such are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.naming import (
    FaceCounts,
    KnownNegatives,
    NamingLimit,
    distances_to,
    even_sample,
    naming_limit,
    reference_distance,
)
from photoface.clustering.targets import PersonTarget
from photoface.library.scoring.candidates import matches
from photoface.library.scoring.certainty import Scale, probabilities
from photoface.library.scoring.exclusions import placed_beside
from photoface.vision.quality import DOUBTFUL_SCORE

if TYPE_CHECKING:
    from photoface.library.evidence import Evidence, Match

_AT_ASSIGNMENT = float(probabilities(np.zeros(1, np.int64), np.ones(1), Scale(assignment=1.0, suggestion=2.0), 1)[0])
"""The probability at the assignment threshold with nobody else near; the same for every model."""


def certain(evidence: Evidence, people: frozenset[int]) -> list[Match]:
    """What may be put with any of these people without asking: within the naming limit, and nobody else near.

    Where two of one photo are that near to one person, neither is certain; a box that may be no face never is.
    """
    near = evidence.near
    wanted = np.array([person.id in people for person in evidence.people], np.bool_)
    asked = np.zeros(len(evidence.items), np.bool_)
    asked[near.items[wanted[near.people]]] = True
    asked &= ~_doubtful(evidence)
    if not asked.any():
        # Not before there is anything to name: the limit is the costliest figure of all.
        return []
    # Everybody whom these may be: only of them it matters who else is near.
    pairs = evidence.pairs_of(asked)
    chances, unjudged = evidence.chances(pairs)
    # At the threshold itself, with nobody else near, the probability is 0.953.
    # A judge of look-alikes may bring a doubt, and not take one away: that is for the user.
    alone = np.minimum(chances, unjudged) >= _AT_ASSIGNMENT - 0.01
    within = pairs.distances <= min(evidence.scale.assignment, evidence.naming_limit.distance)
    chosen = np.flatnonzero(alone & within & wanted[pairs.people]).tolist()
    places = [
        [(photo, int(pairs.people[pair])) for photo in evidence.photos(int(pairs.items[pair]))] for pair in chosen
    ]
    claims: dict[tuple[int, int], int] = {}
    for place in (place for taken in places for place in taken):
        claims[place] = claims.get(place, 0) + 1
    return [
        evidence.match_of(pairs, chances, pair)
        for pair, taken in zip(chosen, places, strict=True)
        if all(claims[place] == 1 for place in taken)
    ]


def _doubtful(evidence: Evidence) -> NDArray[np.bool_]:
    """(items,) the single boxes that may well be no faces, by the detector's certainty; one drawn by hand has 0."""
    items = evidence.items
    scores = evidence.rows.faces.stamps[items.rows[items.starts[:-1]], 0]
    doubtful: NDArray[np.bool_] = (items.groups == 0) & (scores > 0) & (scores < DOUBTFUL_SCORE)
    return doubtful


def naming_limit_of(evidence: Evidence) -> NamingLimit:
    """See `Evidence.naming_limit`."""
    faces, near, items = evidence.rows.faces, evidence.near, evidence.items
    scale = {"assignment": evidence.scale.assignment, "suggestion": evidence.scale.suggestion}
    nearest = np.full(len(items), np.inf, np.float32)
    np.minimum.at(nearest, near.items, near.distances)
    confirmed = int(faces.confirmed.sum())
    return naming_limit(
        np.repeat(nearest, items.sizes),
        FaceCounts(len(faces.ids), confirmed, int((faces.persons > 0).sum()) - confirmed),
        len(evidence.known),
        _known_negatives(evidence, reference_distance(**scale)),
        **scale,
    )


def _known_negatives(evidence: Evidence, reference: float) -> KnownNegatives:
    """What confirmed faces, photos with several faces and the user's noes tell of how near others come."""
    rows, faces = evidence.rows, evidence.rows.faces
    crowding = evidence.crowding[evidence.known]
    targets = [
        PersonTarget(evidence.voters[index], crowding=crowd)
        for index, crowd in zip(evidence.known, crowding.tolist(), strict=True)
    ]
    ids = np.array([evidence.people[index].id for index in evidence.known], np.int64)

    def distances(face_rows: NDArray[np.int64], person_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        kept = np.isin(person_ids, ids)
        return distances_to(evidence.vectors[face_rows[kept]], np.searchsorted(ids, person_ids[kept]), targets)

    beside, which = placed_beside(rows, np.arange(len(faces.ids)))
    with_person = rows.placed[which, 2]
    others = np.flatnonzero(faces.persons[beside] != with_person)
    sample = others[even_sample(len(others))]
    together = distances(beside[sample], with_person[sample])
    said_no, which = matches(faces.ids, rows.rejections[:, 0])
    refused = distances(said_no, rows.rejections[which, 1])
    unnamed = int((evidence.items.of_row >= 0).sum())
    negatives = evidence.tried.negatives(crowding, reference)
    negatives += KnownNegatives(int((together <= reference).sum()), len(together))
    return negatives.or_with(KnownNegatives(int((refused <= reference).sum()), unnamed * len(targets)))
