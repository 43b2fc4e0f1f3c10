"""Why the machine suggests a person: the faces that voted as small crops, and the reason in plain words beside them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.boxes import Placed, in_row
from photoface.gui.kit.images import Images
from photoface.gui.kit.parts import label
from photoface.gui.kit.theme import Theme
from photoface.gui.person.reasons import reason_sentences
from photoface.recognition.suggestions import Reason

GAP = 4
RADIUS = 6


class Crops(QWidget):
    """A few faces beside each other."""

    def __init__(self, images: Images, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._side = side
        self._face_ids: Sequence[int] = ()
        images.arrived.connect(self.update)
        theme.changed.connect(self.update)

    @property
    def face_ids(self) -> Sequence[int]:
        return self._face_ids

    def show_faces(self, face_ids: Sequence[int]) -> None:
        self._face_ids = tuple(face_ids)
        count = len(self._face_ids)
        self.setFixedSize(QSize(count * (self._side + GAP) - GAP if count else 0, self._side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for position, face_id in enumerate(self._face_ids):
            rect = QRect(position * (self._side + GAP), 0, self._side, self._side)
            picture = self._images.face(face_id, painting.device_pixels(painter, self._side))
            painting.paint_picture(painter, painting.rounded(rect, RADIUS), picture, self._theme.colour("tile"))
        painter.end()


class ReasonPanel(QWidget):
    """A reason; its place is kept while there is none, so that nothing jumps."""

    def __init__(self, images: Images, theme: Theme, side: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crops = Crops(images, theme, side, self)
        self.crops.setAccessibleName(self.tr("The person's faces that are most like it"))
        self.words = label("", "muted", self)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        in_row(self.crops, Placed(self.words, 1), margins=(0, 0, 0, 0), spacing=12, on=self)
        self.setMinimumHeight(max(side, theme.size(36)))

    def show_reason(self, reason: Reason | None, name: str, score: float | None = None) -> None:
        """Show why it may be the person of that name, or nothing; `score` as in `reason_sentences`."""
        self.crops.show_faces(() if reason is None else reason.voter_face_ids)
        self.words.setText("" if reason is None else " ".join(reason_sentences(reason, name, score)))
