"""What every page is built with, and the words in which pages and window speak of places and of deeds."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from photoface.catalog.summaries import Changed
from photoface.gui.client import Client
from photoface.gui.jobs.controller import JobController
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that pages share, handed to each by its constructor."""

    client: Client
    jobs: JobController
    images: Images
    theme: Theme
    icons: Icons


@dataclass(frozen=True, slots=True)
class Place:
    """Where the window is: a page's key, and whose page where there are several."""

    page: str
    id: int | None = None
    words: str = ""


class Deed(enum.Enum):
    """What can be done with what is selected. Menus, keys and buttons offer what the page says it can do now."""

    CONFIRM = "confirm"
    NAME = "name"
    MERGE = "merge"
    REMOVE = "remove"
    IGNORE = "ignore"
    NOT_A_FACE = "not_a_face"
    RESTORE = "restore"
    COVER = "cover"
    SHOW_PHOTO = "show_photo"
    OPEN = "open"
    RENAME = "rename"
    DELETE = "delete"
    FORGET = "forget"
    REJECT = "reject"
    CONFIRM_ALL = "confirm_all"
    WHY = "why"
    SPLIT = "split"
    UNMERGE = "unmerge"
    DETAILS = "details"
    FAVOURITE = "favourite"
    NOT_FAVOURITE = "not_favourite"
    HIDE = "hide"
    UNHIDE = "unhide"
    STRANGERS = "strangers"
    TAG = "tag"
    NO_STARS = "no_stars"
    ONE_STAR = "one_star"
    TWO_STARS = "two_stars"
    THREE_STARS = "three_stars"
    FOUR_STARS = "four_stars"
    FIVE_STARS = "five_stars"
    SLIDESHOW = "slideshow"
    COPY = "copy"
    EXPORT = "export"
    REVEAL = "reveal"
    DRAW_FACE = "draw_face"
    LOOK_AGAIN = "look_again"
    SELECT_ALL = "select_all"


RATINGS = (Deed.NO_STARS, Deed.ONE_STAR, Deed.TWO_STARS, Deed.THREE_STARS, Deed.FOUR_STARS, Deed.FIVE_STARS)
"""By the number of stars."""


Deeds = Mapping[Deed, Callable[[], None]]


class Page(QWidget):
    """One page of the window. It reads anew when it is shown after a change, or at once if it shows.

    Signals:
        place_asked: go to a `Place`.
        photos_asked: open the viewer; photo ids and the one to begin with.
        deeds_changed: other deeds are possible now.
        menu_asked: the menu of what can be done with the selection, at a point of the screen.
    """

    place_asked = Signal(object)
    photos_asked = Signal(object, int)
    deeds_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        # What it did not read anew yet since it was last shown; None where it shows all as it is.
        self._missed: Changed | None = Changed(everything=True)
        self._arriving = False
        context.client.changed.connect(self._note_change)

    def deeds(self) -> Deeds:
        """What can be done with the selection."""
        return {}

    def visit(self, place: Place) -> None:
        """The window goes to this page."""

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard where it is of most use on this page.

        Not by a focus proxy: Tab would never leave a page that has one of its own widgets for it.
        """
        shown = (view for view in self.findChildren(QAbstractItemView) if view.isVisibleTo(self))
        next(shown, self).setFocus(reason)

    def refresh(self, changed: Changed) -> None:
        """Read anew what a change touched, and which rows there are; `everything` is set for a first look."""

    def tells(self, decision: str) -> bool:
        """Whether the page itself says that this was just decided, so that no note need lie over it."""
        return False

    def title(self) -> str:
        """What the page is called now, for the window's title."""
        return ""

    def _note_change(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh(changed)
        else:
            self._missed = changed if self._missed is None else self._missed | changed

    def catch_up(self) -> None:
        """Read what a visit begins with, and whatever changed since the page was last shown."""
        missed, self._missed = self._missed, None
        self.refresh(missed or Changed())

    def arrive(self, place: Place, show: Callable[[], None]) -> None:
        """Be shown, and visit a place; what was missed is read once, and not first about where the page was before."""
        self._arriving = True
        show()
        self._arriving = False
        self.visit(place)
        if self._missed is not None:
            self.catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._missed is not None and not self._arriving:
            self.catch_up()
