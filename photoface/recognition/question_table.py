"""All possible questions as columns: what each is about and what it is worth.

A library of 100,000 faces has ten thousand questions, of which one is asked; so only that one becomes an object.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.joins import found_in
from photoface.recognition.probability import log_odds
from photoface.recognition.state import FaceState

MOST_IN_SET = 60
"""Faces that one set shows: what fits a page and can be checked at a glance."""

LIKELY = 0.5
"""From here on a yes is the likelier answer: only then is a face asked about in a set, a group as somebody known."""

WORTH_ASKING = 0.2
"""Less likely faces are no questions: five answers for one name. They stay among the person's suggestions."""

STRANGERS_SIZE = 2.0
"""Of groups of so many faces half are somebody whom the user knows; a stranger rarely comes back."""

LOOKS = 3
"""So many of a group's best faces decide how clearly it shows somebody: what one sees at a glance."""

CLEAR_QUALITY = 0.6
"""From this quality on (`vision.quality`) a look is clear."""

NONE = -1


class QuestionKind(enum.StrEnum):
    """What is asked."""

    NAME_GROUP = "name_group"
    """Who is this? An unnamed group."""
    SAME_PERSON = "same_person"
    """Is this group that person, or that other group?"""
    CONFIRM_SET = "confirm_set"
    """Are all of these that person? Single ones can be taken out."""
    ONE_FACE = "one_face"
    """Is this face that person?"""


_KINDS = tuple(QuestionKind)
_NAME, _SAME, _SET, _ONE = range(len(_KINDS))


