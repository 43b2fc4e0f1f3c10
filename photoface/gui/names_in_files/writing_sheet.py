"""Two dialogs about names in files: one writes or removes them now, one sets whether each decision is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QWidget

from photoface.gui.context import Context
from photoface.gui.kit.boxes import Space
from photoface.gui.kit.choices import CheckBox, RadioButton, explained
from photoface.gui.kit.sheet import Sheet
from photoface.library.library import Library
from photoface.settings import Settings
from photoface.worker.messages import WriteNamesJob

WIDTH = 480
"""Pixels of the sentences at the usual text size."""

OFF, SIDECARS, FILES = "off", "sidecars", "files"
"""The values of the setting `names_in_files`."""

REMOVE = "remove"

Choice = tuple[str, str, str]
"""What is chosen, its words, and the sentence below them."""


class _ChoiceSheet(Sheet):
    """One of several choices, each with a sentence, and whether files keep their time."""

    def __init__(self, context: Context, title: str, sentence: str, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(title, parent)
        self._context = context
        self.choices: dict[str, RadioButton] = {}
        group = QButtonGroup(self)
        said = self.sentence(sentence, "body")
        said.setFixedWidth(context.theme.size(WIDTH))
        self.fill(said)
        for key, words, below in choices:
            choice = self.choices[key] = RadioButton(words, context.theme, self)
            group.addButton(choice)
            self.fill(explained(choice, below, context.theme, WIDTH))
        group.buttonToggled.connect(lambda *_: self._show_state())
        self.keep_time = CheckBox(self.tr("Keep the modification time of photo files"), context.theme, self)
        self.fill(Space(4), self.keep_time)

    @property
    def chosen(self) -> str:
        """The choice that is made; empty where none is."""
        return next((key for key, choice in self.choices.items() if choice.isChecked()), "")

    def _read_settings(self) -> None:
        self._context.client.read(self, lambda library: library.settings(), self._take)

    def _take(self, settings: Settings) -> None:
        self.keep_time.setChecked(settings.keep_modification_time == "yes")
        self._choose(settings.names_in_files)
        self._show_state()

    def _choose(self, key: str) -> None:
        choice = self.choices.get(key, next(iter(self.choices.values())))
        choice.setChecked(True)
        choice.setFocus()

    def _show_state(self) -> None:
        self.act.setEnabled(bool(self.chosen))
        self.keep_time.setEnabled(self.chosen in (FILES, REMOVE))


class WriteNamesSheet(_ChoiceSheet):
    """Asks where names are written; then they are.

    Args:
        photo_ids: whose files; None for all photos.
    """

    def __init__(self, context: Context, photo_ids: Sequence[int] | None, parent: QWidget) -> None:
        self._photo_ids = None if photo_ids is None else tuple(photo_ids)
        whose = self.tr("all photos") if photo_ids is None else context.client.photos_in_words(photo_ids)
        super().__init__(
            context,
            self.tr("Write names into files"),
            self.tr(
                "The names that you gave, tags, stars and captions of {}. What other programs wrote there stays, and "
                "your pictures are not changed."
            ).format(whose),
            (
                (
                    SIDECARS,
                    self.tr("Beside the photos"),
                    self.tr("In sidecars, small .xmp files with the photo's name."),
                ),
                (
                    FILES,
                    self.tr("Into the photo files"),
                    self.tr(
                        "Where that is safe; else into a sidecar. Formats other than JPEG need the program exiftool."
                    ),
                ),
                (
                    REMOVE,
                    self.tr("Take the names out again"),
                    self.tr("The names that PhotoFace wrote. They stay here, in your library."),
                ),
            ),
            parent,
        )
        self.add_buttons(self.tr("Write"), self.tr("Cancel"))
        self.accepted.connect(self._write)
        self._read_settings()

    def job(self) -> WriteNamesJob:
        """Does what is chosen."""
        keeps = self.keep_time.isChecked()
        return WriteNamesJob(self._photo_ids, self.chosen == FILES, keeps, self.chosen == REMOVE)

    def _show_state(self) -> None:
        super()._show_state()
        self.act.setText(self.tr("Take them out") if self.chosen == REMOVE else self.tr("Write"))

    def _write(self) -> None:
        client, jobs, job = self._context.client, self._context.jobs, self.job()
        if not job.remove or job.photo_ids is not None:
            jobs.write_names(job)
            return
        # Else the next decision would write them again.
        stop = lambda: client.library.set_setting("names_in_files", OFF)  # noqa: E731
        client.tasks.write(client, stop, lambda _: jobs.write_names(job))


class FollowSheet(_ChoiceSheet):
    """Asks whether files follow each decision."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(
            context,
            self.tr("Names in files after each decision"),
            self.tr(
                "PhotoFace can write what you decide into files in the background, so that other programs know it too."
            ),
            (
                (OFF, self.tr("Off"), self.tr("Files are written only when you say so.")),
                (
                    SIDECARS,
                    self.tr("Sidecars beside my photos"),
                    self.tr("Small .xmp files with the photo's name; the photo files stay as they are."),
                ),
                (
                    FILES,
                    self.tr("Into my files"),
                    self.tr(
                        "Where that is safe; else into a sidecar. Formats other than JPEG need the program exiftool."
                    ),
                ),
            ),
            parent,
        )
        self.add_buttons(self.tr("Save"), self.tr("Cancel"))
        self.accepted.connect(self._save)
        self._read_settings()

    def _save(self) -> None:
        client, chosen = self._context.client, self.chosen
        keep = "yes" if self.keep_time.isChecked() else "no"

        def save(library: Library) -> None:
            before = library.settings()
            if keep != before.keep_modification_time:
                library.set_setting("keep_modification_time", keep)
            if chosen != before.names_in_files:
                library.set_setting("names_in_files", chosen)

        client.tasks.write(client, lambda: save(client.library), lambda _: client.settings_changed.emit())
