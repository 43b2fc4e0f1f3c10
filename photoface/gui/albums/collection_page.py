"""The pages that show one collection of photos: favourites, hidden photos, the last import, an album, or a folder.

On its page an album is renamed and given a cover, its photos are put in order and taken out, and the interview about
its people begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from photoface.catalog.path_text import from_stored
from photoface.catalog.summaries.changed import Changed
from photoface.errors import UserFacingError
from photoface.gui.albums.ordered_view import OrderedPhotosPane, OrderedPhotosView
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, holding, in_column, in_row, in_stack
from photoface.gui.kit.parts import PAGE_HEAD, ElidedLabel, EmptyState, button, label
from photoface.gui.kit.sheet import ask_words
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.photos.pane import PhotosPane
from photoface.library.commands.collections import ChooseAlbumCover, RemoveFromAlbum, RenameAlbum, ReorderAlbum
from photoface.library.library import Library

Found = tuple[str, Sequence[int]]
"""What the collection is called, and its photos."""


def _with_videos(read: Callable[[Library], Found], library: Library) -> tuple[Found, int]:
    """A collection, and how many of its photos are videos."""
    found = read(library)
    return found, library.photos.videos_among(found[1])


class CollectionPage(Page):
    """The photos of one collection, with its name and how many they are."""

    pane_class: type[PhotosPane] = PhotosPane

    def __init__(self, context: Context, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self.place: Place | None = None
        self._name = ""
        self.pane = self.pane_class(context, self)
        self.pass_on(self.pane)
        self.heading = ElidedLabel("title", self, snug=True)
        self.heading.setProperty(PAGE_HEAD, True)
        self.count = label("", "muted", self)
        self.head = in_row(self.heading, Space(12), Placed(self.count, 1), margins=(24, 16, 24, 0), spacing=0)
        self.empty = EmptyState(context, icon, self)
        self.empty.action.clicked.connect(self.leave_empty)
        self._full = holding(in_column(self.head, Placed(self.pane, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)

    def title(self) -> str:
        return self._name

    def visit(self, place: Place) -> None:
        self.place = place
        self.take_focus()
        self.catch_up()

    def page_actions(self) -> PageActions:
        return self.pane.page_actions()

    def reading(self, place: Place) -> Callable[[Library], Found]:
        """What reads the collection of a place."""
        raise NotImplementedError

    def say_empty(self) -> None:
        """Say what will be here."""
        raise NotImplementedError

    def refresh(self, changed: Changed) -> None:
        if self.place is not None:
            self._read.start(partial(_with_videos, self.reading(self.place)), self._take, self._gone)
        self.pane.refresh(changed)

    def leave_empty(self) -> None:
        """What the button of the empty state does: show all photos, where some can be chosen for this collection."""
        self.place_asked.emit(Place("photos"))

    def _take(self, read: tuple[Found, int]) -> None:
        (self._name, ids), videos = read
        self.heading.setText(self._name)
        self.count.setText(text.photos(len(ids), videos))
        self.say_empty()
        self._stack.setCurrentWidget(self._full if ids else self.empty)
        self.pane.show_photos(ids)
        self.page_actions_changed.emit()

    def _gone(self, error: Exception) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self.pane.show_photos(())
        self.empty.say(error.sentence, error.remedy)
        self._stack.setCurrentWidget(self.empty)


class FavouritesPage(CollectionPage):
    """The photos that are favourites."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "heart-outline", parent)

    def reading(self, place: Place) -> Callable[[Library], Found]:
        name = self.tr("Favourites")
        return lambda library: (name, library.albums.favourites())

    def say_empty(self) -> None:
        self.empty.say(
            self.tr("No favourites yet"),
            self.tr("Select photos and press P: those that you love best stand here."),
            self.tr("Show all photos"),
        )


class HiddenPage(CollectionPage):
    """The photos that the user hid."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "eye-off-outline", parent)

    def reading(self, place: Place) -> Callable[[Library], Found]:
        name = self.tr("Hidden photos")
        return lambda library: (name, library.photos.hidden_ids())

    def say_empty(self) -> None:
        self.empty.say(
            self.tr("Nothing is hidden"),
            self.tr("Photos that you hide from their menu stand here and nowhere else. Their files stay."),
            self.tr("Show all photos"),
        )


class LastImportPage(CollectionPage):
    """The photos that were imported last from a card or a folder."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "tray-arrow-down", parent)

    def reading(self, place: Place) -> Callable[[Library], Found]:
        named, undated = self.tr("Last import, {}"), self.tr("Last import")

        def read(library: Library) -> Found:
            last = library.imports.last()
            return (undated, ()) if last is None else (named.format(text.day(last.started_at)), last.photo_ids)

        return read

    def say_empty(self) -> None:
        self.empty.say(
            self.tr("The imported photos appear here"),
            self.tr("The first ones come while PhotoFace looks through them."),
            self.tr("Show all photos"),
        )


