"""The Places page: where photos were taken, on a map; clicking a cluster shows its photos beside the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit.boxes import Placed, Space, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.parts import ElidedLabel, EmptyState, label, page_title
from photoface.gui.page_action import PageActions
from photoface.gui.photos.pane import PhotosPane

if TYPE_CHECKING:
    from photoface.gui.places.map_view import MapView
    from photoface.library.library import Library
    from photoface.library.places import PhotoPosition

BESIDE_PIXELS = 380
"""Width of the photos beside the map: two in a row."""


class PlacesPage(Page):
    """A map with clusters of photos, and the photos of the cluster that was opened."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._name_read = LatestRead(context.client, self)
        self.view: MapView | None = None
        self.count = label("", "muted", self)
        self.farther = self.tool("magnify-minus-outline", self.tr("Farther (-)"), lambda: self._zoom(-1))
        self.nearer = self.tool("magnify-plus-outline", self.tr("Nearer (+)"), lambda: self._zoom(1))
        self.whole = self.tool("fit-to-screen-outline", self.tr("All places (0)"), self._fit)
        said = (page_title(self.title(), self), Space(4), self.count)
        tools = (self.nearer, self.farther, self.whole)
        head = in_row(*said, Stretch(), *tools, margins=(24, 16, 24, 0), spacing=4)
        self.empty = EmptyState(context, "map-marker-outline", self)
        self.empty.say(
            self.tr("No places yet"),
            self.tr("Photos with a place in their file stand on a map here. You can give others a place by hand."),
            self.tr("Show the photos"),
        )
        self.empty.action.clicked.connect(self.way_to("photos"))
        self.pane = PhotosPane(context, self)
        self.pass_on(self.pane)
        self.place = ElidedLabel("title", self)
        self.close_beside = self.tool("close", self.tr("Close the photos of this place"), self._close_beside)
        beside_head = in_row(Placed(self.place, 1), self.close_beside, margins=(16, 8, 8, 0), spacing=4)
        self.beside = holding(in_column(beside_head, Placed(self.pane, 1), spacing=4), self)
        self.beside.setFixedWidth(context.theme.size(BESIDE_PIXELS))
        self.beside.hide()
        self._credit = label(
            self.tr("Outlines: Natural Earth. Names of places: GeoNames, CC BY 4.0."), "secondary", self
        )
        self._map_column = in_column(spacing=0)
        both = in_row(Placed(holding(self._map_column, self), 1), self.beside, spacing=0)
        full = in_column(head, Placed(holding(both, self), 1), in_row(self._credit, margins=(24, 0, 24, 4)), spacing=8)
        self._full = holding(full, self)
        self._stack = in_stack(self.empty, self._full, on=self)

    def title(self) -> str:
        return self.tr("Places")

    def page_actions(self) -> PageActions:
        return self.pane.page_actions() if self.beside.isVisible() else {}

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self.view is not None and self.view.isVisibleTo(self):
            self.view.setFocus(reason)
        else:
            self.empty.action.setFocus(reason)

    def refresh(self, changed: Changed) -> None:
        if changed.everything or changed.photos:
            self._read.start(lambda library: library.places.positions(), self._take)
        self.pane.refresh(changed)

    def _take(self, positions: list[PhotoPosition]) -> None:
        self.count.setText(
            self.context.client.photos_in_words([one.photo_id for one in positions]) if positions else ""
        )
        had_focus = self.empty.action.hasFocus()
        if positions:
            self._map().show_positions(positions)
        self._stack.setCurrentWidget(self._full if positions else self.empty)
        if had_focus:
            self.take_focus()

    def _map(self) -> MapView:
        if self.view is None:
            # The outlines and the clusters load more code than a window should wait for at its start.
            from photoface.gui.places.map_view import MapView

            self.view = MapView(self.context, self)
            self.view.cluster_opened.connect(self._show_cluster)
            self._map_column.addWidget(self.view)
            # So that no zoom waits for what it shows for the first time.
            self.context.client.tasks.read_quietly(self, _read_map, lambda _: None)
        return self.view

    def _show_cluster(self, photo_ids: tuple[int, ...]) -> None:
        self.pane.show_photos(photo_ids)
        photos = self.context.client.photos_in_words(photo_ids)
        self.place.setText(photos)
        self.beside.show()
        first = photo_ids[0]

        def name(library: Library) -> str:
            place = library.places.of_photo(first)
            return "" if place is None else place.label

        def take(words: str) -> None:
            self.place.setText(self.tr("{place}: {photos}").format(place=words, photos=photos) if words else photos)

        self._name_read.start(name, take)
        self.page_actions_changed.emit()

    def _close_beside(self) -> None:
        self.beside.hide()
        self.take_focus()
        self.page_actions_changed.emit()

    def _zoom(self, steps: int) -> None:
        self._map().zoom_by(steps)

    def _fit(self) -> None:
        self._map().fit()


def _read_map() -> None:
    """Read the outlines of all scales, and the towns; they are kept."""
    from photoface.places.map_labels import town_labels
    from photoface.places.map_outlines import LEVEL_STEPS, map_outlines

    for level in range(len(LEVEL_STEPS)):
        map_outlines(level)
    town_labels(0, 0, 1, 1, 1)
