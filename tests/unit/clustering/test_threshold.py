from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.clustering.agglomerative import Dendrogram
from photoface.clustering.grouping_threshold import (
    LARGE_LIBRARY_GROUPS,
    SMALL_LIBRARY_GROUPS,
    GroupingThresholds,
    library_threshold,
)

THRESHOLDS = GroupingThresholds(small=0.4, large=0.36)


def dendrogram(heights: list[float], leaves: int) -> Dendrogram:
    """A dendrogram of these heights; which clusters merge does not matter to the threshold."""
    ordered = np.sort(np.array(heights, dtype=np.float64))
    return Dendrogram(leaves, np.zeros((len(heights), 2), np.int32), ordered)


def test_the_calibrated_points_and_beyond() -> None:
    assert THRESHOLDS.for_groups(SMALL_LIBRARY_GROUPS) == pytest.approx(0.4)
    assert THRESHOLDS.for_groups(LARGE_LIBRARY_GROUPS) == pytest.approx(0.36)
    assert THRESHOLDS.for_groups(0) == THRESHOLDS.for_groups(3) == pytest.approx(0.4)
    assert THRESHOLDS.for_groups(10**6) == pytest.approx(0.36)


@given(groups=st.integers(1, 100_000))
def test_more_groups_never_raise_the_threshold(groups: int) -> None:
    assert THRESHOLDS.for_groups(groups + 1) <= THRESHOLDS.for_groups(groups)


@given(heights=st.lists(st.floats(0.0, 0.4), max_size=200), alone=st.integers(1, 3_000))
def test_it_is_the_lowest_fixed_point(heights: list[float], alone: int) -> None:
    tree = dendrogram(heights, len(heights) + alone)
    threshold = library_threshold(tree, THRESHOLDS)
    assert threshold == THRESHOLDS.for_groups(tree.groups_at(threshold))
    # Wherever the dendrogram is cut lower, the rule asks for a higher cut.
    for lower in [0.0, *(height for height in heights if height < threshold)]:
        assert lower < threshold
        assert THRESHOLDS.for_groups(tree.groups_at(lower)) <= threshold


def test_no_faces() -> None:
    assert library_threshold(dendrogram([], 0), THRESHOLDS) == pytest.approx(0.4)


@pytest.mark.parametrize(("small", "large"), [(0.3, 0.4), (0.4, 0.0), (2.5, 0.4)])
def test_thresholds_are_checked(small: float, large: float) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        GroupingThresholds(small, large)
