"""The state of a review: the current question, the next ones, and stepping back; it executes the answers.

The library says what to ask next; in a large one working that out takes seconds. So that an answer is followed by the
next question at once, some questions are read ahead. They are checked against the catalog as soon as nothing changes
any more, and one that has been settled (by the last answer, a scan, another window) is replaced.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from photoface.gui.review.answered import AnsweredQuestions, Step
from photoface.gui.review.question_queue import QuestionQueue
from photoface.gui.review.question_reader import QuestionReader, ReadRequest, ReadResult

if TYPE_CHECKING:
    from photoface.catalog.summaries.changed import Changed
    from photoface.gui.client import Client
    from photoface.library.commands.command import Command
    from photoface.recognition.questions import Question, ReviewProgress

GRACE_MS = 250
"""So long the next question may take to be worked out; then one of those at hand is asked instead."""


class ReviewState(enum.Enum):
    """What the Review page shows: a question, the end, or that questions are still computed."""

    THINKING = "thinking"
    """Nothing is known yet."""
    ASKING = "asking"
    """A question stands."""
    ANSWERING = "answering"
    """It was answered a moment ago; it still shows until the next one is here."""
    DONE = "done"
    """Nothing is left to ask, but for what was skipped."""


class ReviewSession(QObject):
    """Keeps the current question and the next ones, executes answers, and steps back.

    Signals:
        state_changed: another question stands, or the state is another.
        revised: the same question stands, about other faces.
        progressed: a new `ReviewProgress`.
        withdrawn: the question that stands cannot be answered any more; another one follows at once.
    """

    state_changed = Signal()
    revised = Signal()
    progressed = Signal(object)
    withdrawn = Signal()

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self.state = ReviewState.THINKING
        self.question: Question | None = None
        self.progress: ReviewProgress | None = None
        self.touched: Callable[[], bool] = lambda: False
        """Whether the user began to answer: then the question stays as long as it can be answered."""
        self._came_back = False
        self._single_faces = False
        """Whether the user goes through single faces, after everything else."""
        # Decisions, undone and redone ones too, and how many of them the catalog has not answered yet.
        self._own_changes = 0
        self._deciding = 0
        self._queue = QuestionQueue()
        self._answered = AnsweredQuestions()
        self._grace = QTimer(self, singleShot=True)
        self._grace.timeout.connect(self._stop_waiting)
        self._looks = QuestionReader(client, self._request, self._take, self)
        self._looks.look_later()
        client.changed.connect(self._note_change)
        client.decision_completed.connect(self._answered.complete)
        client.decision_undone.connect(self._undo)
        client.decision_redone.connect(self._redo)

    # what the page asks

    @property
    def skipped(self) -> int:
        """How many of the questions that are left were skipped, once no others are."""
        if self.state is not ReviewState.DONE or self.progress is None:
            return 0
        return self.progress.questions_left

    @property
    def upcoming(self) -> Question | None:
        """What is probably asked next: to have its pictures ready."""
        return self._queue.next(self.question)

    @property
    def last_step(self) -> Step | None:
        """What can be taken back from where the user stands: a skip, or the ledger's newest decision."""
        step, frame = self._answered.newest, self._client.frame
        if step is not None and step.decision_id is not None and (frame is None or frame.undo != step.summary):
            # Something else was decided since; that would be undone instead.
            return None
        return step

    @property
    def newest_decision(self) -> str | None:
        """What the last answer decided, in the ledger's words."""
        return self._answered.newest_decision

    def watch(self, watched: bool) -> None:
        """Somebody looks at the questions now, or does not any more."""
        self._looks.watched = watched
        if watched and self._looks.stale:
            self._looks.look()

    # what the user does

    def answer(self, command: Command, back: Callable[[], None] | None = None) -> None:
        """Carry out the command that answers the question, and go on to the next.

        Where nothing was decided after all, the question stands again if there is a `back`, which is called before.
        """
        question = self._leave()
        self._deciding += 1

        def end() -> None:
            self._deciding -= 1
            self._own_changes += 1

        def stand_again() -> None:
            if back is not None:
                back()
                self._return_to(question)

        self._client.execute(command, end, lambda outcome: self._answered.add_answer(question, outcome), stand_again)

    def skip(self) -> None:
        """Go on to the next question; this one comes back after the others."""
        question = self._leave()
        self._queue.mark_skipped(question)
        self._answered.add_skip(question)
        self._looks.look()

    def ask_skipped(self) -> None:
        """Ask the skipped questions again."""
        self._queue.ask_skipped()
        self._think()

    def _think(self) -> None:
        self._enter(ReviewState.THINKING)
        self._looks.look()

    def ask_single_faces(self) -> None:
        """Go through clear faces that are like nobody known, those that were skipped too, until none is left."""
        self._single_faces = True
        self._queue.ask_skipped_single_faces()
        self._think()

    def step_back(self) -> None:
        """Take the last answer or skip back; its question stands again."""
        step = self.last_step
        if step is None:
            return
        if step.decision_id is not None:
            # The question returns once the catalog says that the decision is undone.
            self._client.undo()
            return
        self._answered.remove_newest()
        self._return_to(step.question)

    def _leave(self) -> Question:
        assert self.state is ReviewState.ASKING
        assert self.question is not None
        self._queue.mark_answered(self.question)
        self._grace.start(GRACE_MS)
        self._enter(ReviewState.ANSWERING)
        return self.question

    # undo and redo, from wherever they were asked for

    def _undo(self, decision_id: int) -> None:
        self._note_own_change()
        step = self._answered.undo(decision_id)
        if step is not None:
            self._return_to(step.question)

    def _redo(self, decision_id: int) -> None:
        self._note_own_change()
        step, standing = self._answered.redo(decision_id), self._standing()
        if step is not None and standing is not None and standing.id == step.question.id:
            self._leave()

    def _note_own_change(self) -> None:
        self._own_changes += 1
        self._queue.replace([], settled=False)

    def _return_to(self, question: Question) -> None:
        self._queue.put_back(question)
        self._ask(question)
        self._came_back = True

    # looking

    def _note_change(self, changed: Changed) -> None:
        if not (changed.everything or changed.faces or changed.people or changed.groups or changed.photos):
            return
        if self.state is ReviewState.ANSWERING or (self._looks.watched and self.state is not ReviewState.ASKING):
            self._looks.look()
        else:
            self._looks.expect()

    def _request(self) -> ReadRequest:
        return ReadRequest(self._queue.skipped, self._standing(), self._own_changes, self._single_faces)

    def _standing(self) -> Question | None:
        return self.question if self.state is ReviewState.ASKING else None

    def _take(self, look: ReadResult) -> None:
        current = look.request.own_changes == self._own_changes and not self._deciding
        self._queue.replace(look.questions, settled=current)
        self.progress = look.progress
        self.progressed.emit(look.progress)
        standing, looked_at = self._standing(), look.request.standing
        if standing is None:
            if current:
                self._ask_next()
            elif self.state is ReviewState.THINKING:
                self._stop_waiting()
        elif current and looked_at is not None and looked_at.id == standing.id:
            self._check(standing, look)
        known = {question.id for question in (*look.questions, looked_at) if question is not None}
        unchecked = standing is not None and standing.id not in known
        if not current or unchecked or self._looks.stale:
            if self.state in (ReviewState.ANSWERING, ReviewState.THINKING) and not self._deciding:
                # Somebody waits for it.
                self._looks.look()
            else:
                self._looks.look_later()

    def _check(self, standing: Question, look: ReadResult) -> None:
        """What became of the question that stands."""
        if look.standing is None:
            if not (look.open and (self._came_back or self.touched())):
                if not look.open:
                    self.withdrawn.emit()
                self._ask_next()
        elif look.standing != standing:
            self.question = look.standing
            if look.standing.face_ids != standing.face_ids or look.standing.person_name != standing.person_name:
                self.revised.emit()

    # asking

    def _stop_waiting(self) -> None:
        """The next question takes its time: ask one of those at hand meanwhile."""
        question = self.upcoming
        if question is not None:
            self._ask(question)
        else:
            self._enter(ReviewState.THINKING)

    def _ask_next(self) -> None:
        self._grace.stop()
        self.question = None
        question = self.upcoming
        if question is None:
            self._single_faces = False
            self._enter(ReviewState.DONE)
        else:
            self._ask(question)

    def _ask(self, question: Question) -> None:
        self._grace.stop()
        self._came_back = False
        self.question = question
        self.state = ReviewState.ASKING
        self.state_changed.emit()

    def _enter(self, state: ReviewState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
