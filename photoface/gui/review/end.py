"""What the Review page shows without a question: no folders or faces yet, still computing, or all done, with offers.

They are: ask skipped questions again, go through clear single faces, ignore faces that were seen only once, go to the
people, add a folder, and take the last answer or skip back.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from photoface.gui.context import Context, Place
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Stretch, in_column, in_row
from photoface.gui.kit.parts import EmptyState, button
from photoface.gui.kit.sheet import confirm
from photoface.gui.review.session import ReviewSession, ReviewState
from photoface.gui.review.step_back import StepBack
from photoface.library.commands.strangers import IgnoreSeenOnce

MOST_LEFT = 1000


class ReviewEnd(EmptyState):
    """An empty state with as many offers as make sense."""

    def __init__(
        self, context: Context, session: ReviewSession, go: Callable[[Place], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, "account-question-outline", parent)
        self._context = context
        self._session = session
        self.again = button("", "primary", self, clicked=session.ask_skipped)
        self.single = button("", "plain", self, clicked=session.ask_single_faces)
        self.ignore_once = button("", "plain", self, clicked=self._ask_ignore)
        self.people = button(self.tr("Show people"), "plain", self, clicked=lambda: go(Place("people")))
        self.action.clicked.connect(lambda: go(Place("add_folder")))
        self.step_back = StepBack(self)
        self.step_back.clicked.connect(session.step_back)
        offers = (self.again, self.single, self.ignore_once, self.people, self.step_back)
        rows = in_column(*(in_row(Stretch(), offer, Stretch()) for offer in offers), spacing=8)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(column.count() - 1, rows)

    def first_offer(self) -> QPushButton | None:
        """What the keyboard is on, and Enter does."""
        offers = (self.action, self.again, self.single, self.ignore_once, self.people)
        return next((offer for offer in offers if not offer.isHidden()), None)

    def update_words(self) -> bool:
        """Say what is so now; False where nothing is known yet, so nothing is said."""
        frame = self._context.client.frame
        if frame is None:
            return False
        scanning = self._context.jobs.state is not JobState.IDLE
        # Shown or hidden once each: a button that is hidden loses the keyboard.
        offered: set[QPushButton] = set()
        if not frame.folders and not frame.overview.faces:
            self.say(
                self.tr("Nothing to ask yet"),
                self.tr("Add a folder of photos. As soon as faces are found, PhotoFace asks here who they are."),
                self.tr("Add a folder of photos"),
            )
        elif self._session.state is not ReviewState.DONE:
            self.say(self.tr("Looking for what to ask first"), self.tr("With many photos this takes a few seconds."))
        elif scanning and not frame.overview.named_faces:
            self.say(
                self.tr("Looking for faces"),
                self.tr("The first questions appear here by themselves while the scan goes on."),
            )
        elif not frame.overview.faces:
            self.say(
                self.tr("No faces yet"),
                self.tr("No face was found in your photos so far. Questions appear here as photos with faces come in."),
                self.tr("Add a folder of photos"),
            )
        else:
            offered = self._say_done(frame.overview.loose_faces, scanning=scanning)
        for offer in (self.again, self.single, self.ignore_once, self.people):
            offer.setVisible(offer in offered)
        self.step_back.offer(self._session.last_step if self._session.state is ReviewState.DONE else None)
        return True

    def _say_done(self, seen_once: int, *, scanning: bool) -> set[QPushButton]:
        progress, skipped = self._session.progress, self._session.skipped
        share = 1.0 if progress is None else progress.share
        offered: set[QPushButton] = {self.people}
        named = self.tr("{} % of the faces are named").format(text.number(math.floor(100 * share)))
        title = self.tr("Everybody has a name")
        if share < 1:
            title = self.tr("All done for now: {}").format(named)
        words = []
        if skipped:
            title = self.tr("That was all but what you skipped")
            words.append(self.tr("{}.").format(named))
            one, many = self.tr("1 question was skipped."), self.tr("{} questions were skipped.")
            words.append(text.counted(skipped, one, many))
            one, many = self.tr("Ask it again"), self.tr("Ask the {} again")
            self.again.setText(text.counted(skipped, one, many))
            self.again.setAccessibleName(self.again.text())
            offered.add(self.again)
        if scanning:
            words.append(self.tr("The scan goes on; new questions appear here by themselves."))
        elif seen_once:
            one, many = (
                self.tr("1 unnamed face was seen only once."),
                self.tr("{} unnamed faces were seen only once, most of them probably strangers."),
            )
            words.append(text.counted(seen_once, one, many))
            one, many = self.tr("Ignore this face …"), self.tr("Ignore these {} faces …")
            self.ignore_once.setText(text.counted(seen_once, one, many))
            self.ignore_once.setAccessibleName(self.ignore_once.text())
            offered.add(self.ignore_once)
        single = 0 if progress is None or scanning else progress.single_faces
        if single:
            one, many = (
                self.tr("1 of them is clear and in front: you may know who it is."),
                self.tr("{} of them are clear and in front: you may know some of these."),
            )
            words.append(text.counted(single, one, many))
            one, many = self.tr("Go through this face"), self.tr("Go through these {} faces")
            self.single.setText(text.counted(single, one, many))
            self.single.setAccessibleName(self.single.text())
            offered.add(self.single)
        if not words:
            words.append(self.tr("New questions appear here when new photos come in."))
        self.say(title, " ".join(words))
        return offered

    def _ask_ignore(self) -> None:
        frame = self._context.client.frame
        count = 0 if frame is None else frame.overview.loose_faces
        confirm(
            self.window(),
            self.tr("Ignore everyone seen only once?"),
            self.tr(
                "You will not be asked about {faces} again. Faces of skipped questions stay. "
                "You can bring them back under All faces, and undo this in History."
            ).format(faces=text.faces(count)),
            self.tr("Ignore"),
            self._ignore,
        )

    def _ignore(self) -> None:
        client = self._context.client

        def ignore(kept: tuple[int, ...]) -> None:
            client.execute(IgnoreSeenOnce(kept))

        def of_questions() -> tuple[int, ...]:
            left = client.library.review.next_questions(MOST_LEFT)
            return tuple(face_id for question in left for face_id in question.face_ids)

        client.tasks.read_slow(self, of_questions, ignore)
