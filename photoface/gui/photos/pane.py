"""Shows photos as a grid for the pages that list photos: justified rows, mostly under month headers, stacks, actions.

The grid zooms, has a bar of years, and lets photos be dragged to albums and other programs. A bar below it tags, rates,
shares and copies the selected photos, or adds them to an album; the page's menu and keys offer more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QDrag, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.photos import StackedPhoto
from photoface.gui.action_bar import ActionBar
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Pane
from photoface.gui.kit.boxes import Placed, in_column
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.carried_tile import BESIDE_POINTER, carried_tile
from photoface.gui.kit.dragged_photos import DraggedPhotos
from photoface.gui.kit.stack_badge import STACK, badge_rect
from photoface.gui.kit.tag_field import TagField
from photoface.gui.kit.tile_layouts import Header, JustifiedLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import PhotoDelegate
from photoface.gui.kit.year_scrubber import YearScrubber
from photoface.gui.page_action import RATINGS, PageAction, PageActions, offered
from photoface.gui.people.stranger_kinds import OthersSheet
from photoface.gui.photos.actions import PhotoActions
from photoface.gui.photos.model import PhotosModel
from photoface.gui.photos.rating_stars import RatingStars
from photoface.gui.photos.stacked_tiles import StackedTiles
from photoface.gui.photos.tag_chips import TagsSheet
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.photos import ForgetMissingPhotos, PutOnTop, StackPhotos, TakeOutOfStack, UnstackPhotos
from photoface.library.library import Library

HEIGHTS = (90, 120, 160, 200, 260, 340)
"""The steps of the zoom: the wanted height of a row."""
USUAL_HEIGHT = 3
MOST_COMPARED = 4
"""Photos side by side: more are too small on a screen to be compared."""


OVER_A_PHOTO = frozenset(
    {
        *(PageAction.TURN_RIGHT, PageAction.TURN_LEFT, PageAction.FAVOURITE_PHOTO, PageAction.NO_FAVOURITE_PHOTO),
        *(PageAction.INFORMATION, PageAction.TAG, PageAction.ADD_TO_ALBUM, PageAction.SET_DATE, PageAction.SET_PLACE),
        *(PageAction.DESCRIBE, PageAction.SHARE, PageAction.EXPORT, PageAction.PRINT, PageAction.OPEN_WITH),
        *(PageAction.COPY, PageAction.REVEAL, *RATINGS),
    }
)
"""What needs no selected photo, but is done with the one under the pointer: it is seen at once, or asks first."""


class PhotosView(TileView):
    """The rows, with month headers that stay at the top while their month is in view.

    Signals:
        step_changed: the rows have another height now, by its place in `HEIGHTS`.
    """

    step_changed = Signal(int)

    def __init__(self, model: PhotosModel, context: Context, parent: QWidget | None = None) -> None:
        self.rows = JustifiedLayout(model.shape, HEIGHTS[USUAL_HEIGHT])
        super().__init__(self.rows, parent)
        self._context = context
        self._step = USUAL_HEIGHT
        self._painted_sticky: tuple[Header, int] | None = None
        self.rows.header_height = context.theme.size(44)
        self.set_up(model, PhotoDelegate(context), self.tr("Photos"))
        self.setDragEnabled(True)
        model.layoutChanged.connect(self.rows.forget)
        self.zoomed.connect(self.zoom)
        self.years = YearScrubber(self, self.rows, context.theme)

    def startDrag(self, actions: Qt.DropAction) -> None:
        rows, model = self.selected_rows(), self.model()
        if not rows or not isinstance(model, PhotosModel):
            return
        library = self._context.client.library
        drag = QDrag(self)
        tops = [model.ids[row] for row in rows]
        photo_ids = model.with_stacks(tops)
        # An album gets all photos of a closed stack, another program the files of those that show.
        drag.setMimeData(DraggedPhotos(photo_ids, lambda _: library.photos.present_files(tops)))
        drag.setPixmap(carried_tile(self, self.currentIndex(), len(photo_ids), self._context))
        drag.setHotSpot(BESIDE_POINTER)
        # Nothing but a copy: a program that could move them would take the originals away.
        drag.exec(Qt.DropAction.CopyAction)

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        if end + 1 < self.model().rowCount():
            self.rows.forget()
        super().rowsInserted(parent, start, end)

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        self.rows.forget()
        super().rowsAboutToBeRemoved(parent, start, end)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        model, stack = self.model(), index.data(STACK)
        if stack is not None and stack.is_top and event.button() == Qt.MouseButton.LeftButton:
            badge = badge_rect(self.visualRect(index), stack, self._context.theme)
            if badge.contains(at) and isinstance(model, PhotosModel):
                model.toggle_stack(model.ids[index.row()])
                event.accept()
                return
        super().mousePressEvent(event)

    def take_new_shapes(self) -> None:
        """Photos that show were read again: their shape or date may have changed."""
        self.rows.forget()
        self.arrange_soon()

    @property
    def step(self) -> int:
        """How large the rows are, as a place in `HEIGHTS`."""
        return self._step

    def zoom(self, steps: int) -> None:
        """Larger or smaller rows; what was in view stays in view."""
        step = min(max(self._step + steps, 0), len(HEIGHTS) - 1)
        if step != self._step:
            self._step = step
            self.step_changed.emit(step)
            self.rows.height = HEIGHTS[step]
            self.arrange()

    def covered_width(self) -> int:
        return self.years.width() if self.years.isVisible() else 0

    def fixed_height(self) -> int:
        return self.rows.header_height if self._sticky() is not None else 0

    def fixed_differs(self) -> bool:
        return self._sticky() != self._painted_sticky

    def _sticky(self) -> tuple[Header, int] | None:
        """The header of the month at the top of the view, and where it stands: the next one pushes it out."""
        found = self.rows.header_at(self.verticalOffset()) if self.model().rowCount() else None
        if found is None:
            return None
        header, following = found
        return header, 0 if following is None else min(0, following - self.verticalOffset() - self.rows.header_height)

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        y, brush, sticky = self.verticalOffset(), Brush(painter, self._context), self._sticky()
        for header in self.rows.headers_in(area.translated(0, y)):
            self._paint_header(brush, header, header.top - y)
        if sticky is not None and area.top() < self.rows.header_height:
            self._paint_header(brush, *sticky)
            self._painted_sticky = sticky

    def _paint_header(self, brush: Brush, header: Header, top: int) -> None:
        band = QRect(0, top, self.viewport().width(), self.rows.header_height)
        brush.painter.fillRect(band, brush.colour("window"))
        brush.text(band.adjusted(24, 0, -24, 0), header.text, bold=True)


class PhotosPane(Pane):
    """A grid of photos."""

    shows_stacks = True
    """Whether a closed stack is one tile; else each photo has its own."""

    view_class: type[PhotosView] = PhotosView

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stacks_read = LatestRead(context.client, self)
        self._photo_ids: Sequence[int] = ()
        context.client.settings_changed.connect(self._show_again)
        self.model = PhotosModel(context.client, self)
        self.view = self.view_class(self.model, context, self)
        self.view.menu_asked.connect(self.menu_asked)
        self.view.opened.connect(self._open)
        self.view.previewed.connect(self._open)
        self.view.selection_changed.connect(self._note_selection)
        self.view.pointed_at.connect(self._note_pointer)
        self.model.dataChanged.connect(self.view.take_new_shapes)
        self.model.dataChanged.connect(self._note_selection)
        self.model.ids_changed.connect(self._note_selection)
        self.view.watch(context)
        self.photo_actions = PhotoActions(context, self)
        self.bar = self._action_bar()
        in_column(Placed(self.view, 1), self.bar, on=self)

    def _action_bar(self) -> ActionBar:
        context = self.context
        self.tag_field = TagField(context, self)
        self.tag_field.setMinimumWidth(context.theme.size(80))
        self.tag_field.setMaximumWidth(context.theme.size(180))
        self.tag_field.confirmed.connect(self._tag)
        self.tag_field.kept.connect(self._keep_tag)
        self.tag_field.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.stars = RatingStars(context.theme, context.icons, self)
        self.stars.rated.connect(lambda stars: self.photo_actions.rate(self.selected_ids(), stars))
        bar = ActionBar(context.icons, self.page_actions, self, after=self.view)
        bar.clear.clicked.connect(self.view.clearSelection)
        bar.add_field(self.tag_field)
        bar.add_field(self.stars)
        bar.add_buttons(
            PageAction.TAG, PageAction.ADD_TO_ALBUM, PageAction.SLIDESHOW, PageAction.SHARE, PageAction.COPY
        )
        return bar

    def _show_selection(self) -> None:
        ids = self.selected_ids()
        ratings = {photo.rating for photo in map(self.model.known, ids) if photo is not None}
        self.stars.set_stars(ratings.pop() if len(ratings) == 1 else None)
        self.bar.show_selection(len(ids), with_stacks=len(ids) > len(self.selected_tiles()))

    def _tag(self, path: str) -> None:
        self._keep_tag(path)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_tag(self, path: str) -> None:
        ids = self.selected_ids()
        self.tag_field.clear()
        if ids:
            self.context.client.execute(TagPhotos(ids, path))

    def show_photos(self, ids: Sequence[int]) -> None:
        """Show these photos, in this order; those of a stack as one."""
        self._photo_ids = ids
        if not ids or not self.shows_stacks:
            self._stacks_read.drop()
            self.model.show_photos(ids)
            return
        self._stacks_read.start(_stacked, lambda stacked: self.model.show_stacks(StackedTiles(ids, stacked)))

    def _show_again(self) -> None:
        self.show_photos(self._photo_ids)

    def refresh(self, changed: Changed) -> None:
        self.model.refresh(None if changed.everything else changed.photos)
        if changed.stacks:
            self._show_again()

    def selected_tiles(self) -> tuple[int, ...]:
        """The photos whose tiles are selected."""
        return tuple(self.model.ids[row] for row in self.view.selected_rows())

    def selected_ids(self) -> tuple[int, ...]:
        """The selected photos; of a closed stack all."""
        return self.model.with_stacks(self.selected_tiles())

    def chosen_tiles(self) -> tuple[int, ...]:
        """The photos that keys and menus are about: the selected tiles, or the one that has the keyboard."""
        return tuple(self.model.ids[row] for row in self.view.chosen_rows())

    def chosen_ids(self) -> tuple[int, ...]:
        """The chosen photos; of a closed stack all."""
        return self.model.with_stacks(self.chosen_tiles())

    def page_actions(self) -> PageActions:
        """What can be done with the chosen photos; with none, part of it with the one under the pointer."""
        tiles, row = self.chosen_tiles(), self.view.hovered_row()
        offers = self._actions_on(tiles)
        if not tiles and row >= 0:
            of_pointer = self._actions_on((self.model.ids[row],))
            offers |= {action: run for action, run in of_pointer.items() if action in OVER_A_PHOTO}
        return offers

    def _actions_on(self, tiles: tuple[int, ...]) -> dict[PageAction, Callable[[], None]]:
        execute = self.context.client.execute
        ids = self.model.with_stacks(tiles)
        # Of a single stack its photos are compared, of several the ones on top.
        compared = tiles if len(tiles) > 1 else ids
        known = (self.model.known(id_) for id_ in ids)
        photos = [photo for photo in known if photo is not None]
        missing = tuple(photo.id for photo in photos if photo.missing)
        shared = self.photo_actions.of(ids, self.model.ids, tiles) | self.photo_actions.marks(ids, photos)
        return (
            shared
            | self._stack_actions(tiles)
            | offered(
                (PageAction.SELECT_ALL, self.model.rowCount(), self.view.selectAll),
                (PageAction.TAG, ids, lambda: TagsSheet(self.context, ids, self.window()).open()),
                (PageAction.OPEN, ids, lambda: self._open(self.view.currentIndex())),
                (PageAction.INFORMATION, len(tiles) == 1, lambda: self._show_information(tiles[0])),
                (PageAction.COMPARE, 2 <= len(compared) <= MOST_COMPARED, lambda: self.comparison_asked.emit(compared)),
                (PageAction.STRANGERS, ids, lambda: OthersSheet(self.context, ids, self.window()).open()),
                (PageAction.FORGET, missing, lambda: execute(ForgetMissingPhotos(missing))),
            )
        )

    def _stack_actions(self, tiles: tuple[int, ...]) -> dict[PageAction, Callable[[], None]]:
        """What can be done with stacks of the selected tiles."""
        execute, model = self.context.client.execute, self.model
        states = [(one, model.stack_tile(one)) for one in tiles]
        closed = [one for one, stack in states if stack is not None and not stack.is_open]
        opened = {model.stacks.places[one].stack: one for one, stack in states if stack is not None and stack.is_open}
        stacked = [one for one in tiles if one in model.stacks.places]
        single = tiles[0] if len(tiles) == 1 and tiles[0] in model.stacks.places and not closed else None
        under = single is not None and model.stacks.places[single].position > 0
        return offered(
            (PageAction.OPEN_STACK, closed, lambda: self._toggle(closed)),
            (PageAction.CLOSE_STACK, opened and not closed, lambda: self._toggle(opened.values())),
            (PageAction.PUT_ON_TOP, under, lambda: execute(PutOnTop(single or 0))),
            (PageAction.STACK, len(tiles) > 1, lambda: execute(StackPhotos(model.with_stacks(tiles)))),
            (PageAction.TAKE_OUT_OF_STACK, stacked and not closed, lambda: execute(TakeOutOfStack(tuple(stacked)))),
            (PageAction.UNSTACK, stacked, lambda: execute(UnstackPhotos(tuple(stacked)))),
        )

    def _toggle(self, photo_ids: Iterable[int]) -> None:
        for photo_id in photo_ids:
            self.model.toggle_stack(photo_id)
        self._note_selection()

    def _note_pointer(self) -> None:
        """With nothing chosen some keys are about the photo under the pointer."""
        if not self.view.chosen_rows():
            self.page_actions_changed.emit()

    def _note_selection(self) -> None:
        self._show_selection()
        self.page_actions_changed.emit()

    def _show_information(self, photo_id: int) -> None:
        self.information_asked.emit(tuple(self.model.wanted), photo_id)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.photos_asked.emit(tuple(self.model.wanted), self.model.ids[index.row()])


def _stacked(library: Library) -> list[StackedPhoto]:
    """The photos in stacks, or none where the user wants to see each photo by itself."""
    return library.stacks.photos() if library.settings().stacks == "yes" else []
