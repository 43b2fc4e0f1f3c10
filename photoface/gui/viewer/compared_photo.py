"""One photo of a side-by-side comparison: the zooming picture with its name, stars, favourite and delete.

Its faces can be named as in the viewer.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.photos import PhotoDetail
from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit import painting, text
from photoface.gui.kit.boxes import Placed, holding, in_column, in_row
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.message_bar import PHOTO_BAR
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.parts import ElidedLabel, icon_button
from photoface.gui.kit.photo_loader import PhotoLoader
from photoface.gui.photos.rating_stars import RatingStars
from photoface.gui.viewer.canvas import PhotoCanvas
from photoface.gui.viewer.face_actions import FaceActions


class ComparedPhoto(QWidget):
    """Shows a photo and what is said of it.

    Signals:
        chosen: it has the keyboard, or was clicked.
        zoomed: another part of it is shown, or in another size.
        rated: so many stars; 0 for none.
        favoured: whether it is a favourite from now on.
        delete_asked: put it into Recently deleted.
    """

    chosen = Signal()
    zoomed = Signal()
    rated = Signal(int)
    favoured = Signal(bool)
    delete_asked = Signal()

    def __init__(self, context: Context, photo_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.photo_id = photo_id
        self.detail: PhotoDetail | None = None
        self.is_current = False
        self._read = LatestRead(context.client, self)
        self._loader = PhotoLoader(context.client, self)
        self._is_full = False
        self.canvas = PhotoCanvas(context.theme, NameField(context), self)
        self.on_faces = FaceActions(context.client, self.canvas, self)
        self.canvas.zoomed.connect(self._on_zoomed)
        self.canvas.installEventFilter(self)
        look = context.theme.on_black
        self._icons = Icons(look)
        self.name = ElidedLabel("body", self)
        self.name.setStyleSheet("color: #B4B8C0;")
        self.stars = RatingStars(look, self._icons, self)
        self.stars.rated.connect(self.rated)
        self.favourite = icon_button(self._icons, "heart-outline", self.tr("Favourite (P)"), self)
        self.favourite.setCheckable(True)
        self.favourite.clicked.connect(self.favoured)
        self.delete = icon_button(self._icons, "trash-can-outline", self.tr("Delete (Del)"), self)
        self.delete.clicked.connect(self.delete_asked)
        self.setStyleSheet(look.sheet())
        below = in_row(Placed(self.name, 1), self.stars, self.favourite, self.delete, margins=(8, 0, 8, 0), spacing=4)
        self.bar = holding(below, self)
        self.bar.setObjectName(PHOTO_BAR)
        in_column(Placed(self.canvas, 1), self.bar, margins=(4, 4, 4, 8), spacing=4, on=self)
        picture = context.images.photo(photo_id)
        if picture is not None:
            size = picture.pixmap.size()
            self.canvas.show_picture(picture.pixmap, size.width(), size.height())
        self.read()

    def read(self) -> None:
        """Read again what is known of the photo."""
        self._read.start(lambda library: library.photos.detail(self.photo_id), self._take)

    def show_current(self, is_current: bool) -> None:
        """Whether keys are about this one."""
        self.is_current = is_current
        self.update()

    def show_again(self) -> None:
        """The photo was turned: its picture is another one."""
        self._loader.forget((self.photo_id,))
        self._is_full = False
        self.canvas.show_levels(())
        self.detail = None
        self.read()

    def follow_zoom(self, of: ComparedPhoto) -> None:
        """Show the same part as another one shows."""
        self.canvas.follow_zoom(of.canvas.relative_zoom)
        self._load_full()

    def _take(self, detail: PhotoDetail) -> None:
        is_first = self.detail is None
        self.detail = detail
        path = next(iter(detail.file_paths), None)
        name = self.tr("Photo") if path is None else text.path_name(path)
        self.name.setText(f"{name}  ·  {text.known_date(detail.taken_at, detail.date_precision)}")
        self.canvas.setAccessibleName(self.tr("Photo {}").format(name))
        self.stars.set_stars(detail.rating)
        self.favourite.setChecked(bool(detail.favourite))
        self.favourite.setIcon(self._icons.icon("heart" if detail.favourite else "heart-outline"))
        self.canvas.show_detail(detail)
        if is_first:
            side = max(self.canvas.width(), self.canvas.height()) * self.canvas.devicePixelRatioF()
            self._loader.load(self.photo_id, max(64, round(side)), self._take_image)

    def _take_image(self, image: QImage | None) -> None:
        if self.detail is None:
            return
        if image is None:
            self.canvas.say(self._loader.problem(self.photo_id))
            return
        self.canvas.show_image(image, self.detail.width, self.detail.height)
        self._load_full()

    def _on_zoomed(self) -> None:
        self._load_full()
        self.zoomed.emit()

    def _load_full(self) -> None:
        if self.canvas.is_blurred and self.detail is not None and not self._is_full:
            self._is_full = True
            self._loader.load_full(self.photo_id, self.canvas.show_levels)

    # QWidget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress):
            self.chosen.emit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_current:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = painting.rounded(self.rect().adjusted(1, 1, -1, -1), 8)
        painting.paint_ring(painter, ring, self._context.theme.on_black.colour("accent"), 2)
        painter.end()

    def focus(self) -> None:
        """Give it the keyboard."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
