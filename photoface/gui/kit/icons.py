"""Icons by name, from one font (Material Design 6), in a colour of the current theme, or white beside a photo on black.

The font and its names come with the package qtawesome. The package itself is not imported: it loads eleven fonts and a
second layer over Qt, which is a quarter of the time until the window shows.
"""

from __future__ import annotations

import importlib.util
import json
import weakref
from functools import cache
from pathlib import Path
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from photoface.gui.kit.theme import Look

SIDE = 20
"""Pixels of an icon at the usual text size."""

GLYPH_SHARE = 0.875
"""Of an icon's height, the font's pixel size: a glyph then keeps a hair of room on every side."""


class HasIcon(Protocol):
    """Buttons and actions: whatever shows an icon."""

    def setIcon(self, icon: QIcon, /) -> None: ...


class Icons(QObject):
    """Makes icons, and keeps the ones it was asked to attach in the colour of the theme."""

    def __init__(self, theme: Look) -> None:
        super().__init__(theme)
        self._theme = theme
        self._attached: list[tuple[weakref.ref[HasIcon], str, str]] = []
        theme.changed.connect(self._repaint)

    @property
    def size(self) -> QSize:
        """Of an icon on a button, at the user's text size."""
        side = self._theme.size(SIDE)
        return QSize(side, side)

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
        family, glyphs = _font()
        return QIcon(_GlyphEngine(family, glyphs[name], colour, disabled))

    def _repaint(self) -> None:
        alive = []
        for reference, name, token in self._attached:
            target = reference()
            if target is None or not shiboken6.isValid(target):
                continue
            target.setIcon(self.icon(name, token))
            alive.append((reference, name, token))
        self._attached = alive


class _GlyphEngine(QIconEngine):
    """Draws one glyph of a font at whatever size an icon is asked for."""

    def __init__(self, family: str, glyph: str, colour: QColor, disabled: QColor) -> None:
        super().__init__()
        self._family, self._glyph, self._colour, self._disabled = family, glyph, colour, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        font = QFont(self._family)
        font.setPixelSize(max(1, round(GLYPH_SHARE * rect.height())))
        painter.setFont(font)
        painter.setPen(self._disabled if mode == QIcon.Mode.Disabled else self._colour)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._family, self._glyph, self._colour, self._disabled)


@cache
def _font() -> tuple[str, dict[str, str]]:
    """The family's name, once Qt has it, and the glyph of each icon's name."""
    package = importlib.util.find_spec("qtawesome")
    assert package is not None
    assert package.origin is not None
    fonts = Path(package.origin).parent / "fonts"
    (file,) = fonts.glob("materialdesignicons6-webfont-*.ttf")
    (names,) = fonts.glob("materialdesignicons6-webfont-charmap-*.json")
    number = QFontDatabase.addApplicationFont(str(file))
    glyphs = {name: chr(int(code, 16)) for name, code in json.loads(names.read_text(encoding="utf-8")).items()}
    return QFontDatabase.applicationFontFamilies(number)[0], glyphs
