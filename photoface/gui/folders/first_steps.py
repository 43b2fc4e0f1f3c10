"""The dialog of the first start: which folders, which program's names to take over, processor use, light or dark.

It proposes the usual folders and the programs that keep names on this computer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QButtonGroup, QLayout, QVBoxLayout, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Space, Stretch, fill, holding, in_column, in_row
from photoface.gui.kit.choices import CheckBox, RadioButton
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.names_in_files.import_sheet import PROGRAMS
from photoface.library.library import Library
from photoface.library.other_programs import usual_places
from photoface.library.usual_folders import UsualFolder, usual_folders
from photoface.worker.messages import ProposeImportJob

WIDTH = 520


class FirstStepsSheet(Sheet):
    """One sheet, whose button begins with what is proposed: Enter alone gets to the first faces.

    Args:
        preferences: those of the window, for the appearance.
        choose_appearance: follows `system`, `light` or `dark` at once.

    Signals:
        folder_chosen: add a folder; its `Path`.
        import_chosen: a `ProposeImportJob`, after the folders.
    """

    folder_chosen = Signal(object)
    import_chosen = Signal(object)

    def __init__(
        self, context: Context, preferences: QSettings, choose_appearance: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__("", parent)
        self._context = context
        self.set_title(self.tr("Where are your photos?"))
        said = self.sentence(
            self.tr("PhotoFace looks through these folders and finds the faces. Your photos stay where they are.")
        )
        self.setFixedWidth(context.theme.size(WIDTH))
        self.folders: dict[Path, CheckBox] = {}
        self._folder_column = in_column(spacing=6)
        self.other = button(self.tr("Choose a folder …"), "plain", self, clicked=self._choose_folder)
        self.fill(said, self._folder_column, in_row(self.other, Stretch()))
        self.programs: dict[str, RadioButton] = {}
        self._places: dict[str, Path] = {}
        self._program_column = in_column(spacing=6)
        self._names = holding(self._program_column, self)
        self._names.hide()
        self.processor_use = self._choices(
            self.tr("How much of the processor scans take"),
            (("quiet", self.tr("Quiet")), ("normal", self.tr("Normal")), ("full", self.tr("Full"))),
            lambda name: self._set("processor_use", name),
        )
        self.appearance = self._choices(
            self.tr("Appearance"),
            (("system", self.tr("Like the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))),
            choose_appearance,
        )
        self.fill(
            self._names,
            Space(12),
            label(self.tr("Use of the computer"), "heading", self),
            self._row(self.processor_use),
            Space(4),
            label(self.tr("Appearance"), "heading", self),
            self._row(self.appearance),
        )
        self.add_buttons(self.tr("Find the faces"), self.tr("Not now"))
        self.accepted.connect(self._begin)
        chosen = str(preferences.value("window/appearance", "system"))
        self.appearance.get(chosen, self.appearance["system"]).setChecked(True)
        self._show_state()
        client = context.client
        client.read(self, Library.settings, lambda set_: self.processor_use[set_.processor_use].setChecked(True))
        client.read(self, lambda library: [folder.path for folder in library.folders.all()], self._propose)

    def _choices(
        self, description: str, choices: Sequence[tuple[str, str]], chosen: Callable[[str], None]
    ) -> dict[str, RadioButton]:
        group = QButtonGroup(self)
        made = {}
        for name, words in choices:
            choice = made[name] = RadioButton(words, self._context.theme, self)
            choice.setAccessibleDescription(description)
            choice.clicked.connect(lambda _=False, name=name: chosen(name))
            group.addButton(choice)
        return made

    def _row(self, choices: dict[str, RadioButton]) -> QLayout:
        return in_row(*choices.values(), Stretch(), spacing=16)

    def _set(self, setting: str, value: str) -> None:
        client = self._context.client
        client.tasks.write(
            client, lambda: client.library.set_setting(setting, value), lambda _: client.settings_changed.emit()
        )

    # folders

    def _propose(self, known: list[Path]) -> None:
        """Look which of the usual folders are there, and which programs keep names on this computer."""

        def take(found: list[UsualFolder]) -> None:
            for folder in found:
                if not any(folder.path == one or one in folder.path.parents for one in known):
                    self._add_folder(folder.path, checked=folder.holds_photos)
            self._show_state()
            (self.act if self.act.isEnabled() else self.other).setFocus()

        tasks = self._context.client.tasks
        tasks.read_slow(self, usual_folders, take)
        tasks.read_slow(self, _programs_here, self._list_programs)

    def _add_folder(self, path: Path, *, checked: bool) -> None:
        choice = self.folders.get(path)
        if choice is None:
            choice = self.folders[path] = CheckBox(text.path(path), self._context.theme, self)
            choice.toggled.connect(lambda _: self._show_state())
            self._folder_column.addWidget(choice)
        choice.setChecked(checked)

    def _choose_folder(self) -> None:
        dialog = FileDialog.for_folder(self, self.tr("Choose a folder of photos"))
        dialog.fileSelected.connect(self._take_folder)
        dialog.open()

    def _take_folder(self, path: str) -> None:
        self._add_folder(Path(path), checked=True)
        self._show_state()
        self.act.setFocus()

    def _show_state(self) -> None:
        self.other.setText(self.tr("Choose another folder …") if self.folders else self.tr("Choose a folder …"))
        self.act.setEnabled(any(choice.isChecked() for choice in self.folders.values()))
        self.fit_height()

    # names in other programs

    def _list_programs(self, found: dict[str, Path]) -> None:
        if not found:
            return
        self._places = found
        column: QVBoxLayout = self._program_column
        fill(column, Space(8), label(self.tr("Have you named people before?"), "heading", self))
        named = ((key, self.tr("In {}: take those names over").format(PROGRAMS[key])) for key in found)
        self.programs = self._choices(
            self.tr("Names of another program"), (*named, ("", self.tr("No, or later"))), lambda _: None
        )
        fill(column, *self.programs.values())
        next(iter(self.programs.values())).setChecked(True)
        self._names.show()
        column.activate()
        self.fit_height()

    # the end

    def _begin(self) -> None:
        for path, choice in self.folders.items():
            if choice.isChecked():
                self.folder_chosen.emit(path)
        program = next((key for key, choice in self.programs.items() if choice.isChecked()), "")
        if program:
            self.import_chosen.emit(ProposeImportJob(program, str(self._places[program])))


def _programs_here() -> dict[str, Path]:
    """The first catalog of each program that keeps one at its usual place."""
    found = {key: usual_places(key) for key in PROGRAMS}
    return {key: places[0] for key, places in found.items() if places}
