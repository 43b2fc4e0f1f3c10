"""`Review`, the library's manager for what the machine suggests and asks.

It gives suggested people for unnamed faces with their reasons, faces that are probably named wrongly, how to split a
person, the next questions to the user, and how much of the library is named.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from photoface.catalog import overview, photo_people
from photoface.catalog.database import Database
from photoface.catalog.visible import hidden_faces, without_hidden
from photoface.library import outside_questions
from photoface.library.people_packs import PackProposal, PeoplePacks
from photoface.recognition import suggestions
from photoface.recognition.questions import SECONDS_TO_ANSWER, Question, QuestionKind, ReviewProgress
from photoface.recognition.recognition import Recognition
from photoface.recognition.splitting import propose_split
from photoface.recognition.state import FaceState
from photoface.recognition.suggestions import Reason, Suggestion

P = ParamSpec("P")
T = TypeVar("T")


def of_state(question: Callable[Concatenate[FaceState, P], T]) -> Callable[Concatenate[Review, P], T]:
    """Make a method of a function of recognition: it is called with the current state of the faces."""

    @functools.wraps(question)
    def method(self: Review, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return question(self._recognition.state, *args, **kwargs)

    return method


class Review:
    """Reads suggestions and questions; changes nothing. `review_answers` makes the command of an answer."""

    def __init__(self, database: Database, recognition: Recognition, packs: PeoplePacks) -> None:
        self._database = database
        self._recognition = recognition
        self._packs = packs
        self._of_packs: tuple[tuple[int, int], Sequence[PackProposal]] | None = None
        """What people packs propose at a version of the catalog."""
        self._outside: tuple[tuple[int, int], list[Question], int] | None = None
        """Questions about names from outside at a version of the catalog, and how many photos have some."""

    suggested_face_ids = of_state(suggestions.face_ids)

    def keep_scores(self) -> None:
        """Keep what faces were scored with for the next start; see `Recognition.keep`."""
        self._recognition.keep()

    def suggestion_counts(self) -> dict[int, int]:
        """How many suggestions each person has, those of people packs too; people without any are left out."""
        found = Counter(suggestions.counts(self._recognition.state))
        found.update(one.person_id for one in self._proposals_of_packs() if one.person_id is not None)
        return dict(found)

    def explain(self, face_id: int, person_id: int) -> Reason:
        """Why a face may be a person; see `recognition.suggestions.explain`."""
        return _shown(suggestions.explain(self._recognition.state, face_id, person_id), self._hidden())

    def propose_split(
        self, *, group_id: int | None = None, person_id: int | None = None
    ) -> tuple[list[int], list[int]]:
        """Where a group or a person probably comes apart; see `recognition.splitting.propose_split`."""
        hidden = self._hidden()
        larger, smaller = propose_split(self._recognition.state, group_id=group_id, person_id=person_id)
        return list(without_hidden(larger, hidden)), list(without_hidden(smaller, hidden))

    def suggestions(self, person_id: int, limit: int | None = None) -> list[Suggestion]:
        """Unnamed faces and groups that are probably this person, most certain first, each with its reason."""
        found = suggestions.suggestions_of(self._recognition.state, person_id, limit)
        # What packs know beyond the library's own faces comes last.
        found += self._packs.suggestions_of(person_id, self._proposals_of_packs())
        hidden = self._hidden()
        return [replace(one, reason=_shown(one.reason, hidden)) for one in found[:limit]]

    def likely_wrong(self, person_id: int | None = None) -> list[int]:
        """A person's faces (or everybody's), those least like the other faces of their person first."""
        found = suggestions.likely_wrong(self._recognition.state, None if person_id is None else [person_id])
        return list(without_hidden(found, self._hidden()))

    def _hidden(self) -> frozenset[int]:
        return self._database.query(hidden_faces)

    def next_question(self, skipped: frozenset[str] = frozenset(), *, single_faces: bool = False) -> Question | None:
        """What to ask next: the question whose answer settles most. None when nothing is left.

        Args:
            skipped: ids of questions not to ask.
            single_faces: ask, after all others, also who single clear faces are that are like nobody known.
        """
        return next(iter(self.next_questions(1, skipped, single_faces=single_faces)), None)

    def next_questions(
        self, limit: int, skipped: frozenset[str] = frozenset(), *, single_faces: bool = False
    ) -> list[Question]:
        """The next question and those that would follow, no two about the same faces: to have them at hand.

        An answer may bring up a better one, or settle one of these: look again after each.
        """
        outside = [question for question in self._from_outside()[0] if question.id not in skipped]
        inside = self._recognition.queue.next_questions(skipped, limit, single_faces=single_faces)
        found = outside_questions.merged(inside, outside, limit)
        hidden = self._hidden()
        return [_asked(one, hidden) for one in found]

    def question(self, question_id: str) -> Question | None:
        """A question as it stands now; None where it was answered or is not worth asking any more."""
        outside = (one for one in self._from_outside()[0] if one.id == question_id)
        found = next(outside, None) or self._recognition.queue.question(question_id)
        return None if found is None else _asked(found, self._hidden())

    def progress(self) -> ReviewProgress:
        """How much of the library is named, and about how long the questions that are left take."""
        queue = self._recognition.queue
        progress = queue.progress(*self._database.query(overview.named_and_all))
        outside, photos = self._from_outside()
        packs = sum(question.kind is QuestionKind.NAME_OF_PACK for question in outside)
        seconds = SECONDS_TO_ANSWER * packs + outside_questions.SECONDS_TO_ASSIGN * photos
        return replace(
            progress,
            questions_left=progress.questions_left + packs + photos,
            seconds_left=progress.seconds_left + seconds,
        )

    def _proposals_of_packs(self) -> Sequence[PackProposal]:
        """Compared again after each change."""
        with self._database.read() as session:
            version = (self._database.data_version(), self._database.commit_number(session))
        if self._of_packs is None or self._of_packs[0] != version:
            self._of_packs = version, self._packs.all_proposals()
        return self._of_packs[1]

    def _from_outside(self) -> tuple[list[Question], int]:
        """Questions about names from outside, and how many photos have some: read again after each change."""
        with self._database.read() as session:
            version = (self._database.data_version(), self._database.commit_number(session))
            if self._outside is not None and self._outside[0] == version:
                return self._outside[1:]
            photos = photo_people.count_open(session)
        proposals = self._proposals_of_packs()
        state = self._recognition.state if photos else None
        with self._database.read() as session:
            questions = [] if state is None else outside_questions.of_photos(session, state)
            if len(questions) < outside_questions.MOST_PHOTOS:
                # Crowds, and names that were refused for every face, are not asked about.
                photos = len(questions)
            questions += outside_questions.of_packs(session, proposals)
        self._outside = version, questions, photos
        return questions, photos


def _shown(reason: Reason, hidden: frozenset[int]) -> Reason:
    """Without voters of hidden photos: they count, and are not shown."""
    return replace(reason, voter_face_ids=without_hidden(reason.voter_face_ids, hidden))


def _asked(question: Question, hidden: frozenset[int]) -> Question:
    reason = None if question.reason is None else _shown(question.reason, hidden)
    return replace(question, beside_face_ids=without_hidden(question.beside_face_ids, hidden), reason=reason)
