"""Photos in justified rows under sticky month headers; every page with photos uses it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from photoface.catalog.summaries import Changed
from photoface.gui import text
from photoface.gui.context import Context, Deed, Deeds
from photoface.gui.delegates import painting
from photoface.gui.delegates.tiles import PhotoDelegate
from photoface.gui.models.photos import PhotosModel
from photoface.gui.theme import BODY, Theme
from photoface.gui.widgets.tile_layouts import Header, JustifiedLayout
from photoface.gui.widgets.tile_view import TileView
from photoface.library.commands import ForgetMissingPhotos

HEIGHTS = (90, 120, 160, 200, 260, 340)
"""The steps of the zoom: the wanted height of a row."""
USUAL_HEIGHT = 3


class PhotosView(TileView):
    """The rows, with month headers that stay at the top while their month is in view."""

    def __init__(self, model: PhotosModel, theme: Theme, parent: QWidget | None = None) -> None:
        self.rows = JustifiedLayout(model.shape, HEIGHTS[USUAL_HEIGHT])
        super().__init__(self.rows, parent)
        self._theme = theme
        self._step = USUAL_HEIGHT
        self.rows.header_height = theme.size(44)
        self.setModel(model)
        self.zoomed.connect(self.zoom)
        # What scrolls below the header must be painted anew with it.
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        if end + 1 < self.model().rowCount():
            self.rows.forget()
        super().rowsInserted(parent, start, end)

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        self.rows.forget()
        super().rowsAboutToBeRemoved(parent, start, end)

    def reset(self) -> None:
        self.rows.forget()
        super().reset()

    def take_new_shapes(self) -> None:
        """Photos that show were read anew: they may have other sides or another date now."""
        self.rows.forget()
        self.arrange_soon()

    def zoom(self, steps: int) -> None:
        """Larger or smaller rows; what was in view stays in view."""
        step = min(max(self._step + steps, 0), len(HEIGHTS) - 1)
        if step != self._step:
            self._step = step
            self.rows.height = HEIGHTS[step]
            self.arrange()

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        y = self.verticalOffset()
        shown = area.translated(0, y)
        height = self.rows.header_height
        for header in self.rows.headers_in(shown):
            self._paint_header(painter, header, header.top - y)
        sticky = self.rows.header_at(y)
        if sticky is not None and self.model().rowCount():
            header, following = sticky
            top = 0 if following is None else min(0, following - y - height)
            self._paint_header(painter, header, top)

    def _paint_header(self, painter: QPainter, header: Header, top: int) -> None:
        band = QRect(0, top, self.viewport().width(), self.rows.header_height)
        painter.fillRect(band, self._theme.colour("window"))
        painting.paint_text(
            painter,
            band.adjusted(24, 0, -24, 0),
            header.text,
            self._theme.font(BODY, bold=True),
            self._theme.colour("text"),
            Qt.AlignmentFlag.AlignLeft,
        )


class PhotosPane(QWidget):
    """A grid of photos.

    Signals:
        deeds_changed: the selection differs.
        opened: show a photo large; its id.
        menu_asked: a right click on a photo.
    """

    deeds_changed = Signal()
    opened = Signal(int)
    menu_asked = Signal(QPoint)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = PhotosModel(context.client, self)
        self.view = PhotosView(self.model, context.theme, self)
        self.view.setItemDelegate(PhotoDelegate(context.images, context.theme, context.icons, self.view))
        self.view.setAccessibleName(self.tr("Photos"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._ask_menu)
        self.view.opened.connect(self._open)
        self.view.previewed.connect(self._open)
        self.view.selection_changed.connect(self.deeds_changed)
        self.model.dataChanged.connect(self.view.take_new_shapes)
        self.model.ids_changed.connect(self.deeds_changed)
        context.images.arrived.connect(self.view.viewport().update)
        context.theme.changed.connect(self.view.viewport().update)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def show_photos(self, ids: Sequence[int]) -> None:
        """Show these photos, newest first."""
        self.model.show_photos(ids)

    def refresh(self, changed: Changed) -> None:
        self.model.refresh(None if changed.everything else changed.photos)

    def selected_ids(self) -> tuple[int, ...]:
        return tuple(self.model.ids[row] for row in self.view.selected_rows())

    def deeds(self) -> Deeds:
        """What can be done with the selected photos."""
        ids = self.selected_ids()
        deeds = {Deed.SELECT_ALL: self.view.selectAll} if self.model.rowCount() else {}
        if ids:
            deeds[Deed.OPEN] = lambda: self._open(self.view.currentIndex())
        known = (self.model.known(id_) for id_ in ids)
        missing = tuple(photo.id for photo in known if photo is not None and photo.missing)
        if missing:
            deeds[Deed.FORGET] = lambda: self._context.client.execute(ForgetMissingPhotos(missing))
        return deeds

    def count_words(self) -> str:
        return text.photos(len(self.model.wanted))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.model.ids[index.row()])

    def _ask_menu(self, point: QPoint) -> None:
        if self.view.indexAt(point).isValid():
            self.menu_asked.emit(self.view.viewport().mapToGlobal(point))
