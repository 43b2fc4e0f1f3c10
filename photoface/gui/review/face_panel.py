"""A panel of face crops under a heading, for one side of a question; beside a single face its photo may be shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Placed, in_column, in_row
from photoface.gui.kit.parts import label
from photoface.gui.review.faces import QuestionFacesView
from photoface.gui.viewer.face_in_photo import FaceInPhoto


class FacePanel(QWidget):
    """A heading, the crops, and beside a single one its photo.

    Args:
        words: what the crops are, for who does not see them.
        photo: whether a photo can stand beside a single crop.
    """

    def __init__(self, context: Context, words: str, parent: QWidget | None = None, *, photo: bool = False) -> None:
        super().__init__(parent)
        self.heading = label("", "heading", self, wrap=True)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view = QuestionFacesView(context, words, self)
        self.photo = FaceInPhoto(context, self) if photo else None
        row = in_row(Placed(self.view, 1), spacing=16)
        if self.photo is not None:
            row.addWidget(self.photo, 1)
            self.photo.hide()
        in_column(self.heading, Placed(row, 1), spacing=4, on=self)

    def show_faces(self, heading: str, ids: tuple[int, ...], *, can_take_out: bool = False) -> None:
        """Show these faces under these words; no heading without words."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        if self.photo is not None:
            self.photo.show_face(None, None)
            self.photo.setVisible(len(ids) == 1)
        self.view.show_faces(ids, can_take_out=can_take_out, headed=bool(heading))

    def show_photo(self, face: FaceSummary | None) -> None:
        """Show the photo of a single face."""
        if self.photo is not None and face is not None:
            # The still of a video shows another moment.
            self.photo.show_face(face.photo_id, face.box if face.frame_seconds is None else None)
