"""The dialog that lists the recognition models, with licence and checksum, to install, use or remove one.

Its first cards are about learning from the user's answers and about the detector.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QWidget

from photoface.gui.context import Context
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import button, label, scrolled
from photoface.gui.kit.sheet import Sheet, confirm
from photoface.gui.settings.detector_card import DetectorCard
from photoface.gui.settings.learning_card import LearningCard
from photoface.jobs import Progress
from photoface.library.models import ModelStatus
from photoface.worker.messages import InstallModelJob, Job


class ModelCard(QFrame):
    """One model; the sheet connects its buttons."""

    def __init__(self, status: ModelStatus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        spec = status.spec
        self.model = spec.id
        self.setProperty("role", "card")
        self.title = label(spec.title, "heading", self)
        self.state = label(self._state_words(status), "muted", self)
        head = in_row(self.title, Stretch(), self.state, spacing=8)
        column = in_column(head, margins=(16, 12, 16, 12), spacing=4, on=self)
        column.addWidget(label(spec.description, "body", self, wrap=True))
        column.addWidget(self._small(self.tr("Licence: {}").format(spec.licence)))
        checksum = status.checksum or spec.sha256
        if checksum:
            self.checksum = self._small(self.tr("SHA-256: {}").format(checksum))
            column.addWidget(self.checksum)
        if status.embedded_faces:
            column.addWidget(self._small(self.tr("Knows {}").format(text.faces(status.embedded_faces))))
        self.progress = QProgressBar(self, textVisible=False)
        self.progress.setAccessibleName(self.tr("Progress of the installation"))
        self.progress.hide()
        self.progress_words = label("", "secondary", self)
        self.progress_words.hide()
        self.stop = button(self.tr("Stop"), "plain", self)
        self.stop.hide()
        self.use = button(self.tr("Use this model"), "primary", self)
        self.use.setVisible(status.installed and not status.in_use)
        self.download = button(self.tr("Download"), "plain", self)
        self.download.setVisible(not status.installed and not spec.offline)
        self.from_file = button(self.tr("Install from a file …"), "plain", self)
        self.from_file.setVisible(not status.installed)
        self.remove = button(self.tr("Remove …"), "plain", self)
        self.remove.setVisible(status.installed and not status.in_use and not spec.offline)
        row = in_row(self.use, self.download, self.from_file, self.remove, Stretch(), self.stop, spacing=8)
        fill(column, Space(4), self.progress, self.progress_words, row)

    def _small(self, words: str) -> QLabel:
        made = label(words, "secondary", self, wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _state_words(self, status: ModelStatus) -> str:
        if status.in_use:
            return self.tr("In use")
        return self.tr("Installed") if status.installed else self.tr("Not installed")

    def show_installing(self, progress: Progress | None) -> None:
        """Progress while it is being installed; None takes it away."""
        installing = progress is not None
        for each in (self.progress, self.progress_words, self.stop):
            each.setVisible(installing)
        for each in (self.download, self.from_file):
            each.setEnabled(not installing)
        if progress is not None:
            self.progress_words.setText(progress.stage)
            self.progress.setRange(0, 1000 if progress.total else 0)
            if progress.total:
                self.progress.setValue(round(1000 * min(progress.done, progress.total) / progress.total))


class ModelsDialog(Sheet):
    """The list of models. None is downloaded unless the user asks for it here."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self._context = context
        self.set_title(self.tr("Models and learning"))
        words = self.sentence(
            self.tr(
                "A model tells faces apart. PhotoFace comes with one; another may tell them apart better. "
                "After a change, the next scan looks at every face again. Names and answers stay."
            )
        )
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        self.cards: dict[str, ModelCard] = {}
        content = QWidget(self)
        self.learning = LearningCard(context, self)
        self.detector = DetectorCard(context, self)
        self._column = in_column(self.learning, self.detector, Stretch(), spacing=8, on=content)
        area = scrolled(content, self)
        self.fill(words, self.problem, Placed(area, 1))
        self.add_buttons(self.tr("Close"))
        self.resize(context.theme.size(620), context.theme.size(640))
        jobs = context.jobs
        jobs.progressed.connect(self._show_progress)
        jobs.state_changed.connect(self._show_state)
        # Methods, which Qt forgets with the sheet; the jobs outlive it.
        jobs.finished.connect(self._note_end)
        jobs.cancelled.connect(self._note_end)
        jobs.failed.connect(self._show_failure)
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        self._context.client.read(self, lambda library: library.models.all(), self._take)

    def _take(self, statuses: list[ModelStatus]) -> None:
        for card in self.cards.values():
            self._column.removeWidget(card)
            card.deleteLater()
        self.cards = {}
        for position, status in enumerate(statuses):
            card = ModelCard(status, self)
            card.use.clicked.connect(partial(self._use, card.model))
            card.download.clicked.connect(partial(self._install, card.model, None))
            card.from_file.clicked.connect(partial(self._choose_file, card.model))
            card.stop.clicked.connect(self._context.jobs.cancel_current)
            card.remove.clicked.connect(partial(self._ask_remove, card.model))
            # Below the cards of what was learned and of the detector.
            self._column.insertWidget(position + 2, card)
            self.cards[card.model] = card

    def _ask_remove(self, model: str) -> None:
        client = self._context.client
        title = self.cards[model].title.text()

        def remove() -> None:
            client.tasks.write(self, lambda: client.library.models.remove(model), lambda _: self.reload())

        confirm(
            self,
            self.tr("Remove {}?").format(title),
            self.tr("Its file is deleted from this computer. Names and answers stay, and it can be installed again."),
            self.tr("Remove"),
            remove,
        )

    def _use(self, model: str) -> None:
        def used() -> None:
            self.reload()
            self._context.jobs.scan()

        self._context.client.use_model(model, used)

    def _choose_file(self, model: str) -> None:
        dialog = FileDialog(self, self.tr("Choose the file of the weights"))
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Weights (*.pt *.pth *.dat)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self._install(model, Path(path)))
        dialog.open()

    def _install(self, model: str, source: Path | None) -> None:
        self.problem.hide()
        self._context.jobs.install_model(model, source)

    def _note_end(self, job: Job, _summary: str = "") -> None:
        if isinstance(job, InstallModelJob):
            self.reload()

    def _installing(self) -> ModelCard | None:
        job = self._context.jobs.job
        return self.cards.get(job.model) if isinstance(job, InstallModelJob) else None

    def _show_progress(self, progress: Progress) -> None:
        card = self._installing()
        if card is not None:
            card.show_installing(progress)

    def _show_state(self, state: JobState) -> None:
        if state is JobState.IDLE:
            for card in self.cards.values():
                card.show_installing(None)

    def _show_failure(self, sentence: str, remedy: str, _: object) -> None:
        self.problem.setText(f"{sentence} {remedy}".strip())
        self.problem.show()
