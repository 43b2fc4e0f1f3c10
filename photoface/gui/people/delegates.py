"""Paints tiles of people as round covers, and tiles of unnamed groups as a few round crops with a name field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from photoface.catalog.summaries.faces import GroupSummary
from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import CENTRE, LEFT, Brush, CardDelegate, Index
from photoface.gui.kit.list_model import SUMMARY, data_at
from photoface.gui.kit.picture import PictureKey
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY, Theme
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.people.model import SUGGESTIONS

COVER = 128

STACK_FRONT = 96
STACK_BACK = 72
STACK_HEIGHT = 10 + STACK_FRONT + 19
"""From the top of a group's tile to its name field."""


def person_tile(theme: Theme) -> QSize:
    """A person's tile at the user's text size."""
    return QSize(max(156, theme.size(144)), 10 + COVER + 8 + theme.size(20) + theme.size(16) + 10)


def field_height(theme: Theme) -> int:
    """The height of a group's name field at the user's text size."""
    return theme.size(32)


def group_tile(theme: Theme) -> QSize:
    """A group's tile at the user's text size."""
    return QSize(max(164, theme.size(148)), STACK_HEIGHT + field_height(theme) + 7)


class PersonDelegate(CardDelegate):
    """A 128 pixel round cover, the name, and how many photos; a star on favourites, how many to check.

    Args:
        count_words: what stands below the name, where it is not the count of photos.
    """

    hover_ground = "panel"
    selected_ground = "selected"

    def __init__(
        self,
        context: WidgetContext,
        count_words: Callable[[PersonSummary], str] = lambda person: text.photos(person.photos, person.videos),
    ) -> None:
        super().__init__(context)
        self._count_words = count_words

    def size(self) -> QSize:
        return person_tile(self._theme)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This person may be painted soon; see `Prefetches`."""
        person: PersonSummary | None = index.data(SUMMARY)
        if person is not None and person.cover_face_id is not None:
            self.images.prefetch(PictureKey("cover", person.cover_face_id, round(COVER * ratio)))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PersonSummary) -> None:
        theme = brush.theme
        cover = QRect(card.center().x() - COVER // 2 + 1, card.top() + 10, COVER, COVER)
        brush.painter.setOpacity(0.45 if summary.hidden else 1.0)
        brush.cover(cover, summary.cover_face_id)
        brush.painter.setOpacity(1)
        if brush.selected:
            brush.ring(painting.circle(QRectF(cover).adjusted(1.5, 1.5, -1.5, -1.5)), "accent", 3)
        name = QRect(card.left() + 6, cover.bottom() + 8, card.width() - 12, theme.size(20))
        brush.text(name, summary.name, bold=True, align=CENTRE)
        words = self._count_words(summary)
        if summary.hidden:
            words = self.tr("hidden · {}").format(words)
        waiting: int = data_at(index, SUGGESTIONS) or 0
        if waiting:
            words = self.tr("{count} · {waiting} to check").format(count=words, waiting=text.number(waiting))
        count = QRect(name.left(), name.bottom(), name.width(), theme.size(16))
        brush.text(count, words, SECONDARY, "accent" if waiting else "muted", align=CENTRE)
        if summary.favourite or summary.hidden:
            self._paint_mark(brush, cover, "star" if summary.favourite else "eye-off-outline")

    @staticmethod
    def _paint_mark(brush: Brush, cover: QRect, icon: str) -> None:
        """On the lower right of the cover's rim."""
        centre = cover.center() + QPoint(round(cover.width() * 0.354), round(cover.width() * 0.354))
        side = brush.theme.size(24)
        disc = QRect(centre.x() - side // 2, centre.y() - side // 2, side, side)
        painting.fill_circle(brush.painter, disc, brush.colour("window"))
        brush.icon_around(centre.x(), centre.y(), icon, 18, "text")


class GroupDelegate(CardDelegate):
    """A stack of a group's best crops with the count as a badge, and under it the field for its name.

    The field is painted; the tray puts a real one over the painted one of the group that is being named.
    """

    hover_ground = "panel"
    selected_ground = "selected"

    def size(self) -> QSize:
        return group_tile(self._theme)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This group may be painted soon; see `Prefetches`."""
        group: GroupSummary | None = index.data(SUMMARY)
        if group is not None:
            for face_id, side in zip(group.cover_face_ids, (STACK_FRONT, STACK_BACK, STACK_BACK), strict=False):
                self.images.prefetch(PictureKey("cover", face_id, round(side * ratio)))

    def field_rect(self, tile: QRect) -> QRect:
        """Where the name field of a tile is."""
        height = field_height(self._theme)
        return QRect(tile.left() + 8, tile.bottom() - height - 7, tile.width() - 16, height)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: GroupSummary) -> None:
        ground = "selected" if brush.selected else "panel" if brush.hovered else "window"
        self._paint_stack(brush, card, summary, brush.colour(ground))
        self._paint_field(brush, self.field_rect(card), brush.colour("panel" if ground == "window" else "window"))

    def _paint_field(self, brush: Brush, field: QRect, fill: QColor) -> None:
        def paint(to: QPainter) -> None:
            words = self.tr("Add a name")
            font, line, muted = brush.theme.font(BODY), brush.colour("line"), brush.colour("muted")
            inside = QRect(QPoint(0, 0), field.size())
            shape = painting.rounded(QRectF(inside).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS)
            to.fillPath(shape, fill)
            painting.paint_ring(to, shape, line, 1)
            painting.paint_text(to, inside.adjusted(12, 0, -12, 0), words, font, muted, LEFT)

        painting.paint_stamped(brush.painter, f"name field/{brush.theme.key}/{fill.rgba()}", field, paint)

    @staticmethod
    def _paint_stack(brush: Brush, card: QRect, group: GroupSummary, ground: QColor) -> None:
        centre = card.center().x() + 1
        middle = card.top() + 10 + STACK_FRONT // 2
        faces = group.cover_face_ids
        brush.painter.setOpacity(0.75)
        for face_id, shift in zip(faces[1:], (-38, 38), strict=False):
            brush.cover(
                QRect(centre + shift - STACK_BACK // 2, middle - STACK_BACK // 2, STACK_BACK, STACK_BACK), face_id
            )
        brush.painter.setOpacity(1)
        front = QRect(centre - STACK_FRONT // 2, middle - STACK_FRONT // 2, STACK_FRONT, STACK_FRONT)
        painting.fill_circle(brush.painter, front.adjusted(-3, -3, 3, 3), ground)
        brush.cover(front, faces[0] if faces else None)
        count = text.number(group.faces)
        brush.pill(front.right() + 6, front.bottom() - 10, count, "on_accent", "accent", ground)
