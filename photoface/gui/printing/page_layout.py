"""Computes where photos are placed on printed pages, by the number per page and the paper; no widget, no printer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF

PER_PAGE = (1, 2, 4, 9, 20, 35)
"""Photos to a page that are offered; from nine on it is a contact sheet."""

GAP = 0.02
"""Between photos, as a part of the page's shorter side."""

CAPTION = 0.022
"""Height of a line below a photo, as a part of the page's shorter side: 4.6 mm on A4."""

MOST_TURNED = 4
"""Photos to a page up to which a photo is turned where it is larger so; on a contact sheet all are upright."""


@dataclass(frozen=True, slots=True)
class PageChoices:
    """How photos are printed.

    Attributes:
        per_page: how many are on a page; one of `PER_PAGE`.
        fills: a photo fills its place, and what is beyond it is cut off; else it is there whole.
        captioned: a line below each photo.
    """

    per_page: int = 1
    fills: bool = False
    captioned: bool = False

    def pages(self, photos: int) -> int:
        """How many pages so many photos take."""
        return math.ceil(photos / self.per_page)


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo on a page.

    Attributes:
        target: where it is.
        part: what of it is printed, in fractions of the photo as it is printed.
        is_turned: it is printed turned by a quarter to the right.
        caption: where its line is; empty where there is none.
    """

    target: QRectF
    part: QRectF
    is_turned: bool
    caption: QRectF


def cells(page: QRectF, choices: PageChoices) -> list[QRectF]:
    """The places of photos on a page, row by row. All rows are full; their number makes photos of 3 to 2 largest."""
    gap = GAP * min(page.width(), page.height())

    def cell(columns: int) -> QSizeF:
        rows = choices.per_page // columns
        return QSizeF((page.width() + gap) / columns - gap, (page.height() + gap) / rows - gap)

    def size_of_photo(columns: int) -> float:
        size = cell(columns)
        sizes = [min(size.width() / 3, size.height() / 2)]
        if choices.per_page <= MOST_TURNED and not choices.captioned:
            sizes.append(min(size.width() / 2, size.height() / 3))
        return max(sizes)

    possible = (columns for columns in range(1, choices.per_page + 1) if choices.per_page % columns == 0)
    columns = max((one for one in possible if cell(one).height() > 0 and cell(one).width() > 0), key=size_of_photo)
    size = cell(columns)
    return [
        QRectF(
            page.left() + (number % columns) * (size.width() + gap),
            page.top() + (number // columns) * (size.height() + gap),
            size.width(),
            size.height(),
        )
        for number in range(choices.per_page)
    ]


def placed(page: QRectF, number: int, size: QSizeF, choices: PageChoices) -> Placed:
    """The position of a photo on its page.

    Args:
        number: its place on the page, from 0.
        size: of the photo; only its shape counts.
    """
    cell = cells(page, choices)[number]
    caption = QRectF()
    if choices.captioned:
        line = CAPTION * min(page.width(), page.height())
        caption = QRectF(cell.left(), cell.bottom() - line, cell.width(), line)
        cell = cell.adjusted(0, 0, 0, -1.2 * line)
    may_turn = choices.per_page <= MOST_TURNED and not choices.captioned
    is_turned = may_turn and (size.width() > size.height()) != (cell.width() > cell.height())
    shape = size.transposed() if is_turned else size
    across, down = cell.width() / max(shape.width(), 1e-6), cell.height() / max(shape.height(), 1e-6)
    if choices.fills:
        scale = max(across, down)
        part = QRectF(0, 0, cell.width() / scale / shape.width(), cell.height() / scale / shape.height())
        part.moveCenter(QRectF(0, 0, 1, 1).center())
        return Placed(cell, part, is_turned, caption)
    scale = min(across, down)
    target = QRectF(0, 0, shape.width() * scale, shape.height() * scale)
    target.moveCenter(cell.center())
    if choices.captioned:
        # Right below the photo, also where that is lower than its place.
        target.moveBottom(min(target.bottom(), cell.bottom()))
        caption.moveTop(target.bottom() + 0.2 * caption.height())
    return Placed(target, QRectF(0, 0, 1, 1), is_turned, caption)
