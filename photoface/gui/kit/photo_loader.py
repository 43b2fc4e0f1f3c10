"""Loads whole photos in the background, at screen size or in full, and reads those ahead that may be shown next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from photoface.errors import UserFacingError
from photoface.gui.client import Client, LatestRead
from photoface.gui.kit.photo_levels import Level, levels_of
from photoface.gui.kit.picture_decoder import image_of
from photoface.library.library import Library

LARGEST_SIDE = 1 << 16
"""Longer than any photo: what decoding gives is the limit (`imaging.jpeg.FULL_SIZE_MEGAPIXELS`)."""

KEPT_IMAGES = 5
"""The one that shows and two on either side."""


class PhotoLoader:
    """Reads one photo now and its neighbours ahead; what is asked for later goes before what was asked for earlier.

    Args:
        owner: whose photos these are; with it go the reads.
    """

    def __init__(self, client: Client, owner: QObject) -> None:
        self._now = LatestRead(client, owner)
        self._ahead = LatestRead(client, owner)
        self._full = LatestRead(client, owner)
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._problems: dict[int, str] = {}
        self._side = 0

    def kept(self, photo_id: int) -> QImage | None:
        """A photo that is here already."""
        return self._images.get(photo_id)

    def problem(self, photo_id: int) -> str:
        """What happened to a photo that could not be read, and what to do about it."""
        return self._problems.get(photo_id, "")

    def load(self, photo_id: int, long_side: int, done: Callable[[QImage | None], None]) -> None:
        """Read a photo at most this large; None comes where its file cannot be read."""
        if long_side > self._side:
            # The view grew: what was decoded for a smaller one would look blurred.
            self._images.clear()
            self._side = long_side
        kept = self._images.get(photo_id)
        if kept is not None:
            self._images.move_to_end(photo_id)
            done(kept)
            return

        def take(read: QImage | str) -> None:
            self._keep(photo_id, read)
            done(read if isinstance(read, QImage) else None)

        self._now.start(_decoding(photo_id, self._side), take)

    def load_full(self, photo_id: int, done: Callable[[tuple[Level, ...]], None]) -> None:
        """Read a photo in its full resolution; nothing comes where its file cannot be read. It is not kept."""
        self._full.start(lambda library: _full_size(library, photo_id), done)

    def read_ahead(self, photo_ids: Sequence[int]) -> None:
        """Read these while nothing else is wanted, in this order."""
        for photo_id in photo_ids:
            if photo_id not in self._images:

                def take(read: QImage | str, photo_id: int = photo_id) -> None:
                    self._keep(photo_id, read)
                    if isinstance(read, QImage):
                        self.read_ahead(photo_ids)

                self._ahead.start(_decoding(photo_id, self._side), take)
                return

    def forget(self, photo_ids: Iterable[int]) -> None:
        """Read these again when they are next wanted: they were turned."""
        forgotten = set(photo_ids)
        if not forgotten:
            return
        # What is on its way may be of before.
        self._now.drop()
        self._ahead.drop()
        self._full.drop()
        for photo_id in forgotten:
            self._images.pop(photo_id, None)

    def drop(self) -> None:
        """Forget what is kept and what is on its way."""
        self._now.drop()
        self._ahead.drop()
        self._full.drop()
        self._images.clear()
        self._side = 0

    def _keep(self, photo_id: int, read: QImage | str) -> None:
        if isinstance(read, str):
            self._problems[photo_id] = read
            return
        self._images[photo_id] = read
        self._images.move_to_end(photo_id)
        while len(self._images) > KEPT_IMAGES:
            self._images.popitem(last=False)


def _decoding(photo_id: int, long_side: int) -> Callable[[Library], QImage | str]:
    """Reads a photo; the sentence and the remedy where that cannot be: the thumbnail stays, and the view says them."""

    def decode(library: Library) -> QImage | str:
        try:
            return image_of(library.pictures.photo_pixels(photo_id, long_side))
        except UserFacingError as error:
            return str(error)

    return decode


def _full_size(library: Library, photo_id: int) -> tuple[Level, ...]:
    try:
        return levels_of(library.pictures.photo_pixels(photo_id, LARGEST_SIDE))
    except UserFacingError:
        return ()
