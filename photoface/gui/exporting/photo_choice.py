"""The drop-down field of the export dialog that chooses photos: all, those selected or shown, an album, or a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from photoface.catalog import albums
from photoface.errors import UserFacingError
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit import text
from photoface.gui.kit.boxes import in_column
from photoface.gui.kit.choices import DropDown
from photoface.gui.kit.parts import label
from photoface.gui.photos.pane import PhotosPane
from photoface.library.library import Library


@dataclass(frozen=True, slots=True)
class OfferedPhotos:
    """Photos that the window shows or in which some are selected.

    Attributes:
        words: what the choice is called, without the number of photos.
    """

    words: str
    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """One choice: photos that are known, or what finds them. None of all is every photo."""

    photo_ids: tuple[int, ...] | None = None
    album_id: int | None = None
    search: str | None = None


_ALL, _TYPED = _Choice(), _Choice(search="")


def photos_of(page: Page, *, selected_words: str, shown_words: str) -> list[OfferedPhotos]:
    """What a page offers: the photos that are selected on it, and all that it shows."""
    panes = [pane for pane in page.findChildren(PhotosPane) if pane.isVisible()]
    found = []
    for pane in panes[:1]:
        selected, shown = pane.selected_ids(), tuple(pane.model.wanted)
        if selected:
            found.append(OfferedPhotos(selected_words, selected))
        if shown and shown != selected:
            found.append(OfferedPhotos(shown_words, shown))
    return found


class PhotoChoice(QWidget):
    """Says how many photos are chosen as soon as that is known.

    Signals:
        changed: other photos are chosen, or it is not known yet which.

    Args:
        offered: are chosen first, in this order.
    """

    changed = Signal()

    def __init__(self, context: Context, offered: Sequence[OfferedPhotos], parent: QWidget) -> None:
        super().__init__(parent)
        self._client = context.client
        self._read = LatestRead(context.client, self)
        self._choices: list[_Choice] = []
        self._photo_ids: tuple[int, ...] | None = None
        self.is_ready = False
        """Whether it is known which photos are chosen, and there are any."""
        self.which = DropDown(self.tr("Which photos"), context.theme, self)
        self.words = QLineEdit(self)
        self.words.setAccessibleName(self.tr("Search for the photos"))
        self.words.setPlaceholderText(self.tr("A name, 2019, beach …"))
        self.words.hide()
        self.said = label("", "muted", self)
        in_column(self.which, self.words, self.said, spacing=4, on=self)
        for one in offered:
            counted = self.tr("{what} ({count})").format(what=one.words, count=text.number(len(one.photo_ids)))
            self._add(counted, _Choice(one.photo_ids))
        self._add(self.tr("All photos"), _ALL)
        self._add(self.tr("What a search finds"), _TYPED)
        self.which.currentIndexChanged.connect(lambda _: self._look())
        self.words.textChanged.connect(lambda _: self._look())
        context.client.read(self, _read_collections, self._take_collections)
        self._look()

    @property
    def photo_ids(self) -> tuple[int, ...] | None:
        """The photos that are chosen; None for all."""
        return self._photo_ids

    def _add(self, words: str, choice: _Choice) -> None:
        self._choices.append(choice)
        self.which.addItem(words)

    def _take_collections(self, found: tuple[list[tuple[str, int]], list[tuple[str, str]]]) -> None:
        by_album, by_search = found
        for name, album_id in by_album:
            self._add(self.tr("Album “{}”").format(name), _Choice(album_id=album_id))
        for name, words in by_search:
            self._add(self.tr("Search “{}”").format(name), _Choice(search=words))

    def _look(self) -> None:
        """Find out which photos are meant."""
        choice = self._choices[self.which.currentIndex()]
        typed = choice is _TYPED
        self.words.setVisible(typed)
        self.is_ready = False
        self.said.setText("")
        words = " ".join(self.words.text().split()) if typed else choice.search
        self._read.drop()
        if not typed or words:
            find = lambda library: _find(library, choice, words)  # noqa: E731
            self._read.start(find, lambda ids: self._take(choice, ids), self._refused)
        self.changed.emit()

    def _take(self, choice: _Choice, photo_ids: tuple[int, ...]) -> None:
        self._photo_ids = None if choice is _ALL else photo_ids
        self.is_ready = bool(photo_ids)
        self.said.setText(self._client.photos_in_words(photo_ids) if photo_ids else self.tr("No photos"))
        self.changed.emit()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self.said.setText(error.sentence)


def _read_collections(library: Library) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """Albums by their paths, and the searches that are kept."""
    by_album = [(path, album_id) for album_id, path in albums.paths(library.albums.all()).items()]
    return by_album, [(search.name, search.words) for search in library.search.saved()]


def _find(library: Library, choice: _Choice, words: str | None) -> tuple[int, ...]:
    if choice.photo_ids is not None:
        return choice.photo_ids
    if choice.album_id is not None:
        return tuple(library.albums.photo_ids(choice.album_id))
    if words is not None:
        return tuple(library.search.find(words).photo_ids)
    return tuple(library.photos.ids())
