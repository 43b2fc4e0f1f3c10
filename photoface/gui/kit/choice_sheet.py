"""The dialog that lets the user pick one of many names, as an album's or a tag's, from a list that letters filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from photoface.gui.kit.sheet import Sheet
from photoface.text_folding import folded


class ChoiceSheet(Sheet):
    """Lists names; what is typed filters them, Enter or a double click takes one.

    Args:
        field: what the field asks for, such as `Type to find a tag`.
        names: what the list is called for screen readers.
        choices: names and what each stands for.
        act: the words of the button.
        chosen: gets what the chosen name stands for.
        sentence: what will happen, below the list.
    """

    def __init__(
        self,
        title: str,
        field: str,
        names: str,
        choices: Sequence[tuple[str, int]],
        act: str,
        chosen: Callable[[int], None],
        parent: QWidget,
        *,
        sentence: str = "",
    ) -> None:
        super().__init__("", parent)
        self.set_title(title)
        self._choices, self._chosen = choices, chosen
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(field)
        self.field.setAccessibleName(field)
        self.field.setMinimumWidth(360)
        self.list = QListWidget(self)
        self.list.setAccessibleName(names)
        self.list.setMinimumHeight(200)
        self.fill(self.field, self.list)
        if sentence:
            self.fill(self.sentence(sentence))
        self.add_buttons(act, self.tr("Cancel"))
        self.field.textChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.accepted.connect(self._decide)
        self._show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows move in the list while letters go into the field."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.field.hasFocus():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
            event.accept()
            return
        super().keyPressEvent(event)

    def _show(self) -> None:
        typed = folded(self.field.text())
        self.list.clear()
        for name, key in self._choices:
            if typed in folded(name):
                QListWidgetItem(name, self.list).setData(Qt.ItemDataRole.UserRole, key)
        self.list.setCurrentRow(0)
        self.act.setEnabled(self.list.count() > 0)

    def _decide(self) -> None:
        # It acts only while something is listed.
        self._chosen(self.list.currentItem().data(Qt.ItemDataRole.UserRole))
