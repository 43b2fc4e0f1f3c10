"""The cards of the models dialog: one for each model, and one to install any face network from an ONNX file.

The dialog connects their buttons and tells them how an installation goes.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QWidget

from photoface.gui.kit import text
from photoface.gui.kit.boxes import Part, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.parts import button, label
from photoface.jobs import Progress
from photoface.library.models import ModelStatus
from photoface.vision.onnx_runtime import ARCHITECTURE as ONNX
from photoface.vision.onnx_runtime import is_available


class InstallingCard(QFrame):
    """A card with a title, and with progress while something is being installed from it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.title = label(title, "heading", self)
        self.progress = QProgressBar(self, textVisible=False)
        self.progress.setAccessibleName(self.tr("Progress of the installation"))
        self.progress_words = label("", "secondary", self)
        self.stop = button(self.tr("Stop"), "plain", self)
        self.stop.setAccessibleName(self.tr("Stop the installation"))
        for each in (self.progress, self.progress_words, self.stop):
            each.hide()

    def lay_out(self, *parts: Part, starts: tuple[QWidget, ...]) -> None:
        """Put the parts below one another, then the progress, then the buttons.

        Args:
            starts: buttons; they cannot be used during an installation.
        """
        self._starts = {each: each.isEnabled() for each in starts}
        column = in_column(margins=(16, 12, 16, 12), spacing=4, on=self)
        fill(column, *parts, Space(4), self.progress, self.progress_words)
        column.addLayout(in_row(*starts, Stretch(), self.stop, spacing=8))

    def small(self, words: str) -> QLabel:
        """A line that can be selected, to be copied."""
        made = label(words, "secondary", self, wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def show_installing(self, progress: Progress | None) -> None:
        """Progress while it is being installed; None takes it away."""
        installing = progress is not None
        for each in (self.progress, self.progress_words, self.stop):
            each.setVisible(installing)
        for start, can_be_used in self._starts.items():
            start.setEnabled(can_be_used and not installing)
        if progress is not None:
            self.progress_words.setText(progress.stage)
            self.progress.setRange(0, 1000 if progress.total else 0)
            if progress.total:
                self.progress.setValue(round(1000 * min(progress.done, progress.total) / progress.total))


class ModelCard(InstallingCard):
    """One model: what it is good at, whether it is installed or in use, its size and licence."""

    def __init__(self, status: ModelStatus, parent: QWidget | None = None) -> None:
        spec = status.spec
        super().__init__(spec.title, parent)
        self.model = spec.id
        self.state = label(self._state_words(status), "muted", self)
        self.use = button(self.tr("Use this model"), "primary", self)
        self.use.setVisible(status.installed and not status.in_use)
        self.download = button(self.tr("Download …"), "plain", self)
        self.download.setVisible(not status.installed and not spec.offline and spec.sha256 is not None)
        self.from_file = button(self.tr("Install from a file …"), "plain", self)
        self.from_file.setVisible(not status.installed)
        self.remove = button(self.tr("Remove …"), "plain", self)
        self.remove.setVisible(status.installed and not status.in_use and not spec.offline)
        starts = (self.use, self.download, self.from_file, self.remove)
        for start in starts:
            # Several cards have a button of these words.
            start.setAccessibleName(f"{start.text().removesuffix(' …')}: {spec.title}")
        lines: list[QLabel] = [label(spec.description, "body", self, wrap=True)]
        self.licence = self.tr("Licence: {}").format(spec.licence)
        lines.append(self.small(self.licence))
        if spec.size is not None:
            format_ = QLocale.DataSizeFormat.DataSizeSIFormat
            lines.append(self.small(self.tr("Size: {}").format(text.locale().formattedDataSize(spec.size, 0, format_))))
        if spec.architecture == ONNX and not is_available():
            lines.append(_missing_package(self))
            for start in (self.use, self.download, self.from_file):
                start.setEnabled(False)
        checksum = status.checksum or spec.sha256
        if checksum:
            self.checksum = self.small(self.tr("SHA-256: {}").format(checksum))
            lines.append(self.checksum)
        if status.embedded_faces:
            lines.append(self.small(self.tr("Knows {}").format(text.faces(status.embedded_faces))))
        self.lay_out(in_row(self.title, Stretch(), self.state, spacing=8), *lines, starts=starts)

    def _state_words(self, status: ModelStatus) -> str:
        if status.in_use:
            return self.tr("In use")
        return self.tr("Installed") if status.installed else self.tr("Not installed")


class NetworkCard(InstallingCard):
    """Installs any network from an ONNX file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title.setText(self.tr("Another network"))
        words = self.tr(
            "A face recognition network in an ONNX file. PhotoFace tries it on faces that you confirmed, at least 60 "
            "of 8 people, to learn how well it tells them apart."
        )
        self.choose = button(self.tr("Choose an ONNX file …"), "plain", self)
        lines = [label(words, "body", self, wrap=True)]
        if not is_available():
            lines.append(_missing_package(self))
            self.choose.setEnabled(False)
        self.lay_out(self.title, *lines, starts=(self.choose,))


def _missing_package(card: InstallingCard) -> QLabel:
    return card.small(
        card.tr("Needs a package that is not installed. In a terminal: {}").format('pip install "photoface[onnx]"')
    )
