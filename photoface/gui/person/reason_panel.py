"""Shows why a face may be a person's: the person's faces most like it, as small crops, and the reason in words.

`Crops`, a few faces beside each other, is used by other panels and dialogs as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.gui.kit.boxes import Placed, in_row
from photoface.gui.kit.card_delegate import brush_on
from photoface.gui.kit.parts import label
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.person.reasons import reason_sentences
from photoface.recognition.suggestions import Reason

GAP = 4
RADIUS = 6


class Crops(QWidget):
    """A few faces beside each other."""

    def __init__(self, context: WidgetContext, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._side = side
        self.face_ids: Sequence[int] = ()
        context.images.arrived.connect(self.update)
        context.theme.changed.connect(self.update)

    def show_faces(self, face_ids: Sequence[int]) -> None:
        self.face_ids = tuple(face_ids)
        count = len(self.face_ids)
        self.setFixedSize(QSize(count * (self._side + GAP) - GAP if count else 0, self._side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            for position, face_id in enumerate(self.face_ids):
                brush.face(QRect(position * (self._side + GAP), 0, self._side, self._side), face_id, RADIUS)


class ReasonPanel(QWidget):
    """A reason; its place is kept while there is none, so that nothing jumps."""

    def __init__(self, context: WidgetContext, side: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crops = Crops(context, side, self)
        self.crops.setAccessibleName(self.tr("The person's faces that are most like it"))
        self.words = label("", "muted", self, wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        in_row(self.crops, Placed(self.words, 1), spacing=12, on=self)
        self.setMinimumHeight(max(side, context.theme.size(36)))

    def show_reason(self, reason: Reason | None, name: str, score: float | None = None) -> None:
        """Show why it may be the person of that name, or nothing; `score` as in `reason_sentences`."""
        self.crops.show_faces(() if reason is None else reason.voter_face_ids)
        self.words.setText("" if reason is None else " ".join(reason_sentences(reason, name, score)))
