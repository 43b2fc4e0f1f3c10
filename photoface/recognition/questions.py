"""The review queue: chooses the question whose answer settles most faces for the least work, and counts what is left.

A question is worth the faces that a yes would settle, times the probability of that yes, divided by what answering
costs: one decision, and in a set one more for each face that has to be taken out. Nothing is stored: the queue is
computed from the catalog, so an answer given anywhere (also in another window) counts at once.

Before all others it asks whether two unnamed groups are the same person, where that is likely and no name would settle
it by itself: a yes makes one group of both, so that one name is for all of their faces.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

from photoface.recognition.question_table import NONE, SINGLE, QuestionKind, QuestionTable, question_table
from photoface.recognition.state import FaceState
from photoface.recognition.suggestions import Reason, as_suggestions

__all__ = ["Question", "QuestionKind", "Queue", "ReviewProgress"]

SECONDS_TO_NAME, SECONDS_TO_ANSWER, SECONDS_PER_FACE = 6.0, 2.5, 0.4
"""How long an answer takes: typing a name with completion, yes or no, and a look at each crop of a set."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the review.

    Attributes:
        id: the same for the same question, to skip it by.
        face_ids: the faces it is about, most certain or best first.
        beside_face_ids: faces to compare with: the person's that voted, or the other group's best.
        person_id, person_name: the person it is about. For NAME_GROUP a guess, None without one.
        group_id: the group it is about; None for CONFIRM_SET, ONE_FACE and NAME_FACES.
        other_group_id: for SAME_PERSON between two groups, the larger one.
        faces, photos: how many a yes settles.
        probability: of a yes; for a set the mean over its faces; for what is to be named that the user knows them.
        gain: faces settled, times the probability.
        reason: for a question about a person, of the first face or the group.
        photo_id: for WHO_IS_WHO.
        names: for WHO_IS_WHO the people (id and name) who are in the photo, for CONFIRM_NAMES all who are asked about.
        proposed: for WHO_IS_WHO and CONFIRM_NAMES, faces with the person that each probably is.
        pack_id: for NAME_OF_PACK, the people pack that proposes the name.
        refused: for WHO_IS_WHO, (face, person) that the user said no to.
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
    photo_id: int | None = None
    names: tuple[tuple[int, str], ...] = ()
    proposed: tuple[tuple[int, int], ...] = ()
    refused: frozenset[tuple[int, int]] = frozenset()
    pack_id: int | None = None

    @property
    def asks_for_name(self) -> bool:
        """Whether the answer is a name, and not a yes or a no."""
        return self.kind in (QuestionKind.NAME_GROUP, QuestionKind.NAME_FACES)

    @property
    def may_be_somebody_else(self) -> bool:
        """Whether the right name can be given instead of a no: then the same faces need no second question."""
        return self.kind in (QuestionKind.ONE_FACE, QuestionKind.SAME_PERSON) and self.person_id is not None


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How much of the library is named, and what is left.

    Attributes:
        named, total: faces under a person, and all that are neither ignored nor `not a face`.
        share: named / total, 1 for an empty library.
        questions_left: at present; an answer may settle several, or bring up new ones.
        seconds_left: an estimate for these.
        expected_precision: the share of the names that the machine gives by itself that should be right (see
            `naming_limit`); None while nobody is named.
        single_faces: clear faces that are like nobody known: they can be gone through after the questions.
    """

    named: int
    total: int
    share: float
    questions_left: int
    seconds_left: float
    expected_precision: float | None = None
    single_faces: int = 0


class Queue:
    """The questions that can be asked in one state of the catalog."""

    def __init__(self, state: FaceState) -> None:
        self._state = state

    @cached_property
    def _table(self) -> QuestionTable:
        return question_table(self._state)

    def next_questions(self, skipped: frozenset[str], limit: int, *, single_faces: bool = False) -> list[Question]:
        """The next question, and those that would follow if no answer changed anything else; at most so many.

        No two are about the same faces, so each is still worth asking once those before it are answered.

        Args:
            single_faces: ask, after all others, also who single clear faces are that are like nobody known.
        """
        order = self._table.by_worth
        if not single_faces:
            order = order[self._table.rows["early"][order] != SINGLE]
        wanted = (number for number in order.tolist() if self._table.id(number) not in skipped)
        return [self._question(number) for number in itertools.islice(self._table.apart(wanted), limit)]

    def question(self, question_id: str) -> Question | None:
        """A question as it stands now, or None where it is not asked any more."""
        found = self._table.find(question_id)
        return None if found is None else self._question(found)

    def progress(self, named: int, total: int) -> ReviewProgress:
        """How far the library is, and about how long the rest takes."""
        table, sizes = self._table, self._state.items.sizes
        asked = table.asked()
        to_name = asked[QuestionKind.NAME_FACES]
        single = table.rows["early"][to_name] == SINGLE
        asked[QuestionKind.NAME_FACES] = to_name[~single]
        questions = sum(map(len, asked.values()))
        names = len(asked[QuestionKind.NAME_GROUP]) + len(asked[QuestionKind.NAME_FACES])
        several = (QuestionKind.CONFIRM_SET, QuestionKind.NAME_FACES, QuestionKind.CONFIRM_NAMES)
        shown = [number for kind in several for number in asked[kind].tolist()]
        in_sets = sum(int(sizes[table.items_of(number)].sum()) for number in shown)
        seconds = SECONDS_TO_NAME * names + SECONDS_TO_ANSWER * (questions - names) + SECONDS_PER_FACE * in_sets
        precision = self._state.naming_limit.precision if named else None
        share = named / total if total else 1.0
        return ReviewProgress(named, total, share, questions, seconds, precision, int(single.sum()))

    def _question(self, number: int) -> Question:
        state, table = self._state, self._table
        items = table.items_of(number)
        _, _, count, person, other, match, _, _, probability, gain, _ = table.rows[number].item()
        reason = None if match == NONE else as_suggestions(state, [state.match(match)])[0].reason
        beside: tuple[int, ...] = () if reason is None else reason.voter_face_ids
        if other != NONE:
            beside = state.face_ids(other)
        face_ids = tuple(face_id for item in items for face_id in state.face_ids(item))
        kind = table.kind(number)
        matches = (
            [state.match(int(table.guesses[item])) for item in items] if kind is QuestionKind.CONFIRM_NAMES else []
        )
        group_id = int(state.items.groups[items[0]]) if count == 1 else 0
        return Question(
            id=table.id(number),
            kind=kind,
            face_ids=face_ids,
            beside_face_ids=beside,
            person_id=None if person == NONE else state.people[person].id,
            person_name=None if person == NONE else state.people[person].name,
            group_id=group_id or None,
            other_group_id=None if other == NONE else int(state.items.groups[other]),
            faces=len(face_ids),
            photos=len(frozenset().union(*(state.photos(item) for item in items))),
            probability=min(probability, math.nextafter(1, 0)),
            gain=gain,
            reason=reason,
            names=tuple(
                (person_id, state.name_of(person_id)) for person_id in dict.fromkeys(m.person_id for m in matches)
            ),
            proposed=tuple(zip(face_ids, (match.person_id for match in matches), strict=False)),
        )
