"""The pure parts of scoring: votes, probabilities, joins and cuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import vector

from photoface.clustering.assignment import POOR_FACE_FACTOR
from photoface.lab.evaluation.faces_in_memory import faces_in_memory
from photoface.recognition import person_distance
from photoface.recognition.candidates import Pairs, candidate_votes, near_pairs
from photoface.recognition.exemplars import Exemplars, spread_over_dates
from photoface.recognition.items import items_of
from photoface.recognition.joins import matches
from photoface.recognition.probability import Scale, probabilities
from photoface.recognition.splitting import MOST_FACES, two_halves
from photoface.vision.model_registry import ModelRegistry

SCALE = Scale(0.33, 0.46)


def test_every_model_has_a_scale() -> None:
    for spec in ModelRegistry():
        limits = spec.thresholds
        assert Scale(limits.assignment, limits.suggestion, limits.grouping_large).between_groups.assignment > 0
    with pytest.raises(ValueError, match="below"):
        Scale(0.5, 0.4)


def test_exemplars_are_spread_over_the_dates_and_the_best_of_their_time() -> None:
    days = np.array([30.0, 10.0, 20.0, np.nan, 11.0])
    quality = np.array([0.5, 0.4, 0.9, 0.6, 0.8], np.float32)
    good = np.array([True, True, True, True, False])
    assert spread_over_dates(days, quality, good).tolist() == [1, 2, 0, 3]
    assert spread_over_dates(days, quality, good, most=2).tolist() == [2, 3]
    assert spread_over_dates(days, quality, np.zeros(5, np.bool_)).tolist() == [1, 4, 2, 0, 3]


def test_years_lengthen_a_distance_up_to_a_limit_and_unknown_dates_do_not() -> None:
    exemplars = np.stack([vector(0, 0.2, 1)])
    faces = np.stack([vector(0, 0.2, 2)] * 4)
    days = np.array([0.0, 365.25 * 5, 365.25 * 80, np.nan])
    found = person_distance.vote(faces, days, exemplars, np.zeros(1)).distances
    assert found / found[0] == pytest.approx([1, 1.05, 1.1, 1])


def test_nobody_votes_on_themselves() -> None:
    exemplars = np.stack([vector(0, 0.2, own) for own in range(4)])
    found = person_distance.vote(exemplars, np.zeros(4), exemplars, np.zeros(4), own=np.arange(4))
    assert all(row not in voters for row, voters in enumerate(found.voters.tolist()))
    alone = person_distance.vote(exemplars[:1], np.zeros(1), exemplars[:1], np.zeros(1), own=np.zeros(1, np.int64))
    assert np.isinf(alone.distances[0])
    assert (alone.voters == person_distance.NO_VOTER).all()
    assert len(person_distance.spread(exemplars[:1], np.zeros(1))) == 0


def test_probabilities_of_an_item_never_exceed_one_and_fall_with_distance() -> None:
    items = np.array([0, 0, 1, 2, 3])
    found = probabilities(items, np.array([0.33, 0.33, 0.33, 0.3625, 0.46]), SCALE, 4)
    assert found[0] == found[1] < 0.5 < found[2]
    assert found[2] == pytest.approx(0.953, abs=0.001)
    assert found[3] == pytest.approx(0.44, abs=0.06)
    assert found[4] < 0.001
    assert probabilities(np.zeros(2, np.int64), np.zeros(2), SCALE, 1).sum() <= 1


@pytest.mark.parametrize("at_once", [1, 4096])
def test_a_group_is_as_near_as_its_faces_are_on_average_and_poor_faces_must_be_nearer(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.recognition.candidates.FACES_AT_ONCE", at_once)
    exemplars = np.stack([vector(0, 0.2, own) for own in range(3)])
    unnamed = np.stack([vector(0, 0.2, 10), vector(0, 0.3, 11), vector(0, 0.2, 12), vector(1, 0.2, 13)])
    vectors = np.concatenate([unnamed, exemplars])
    # A group of the first two, two loose faces, and three of a person.
    faces = faces_in_memory(
        np.array([0, 0, 0, 0, 1, 1, 1]),
        groups=np.array([7, 7, 0, 0, 0, 0, 0]),
        good=np.array([True, True, False, True, True, True, True]),
    )
    items = items_of(faces)
    of_person = Exemplars((np.arange(4, 7),), (exemplars,), exemplars.mean(axis=0)[None], np.zeros(1, np.bool_))

    def pairs(limit: float, crowding: float = 0.0) -> Pairs:
        found = candidate_votes(faces, vectors, items, np.arange(3), of_person, [0], limit)
        return near_pairs(found, items, faces.good, np.full(1, crowding, np.float32), limit)

    found = pairs(0.46)
    single = person_distance.vote(unnamed, np.zeros(4), exemplars, np.zeros(3)).distances
    assert (found.items.tolist(), found.people.tolist()) == ([0, 1], [0, 0])
    assert found.distances == pytest.approx([single[:2].mean(), single[2] / POOR_FACE_FACTOR])
    assert 0 not in pairs(float(single[:2].mean()) - 0.001).items
    assert pairs(0.46, crowding=0.05).distances[0] == pytest.approx(np.sqrt(single[:2] ** 2 + 0.1).mean())


def test_the_nearest_exemplar_is_nearer_than_any_vote() -> None:
    exemplars = [np.stack([vector(0, 0.2, own) for own in range(5)]), np.stack([vector(1, 0.3, 9)])]
    faces = np.stack([vector(own % 2, 0.1 + own / 40, own) for own in range(12)])
    least = person_distance.nearest_of_each(faces, exemplars)
    for person, own in enumerate(exemplars):
        full = person_distance.vote(faces, np.zeros(12), own, np.zeros(len(own))).distances
        assert (least[person] <= full + 1e-6).all()
        assert person_distance.vote_distances(faces, np.zeros(12), own, np.zeros(len(own))) == pytest.approx(full)


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_matches_is_an_inner_join(left: list[int], right: list[int]) -> None:
    found = zip(*(side.tolist() for side in matches(np.array(left, np.int64), np.array(right, np.int64))), strict=True)
    assert sorted(found) == [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a == b]


def test_halves_respect_photos_and_what_was_kept_apart() -> None:
    none = np.zeros((0, 2), np.int64)
    vectors = np.stack([vector(0, 0.2, own) for own in range(4)] + [vector(1, 0.2, own) for own in range(4, 7)])
    assert two_halves(vectors, np.arange(7), none).tolist() == [False] * 4 + [True] * 3
    alike = np.stack([vector(0, 0.0, 0)] * 3)
    assert two_halves(alike, np.arange(3), none).sum() == 1
    assert two_halves(alike, np.array([1, 1, 2]), none).tolist() in ([True, False, False], [False, True, False])
    assert two_halves(alike, np.arange(3), np.array([[0, 2], [1, 2]])).tolist() == [False, False, True]


def test_very_many_faces_are_cut_by_a_sample() -> None:
    count = MOST_FACES + 500
    vectors = np.stack([vector(int(row % 3 == 0), 0.3, row) for row in range(count)])
    smaller = two_halves(vectors, np.arange(count), np.zeros((0, 2), np.int64))
    assert (smaller == (np.arange(count) % 3 == 0)).all()
