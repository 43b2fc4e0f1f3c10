from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.clustering.constraints import ClusterConstraints, Constraints

COUNT = 8
PAIR = st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).filter(lambda ends: ends[0] != ends[1])


@given(
    photos=st.lists(st.integers(0, 5), min_size=COUNT, max_size=COUNT),
    cannot=st.lists(PAIR, max_size=6),
    joins=st.lists(PAIR, max_size=6),
)
def test_clusters_may_join_when_all_their_faces_may(
    photos: list[int], cannot: list[tuple[int, int]], joins: list[tuple[int, int]]
) -> None:
    state = ClusterConstraints(Constraints(photos, cannot))
    members = {face: {face} for face in range(COUNT)}
    apart = {frozenset(pair) for pair in cannot}

    def expected(first: int, second: int) -> bool:
        return all(
            photos[a] != photos[b] and frozenset((a, b)) not in apart for a in members[first] for b in members[second]
        )

    for kept, gone in joins:
        if kept in members and gone in members and state.may_join(kept, gone):
            state.join(kept, gone)
            members[kept] |= members.pop(gone)
        for first in members:
            for second in members:
                if first != second:
                    assert state.may_join(first, second) == expected(first, second)


def test_a_subset_is_renumbered() -> None:
    constraints = Constraints([5, 6, 7, 8], cannot_link=[(3, 2), (1, 3)])
    part = constraints.subset(np.array([3, 2, 0]))
    assert part.photo_ids.tolist() == [8, 7, 5]
    assert part.cannot_link == ((0, 1),)


@pytest.mark.parametrize("pair", [(0, 0), (0, 3), (-1, 1)])
def test_a_pair_must_name_two_faces(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no pair"):
        Constraints([1, 2, 3], cannot_link=[pair])
