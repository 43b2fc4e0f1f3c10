"""The sheet of keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from photoface.gui.dialogs.ask import Sheet
from photoface.gui.widgets.parts import label


class ShortcutsSheet(Sheet):
    """Keys and what they do, in two columns of sections."""

    def __init__(self, sections: Sequence[tuple[str, Sequence[tuple[str, str]]]], parent: QWidget | None) -> None:
        super().__init__("", parent)
        title = self.tr("Keys")
        self.setWindowTitle(title)
        self.heading.setText(title)
        columns = QHBoxLayout()
        columns.setSpacing(40)
        half = (len(sections) + 1) // 2
        for part in (sections[:half], sections[half:]):
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(8)
            row = 0
            for name, keys in part:
                heading = label(name, "heading", self)
                heading.setContentsMargins(0, 12 if row else 0, 0, 0)
                grid.addWidget(heading, row, 0, 1, 2)
                row += 1
                for key, words in keys:
                    shown = label(key, "muted", self)
                    shown.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                    grid.addWidget(shown, row, 0)
                    grid.addWidget(label(words, "body", self), row, 1)
                    row += 1
            grid.setColumnMinimumWidth(0, 120)
            grid.setColumnStretch(1, 1)
            side = QVBoxLayout()
            side.addLayout(grid)
            side.addStretch(1)
            columns.addLayout(side)
        self.body.addLayout(columns)
        self.body.addStretch(1)
        self.add_buttons(self.tr("Close"))

    def words(self) -> str:
        """All that it shows."""
        return "\n".join(shown.text() for shown in self.findChildren(QLabel))
