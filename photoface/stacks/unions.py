"""Disjoint sets (union-find) that never join two members which must stay apart, such as photos the user unstacked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class GuardedUnions:
    """Disjoint groups of whole numbers from 0."""

    def __init__(self, count: int, apart: Iterable[tuple[int, int]]) -> None:
        """Begin with a group for each number.

        Args:
            apart: pairs that are never in one group.
        """
        self._group_of = list(range(count))
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)
        for first, second in apart:
            self._apart[first].add(second)
            self._apart[second].add(first)

    def join(self, first: int, second: int, allowed: Callable[[int, int], bool] | None = None) -> bool:
        """Make one group of the groups of two numbers, unless a pair of them is to be apart; whether they are one now.

        Args:
            allowed: asked for each pair of members, one of each group.
        """
        large, small = self._group_of[first], self._group_of[second]
        if large == small:
            return True
        some, others = self._in(large), self._in(small)
        if self.are_apart(some, others):
            return False
        if allowed is not None and not all(allowed(one, other) for one in some for other in others):
            return False
        if len(some) < len(others):
            large, small, some, others = small, large, others, some
        for other in others:
            self._group_of[other] = large
        self._members[large] = [*some, *others]
        self._members.pop(small, None)
        return True

    def are_apart(self, some: Sequence[int], others: Sequence[int]) -> bool:
        """Whether a pair of them, one of each, is to be apart."""
        if not self._apart:
            return False
        wanted = set(others)
        return any(not self._apart[one].isdisjoint(wanted) for one in some if one in self._apart)

    def groups(self) -> list[list[int]]:
        """All groups, also those of one number, each in ascending order."""
        by_group: dict[int, list[int]] = defaultdict(list)
        for number, group in enumerate(self._group_of):
            by_group[group].append(number)
        return list(by_group.values())

    def _in(self, group: int) -> list[int]:
        return self._members.get(group, [group])
