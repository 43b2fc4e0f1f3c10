"""Paints on a photo's tile what its stack is: a badge with the number of photos, and a line below if it is open.

A click in `badge_rect` opens or closes the stack.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics

from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.list_model import SUMMARY
from photoface.gui.kit.theme import SECONDARY, Theme

STACK = SUMMARY + 8
"""The role of a tile's `StackTile`; None where the photo stands alone."""

ICON = 14
LINE = 3
"""Pixels of the line below the tiles of an open stack."""


@dataclass(frozen=True, slots=True)
class StackTile:
    """What the tile of a photo says of its stack.

    Attributes:
        count: photos of the stack that are in the grid.
        is_open: whether each of them has a tile of its own.
        is_top: whether this is the first one; the badge stands on it.
    """

    count: int
    is_open: bool
    is_top: bool


def badge_rect(card: QRect, tile: StackTile, theme: Theme) -> QRect:
    """The rectangle of the badge, at the upper right; a click there opens or closes the stack."""
    side = theme.size(ICON)
    words = QFontMetrics(theme.font(SECONDARY, bold=True)).horizontalAdvance(text.number(tile.count))
    width = side + 4 + words + 16
    return QRect(card.right() - 6 - width, card.top() + 6, width, side + 8)


def paint_stack(brush: Brush, card: QRect, tile: StackTile) -> None:
    """Paint the badge, and the line that binds the photos of an open stack."""
    if tile.is_open:
        band = QRect(card.left(), card.bottom() - LINE + 1, card.width(), LINE)
        brush.fill(painting.rounded(band, 1), "accent")
    if not tile.is_top:
        return
    pill, side = badge_rect(card, tile, brush.theme), brush.theme.size(ICON)
    ground, ink = ("accent", "on_accent") if tile.is_open else ("window", "text")
    brush.fill(painting.rounded(pill, pill.height() / 2), ground, 1.0 if tile.is_open else 0.9)
    brush.icon(pill.left() + 8, pill.top() + 4, "layers-triple-outline", side, ink)
    words = QRect(pill.left() + 12 + side, pill.top(), pill.width() - side - 16, pill.height())
    brush.text(words, text.number(tile.count), SECONDARY, bold=True, token=ink)
