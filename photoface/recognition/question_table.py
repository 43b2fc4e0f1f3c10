"""Lists the questions about faces and groups that the review could ask, as arrays: what each is about and is worth.

A library of 100,000 faces has ten thousand questions, of which one is asked; so only that one becomes an object
(`questions.Question`). `library.outside_questions` makes those of people packs, and of photos whose people are known.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.exemplars import spread_over_dates
from photoface.recognition.joins import found_in
from photoface.recognition.loose_faces import Bundles, bundled, worth_a_name
from photoface.recognition.pages_of_names import pages_of_names
from photoface.recognition.person_distance import factor_of_days, for_quality, vote_distances
from photoface.recognition.probability import group_odds
from photoface.recognition.state import FaceState

MOST_IN_SET = 60
"""Faces that one set shows: what fits a page and can be checked at a glance."""

LEAST_SET = 4
"""Fewer faces of one person are no question of their own where they can stand on a page with those of others."""

LIKELY = 0.5
"""From here on a yes is the likelier answer: only then is a face asked about in a set, a group as somebody known, and
two groups before all else."""

WORTH_ASKING = 0.2
"""Less likely faces and pairs of groups are no questions: five answers for one name. Such faces stay among the person's
suggestions."""

MOST_EARLY = 100
"""Of the pairs of groups that are likely one person so many are looked at more closely, those of most faces."""

STRANGERS_SIZE = 2.0
"""Of groups of so many faces half are somebody whom the user knows; a stranger rarely comes back."""

LOOKS = 3
"""So many of a group's best faces decide how clearly it shows somebody: what one sees at a glance."""

CLEAR_QUALITY = 0.6
"""From this quality on (`vision.quality`) a look is clear."""

NONE = -1

SINGLE = -1
"""In the column `early`: who a single face is that is like nobody known, which may be anybody."""


class QuestionKind(enum.StrEnum):
    """What a question asks."""

    NAME_GROUP = "name_group"
    """Who is this? An unnamed group."""
    SAME_PERSON = "same_person"
    """Is this group that person, or that other group?"""
    CONFIRM_SET = "confirm_set"
    """Are all of these that person? Single ones can be taken out."""
    ONE_FACE = "one_face"
    """Is this face that person?"""
    NAME_FACES = "name_faces"
    """Who is this? Unnamed faces in no group: one, or several that look like one person."""
    CONFIRM_NAMES = "confirm_names"
    """Are these names right? Single faces, each probably somebody of its own. Wrong ones can be taken out."""
    NAME_OF_PACK = "name_of_pack"
    """Is this group or face the person of that name, whom a people pack knows?"""
    WHO_IS_WHO = "who_is_who"
    """Which faces of a photo are the people of whom it is known that they are in it?"""


_KINDS = tuple(QuestionKind)
_NAME, _SAME, _SET, _ONE, _FACES, _NAMES = range(6)
"""Numbers of the kinds that the table holds. The others are made of what files, programs and packs say."""


QUESTION = np.dtype(
    [
        *((name, np.int64) for name in ("kind", "item", "count", "person", "other", "match", "place", "early")),
        *((name, np.float64) for name in ("probability", "gain", "cost")),
    ]
)
"""The columns of a question: the number of its `QuestionKind`; the item it is about, of a set the first, and how many a
set has; the index of the person it is about (for a group to name a guess) or `NONE`; the other group or `NONE`; the
number of its first suggestion in `FaceState.suggested`, which those of a set follow, or `NONE`; for single faces the
place of the first in `QuestionTable.loose`, else `NONE`; 1 where it is asked before all others, `SINGLE` where it is
asked after them and only if that is wanted, else 0; of a yes the probability and what it brings; and what the answer
takes."""


