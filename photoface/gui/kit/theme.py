"""The theme: colours as named tokens, type sizes and fonts, light and dark, and how they are applied to Qt.

Widgets take their colours from here; what is painted on black, on paper or over a picture has some of its own. The
theme follows the system's colour scheme and its change while running, unless the user chose one.
"""

from __future__ import annotations

import functools
import itertools
import weakref
from dataclasses import asdict, dataclass

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from photoface.gui.kit.stylesheet import stylesheet

RADIUS = 8
"""Corners of cards and fields, in pixels."""

MOTION_MS = 120
"""How long a picture fades in or something moves, where it explains anything."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The theme's colours by purpose, as #RRGGBB."""

    window: str
    panel: str
    text: str
    muted: str
    accent: str
    on_accent: str
    yes: str
    unsure: str
    no: str
    line: str
    hover: str
    """Under the pointer; a breath away from what lies below."""
    pressed: str
    selected: str
    """Behind what is selected; text stays readable on it."""
    tile: str
    """What stands where a picture has not arrived yet."""
    popover: str


LIGHT = Tokens(
    window="#FFFFFF",
    panel="#F5F6F8",
    text="#1B1D22",
    muted="#5B616E",
    accent="#1F5FD0",
    on_accent="#FFFFFF",
    yes="#1B7A43",
    unsure="#8A5A00",
    no="#B3261E",
    line="#DFE2E8",
    hover="#ECEEF2",
    pressed="#E1E4EA",
    selected="#DCE7FA",
    tile="#ECEEF2",
    popover="#FFFFFF",
)

DARK = Tokens(
    window="#17181B",
    panel="#1F2125",
    text="#ECEDEF",
    muted="#A6ABB5",
    accent="#7FB0FF",
    on_accent="#0B1A33",
    yes="#6FD39A",
    unsure="#F0C15A",
    no="#FF8A80",
    line="#34373D",
    hover="#2A2D32",
    pressed="#34373D",
    selected="#24344F",
    tile="#26282D",
    popover="#24262B",
)

BODY, SECONDARY, TITLE, QUESTION = 13, 11, 17, 22
"""Type sizes in pixels at the system's usual text size."""


FONT_OF_THEME = "fontOfTheme"
"""The application's property that holds the pixels of the font that a theme set, and the system's text size."""


_looks = itertools.count()


@functools.cache
def _colour(words: str) -> QColor:
    return QColor(words)


class Look(QObject):
    """The current colours, type sizes and fonts, for painters.

    Signals:
        changed: the colours are different now; what was painted with them must be painted again.
    """

    changed = Signal()

    def __init__(self, application: QApplication, tokens: Tokens, scale: float) -> None:
        super().__init__()
        self._application = application
        self.tokens = tokens
        self._scale = scale
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self.key = ""
        """Another one whenever colours, sizes or fonts differ: for what is painted once and kept."""
        self._mark()

    def colour(self, token: str) -> QColor:
        """A token as a QColor: `theme.colour("muted")`."""
        # Its words are read once; a copy, since who gets it may change it.
        return QColor(_colour(getattr(self.tokens, token)))

    def _mark(self) -> None:
        self.key = str(next(_looks))

    def size(self, pixels: int) -> int:
        """A type size, or a length that must grow with type, at the user's text size."""
        return round(pixels * self._scale)

    def font(self, pixels: int = BODY, *, bold: bool = False) -> QFont:
        """The system's font at one of the type sizes; weights are 400 and 600 only."""
        made = self._fonts.get((pixels, bold))
        if made is None:
            made = QFont(self._application.font())
            made.setPixelSize(self.size(pixels))
            made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            self._fonts[pixels, bold] = made
        # A copy shares its data until somebody changes it.
        return QFont(made)

    def sheet(self) -> str:
        """The stylesheet in these colours."""
        return stylesheet(asdict(self.tokens), self._scale, RADIUS)


