"""Divides the people of labelled sets into folds for cross-validation: no person, and no family, is in two folds.

A set of few people, such as an album of six, is too small to be divided: it is kept together. Somebody of the same name
in two sets is one person. One person or family in seven is frozen: left out of every run that does not ask for them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photoface.lab.evaluation.protocol.labelled_sets import LabelledSet

FEWEST_PEOPLE = 50
"""A set of fewer people is kept together in one fold."""

FROZEN_SHARE = 0.15
"""Of people and families: they are frozen, which means left out of every run that does not ask for them."""

FROZEN = -1
"""The fold of those who are frozen."""


@dataclass(frozen=True, slots=True)
class Folds:
    """Who is in which fold.

    Attributes:
        count: of the folds in rotation, from 0; `FROZEN` is beside them.
        fold_of: a set's name and a person of it to the fold.
    """

    count: int
    fold_of: dict[tuple[str, str], int]

    def people(self, name: str, fold: int) -> frozenset[str]:
        """The people of one set in one fold."""
        return frozenset(person for (of_set, person), place in self.fold_of.items() if (of_set, place) == (name, fold))


def person_disjoint_folds(sets: Sequence[LabelledSet], count: int, seed: int) -> Folds:
    """Divide the people of all sets into folds of about as many photos of each set.

    Who is frozen depends on nothing but the name of the person or family, not on the number of folds, the seed, or
    which other sets there are, unless a small set has somebody of the same name.

    Raises:
        ValueError: fewer than two folds.
    """
    if count < 2:
        raise ValueError("what is fitted on one fold needs another to be reported on")
    units = _units(sets)
    small = {units[one.name, person] for one in sets if _is_small(one) for person in one.people}
    placed: dict[str, int] = {unit: FROZEN for unit in set(units.values()) - small if _is_frozen(unit)}
    random = np.random.default_rng(seed)
    # Those that are kept together first: all others are placed around them.
    whole = [int(fold) for fold in random.permutation(count)]
    for number, unit in enumerate(sorted(small)):
        placed[unit] = whole[number % count]
    for one in sets:
        photos = Counter(units[one.name, label.person] for label in one.labels)
        full: dict[int, int] = defaultdict(int)
        for unit, of_unit in photos.items():
            if unit in placed:
                full[placed[unit]] += of_unit
        left = sorted(unit for unit in photos if unit not in placed)
        for place in random.permutation(len(left)):
            fold = min(range(count), key=lambda number: full[number])
            placed[left[place]] = fold
            full[fold] += photos[left[place]]
    return Folds(count, {key: placed[unit] for key, unit in units.items()})


def _units(sets: Sequence[LabelledSet]) -> dict[tuple[str, str], str]:
    """What each person of each set is never separated from: a small set, a family, or the namesakes in other sets."""
    parents: dict[str, str] = {}

    def root(unit: str) -> str:
        while parents.setdefault(unit, unit) != unit:
            unit = parents[unit]
        return unit

    keys = {}
    for one in sets:
        for person in sorted(one.people):
            letters = re.sub(r"[\W_]+", "", person).casefold()
            name = keys[one.name, person] = f"person {letters}"
            if _is_small(one):
                parents[root(name)] = root(f"set {one.name}")
            elif person in one.families:
                parents[root(name)] = root(f"family {one.families[person]}")
    return {key: root(name) for key, name in keys.items()}


def _is_small(one: LabelledSet) -> bool:
    return len(one.people) < FEWEST_PEOPLE


def _is_frozen(unit: str) -> bool:
    number = int.from_bytes(hashlib.sha256(unit.encode()).digest()[:8])
    return number < FROZEN_SHARE * 2**64
