"""The review queue: of all that could be asked, the question whose answer settles most faces for the least work.

A question is worth the faces that a yes would settle, times the probability of that yes, divided by what answering
costs: one decision, and in a set one more for each face that has to be taken out. Nothing is stored: the queue is a
function of the catalog, so an answer made anywhere (also in another window) is felt at once.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from photoface.library.evidence import Evidence, Match
from photoface.library.scoring.certainty import log_odds
from photoface.library.suggestions import Reason, as_suggestions

MOST_IN_SET = 60
"""Faces that one set shows: what fits a page and can be checked at a glance."""

LIKELY = 0.5
"""From here on a yes is the likelier answer: only then is a face asked about in a set, a group as somebody known."""

WORTH_ASKING = 0.2
"""Less likely faces are no questions: five answers for one name. They stay among the person's suggestions."""

STRANGERS_SIZE = 2.0
"""Of groups of so many faces half are somebody whom the user knows; a stranger rarely comes back."""

SECONDS_TO_NAME, SECONDS_TO_ANSWER, SECONDS_PER_FACE = 6.0, 2.5, 0.4
"""How long an answer takes: typing a name with completion, yes or no, and a look at each crop of a set."""


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


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the review.

    Attributes:
        id: the same for the same question, to skip it by.
        face_ids: the faces it is about, most certain or best first.
        beside_face_ids: faces to compare with: the person's that voted, or the other group's best.
        person_id, person_name: the person it is about. For NAME_GROUP a guess, None without one.
        group_id: the group it is about; None for CONFIRM_SET and ONE_FACE.
        other_group_id: for SAME_PERSON between two groups, the larger one.
        faces, photos: how many a yes settles.
        probability: of a yes; for a set the mean over its faces; for NAME_GROUP that the user knows them.
        gain: faces settled, times the probability.
        reason: for a question about a person, of the first face or the group.
    """

    id: str
    kind: QuestionKind
    face_ids: tuple[int, ...]
    beside_face_ids: tuple[int, ...]
    person_id: int | None
    person_name: str | None
    group_id: int | None
    other_group_id: int | None
    faces: int
    photos: int
    probability: float
    gain: float
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the library is.

    Attributes:
        named, total: faces under a person, and all that are neither ignored nor `not a face`.
        share: named / total, 1 for an empty library.
        questions_left: as far as can be seen now; an answer may settle several, or bring up new ones.
        seconds_left: an estimate for these.
    """

    named: int
    total: int
    share: float
    questions_left: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question before its words: what it is about, and what it is worth."""

    id: str
    kind: QuestionKind
    items: tuple[int, ...]
    person_id: int | None
    other_item: int | None
    probability: float
    gain: float
    cost: float
    first: Match | None = None

    @property
    def rank(self) -> tuple[float, str]:
        return (-self.gain / self.cost, self.id)


def next_question(evidence: Evidence, skipped: frozenset[str]) -> Question | None:
    """The most worthwhile question that was not skipped, or None where nothing is left to ask."""
    best = min((draft for draft in _drafts(evidence) if draft.id not in skipped), key=lambda d: d.rank, default=None)
    return None if best is None else _question(evidence, best)


def progress(evidence: Evidence, named: int, total: int) -> ReviewProgress:
    """How far the library is, and about how long the rest takes."""
    seen: set[int] = set()
    questions, seconds = 0, 0.0
    for draft in sorted(_drafts(evidence), key=lambda draft: draft.rank):
        # Whatever a better question is about is settled by it.
        if not seen.isdisjoint(draft.items):
            continue
        seen.update(draft.items)
        questions += 1
        if draft.kind is QuestionKind.NAME_GROUP:
            seconds += SECONDS_TO_NAME
        elif draft.kind is QuestionKind.CONFIRM_SET:
            seconds += SECONDS_TO_ANSWER + SECONDS_PER_FACE * sum(_size(evidence, item) for item in draft.items)
        else:
            seconds += SECONDS_TO_ANSWER
    return ReviewProgress(named, total, named / total if total else 1.0, questions, seconds)


def _drafts(evidence: Evidence) -> Iterator[_Draft]:
    guesses: dict[int, Match] = {}
    for person_id, matches in evidence.matches.items():
        yield from _about_person(evidence, person_id, matches)
        for match in matches:
            if match.item not in guesses or guesses[match.item].probability < match.probability:
                guesses[match.item] = match
    yield from _about_groups(evidence, guesses)


def _about_person(evidence: Evidence, person_id: int, matches: Sequence[Match]) -> Iterator[_Draft]:
    """The best set of a person, and each of the suggestions alone."""
    chosen, gain, cost, size = 0, 0.0, 1.0, 0
    for match in matches:
        faces = _size(evidence, match.item)
        more, wrong = gain + faces * match.probability, cost + faces * (1 - match.probability)
        if match.probability < LIKELY or size + faces > MOST_IN_SET or more / wrong < gain / cost:
            break
        chosen, gain, cost, size = chosen + 1, more, wrong, size + faces
    if chosen > 1:
        known = int(evidence.confirmed_count(person_id))
        yield _Draft(
            # Asked again after a skip only once more is known about the person.
            f"set:{person_id}:{known}",
            QuestionKind.CONFIRM_SET,
            tuple(match.item for match in matches[:chosen]),
            person_id,
            None,
            gain / size,
            gain,
            cost,
            matches[0],
        )
    for match in matches:
        group_id = int(evidence.items.groups[match.item])
        if match.probability < (LIKELY if group_id else WORTH_ASKING):
            # Of a group that is probably somebody else it is better to ask who it is.
            continue
        kind = QuestionKind.SAME_PERSON if group_id else QuestionKind.ONE_FACE
        name = f"same:{group_id}" if group_id else f"face:{evidence.face_ids(match.item)[0]}"
        gain = _size(evidence, match.item) * match.probability
        yield _Draft(f"{name}:{person_id}", kind, (match.item,), person_id, None, match.probability, gain, 1.0, match)


def _about_groups(evidence: Evidence, guesses: dict[int, Match]) -> Iterator[_Draft]:
    """Each group that is probably nobody named, and pairs of them that are probably one person."""
    groups = np.flatnonzero(evidence.items.groups > 0)
    groups = np.array([item for item in groups.tolist() if not _known(guesses.get(item))], np.int64)
    if not len(groups):
        return
    sizes = np.diff(evidence.items.starts)
    means = evidence.item_means
    # The mean squared distance over all pairs of two sets of unit vectors.
    distances = np.sqrt(np.maximum(2 - 2 * (means[groups] @ means.T), 0))
    odds = np.exp(np.minimum(log_odds(distances, evidence.scale.between_groups), 30.0))
    alike = odds / (1 + odds)
    for place, item in enumerate(groups.tolist()):
        alike[place, item] = 0
    nearby = alike @ sizes
    for place, item in enumerate(groups.tolist()):
        group_id, size = int(evidence.items.groups[item]), int(sizes[item])
        known = size / (size + STRANGERS_SIZE)
        guess = guesses.get(item)
        yield _Draft(
            f"name:{group_id}",
            QuestionKind.NAME_GROUP,
            (item,),
            None if guess is None else guess.person_id,
            None,
            known,
            known * (size + float(nearby[place])),
            1.0,
            guess,
        )
    apart = evidence.kept_apart
    for first, second in zip(*np.nonzero(alike[:, groups] >= LIKELY), strict=True):
        a, b = int(groups[first]), int(groups[second])
        # Each pair comes twice; the smaller group is asked about, of two equal ones the later.
        if (sizes[a], -a) >= (sizes[b], -b) or (a, b) in apart or not evidence.photos(a).isdisjoint(evidence.photos(b)):
            continue
        probability = float(alike[first, b])
        identity = f"groups:{evidence.items.groups[a]}:{evidence.items.groups[b]}"
        gain = int(sizes[a]) * probability
        yield _Draft(identity, QuestionKind.SAME_PERSON, (a,), None, b, probability, gain, 1.0)


def _known(guess: Match | None) -> bool:
    return guess is not None and guess.probability >= LIKELY


def _size(evidence: Evidence, item: int) -> int:
    return int(evidence.items.starts[item + 1] - evidence.items.starts[item])


def _question(evidence: Evidence, draft: _Draft) -> Question:
    reason = None if draft.first is None else as_suggestions(evidence, [draft.first])[0].reason
    beside: tuple[int, ...] = () if reason is None else reason.voter_face_ids
    if draft.other_item is not None:
        beside = evidence.face_ids(draft.other_item)
    face_ids = tuple(face_id for item in draft.items for face_id in evidence.face_ids(item))
    photos = frozenset().union(*(evidence.photos(item) for item in draft.items))
    one = draft.items[0]
    group_id = int(evidence.items.groups[one]) if draft.kind is not QuestionKind.CONFIRM_SET else 0
    other = None if draft.other_item is None else int(evidence.items.groups[draft.other_item])
    return Question(
        id=draft.id,
        kind=draft.kind,
        face_ids=face_ids,
        beside_face_ids=beside,
        person_id=draft.person_id,
        person_name=None if draft.person_id is None else evidence.name_of(draft.person_id),
        group_id=group_id or None,
        other_group_id=other,
        faces=len(face_ids),
        photos=len(photos),
        probability=min(draft.probability, math.nextafter(1, 0)),
        gain=draft.gain,
        reason=reason,
    )
