"""The dialog before an import of photos: from which card, folder or files, what is new there, and where copies go."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.library import FolderSummary
from photoface.errors import JobCancelled, UserFacingError
from photoface.formatting import size
from photoface.gui.context import Context
from photoface.gui.folders.cards import Card, mounted_cards
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_row
from photoface.gui.kit.choices import CheckBox, DropDown
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import ElidedLabel, button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tasks import report
from photoface.jobs import JobControl
from photoface.library.import_folders import DEFAULT_PATTERN, PATTERNS, checked_pattern, folder_of
from photoface.library.import_report import ImportReport
from photoface.worker.messages import ImportPhotosJob

LOOK_EVERY_MS = 2000
"""How often it is looked whether a card was put in or pulled out."""

WIDTH = 520

FOLDER, PATTERN = "import/folder", "import/pattern"
"""Names in the window's preferences."""


FROM_CARD = int(Qt.ItemDataRole.UserRole) + 1
"""The role that says of a source that it is a card, which comes and goes by itself."""


class ImportPhotosSheet(Sheet):
    """Looks through the source at once; *Import* can be pressed when something new was found.

    Args:
        sources: folders or single files, such as were dropped; empty to offer the cards that are there.
        cards: finds them.

    Signals:
        chosen: an `ImportPhotosJob`.
        photos_asked: show photos of the library that were found in the source; their ids.
    """

    chosen = Signal(object)
    photos_asked = Signal(object)

    def __init__(
        self,
        context: Context,
        preferences: QSettings,
        parent: QWidget,
        sources: Sequence[Path] = (),
        cards: Callable[[], Sequence[Card]] = mounted_cards,
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Import photos"))
        self._context = context
        self._preferences = preferences
        self._cards = cards
        self._found: ImportReport | None = None
        self._looking: JobControl | None = None
        self._folder: Path | None = None
        self.source = DropDown(self.tr("From"), context.theme, self)
        self.source.activated.connect(lambda _: self._look())
        self.choose_source = button(self.tr("Choose a folder …"), "plain", self, clicked=self._choose_source)
        self.state = self.sentence("", "heading")
        self.left_out = self.sentence()
        self.show_known = button(self.tr("Show those in the library"), "link", self, clicked=self._show_known)
        self.again = CheckBox(self.tr("Also those that were imported or deleted before"), context.theme, self)
        self.again.clicked.connect(lambda: self._look())
        self.folder = ElidedLabel("body", self, of_path=True)
        self.folder.setAccessibleName(self.tr("Into this folder"))
        self.choose_folder = button(self.tr("Choose …"), "plain", self, clicked=self._choose_folder)
        self.choose_folder.setAccessibleName(self.tr("Choose the folder for the copies"))
        self.pattern = DropDown(self.tr("In folders by date"), context.theme, self)
        self._list_patterns()
        self.room = self.sentence()
        self.fill(
            label(self.tr("From"), "heading", self),
            in_row(Placed(self.source, 1), self.choose_source, spacing=8),
            self.state,
            self.left_out,
            in_row(self.show_known, Stretch()),
            self.again,
            Space(4),
            label(self.tr("Into"), "heading", self),
            in_row(Placed(self.folder, 1), self.choose_folder, spacing=8),
            self.pattern,
            self.room,
        )
        self.add_buttons(self.tr("Import"), self.tr("Cancel"))
        self.accepted.connect(self._start)
        self.finished.connect(lambda _: self._stop_looking())
        self.setFixedWidth(context.theme.size(WIDTH))
        self._looking_for_cards = QTimer(self, interval=LOOK_EVERY_MS)
        self._looking_for_cards.timeout.connect(self._find_cards)
        self._listed: tuple[Card, ...] = ()
        self._finding = False
        if sources:
            self._add_chosen(tuple(sources))
        else:
            self._find_cards()
            self._looking_for_cards.start()
        context.client.read(self, lambda library: library.folders.all(), self._offer_folder)
        self._look()
        self.source.setFocus()

    # where from

    @property
    def sources(self) -> tuple[Path, ...]:
        """What is chosen; empty where nothing is."""
        chosen = self.source.currentData()
        return tuple(chosen) if chosen else ()

    def _find_cards(self) -> None:
        """Look which cards are there, not on this thread: a network drive that does not answer would stop it."""
        if not self._finding:
            self._finding = True
            self._context.client.tasks.read_quietly(self, lambda: tuple(self._cards()), self._list_cards)

    def _list_cards(self, found: tuple[Card, ...]) -> None:
        """List the cards that are there now, before what was chosen; a new one is looked at at once."""
        self._finding = False
        if found == self._listed and self.source.count():
            return
        before, fresh = self.sources, [card for card in found if card not in self._listed]
        self._listed = found
        chosen = [
            (self.source.itemText(row), self.source.itemData(row))
            for row in range(self.source.count())
            if self.source.itemData(row) and not self.source.itemData(row, FROM_CARD)
        ]
        self.source.clear()
        for card in found:
            self.source.addItem(self.tr("{name}, {size}").format(name=card.name, size=size(card.size)), (card.folder,))
            self.source.setItemData(self.source.count() - 1, True, FROM_CARD)
        for words, paths in chosen:
            self.source.addItem(words, paths)
        if not self.source.count():
            self.source.addItem(self.tr("No card or camera is there"), ())
        wanted = (fresh[0].folder,) if fresh and not chosen else before
        for row in range(self.source.count()):
            if tuple(self.source.itemData(row) or ()) == wanted:
                self.source.setCurrentIndex(row)
        if self.sources != before:
            self._look()

    def _add_chosen(self, paths: tuple[Path, ...]) -> None:
        words = text.path(paths[0])
        if len(paths) > 1:
            words = self.tr("{count} dropped files and folders").format(count=text.number(len(paths)))
        self.source.addItem(words, paths)
        self.source.setCurrentIndex(self.source.count() - 1)

    def _choose_source(self) -> None:
        dialog = FileDialog.for_folder(self, self.tr("Choose a folder of photos"))
        dialog.fileSelected.connect(self._take_source)
        dialog.open()

    def _take_source(self, path: str) -> None:
        if not self.sources:
            self.source.clear()
        self._add_chosen((Path(path),))
        # Enter imports from here; on the button it would ask for a folder again.
        self.source.setFocus()
        self._look()

    # what is new

    def _look(self) -> None:
        self._stop_looking()
        self._found = None
        sources = self.sources
        if not sources:
            self._say(self.tr("Put a card in, or connect a camera or phone as a drive."), "")
            return
        self._say(self.tr("Looking what is new …"), "")
        control = self._looking = JobControl()
        library, again = self._context.client.library, self.again.isChecked()
        self._context.client.tasks.run_long(
            self,
            lambda: library.imports.look(sources, control, again=again),
            lambda found: self._take(control, found),
            lambda error: self._fail(control, error),
            control.cancel,
        )

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _take(self, control: JobControl, found: ImportReport) -> None:
        if control is not self._looking:
            return
        self._looking = None
        if found.trouble is not None:
            self._say(str(found.trouble), "")
            return
        self._found = found
        said = self.tr("Nothing new is there.")
        if found.new:
            said = self.tr("{files} are new, {size}") if found.new > 1 else self.tr("{files} is new, {size}")
            said = said.format(files=found.new_in_words(), size=size(found.size))
        left_out = found.left_out_in_words()
        if found.first is not None and found.last is not None:
            first, last = text.day(found.first), text.day(found.last)
            left_out.insert(0, f"{first}." if first == last else self.tr("{} to {}.").format(first, last))
        if found.failed:
            left_out.append(self.tr("{} cannot be read.").format(text.number(len(found.failed))))
        self._say(said, " ".join(left_out))

    def _fail(self, control: JobControl, error: Exception) -> None:
        if control is not self._looking or isinstance(error, JobCancelled):
            return
        self._looking = None
        if isinstance(error, UserFacingError):
            self._say(str(error), "")
        else:
            self.reject()
            report(self._context.client.messages, error)

    def _say(self, state: str, left_out: str) -> None:
        self.state.setText(state)
        self.left_out.setText(left_out)
        self.left_out.setVisible(bool(left_out))
        found = self._found
        self.again.setVisible(self.again.isChecked() or (found is not None and found.before > 0))
        self.show_known.setVisible(found is not None and bool(found.photo_ids))
        self._show_room()

    def _show_known(self) -> None:
        if self._found is not None:
            ids = tuple(dict.fromkeys(self._found.photo_ids))
            self.reject()
            self.photos_asked.emit(ids)

    # where to

    def _offer_folder(self, folders: Sequence[FolderSummary]) -> None:
        """The folder of the last import, else the one of the library with most photos, else that of the system."""
        if self._folder is None:
            kept = str(self._preferences.value(FOLDER, ""))
            reachable = sorted((folder for folder in folders if folder.reachable), key=lambda folder: -folder.photos)
            pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
            usual = reachable[0].path if reachable else Path(pictures)
            self._take_folder(Path(kept) if kept and Path(kept).is_dir() else usual)

    def _choose_folder(self) -> None:
        dialog = FileDialog.for_folder(self, self.tr("Choose the folder for the copies"), self._folder)
        dialog.fileSelected.connect(lambda path: self._take_folder(Path(path)))
        dialog.fileSelected.connect(lambda _: self.pattern.setFocus())
        dialog.open()

    def _take_folder(self, folder: Path) -> None:
        self._folder = folder
        self.folder.setText(text.path(folder))
        self._show_room()

    def _list_patterns(self) -> None:
        """Each pattern as the folders of a photo that is taken today."""
        try:
            kept = checked_pattern(str(self._preferences.value(PATTERN, DEFAULT_PATTERN)))
        except UserFacingError:  # an edited file may hold anything
            kept = DEFAULT_PATTERN
        today = dt.datetime.now()
        for pattern in dict.fromkeys((*PATTERNS, kept)):
            inside = str(folder_of(pattern, today))
            words = self.tr("All in this folder") if not pattern else self.tr("By date, as in {}").format(inside)
            self.pattern.addItem(words, pattern)
        self.pattern.setCurrentIndex(self.pattern.findData(kept))

    def _show_room(self) -> None:
        """Say whether the copies fit on the disk, and let them be made if so."""
        found, folder = self._found, self._folder
        words, fits = "", True
        if found is not None and found.new and folder is not None:
            free = _free_bytes(folder)
            fits = free is None or free > found.size
            if free is not None:
                words = self.tr("{} are free there.").format(size(free))
            if not fits:
                words = self.tr("Only {} are free there. Make room, or choose another folder.").format(size(free or 0))
        self.room.setText(words)
        self.room.setVisible(bool(words))
        self.act.setEnabled(found is not None and found.new > 0 and folder is not None and fits)
        self.fit_height()

    def _start(self) -> None:
        assert self._folder is not None
        pattern = str(self.pattern.currentData())
        self._preferences.setValue(FOLDER, str(self._folder))
        self._preferences.setValue(PATTERN, pattern)
        self.chosen.emit(ImportPhotosJob(self.sources, self._folder, pattern, self.again.isChecked()))


def _free_bytes(folder: Path) -> int | None:
    """The room on the disk of a folder, or of what there is of its path; None where that cannot be told."""
    there = next((path for path in (folder, *folder.parents) if path.is_dir()), None)
    try:
        return None if there is None else shutil.disk_usage(there).free
    except OSError:
        return None
