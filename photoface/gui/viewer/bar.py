"""The bar over the viewer's photo: its name, and buttons to leave, go to the next photo, draw and show faces, zoom.

Others open the information panel and a menu, start a slideshow, and delete the photo.
"""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from photoface.catalog.summaries.photos import PhotoDetail
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, in_row
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import ElidedLabel, button_on_black, label


class ViewerBar(QWidget):
    """Buttons on black; the viewer connects them."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.back = self._button("arrow-left", self.tr("Back (Esc)"))
        self.title = label("", "heading", self)
        self.about = ElidedLabel("body", self)
        for shown, colour in ((self.title, "#FFFFFF"), (self.about, "#B4B8C0")):
            shown.setStyleSheet(f"color: {colour};")
        self.draw = self._button("selection-drag", self.tr("Draw a face (D, or drag with Ctrl)"), checkable=True)
        self.faces = self._button("face-recognition", self.tr("Show faces (F)"), checkable=True)
        self.zoom = self._button("magnify-plus-outline", "")
        self.percent = label("", "body", self)
        self.percent.setStyleSheet("color: #B4B8C0;")
        self.show_zoom(1.0, is_zoomed=False)
        self.info = self._button("information-outline", self.tr("Information, tags and stars (I)"), checkable=True)
        self.slideshow = self._button("play-outline", self.tr("Slideshow (F5)"))
        self.delete = self._button("trash-can-outline", self.tr("Delete (Del)"))
        self.more = self._button("dots-horizontal", self.tr("More"))
        self.previous = self._button("chevron-left", self.tr("Previous photo (Left)"))
        self.next = self._button("chevron-right", self.tr("Next photo (Right)"))
        photo = (self.back, self.title, Placed(self.about, 1))
        tools = (
            self.percent,
            self.zoom,
            self.draw,
            self.faces,
            self.info,
            self.slideshow,
            self.delete,
            self.more,
            self.previous,
            self.next,
        )
        in_row(*photo, *tools, margins=(12, 8, 12, 8), spacing=8, on=self)

    def show_photo(self, photo: PhotoDetail) -> None:
        """Say the name of the photo's file, and beside it the date, the stars and what is wrong with the file."""
        path = photo.path or next(iter(photo.file_paths), None)
        self.title.setText(text.path_name(path) if path is not None else self.tr("Photo"))
        parts = [text.known_moment(photo.taken_at, photo.date_precision)]
        if photo.undated:
            parts = [self.tr("no date (the file is of {})").format(text.date(photo.taken_at))]
        if photo.rating:
            parts.append("★" * photo.rating)
        if photo.missing:
            parts.append(self.tr("the file is missing"))
        elif photo.away:
            parts.append(self.tr("its drive is away, or its folder moved"))
        elif photo.flaw:
            parts.append(self.tr("a part of the file is damaged"))
        self.about.setText("  ·  ".join(parts))

    def show_zoom(self, magnification: float, *, is_zoomed: bool) -> None:
        """How large the photo is shown, in screen pixels for one of its own, and what the button does."""
        self.percent.setText(f"{text.number(round(100 * magnification))} %" if is_zoomed else "")
        words = self.tr("As large as it fits (Z)") if is_zoomed else self.tr("Every pixel, 100 % (Z)")
        self.zoom.setToolTip(words)
        self.zoom.setAccessibleName(words)
        self.zoom.setIcon(self._icons.on_black("magnify-minus-outline" if is_zoomed else "magnify-plus-outline"))

    def _button(self, icon: str, words: str, *, checkable: bool = False) -> QToolButton:
        return button_on_black(self._icons, icon, words, self, checkable=checkable)
