"""The dialog that erases a person for good, after a sentence was typed; it lists what goes, and backups to delete."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.choices import CheckBox
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.library.erasing import ErasurePlan

BACKUPS_NAMED = 4
WIDTH = 480


class EraseSheet(Sheet):
    """Asks for the sentence; its button works only once that is typed."""

    def __init__(self, context: Context, plan: ErasurePlan, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Erase {} for good?").format(plan.erasure.name))
        self._context, self._plan = context, plan
        faces, photos = text.faces(len(plan.erasure.face_ids)), context.client.photos_in_words(plan.erasure.photo_ids)
        goes = self.tr(
            "The name, other names, dates and notes, {faces} in {photos}, everything by which they were recognized and "
            "every mention in the history go from this computer's catalog. This cannot be undone."
        ).format(faces=faces, photos=photos)
        stays = self.tr(
            "No photo is deleted. Names that stand in photo files, tags, captions and albums stay: change them there. "
            "What was learned from your answers is learned again."
        )
        self.fill(self.sentence(goes, "body"), self.sentence(stays))
        too = text.counted(len(plan.backups), self.tr("Delete this backup too"), self.tr("Delete these {} backups too"))
        self.with_backups = CheckBox(too, context.theme, self)
        self.with_backups.setVisible(bool(plan.backups))
        if plan.backups:
            self.fill(self.sentence(self._backups(), "warning"))
            for backup in plan.backups[:BACKUPS_NAMED]:
                self.fill(label(f"{text.day(backup.made_at.date())}, {backup.path.name}", "secondary", self))
            rest = len(plan.backups) - BACKUPS_NAMED
            if rest > 0:
                self.fill(label(self.tr("{} more").format(text.number(rest)), "secondary", self))
            cost = self.tr("You cannot go back to an earlier day then. A new backup without this person is made first.")
            self.fill(self.with_backups, self.sentence(cost, "secondary"))
        self.field = QLineEdit(self)
        self.field.setAccessibleName(self.tr("Type: {}").format(plan.sentence))
        self.field.setPlaceholderText(plan.sentence)
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        self.fill(label(self.tr("To do it, type: {}").format(plan.sentence), "body", self), self.field, self.problem)
        self.add_buttons(self.tr("Erase for good"), self.tr("Cancel"))
        for words in self.findChildren(QLabel):
            if words.wordWrap():
                # A wrapped label in a column gets the height of its words only where its width is known.
                words.setFixedWidth(context.theme.size(WIDTH))
        self.field.textChanged.connect(self._check)
        context.client.messages.problem.connect(self._say_refused)
        self._erasing = False
        self._check()
        self.field.setFocus()

    def _backups(self) -> str:
        folder = text.path_name(self._plan.backups[0].path.parent)
        return self.tr("Backups that were made before still hold this person. They lie in {}:").format(folder)

    def _check(self) -> None:
        typed = " ".join(self.field.text().split()).casefold()
        self.act.setEnabled(typed == self._plan.sentence.casefold() and not self._erasing)

    def accept(self) -> None:
        """Erase, and close once that is done. Meanwhile nothing else can be asked for."""
        self._erasing = True
        self._check()
        self.act.setText(self.tr("Erasing …"))
        person_id, client = self._plan.erasure.person_ids[0], self._context.client
        client.erase_person(
            person_id, self.field.text(), self._done, self._failed, with_backups=self.with_backups.isChecked()
        )

    def _done(self) -> None:
        super().accept()

    def _failed(self) -> None:
        self._erasing = False
        self.act.setText(self.tr("Erase for good"))
        self._check()

    def _say_refused(self, sentence: str, remedy: str) -> None:
        if self._erasing:
            self.problem.setText(f"{sentence} {remedy}".strip())
            self.problem.show()
            self.adjustSize()
            self._failed()
