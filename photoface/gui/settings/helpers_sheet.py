"""The dialog that chooses who helps with scans: nobody, processes of this computer, or the computers of a scheduler.

*Check* asks them, and says in sentences what it found: how many workers, their models, the folders that they see.
"""

from __future__ import annotations

import importlib.util

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from photoface.cluster.choices import MOST_WORKERS, SEPARATOR, ClusterChoices, choices_of, separated
from photoface.errors import UserFacingError
from photoface.gui.context import Context
from photoface.gui.jobs.job_process import Process
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row
from photoface.gui.kit.choices import RadioButton
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import button, indent_number, label
from photoface.gui.kit.sheet import Sheet
from photoface.library.library import Library
from photoface.settings import Settings
from photoface.worker.messages import Died, Failed, FindHelpersJob, Finished, HelpersFound, Message, Progressed

WIDTH, FOLDERS_HEIGHT = 560, 72

PACKAGE = "distributed"
"""Dask's; the extra `photoface[cluster]` brings it. Whether it is there is told without importing it."""


class HelpersSheet(Sheet):
    """*Save* keeps what is chosen; the next scan follows it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Scan on several computers"))
        self._context = context
        self._checking: Process | None = None
        self.setMinimumWidth(context.theme.size(WIDTH))
        words = self.sentence(
            self.tr(
                "Nearly all of a scan's time goes into looking at photos, and others can do that. This computer stores "
                "what they find. Names and answers never leave it."
            )
        )
        self.ways: dict[str, RadioButton] = {}
        group = QButtonGroup(self)
        for name, title in (
            ("off", self.tr("This computer alone")),
            ("processes", self.tr("Several processes of this computer")),
            ("scheduler", self.tr("Other computers, workers of a Dask scheduler")),
        ):
            self.ways[name] = RadioButton(title, context.theme, self)
            self.ways[name].toggled.connect(self._show_way)
            group.addButton(self.ways[name])
        self.processes = QSpinBox(self)
        indent_number(self.processes)
        self.processes.setRange(1, MOST_WORKERS)
        self.processes.setAccessibleName(self.tr("Processes"))
        self.processes.valueChanged.connect(self._forget_answer)
        self.address = self._field(self.tr("Address of the scheduler"), "tls://nas:8786")
        self.certificates = self._field(self.tr("Folder with the certificate"))
        self.choose = button(self.tr("Choose …"), "plain", self, clicked=self._choose_certificates)
        self.folders = QPlainTextEdit(self, placeholderText="/photos=//nas/photos")
        self.folders.setAccessibleName(self.tr("Folders that are called otherwise there"))
        self.folders.setFixedHeight(context.theme.size(FOLDERS_HEIGHT))
        self.folders.setTabChangesFocus(True)
        self.folders.textChanged.connect(self._forget_answer)
        self.check = button(self.tr("Check"), "plain", self, clicked=self._check)
        self.answer = label("", "body", self, wrap=True)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.problem = label("", "problem", self, wrap=True)
        self.of_processes = holding(in_row(self._caption(self.processes), self.processes, Stretch(), spacing=8), self)
        self.of_scheduler = self._scheduler_part()
        self.missing = self.sentence(
            self.tr(
                "For that, Dask has to be installed: pip install 'photoface[cluster]' in a terminal. "
                "Then start PhotoFace again."
            )
        )
        row = in_row(self.check, Stretch(), spacing=8)
        self.fill(words, *self.ways.values(), self.missing, self.of_processes, self.of_scheduler, row)
        self.fill(self.answer, self.problem)
        self.add_buttons(self.tr("Save"), self.tr("Cancel"))
        self.act.setEnabled(False)
        is_installed = importlib.util.find_spec(PACKAGE) is not None
        self.missing.setVisible(not is_installed)
        for name in ("processes", "scheduler"):
            self.ways[name].setEnabled(is_installed)
        self._say("", "")
        self._show_way()
        self.accepted.connect(self._save)
        self.finished.connect(self._stop)
        context.client.read(self, lambda library: library.settings(), self._take)

    def _field(self, words: str, example: str = "") -> QLineEdit:
        field = QLineEdit(self, placeholderText=example)
        field.setAccessibleName(words)
        field.textChanged.connect(self._forget_answer)
        return field

    def _caption(self, field: QWidget) -> QWidget:
        return label(field.accessibleName(), "muted", self)

    def _scheduler_part(self) -> QWidget:
        hint = self.sentence(
            self.tr(
                "photoface cluster certificates FOLDER makes the certificate, and says how the others are started. "
                "Who has its key can run programs on all of them."
            )
        )
        column = in_column(
            self._caption(self.address),
            self.address,
            self._caption(self.certificates),
            in_row(Placed(self.certificates, 1), self.choose, spacing=8),
            hint,
            self._caption(self.folders),
            self.folders,
            spacing=4,
        )
        return holding(column, self)

    # choosing

    @property
    def way(self) -> str:
        return next((name for name, choice in self.ways.items() if choice.isChecked()), "off")

    def _values(self) -> dict[str, str]:
        """The settings, as texts."""
        return {
            "helpers": self.way,
            "helper_processes": str(self.processes.value()),
            "scheduler": self.address.text().strip(),
            "helper_certificates": self.certificates.text().strip(),
            "helper_folders": f"{SEPARATOR} ".join(self.folders.toPlainText().split("\n")).strip(f"{SEPARATOR} "),
        }

    def _take(self, settings: Settings) -> None:
        self.processes.setValue(settings.helper_processes)
        self.address.setText(settings.scheduler)
        self.certificates.setText(settings.helper_certificates)
        self.folders.setPlainText("\n".join(separated(settings.helper_folders)))
        self.ways[settings.helpers].setChecked(True)
        self.act.setEnabled(True)

    def _show_way(self) -> None:
        self.of_processes.setVisible(self.way == "processes")
        self.of_scheduler.setVisible(self.way == "scheduler")
        self.check.setVisible(self.way != "off")
        self._forget_answer()
        self.fit_height()

    def _choose_certificates(self) -> None:
        dialog = FileDialog(self, self.tr("Folder with the certificate"))
        dialog.setFileMode(FileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.certificates.setText)
        dialog.open()

    def _save(self) -> None:
        values, client = self._values(), self._context.client

        def save(library: Library) -> None:
            for name, value in values.items():
                library.set_setting(name, value)

        client.tasks.write(client, lambda: save(client.library), lambda _: client.settings_changed.emit())

    # checking

    def _chosen(self) -> ClusterChoices | None:
        return choices_of(Settings.from_texts(self._values()))

    def _check(self) -> None:
        self._forget_answer()
        try:
            choices = self._chosen()
        except UserFacingError as error:
            self._say("", str(error))
            return
        if choices is None:
            return
        self.check.setEnabled(False)
        self._say(self.tr("Asking them …"), "")
        self._checking = self._context.jobs.parallel.start(FindHelpersJob(choices), self._hear)

    def _hear(self, message: Message) -> None:
        if self._checking is None:
            return
        match message:
            case Progressed(progress):
                self._say(f"{progress.stage} …", "")
            case HelpersFound(found):
                self._end(" ".join(found.sentences()) if len(found.sentences()) < 3 else "\n".join(found.sentences()))
            case Failed(sentence, remedy, traceback):
                self._end("", f"{sentence} {remedy}".strip())
                if traceback is not None:
                    self._context.client.messages.tell_bug(traceback)
            case Died():
                self._end("", self.tr("The check stopped unexpectedly. Try it once more."))
            case Finished():
                pass

    def _end(self, answer: str, problem: str = "") -> None:
        self._checking = None
        self.check.setEnabled(True)
        self._say(answer, problem)

    def _forget_answer(self) -> None:
        """What was found was of other choices."""
        self._stop()
        if hasattr(self, "problem"):
            self._say("", "")

    def _stop(self) -> None:
        checking, self._checking = self._checking, None
        if checking is not None:
            checking.cancel()
            self.check.setEnabled(True)

    def _say(self, answer: str, problem: str) -> None:
        for part, words in ((self.answer, answer), (self.problem, problem)):
            part.setText(words)
            part.setVisible(bool(words))
        self.grow()
