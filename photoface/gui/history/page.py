"""The History page: all decisions as sentences, newest first; the user can go back to one, or redo undone ones."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.decisions import WayBack
from photoface.gui.context import Context, Page
from photoface.gui.history.delegate import HistoryDelegate
from photoface.gui.history.model import HistoryLine, HistoryModel
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.parts import EmptyState, button, page_title
from photoface.gui.kit.row_list import RowList
from photoface.gui.kit.sheet import confirm


class HistoryPage(Page):
    """The user can go back to any decision that is done, and forward again until something new is decided."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = HistoryModel(context.client, self)
        self.model.ids_changed.connect(self._show)
        context.client.frame_changed.connect(lambda _: self._show())
        self.delegate = HistoryDelegate(context)
        self.delegate.way_asked.connect(self.ask_way)
        self.view = RowList(self.model, self.delegate, context.theme, self.tr("History"), self)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.activated.connect(self.ask_way)
        context.images.arrived.connect(self.view.viewport().update)
        self.empty = EmptyState(context, "history", self)
        self.empty.say(
            self.tr("Nothing yet"),
            self.tr("Every name you give and every answer is kept here, and each can be undone."),
            self.tr("Show the people"),
        )
        self.empty.action.clicked.connect(self.way_to("people"))
        self.undo = button(self.tr("Undo the last"), "plain", self, clicked=context.client.undo)
        head = in_row(page_title(self.tr("History"), self), Stretch(), self.undo, margins=(24, 16, 24, 8))
        self._full = holding(in_column(head, Placed(self.view, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)
        self._show()

    def title(self) -> str:
        return self.tr("History")

    def refresh(self, changed: Changed) -> None:
        self.model.reload()

    def ask_way(self, index: QModelIndex) -> None:
        """Say how many decisions are undone or redone on the way to a row, and do that after a yes."""
        line = self.model.summary(index.row())
        if line is None or not self.delegate.way_words(line):
            return
        decision_id = line.id or None
        self.context.client.read(
            self, lambda library: library.history.way_back_to(decision_id), lambda way: self._confirm(line, way)
        )

    def _confirm(self, line: HistoryLine, way: WayBack) -> None:
        what = self.tr("the beginning") if line.decision is None else f"“{line.decision.summary}”"
        count = way.undo or way.redo
        if way.undo:
            title = self.tr("Go back to {}?").format(what)
            steps = text.counted(count, self.tr("1 step is undone:"), self.tr("{} steps are undone:"))
            act = self.tr("Go back")
            after = self.tr("You can redo them here until you do something new.")
        else:
            title = self.tr("Redo up to {}?").format(what)
            steps = text.counted(count, self.tr("1 step is done again:"), self.tr("{} steps are done again:"))
            act, after = self.tr("Redo"), ""
        lines = [steps, *(f"  {sentence}" for sentence in way.first)]
        if count > len(way.first):
            lines.append(self.tr("  and {} more").format(text.number(count - len(way.first))))
        decision_id = line.id or None
        words = "\n".join(lines) + (f"\n\n{after}" if after else "")
        confirm(self, title, words, act, lambda: self.context.client.go_back_to(decision_id))

    def _open_menu(self, point: QPoint) -> None:
        index = self.view.indexAt(point)
        line = self.model.summary(index.row())
        words = "" if line is None else self.delegate.way_words(line)
        if not words:
            return
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(words).triggered.connect(lambda: self.ask_way(index))
        menu.popup(self.view.viewport().mapToGlobal(point))

    def _show(self) -> None:
        frame = self.context.client.frame
        has_decisions = self.model.rowCount() > 0 or frame is None or (frame.undo, frame.redo) != (None, None)
        self._stack.setCurrentWidget(self._full if has_decisions else self.empty)
        self.undo.setEnabled(frame is None or frame.undo is not None)
