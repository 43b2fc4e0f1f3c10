"""Computes the naming limit of one library: counts its faces and collects its known negatives for `naming_limit`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import RecognitionRows
from photoface.clustering.exemplar_distance import in_crowd
from photoface.recognition.candidates import Pairs
from photoface.recognition.exclusions import placed_beside
from photoface.recognition.exemplar_trials import ExemplarTrials
from photoface.recognition.exemplars import Exemplars
from photoface.recognition.items import Items
from photoface.recognition.joins import matches
from photoface.recognition.naming_limit import (
    FaceCounts,
    KnownNegatives,
    NamingLimit,
    distances_to,
    even_sample,
    naming_limit,
    reference_distance,
)
from photoface.recognition.probability import Scale


def library_limit(
    rows: RecognitionRows,
    items: Items,
    near: Pairs,
    scale: Scale,
    negatives: KnownNegatives,
    people: int,
) -> NamingLimit:
    """Compute up to which distance faces are named in this library, and how many of the names should be right.

    Args:
        near: all items and people within the assignment distance.
        negatives: of `known_negatives`.
        people: how many there are with a confirmed face.
    """
    faces = rows.faces
    nearest = np.full(len(items), np.inf, np.float32)
    np.minimum.at(nearest, near.items, near.distances)
    confirmed = int(faces.confirmed.sum())
    return naming_limit(
        np.repeat(nearest, items.sizes),
        FaceCounts(len(faces.ids), confirmed, int((faces.persons > 0).sum()) - confirmed),
        people,
        negatives,
        scale,
    )


def known_negatives(
    rows: RecognitionRows,
    vectors: NDArray[np.float32],
    items: Items,
    exemplars: Exemplars,
    trials: ExemplarTrials,
    crowding: NDArray[np.float32],
    scale: Scale,
) -> KnownNegatives:
    """What confirmed faces, photos with several faces and the user's noes tell of how near others come.

    Args:
        vectors: (faces, d) float32.
        crowding: (people,) of each person's place.
    """
    faces, known = rows.faces, exemplars.known
    reference = reference_distance(scale)
    people = [exemplars.vectors[index] for index in known]
    ids = np.array([rows.people[index].id for index in known], np.int64)

    def distances(face_rows: NDArray[np.int64], person_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        kept = np.isin(person_ids, ids)
        which = np.searchsorted(ids, person_ids[kept])
        return in_crowd(distances_to(vectors[face_rows[kept]], which, people), crowding[known][which])

    beside, which = placed_beside(rows, np.arange(len(faces.ids)))
    with_person = rows.placed[which, 2]
    others = np.flatnonzero(faces.persons[beside] != with_person)
    sample = others[even_sample(len(others))]
    together = distances(beside[sample], with_person[sample])
    said_no, which = matches(faces.ids, rows.rejections[:, 0])
    refused = distances(said_no, rows.rejections[which, 1])
    unnamed = int((items.of_row >= 0).sum())
    negatives = trials.negatives(crowding[known], reference)
    negatives += KnownNegatives(int((together <= reference).sum()), len(together))
    return negatives.or_with(KnownNegatives(int((refused <= reference).sum()), unnamed * len(people)))
