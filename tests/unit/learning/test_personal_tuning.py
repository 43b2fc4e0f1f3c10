"""Tuning to one library's people: what it learns, what it must not learn from, and when it is adopted."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from families import MISLEADING, NO_PAIRS, TELLING, confirmed, family
from numpy.typing import NDArray
from torch import Tensor, nn

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.lab.evaluation.personal import simulate
from photoface.learning import personal_tuning
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces, thinned
from photoface.learning.open_set_comparison import Comparison, Trial, run_trial
from photoface.learning.personal_tuning import PersonalOptions, Proposal, embedded, propose, tune
from photoface.learning.tuned_resnet import TuningStart

QUICK = PersonalOptions(steps=15, faces=80, others=8, margin=0.4, pull=0.05, learning_rate=0.03, blend=1.0)


class OneLayer(nn.Module):
    """A network whose features are embeddings already; it learns to look away from some of their numbers."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.layer = nn.Linear(dimension, dimension, bias=False)
        nn.init.eye_(self.layer.weight)

    def forward(self, features: Tensor) -> Tensor:
        return nn.functional.normalize(self.layer(features), dim=1)


def start_of(faces: ConfirmedFaces) -> TuningStart:
    network = OneLayer(faces.vectors.shape[1])
    return TuningStart(network, faces.vectors.astype(np.float16), faces.vectors)  # type: ignore[arg-type]


def proposed(faces: ConfirmedFaces) -> Proposal:
    return propose(start_of(faces), faces, JobControl(), options=QUICK)


def change(faces: ConfirmedFaces) -> float:
    """How far the embeddings move by learning."""
    start, places = start_of(faces), np.arange(len(faces.persons))
    moved = embedded(tune(start, faces, places, options=QUICK), start, places)
    return float(np.abs(moved - embedded(start.network, start, places)).max())


def test_it_looks_away_from_what_spreads_the_faces_of_each_person_and_repeats() -> None:
    faces = family()
    first, second = (tune(start_of(faces), faces, np.arange(len(faces.persons)), options=QUICK) for _ in range(2))
    weight = first.get_parameter("layer.weight").detach()
    kept = weight.norm(dim=0)
    assert kept[:TELLING].mean() > kept[TELLING:].mean()
    assert len(kept) == TELLING + MISLEADING
    assert torch.equal(weight, second.get_parameter("layer.weight"))


def test_faces_of_nobody_teach_only_by_what_is_certain() -> None:
    """One person, and unnamed faces within the margin: without a certain pair there is no negative at all."""
    random = np.random.default_rng(1)
    values = np.ones((12, 6)) + random.normal(0, 0.2, (12, 6))
    faces = confirmed(values, np.array([0] * 6 + [UNKNOWN] * 6))
    assert change(faces) == 0
    grouped = dataclasses.replace(faces, groups=np.array([UNKNOWN] * 6 + [7] * 6))
    # Only the pull is left: a group is not known to be another person.
    assert change(dataclasses.replace(grouped, apart=np.array([[0, 8]]))) > 2 * change(grouped)


def test_identities_are_persons_then_groups_then_single_faces() -> None:
    groups = np.array([4, UNKNOWN, 9, 4, 9, UNKNOWN])
    faces = ConfirmedFaces(np.eye(6, dtype=np.float32), np.array([1, 0, -1, -1, -1, -1]), NO_PAIRS, groups)
    assert faces.identities().tolist() == [1, 0, 3, 2, 3, 4]
    assert faces.of(np.array([1, 3, 5])).identities().tolist() == [0, 1, 2]


def test_what_helps_is_adopted_and_says_by_how_much() -> None:
    found = proposed(family(40, 8))
    assert found.network is not None
    comparison = found.comparison
    assert 0 < comparison.lower <= comparison.gain <= comparison.upper
    assert comparison.after < comparison.before
    assert comparison.people == 40
    assert 0.2 < found.scale < 2


def test_with_names_mixed_up_nothing_is_adopted() -> None:
    faces = family(30, 6)
    mixed = dataclasses.replace(faces, persons=np.random.default_rng(0).permutation(faces.persons))
    assert proposed(mixed).network is None
    assert proposed(family(30, 6, noise=0.0)).network is None


def test_a_blend_goes_part_of_the_way() -> None:
    faces = family()
    start, places = start_of(faces), np.arange(len(faces.persons))
    weights = [
        tune(start, faces, places, options=dataclasses.replace(QUICK, blend=blend)).get_parameter("layer.weight")
        for blend in (0.0, 0.25, 1.0)
    ]
    begun = start.network.get_parameter("layer.weight")
    assert torch.equal(weights[0], begun)
    assert torch.allclose(weights[1] - begun, 0.25 * (weights[2] - begun), atol=1e-6)


def test_strangers_are_held_back_and_judge_what_was_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger is learned from only in rounds in which it does not judge."""
    faces = family(30, 6)
    persons = np.where(faces.persons < 20, faces.persons, UNKNOWN)
    faces = dataclasses.replace(faces, persons=persons, strangers=persons == UNKNOWN)
    strangers = set(np.flatnonzero(persons == UNKNOWN).tolist())
    learned: list[set[int]] = []
    judged: list[set[int]] = []

    def learns(start: TuningStart, _: ConfirmedFaces, places: NDArray[np.int64], **__: object) -> nn.Module:
        learned.append(set(places.tolist()) & strangers)
        return start.network

    def trial(*values: Any) -> Trial:
        judged.append(set(values[4].tolist()) & strangers)
        return run_trial(*values)

    monkeypatch.setattr(personal_tuning, "tune", learns)
    monkeypatch.setattr(personal_tuning, "run_trial", trial)
    proposed(faces)
    # Before and after the learning of each of the rounds.
    assert judged[::2] == judged[1::2]
    for taught, judges in zip(learned, judged[::2], strict=True):
        assert judges
        assert not taught & judges
        assert taught | judges == strangers
    assert set().union(*judged) == strangers


def test_too_little_to_learn_from_and_cancelling() -> None:
    for few in (family(9, 8), family(30, 3)):
        with pytest.raises(UserFacingError, match="too little"):
            proposed(few)
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        propose(start_of(family()), family(), control, options=QUICK)


def test_thinning_keeps_nobodys_faces_and_some_of_each_person() -> None:
    persons = np.array([0] * 9 + [1] * 2 + [UNKNOWN] * 3)
    kept = thinned(persons, 4, np.random.default_rng(0))
    assert np.bincount(persons[kept] + 1).tolist() == [3, 4, 2]
    assert (np.diff(kept) > 0).all()


def test_pairs_go_with_their_faces() -> None:
    faces = dataclasses.replace(family(2, 3), apart=np.array([[0, 4], [1, 5]]))
    assert faces.of(np.array([4, 0, 1])).apart.tolist() == [[1, 0]]


def test_a_simulated_user_sees_what_was_adopted() -> None:
    faces = family(24, 12)
    names = np.array([f"P{person}" if person < 20 else f"S{row}" for row, person in enumerate(faces.persons)])
    user = simulate(start_of(faces), names, JobControl(), options=QUICK)
    assert (user.people, user.confirmed, user.faces, user.strangers) == (20, 120, 120, 24)
    assert isinstance(user.comparison, Comparison)
    assert user.result == (user.after if user.adopted else user.before)
    mixed = simulate(start_of(faces), names, JobControl(), shuffled=True, options=QUICK)
    assert not mixed.adopted
    assert mixed.result == mixed.before
    with pytest.raises(UserFacingError, match="Only 0 people"):
        simulate(start_of(faces), np.arange(len(names)).astype(str), JobControl(), options=QUICK)
