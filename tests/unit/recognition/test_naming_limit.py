"""Up to where faces are named by the machine: fewer strangers, more faces of somebody, more room."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.clustering.exemplar_distance import exemplar_distances
from photoface.recognition.exemplar_trials import exemplar_trials
from photoface.recognition.naming_limit import (
    CHANCE_AT_ASSIGNMENT,
    PROBES,
    WANTED_PRECISION,
    FaceCounts,
    KnownNegatives,
    chance_of_strangers,
    distances_to,
    even_sample,
    naming_limit,
    reference_distance,
)
from photoface.recognition.probability import Scale

MODEL = Scale(assignment=0.33, suggestion=0.46)
NOTHING_KNOWN = KnownNegatives(0, 0)


def limit_of(
    near: NDArray[np.float64], counts: FaceCounts, people: int, negatives: KnownNegatives = NOTHING_KNOWN
) -> float:
    found = naming_limit(near, counts, people, negatives, MODEL)
    assert found.precision >= WANTED_PRECISION
    return found.distance


def circle(*degrees: float) -> NDArray[np.float32]:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_a_family_has_the_models_own_limit() -> None:
    near = np.linspace(0.2, 0.32, 200)
    assert limit_of(near, FaceCounts(700, confirmed=60, named=40), people=8) == MODEL.assignment


def test_the_limit_falls_with_the_strangers_and_the_people_and_rises_with_the_faces_to_name() -> None:
    few, many = np.full(20, 0.25), np.full(400, 0.25)
    counts = FaceCounts(8000, confirmed=50, named=0)
    base = limit_of(few, counts, people=50)
    assert base < MODEL.assignment
    assert limit_of(few, FaceCounts(40_000, confirmed=50, named=0), people=50) < base
    assert limit_of(few, counts, people=200) < base
    assert limit_of(many, counts, people=50) > base
    assert limit_of(few, FaceCounts(8000, confirmed=50, named=400), people=50) > base
    # Nobody is near yet, but a fifth of all faces was confirmed: those to come will not be strangers alone.
    assert limit_of(few[:0], FaceCounts(8000, confirmed=1600, named=0), people=50) > base


def test_precision_is_one_less_the_expected_strangers_among_the_named() -> None:
    found = naming_limit(np.full(100, 0.2), FaceCounts(1100, confirmed=0, named=0), 10, NOTHING_KNOWN, MODEL)
    assert found.distance == MODEL.assignment
    assert found.precision == pytest.approx(1 - 1000 * 10 * CHANCE_AT_ASSIGNMENT / 100)


def test_known_negatives_move_the_chance_both_ways() -> None:
    at = np.array([0.25, 0.33, 0.4])
    prior = chance_of_strangers(at, NOTHING_KNOWN, MODEL)
    assert prior[1] == pytest.approx(CHANCE_AT_ASSIGNMENT)
    assert (np.diff(prior) > 0).all()
    alike = chance_of_strangers(at, KnownNegatives(40, 50_000), MODEL)
    unlike = chance_of_strangers(at, KnownNegatives(0, 50_000), MODEL)
    assert (unlike < prior).all()
    assert (prior < alike).all()


def test_refusals_only_make_stricter() -> None:
    known = KnownNegatives(5, 10_000)
    assert known.or_with(KnownNegatives(0, 500_000)) == known
    assert known.or_with(KnownNegatives(50, 10_000)) == KnownNegatives(55, 20_000)


def test_negatives_between_people_count_each_pair_of_people_once() -> None:
    # Two who are alike with three faces each, one far away.
    exemplars = [circle(0, 1, 2), circle(10, 11, 12), circle(180)]
    reference = reference_distance(MODEL)
    assert reference == pytest.approx(0.3625)
    of_people = list(zip(np.split(np.arange(7), [3, 6]), exemplars, strict=True))
    trials = exemplar_trials(np.arange(7), np.arange(3), of_people)
    found = trials.negatives(np.zeros(3, np.float32), reference)
    assert (found.near, found.trials) == (2, 7 * 2)
    assert trials.negatives(np.full(3, 0.1, np.float32), reference).near == 0
    alone = exemplar_trials(np.arange(3), np.arange(1), of_people[:1])
    assert alone.negatives(np.zeros(1, np.float32), reference) == NOTHING_KNOWN


def test_distances_to_one_person_each() -> None:
    people = [circle(0, 4), circle(90)]
    faces = circle(1, 80, 95)
    which = np.array([0, 1, 1])
    expected = exemplar_distances(faces, people)[np.arange(3), which]
    np.testing.assert_array_equal(distances_to(faces, which, people), expected)


def test_a_sample_is_even_and_never_larger_than_what_there_is() -> None:
    assert even_sample(0).tolist() == []
    assert even_sample(4).tolist() == [0, 1, 2, 3]
    assert len(even_sample(10 * PROBES)) == PROBES
