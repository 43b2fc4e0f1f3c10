"""The card in the models dialog that chooses which detector finds faces in new photos.

It also tells how many photos another detector looked at, and lets the next scans look at these again or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Space, Stretch, in_column, in_row
from photoface.gui.kit.choices import RadioButton
from photoface.gui.kit.parts import button, label
from photoface.library.library import Library
from photoface.worker.messages import Job, ScanJob

SETTING = "detector"


@dataclass(frozen=True, slots=True)
class Shown:
    """The detector in use, how many photos another one looked at, and whether scans look at these again."""

    detector: str
    photos_of_others: int
    looks_again: bool


def _read(library: Library) -> Shown:
    jobs = library.jobs
    return Shown(library.settings().detector, jobs.photos_of_other_detector(), jobs.look_again_wanted())


class DetectorCard(QFrame):
    """Chooses the detector for new photos; old photos are looked at again only when asked for."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "card")
        words = label(
            self.tr("A detector finds the faces in new photos. YuNet is faster, and finds fewer faces that are none."),
            "body",
            self,
            wrap=True,
        )
        group = QButtonGroup(self)
        self.detectors: dict[str, RadioButton] = {}
        for name, title in (("yunet", self.tr("YuNet")), ("mtcnn", self.tr("MTCNN"))):
            choice = self.detectors[name] = RadioButton(title, context.theme, self)
            choice.setAccessibleDescription(self.tr("The detector that finds faces"))
            choice.clicked.connect(partial(self._choose, name))
            group.addButton(choice)
        self.state = label("", "muted", self, wrap=True)
        self.look_again = button(self.tr("Look again"), "plain", self, clicked=partial(self._want, True))
        self.end = button(self.tr("Do not look again"), "plain", self, clicked=partial(self._want, False))
        for each in (self.state, self.look_again, self.end):
            each.hide()
        choices = in_row(*self.detectors.values(), Stretch(), spacing=16)
        row = in_row(self.look_again, self.end, Stretch(), spacing=8)
        said = (label(self.tr("Finding faces"), "heading", self), words)
        in_column(*said, Space(4), choices, self.state, Space(4), row, margins=(16, 12, 16, 12), spacing=4, on=self)
        # A method, which Qt forgets with the sheet; the jobs outlive it.
        context.jobs.finished.connect(self._note_end)
        context.jobs.cancelled.connect(self._note_end)
        self.reload()

    def reload(self) -> None:
        """Read again what is in use, and what is left to look at."""
        self._context.client.read(self, _read, self._take)

    def _take(self, shown: Shown) -> None:
        self.detectors[shown.detector].setChecked(True)
        photos, left = text.photos(shown.photos_of_others), shown.photos_of_others > 0
        if shown.looks_again:
            words = self.tr("Scans look again at {}, which another detector looked at last.").format(photos)
        else:
            words = self.tr(
                "Another detector, or other settings of it, looked at {} last. Looking again takes as long as "
                "scanning them. Names and answers stay; a box that this detector does not find goes, "
                "unless it is somebody's or you said something about it."
            ).format(photos)
        self.state.setText(words)
        self.state.setVisible(left)
        self.look_again.setVisible(left and not shown.looks_again)
        self.end.setVisible(left and shown.looks_again)

    def _choose(self, name: str) -> None:
        client = self._context.client

        def chosen(_: object) -> None:
            client.settings_changed.emit()
            self.reload()

        client.tasks.write(self, lambda: client.library.set_setting(SETTING, name), chosen)

    def _want(self, wanted: bool) -> None:  # noqa: FBT001 - a slot's argument
        client = self._context.client

        def noted(_: object) -> None:
            self.reload()
            if wanted:
                self._context.jobs.scan()

        client.tasks.write(self, lambda: client.library.jobs.want_look_again(wanted=wanted), noted)

    def _note_end(self, job: Job, _summary: str = "") -> None:
        if isinstance(job, ScanJob):
            self.reload()
