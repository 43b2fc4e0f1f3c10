"""The questions that the review has read ahead, without skipped ones and those that an answer may have settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoface.recognition.questions import Question


class QuestionQueue:
    """Questions at hand, without those that were skipped and those that an answer may have settled."""

    def __init__(self) -> None:
        self._questions: list[Question] = []
        self._skipped: dict[str, Question] = {}
        # Answered since the questions were found.
        self._answered: list[Question] = []

    @property
    def skipped(self) -> frozenset[str]:
        """The ids of questions that were skipped."""
        return frozenset(self._skipped)

    def replace(self, questions: list[Question], *, settled: bool) -> None:
        """Take what the library asks; `settled`: whatever was answered is in it."""
        self._questions = questions
        if settled:
            self._answered = []

    def mark_answered(self, question: Question) -> None:
        self._answered.append(question)

    def mark_skipped(self, question: Question) -> None:
        self._skipped[question.id] = question

    def ask_skipped(self) -> None:
        self._skipped.clear()

    def ask_skipped_single_faces(self) -> None:
        """Those about one face that is to be named are asked again; the others stay skipped."""
        # The window's start, which has a queue, does without it.
        from photoface.recognition.questions import QuestionKind

        self._skipped = {
            question_id: question
            for question_id, question in self._skipped.items()
            if not (question.kind is QuestionKind.NAME_FACES and question.faces == 1)
        }

    def put_back(self, question: Question) -> None:
        """A question is asked again: it was neither answered nor skipped."""
        self._answered = [answered for answered in self._answered if answered.id != question.id]
        self._skipped.pop(question.id, None)

    def next(self, standing: Question | None) -> Question | None:
        """The first question but the one that stands."""
        return next(
            (
                question
                for question in self._questions
                if question.id not in self._skipped
                and (standing is None or question.id != standing.id)
                and not any(_touch(question, answered) for answered in self._answered)
            ),
            None,
        )


def _touch(question: Question, other: Question) -> bool:
    """Whether an answer to the one may change the other: the same person, group or face is in both."""
    if not _people(question).isdisjoint(_people(other)):
        return True
    groups = {question.group_id, question.other_group_id} & {other.group_id, other.other_group_id} - {None}
    return bool(groups) or not set(question.face_ids).isdisjoint(other.face_ids)


def _people(question: Question) -> set[int]:
    """The people whom a question is about."""
    return {person_id for person_id, _ in question.names} | {question.person_id or 0} - {0}
