"""Reads the next questions and the progress from the library in the background, again after each change.

One read at a time, since a large library needs seconds for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from photoface.catalog.states import FaceStatus
from photoface.gui.kit.tasks import report

if TYPE_CHECKING:
    from photoface.gui.client import Client
    from photoface.library.library import Library
    from photoface.recognition.questions import Question, ReviewProgress

AT_HAND = 12
"""Questions kept at hand: what a fast user answers while a library of 100,000 faces is worked through once."""

WATCHED_MS, BACKGROUND_MS = 300, 1500
"""How soon changes that nobody waits for are looked at: while the page shows, and while it does not."""

REST = 4.0
"""After a look that nobody waited for, rest for so many times what it worked: a fifth of one core at most."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What a read needs to know of the review.

    Attributes:
        skipped: ids of questions that are not asked.
        standing: the question that stands.
        own_changes: how many changes by this review were made before.
        single_faces: whether single faces that are like nobody known are asked about too.
    """

    skipped: frozenset[str]
    standing: Question | None
    own_changes: int
    single_faces: bool


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The questions and the progress that one read of the library found.

    Attributes:
        standing: the question that stood then, as it is now; None where it is not asked any more.
        open: whether that question could still be answered, asked or not.
        worked: seconds of processor time. What it waited for, while others worked, calls for no rest.
    """

    request: ReadRequest
    questions: list[Question]
    progress: ReviewProgress
    standing: Question | None
    open: bool
    worked: float


class QuestionReader(QObject):
    """Reads the questions again after changes, one read at a time.

    Args:
        request: what to look at, asked when a look begins.
        take: gets what it found.

    Attributes:
        stale: something changed since the last look began.
        watched: somebody looks at the questions.
    """

    def __init__(
        self, client: Client, request: Callable[[], ReadRequest], take: Callable[[ReadResult], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._request = request
        self._take = take
        self._looking = False
        self.stale = True
        self.watched = False
        self._worked = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.look)

    def look(self) -> None:
        """Ask the library, unless it is being asked; then `stale` says that it must be asked again."""
        self._later.stop()
        self.stale = True
        if self._looking:
            return
        self._looking = True
        self.stale = False
        library, request = self._client.library, self._request()
        self._client.tasks.read_slow(self, lambda: _look_at(library, request), self._end, self._fail)

    def look_later(self) -> None:
        """Ask the library once it has rested."""
        self.stale = True
        self._later.start(round((WATCHED_MS if self.watched else BACKGROUND_MS) + 1000 * REST * self._worked))

    def expect(self) -> None:
        """As `look_later`, unless that was called already."""
        self.stale = True
        if not self._later.isActive():
            self.look_later()

    def _end(self, look: ReadResult) -> None:
        self._looking = False
        self._worked = look.worked
        self._take(look)

    def _fail(self, error: Exception) -> None:
        self._looking = False
        report(self._client.messages, error)


def _look_at(library: Library, request: ReadRequest) -> ReadResult:
    started = time.thread_time()
    standing = request.standing
    questions = library.review.next_questions(AT_HAND, request.skipped, single_faces=request.single_faces)
    now = None if standing is None else library.review.question(standing.id)
    still_open = now is not None or (standing is not None and _can_be_answered(library, standing))
    return ReadResult(request, questions, library.review.progress(), now, still_open, time.thread_time() - started)


def _can_be_answered(library: Library, question: Question) -> bool:
    """Whether all its faces are still where they were: unnamed, and in its group if it is about one."""
    faces = library.faces.summaries(question.face_ids)
    return len(faces) == len(question.face_ids) and all(
        face.status is FaceStatus.ACTIVE
        and face.person_id is None
        and face.group_id == (question.group_id or face.group_id)
        for face in faces
    )