@dataclass(frozen=True, eq=False)
class QuestionTable:
    """All questions of one state.

    Attributes:
        rows: (n,) of type `QUESTION`.
        loose: the items of all questions of the kinds NAME_FACES and CONFIRM_NAMES, one question after the other.
        guesses: (items,) the number in `FaceState.suggested` of the likeliest suggestion for each, or `NONE`.
    """

    state: FaceState
    rows: NDArray[np.void]
    loose: NDArray[np.int64]
    guesses: NDArray[np.int64]

    def kind(self, number: int) -> QuestionKind:
        return _KINDS[int(self.rows["kind"][number])]

    def items_of(self, number: int) -> list[int]:
        """All items that a question is about, but the other group."""
        kind, item, count, _, _, first, place, *_ = self.rows[number].item()
        if kind not in (_SET, _FACES, _NAMES):
            return [item]
        source = self.state.suggested.pairs.items[first:] if kind == _SET else self.loose[place:]
        found: list[int] = source[:count].tolist()
        return found

    def id(self, number: int) -> str:
        """The same for the same question in any state, to skip it by."""
        state, (kind, item, _, person, other, *_) = self.state, self.rows[number].item()
        group_id = int(state.items.groups[item])
        if kind == _NAME:
            return f"name:{group_id}"
        if kind == _FACES:
            return f"faces:{state.face_ids(item)[0]}"
        if kind == _NAMES:
            return f"names:{state.face_ids(item)[0]}"
        if other != NONE:
            return f"groups:{group_id}:{int(state.items.groups[other])}"
        person_id = state.people[person].id
        if kind == _SET:
            # Asked again after a skip only once more is known about the person.
            return f"set:{person_id}:{state.confirmed_count(person_id)}"
        return f"same:{group_id}:{person_id}" if kind == _SAME else f"face:{state.face_ids(item)[0]}:{person_id}"

    def find(self, question_id: str) -> int | None:
        """The question of an id."""
        return next((number for number in range(len(self.rows)) if self.id(number) == question_id), None)

    @cached_property
    def by_worth(self) -> NDArray[np.int64]:
        """All of them: what is asked early before all else, then the most worthwhile, and single faces last."""
        rows = self.rows
        return np.lexsort((-rows["gain"] / rows["cost"], -rows["early"]))

    def asked(self) -> dict[QuestionKind, NDArray[np.int64]]:
        """All that `apart` gives of `by_worth`, by kind: what there is to answer, without going through it."""
        order, kinds = self.by_worth, self.rows["kind"]
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        # A question about one item is asked if it is the first about it, and no set that is asked before has it.
        several = self.rows["count"] > 1
        alone = order[~several[order]]
        items, first = np.unique(self.rows["item"][alone], return_index=True)
        rank_of_item = np.full(len(self.state.items), len(order))
        rank_of_item[items] = rank[alone[first]]
        taken = np.zeros(len(self.state.items), np.bool_)
        sets = []
        for number in order[several[order]].tolist():
            about = np.array(self.items_of(number), np.int64)
            if not taken[about].any() and (rank_of_item[about] > rank[number]).all():
                taken[about] = True
                sets.append(number)
        numbers = np.concatenate([np.array(sets, np.int64), alone[first[~taken[items]]]])
        return {kind: numbers[kinds[numbers] == place] for place, kind in enumerate(_KINDS)}

    def apart(self, numbers: Iterable[int]) -> Iterator[int]:
        """Those about nothing that one before them is about: a better question settles what it asks about."""
        seen = bytearray(len(self.state.items))
        counts, items = self.rows["count"].tolist(), self.rows["item"].tolist()
        for number in numbers:
            about = self.items_of(number) if counts[number] > 1 else (items[number],)
            if not any(seen[item] for item in about):
                for item in about:
                    seen[item] = 1
                yield number


def question_table(state: FaceState) -> QuestionTable:
    """All questions of a state."""
    guess, certainty = _guesses(state)
    unsure = certainty < LIKELY
    clarity = _clarity(state)
    found = bundled(state, np.flatnonzero((certainty < WORTH_ASKING) & worth_a_name(state, clarity)), clarity)
    pages = pages_of_names(state, guess, certainty)
    parts = [
        _sets(state, _marked(state, pages)),
        # A page comes where the likeliest of its faces would be asked about alone, so it must stand before those.
        _about_names(state, pages, certainty, len(found.items)),
        _single(state),
        *_about_groups(state, (state.items.groups > 0) & unsure, guess, clarity),
        _about_faces(found, clarity),
    ]
    return QuestionTable(state, np.concatenate(parts), np.concatenate([found.items, *pages]), guess)


