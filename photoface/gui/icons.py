"""Icons: one family (Material Design 6, through qtawesome), 20 pixels, in the text colour of the theme in force."""

from __future__ import annotations

import weakref
from typing import Protocol

import qtawesome
import shiboken6
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QIcon, QPixmap

from photoface.gui.theme import Theme

SIZE = QSize(20, 20)


class HasIcon(Protocol):
    """Buttons and actions: whatever shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None: ...


class Icons(QObject):
    """Makes icons, and keeps the ones it was asked to attach in the colour of the theme."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._theme = theme
        self._attached: list[tuple[weakref.ref[HasIcon], str, str]] = []
        theme.changed.connect(self._repaint)

    def icon(self, name: str, token: str = "text") -> QIcon:  # noqa: S107 (a colour token)
        """The icon of that Material Design name ("undo-variant") in one of the theme's colours."""
        return self._coloured(name, self._theme.colour(token), self._theme.colour("muted"))

    def on_black(self, name: str) -> QIcon:
        """The icon for the viewer, whose surround is black in either scheme."""
        return self._coloured(name, QColor("#FFFFFF"), QColor("#8A8A8A"))

    def pixmap(self, name: str, size: int, ratio: float, token: str = "muted") -> QPixmap:  # noqa: S107
        """The icon as a picture, for painters and empty states."""
        pixmap = self.icon(name, token).pixmap(QSize(size, size), ratio)
        assert isinstance(pixmap, QPixmap)
        return pixmap

    def attach(self, target: HasIcon, name: str, token: str = "text") -> None:  # noqa: S107
        """Give a button or an action its icon now and after every change of the theme."""
        self._attached.append((weakref.ref(target), name, token))
        target.setIcon(self.icon(name, token))

    @staticmethod
    def _coloured(name: str, colour: QColor, disabled: QColor) -> QIcon:
        icon = qtawesome.icon(f"mdi6.{name}", color=colour, color_disabled=disabled)
        assert isinstance(icon, QIcon)
        return icon

    def _repaint(self) -> None:
        alive = []
        for reference, name, token in self._attached:
            target = reference()
            if target is None or not shiboken6.isValid(target):
                continue
            target.setIcon(self.icon(name, token))
            alive.append((reference, name, token))
        self._attached = alive