class Theme(Look):
    """Applies the tokens to the application and tells painters which are in force.

    It follows the system, live, unless the user chose one scheme for good.

    Args:
        text_size: in percent of the system's.

    Attributes:
        on_black: the dark look, whatever scheme is in force: for what lies beside a photo on black.
    """

    def __init__(self, application: QApplication, text_size: int = 100) -> None:
        self._system = self._system_scale(application)
        super().__init__(application, LIGHT, self._system * text_size / 100)
        self.on_black = Look(application, DARK, self._scale)
        self.chosen: Qt.ColorScheme | None = None
        """The scheme that the user chose, or None while the system's holds."""
        self._sheet = ""
        self._styled: list[weakref.ref[QWidget]] = []
        if application.style().objectName() != "fusion":
            application.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        self._apply(hints.colorScheme())

    @property
    def dark(self) -> bool:
        return self.tokens is DARK

    def choose(self, scheme: Qt.ColorScheme | None) -> None:
        """Keep to light or dark whatever the system says; None follows the system again."""
        self.chosen = scheme
        self._apply(QGuiApplication.styleHints().colorScheme() if scheme is None else scheme)

    def close(self) -> None:
        """Do not follow the system any more."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._follow)

    @classmethod
    def _system_scale(cls, application: QApplication) -> float:
        """The system's text size, also where an earlier theme set the font of the application."""
        pixels, scale = application.property(FONT_OF_THEME) or (None, 1.0)
        font = application.font()
        return float(scale) if font.pixelSize() == pixels else cls._text_scale(font)

    @staticmethod
    def _text_scale(font: QFont) -> float:
        """How much larger than usual the user asked text to be.

        Systems call 12 to 15 pixels normal; there our sizes hold as they are. Outside of that somebody chose.
        """
        pixels = font.pixelSize()
        if pixels <= 0:
            pixels = round(font.pointSizeF() * QGuiApplication.primaryScreen().logicalDotsPerInch() / 72)
        return 1.0 if 11 <= pixels <= 15 else max(0.8, min(2.5, pixels / BODY))

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        if self.chosen is None:
            self._apply(scheme)

    def _apply(self, scheme: Qt.ColorScheme) -> None:
        self.tokens = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        self._mark()
        font = QFont(self._application.font())
        font.setPixelSize(self.size(BODY))
        self._application.setFont(font)
        self._application.setProperty(FONT_OF_THEME, (font.pixelSize(), self._system))
        self._application.setPalette(self._palette())
        self._sheet = self.sheet()
        for reference in list(self._styled):
            widget = reference()
            if widget is None or not shiboken6.isValid(widget):
                self._styled.remove(reference)
            else:
                self._apply_sheet(widget)
        self.changed.emit()

    def apply_to(self, top_level: QWidget) -> None:
        """Give a window, and all that is and will be in it or opened from it, the look; now and after every change.

        Not the whole application: there Qt looks at every widget several times, which takes three times as long.
        """
        self._styled.append(weakref.ref(top_level))
        self._apply_sheet(top_level)

    def _apply_sheet(self, widget: QWidget) -> None:
        if widget.styleSheet() != self._sheet:
            # Setting it polishes every widget again, changed or not.
            widget.setStyleSheet(self._sheet)

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for target, token in (
            (role.Window, "window"),
            (role.Base, "window"),
            (role.AlternateBase, "panel"),
            (role.Button, "panel"),
            (role.ToolTipBase, "popover"),
            (role.WindowText, "text"),
            (role.Text, "text"),
            (role.ButtonText, "text"),
            (role.ToolTipText, "text"),
            (role.PlaceholderText, "muted"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.Accent, "accent"),
            (role.Mid, "line"),
            (role.Midlight, "hover"),
            (role.Light, "window"),
            (role.Dark, "line"),
            (role.Shadow, "line"),
        ):
            palette.setColor(target, self.colour(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.colour("muted"))
        return palette
