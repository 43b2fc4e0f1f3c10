"""The viewer: one photo on black over the whole window, its faces, a filmstrip, and the way on and back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from photoface.catalog.summaries import Changed, FaceSummary, PhotoDetail, PhotoSummary
from photoface.catalog.tables import FaceStatus
from photoface.errors import UserFacingError
from photoface.gui import text
from photoface.gui.context import Context, Place
from photoface.gui.delegates.tiles import FilmDelegate
from photoface.gui.icons import SIZE
from photoface.gui.images import image_of
from photoface.gui.models.paged import PagedModel
from photoface.gui.tasks import LatestRead
from photoface.gui.widgets.name_field import NameField
from photoface.gui.widgets.parts import label
from photoface.gui.widgets.photo_canvas import PhotoCanvas
from photoface.gui.widgets.tile_layouts import StripLayout
from photoface.gui.widgets.tile_view import TileView
from photoface.library.commands import (
    ConfirmFaces,
    IgnoreFaces,
    MarkNotAFace,
    NameFaces,
    RemoveFaces,
    RestoreFaces,
)

KEPT_IMAGES = 5
"""The one that shows and two on either side."""

FILM = 56


class Viewer(QWidget):
    """Lies over the whole window while a photo is shown.

    Signals:
        closed: back to the page.
        moved: another photo is shown; its id.
        place_asked: go to a person.
        reveal_asked: show a file in the file manager; its path.
    """

    closed = Signal()
    moved = Signal(int)
    place_asked = Signal(object)
    reveal_asked = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._over = parent
        self._detail_read = LatestRead(context.client.tasks, self)
        self._image_read = LatestRead(context.client.tasks, self)
        self._next_read = LatestRead(context.client.tasks, self)
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._row = -1
        self.detail: PhotoDetail | None = None
        client = context.client
        self.film_model = PagedModel[PhotoSummary](client.tasks, lambda ids: client.library.photos(ids), self)
        self.film_model.setObjectName("film")
        self.canvas = PhotoCanvas(context.theme, NameField(client, context.images, context.theme), self)
        self.canvas.named.connect(lambda face_id, name: client.execute(NameFaces((face_id,), name)))
        self.canvas.face_menu_asked.connect(self._open_face_menu)
        self.film = TileView(StripLayout(QSize(FILM, FILM)), self)
        self.film.setModel(self.film_model)
        self.film.setItemDelegate(FilmDelegate(context.images, context.theme, self.film))
        self.film.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.film.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.film.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.film.setFixedHeight(FILM + 16)
        self.film.setAccessibleName(self.tr("Filmstrip"))
        self.film.setStyleSheet("background: #000000;")
        self.film.clicked.connect(lambda index: self.show_row(index.row()))
        self._build_bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.film)
        self.setFocusProxy(self.canvas)
        context.images.arrived.connect(self._on_pictures)
        client.changed.connect(self._on_changed)
        self.hide()

    def _build_bar(self) -> None:
        self._bar = QWidget(self)
        self.back = self._on_black("arrow-left", self.tr("Back (Esc)"))
        self.back.clicked.connect(self.close_viewer)
        self.title = label("", "heading", self._bar)
        self.about = label("", "body", self._bar)
        for shown, colour in ((self.title, "#FFFFFF"), (self.about, "#B4B8C0")):
            shown.setStyleSheet(f"color: {colour};")
        self.faces = self._on_black("face-recognition", self.tr("Show faces (F)"))
        self.faces.setCheckable(True)
        self.faces.toggled.connect(self.canvas.set_always_shows_faces)
        self.reveal = self._on_black("folder-open-outline", self.tr("Show in file manager"))
        self.reveal.clicked.connect(self._reveal)
        self.previous = self._on_black("chevron-left", self.tr("Previous photo (Left)"))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next = self._on_black("chevron-right", self.tr("Next photo (Right)"))
        self.next.clicked.connect(lambda: self.step(1))
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.title)
        row.addWidget(self.about, 1)
        for each in (self.faces, self.reveal, self.previous, self.next):
            row.addWidget(each)

    def _on_black(self, icon: str, words: str) -> QToolButton:
        made = QToolButton(self._bar)
        made.setProperty("kind", "onBlack")
        made.setIcon(self._context.icons.on_black(icon))
        made.setIconSize(SIZE)
        made.setToolTip(words)
        made.setAccessibleName(words)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    # where it is

    @property
    def photo_id(self) -> int | None:
        """The photo that is shown."""
        ids = self.film_model.ids
        return ids[self._row] if 0 <= self._row < len(ids) else None

    def open(self, ids: Sequence[int], photo_id: int) -> None:
        """Show a photo among others."""
        self.film_model.set_ids(ids)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.film.arrange()
        row = self.film_model.row_of(photo_id)
        self._row = -1
        self.show_row(max(row, 0))
        self.canvas.setFocus()

    def close_viewer(self) -> None:
        """Back to the page below."""
        for read in (self._detail_read, self._image_read, self._next_read):
            read.drop()
        self._images.clear()
        self.hide()
        self.closed.emit()

    def step(self, steps: int) -> None:
        """On to another photo; at the ends it stays."""
        self.show_row(min(max(self._row + steps, 0), self.film_model.rowCount() - 1))

    def show_row(self, row: int) -> None:
        if row == self._row or not 0 <= row < self.film_model.rowCount():
            return
        self._row = row
        photo_id = self.film_model.ids[row]
        self.previous.setEnabled(row > 0)
        self.next.setEnabled(row < self.film_model.rowCount() - 1)
        self.film.select_row(row)
        self.film.scrollTo(self.film_model.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.detail = None
        self.canvas.say("")
        self.canvas.show_detail(None)
        self._show_thumbnail(photo_id)
        self._read_detail(photo_id)
        self.moved.emit(photo_id)

    def _show_thumbnail(self, photo_id: int) -> None:
        sharp = self._images.get(photo_id)
        if sharp is not None:
            self.canvas.show_image(sharp, sharp.width(), sharp.height())
            return
        picture = self._context.images.photo(photo_id)
        if picture is not None:
            self.canvas.show_picture(picture.pixmap, picture.pixmap.width(), picture.pixmap.height())

    def _read_detail(self, photo_id: int) -> None:
        library = self._context.client.library
        self._detail_read.start(lambda: library.photo(photo_id), self._take_detail)

    def _take_detail(self, detail: PhotoDetail) -> None:
        if detail.id != self.photo_id:
            return
        self.detail = detail
        path = detail.path or next(iter(detail.file_paths), None)
        self.title.setText(path.name if path is not None else self.tr("Photo"))
        parts = [text.date_and_time(detail.taken_at)]
        if detail.camera:
            parts.append(detail.camera)
        parts.append(f"{text.number(detail.width)} × {text.number(detail.height)}")
        if detail.missing:
            parts.append(self.tr("the file is missing"))
        self.about.setText("  ·  ".join(parts))
        self.reveal.setEnabled(detail.path is not None)
        self.canvas.show_detail(detail)
        if detail.id in self._images:
            self._prefetch()
        else:
            side = self._long_side()
            self._image_read.start(
                lambda: self._load(detail.id, side), lambda image: self._take_image(detail.id, image)
            )

    def _long_side(self) -> int:
        """Pixels of the screen on the long side of the canvas."""
        size = self.canvas.size()
        return max(64, round(max(size.width(), size.height()) * self.canvas.devicePixelRatioF()))

    def _load(self, photo_id: int, long_side: int) -> QImage | None:
        """On a reading thread: the photo at most this large."""
        try:
            pixels = self._context.client.library.photo_pixels(photo_id, long_side)
        except UserFacingError:
            # The thumbnail stays, and the line above says that the file is missing.
            return None
        return image_of(pixels)

    def _take_image(self, photo_id: int, image: QImage | None) -> None:
        if image is not None:
            self._images[photo_id] = image
            while len(self._images) > KEPT_IMAGES:
                self._images.popitem(last=False)
        if photo_id != self.photo_id or self.detail is None:
            return
        if image is not None:
            self.canvas.show_image(image, self.detail.width, self.detail.height)
        else:
            self.canvas.say(self.tr("The file of this photo cannot be read now."))
        self._prefetch()

    def _prefetch(self) -> None:
        """Read a neighbour ahead, so that the next key press shows it at once."""
        ids, side = self.film_model.ids, self._long_side()
        for row in (self._row + 1, self._row - 1):
            if 0 <= row < len(ids) and ids[row] not in self._images:
                wanted = ids[row]

                def take(image: QImage | None, wanted: int = wanted) -> None:
                    if image is not None:
                        self._images[wanted] = image

                self._next_read.start(partial(self._load, wanted, side), take)
                return

    def _on_pictures(self) -> None:
        if not self.isVisible():
            return
        self.film.viewport().update()
        photo_id = self.photo_id
        if photo_id is not None and photo_id not in self._images:
            self._show_thumbnail(photo_id)

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and self.photo_id is not None:
            self._read_detail(self.photo_id)
            self.film_model.refresh(None if changed.everything else changed.photos)

    # faces

    def face_menu(self, face: FaceSummary) -> QMenu:
        """What one can say about a face."""
        client = self._context.client
        menu = QMenu(self)

        def add(words: str, do: object) -> None:
            action = QAction(words, menu)
            action.triggered.connect(do)
            menu.addAction(action)

        if face.status is not FaceStatus.ACTIVE:
            add(self.tr("Bring back"), lambda: client.execute(RestoreFaces((face.id,))))
            return menu
        person_id = face.person_id
        if person_id is not None:
            name = face.person_name or ""
            if not face.confirmed:
                add(
                    self.tr("Yes, this is {}").format(name),
                    lambda: client.execute(ConfirmFaces((face.id,), person_id)),
                )
            add(self.tr("Not {}").format(name), lambda: client.execute(RemoveFaces((face.id,))))
            add(self.tr("Show all of {}").format(name), lambda: self._go_to(person_id))
            menu.addSeparator()
        add(
            self.tr("Change the name") if person_id else self.tr("Add a name"),
            lambda: self.canvas.begin_naming(face),
        )
        add(self.tr("Ignore this face"), lambda: client.execute(IgnoreFaces((face.id,))))
        add(self.tr("Not a face"), lambda: client.execute(MarkNotAFace((face.id,))))
        return menu

    def _open_face_menu(self, face: FaceSummary, point: QPoint) -> None:
        menu = self.face_menu(face)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def _go_to(self, person_id: int) -> None:
        self.close_viewer()
        self.place_asked.emit(Place("person", person_id))

    def _reveal(self) -> None:
        if self.detail is not None and self.detail.path is not None:
            self.reveal_asked.emit(self.detail.path)

    # QWidget

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageDown: 1,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.step(steps[key])
        elif key == Qt.Key.Key_Home:
            self.show_row(0)
        elif key == Qt.Key.Key_End:
            self.show_row(self.film_model.rowCount() - 1)
        elif key == Qt.Key.Key_F:
            self.faces.toggle()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace):
            self.close_viewer()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._row >= 0:
            self.film.arrange()
            self.film.scrollTo(self.film_model.index(self._row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#000000"))
        painter.end()
