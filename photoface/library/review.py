"""The review: whom faces may be and why, what to ask the user next, and how far the naming is."""

from __future__ import annotations

from photoface.catalog import overview
from photoface.catalog.database import Database
from photoface.recognition import suggestions
from photoface.recognition.questions import Question, ReviewProgress
from photoface.recognition.recognition import Recognition
from photoface.recognition.splitting import propose_split
from photoface.recognition.suggestions import Reason, Suggestion


class Review:
    """Suggestions and questions. `review_answers` makes the command of an answer."""

    def __init__(self, database: Database, recognition: Recognition) -> None:
        self._database = database
        self._recognition = recognition

    def suggestions(self, person_id: int, limit: int | None = None) -> list[Suggestion]:
        """Unnamed faces and groups that are probably this person, most certain first, each with its reason."""
        return suggestions.suggestions_of(self._recognition.state, person_id, limit)

    def suggestion_counts(self) -> dict[int, int]:
        """How many suggestions each person has; people without any are left out."""
        return suggestions.counts(self._recognition.state)

    def explain(self, face_id: int, person_id: int) -> Reason:
        """Why a face may be, or is filed as, this person; a face has no vote on itself.

        Raises:
            UserFacingError: one of them is gone, or there is no other confirmed face to compare with.
        """
        return suggestions.explain(self._recognition.state, face_id, person_id)

    def suggested_face_ids(self) -> frozenset[int]:
        """All unnamed faces that are suggested to somebody, alone or as part of a group."""
        return suggestions.face_ids(self._recognition.state)

    def likely_wrong(self, person_id: int | None = None) -> list[int]:
        """A person's faces (or everybody's), those least like the other faces of their person first."""
        return suggestions.likely_wrong(self._recognition.state, None if person_id is None else [person_id])

    def propose_split(
        self, *, group_id: int | None = None, person_id: int | None = None
    ) -> tuple[list[int], list[int]]:
        """Where a mixed group or person probably comes apart: the larger and the smaller half, as face ids.

        Raises:
            UserFacingError: there are not two faces to tell apart.
        """
        return propose_split(self._recognition.state, group_id, person_id)

    def next_question(self, skipped: frozenset[str] = frozenset()) -> Question | None:
        """What to ask next: the question whose answer settles most. None when nothing is left.

        Args:
            skipped: ids of questions not to ask.
        """
        return self._recognition.queue.next_question(skipped)

    def next_questions(self, limit: int, skipped: frozenset[str] = frozenset()) -> list[Question]:
        """The next question and those that would follow, no two about the same faces: to have them at hand.

        An answer may bring up a better one, or settle one of these: look again after each.
        """
        return self._recognition.queue.next_questions(skipped, limit)

    def question(self, question_id: str) -> Question | None:
        """A question as it stands now; None where it was answered or is not worth asking any more."""
        return self._recognition.queue.question(question_id)

    def progress(self) -> ReviewProgress:
        """How much of the library is named, and about how long the questions that are left take."""
        queue = self._recognition.queue
        return queue.progress(*self._database.query(overview.named_and_all))
