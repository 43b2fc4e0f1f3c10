"""Switches between pages, remembers the way back, and opens the viewer or the photo comparison over them.

It also runs the search field, and offers the current page's actions to the menus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget

from photoface.gui.actions import Actions
from photoface.gui.context import Page, Pane, Place
from photoface.gui.kit.completing_field import CompletingField
from photoface.gui.kit.keyboard import LastInput, tab_as_read
from photoface.gui.kit.row_list import RowList
from photoface.gui.kit.tile_view import TileView
from photoface.gui.search.field import SearchField
from photoface.gui.sidebar.sidebar import Sidebar

if TYPE_CHECKING:
    from photoface.gui.photos.pane import PhotosPane
    from photoface.gui.viewer.comparison import Comparison
    from photoface.gui.viewer.cover import Cover
    from photoface.gui.viewer.page import Viewer

LONGEST_WAY_BACK = 50

P = TypeVar("P", bound=Page)


class Navigation(QObject):
    """Shows pages and remembers the way back. Only the current page offers actions.

    Args:
        stack: holds the pages.
        make_viewer: the viewer, which lies over the stack while it is open; made when a photo is opened first.
        targets: places that run an action of the window instead of showing a page ("add_folder").

    Signals:
        titled: the words for the window's title; may be empty.
    """

    titled = Signal(str)

    def __init__(
        self,
        stack: QStackedWidget,
        make_viewer: Callable[[], Viewer],
        sidebar: Sidebar,
        search: SearchField,
        actions: Actions,
        targets: dict[str, Callable[[], None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.pages: dict[str, Page] = {}
        self._made_later: dict[str, Callable[[], Page]] = {}
        self.place = Place("people")
        self._stack = stack
        self._make_viewer = make_viewer
        self._viewer: Viewer | None = None
        self._comparison: Comparison | None = None
        self._sidebar = sidebar
        self._search = search
        self._actions = actions
        self._targets = {"back": self.go_back, **targets}
        self._way_back: list[Place] = []
        self._last_input = LastInput(self)
        search.searched.connect(self.search_for)
        search.picked.connect(lambda words: self.search_for(words.strip()))
        search.emptied.connect(self._leave_results)
        search.left.connect(self._leave_search)
        sidebar.page_asked.connect(lambda key: self.go_to(Place(key)))
        sidebar.place_asked.connect(self.go_to)
        sidebar.failed_asked.connect(lambda: self.go_to(Place("failed")))
        actions.search.triggered.connect(self.focus_search)
        actions.back.triggered.connect(self.go_back)
        actions.show_failed.triggered.connect(lambda: self.go_to(Place("failed")))
        actions.larger.triggered.connect(lambda: self._zoom(1))
        actions.smaller.triggered.connect(lambda: self._zoom(-1))
        for key, action in actions.pages.items():
            action.triggered.connect(lambda _=False, key=key: self._go_by_key(Place(key)))

    def watch_keyboard(self) -> None:
        """From now on, show where the keyboard is on a page that a key opened; the window shows by now."""
        self._last_input.watch(self._stack.window())

    def _go_by_key(self, place: Place) -> None:
        self.go_to(place)
        self._show_focus()

    def _show_focus(self) -> None:
        view = QApplication.focusWidget()
        if isinstance(view, TileView | RowList) and self.page.isAncestorOf(view):
            view.show_focus()

    def add(self, key: str, page: P) -> P:
        """Take a page in; places with this key show it."""
        self.pages[key] = page
        self._stack.addWidget(page)
        tab_as_read(page)
        self._follow(page)
        return page

    def add_later(self, key: str, make: Callable[[], Page]) -> None:
        """Have a page made when a place with this key is shown first; `make` adds it."""
        self._made_later[key] = make

    @property
    def viewer(self) -> Viewer:
        """The viewer; made if no photo was opened yet."""
        if self._viewer is None:
            self._viewer = self._make_viewer()
            tab_as_read(self._viewer)
            self._viewer.closed.connect(self._return_from_viewer)
            self._follow(self._viewer)
        return self._viewer

    @property
    def comparison(self) -> Comparison:
        """Photos side by side; made if none were compared yet."""
        if self._comparison is None:
            # The window's start does without it.
            from photoface.gui.viewer.comparison import Comparison

            viewer = self.viewer
            over = viewer.parentWidget()
            assert over is not None
            self._comparison = Comparison(viewer.context, over)
            self._comparison.closed.connect(self._return_from_comparison)
            self._follow(self._comparison)
        return self._comparison

    @property
    def cover(self) -> Cover | None:
        """What lies over the page now: the viewer, or photos side by side."""
        covers: tuple[Cover | None, ...] = (self._comparison, self._viewer)
        return next((cover for cover in covers if cover is not None and cover.isVisible()), None)

    @property
    def is_covered(self) -> bool:
        """Whether photos lie over the page."""
        return self.cover is not None

    def leave_cover(self) -> None:
        """Back to the page, from all that lies over it."""
        while self.cover is not None:
            self.cover.leave()

    def _follow(self, pane: Pane) -> None:
        pane.place_asked.connect(self.go_to)
        pane.photos_asked.connect(self.open_viewer)
        pane.frame_asked.connect(self.open_viewer)
        pane.information_asked.connect(self._open_information)
        pane.comparison_asked.connect(self._open_comparison)
        pane.page_actions_changed.connect(self._offer_page_actions)
        pane.menu_asked.connect(self._open_selection_menu)

    @property
    def page(self) -> Page:
        """The page that shows, perhaps below the viewer."""
        return self.pages[self.place.page]

    def go_to(self, place: Place) -> None:
        """Show a place, or run the action that it stands for."""
        if place.page in self._targets:
            self._targets[place.page]()
            return
        if place != self.place:
            self._way_back.append(self.place)
            del self._way_back[:-LONGEST_WAY_BACK]
        self._show(place)

    def go_back(self) -> None:
        """One step back; out of the viewer first."""
        if self.is_covered:
            self.leave_cover()
        elif self._way_back:
            self._show(self._way_back.pop())
        elif self.place.page not in self._sidebar.buttons:
            self._show(Place("people"))

    def search_for(self, words: str) -> None:
        """Show the photos that match."""
        if words:
            self._go_by_key(Place("search", words=words))

    def focus_search(self) -> None:
        """Let the user type words to search for."""
        if self.is_covered:
            self.leave_cover()
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _leave_search(self) -> None:
        """Back to the page, which stays; the field says what that page shows."""
        self._say_words(self.place)
        self.page.take_focus(Qt.FocusReason.ShortcutFocusReason)

    def _say_words(self, place: Place) -> None:
        words = place.words if place.page == "search" else ""
        if self._search.text() != words:
            self._search.say(words)

    def _leave_results(self) -> None:
        """Nothing is searched for any more; the field keeps the keyboard if it has it."""
        if self.place.page != "search":
            return
        typing = self._search.hasFocus()
        self.go_back()
        if typing:
            self._search.setFocus()

    def _show(self, place: Place) -> None:
        if self.is_covered:
            self.leave_cover()
        typing = QApplication.focusWidget()
        if isinstance(typing, CompletingField):
            # A list of offers holds the keyboard, and no field learns that a key led away from it.
            typing.close_popup()
            if place != self.place and typing.keeps_when_left:
                typing.keep()
        self._say_words(place)
        self.place = place
        if place.page not in self.pages:
            self._made_later[place.page]()
        page = self.pages[place.page]
        page.arrive(place, lambda: self._stack.setCurrentWidget(page))
        if self._last_input.by_key:
            self._show_focus()
        self._sidebar.show_place(place)
        self._offer_page_actions()

    def _offer_page_actions(self) -> None:
        """Offer the actions of the page, or of the photo that lies over it."""
        cover = self.cover
        self._actions.offer(self.page.page_actions() if cover is None else cover.page_actions())
        if cover is None:
            self.titled.emit(self.page.title())

    def _open_selection_menu(self, point: QPoint) -> None:
        self._offer_page_actions()
        shown: Pane = self.page if self.cover is None else self.cover
        menu = self._actions.selection_menu(shown.menu_actions())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def open_viewer(self, ids: object, photo_id: int, frame_seconds: float | None = None) -> None:
        """Show photos over the page, and this one first; a video at this frame, or at the one that stands for it."""
        assert isinstance(ids, tuple)
        self.viewer.open(ids, photo_id, frame_seconds)
        self._offer_page_actions()

    def toggle_full_screen(self) -> None:
        """Show the window, or the photo that lies over it, on the whole screen, or as it was before."""
        if self.cover is not None:
            self.cover.toggle_full_screen()
        else:
            window = self._stack.window()
            window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _open_information(self, ids: object, photo_id: int) -> None:
        self.open_viewer(ids, photo_id)
        self.viewer.bar.info.setChecked(True)

    def _open_comparison(self, ids: object) -> None:
        assert isinstance(ids, tuple)
        self.comparison.open(ids)
        self._offer_page_actions()

    def _return_from_comparison(self) -> None:
        """Back to the grid with its selection as it was."""
        self._offer_page_actions()
        self.page.take_focus()

    def _return_from_viewer(self) -> None:
        """Back on the page, the photo that was looked at last is the current one."""
        self._offer_page_actions()
        photo_id = self.viewer.photo_id
        for pane in self._photos_panes():
            row = -1 if photo_id is None else pane.model.row_of(photo_id)
            if pane.isVisible() and row >= 0:
                pane.view.select_row(row)
                pane.view.setFocus()
                return
        self.page.take_focus()

    def _zoom(self, steps: int) -> None:
        for pane in self._photos_panes():
            if pane.isVisible():
                pane.view.zoom(steps)

    def _photos_panes(self) -> list[PhotosPane]:
        # The window's start does without photos.
        from photoface.gui.photos.pane import PhotosPane

        return self.page.findChildren(PhotosPane)
