"""`Review`, the library's manager for what the machine suggests and asks.

It gives suggested people for unnamed faces with their reasons, faces that are probably named wrongly, how to split a
person, the next questions to the user, and how much of the library is named.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from photoface.catalog import overview
from photoface.catalog.database import Database
from photoface.recognition import suggestions
from photoface.recognition.questions import Question, ReviewProgress
from photoface.recognition.recognition import Recognition
from photoface.recognition.splitting import propose_split
from photoface.recognition.state import FaceState

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

    def __init__(self, database: Database, recognition: Recognition) -> None:
        self._database = database
        self._recognition = recognition

    suggestion_counts = of_state(suggestions.counts)
    suggested_face_ids = of_state(suggestions.face_ids)
    explain = of_state(suggestions.explain)
    propose_split = of_state(propose_split)
    suggestions = of_state(suggestions.suggestions_of)

    def likely_wrong(self, person_id: int | None = None) -> list[int]:
        """A person's faces (or everybody's), those least like the other faces of their person first."""
        return suggestions.likely_wrong(self._recognition.state, None if person_id is None else [person_id])

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
