"""The Photos page: all photos of the library, newest first, and above them those of this day in earlier years."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QWidget

from photoface.catalog.on_this_day import EarlierYear
from photoface.catalog.summaries.changed import Changed
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.parts import EmptyState, label, page_title
from photoface.gui.page_action import PageActions
from photoface.gui.photos.on_this_day import OnThisDay
from photoface.gui.photos.pane import HEIGHTS, PhotosPane
from photoface.library.library import Library
from photoface.worker.messages import ScanJob

SLIDER_WIDTH = 96


class PhotosPage(Page):
    """All photos, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self.pane = PhotosPane(context, self)
        self.pass_on(self.pane)
        self.count = label("", "muted", self)
        view = self.pane.view
        smaller = self.tool("magnify-minus-outline", self.tr("Smaller (Ctrl+wheel)"), lambda: view.zoom(-1))
        larger = self.tool("magnify-plus-outline", self.tr("Larger (Ctrl+wheel)"), lambda: view.zoom(1))
        self.size_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.size_slider.setAccessibleName(self.tr("Size of the photos"))
        self.size_slider.setToolTip(self.tr("Size of the photos (Ctrl+wheel)"))
        self.size_slider.setRange(0, len(HEIGHTS) - 1)
        self.size_slider.setPageStep(1)
        self.size_slider.setFixedWidth(context.theme.size(SLIDER_WIDTH))
        self.size_slider.setValue(view.step)
        self.size_slider.valueChanged.connect(lambda step: view.zoom(step - view.step))
        view.step_changed.connect(self.size_slider.setValue)
        said = (page_title(self.title(), self), Space(4), self.count)
        head = in_row(*said, Stretch(), smaller, self.size_slider, larger, margins=(24, 16, 24, 0), spacing=4)
        self.empty = EmptyState(context, "image-multiple-outline", self)
        self._show_empty()
        context.jobs.state_changed.connect(self._show_empty)
        self.empty.action.clicked.connect(self.way_to("add_folder"))
        self.on_this_day = OnThisDay(context, self)
        self.pass_on(self.on_this_day)
        context.client.settings_changed.connect(self._read_day)
        self._day_read = LatestRead(context.client, self)
        self._full = holding(in_column(head, self.on_this_day, Placed(self.pane, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)
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

    def page_actions(self) -> PageActions:
        return self.pane.page_actions()

    def refresh(self, changed: Changed) -> None:
        if changed.everything or changed.photos:
            self._read.start(lambda library: library.photos.ids(), self._take)
            self._read_day()
        self.pane.refresh(Changed(photos=changed.photos, everything=changed.everything and not self._first))
        self._first = False

    def _read_day(self) -> None:
        today = dt.date.today()

        def read(library: Library) -> list[EarlierYear]:
            return library.photos.on_this_day(today) if library.settings().on_this_day == "yes" else []

        self._day_read.start(read, lambda years: self.on_this_day.show_years(years, today))

    def _take(self, ids: list[int]) -> None:
        self.count.setText(text.number(len(ids)))
        self._stack.setCurrentWidget(self._full if ids else self.empty)
        self.pane.show_photos(ids)
