"""The card in the models dialog about learning from the user's answers: learn now, use it or not, forget it.

It says what was learned, and how many mistakes were made before and after where that was tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Space, Stretch, in_column, in_row
from photoface.gui.kit.choices import CheckBox
from photoface.gui.kit.parts import button, label
from photoface.worker.messages import Job, LearnPersonalJob

if TYPE_CHECKING:
    from photoface.learning.personal_file import Learned
    from photoface.library.library import Library

SETTING, ON, OFF = "personal_learning", "yes", "no"


def _read(library: Library) -> tuple[bool, Learned | None, bool]:
    """Whether what was learned is used, what it is, and whether faces still have to be brought to it."""
    return library.settings().personal_learning == ON, library.learning.learned(), library.learning.is_unfinished()


class LearningCard(QFrame):
    """The first card of the sheet of models. It changes suggestions, never an answer that was given."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "card")
        words = label(
            self.tr("PhotoFace can learn from the faces that you confirmed and rejected, on this computer alone."),
            "body",
            self,
            wrap=True,
        )
        self.state = label("", "muted", self, wrap=True)
        self.switch = CheckBox(self.tr("Use it for suggestions"), context.theme, self)
        self.switch.clicked.connect(self._switch)
        self.learn = button(self.tr("Learn now"), "plain", self, clicked=context.jobs.learn_personal)
        self.forget = button(self.tr("Forget"), "plain", self, clicked=self._forget)
        self.forget.setToolTip(self.tr("Suggestions are then as they were before. It can be learned again."))
        self.forget.hide()
        row = in_row(self.learn, self.forget, Stretch(), spacing=8)
        said = (label(self.tr("Learning from your answers"), "heading", self), words, self.state)
        in_column(*said, Space(4), self.switch, Space(4), row, margins=(16, 12, 16, 12), spacing=4, on=self)
        jobs = context.jobs
        # Methods, which Qt forgets with the sheet; the jobs outlive it.
        jobs.state_changed.connect(self._note_job)
        jobs.started.connect(self._note_job)
        jobs.finished.connect(self._note_end)
        self._note_job()
        self.reload()

    def reload(self) -> None:
        """Read again what was learned and whether it is used."""
        self._context.client.read(self, _read, self._take)

    def _take(self, content: tuple[bool, Learned | None, bool]) -> None:
        is_on, learned, is_unfinished = content
        self.switch.setChecked(is_on)
        self.forget.setVisible(learned is not None)
        words = self._state_words(learned)
        if is_unfinished:
            words += " " + self.tr("It is not used yet: not all faces were looked at with it. “Learn now” goes on.")
        self.state.setText(words)

    def _state_words(self, learned: Learned | None) -> str:
        if learned is None:
            return self.tr("Nothing was learned yet. Name some people first; more answers teach it more.")
        when = self.tr("Learned on {}.").format(text.day(learned.made_at.date()))
        said = []
        result = learned.comparison
        if learned.is_tuned and result is not None:
            said.append(
                self.tr("Tried on {faces} that it had not seen, mistakes went from {before} to {after}.").format(
                    faces=text.faces(result.faces),
                    before=text.percent(result.before),
                    after=text.percent(result.after),
                )
            )
        pairs = len(learned.look_alikes)
        if pairs:
            one, many = (
                self.tr("Two people who look alike are told apart better."),
                self.tr("{} pairs of people who look alike are told apart better."),
            )
            said.append(text.counted(pairs, one, many))
        if not learned.useful:
            said.append(self.tr("It was no better than before, so suggestions stay as they are."))
        return " ".join([when, *said])

    def _note_end(self, job: Job, _summary: str) -> None:
        if isinstance(job, LearnPersonalJob):
            self.reload()

    def _note_job(self, _: object = None) -> None:
        self.learn.setEnabled(not isinstance(self._context.jobs.job, LearnPersonalJob))

    def _switch(self) -> None:
        on, client = self.switch.isChecked(), self._context.client
        client.tasks.write(
            self, lambda: client.library.set_setting(SETTING, ON if on else OFF), lambda _: self._tell_changed()
        )

    def _forget(self) -> None:
        client = self._context.client
        client.tasks.write(self, client.library.learning.forget, lambda _: self._tell_changed())

    def _tell_changed(self) -> None:
        """Tell the pages that suggestions and questions changed."""
        self._context.client.announce(Changed(everything=True))
        self.reload()
