"""Two dialogs for people packs, files with people for another library: one makes a pack, one opens a pack from a file.

Both ask for a passphrase. The second shows who is in the pack before it is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.errors import UserFacingError
from photoface.formatting import some
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tasks import report
from photoface.gui.people.people_choice import PeopleChoice
from photoface.library.people_packs import SUFFIX, what_it_holds
from photoface.metadata.people_pack_file import SHORTEST_PASSPHRASE, PeoplePack

NAMES_SHOWN = 30


class _PackSheet(Sheet):
    """A sheet that works in a background thread. If the work is refused, it stays open with what was typed."""

    def __init__(self, context: Context, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._context = context
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        self.setMinimumWidth(context.theme.size(460))

    def _passphrase_field(self, words: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(words)
        field.setPlaceholderText(words)
        return field

    def _refused(self, error: Exception) -> None:
        self.act.setEnabled(True)
        if not isinstance(error, UserFacingError):
            self.reject()
            report(self._context.client.messages, error)
            return
        self.problem.setText(f"{error.sentence} {error.remedy}".strip())
        self.problem.show()
        self.grow()


class SharePackSheet(_PackSheet):
    """Asks for people, says what the file will hold, asks for a passphrase, then where to write it.

    Args:
        people: those who are chosen at first.
    """

    def __init__(self, context: Context, people: Sequence[PersonSummary], parent: QWidget) -> None:
        super().__init__(context, "", parent)
        self.set_title(self.tr("Share people with another library"))
        self.who = PeopleChoice(context, [person.id for person in people], self)
        self.who.changed.connect(self._show_state)
        self.meaning = self.sentence()
        self.first = self._passphrase_field(self.tr("Passphrase"))
        self.second = self._passphrase_field(self.tr("The same once more"))
        self.hint = self.sentence(self.tr("Tell the passphrase by another way than you send the file."))
        for field in (self.first, self.second):
            field.textChanged.connect(lambda _: self._show_state())
        self.fill(
            Placed(self.who, 1),
            self.meaning,
            self.first,
            self.second,
            self.hint,
            self.problem,
        )
        self.add_buttons(self.tr("Save …"), self.tr("Cancel"))
        self._show_state()
        (self.first if people else self.who.search).setFocus()

    def _show_state(self) -> None:
        same = self.first.text() == self.second.text()
        long_enough = len(self.first.text()) >= SHORTEST_PASSPHRASE
        if self.first.text() and not long_enough:
            self.hint.setText(self.tr("At least {} letters, such as four words.").format(SHORTEST_PASSPHRASE))
        elif self.second.text() and not same:
            self.hint.setText(self.tr("The two are not the same."))
        else:
            self.hint.setText(self.tr("Tell the passphrase by another way than you send the file."))
        chosen = self.who.chosen
        self.meaning.setText(what_it_holds(chosen.values()) if chosen else self.tr("Choose who is to be in it."))
        self.act.setEnabled(bool(chosen) and same and long_enough)
        self.grow()

    def accept(self) -> None:
        """Ask where to; the sheet closes once the file is written."""
        dialog = FileDialog(self, self.tr("Save the people pack"))
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.selectFile(f"{self.tr('People')}{SUFFIX}")
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.open()

    def write(self, file: Path) -> None:
        """Write the pack there; the dialog has asked about a file of that name."""
        library, passphrase = self._context.client.library, self.first.text()
        ids = list(self.who.chosen)
        self.act.setEnabled(False)
        self._context.client.tasks.run_long(
            self,
            lambda: library.people_packs.make(file, ids, passphrase, overwrite=True),
            lambda names: self._written(names, file),
            self._refused,
            lambda: None,
        )

    def _written(self, names: Sequence[str], file: Path) -> None:
        self._context.client.messages.noted.emit(
            self.tr("{people} saved to {file}").format(people=text.people(len(names)), file=file.name)
        )
        super().accept()


def choose_pack(context: Context, parent: QWidget) -> None:
    """Ask for the file of a pack, and show the sheet that opens it."""
    translate = partial(QCoreApplication.translate, "OpenPackSheet")
    dialog = FileDialog(parent, translate("Open a people pack"))
    dialog.setFileMode(FileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([translate("People packs (*{})").format(SUFFIX), translate("All files (*)")])
    dialog.fileSelected.connect(lambda path: OpenPackSheet(context, Path(path), parent).open())
    dialog.open()


class OpenPackSheet(_PackSheet):
    """Asks for the passphrase, shows who is in the pack, and opens it after a second yes."""

    def __init__(self, context: Context, file: Path, parent: QWidget) -> None:
        super().__init__(context, "", parent)
        self.set_title(self.tr("Open a people pack"))
        self._file = file
        self._pack: PeoplePack | None = None
        self.passphrase = self._passphrase_field(self.tr("Passphrase"))
        self.passphrase.textChanged.connect(lambda words: self.act.setEnabled(bool(words)))
        self.who = self.sentence(file.name, "body")
        self.meaning = self.sentence(
            self.tr(
                "Its people become suggestions. Nobody is named without your yes, and you can forget it as a whole."
            )
        )
        self.fill(self.who, self.meaning, self.passphrase, self.problem, Stretch())
        self.add_buttons(self.tr("Look inside"), self.tr("Cancel"))
        self.act.setEnabled(False)
        self.passphrase.setFocus()

    def accept(self) -> None:
        """First look inside, then open."""
        packs, pack = self._context.client.library.people_packs, self._pack
        self.act.setEnabled(False)
        self.problem.hide()
        run = self._context.client.tasks.run_long
        if pack is None:
            passphrase = self.passphrase.text()
            run(self, lambda: packs.read(self._file, passphrase), self._show, self._refused, lambda: None)
        else:
            run(
                self,
                lambda: packs.open(pack, self._file.name.removesuffix(SUFFIX)),
                self._opened,
                self._refused,
                lambda: None,
            )

    def _show(self, pack: PeoplePack) -> None:
        self._pack = pack
        names = [person.name for person in pack.people]
        self.who.setText(some(names, NAMES_SHOWN))
        self.meaning.setText(f"{what_it_holds(names)} {self.meaning.text()}")
        self.passphrase.hide()
        self.act.setText(self.tr("Open"))
        self.act.setEnabled(True)
        self.act.setFocus()
        self.adjustSize()

    def _opened(self, _number: int) -> None:
        # Review and the pages of people have other suggestions now.
        self._context.client.announce_all()
        from photoface.gui.people.pack_suggestions import PackSuggestionsSheet

        PackSuggestionsSheet(self._context, self.parentWidget()).open()
        super().accept()
