"""The Photos page: everything by date."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from photoface.catalog.summaries import Changed
from photoface.gui.context import Context, Page, Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.parts import EmptyState, icon_button, label
from photoface.gui.kit.tasks import LatestRead
from photoface.gui.page_action import PageActions
from photoface.gui.photos.pane import PhotosPane
from photoface.worker.messages import ScanJob


class PhotosPage(Page):
    """All photos, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client.tasks, self)
        self.pane = PhotosPane(context, self)
        self.pane.page_actions_changed.connect(self.page_actions_changed)
        self.pane.menu_asked.connect(self.menu_asked)
        self.pane.opened.connect(lambda id_: self.photos_asked.emit(tuple(self.pane.model.wanted), id_))
        self.count = label("", "muted", self)
        smaller = icon_button(context.icons, "magnify-minus-outline", self.tr("Smaller (Ctrl+wheel)"), self)
        larger = icon_button(context.icons, "magnify-plus-outline", self.tr("Larger (Ctrl+wheel)"), self)
        smaller.clicked.connect(lambda: self.pane.view.zoom(-1))
        larger.clicked.connect(lambda: self.pane.view.zoom(1))
        head = in_row(
            label(self.tr("Photos"), "title", self),
            Space(4),
            self.count,
            Stretch(),
            smaller,
            larger,
            margins=(24, 16, 24, 0),
            spacing=4,
        )
        self._head = QWidget(self)
        self._head.setLayout(head)
        self.empty = EmptyState(context.theme, context.icons, "image-multiple-outline", self)
        self._show_empty()
        context.jobs.state_changed.connect(self._show_empty)
        self.empty.action.clicked.connect(lambda: self.place_asked.emit(Place("add_folder")))
        full = QWidget(self)
        in_column(self._head, Placed(self.pane, 1), margins=(0, 0, 0, 0), spacing=0, on=full)
        self._full = full
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self.empty)
        self._first = True

    def _show_empty(self) -> None:
        if isinstance(self.context.jobs.job, ScanJob):
            self.empty.say(self.tr("Looking for photos"), self.tr("The first ones appear here while the scan goes on."))
        else:
            self.empty.say(
                self.tr("No photos yet"),
                self.tr("Add a folder, and its photos stand here by date, the newest first."),
                self.tr("Add a folder of photos"),
            )

    def title(self) -> str:
        return self.tr("Photos")

    def visit(self, place: Place) -> None:
        self.take_focus()

    def page_actions(self) -> PageActions:
        return self.pane.page_actions()

    def refresh(self, changed: Changed) -> None:
        if changed.everything or changed.photos:
            library = self.context.client.library
            self._read.start(library.photos.ids, self._take)
        self.pane.refresh(Changed(photos=changed.photos, everything=changed.everything and not self._first))
        self._first = False

    def _take(self, ids: list[int]) -> None:
        self.count.setText(text.number(len(ids)))
        self._stack.setCurrentWidget(self._full if ids else self.empty)
        self.pane.show_photos(ids)
