"""The buttons that answer selected conflicts with files or other programs: keep mine, take theirs, keep both.

Others select all conflicts like one, or keep all of the user's own.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QWidget

from photoface.catalog.states import ConflictAnswer
from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.parts import button
from photoface.gui.names_in_files.conflicts import ConflictModel
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.library.commands.takeover import SettleConflicts


class AnswerButtons(QWidget):
    """Answers the selected conflicts, each answer where it makes sense for one of them at least."""

    def __init__(self, context: Context, model: ConflictModel, view: QAbstractItemView, parent: QWidget) -> None:
        super().__init__(parent)
        self._client = context.client
        self._model = model
        self._view = view
        self.alike = button(self.tr("Select all like this"), "link", self, clicked=self.select_alike)
        self.mine = self._button(PageAction.KEEP_MINE, ConflictAnswer.MINE)
        self.theirs = self._button(PageAction.TAKE_THEIRS, ConflictAnswer.THEIRS)
        self.both = self._button(PageAction.KEEP_BOTH, ConflictAnswer.BOTH)
        self.all_mine = button(self.tr("Keep all of mine"), "plain", self, clicked=self._keep_all)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.buttons = (self.alike, self.mine, self.theirs, self.both, self.all_mine)
        for one in self.buttons:
            row.addWidget(one)
        view.selectionModel().selectionChanged.connect(lambda *_: self.follow())

    def _button(self, action: PageAction, answer: ConflictAnswer) -> QPushButton:
        made = button(action.button, "plain", self, clicked=lambda: self.answer(answer))
        made.setToolTip(action.with_key(action.words))
        return made

    def chosen(self) -> list[ConflictSummary]:
        """The selected conflicts that were read, from the top."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        return [summary for row in rows if (summary := self._model.summary(row)) is not None]

    def actions_now(self) -> PageActions:
        """What can be done with the selection."""
        return offered(
            (PageAction.KEEP_MINE, self._offers(ConflictAnswer.MINE), lambda: self.answer(ConflictAnswer.MINE)),
            (PageAction.TAKE_THEIRS, self._offers(ConflictAnswer.THEIRS), lambda: self.answer(ConflictAnswer.THEIRS)),
            (PageAction.KEEP_BOTH, self._offers(ConflictAnswer.BOTH), lambda: self.answer(ConflictAnswer.BOTH)),
        )

    def _offers(self, answer: ConflictAnswer) -> bool:
        return any(answer in conflict.answers for conflict in self.chosen())

    def follow(self) -> None:
        """Show what can be answered now."""
        count = len(self.chosen())
        for one, answer, words in (
            (self.mine, ConflictAnswer.MINE, (self.tr("Keep mine"), self.tr("Keep mine for these {}"))),
            (self.theirs, ConflictAnswer.THEIRS, (self.tr("Take theirs"), self.tr("Take theirs for these {}"))),
            (self.both, ConflictAnswer.BOTH, (self.tr("Keep both"), self.tr("Keep both for these {}"))),
        ):
            one.setText(text.counted(count, *words))
            one.setAccessibleName(one.text())
            one.setVisible(self._offers(answer))
        self.alike.setVisible(count == 1 and len(self._alike()) > 1)

    def _alike(self) -> list[int]:
        """Rows of the kind of the first selected one, from the same source."""
        first = next(iter(self.chosen()), None)
        rows = range(self._model.rowCount())
        return [
            row
            for row in rows
            if first is not None
            and (other := self._model.summary(row)) is not None
            and (other.kind, other.source) == (first.kind, first.source)
        ]

    def select_alike(self) -> None:
        """Select all conflicts of the selected one's kind and source."""
        selection = QItemSelection()
        for row in self._alike():
            selection.select(self._model.index(row, 0), self._model.index(row, 0))
        self._view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._view.setFocus()

    def answer(self, answer: ConflictAnswer) -> None:
        """Answer what is selected, as far as the answer makes sense."""
        ids = tuple(conflict.id for conflict in self.chosen() if answer in conflict.answers)
        self._client.execute(SettleConflicts(ids, answer))
        self._view.setFocus()

    def _keep_all(self) -> None:
        self._client.execute(SettleConflicts(tuple(self._model.ids)))
