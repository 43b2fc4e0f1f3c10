"""The dialog that lists the recognition models, with licence and checksum, to install, use or remove one.

Its first cards are about learning from the user's answers and about the detector.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from photoface.gui.context import Context
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit.boxes import Placed, Stretch, in_column
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import label, scrolled
from photoface.gui.kit.sheet import Sheet, confirm
from photoface.gui.settings.detector_card import DetectorCard
from photoface.gui.settings.learning_card import LearningCard
from photoface.gui.settings.model_cards import InstallingCard, ModelCard, NetworkCard
from photoface.jobs import Progress
from photoface.library.models import ModelStatus
from photoface.worker.messages import InstallModelJob, InstallNetworkJob, Job


class ModelsDialog(Sheet):
    """The list of models. None is downloaded unless the user asks for it."""

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
        self._content = content = QWidget(self)
        self.learning = LearningCard(context, self)
        self.detector = DetectorCard(context, self)
        self.network = NetworkCard(self)
        self.network.choose.clicked.connect(self._choose_network)
        self.network.stop.clicked.connect(context.jobs.cancel_current)
        self._column = in_column(self.learning, self.detector, self.network, Stretch(), spacing=8, on=content)
        self._area = scrolled(content, self)
        self._area.setAccessibleName(self.tr("Models and learning"))
        self.fill(words, self.problem, Placed(self._area, 1))
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
        scroll = self._area.verticalScrollBar()
        before, place = self.cards, scroll.value()
        for card in before.values():
            self._column.removeWidget(card)
            card.deleteLater()
        self.cards = {}
        for position, status in enumerate(statuses):
            card = ModelCard(status, self)
            card.use.clicked.connect(partial(self._use, card.model))
            card.download.clicked.connect(partial(self._ask_download, card.model))
            card.from_file.clicked.connect(partial(self._choose_file, card.model))
            card.stop.clicked.connect(self._context.jobs.cancel_current)
            card.remove.clicked.connect(partial(self._ask_remove, card.model))
            # Below the cards of what was learned and of the detector.
            self._column.insertWidget(position + 2, card)
            # Qt would show it a moment later; until then it has no size, and the sheet would scroll to its top.
            card.show()
            self.cards[card.model] = card
        self._column.activate()
        self._content.adjustSize()
        scroll.setValue(place)
        for model in self.cards.keys() - before.keys() if before else ():
            self._area.ensureWidgetVisible(self.cards[model])

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

    def _ask_download(self, model: str) -> None:
        card = self.cards[model]
        # The licence is shown and accepted first, here and below.
        confirm(
            self,
            self.tr("Download {}?").format(card.title.text()),
            card.licence,
            self.tr("Accept and download"),
            lambda: self._install(model, None),
        )

    def _choose_file(self, model: str) -> None:
        def chosen(path: str) -> None:
            card = self.cards[model]
            title, act = self.tr("Install {}?").format(card.title.text()), self.tr("Accept and install")
            confirm(self, title, card.licence, act, lambda: self._install(model, Path(path)))

        self._open_dialog(
            self.tr("Choose the file of the weights"), self.tr("Weights (*.pt *.pth *.dat *.onnx)"), chosen
        )

    def _choose_network(self) -> None:
        def chosen(path: str) -> None:
            file = Path(path)
            words = self.tr(
                "PhotoFace does not know its licence. Many face networks may be used for research only: ask its makers."
            )
            title, act = self.tr("Install {}?").format(file.name), self.tr("Accept and install")
            confirm(self, title, words, act, lambda: self._install_network(file))

        self._open_dialog(self.tr("Choose an ONNX file"), self.tr("Networks (*.onnx)"), chosen)

    def _open_dialog(self, title: str, files: str, chosen: Callable[[str], None]) -> None:
        dialog = FileDialog(self, title)
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([files, self.tr("All files (*)")])
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _install(self, model: str, source: Path | None) -> None:
        self.problem.hide()
        self._context.jobs.install_model(model, source)

    def _install_network(self, file: Path) -> None:
        self.problem.hide()
        self._context.jobs.install_network(file)

    def _note_end(self, job: Job, _summary: str = "") -> None:
        if isinstance(job, InstallModelJob | InstallNetworkJob):
            self.reload()

    def _installing(self) -> InstallingCard | None:
        job = self._context.jobs.job
        if isinstance(job, InstallNetworkJob):
            return self.network
        return self.cards.get(job.model) if isinstance(job, InstallModelJob) else None

    def _show_progress(self, progress: Progress) -> None:
        card = self._installing()
        if card is not None:
            begins = card.stop.isHidden()
            card.show_installing(progress)
            if begins:
                self._column.activate()
                self._content.adjustSize()
                self._area.ensureWidgetVisible(card)

    def _show_state(self, state: JobState) -> None:
        if state is JobState.IDLE:
            for card in (*self.cards.values(), self.network):
                card.show_installing(None)

    def _show_failure(self, sentence: str, remedy: str, _: object) -> None:
        self.problem.setText(f"{sentence} {remedy}".strip())
        self.problem.show()