@dataclass(frozen=True, slots=True, eq=False)
class QuestionTable:
    """All questions of one state, a row each.

    Attributes:
        kinds: (n,) numbers of `QuestionKind`s.
        items: (n,) the item each is about; of a set the first.
        counts: (n,) how many items a set has, 1 else.
        people: (n,) index of the person it is about, `NONE` for nobody; for a group to name a guess.
        others: (n,) the other group, or `NONE`.
        matches: (n,) the number of its first suggestion in `FaceState.suggested`, or `NONE`; those of a set follow it.
        probabilities, gains, costs: (n,) of a yes, what it brings, and what the answer takes.
    """

    state: FaceState
    kinds: NDArray[np.int64]
    items: NDArray[np.int64]
    counts: NDArray[np.int64]
    people: NDArray[np.int64]
    others: NDArray[np.int64]
    matches: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    gains: NDArray[np.float64]
    costs: NDArray[np.float64]

    def kind(self, number: int) -> QuestionKind:
        return _KINDS[int(self.kinds[number])]

    def items_of(self, number: int) -> list[int]:
        """All items that a question is about, but the other group."""
        if self.kinds[number] != _SET:
            return [int(self.items[number])]
        first = int(self.matches[number])
        found: list[int] = self.state.suggested.pairs.items[first : first + int(self.counts[number])].tolist()
        return found

    def id(self, number: int) -> str:
        """The same for the same question in any state, to skip it by."""
        state, item = self.state, int(self.items[number])
        kind, person = self.kinds[number], int(self.people[number])
        group_id = int(state.items.groups[item])
        if kind == _NAME:
            return f"name:{group_id}"
        if self.others[number] != NONE:
            return f"groups:{group_id}:{int(state.items.groups[self.others[number]])}"
        person_id = state.people[person].id
        if kind == _SET:
            # Asked again after a skip only once more is known about the person.
            return f"set:{person_id}:{state.confirmed_count(person_id)}"
        return f"same:{group_id}:{person_id}" if kind == _SAME else f"face:{state.face_ids(item)[0]}:{person_id}"

    def find(self, question_id: str) -> int | None:
        """The question of an id."""
        return next((number for number in range(len(self.kinds)) if self.id(number) == question_id), None)

    def by_worth(self) -> list[int]:
        """All of them, the most worthwhile first."""
        order: list[int] = np.argsort(-self.gains / self.costs, kind="stable").tolist()
        return order

    def asked(self) -> dict[QuestionKind, NDArray[np.int64]]:
        """All that `apart` gives of `by_worth`, by kind: what there is to answer, without going through it."""
        order = np.argsort(-self.gains / self.costs, kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        # A question about one item is asked if it is the first about it, and no set that is asked before has it.
        alone = order[self.kinds[order] != _SET]
        items, first = np.unique(self.items[alone], return_index=True)
        rank_of_item = np.full(len(self.state.items), len(order))
        rank_of_item[items] = rank[alone[first]]
        taken = np.zeros(len(self.state.items), np.bool_)
        sets = []
        for number in order[self.kinds[order] == _SET].tolist():
            about = self.items_of(number)
            if not taken[about].any() and (rank_of_item[about] > rank[number]).all():
                taken[about] = True
                sets.append(number)
        numbers = np.concatenate([np.array(sets, np.int64), alone[first[~taken[items]]]])
        return {kind: numbers[self.kinds[numbers] == place] for place, kind in enumerate(_KINDS)}

    def apart(self, numbers: Iterable[int]) -> Iterator[int]:
        """Those about nothing that one before them is about: a better question settles what it asks about."""
        seen = bytearray(len(self.state.items))
        kinds, items = self.kinds.tolist(), self.items.tolist()
        for number in numbers:
            about = self.items_of(number) if kinds[number] == _SET else (items[number],)
            if not any(seen[item] for item in about):
                for item in about:
                    seen[item] = 1
                yield number


def question_table(state: FaceState) -> QuestionTable:
    """All questions of a state."""
    guess, certainty = _guesses(state)
    open_groups = (state.items.groups > 0) & (certainty < LIKELY)
    parts = [_sets(state), _single(state), *_about_groups(state, open_groups, guess)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    whole = [column.astype(np.int64) for column in columns[:6]]
    return QuestionTable(state, whole[0], whole[1], whole[2], whole[3], whole[4], whole[5], *columns[6:])


_Columns = tuple[NDArray[np.generic], ...]


def _columns(
    kind: int,
    items: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    gains: NDArray[np.float64],
    *,
    counts: NDArray[np.int64] | None = None,
    people: NDArray[np.int64] | None = None,
    others: NDArray[np.int64] | None = None,
    matches: NDArray[np.int64] | None = None,
    costs: NDArray[np.float64] | None = None,
) -> _Columns:
    length = len(items)

    def or_all(given: NDArray[np.generic] | None, value: float) -> NDArray[np.generic]:
        return np.full(length, value) if given is None else given

    return (
        np.full(length, kind),
        items,
        or_all(counts, 1),
        or_all(people, NONE),
        or_all(others, NONE),
        or_all(matches, NONE),
        probabilities,
        gains,
        or_all(costs, 1.0),
    )


def _guesses(state: FaceState) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each item its likeliest suggestion, `NONE` without any, and how likely that is."""
    found, count = state.suggested, len(state.items)
    guess, certainty = np.full(count, NONE), np.zeros(count)
    # The likeliest is written last.
    order = np.lexsort((-found.pairs.people, found.probabilities))
    guess[found.pairs.items[order]] = order
    some = guess != NONE
    certainty[some] = found.probabilities[guess[some]]
    return guess, certainty


def _sets(state: FaceState) -> _Columns:
    """The best set of each person: as long as one more face brings more than it costs."""
    found = state.suggested
    probabilities, sizes = found.probabilities.tolist(), state.items.sizes[found.pairs.items].tolist()
    sets = []
    for person, (first, last) in enumerate(zip(found.starts[:-1].tolist(), found.starts[1:].tolist(), strict=True)):
        chosen, gain, cost, size = 0, 0.0, 1.0, 0
        for number in range(first, last):
            faces, probability = sizes[number], probabilities[number]
            more, wrong = gain + faces * probability, cost + faces * (1 - probability)
            if probability < LIKELY or size + faces > MOST_IN_SET or more / wrong < gain / cost:
                break
            chosen, gain, cost, size = chosen + 1, more, wrong, size + faces
        if chosen > 1:
            sets.append((first, chosen, person, gain / size, gain, cost))
    columns = [np.array(column) for column in zip(*sets, strict=True)] if sets else [np.zeros(0)] * 6
    first, counts, people = (column.astype(np.int64) for column in columns[:3])
    return _columns(
        _SET,
        found.pairs.items[first],
        columns[3],
        columns[4],
        counts=counts,
        people=people,
        matches=first,
        costs=columns[5],
    )


def _single(state: FaceState) -> _Columns:
    """Each suggestion alone. Of a group that is probably somebody else it is better to ask who it is."""
    found = state.suggested
    grouped = state.items.groups[found.pairs.items] > 0
    worth = np.flatnonzero(found.probabilities >= np.where(grouped, LIKELY, WORTH_ASKING))
    items, probabilities = found.pairs.items[worth], found.probabilities[worth]
    columns = _columns(
        _ONE,
        items,
        probabilities,
        state.items.sizes[items] * probabilities,
        people=found.pairs.people[worth],
        matches=worth,
    )
    return (np.where(grouped[worth], _SAME, _ONE), *columns[1:])


def _about_groups(
    state: FaceState, open_groups: NDArray[np.bool_], guess: NDArray[np.int64]
) -> tuple[_Columns, _Columns]:
    """Each group that is probably nobody named, and pairs of them that are probably one person."""
    sizes, table = state.items.sizes, state.similar.pairs
    odds = np.exp(np.minimum(log_odds(table.distances, state.scale.between_groups), 30.0))
    probable = odds / (1 + odds)
    clarity = _clarity(state)
    # Blurred faces of different people are near each other, so a pair counts by the clearness of both.
    seen = np.minimum(clarity[table.groups], clarity[table.others])
    nearby = np.bincount(table.groups, weights=probable * seen * sizes[table.others], minlength=len(sizes))
    groups = np.flatnonzero(open_groups)
    known = clarity[groups] * sizes[groups] / (sizes[groups] + STRANGERS_SIZE)
    # One answer rarely brings more faces than it is about.
    nearby = np.minimum(nearby[groups], sizes[groups])
    guesses = guess[groups]
    people = np.full(len(groups), NONE)
    people[guesses != NONE] = state.suggested.pairs.people[guesses[guesses != NONE]]
    names = _columns(_NAME, groups, known, known * (sizes[groups] + nearby), people=people, matches=guesses)
    return names, _pairs(state, open_groups, probable, clarity)


def _clarity(state: FaceState) -> NDArray[np.float64]:
    """How clear the best faces of each item are: (items,) from 0 to 1.

    A group is recognised by its best few looks; who is blurred in all of them is rarely somebody the user can name.
    """
    items, quality = state.items, state.rows.faces.quality
    looks = np.minimum(items.sizes, LOOKS)
    rows = items.rows[np.repeat(items.starts[:-1], looks) + _counting(looks)]
    means = np.bincount(np.repeat(np.arange(len(items)), looks), weights=quality[rows], minlength=len(items)) / looks
    return np.minimum(means / CLEAR_QUALITY, 1.0)


def _counting(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, ... up to each length, one after the other."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _pairs(
    state: FaceState, open_groups: NDArray[np.bool_], probable: NDArray[np.float64], clarity: NDArray[np.float64]
) -> _Columns:
    sizes, table = state.items.sizes, state.similar.pairs
    likely = np.flatnonzero((probable >= LIKELY) & open_groups[table.groups] & open_groups[table.others])
    first, second = table.groups[likely].astype(np.int64), table.others[likely].astype(np.int64)
    # Each pair comes twice; the smaller group is asked about, of two equal ones the later.
    asked = (sizes[first] < sizes[second]) | ((sizes[first] == sizes[second]) & (first > second))
    likely, first, second = likely[asked], first[asked], second[asked]
    order = np.lexsort((second, first))
    likely, first, second = likely[order], first[order], second[order]
    apart = found_in(state.kept_apart, first * len(sizes) + second) | _in_one_photo(state, first, second)
    likely, first, second = likely[~apart], first[~apart], second[~apart]
    seen = np.minimum(clarity[first], clarity[second])
    return _columns(_SAME, first, probable[likely], seen * sizes[first] * probable[likely], others=second)


def _in_one_photo(state: FaceState, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs of items share a photo: (k,) bool."""
    photos = state.rows.faces.photos
    most = int(photos.max(initial=0)) + 1
    sides = []
    for items in (first, second):
        rows, starts = state.items.rows_of(items)
        sides.append(np.repeat(np.arange(len(items)), np.diff(starts)) * most + photos[rows])
    shared = np.zeros(len(first), np.bool_)
    shared[sides[0][found_in(np.sort(sides[1]), sides[0])] // most] = True
    return shared
