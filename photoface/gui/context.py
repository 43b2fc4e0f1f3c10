"""`Page`, the base class of pages; `Pane`, that of parts of them; `Context`, what both are built with; `Place`.

A `Pane` offers actions and asks to open other places. A `Place` is a page of the window and what it shows there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QToolButton, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.jobs.controller import JobController
from photoface.gui.kit.parts import Clicked, EmptyState, icon_button
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.page_action import PageActions


@dataclass(frozen=True, slots=True)
class Context(WidgetContext):
    """What pages are built with."""

    jobs: JobController


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the window and what it shows there, such as a person's id or the words of a search.

    Attributes:
        page: the page's key, or that of an action which the window runs instead ("add_folder").
        id: whose page it is, where there are several.
        words: what the page is asked for: a search, the kind of faces.
    """

    page: str
    id: int | None = None
    words: str = ""


class Pane(QWidget):
    """The base of widgets that offer actions and ask to open other places: pages, the viewer, and parts of both.

    Signals:
        place_asked: go to a `Place`.
        photos_asked: open the viewer; photo ids and the one to begin with.
        frame_asked: open the viewer at a frame of a video; photo ids, the video's, and the time in seconds.
        information_asked: open the viewer with what is known of the photo; as `photos_asked`.
        comparison_asked: show two to four photos side by side; their ids.
        page_actions_changed: other actions are offered now.
        menu_asked: the menu of what can be done with the selection, at a point of the screen.
    """

    place_asked = Signal(object)
    photos_asked = Signal(object, int)
    frame_asked = Signal(object, int, float)
    information_asked = Signal(object, int)
    comparison_asked = Signal(object)
    page_actions_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def page_actions(self) -> PageActions:
        """What can be done with the selection now, and what each action runs."""
        return {}

    def menu_actions(self) -> PageActions:
        """Those of them that the menu of the selection lists."""
        return self.page_actions()

    def ask_menu_of(self, pane: Pane, point: QPoint) -> None:
        """A part of this one asks for the menu of its selection."""
        self.menu_asked.emit(point)

    def pass_on(self, *panes: Pane) -> None:
        """Ask for what these ask for, which are parts of this one."""
        for pane in panes:
            pane.place_asked.connect(self.place_asked)
            pane.photos_asked.connect(self.photos_asked)
            pane.frame_asked.connect(self.frame_asked)
            pane.information_asked.connect(self.information_asked)
            pane.comparison_asked.connect(self.comparison_asked)
            pane.page_actions_changed.connect(self.page_actions_changed)
            pane.menu_asked.connect(partial(self.ask_menu_of, pane))

    def ask_for_face(self, photo_ids: Sequence[int], face: FaceSummary) -> None:
        """Ask for the photo of a face among others; of a video for the frame that shows it."""
        if face.frame_seconds is None:
            self.photos_asked.emit(tuple(photo_ids), face.photo_id)
        else:
            self.frame_asked.emit(tuple(photo_ids), face.photo_id, face.frame_seconds)

    def way_to(self, page: str, words: str = "") -> Callable[[], None]:
        """Asks for a place when it is called."""
        return lambda: self.place_asked.emit(Place(page, words=words))

    def tool(self, icon: str, words: str, clicked: Clicked | None = None) -> QToolButton:
        """A button that is only an icon; its words are the tooltip and the accessible name."""
        return icon_button(self.context.icons, icon, words, self, clicked=clicked)

    def back_button(self) -> QToolButton:
        """Leads to where the user came from."""
        return self.tool("arrow-left", self.tr("Back (Alt+Left)"), self.way_to("back"))


class Page(Pane):
    """One page of the window. After a change it reads again: at once if it shows, else when it is shown next."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        # What changed and was not read since it was last shown; None where it shows everything as it is.
        self._missed: Changed | None = Changed(everything=True)
        self._arriving = False
        context.client.changed.connect(self._note_change)

    def visit(self, place: Place) -> None:
        """The window goes to this page."""
        self.take_focus()

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard where it is of most use on this page.

        Not by a focus proxy: Tab would never leave a page that has one of its own widgets for it.
        """
        useful: list[QWidget] = [*self.findChildren(QAbstractItemView)]
        useful += [empty.action for empty in self.findChildren(EmptyState)]
        next((widget for widget in useful if widget.isVisibleTo(self)), self).setFocus(reason)

    def refresh(self, changed: Changed) -> None:
        """Read again what a change touched, and which rows there are; `everything` is set for a first look."""

    def shows_decision(self, decision: str) -> bool:
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
        """Read what a visit begins with, and what changed since the page was last shown."""
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
