from __future__ import annotations

import numpy as np
import pytest
from embedded_faces import face_at

from photoface.geometry import Box
from photoface.lab.evaluation.lfw_pairs import Image, Pair
from photoface.lab.evaluation.robustness import (
    FACE_SIDES,
    FRONTALITY_PARTS,
    QUALITIES,
    box_side,
    by_frontality,
    measure_robustness,
    sample,
)

PEOPLE = ("Anna", "Ben", "Carla", "Dora")


def pairs_of_four() -> list[Pair]:
    same = [Pair((name, 1), (name, 2), same=True, fold=index % 2) for index, name in enumerate(PEOPLE)]
    different = [
        Pair((first, 1), (second, 1), same=False, fold=index % 2)
        for index, (first, second) in enumerate(zip(PEOPLE, PEOPLE[1:] + PEOPLE[:1], strict=True))
    ]
    return same + different


def test_a_sample_is_balanced_spread_and_the_same_each_time() -> None:
    pairs = [Pair(("a", number), ("b", number), same=number < 50, fold=0) for number in range(100)]
    chosen = sample(pairs, 10)
    assert [pair.first[1] for pair in chosen] == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert sample(pairs, 1000) == pairs
    with pytest.raises(ValueError, match="two"):
        sample(pairs, 1)


def test_pairs_are_parted_by_their_more_turned_face() -> None:
    turned = {"Anna": 0.1, "Ben": 0.5, "Carla": 0.9, "Dora": None}
    faces = {
        (name, number): None if angle is None else face_at(0, frontality=angle if number == 1 else 1.0)
        for name, angle in turned.items()
        for number in (1, 2)
    }
    pairs = pairs_of_four()
    parts = by_frontality(pairs, faces, 3)
    # Same: Anna, Ben, Carla. Different: Anna-Ben, Ben-Carla; those with Dora, who has no face, are left out.
    assert [indices.tolist() for _, indices in parts] == [[0, 4], [1, 5], [2]]
    assert [mean for mean, _ in parts] == [pytest.approx(0.1), pytest.approx(0.5), pytest.approx(0.9)]


def test_the_side_of_a_box() -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    assert box_side(face_at(0, box=Box(0, 0, 0.5, 0.25)), pixels) == pytest.approx(50)


def test_every_condition_is_measured_on_the_same_pairs() -> None:
    seen: list[tuple[str, tuple[int, ...] | None]] = []
    plain = {
        (name, number): face_at(90 * index + 5 * number, frontality=0.2 * index + 0.1)
        for index, name in enumerate(PEOPLE)
        for number in (1, 2)
    }

    def look_at_pairs(what: str, alter: object) -> dict[Image, object]:
        shape = None
        if callable(alter):
            shape = alter(("Anna", 1), np.full((100, 100, 3), 90, np.uint8)).shape
        seen.append((what, shape))
        return dict(plain)

    conditions = measure_robustness(pairs_of_four(), look_at_pairs)  # type: ignore[arg-type]
    kinds = [condition.kind for condition in conditions]
    assert kinds.count("JPEG quality") == len(QUALITIES)
    assert kinds.count("face pixels") == len(FACE_SIDES)
    assert kinds.count("frontality") <= FRONTALITY_PARTS
    assert all(condition.report.verification.area_under_curve == 1 for condition in conditions)
    # The box is half of each side: a face of 40 pixels asks for a picture of 80.
    assert ("Faces of 40 pixels", (80, 80, 3)) in seen
    assert ("JPEG quality 10", (100, 100, 3)) in seen
