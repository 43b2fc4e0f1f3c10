"""Compares two to four photos side by side, zoomed and panned together, to rate, delete or mark each as favourite."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Place
from photoface.gui.kit.boxes import Placed, holding, in_column, in_row
from photoface.gui.kit.parts import ElidedLabel, button_on_black, label
from photoface.gui.page_action import PageActions
from photoface.gui.photos.actions import PhotoActions
from photoface.gui.viewer.compared_photo import ComparedPhoto
from photoface.gui.viewer.cover import PLAIN, Cover
from photoface.gui.viewer.zooming_canvas import ARROWS
from photoface.library.commands.photos import FavouritePhotos
from photoface.library.library import Library

IN_ONE_ROW = 3
"""Up to so many stand in one row; four stand two by two."""


class Comparison(Cover):
    """Lies over the whole window while photos are compared. Keys are about the current photo, which has a ring."""

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(context, over)
        self._ids: tuple[int, ...] = ()
        self.photos: list[ComparedPhoto] = []
        self._current = 0
        self._look = LatestRead(context.client, self)
        self.photo_actions = PhotoActions(context, self)
        self.back = self._button("arrow-left", self.tr("Back (Esc)"))
        self.back.clicked.connect(self.leave)
        self.title = label("", "heading", self)
        self.title.setStyleSheet("color: #FFFFFF;")
        self.hint = hint = ElidedLabel("body", self)
        hint.setStyleSheet("color: #B4B8C0;")
        self.zoom = self._button("magnify-plus-outline", self.tr("Every pixel, or as large as they fit (Z)"))
        self.zoom.clicked.connect(self._toggle_zoom)
        self.faces = self._button("face-recognition", self.tr("Show faces (F)"))
        self.faces.setCheckable(True)
        self.faces.toggled.connect(self._show_faces)
        bar = in_row(self.back, self.title, Placed(hint, 1), self.zoom, self.faces, margins=(12, 8, 12, 8), spacing=8)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(8, 0, 8, 8)
        self._grid.setSpacing(4)
        inside = holding(self._grid, self)
        in_column(bar, Placed(inside, 1), spacing=0, on=self)
        self.add_note(inside)
        context.client.changed.connect(self._on_changed)
        self.hide()

    def _button(self, icon: str, words: str) -> QToolButton:
        return button_on_black(self.context.icons, icon, words, self)

    def open(self, photo_ids: Sequence[int]) -> None:
        """Show these photos."""
        self._ids = tuple(photo_ids)
        self._current = 0
        self.lie_over()
        self._show(self._ids)

    def leave(self) -> None:
        self._look.drop()
        self._show(())
        super().leave()

    @property
    def current(self) -> ComparedPhoto | None:
        """The photo that keys are about."""
        return self.photos[self._current] if 0 <= self._current < len(self.photos) else None

    def _show(self, ids: Sequence[int]) -> None:
        """Show these photos; those that show already stay as they are."""
        standing = {photo.photo_id: photo for photo in self.photos}
        current = self.current
        for photo_id, photo in standing.items():
            self._grid.removeWidget(photo)
            if photo_id not in ids:
                photo.hide()
                photo.deleteLater()
        self.photos = [standing[one] if one in standing else self._made(one) for one in ids]
        columns = len(ids) if len(ids) <= IN_ONE_ROW else 2
        for number in range(4):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
            self._grid.setRowStretch(number, 1 if number * max(columns, 1) < len(ids) else 0)
        for number, photo in enumerate(self.photos):
            self._grid.addWidget(photo, number // columns, number % columns)
            photo.show()
        self.title.setText(self.tr("{} side by side").format(self.context.client.photos_in_words(ids)))
        self._say_hint()
        if self.photos:
            kept = next((row for row, photo in enumerate(self.photos) if photo is current), None)
            self._choose(min(self._current, len(self.photos) - 1) if kept is None else kept)
            self.photos[self._current].focus()

    def _made(self, photo_id: int) -> ComparedPhoto:
        execute = self.context.client.execute
        photo = ComparedPhoto(self.context, photo_id, self)
        photo.canvas.set_always_shows_faces(self.faces.isChecked())
        photo.chosen.connect(lambda: self._choose(self.photos.index(photo)))
        photo.zoomed.connect(lambda: self._follow(photo))
        photo.rated.connect(lambda stars: self.photo_actions.rate((photo_id,), stars))
        photo.favoured.connect(lambda yes: execute(FavouritePhotos((photo_id,), yes)))
        photo.delete_asked.connect(lambda: self.photo_actions.delete((photo_id,)))
        photo.on_faces.person_asked.connect(self._go_to)
        return photo

    def _choose(self, number: int) -> None:
        self._current = number
        for row, photo in enumerate(self.photos):
            photo.show_current(row == number)
        self.page_actions_changed.emit()

    def _follow(self, moved: ComparedPhoto) -> None:
        """The others show what this one shows."""
        for photo in self.photos:
            if photo is not moved:
                photo.follow_zoom(moved)
        self._say_hint()

    def _say_hint(self) -> None:
        """Say what the arrows do now: in photos that are zoomed they move the photos."""
        photo = self.current
        self.hint.setText(
            self.tr("Wheel, drag and arrows move all of them. Tab goes to the next, Z shows them whole.")
            if photo is not None and photo.canvas.is_zoomed
            else self.tr("Wheel and drag move all of them. Arrows go from one to the next, Z shows every pixel.")
        )

    def _show_faces(self, show: bool) -> None:
        for photo in self.photos:
            photo.canvas.set_always_shows_faces(show)

    def _toggle_zoom(self) -> None:
        if self.current is not None:
            self.current.canvas.toggle_zoom()

    def _go_to(self, person_id: int) -> None:
        self.leave()
        self.place_asked.emit(Place("person", person_id))

    def _on_changed(self, changed: Changed) -> None:
        if not self.isVisible():
            return
        for photo in self.photos:
            if photo.photo_id in changed.turned:
                photo.show_again()
            elif changed.everything or photo.photo_id in changed.photos:
                photo.read()
        if changed.everything or not changed.photos.isdisjoint(self._ids):
            self._look.start(_deleted, self._leave_out)

    def _leave_out(self, deleted: frozenset[int]) -> None:
        """Deleted photos go, and come back by undo; one alone cannot be compared."""
        left = tuple(photo_id for photo_id in self._ids if photo_id not in deleted)
        if len(left) < 2:
            self.leave()
        elif left != tuple(photo.photo_id for photo in self.photos):
            self._show(left)

    # what can be done

    def page_actions(self) -> PageActions:
        """What can be done with the current photo."""
        photo = self.current
        if photo is None:
            return {}
        ids, known = (photo.photo_id,), [photo.detail] if photo.detail is not None else []
        return self.photo_actions.of(ids, self._ids) | self.photo_actions.marks(ids, known)

    # QWidget

    def keyPressEvent(self, event: QKeyEvent) -> None:
        photo, key = self.current, Qt.Key(event.key())
        if photo is None or event.modifiers() & ~PLAIN:
            super().keyPressEvent(event)
            return
        if photo.on_faces.press(key, event.modifiers()) or photo.canvas.press_zoom_key(key):
            pass
        elif key in ARROWS:
            across, down = ARROWS[key]
            columns = len(self.photos) if len(self.photos) <= IN_ONE_ROW else 2
            number = self._current + across + down * columns
            if 0 <= number < len(self.photos):
                self.photos[number].focus()
        elif key == Qt.Key.Key_F:
            self.faces.toggle()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace):
            self.leave()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())


def _deleted(library: Library) -> frozenset[int]:
    return frozenset(library.trash.ids())
