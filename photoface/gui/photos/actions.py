"""The actions on photos, selected or in the viewer: rate, turn, date, place, albums, share, export, print, delete ...

Also their titles and captions, copying them to the clipboard, a slideshow, making them favourites, hiding them, opening
them with other programs or in the file manager, and writing their names into files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.photos import PhotoDetail, PhotoSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.dragged_photos import put_files
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.picture_decoder import image_of
from photoface.gui.page_action import RATINGS, PageAction, offered
from photoface.gui.photos.save_copies import SaveCopiesSheet
from photoface.gui.photos.slideshow import Slideshow
from photoface.library.commands.photos import DeletePhotos, FavouritePhotos, HidePhotos, RatePhotos, TurnPhotos
from photoface.library.library import Library

if TYPE_CHECKING:
    from photoface.library.exports.shared_copies import SharedCopyChoices

MOST_OPENED = 20
"""Photos that are opened in another program at once: each may get a window of its own."""

COPIED_LONG_SIDE = 4096
"""Pixels of a copied picture: what a letter or a message can hold, and 50 MB of memory."""


class PhotoActions(QObject):
    """Runs what is offered for photos.

    Args:
        over: the widget over whose window sheets open.
    """

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context = context
        self._over = over
        self.slideshow: Slideshow | None = None
        self._shared_last: SharedCopyChoices | None = None

    def of(
        self, photo_ids: Sequence[int], among: Sequence[int], tops: Sequence[int] | None = None
    ) -> dict[PageAction, Callable[[], None]]:
        """What can be done with these photos.

        Args:
            among: the photos around them, through which a slideshow of a single one goes on.
            tops: those of them that are shown, where closed stacks are among them: what gives pictures away gives the
                best of each stack, and what decides something decides it for all.
        """
        ids = tuple(photo_ids)
        seen = ids if tops is None else tuple(tops)
        shown = seen if len(seen) > 1 else tuple(among)
        offers = offered(
            (PageAction.SLIDESHOW, shown, lambda: self.start_slideshow(shown, seen[0] if seen else shown[0])),
            (PageAction.TURN_RIGHT, ids, lambda: self.turn(ids, 90)),
            (PageAction.TURN_LEFT, ids, lambda: self.turn(ids, 270)),
            (PageAction.SET_DATE, ids, lambda: self.ask_date(ids)),
            (PageAction.SET_PLACE, ids, lambda: self.ask_place(ids)),
            (PageAction.DESCRIBE, ids, lambda: self.ask_words(ids)),
            (PageAction.COPY, seen, lambda: self.copy(seen)),
            (PageAction.SHARE, seen, lambda: self.ask_share(seen)),
            (PageAction.EXPORT, seen, lambda: self.ask_export(seen)),
            (PageAction.PRINT, seen, lambda: self.ask_print(seen)),
            (PageAction.OPEN_WITH, 0 < len(seen) <= MOST_OPENED, lambda: self.ask_program(seen)),
            (PageAction.REVEAL, len(seen) == 1, lambda: self.reveal(seen[0])),
            (PageAction.DELETE_PHOTOS, ids, lambda: self.delete(ids)),
            (PageAction.WRITE_NAMES, ids, lambda: self.ask_write_names(ids)),
        )
        if ids:
            offers.update({rating: partial(self.rate, ids, stars) for stars, rating in enumerate(RATINGS)})
        return offers

    def marks(
        self, photo_ids: Sequence[int], photos: Sequence[PhotoSummary | PhotoDetail]
    ) -> dict[PageAction, Callable[[], None]]:
        """What marks these photos, by what is known of them, and the album they go into."""
        ids, execute = tuple(photo_ids), self._context.client.execute
        loved = bool(photos) and all(photo.favourite for photo in photos)
        hidden = bool(photos) and all(photo.hidden for photo in photos)
        return offered(
            (PageAction.FAVOURITE_PHOTO, ids and not loved, lambda: execute(FavouritePhotos(ids, True))),
            (PageAction.NO_FAVOURITE_PHOTO, loved, lambda: execute(FavouritePhotos(ids, False))),
            (PageAction.HIDE_PHOTO, ids and not hidden, lambda: execute(HidePhotos(ids, True))),
            (PageAction.SHOW_PHOTO_AGAIN, hidden, lambda: execute(HidePhotos(ids, False))),
            (PageAction.ADD_TO_ALBUM, ids, lambda: self.ask_album(ids)),
        )

    def ask_album(self, photo_ids: tuple[int, ...]) -> None:
        """Ask for the album that photos go into."""
        # The window's start does not need the sheet.
        from photoface.gui.albums.add_sheet import AddToAlbumSheet

        AddToAlbumSheet(self._context, photo_ids, self._over.window()).open()

    def rate(self, photo_ids: tuple[int, ...], stars: int) -> None:
        """Give photos so many stars; 0 takes them away."""
        self._context.client.execute(RatePhotos(photo_ids, stars or None))

    def delete(self, photo_ids: tuple[int, ...]) -> None:
        """Put photos into Recently deleted."""
        self._context.client.execute(DeletePhotos(photo_ids))

    def turn(self, photo_ids: tuple[int, ...], degrees: int) -> None:
        """Show photos turned further, clockwise; their files stay as they are."""
        self._context.client.execute(TurnPhotos(photo_ids, degrees))

    def ask_date(self, photo_ids: tuple[int, ...]) -> None:
        """Ask for the date of photos."""
        from photoface.gui.photos.date_sheet import DateSheet

        DateSheet(self._context, photo_ids, self._over.window()).open()

    def ask_place(self, photo_ids: tuple[int, ...]) -> None:
        """Ask for the place of photos."""
        # The map loads more code than the start of the window should wait for.
        from photoface.gui.places.place_sheet import PlaceSheet

        PlaceSheet(self._context, photo_ids, self._over.window()).open()

    def ask_words(self, photo_ids: tuple[int, ...]) -> None:
        """Ask for the title and the caption of photos."""
        from photoface.gui.photos.words_sheet import WordsSheet

        WordsSheet(self._context, photo_ids, self._over.window()).open()

    def start_slideshow(self, photo_ids: Sequence[int], start: int) -> None:
        """Show photos one after the other on the whole screen."""
        if self.slideshow is not None:
            return
        self.slideshow = Slideshow(self._context, self._over.window())
        self.slideshow.closed.connect(self._forget_slideshow)
        self.slideshow.start(photo_ids, start)

    def _forget_slideshow(self) -> None:
        self.slideshow = None
        self._over.activateWindow()

    def reveal(self, photo_id: int) -> None:
        """Show a photo's file in the file manager."""

        def take(files: list[Path]) -> None:
            if files:
                show_in_file_manager(files[0])
            else:
                self._tell_gone()

        self._context.client.read(self, lambda library: library.photos.present_files((photo_id,)), take)

    def copy(self, photo_ids: tuple[int, ...]) -> None:
        """Put photos on the clipboard: as files, and a single one as a picture as well."""

        def read(library: Library) -> tuple[list[Path], QImage | None]:
            files = library.photos.present_files(photo_ids)
            if len(photo_ids) > 1 or not files:
                return files, None
            return files, image_of(library.pictures.photo_pixels(photo_ids[0], COPIED_LONG_SIDE))

        def take(found: tuple[list[Path], QImage | None]) -> None:
            files, image = found
            if not files:
                self._tell_gone()
                return
            data = QMimeData()
            put_files(data, files)
            if image is not None:
                data.setImageData(image)
            QGuiApplication.clipboard().setMimeData(data)
            self._context.client.messages.note(self.tr("{} copied.").format(text.photo_files(files)))

        self._context.client.read(self, read, take)

    def ask_share(self, photo_ids: tuple[int, ...]) -> None:
        """Ask what copies to give away are like, and have them made."""
        # The window's start does not need the sheet.
        from photoface.gui.photos.share_sheet import ShareSheet

        sheet = ShareSheet(self._context, photo_ids, self._over.window(), self._shared_last)
        sheet.accepted.connect(lambda: self._remember_sharing(sheet.choices))
        sheet.open()

    def _remember_sharing(self, choices: SharedCopyChoices) -> None:
        self._shared_last = choices

    def ask_print(self, photo_ids: tuple[int, ...]) -> None:
        """Ask how photos are printed, and print them."""
        # Printing is rare, and its part of Qt is loaded by nothing else.
        from photoface.gui.printing.print_sheet import PrintSheet

        PrintSheet(self._context, photo_ids, self._over.window()).open()

    def ask_program(self, photo_ids: tuple[int, ...]) -> None:
        """Ask with which other program photos are opened."""
        from photoface.gui.photos.open_with import OpenWithSheet

        def take(files: list[Path]) -> None:
            if files:
                OpenWithSheet(self._context, files, self._over.window()).open()
            else:
                self._tell_gone()

        self._context.client.read(self, lambda library: library.photos.present_files(photo_ids), take)

    def ask_export(self, photo_ids: tuple[int, ...]) -> None:
        """Ask for a folder and save copies there."""
        dialog = FileDialog.for_folder(self._over.window(), self.tr("Save copies to a folder"))
        dialog.setLabelText(FileDialog.DialogLabel.Accept, self.tr("Save here"))
        dialog.fileSelected.connect(lambda path: self.export(photo_ids, Path(path)))
        dialog.open()

    def export(self, photo_ids: tuple[int, ...], folder: Path) -> SaveCopiesSheet:
        """Save copies of photos to a folder."""
        sheet = SaveCopiesSheet(self._context, photo_ids, folder, self._over.window())
        sheet.start()
        return sheet

    def ask_write_names(self, photo_ids: tuple[int, ...]) -> None:
        """Ask where the names of photos are to be written, and have it done."""
        # The window's start needs neither the sheet nor what it loads.
        from photoface.gui.names_in_files.writing_sheet import WriteNamesSheet

        WriteNamesSheet(self._context, photo_ids, self._over.window()).open()

    def _tell_gone(self) -> None:
        self._context.client.messages.tell_problem(
            self.tr("The file of this photo is not there."),
            self.tr("Connect its disk, or look for new photos if it moved."),
        )
