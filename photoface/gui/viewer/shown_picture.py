"""Brings the picture of the viewer's photo onto its canvas, each time as sharp as it is seen.

First comes what is at hand, mostly a thumbnail; then the photo with as many pixels as the canvas has; and all pixels of
it where it is magnified beyond that. Its neighbours are read ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.photos import PhotoDetail, PhotoSummary
from photoface.gui.context import Context
from photoface.gui.kit.photo_levels import Level
from photoface.gui.kit.photo_loader import PhotoLoader
from photoface.gui.viewer.canvas import PhotoCanvas

LEAST_SIDE = 64
"""Pixels, for a canvas that has no size yet."""


class ShownPicture:
    """The picture on the canvas. A video shows its frames there itself.

    Args:
        owner: with it go the reads.
    """

    def __init__(self, context: Context, canvas: PhotoCanvas, owner: QWidget) -> None:
        self._images = context.images
        self._canvas = canvas
        self._loader = PhotoLoader(context.client, owner)
        self._in_full: int | None = None
        """The photo whose full resolution was asked for."""

    def is_here(self, photo_id: int) -> bool:
        """Whether a photo is here as sharp as the canvas."""
        return self._loader.kept(photo_id) is not None

    def begin(self) -> None:
        """Another photo is shown, or this one is turned: its full resolution may be wanted again."""
        self._in_full = None

    def show_at_hand(self, photo_id: int, summary: PhotoSummary | None) -> None:
        """Show what is at hand of a photo; nothing where that is nothing.

        Args:
            summary: of the photo; None while it is being read, when its size is not known.
        """
        sharp = self._loader.kept(photo_id)
        picture = self._images.photo(photo_id) if sharp is None else None
        if sharp is not None:
            pixmap = QPixmap.fromImage(sharp)
        elif picture is not None:
            pixmap = picture.pixmap
        else:
            return
        size = pixmap.size().toTuple() if summary is None else (summary.width, summary.height)
        self._canvas.show_picture(pixmap, *size, is_size_known=summary is not None)

    def load(self, photo_id: int, done: Callable[[QImage | None], None]) -> None:
        """Read a photo as sharp as the canvas; None comes where its file cannot be read."""
        self._loader.load(photo_id, self.long_side(), done)

    def long_side(self) -> int:
        """Pixels of the screen on the long side of the canvas."""
        size = self._canvas.size()
        return max(LEAST_SIDE, round(max(size.width(), size.height()) * self._canvas.devicePixelRatioF()))

    def show_problem(self, photo_id: int) -> None:
        """Say on the canvas why a photo could not be read."""
        self._canvas.say(self._loader.problem(photo_id))

    def sharpen(self, photo: PhotoDetail) -> None:
        """Read all pixels of the photo, once, where it looks blurred as it is magnified now."""
        if self._canvas.is_blurred and self._in_full != photo.id:
            self._in_full = photo_id = photo.id
            self._loader.load_full(photo_id, lambda levels: self._take_full(photo_id, levels))

    def _take_full(self, photo_id: int, levels: tuple[Level, ...]) -> None:
        if self._in_full == photo_id:
            self._canvas.show_levels(levels)

    def show_turned(self) -> None:
        """Take away what shows the photo as it stood before it was turned."""
        self.begin()
        self._canvas.show_levels(())
        self._canvas.zoom_to_fit()

    def read_ahead(self, photo_ids: Sequence[int]) -> None:
        """Read photos that may be shown next, while nothing else is wanted."""
        self._loader.read_ahead(photo_ids)

    def forget(self, photo_ids: Iterable[int]) -> None:
        """Read these again when they are wanted next: they were turned."""
        self._loader.forget(photo_ids)

    def drop(self) -> None:
        """Forget what is here and what is on its way."""
        self._loader.drop()
