"""The viewer: one photo or video on black over the whole window, with its faces, a filmstrip, and keys for the next.

It also has the information panel, the strip of the photo's stack, and the actions on the photo.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Place
from photoface.gui.kit.boxes import Placed, holding, in_column, in_row
from photoface.gui.kit.name_field import NameField
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.photos.actions import PhotoActions
from photoface.gui.viewer.bar import ViewerBar
from photoface.gui.viewer.canvas import PhotoCanvas
from photoface.gui.viewer.cover import PLAIN, Cover
from photoface.gui.viewer.face_actions import FaceActions
from photoface.gui.viewer.info import InfoPanel
from photoface.gui.viewer.panel_actions import PanelActions
from photoface.gui.viewer.photo_information import PhotoInformation, read_story
from photoface.gui.viewer.photo_strip import PhotoStrip
from photoface.gui.viewer.shown_picture import ShownPicture
from photoface.gui.viewer.stack_strip import StackStrip
from photoface.gui.viewer.video_view import VideoView
from photoface.library.commands.photos import PutOnTop, TakeOutOfStack, UnstackPhotos

FILM_ROOM = 16
"""Pixels of the filmstrip's height beside its photos."""

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageDown: 1,
}


class Viewer(Cover):
    """Lies over the whole window while a photo is shown.

    Signals:
        moved: another photo is shown; its id.
    """

    moved = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        client = context.client
        self._story_read = LatestRead(client, self)
        self._exposure_read = LatestRead(client, self)
        self._row = -1
        self.detail: PhotoDetail | None = None
        self._turned = False
        self.is_alone = False
        """Nothing but the photo shows."""
        self._was_whole = False
        self.canvas = PhotoCanvas(context.theme, NameField(context), self)
        self.picture = ShownPicture(context, self.canvas, self)
        self.film = PhotoStrip(context, self.tr("Filmstrip"), self, room=FILM_ROOM)
        self.film_model = self.film.photos
        self.stack = StackStrip(context, self)
        self.info = InfoPanel(context, self)
        self.info.hide()
        self.bar = ViewerBar(context.icons, self)
        self.title, self.about, self.faces = self.bar.title, self.bar.about, self.bar.faces
        self.photo_actions = PhotoActions(context, self)
        self.on_faces = FaceActions(client, self.canvas, self)
        self.face_menu = self.on_faces.menu
        self.video = VideoView(context, self.canvas, self, self.picture.long_side)
        shown = in_column(Placed(self.canvas, 1), self.video.bar, spacing=0)
        middle = in_row(Placed(shown, 1), self.info, spacing=0)
        self._below = holding(in_column(self.stack, self.film, spacing=0), self)
        in_column(self.bar, Placed(middle, 1), self._below, on=self)
        self.add_note(self.canvas)
        self._connect()
        self.hide()

    def _connect(self) -> None:
        bar, client, info, canvas = self.bar, self.context.client, self.info, self.canvas
        self.film.menu_asked.connect(self.menu_asked)
        self.film.clicked.connect(lambda index: self.show_row(index.row()))
        self.stack.chosen.connect(self._show_of_stack)
        self.stack.changed.connect(self.page_actions_changed)
        bar.back.clicked.connect(self.close_viewer)
        bar.previous.clicked.connect(lambda: self.step(-1))
        bar.next.clicked.connect(lambda: self.step(1))
        bar.faces.toggled.connect(canvas.set_always_shows_faces)
        bar.draw.clicked.connect(canvas.draw_next)
        canvas.drawing_changed.connect(bar.draw.setChecked)
        bar.zoom.clicked.connect(lambda: canvas.toggle_zoom())
        canvas.zoomed.connect(self._on_zoomed)
        bar.info.toggled.connect(self._show_info)
        bar.delete.clicked.connect(lambda: self.page_actions().get(PageAction.DELETE_PHOTOS, lambda: None)())
        bar.slideshow.clicked.connect(self._start_slideshow)
        bar.more.clicked.connect(lambda: self.menu_asked.emit(bar.more.mapToGlobal(bar.more.rect().bottomLeft())))
        PanelActions(info, client, self.photo_actions, lambda: self.photo_id)
        info.left.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        for part in (info.person_asked, self.on_faces.person_asked):
            part.connect(self._go_to)
        self.context.images.arrived.connect(self._on_pictures)
        client.changed.connect(self._on_changed)

    # where it is

    @property
    def photo_id(self) -> int | None:
        """The photo that is shown."""
        ids = self.film_model.ids
        return ids[self._row] if 0 <= self._row < len(ids) else None

    def open(self, ids: Sequence[int], photo_id: int, frame_seconds: float | None = None) -> None:
        """Show a photo among others.

        Args:
            frame_seconds: which frame of a video; None for the one that stands for it.
        """
        self.video.want_frame(frame_seconds)
        self.film_model.set_ids(ids)
        self.lie_over()
        self.film.arrange()
        row = self.film_model.row_of(photo_id)
        self._row = -1
        self.show_row(max(row, 0))
        self.canvas.setFocus()

    def close_viewer(self) -> None:
        """Back to the page below."""
        if self.is_alone:
            self.toggle_full_screen()
        self._keep_typed()
        self._story_read.drop()
        self._exposure_read.drop()
        self.picture.drop()
        self.video.leave()
        self.canvas.leave_box()
        super().leave()

    def leave(self) -> None:
        self.close_viewer()

    def step(self, steps: int) -> None:
        """On to another photo; at the ends it stays."""
        self.show_row(min(max(self._row + steps, 0), self.film_model.rowCount() - 1))

    def show_row(self, row: int) -> None:
        if row == self._row or not 0 <= row < self.film_model.rowCount():
            return
        self._keep_typed()
        self._row = row
        self._turned = False
        self.picture.begin()
        photo_id = self.film_model.ids[row]
        self.bar.previous.setEnabled(row > 0)
        self.bar.next.setEnabled(row < self.film_model.rowCount() - 1)
        self.film.select_row(row)
        self.film.centre_on(row)
        self.detail = None
        self.video.leave()
        self.canvas.say("")
        self.canvas.show_detail(None)
        self.picture.show_at_hand(photo_id, self.film_model.summary(row))
        self._read_story(photo_id)
        self.info.show_exposure(None)
        self._read_exposure()
        self.stack.show_stack_of(photo_id)
        self.moved.emit(photo_id)

    def _show_of_stack(self, photo_id: int) -> None:
        """Show another photo of the stack, in the place of the one that stands for it in the filmstrip."""
        row = self.film_model.row_of(photo_id)
        if row < 0:
            row, ids = self._row, list(self.film_model.ids)
            ids[row] = photo_id
            self._keep_typed()
            self.film_model.set_ids(ids)
            self.film.arrange()
            self._row = -1
        self.show_row(row)

    def toggle_full_screen(self) -> None:
        """Show the photo alone on the whole screen, or everything again as it was."""
        window, whole = self.window(), Qt.WindowState.WindowFullScreen
        self.is_alone = not self.is_alone
        for part in (self.bar, self._below):
            part.setVisible(not self.is_alone)
        self.info.setVisible(self.bar.info.isChecked() and not self.is_alone)
        if self.is_alone:
            self._was_whole = window.isFullScreen()
            window.setWindowState(window.windowState() | whole)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self.note.say(self.tr("F11 or Esc brings the rest back."), undo=False)
        elif not self._was_whole:
            window.setWindowState(window.windowState() & ~whole)

    def _keep_typed(self) -> None:
        """What is typed belongs to the photo that shows, and counts when that one goes."""
        self.canvas.leave_naming()
        self.info.keep_typed()

    def _on_zoomed(self) -> None:
        self.bar.show_zoom(self.canvas.magnification, is_zoomed=self.canvas.is_zoomed)
        if self.detail is not None and self.video.is_at_still:
            self.picture.sharpen(self.detail)

    def _read_story(self, photo_id: int) -> None:
        self._story_read.start(lambda library: read_story(library, photo_id), self._take_story)

    def _take_story(self, story: PhotoInformation) -> None:
        detail = story.detail
        if detail.id != self.photo_id:
            return
        if self._turned:
            # Picture and boxes change together.
            self.picture.load(detail.id, lambda image: self._take_turned(story, image))
            return
        first = self.detail is None
        self.detail = detail
        self.bar.show_photo(detail)
        self.canvas.show_detail(detail)
        self.video.show_detail(detail)
        self.bar.draw.setVisible(not self.video.is_shown)
        self.info.show_story(story)
        self.page_actions_changed.emit()
        if first:
            self.picture.load(detail.id, lambda image: self._take_image(detail.id, image))

    def _take_turned(self, story: PhotoInformation, image: QImage | None) -> None:
        if story.detail.id == self.photo_id:
            self._turned = False
            self.picture.show_turned()
            self._take_story(story)
            self._take_image(story.detail.id, image)

    def _take_image(self, photo_id: int, image: QImage | None) -> None:
        if photo_id != self.photo_id or self.detail is None:
            return
        if image is None:
            self.picture.show_problem(photo_id)
        elif self.video.is_at_still:  # otherwise a frame of the video was asked for meanwhile
            self.canvas.show_image(image, self.detail.width, self.detail.height)
            self._on_zoomed()
        # The next key press shows its neighbours at once.
        ids = self.film_model.ids
        self.picture.read_ahead([ids[row] for row in (self._row + 1, self._row - 1) if 0 <= row < len(ids)])

    def _on_pictures(self) -> None:
        if not self.isVisible():
            return
        self.film.viewport().update()
        photo_id = self.photo_id
        if photo_id is None or self._turned or not self.video.is_at_still:
            return
        if not self.picture.is_here(photo_id):
            self.picture.show_at_hand(photo_id, self.film_model.summary(self._row))

    def _on_changed(self, changed: Changed) -> None:
        self.picture.forget(changed.turned)
        if self.isVisible() and self.photo_id is not None:
            self._turned |= self.photo_id in changed.turned
            self._read_story(self.photo_id)
            if changed.stacks or changed.photos or changed.everything:
                self.stack.show_stack_of(self.photo_id)
            self.film_model.refresh(None if changed.everything else changed.photos)

    # what can be done

    def page_actions(self) -> PageActions:
        """What can be done with the photo."""
        photo_id = self.photo_id
        if photo_id is None:
            return {}
        offers = self.photo_actions.of((photo_id,), self.film_model.ids)
        there = self.detail is not None and self.detail.path is not None
        is_photo = there and not self.video.is_shown
        if not there:
            offers.pop(PageAction.REVEAL, None)
        if PageAction.DELETE_PHOTOS in offers:
            offers[PageAction.DELETE_PHOTOS] = lambda: self._delete(photo_id)
        known = [] if self.detail is None else [self.detail]
        stacked, execute = self.stack.photo_ids, self.context.client.execute
        return (
            offers
            | self.photo_actions.marks((photo_id,), known)
            | offered(
                (PageAction.PUT_ON_TOP, stacked and stacked[0] != photo_id, lambda: execute(PutOnTop(photo_id))),
                (PageAction.TAKE_OUT_OF_STACK, stacked, lambda: execute(TakeOutOfStack((photo_id,)))),
                (PageAction.UNSTACK, stacked, lambda: execute(UnstackPhotos((photo_id,)))),
                (PageAction.TAG, True, self._begin_tag),
                (PageAction.DETAILS, True, self.bar.info.toggle),
                (PageAction.DRAW_FACE, is_photo, lambda: self.canvas.draw_next(not self.bar.draw.isChecked())),
                (PageAction.LOOK_AGAIN, is_photo, lambda: self.context.jobs.look_again(photo_id)),
            )
        )

    def _delete(self, photo_id: int) -> None:
        """Put the photo into Recently deleted, and show the next one."""
        self.photo_actions.delete((photo_id,))
        ids = [one for one in self.film_model.ids if one != photo_id]
        row = min(self._row, len(ids) - 1)
        self.film_model.set_ids(ids)
        if not ids:
            self.close_viewer()
            return
        self.film.arrange()
        self._row = -1
        self.show_row(row)

    def _start_slideshow(self) -> None:
        if self.photo_id is not None:
            self.page_actions()[PageAction.SLIDESHOW]()

    def _show_info(self, show: bool) -> None:
        if not show and self.info.isAncestorOf(self.focusWidget() or self):
            self.canvas.setFocus()
        self.info.setVisible(show)
        self._read_exposure()

    def _read_exposure(self) -> None:
        """From the file itself, which takes longer than what the catalog has: only where it shows."""
        photo_id = self.photo_id
        if self.bar.info.isChecked() and photo_id is not None:
            self._exposure_read.start(lambda library: library.pictures.exposure(photo_id), self.info.show_exposure)

    def _begin_tag(self) -> None:
        self.bar.info.setChecked(True)
        self.info.focus_tags()

    def _go_to(self, person_id: int) -> None:
        self.close_viewer()
        self.place_asked.emit(Place("person", person_id))

    # QWidget

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~PLAIN:
            if event.modifiers() == Qt.KeyboardModifier.AltModifier and self.on_faces.press(key, event.modifiers()):
                event.accept()
            else:
                super().keyPressEvent(event)
            return
        if self.on_faces.press(key, event.modifiers()) or self.video.press(key) or self.canvas.press_zoom_key(key):
            pass
        elif key in _STEPS:
            self.step(_STEPS[key])
        elif key == Qt.Key.Key_Home:
            self.show_row(0)
        elif key == Qt.Key.Key_End:
            self.show_row(self.film_model.rowCount() - 1)
        elif key == Qt.Key.Key_F:
            self.faces.toggle()
        elif key == Qt.Key.Key_G:
            self.stack.step()
        elif key == Qt.Key.Key_Escape and self.is_alone:
            self.toggle_full_screen()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace):
            self.close_viewer()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # What the canvas has no menu for: the photo itself.
        self.menu_asked.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._row >= 0:
            self.film.arrange()
            self.film.centre_on(self._row)
