"""The button that ignores strangers, many at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from photoface.gui.context import Context, Place
from photoface.gui.people.stranger_kinds import SeenOnceSheet, SmallerSheet


class StrangersButton(QToolButton):
    """Ignoring strangers, many at a time.

    Signals:
        place_asked: go to a `Place`.
    """

    place_asked = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setText(self.tr("Strangers"))
        self.setAccessibleName(self.tr("Strangers"))
        self.setToolTip(self.tr("Ignore strangers and bystanders, many at a time"))
        context.icons.attach(self, "chevron-down")
        self.setIconSize(context.icons.size)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        self.seen_once = menu.addAction(self.tr("Ignore everyone seen only once …"))
        self.seen_once.triggered.connect(lambda: SeenOnceSheet(self._context, self.window()).open())
        self.smaller = menu.addAction(self.tr("Ignore small faces …"))
        self.smaller.triggered.connect(lambda: SmallerSheet(self._context, self.window()).open())
        menu.addSeparator()
        self.show_ignored = menu.addAction(self.tr("Show ignored faces"))
        self.show_ignored.triggered.connect(lambda: self.place_asked.emit(Place("faces", words="ignored")))
        self.setMenu(menu)
