"""Joins of columns of ids: every pair of places with the same id, however far apart the ids lie."""

from __future__ import annotations

import numpy as np
import pytest

from photoface.recognition.joins import matches


@pytest.mark.parametrize("gap", [1, 1_000_000])
@pytest.mark.parametrize("values", [3, 40])
@pytest.mark.parametrize("rows", [0, 50])
def test_all_places_of_the_same_id_are_found(gap: int, values: int, rows: int) -> None:
    random = np.random.default_rng(values)
    left, right = gap * random.integers(-3, 20, rows), gap * random.integers(-9, 30, values)
    pairs = zip(*(places.tolist() for places in matches(left, right)), strict=True)
    assert sorted(pairs) == [(i, j) for i in range(rows) for j in range(values) if left[i] == right[j]]
