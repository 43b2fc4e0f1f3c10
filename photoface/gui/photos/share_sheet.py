"""The dialog that makes copies of photos to give away: it asks for size, quality, metadata, file names and folder."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QSlider, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_column, in_row
from photoface.gui.kit.choices import CheckBox, DropDown
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.photos.save_copies import SaveCopiesSheet
from photoface.library.exports.shared_copies import SharedCopyChoices

SIDES = (None, 3840, 2560, 1600, 1024)
"""Pixels of the longer side that are offered: all of them, a large screen, a screen, a letter, a message."""

LOWEST_QUALITY, HIGHEST_QUALITY = 50, 95
"""Below, blocks can be seen; above, JPEGs only become larger (libjpeg's own advice)."""


class ShareSheet(Sheet):
    """Asks, then for a folder, and has the copies made.

    Args:
        choices: what it begins with: as they were chosen last.
    """

    def __init__(
        self, context: Context, photo_ids: tuple[int, ...], parent: QWidget, choices: SharedCopyChoices | None = None
    ) -> None:
        super().__init__("", parent)
        self._context, self._photo_ids = context, photo_ids
        choices = choices or SharedCopyChoices()
        theme = context.theme
        self.set_title(self.tr("Share copies of {}").format(context.client.photos_in_words(photo_ids)))
        about = self.sentence(
            self.tr("New JPEG files for others. The originals stay as they are, and nothing of theirs goes along.")
        )
        about.setFixedWidth(theme.size(420))
        self.side = DropDown(self.tr("Longest edge"), theme, self)
        for side in SIDES:
            words = self.tr("All pixels") if side is None else self.tr("{} pixels").format(text.number(side))
            self.side.addItem(words, side)
        self.side.setCurrentIndex(max(self.side.findData(choices.longest_side), 0))
        self.quality = QSlider(Qt.Orientation.Horizontal, self)
        self.quality.setRange(LOWEST_QUALITY, HIGHEST_QUALITY)
        self.quality.setAccessibleName(self.tr("Quality"))
        self.quality_words = label("", "body", self)
        self.quality_words.setMinimumWidth(theme.size(96))
        self.quality.valueChanged.connect(self._show_quality)
        self.quality.setValue(choices.quality)
        self._show_quality(self.quality.value())
        how = QGridLayout()
        how.setHorizontalSpacing(16)
        how.setVerticalSpacing(8)
        how.setColumnStretch(1, 1)
        for row, (words, field) in enumerate(
            (
                (self.tr("Longest edge"), self.side),
                (self.tr("Quality"), in_row(Placed(self.quality, 1), self.quality_words, spacing=12)),
                (self.tr("Format"), label(self.tr("JPEG, which everybody can open"), "body", self)),
            )
        ):
            how.addWidget(label(words, "muted", self), row, 0)
            if isinstance(field, QWidget):
                how.addWidget(field, row, 1)
            else:
                how.addLayout(cast(QLayout, field), row, 1)
        self.date = CheckBox(self.tr("Date and time"), theme, self)
        self.place = CheckBox(self.tr("Place where it was taken"), theme, self)
        self.names = CheckBox(self.tr("Names of the people in it"), theme, self)
        self.captions = CheckBox(self.tr("Title, caption and tags"), theme, self)
        self.file_names = CheckBox(self.tr("Names of the original files"), theme, self)
        self._ticks = {
            "date": self.date,
            "place": self.place,
            "names": self.names,
            "captions": self.captions,
            "file_names": self.file_names,
        }
        for name, tick in self._ticks.items():
            tick.setChecked(bool(getattr(choices, name)))
        self.warning: QLabel = self.sentence()
        self.warning.setFixedWidth(theme.size(420))
        for tick in self._ticks.values():
            tick.toggled.connect(self._warn)
        told = in_column(label(self.tr("The copies tell"), "heading", self), *self._ticks.values(), spacing=6)
        self.fill(about, how, told, self.warning)
        self.add_buttons(self.tr("Choose a folder …"), self.tr("Cancel"))
        # The sheet stays below the folder's dialog, so that Cancel there leads back to it.
        self.act.clicked.disconnect()
        self.act.clicked.connect(self._ask_folder)
        self._warn()
        self.act.setFocus()

    @property
    def choices(self) -> SharedCopyChoices:
        """What is chosen."""
        ticks = {name: tick.isChecked() for name, tick in self._ticks.items()}
        return SharedCopyChoices(self.side.currentData(), self.quality.value(), **ticks)

    def share_to(self, folder: Path) -> SaveCopiesSheet:
        """Make the copies in a folder, and close this sheet."""
        over = self.parentWidget()
        assert over is not None
        progress = SaveCopiesSheet(self._context, self._photo_ids, folder, over, self.choices)
        self.accept()
        progress.start()
        return progress

    def _ask_folder(self) -> None:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = FileDialog.for_folder(self, self.tr("Save the copies to a folder"), Path(pictures))
        dialog.setLabelText(FileDialog.DialogLabel.Accept, self.tr("Save here"))
        dialog.fileSelected.connect(lambda path: self.share_to(Path(path)))
        dialog.open()

    def _show_quality(self, quality: int) -> None:
        words = self.tr("small files") if quality < 75 else self.tr("good") if quality < 90 else self.tr("best")
        self.quality_words.setText(f"{quality}, {words}")

    def _warn(self) -> None:
        """Say what the names of files may give away."""
        hides = not (self.names.isChecked() and self.place.isChecked())
        tells = self.file_names.isChecked() and hides
        self.warning.setText(
            self.tr("A name such as “Anna in Rome” tells who and where. Without it, copies are called Photo 1, 2, 3.")
            if tells
            else ""
        )
        self.warning.setVisible(tells)
