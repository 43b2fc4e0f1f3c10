from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.lab.evaluation import label_errors
from photoface.lab.evaluation.label_errors import suspected_label_errors
from photoface.learning import offline_mining
from photoface.learning.offline_mining import NEIGHBOURS, look_alikes


def people(count: int, each: int, spread: float, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count), each)
    points = random.normal(size=(count, 16))[labels] + spread * random.normal(size=(len(labels), 16))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), labels


def test_wrong_labels_are_found_and_others_are_not() -> None:
    embeddings, labels = people(12, 8, 0.25)
    wrong = {3: 5, 40: 0, 77: 2}
    said = labels.copy()
    for face, label in wrong.items():
        said[face] = label
    suspects = suspected_label_errors(embeddings, said)
    assert {suspect.face for suspect in suspects} == set(wrong)
    for suspect in suspects:
        assert suspect.label == wrong[suspect.face]
        assert suspect.looks_like == labels[suspect.face]
        assert suspect.other_distance < suspect.own_distance
    differences = [suspect.other_distance - suspect.own_distance for suspect in suspects]
    assert differences == sorted(differences)


def test_right_labels_raise_no_suspicion() -> None:
    assert suspected_label_errors(*people(12, 8, 0.25)) == []


def test_two_faces_tell_nothing() -> None:
    embeddings, labels = people(4, 6, 0.2)
    said = labels.copy()
    said[[0, 6]] = 9
    assert suspected_label_errors(embeddings, said) == []


def test_blocks_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    embeddings, labels = people(10, 6, 0.9)
    whole, alike = suspected_label_errors(embeddings, labels), look_alikes(embeddings, labels)
    monkeypatch.setattr(label_errors, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(offline_mining, "IDENTITIES_AT_ONCE", 3)
    in_parts = suspected_label_errors(embeddings, labels)
    # The last bits of a product of matrices depend on their size.
    assert sorted((one.face, one.looks_like) for one in in_parts) == sorted((one.face, one.looks_like) for one in whole)
    assert whole
    parts = look_alikes(embeddings, labels)
    assert all(np.array_equal(parts[identity], others) for identity, others in alike.items())


def test_small_inputs() -> None:
    embeddings, labels = people(1, 5, 0.2)
    assert suspected_label_errors(embeddings, labels) == []
    assert look_alikes(embeddings, labels) == {}
    with pytest.raises(ValueError, match="same faces"):
        suspected_label_errors(embeddings, labels[:2])


def test_look_alikes_are_the_nearest_means() -> None:
    embeddings, labels = people(9, 5, 0.4, seed=2)
    named = labels * 10 + 3
    found = look_alikes(embeddings, named)
    means = np.array([embeddings[labels == person].mean(axis=0) for person in range(9)])
    for person in range(9):
        distances = np.linalg.norm(means - means[person], axis=1)
        distances[person] = np.inf
        assert found[person * 10 + 3].tolist() == (np.argsort(distances)[:NEIGHBOURS] * 10 + 3).tolist()
