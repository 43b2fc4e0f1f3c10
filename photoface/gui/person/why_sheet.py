"""The dialog that explains why a face has a person's name, and lets the user confirm or reject it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, fill
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tasks import report
from photoface.gui.person.reason_panel import Crops, ReasonPanel
from photoface.library.commands.command import Command
from photoface.library.commands.faces import ConfirmFaces, RejectFaces
from photoface.recognition.suggestions import Reason

LARGE = 160
VOTER = 72


class WhySheet(Sheet):
    """One face, the person's faces that are most like it, and how like they are."""

    def __init__(self, context: Context, face: FaceSummary, parent: QWidget | None) -> None:
        assert face.person_id is not None
        assert face.person_name is not None
        name = face.person_name
        super().__init__("", parent)
        self.set_title(self.tr("Why {}?").format(name))
        self._context = context
        self._name = name
        crop = Crops(context, LARGE, self)
        crop.show_faces([face.id])
        said = self.tr("You said so.") if face.confirmed else self.tr("PhotoFace thinks so; you did not say so yet.")
        when = "" if face.undated else f"{text.known_date(face.taken_at, face.date_precision)}. "
        self.said = label(f"{when}{said}", "muted", self, wrap=True)
        self.why = ReasonPanel(context, VOTER, self)
        self.fill(Placed(crop, 0, Qt.AlignmentFlag.AlignHCenter), self.said, self.why, Stretch())
        faces, person_id = (face.id,), face.person_id
        self.close_button = button(self.tr("Close"), "plain", self, clicked=self.reject)
        self.no = button(self.tr("No, somebody else"), "plain", self)
        self.no.clicked.connect(lambda: self._decide(RejectFaces(faces, person_id)))
        fill(self.buttons, self.close_button, self.no)
        if not face.confirmed:
            self.yes = button(self.tr("Yes, this is {}").format(name), "primary", self)
            self.yes.clicked.connect(lambda: self._decide(ConfirmFaces(faces, person_id)))
            self.buttons.addWidget(self.yes)
        answer = self.close_button if face.confirmed else self.yes
        self.set_default(answer)
        answer.setFocus()
        self.setMinimumWidth(context.theme.size(460))
        library = context.client.library
        context.client.tasks.read(
            self, lambda: library.review.explain(face.id, person_id), self._show, self._cannot_say
        )

    def _show(self, reason: Reason) -> None:
        self.why.show_reason(reason, self._name)

    def _cannot_say(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            # There may be nothing to compare with yet, which is an answer too.
            self.why.words.setText(str(error))
        else:
            report(self._context.client.messages, error)

    def _decide(self, command: Command) -> None:
        self._context.client.execute(command)
        self.accept()