class AlbumPage(CollectionPage):
    """One album, in its own order: photos are dragged to another place in it."""

    pane_class = OrderedPhotosPane

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "image-album", parent)
        # An album may stand in any order: its months are no headings.
        self.pane.model.without_months = True
        self.pane.view.rows.header_height = 12
        assert isinstance(self.pane.view, OrderedPhotosView)
        self.pane.view.order_asked.connect(self._reorder)

    def reading(self, place: Place) -> Callable[[Library], Found]:
        album_id = place.id
        assert album_id is not None
        return lambda library: (library.albums.get(album_id).name, library.albums.photo_ids(album_id))

    def say_empty(self) -> None:
        self.empty.say(
            self.tr("This album is empty"),
            self.tr("Select photos anywhere and choose Add to album, or drag them onto the album in the sidebar."),
            self.tr("Show all photos"),
        )

    def page_actions(self) -> PageActions:
        ids, execute = self.pane.chosen_ids(), self.context.client.execute
        album_id = None if self.place is None else self.place.id
        if album_id is None:
            return self.pane.page_actions()
        return dict(self.pane.page_actions()) | offered(
            (PageAction.REMOVE_FROM_ALBUM, ids, lambda: execute(RemoveFromAlbum(album_id, ids))),
            (PageAction.ALBUM_COVER, len(ids) == 1, lambda: execute(ChooseAlbumCover(album_id, ids[0]))),
            (PageAction.MOVE_TO_FRONT, ids, lambda: self._reorder(ids, self._first_but(ids))),
            (PageAction.MOVE_TO_END, ids, lambda: self._reorder(ids, None)),
            (PageAction.RENAME, True, partial(self._ask_name, album_id)),
            (PageAction.INTERVIEW, True, lambda: self.place_asked.emit(Place("interview", album_id, "album"))),
        )

    def _first_but(self, photo_ids: Sequence[int]) -> int | None:
        return next((photo for photo in self.pane.model.ids if photo not in set(photo_ids)), None)

    def _reorder(self, photo_ids: Sequence[int], before_id: int | None) -> None:
        if self.place is not None and self.place.id is not None:
            self.context.client.execute(ReorderAlbum(self.place.id, tuple(photo_ids), before_id))

    def _ask_name(self, album_id: int) -> None:
        """Ask for the album's new name. Its line in the sidebar may be folded away."""
        execute = self.context.client.execute
        title, act = self.tr("Rename the album"), self.tr("Rename")
        ask_words(self.window(), title, self._name, act, lambda name: execute(RenameAlbum(album_id, name)))


class FolderPage(CollectionPage):
    """A folder of the disk, with the folders below it or without."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "folder-outline", parent)
        self.below = button(self.tr("With folders below"), "tab", self)
        self.below.setChecked(True)
        self.below.toggled.connect(lambda _: self.refresh(Changed(everything=True)))
        self.head.addWidget(self.below)

    def reading(self, place: Place) -> Callable[[Library], Found]:
        folder_id, prefix, below = place.id, place.words, self.below.isChecked()
        assert folder_id is not None

        def read(library: Library) -> Found:
            folder = next((one for one in library.folders.all() if one.id == folder_id), None)
            if folder is None:
                raise UserFacingError("This folder is not in the library any more.")
            inside = text.path_name(folder.path / from_stored(prefix)) if prefix else text.path_name(folder.path)
            return inside, library.albums.in_folder(folder_id, prefix, below=below)

        return read

    def say_empty(self) -> None:
        if self.below.isChecked():
            self.empty.say(
                self.tr("No photos here"),
                self.tr("No photo lies in this folder or in the folders below it."),
                self.tr("Show all photos"),
            )
        else:
            self.empty.say(
                self.tr("No photos here"),
                self.tr("No photo lies in this folder itself. There may be some in the folders below it."),
                self.tr("Show those below as well"),
            )

    def leave_empty(self) -> None:
        if self.below.isChecked():
            super().leave_empty()
        else:
            # Its switch is not there while the page is empty.
            self.below.setChecked(True)