def _questions(kind: int | NDArray[np.int64], items: NDArray[np.int64], **columns: NDArray[Any]) -> NDArray[np.void]:
    """Questions about these items; columns that are not given are those of a question about one item and nobody."""
    rows = np.empty(len(items), QUESTION)
    rows["kind"], rows["item"], rows["count"], rows["cost"] = kind, items, 1, 1.0
    rows["person"], rows["other"], rows["match"], rows["place"], rows["early"] = NONE, NONE, NONE, NONE, 0
    for name, values in columns.items():
        rows[name] = values
    return rows


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


def _marked(state: FaceState, pages: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """(items,) which items stand on a page."""
    marked = np.zeros(len(state.items), np.bool_)
    for page in pages:
        marked[page] = True
    return marked


def _sets(state: FaceState, on_pages: NDArray[np.bool_]) -> NDArray[np.void]:
    """The best set of each person: as long as one more face brings more than it costs.

    Args:
        on_pages: (items,) those that stand on a page; a few of these are no set.
    """
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
        few = size < LEAST_SET and bool(on_pages[found.pairs.items[first : first + chosen]].all())
        if chosen > 1 and not few:
            sets.append((first, chosen, person, gain / size, gain, cost))
    first, counts, people, *worth = np.array(sets).reshape(-1, 6).T
    first = first.astype(np.int64)
    columns = dict(zip(("probability", "gain", "cost"), worth, strict=True))
    return _questions(_SET, found.pairs.items[first], count=counts, person=people, match=first, **columns)


def _about_names(
    state: FaceState, pages: list[NDArray[np.int64]], certainty: NDArray[np.float64], place: int
) -> NDArray[np.void]:
    """The question of each page on which several people are.

    Each is worth no more than the likeliest of its faces alone, so that groups are named first: a face is surer to be
    somebody once those who look alike have names too.

    Args:
        place: in `QuestionTable.loose`, of the first page.
    """
    counts = np.array([len(page) for page in pages], np.int64)
    gains = np.array([certainty[page].sum() for page in pages])
    first = np.array([page[0] for page in pages], np.int64)
    places = place + np.cumsum(counts) - counts
    return _questions(
        _NAMES,
        first,
        count=counts,
        place=places,
        probability=gains / np.maximum(counts, 1),
        gain=gains,
        # A little less, so that rounding puts none behind its likeliest face.
        cost=gains / np.array([(1 + 1e-9) * certainty[page].max() for page in pages]),
    )


def _single(state: FaceState) -> NDArray[np.void]:
    """Each suggestion alone. Of a group that is probably somebody else it is better to ask who it is."""
    found = state.suggested
    grouped = state.items.groups[found.pairs.items] > 0
    worth = np.flatnonzero(found.probabilities >= np.where(grouped, LIKELY, WORTH_ASKING))
    items, probabilities = found.pairs.items[worth], found.probabilities[worth]
    return _questions(
        np.where(grouped[worth], _SAME, _ONE),
        items,
        person=found.pairs.people[worth],
        match=worth,
        probability=probabilities,
        gain=state.items.sizes[items] * probabilities,
    )


def _about_groups(
    state: FaceState, open_groups: NDArray[np.bool_], guess: NDArray[np.int64], clarity: NDArray[np.float64]
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Each group that is probably nobody named, and pairs of them that may be one person."""
    sizes, table = state.items.sizes, state.similar.pairs
    # NumPy looks half a million values up by `take` and its own kind of index in a third of the time.
    pairs = table.groups.astype(np.intp), table.others.astype(np.intp)
    probable = _probable(state, *pairs)
    # Blurred faces of different people are near each other, so a pair counts by the clearness of both.
    seen = np.minimum(*map(clarity.take, pairs))
    nearby = np.bincount(pairs[0], weights=probable * seen * sizes.take(pairs[1]), minlength=len(sizes))
    groups = np.flatnonzero(open_groups)
    known = clarity[groups] * sizes[groups] / (sizes[groups] + STRANGERS_SIZE)
    # One answer rarely brings more faces than it is about.
    nearby = np.minimum(nearby[groups], sizes[groups])
    gains = known * (sizes[groups] + nearby)
    guesses = guess[groups]
    people = np.full(len(groups), NONE)
    people[guesses != NONE] = state.suggested.pairs.people[guesses[guesses != NONE]]
    names = _questions(_NAME, groups, probability=known, gain=gains, person=people, match=guesses)
    return names, _pairs(state, open_groups, probable, clarity)


def _about_faces(found: Bundles, clarity: NDArray[np.float64]) -> NDArray[np.void]:
    """Loose faces that are worth a name, those that look like one person in one question."""
    first = found.items[found.starts[:-1]]
    counts = np.diff(found.starts)
    known = clarity[first] * counts / (counts + STRANGERS_SIZE)
    return _questions(
        _FACES,
        first,
        count=counts,
        place=found.starts[:-1],
        probability=known,
        gain=known * found.same,
        cost=1 + counts - found.same,
        early=np.where(counts == 1, SINGLE, 0),
    )


def _probable(state: FaceState, groups: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.float64]:
    """How likely each of the pairs of `state.similar` is one person: (k,).

    Years count from where one ends to where the other begins: a child at 4 is compared with the one at 7 before the one
    at 14. Groups that are near share the odds, as the people do who a face may be: who is near to many, as babies are,
    is surely none of them.

    Args:
        groups, others: (k,) the pairs' own columns.
    """
    items = state.items
    if not len(groups):
        return np.zeros(0)
    days, starts = state.rows.faces.days[items.rows], items.starts[:-1]
    first, last = np.fmin.reduceat(days, starts), np.fmax.reduceat(days, starts)
    apart = np.maximum(first.take(groups) - last.take(others), first.take(others) - last.take(groups))
    odds = group_odds(state.similar.pairs.distances * factor_of_days(np.maximum(apart, 0)), state.scale)
    # Two groups stand there both ways round, so these are the groups near each item.
    whole = 1 + np.bincount(others, weights=odds, minlength=len(items))
    result: NDArray[np.float64] = odds / np.maximum(whole.take(groups), whole.take(others))
    return result


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
) -> NDArray[np.void]:
    sizes, table = state.items.sizes, state.similar.pairs
    likely = np.flatnonzero((probable >= WORTH_ASKING) & open_groups[table.groups] & open_groups[table.others])
    first, second = table.groups[likely].astype(np.int64), table.others[likely].astype(np.int64)
    # Each pair comes twice; the smaller group is asked about, of two equal ones the later.
    asked = (sizes[first] < sizes[second]) | ((sizes[first] == sizes[second]) & (first > second))
    likely, first, second = likely[asked], first[asked], second[asked]
    order = np.lexsort((second, first))
    likely, first, second = likely[order], first[order], second[order]
    apart = found_in(state.kept_apart, first * len(sizes) + second) | _in_one_photo(state, first, second)
    likely, first, second = likely[~apart], first[~apart], second[~apart]
    seen = np.minimum(clarity[first], clarity[second])
    probability = probable[likely]
    gain = seen * sizes[first] * probability
    early = np.zeros(len(first), np.int64)
    chosen = np.flatnonzero(probability >= LIKELY)
    chosen = chosen[np.argsort(-gain[chosen], kind="stable")[:MOST_EARLY]]
    early[chosen] = [not _settled_by_name(state, *pair) for pair in zip(first[chosen], second[chosen], strict=True)]
    return _questions(_SAME, first, probability=probability, gain=gain, other=second, early=early)


def _settled_by_name(state: FaceState, group: int, larger: int) -> bool:
    """Whether the name of the larger group would go to the other one by itself: then there is nothing to ask."""
    faces, rows, known = state.rows.faces, state.item_rows(group), state.item_rows(larger)
    known = known[spread_over_dates(faces.days[known], faces.quality[known], faces.good[known])]
    distances = vote_distances(state.vectors[rows], faces.days[rows], state.vectors[known], faces.days[known])
    return bool(for_quality(distances, faces.good[rows]).mean() <= state.scale.assignment)


def _in_one_photo(state: FaceState, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs of items share a photo: (k,) bool."""
    photos = state.rows.faces.scenes
    most = int(photos.max(initial=0)) + 1
    sides = []
    for items in (first, second):
        rows, starts = state.items.rows_of(items)
        sides.append(np.repeat(np.arange(len(items)), np.diff(starts)) * most + photos[rows])
    shared = np.zeros(len(first), np.bool_)
    shared[sides[0][found_in(np.sort(sides[1]), sides[0])] // most] = True
    return shared
