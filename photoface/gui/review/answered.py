"""The questions answered and skipped in this review, so that the user can step back; follows undo and redo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoface.library.history import Outcome
    from photoface.recognition.questions import Question

MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A question that was answered, or skipped: a skip has no decision."""

    question: Question
    decision_id: int | None
    summary: str


class AnsweredQuestions:
    """The steps of a review, the newest last."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._undone: list[Step] = []

    @property
    def newest(self) -> Step | None:
        return self._steps[-1] if self._steps else None

    @property
    def newest_decision(self) -> str | None:
        """What the last answer decided, in the ledger's words."""
        return next((step.summary for step in reversed(self._steps) if step.decision_id is not None), None)

    def add_answer(self, question: Question, outcome: Outcome) -> None:
        self._steps.append(Step(question, outcome.decision_id, outcome.summary))
        del self._steps[:-MOST_STEPS]
        self._undone.clear()

    def complete(self, outcome: Outcome) -> None:
        """The sentence of a decision is another one now."""
        self._steps = [
            replace(step, summary=outcome.summary) if step.decision_id == outcome.decision_id else step
            for step in self._steps
        ]

    def add_skip(self, question: Question) -> None:
        self._steps.append(Step(question, None, ""))

    def remove_newest(self) -> None:
        self._steps.pop()

    def undo(self, decision_id: int) -> Step | None:
        """The step that made a decision, if one did; from now on it is undone."""
        return _move(decision_id, self._steps, self._undone)

    def redo(self, decision_id: int) -> Step | None:
        """The undone step that had made a decision, if one had; from now on it is made again."""
        return _move(decision_id, self._undone, self._steps)


def _move(decision_id: int, source: list[Step], target: list[Step]) -> Step | None:
    step = next((step for step in source if step.decision_id == decision_id), None)
    if step is not None:
        source.remove(step)
        target.append(step)
    return step
