"""The review as the user goes through it: the question that stands, what comes after it, and the way back.

The library says what to ask next; in a large one working that out takes seconds. So that an answer is followed by the
next question at once, some questions are kept at hand. They are checked against the catalog as soon as it has settled,
and one that is settled meanwhile (by the last answer, a scan, another window) is quietly replaced.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from photoface.catalog.summaries import Changed
from photoface.catalog.tables import FaceStatus
from photoface.gui.client import Client
from photoface.gui.kit.tasks import report
from photoface.library.commands import Command
from photoface.library.library import Library, Outcome
from photoface.recognition.questions import Question, ReviewProgress

AT_HAND = 12
"""Questions kept at hand: what a fast user answers while a library of 100,000 faces is worked through once."""

GRACE_MS = 250
"""So long the next question may take to be worked out anew; then one of those at hand is asked instead."""

WATCHED_MS, BACKGROUND_MS = 300, 1500
"""How soon changes that nobody waits for are looked at: while the page shows, and while it does not."""

REST = 4.0
"""After a look that nobody waited for, rest for so many times what it worked: a fifth of one core at most."""

MOST_STEPS = 500


class ReviewState(enum.Enum):
    """What the page shows."""

    THINKING = "thinking"
    """Nothing is known yet."""
    ASKING = "asking"
    """A question stands."""
    ANSWERING = "answering"
    """It was answered a moment ago; it still shows until the next one is here."""
    DONE = "done"
    """Nothing is left to ask, but for what was skipped."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question that was answered, or skipped: a skip has no decision."""

    question: Question
    decision_id: int | None
    summary: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at the library found.

    Attributes:
        own_changes: how many changes by this session it knew of when it began.
        standing: the question that stood then, as it is now; None where it is not asked any more.
        standing_id: its id.
        open: whether that question could still be answered, asked or not.
        worked: seconds of processor time. What it waited for, while others worked, calls for no rest.
    """

    own_changes: int
    questions: list[Question]
    progress: ReviewProgress
    standing_id: str | None
    standing: Question | None
    open: bool
    worked: float


class ReviewSession(QObject):
    """Goes from question to question.

    Signals:
        moved: another question stands, or the state is another.
        revised: the same question stands, about other faces.
        progressed: a new `ReviewProgress`.
        withdrawn: the question that stands cannot be answered any more; another one follows at once.
    """

    moved = Signal()
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
        self._at_hand: list[Question] = []
        self._skipped: dict[str, None] = {}
        self._steps: list[Step] = []
        self._undone: list[Step] = []
        self._recent: list[Question] = []
        self._own_changes = 0
        self._deciding = 0
        self._looking = False
        self._stale = True
        self._watched = False
        self._last_look = 0.0
        self._grace = self._timer(self._stop_waiting)
        self._later = self._timer(self._look)
        self._look_later()
        client.changed.connect(self._note_change)
        client.decision_undone.connect(self._take_back)
        client.decision_redone.connect(self._make_again)

    def _timer(self, ended: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(ended)
        return timer

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
        return next((question for question in self._at_hand if self._fits(question)), None)

    @property
    def last_step(self) -> Step | None:
        """What can be taken back from where the user stands: a skip, or the ledger's newest decision."""
        if not self._steps:
            return None
        step, frame = self._steps[-1], self._client.frame
        if step.decision_id is not None and (frame is None or frame.undo != step.summary):
            # Something else was decided since; that would be undone instead.
            return None
        return step

    @property
    def newest_decision(self) -> str | None:
        """What the last answer decided, in the ledger's words."""
        return next((step.summary for step in reversed(self._steps) if step.decision_id is not None), None)

    def watch(self, watched: bool) -> None:
        """Somebody looks at the questions now, or does not any more."""
        self._watched = watched
        if watched and self._stale:
            self._look()

    # what the user does

    def answer(self, command: Command, back: Callable[[], None] | None = None) -> None:
        """Carry out the command that answers the question, and go on to the next.

        Where nothing was decided after all, the question stands again if there is a `back`, which is called before.
        """
        question = self._leave()
        self._deciding += 1

        def stand_again() -> None:
            if back is not None:
                back()
                self._return_to(question)

        self._client.execute(command, self._ended, lambda outcome: self._remember(question, outcome), stand_again)

    def skip(self) -> None:
        """Go on to the next question; this one comes back after the others."""
        question = self._leave()
        self._skipped[question.id] = None
        self._steps.append(Step(question, None, ""))
        self._look()

    def ask_skipped(self) -> None:
        """Ask the skipped questions again."""
        self._skipped.clear()
        self._enter(ReviewState.THINKING)
        self._look()

    def step_back(self) -> None:
        """Take the last answer or skip back; its question stands again."""
        step = self.last_step
        if step is None:
            return
        if step.decision_id is not None:
            # The question returns once the catalog says that the decision is undone.
            self._client.undo()
            return
        self._steps.pop()
        self._skipped.pop(step.question.id, None)
        self._return_to(step.question)

    def _leave(self) -> Question:
        assert self.state is ReviewState.ASKING
        assert self.question is not None
        question = self.question
        self._recent.append(question)
        self._grace.start(GRACE_MS)
        self._enter(ReviewState.ANSWERING)
        return question

    def _ended(self) -> None:
        self._deciding -= 1
        self._own_changes += 1

    def _remember(self, question: Question, outcome: Outcome) -> None:
        self._steps.append(Step(question, outcome.decision_id, outcome.summary))
        del self._steps[:-MOST_STEPS]
        self._undone.clear()

    # undo and redo, from wherever they were asked for

    def _take_back(self, decision_id: int) -> None:
        self._own_changes += 1
        self._at_hand = []
        step = next((step for step in self._steps if step.decision_id == decision_id), None)
        if step is not None:
            self._steps.remove(step)
            self._undone.append(step)
            self._return_to(step.question)

    def _make_again(self, decision_id: int) -> None:
        self._own_changes += 1
        self._at_hand = []
        step = next((step for step in self._undone if step.decision_id == decision_id), None)
        if step is None:
            return
        self._undone.remove(step)
        self._steps.append(step)
        if self.state is ReviewState.ASKING and self.question is not None and self.question.id == step.question.id:
            self._leave()

    def _return_to(self, question: Question) -> None:
        self._recent = [recent for recent in self._recent if recent.id != question.id]
        self._ask(question)
        self._came_back = True

    # looking

    def _note_change(self, changed: Changed) -> None:
        if not (changed.everything or changed.faces or changed.people or changed.groups or changed.photos):
            return
        self._stale = True
        if self.state is ReviewState.ANSWERING or (self._watched and self.state is not ReviewState.ASKING):
            self._look()
        elif not self._later.isActive():
            self._look_later()

    def _look_later(self) -> None:
        self._later.start(round((WATCHED_MS if self._watched else BACKGROUND_MS) + 1000 * REST * self._last_look))

    def _look(self) -> None:
        """Ask the library, unless it is being asked; then again after that."""
        self._later.stop()
        self._stale = True
        if self._looking:
            return
        self._looking = True
        self._stale = False
        skipped, standing, own_changes = frozenset(self._skipped), self._standing(), self._own_changes
        library = self._client.library
        self._client.tasks.read_slow(
            self, lambda: _look_at(library, skipped, standing, own_changes), self._take, self._fail
        )

    def _standing(self) -> Question | None:
        return self.question if self.state is ReviewState.ASKING else None

    def _fail(self, error: Exception) -> None:
        self._looking = False
        report(self._client.messages, error)

    def _take(self, look: _Look) -> None:
        self._looking = False
        current = look.own_changes == self._own_changes and not self._deciding
        if current:
            # Whatever was answered is in what was looked at.
            self._recent = []
        self._last_look = look.worked
        self._at_hand = look.questions
        self.progress = look.progress
        self.progressed.emit(look.progress)
        standing = self._standing()
        if standing is None:
            if current:
                self._ask_next()
            elif self.state is ReviewState.THINKING:
                self._stop_waiting()
        elif current and look.standing_id == standing.id:
            self._check(standing, look)
        known = {look.standing_id, *(question.id for question in look.questions)}
        unchecked = standing is not None and standing.id not in known
        if not current or unchecked or self._stale:
            waited_for = self.state in (ReviewState.ANSWERING, ReviewState.THINKING) and not self._deciding
            if waited_for:
                self._look()
            else:
                self._stale = True
                self._look_later()

    def _check(self, standing: Question, look: _Look) -> None:
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

    def _fits(self, question: Question) -> bool:
        """Whether a question at hand is about nothing that was answered since it was found."""
        if question.id in self._skipped or (self.question is not None and question.id == self.question.id):
            return False
        return not any(_touch(question, recent) for recent in self._recent)

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
            self._enter(ReviewState.DONE)
        else:
            self._ask(question)

    def _ask(self, question: Question) -> None:
        self._grace.stop()
        self._came_back = False
        self.question = question
        self.state = ReviewState.ASKING
        self.moved.emit()

    def _enter(self, state: ReviewState) -> None:
        if state is not self.state:
            self.state = state
            self.moved.emit()


def _touch(question: Question, other: Question) -> bool:
    """Whether an answer to the one may change the other: the same person, group or face is in both."""
    if question.person_id is not None and question.person_id == other.person_id:
        return True
    groups = {question.group_id, question.other_group_id} & {other.group_id, other.other_group_id} - {None}
    return bool(groups) or not set(question.face_ids).isdisjoint(other.face_ids)


def _look_at(library: Library, skipped: frozenset[str], standing: Question | None, own_changes: int) -> _Look:
    started = time.thread_time()
    questions = library.next_questions(AT_HAND, skipped)
    now = None if standing is None else library.question(standing.id)
    still_open = now is not None or (standing is not None and _can_be_answered(library, standing))
    progress = library.progress()
    return _Look(
        own_changes,
        questions,
        progress,
        None if standing is None else standing.id,
        now,
        still_open,
        time.thread_time() - started,
    )


def _can_be_answered(library: Library, question: Question) -> bool:
    """Whether all its faces are still where they were: unnamed, and in its group if it is about one."""
    faces = library.faces(question.face_ids)
    return len(faces) == len(question.face_ids) and all(
        face.status is FaceStatus.ACTIVE
        and face.person_id is None
        and face.group_id == (question.group_id or face.group_id)
        for face in faces
    )
