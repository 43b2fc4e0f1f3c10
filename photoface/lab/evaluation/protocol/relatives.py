"""Measures how well blood relatives are kept apart, on a labelled set that names them (`kin.csv`).

Three measures: relatives who share a group, at the product's distance and around it, so that two ways of grouping can
be compared at equal recall; pairs of faces of one person against pairs of relatives; and confirmed faces of two
relatives that are nearer to the other one, with and without a judge of look-alikes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.lab.evaluation.protocol.cross_validation import FoldFaces
from photoface.lab.evaluation.protocol.folds import FEWEST_PEOPLE
from photoface.lab.evaluation.protocol.parameters import Parameters, grouped
from photoface.lab.evaluation.protocol.set_faces import SetFaces
from photoface.lab.evaluation.protocol.set_scores import score_groups
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.learning.look_alike_judges import FEWEST_FACES, LookAlike, judge_of
from photoface.learning.pair_verification import VerificationReport, verify

FACTORS = tuple(round(0.86 + 0.02 * step, 2) for step in range(12))
"""Of the product's grouping distance: what is tried, .86 to 1.08."""

MOST_PAIRS_EACH = 40
"""Pairs of faces of one person, or of two relatives: more of the largest ones would decide alone."""


@dataclass(frozen=True, slots=True)
class MergedRelatives:
    """Grouping at one distance; means over the folds, and the sum of what was merged.

    Attributes:
        factor: of the product's distance.
        merged: pairs of relatives who share a group, of `pairs`.
    """

    factor: float
    recall: float
    precision: float
    merged: int
    pairs: int


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Confirmed faces of pairs of relatives, each held back in turn: which are given to the other one.

    Attributes:
        pairs: of relatives with `FEWEST_FACES` faces each.
        faces: of them, one of two pairs twice.
        nearer, judged: how many are nearer to the other one, and how many the judges give to the other one.
        adopted: judges that are significantly better, alone.
    """

    pairs: int
    faces: int
    nearer: int
    judged: int
    adopted: int


@dataclass(frozen=True, slots=True)
class RelativesReport:
    """All that was measured of one set: grouped as one library, and by fold; `verified` against relatives' pairs."""

    together: tuple[MergedRelatives, ...]
    by_fold: tuple[MergedRelatives, ...]
    verified: VerificationReport
    told_apart: ToldApart


def measure_relatives(
    whole: SetFaces, folds: Sequence[FoldFaces], start: Parameters, factors: Sequence[float] = FACTORS
) -> RelativesReport:
    """Measure one set.

    Args:
        whole: the set's faces in all these folds.
        folds: of people, families whole.
        start: the product's parameters.
        factors: of the grouping distance, to try.

    Raises:
        UserFacingError: the set names no relatives who both have faces in it, or has too few people to be divided.
    """
    here = set(whole.persons.tolist())
    kin = sorted(pair for pair in whole.kin if set(pair) <= here)
    if not kin:
        raise UserFacingError(
            f"{whole.name} names no relatives.", "A kin.csv with the columns person_a and person_b does."
        )
    parts = [part.sets[whole.name] for part in folds if whole.name in part.sets]
    if len(parts) < 2:
        raise UserFacingError(
            f"{whole.name} has too few people to be divided into folds.", f"It takes {FEWEST_PEOPLE} people or more."
        )
    fold_of = {person: number for number, part in enumerate(parts) for person in part.persons.tolist()}
    return RelativesReport(
        tuple(_merged([whole], start, factor) for factor in factors),
        tuple(_merged(parts, start, factor) for factor in factors),
        _verified(whole, kin, fold_of),
        _told_apart(whole, kin),
    )


def _merged(parts: Sequence[SetFaces], start: Parameters, factor: float) -> MergedRelatives:
    tried = dataclasses.replace(
        start, grouping_large=factor * start.grouping_large, grouping_rise=factor * start.grouping_rise
    )
    scores = [score_groups(part, grouped(part, tried)) for part in parts]
    return MergedRelatives(
        factor,
        float(np.mean([score.pairwise_recall for score in scores])),
        float(np.mean([score.pairwise_precision for score in scores])),
        sum(score.kin_merges for score in scores),
        sum(score.kin_pairs for score in scores),
    )


def _verified(whole: SetFaces, kin: Sequence[tuple[str, str]], fold_of: dict[str, int]) -> VerificationReport:
    random = np.random.default_rng(0)
    rows = {person: np.flatnonzero(whole.persons == person) for person in sorted(fold_of) if person}
    distances: list[NDArray[np.float32]] = []
    same: list[NDArray[np.bool_]] = []
    folds: list[NDArray[np.int64]] = []
    for person, own in rows.items():
        first, second = np.triu_indices(len(own), 1)
        _add(whole, own[first], own[second], True, fold_of[person], random, distances, same, folds)
    for one, other in kin:
        first, second = (part.ravel() for part in np.meshgrid(rows[one], rows[other]))
        _add(whole, first, second, False, fold_of[one], random, distances, same, folds)
    return verify(np.concatenate(distances), np.concatenate(same), np.concatenate(folds))


def _add(
    whole: SetFaces,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    is_same: bool,
    fold: int,
    random: np.random.Generator,
    distances: list[NDArray[np.float32]],
    same: list[NDArray[np.bool_]],
    folds: list[NDArray[np.int64]],
) -> None:
    chosen = random.permutation(len(first))[:MOST_PAIRS_EACH]
    first, second = first[chosen], second[chosen]
    distances.append(np.linalg.norm(whole.embeddings[first] - whole.embeddings[second], axis=1))
    same.append(np.full(len(first), is_same))
    folds.append(np.full(len(first), fold))


def _told_apart(whole: SetFaces, kin: Sequence[tuple[str, str]]) -> ToldApart:
    names, numbers = np.unique(whole.persons, return_inverse=True)
    counts = np.bincount(numbers)
    number_of = {name: number for number, name in enumerate(names.tolist())}
    faces = ConfirmedFaces(whole.embeddings, np.where(whole.labelled, numbers, UNKNOWN), np.zeros((0, 2), np.int64))
    judges: list[tuple[LookAlike, bool]] = []
    for one, other in kin:
        first, second = number_of[one], number_of[other]
        if min(counts[first], counts[second]) >= FEWEST_FACES:
            judges.append(judge_of(faces, first, second))
    return ToldApart(
        len(judges),
        sum(judge.faces for judge, _ in judges),
        sum(judge.errors_before for judge, _ in judges),
        sum(judge.errors_after for judge, _ in judges),
        sum(adopted for _, adopted in judges),
    )
