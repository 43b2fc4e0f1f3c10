"""The dialog that lists all keyboard shortcuts, in sections and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.parts import label, padded, scrolled
from photoface.gui.kit.sheet import Sheet

CHARACTERS = 26
"""How long a line about a key may be before it goes on below."""

COLUMN_CHARACTERS = 50
"""With its keys; as many columns are made as the window has room for."""

MOST_COLUMNS = 3
BETWEEN_COLUMNS = 40
AROUND_THE_KEYS = 170
"""Pixels for title, button and margins; keys that do not fit into the window's height with them scroll."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """What some keys do; each of them does it."""

    keys: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class KeySection:
    """Keys that belong together."""

    title: str
    lines: tuple[KeyLine, ...]


class ShortcutsSheet(Sheet):
    """Keys and what they do: sections in columns of about the same length."""

    def __init__(self, sections: Sequence[KeySection], parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Keys"))
        content = QWidget(self)
        columns = in_row(margins=(0, 0, 16, 0), spacing=BETWEEN_COLUMNS, on=content)
        room = parent.width() // (self.fontMetrics().averageCharWidth() * COLUMN_CHARACTERS)
        for part in in_columns(sections, max(1, min(MOST_COLUMNS, room))):
            columns.addLayout(in_column(self._grid(part, content), Stretch()))
        area = scrolled(content, self)
        wanted = content.sizeHint()
        area.setMinimumWidth(wanted.width() + area.verticalScrollBar().sizeHint().width())
        area.setMinimumHeight(min(wanted.height(), max(200, parent.height() - AROUND_THE_KEYS)))
        self.body.addWidget(area, 1)
        self.add_buttons(self.tr("Close"))

    def words(self) -> str:
        """All that it shows."""
        return "\n".join(shown.text() for shown in self.findChildren(QLabel))

    def _grid(self, sections: Sequence[KeySection], parent: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        row = 0
        for section in sections:
            heading = label(section.title, "heading", parent)
            grid.addLayout(padded(heading, top=16 if row else 0), row, 0, 1, 2)
            for line in section.lines:
                row += 1
                grid.addLayout(self._keys(line, parent), row, 0)
                words = label(line.words, "body", parent, wrap=True)
                words.setFixedWidth(words.fontMetrics().averageCharWidth() * CHARACTERS)
                grid.addWidget(words, row, 1)
            row += 1
        grid.setColumnStretch(1, 1)
        return grid

    @staticmethod
    def _keys(line: KeyLine, parent: QWidget) -> QHBoxLayout:
        keys = (Placed(label(key, "key", parent), alignment=Qt.AlignmentFlag.AlignTop) for key in line.keys)
        return in_row(*keys, Stretch(), spacing=4)


def in_columns(sections: Sequence[KeySection], count: int) -> list[list[KeySection]]:
    """Sections in their order, in columns of about the same number of lines."""
    total = sum(_length(section) for section in sections)
    columns: list[list[KeySection]] = [[] for _ in range(count)]
    before = 0
    for section in sections:
        middle = before + _length(section) / 2
        columns[min(count - 1, int(middle * count / total))].append(section)
        before += _length(section)
    return columns


def _length(section: KeySection) -> int:
    # A heading with the space above it is as high as two lines.
    return len(section.lines) + 2
