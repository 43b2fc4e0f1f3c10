"""The page of faces, with tabs: all but the ignored ones, those without a group, those with a name, ignored ones.

A last tab has boxes that the user said are no faces. Faces with a name can be ordered by how likely they are wrong.
"""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.changed import Changed
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.faces.pane import FacesPane
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_column, in_stack
from photoface.gui.kit.menu_button import OrderButton
from photoface.gui.kit.parts import EmptyState, button, label, page_title
from photoface.gui.kit.wrapping_row import WrappingRow
from photoface.gui.page_action import PageActions
from photoface.gui.people.strangers_button import StrangersButton
from photoface.library.library import Library

ALL, LOOSE, NAMED, IGNORED, NOT_A_FACE = "all", "loose", "named", "ignored", "not_a_face"
"""What the tabs show; `ALL` leaves out what was ignored, and what is no face."""

NEWEST, BY_PERSON, DOUBTFUL = "date", "person", "doubtful"
"""Orders of the named faces."""


class FacesPage(Page):
    """All faces in a grid, by tabs for what is known of them; select many, and act once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._tab = ALL
        self.pane = FacesPane(context, self, names=True)
        self.pass_on(self.pane)
        self.empty = EmptyState(context, "face-recognition", self)
        self.empty.action.clicked.connect(self._leave_empty)
        self.count = label("", "muted", self)
        orders = {
            NEWEST: self.tr("Newest first"),
            BY_PERSON: self.tr("By person"),
            DOUBTFUL: self.tr("Most likely wrong first"),
        }
        self.order = OrderButton(context.icons, orders, self.tr("Order of faces"), self)
        self.order.hide()
        self.order.chosen.connect(lambda _: self.refresh(Changed()))
        self.tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for key, words in (
            (ALL, self.tr("All")),
            (LOOSE, self.tr("No group")),
            (NAMED, self.tr("With a name")),
            (IGNORED, self.tr("Ignored")),
            (NOT_A_FACE, self.tr("Not a face")),
        ):
            tab = button(words, "tab", self, clicked=lambda _=False, key=key: self.show_tab(key))
            tab.setChecked(key == self._tab)
            group.addButton(tab)
            self.tabs[key] = tab
        self.strangers = StrangersButton(context, self)
        self.strangers.place_asked.connect(self.place_asked)
        self.count.setIndent(4)
        said = (page_title(self.title(), self), self.count, None, self.strangers, self.order)
        head = WrappingRow(said, tuple(self.tabs.values()), (24, 16, 24, 0), self)
        self._stack = in_stack(self.pane, self.empty)
        in_column(head, Placed(self._stack, 1), on=self)

    def title(self) -> str:
        return self.tr("All faces")

    def visit(self, place: Place) -> None:
        if place.words in self.tabs:
            self.show_tab(place.words)
        self.take_focus()

    def show_tab(self, tab: str) -> None:
        """Show `ALL`, the `LOOSE`, the `NAMED`, the `IGNORED`, or what is `NOT_A_FACE`."""
        self._tab = tab
        self.tabs[tab].setChecked(True)
        self.order.setVisible(tab == NAMED)
        self.strangers.setVisible(tab in (ALL, LOOSE))
        self.pane.status = FaceStatus(tab) if tab in (IGNORED, NOT_A_FACE) else FaceStatus.ACTIVE
        self.pane.view.clearSelection()
        # Other faces; what is known of those that were read stays.
        self.refresh(Changed())

    def page_actions(self) -> PageActions:
        return self.pane.page_actions()

    def refresh(self, changed: Changed) -> None:
        tab, order = self._tab, self.order.key
        self._read.start(lambda library: _ids(library, tab, order), self._take)
        self.pane.refresh(changed)

    def _take(self, ids: list[int]) -> None:
        self.count.setText(text.number(len(ids)) if ids else "")
        self.pane.show_faces(ids)
        if ids:
            self._stack.setCurrentWidget(self.pane)
            return
        if self._tab == IGNORED:
            self.empty.say(
                self.tr("Nobody is ignored"),
                self.tr("Strangers whom you ignore come here. You can bring them back at any time."),
                self.tr("Show all faces"),
            )
        elif self._tab == NOT_A_FACE:
            self.empty.say(
                self.tr("No mistakes marked"),
                self.tr("What you mark as not a face comes here, and is never taken for one again."),
                self.tr("Show all faces"),
            )
        elif self._tab == NAMED:
            self.empty.say(
                self.tr("Nobody has a name yet"),
                self.tr("Faces with a name come here. Names are given on the People page."),
                self.tr("Show the people"),
            )
        elif self._without_photos():
            self.empty.say(
                self.tr("No faces yet"),
                self.tr("Add a folder of photos. The faces that are found in them come here."),
                self.tr("Add a folder of photos"),
            )
        elif self._tab == ALL:
            self.empty.say(
                self.tr("No faces yet"),
                self.tr("No face was found in your photos so far."),
                self.tr("Show all photos"),
            )
        else:
            self.empty.say(
                self.tr("No single faces"),
                self.tr("Faces that look like nobody else's come here. All others are on the People page."),
                self.tr("Show the people"),
            )
        self._stack.setCurrentWidget(self.empty)

    def _leave_empty(self) -> None:
        """What the button of the empty state does."""
        if self._tab in (IGNORED, NOT_A_FACE):
            self.show_tab(ALL)
        elif self._without_photos():
            self.way_to("add_folder")()
        else:
            self.way_to("people" if self._tab in (NAMED, LOOSE) else "photos")()

    def _without_photos(self) -> bool:
        frame = self.context.client.frame
        return frame is not None and not frame.overview.photos


def _ids(library: Library, tab: str, order: str) -> list[int]:
    if tab == NAMED:
        return library.review.likely_wrong() if order == DOUBTFUL else library.faces.named_ids(order)
    if tab == LOOSE:
        return library.faces.ids(loose_only=True)
    return library.faces.ids() if tab == ALL else library.faces.ids(tab)
