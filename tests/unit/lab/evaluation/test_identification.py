from __future__ import annotations

import numpy as np
import pytest

from photoface.lab.evaluation.identification import Gallery, identify, split
from photoface.vision.model_registry import DLIB_RESNET


def on_circle(*degrees: float) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_half_of_the_people_are_known_by_half_of_their_faces() -> None:
    truth = ["a"] * 5 + ["b"] * 4 + ["c"] * 2 + ["d"]
    gallery = split(truth, seed=3)
    named = [truth[index] for index in gallery.exemplars]
    known = set(named)
    assert len(known) == 2
    assert "d" not in known
    assert all(named.count(name) == (truth.count(name) + 1) // 2 for name in known)
    assert sorted([*gallery.exemplars, *gallery.probes]) == list(range(12))
    assert gallery.known.tolist() == [truth[index] in known for index in gallery.probes]
    again = split(truth, seed=3)
    assert again.exemplars.tolist() == gallery.exemplars.tolist()


def test_somebody_needs_several_faces() -> None:
    with pytest.raises(ValueError, match="more than one"):
        split(["a", "b"])


def test_points_are_counted_by_the_definition() -> None:
    # Named: a at 0 degrees, b at 90. To recognise: a near by, a nearer to b, a stranger near b, a stranger far away.
    embeddings = on_circle(0, 90, 5, 70, 100, 225)
    truth = ["a", "b", "a", "a", "x", "y"]
    gallery = Gallery(np.array([0, 1]), np.array([2, 3, 4, 5]), np.array([True, True, False, False]))
    done = identify(
        embeddings,
        truth,
        gallery,
        [0.0, 0.3, 0.5, 2.0],
        DLIB_RESNET.thresholds,
        photos=np.arange(6),
        good=np.ones(6, np.bool_),
    )
    none, near, wide, all_named = done.points
    assert (none.precision, none.recall, none.false_alarms) == (1.0, 0.0, 0.0)
    assert (near.precision, near.recall, near.false_alarms) == (1 / 2, 1 / 2, 1 / 2)
    assert (wide.precision, wide.recall, wide.false_alarms) == pytest.approx((1 / 3, 1 / 2, 1 / 2))
    assert (all_named.precision, all_named.recall, all_named.false_alarms) == (1 / 4, 1 / 2, 1.0)
    assert done.at_limit.threshold == done.limit.distance == DLIB_RESNET.thresholds.assignment
    assert (done.at_limit.precision, done.at_limit.recall) == (near.precision, near.recall)


def test_among_many_strangers_less_is_named_and_as_much_of_it_is_right_as_was_expected() -> None:
    """People as far apart as the model's strangers: the limit follows how many of them there are."""
    random = np.random.default_rng(5)
    people, strangers = 60, 3000
    centres = np.eye(32)[0] + 0.45 * _unit(random.normal(size=(people + strangers, 32)))
    truth = np.concatenate([np.repeat(np.arange(people), 6), people + np.arange(strangers)])
    embeddings = _unit(_unit(centres)[truth] + 0.2 * _unit(random.normal(size=(len(truth), 32)))).astype(np.float32)
    gallery = split(truth, seed=1)
    done = identify(
        embeddings,
        truth,
        gallery,
        [DLIB_RESNET.thresholds.assignment],
        DLIB_RESNET.thresholds,
        photos=np.arange(len(truth)),
        good=np.ones(len(truth), np.bool_),
    )
    assert done.limit.distance < DLIB_RESNET.thresholds.assignment
    assert done.limit.precision >= 0.99
    assert done.at_limit.precision >= done.points[0].precision
    assert done.at_limit.recall > 0.5


def _unit(vectors: np.ndarray) -> np.ndarray:
    units: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units
