"""The sheet that says how to search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from photoface.gui.kit.ask import Sheet
from photoface.gui.kit.parts import label, padded
from photoface.gui.search.examples import examples


class SearchHelpSheet(Sheet):
    """Examples of the search language, one a line."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("How to search"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (example, meaning) in enumerate(examples()):
            typed = label(example, "heading", self)
            typed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(typed, row, 0)
            grid.addWidget(label(meaning, "muted", self), row, 1)
        grid.setColumnStretch(1, 1)
        hint = label(self.tr("Names and tags are found by how they begin. All of it can be combined."), "muted", self)
        self.fill(grid, padded(hint, top=8))
        self.add_buttons(self.tr("Close"))

    def words(self) -> str:
        """All that it shows."""
        return "\n".join(shown.text() for shown in self.findChildren(QLabel))
