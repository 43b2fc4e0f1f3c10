"""Handles what is dropped on the window: folders are added, imported or shown; photos and videos shown or imported.

For new folders a dialog asks whether they are added or imported. A hint over the window says what a drop does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from photoface.catalog.summaries.library import FolderSummary
from photoface.gui.context import Context, Place
from photoface.gui.kit import painting, text
from photoface.gui.kit.choices import RadioButton, explained
from photoface.gui.kit.sheet import Sheet
from photoface.imaging.formats import is_media_name
from photoface.library.import_folders import CAMERA_FOLDERS
from photoface.library.library import Library

WIDTH = 440


@dataclass(frozen=True, slots=True)
class _Dropped:
    """What was dropped.

    Attributes:
        known: folders of the library, or in one.
        folders: other folders.
        photo_ids: photos of the library.
        files: other pictures and videos.
        others: names of what is none of these.
    """

    known: tuple[Place, ...]
    folders: tuple[Path, ...]
    photo_ids: tuple[int, ...]
    files: tuple[Path, ...]
    others: tuple[str, ...]


class DroppedFiles(QObject):
    """Decides what is done with what was dropped; asks where there are two ways.

    Signals:
        folder_asked: add a folder to the library; its `Path`.
        import_asked: ask about importing from folders or files; their paths.
        photos_asked: show photos of the library; their ids.
        place_asked: show a `Place`.
    """

    folder_asked = Signal(object)
    import_asked = Signal(object)
    photos_asked = Signal(object)
    place_asked = Signal(object)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def take(self, paths: Sequence[Path]) -> None:
        """Look what was dropped, and go on with it."""
        self._context.client.read(self, lambda library: _sorted_out(library, paths), self._go_on)

    def _go_on(self, dropped: _Dropped) -> None:
        messages = self._context.client.messages
        if dropped.folders:
            sheet = DropSheet(self._context, dropped.folders, self._window)
            sheet.accepted.connect(lambda: self._follow(sheet.imports, dropped))
            sheet.open()
        elif dropped.files:
            self.import_asked.emit(dropped.files)
        elif dropped.photo_ids:
            self.photos_asked.emit(dropped.photo_ids)
        elif dropped.known:
            self.place_asked.emit(dropped.known[0])
            messages.note(self.tr("This folder is in the library already."))
        elif len(dropped.others) == 1:
            messages.tell_problem(
                self.tr("{} is neither a picture nor a video.").format(dropped.others[0]),
                self.tr("Drop photos, or their folder."),
            )
        else:
            messages.tell_problem(
                self.tr("None of the {} files is a picture or a video.").format(text.number(len(dropped.others))),
                self.tr("Drop photos, or their folder."),
            )

    def _follow(self, imports: bool, dropped: _Dropped) -> None:
        if imports:
            self.import_asked.emit((*dropped.folders, *dropped.files))
            return
        for folder in dropped.folders:
            self.folder_asked.emit(folder)
        if dropped.files:
            self.import_asked.emit(dropped.files)


def _sorted_out(library: Library, paths: Sequence[Path]) -> _Dropped:
    roots = library.folders.all()
    known: list[Place] = []
    folders: list[Path] = []
    media: list[Path] = []
    others: list[str] = []
    for path in paths:
        if path.is_dir():
            place = _place_of(path, roots)
            if place is None:
                folders.append(path)
            else:
                known.append(place)
        elif is_media_name(path.name):
            media.append(path)
        else:
            others.append(text.path_name(path))
    at = library.photos.ids_at(media)
    photo_ids = tuple(dict.fromkeys(at[path] for path in media if path in at))
    return _Dropped(
        tuple(known), tuple(folders), photo_ids, tuple(path for path in media if path not in at), tuple(others)
    )


def _place_of(path: Path, roots: list[FolderSummary]) -> Place | None:
    """The place of a folder of the library; None where it is in none."""
    real = path.resolve()
    for root in roots:
        if real.is_relative_to(root.path):
            inside = real.relative_to(root.path).as_posix()
            return Place("folder", root.id, "" if inside == "." else f"{inside}/")
    return None


class DropSheet(Sheet):
    """Asks whether a folder stays where it lies, or its photos are copied into the library.

    Attributes:
        imports: what is chosen.
    """

    def __init__(self, context: Context, folders: tuple[Path, ...], parent: QWidget) -> None:
        super().__init__("", parent)
        name = text.path_name(folders[0])
        one, many = self.tr("What shall happen with {name}?"), self.tr("What shall happen with the {} folders?")
        self.set_title(one.format(name=name) if len(folders) == 1 else many.format(text.number(len(folders))))
        group = QButtonGroup(self)
        self.choices: list[RadioButton] = []
        for words, below in (
            (
                self.tr("Add it to the library"),
                self.tr("The photos stay where they are, and PhotoFace looks at them there, now and later."),
            ),
            (
                self.tr("Copy its photos into the library …"),
                self.tr("As from a card: new ones are copied into folders by date, and verified."),
            ),
        ):
            choice = RadioButton(words, context.theme, self)
            group.addButton(choice)
            self.fill(explained(choice, below, context.theme, WIDTH))
            self.choices.append(choice)
        # A card goes away again: what lies on it is copied.
        is_card = any((folder / CAMERA_FOLDERS[0]).is_dir() for folder in folders)
        chosen = self.choices[int(is_card)]
        self.add_buttons(self.tr("Go on"), self.tr("Cancel"))
        chosen.setChecked(True)
        chosen.setFocus()

    @property
    def imports(self) -> bool:
        return self.choices[1].isChecked()


class DropHint(QWidget):
    """Lies over the window while something from outside is dragged over it, and says what a drop does."""

    MARGIN, RADIUS = 12.0, 12.0

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self) -> None:
        """Cover all of the window."""
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, accent = self._theme.colour("window"), self._theme.colour("accent")
        ground.setAlphaF(0.9)
        inner = QRectF(self.rect()).adjusted(self.MARGIN, self.MARGIN, -self.MARGIN, -self.MARGIN)
        painter.fillRect(self.rect(), ground)
        painting.paint_ring(painter, painting.rounded(inner, self.RADIUS), accent, 2)
        font = self.font()
        font.setPixelSize(self._theme.size(22))
        words = self.tr("Drop photos or folders to add them")
        centre = Qt.AlignmentFlag.AlignHCenter
        painting.paint_text(painter, self.rect(), words, font, self._theme.colour("text"), centre)
        painter.end()
