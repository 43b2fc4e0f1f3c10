"""People as round covers, and unnamed groups as stacks of round crops with a name field under each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.summaries import GroupSummary, PersonSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import SUMMARY
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY, Theme
from photoface.gui.people.model import SUGGESTIONS

COVER = 128

STACK_FRONT = 96
STACK_BACK = 72
STACK_HEIGHT = 10 + STACK_FRONT + 19
"""From the top of a group's tile to its name field."""

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


def person_tile(theme: Theme) -> QSize:
    """A person's tile at the user's text size."""
    return QSize(max(156, theme.size(144)), 10 + COVER + 8 + theme.size(20) + theme.size(16) + 10)


def field_height(theme: Theme) -> int:
    """The height of a group's name field at the user's text size."""
    return theme.size(32)


def group_tile(theme: Theme) -> QSize:
    """A group's tile at the user's text size."""
    return QSize(max(164, theme.size(148)), STACK_HEIGHT + field_height(theme) + 7)


class PersonDelegate(QStyledItemDelegate):
    """A 128 pixel round cover, the name, and how many photos; a star on favourites, how many to check.

    Args:
        count_words: what stands below the name, where it is not the count of photos.
    """

    def __init__(
        self,
        images: Images,
        theme: Theme,
        icons: Icons,
        parent: QObject | None = None,
        *,
        count_words: Callable[[PersonSummary], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons
        self._count_words = count_words or (lambda person: text.photos(person.photos))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return person_tile(self._theme)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This person may be painted soon; see `Prefetches`."""
        person: PersonSummary | None = index.data(SUMMARY)
        if person is not None and person.cover_face_id is not None:
            self._images.prefetch_cover(person.cover_face_id, round(COVER * ratio))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        person: PersonSummary | None = index.data(SUMMARY)
        if person is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        if state & _STATE.State_Selected:
            painter.fillPath(painting.rounded(rect, RADIUS), theme.colour("selected"))
        elif state & _STATE.State_MouseOver:
            painter.fillPath(painting.rounded(rect, RADIUS), theme.colour("panel"))
        cover = QRect(rect.center().x() - COVER // 2 + 1, rect.top() + 10, COVER, COVER)
        if person.hidden:
            painter.setOpacity(0.45)
        paint_cover(painter, cover, person.cover_face_id, self._images, theme)
        painter.setOpacity(1)
        if state & _STATE.State_Selected:
            ring = painting.circle(QRectF(cover).adjusted(1.5, 1.5, -1.5, -1.5))
            painting.paint_ring(painter, ring, theme.colour("accent"), 3)
        line = theme.size(20)
        name = QRect(rect.left() + 6, cover.bottom() + 8, rect.width() - 12, line)
        painting.paint_text(painter, name, person.name, theme.font(BODY, bold=True), theme.colour("text"))
        count = QRect(name.left(), name.bottom(), name.width(), theme.size(16))
        words = self._count_words(person)
        if person.hidden:
            words = self.tr("hidden · {}").format(words)
        waiting: int = index.data(SUGGESTIONS) or 0
        if waiting:
            words = self.tr("{count} · {waiting} to check").format(count=words, waiting=text.number(waiting))
        painting.paint_text(
            painter, count, words, theme.font(SECONDARY), theme.colour("accent" if waiting else "muted")
        )
        if person.favourite:
            self._paint_mark(painter, cover, "star")
        elif person.hidden:
            self._paint_mark(painter, cover, "eye-off-outline")
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, rect, theme)

    def _paint_mark(self, painter: QPainter, cover: QRect, icon: str) -> None:
        """On the rim of the cover, at half past four."""
        centre = cover.center() + QPoint(round(cover.width() * 0.354), round(cover.width() * 0.354))
        disc = QRect(centre.x() - 12, centre.y() - 12, 24, 24)
        painting.fill_circle(painter, disc, self._theme.colour("window"))
        device = painter.device()
        pixmap = self._icons.pixmap(icon, 18, device.devicePixelRatio() if device else 1.0, "text")
        painter.drawPixmap(centre.x() - 9, centre.y() - 9, pixmap)


class GroupDelegate(QStyledItemDelegate):
    """A stack of a group's best crops with the count as a badge, and under it the field for its name.

    The field is painted; the tray puts a real one over the painted one of the group that is being named.
    """

    def __init__(self, images: Images, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return group_tile(self._theme)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """This group may be painted soon; see `Prefetches`."""
        group: GroupSummary | None = index.data(SUMMARY)
        if group is not None:
            for face_id, side in zip(group.cover_face_ids, (STACK_FRONT, STACK_BACK, STACK_BACK), strict=False):
                self._images.prefetch_cover(face_id, round(side * ratio))

    def field_rect(self, tile: QRect) -> QRect:
        """Where the name field of a tile is."""
        height = field_height(self._theme)
        return QRect(tile.left() + 8, tile.bottom() - height - 7, tile.width() - 16, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        group: GroupSummary | None = index.data(SUMMARY)
        if group is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        ground = theme.colour("window")
        if state & _STATE.State_Selected:
            ground = theme.colour("selected")
        elif state & _STATE.State_MouseOver:
            ground = theme.colour("panel")
        plain = ground == theme.colour("window")
        if not plain:
            painter.fillPath(painting.rounded(rect, RADIUS), ground)
        self._paint_stack(painter, rect, group, ground)
        self._paint_field(painter, self.field_rect(rect), theme.colour("panel" if plain else "window"))
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, rect, theme)

    def _paint_field(self, painter: QPainter, field: QRect, fill: QColor) -> None:
        theme, words = self._theme, self.tr("Add a name")
        font, line, muted = theme.font(BODY), theme.colour("line"), theme.colour("muted")

        def paint(to: QPainter) -> None:
            inside = QRect(QPoint(0, 0), field.size())
            shape = painting.rounded(QRectF(inside).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS)
            to.fillPath(shape, fill)
            painting.paint_ring(to, shape, line, 1)
            painting.paint_text(to, inside.adjusted(12, 0, -12, 0), words, font, muted, Qt.AlignmentFlag.AlignLeft)

        key = f"name field/{words}/{font.key()}/{fill.rgba()}/{line.rgba()}/{muted.rgba()}"
        painting.paint_stamped(painter, key, field, paint)

    def _paint_stack(self, painter: QPainter, rect: QRect, group: GroupSummary, ground: QColor) -> None:
        theme = self._theme
        centre = rect.center().x() + 1
        middle = rect.top() + 10 + STACK_FRONT // 2
        faces = group.cover_face_ids
        behind = [(1, -38), (2, 38)]
        for position, shift in behind:
            if position < len(faces):
                back = QRect(centre + shift - STACK_BACK // 2, middle - STACK_BACK // 2, STACK_BACK, STACK_BACK)
                opacity = painter.opacity()
                painter.setOpacity(opacity * 0.75)
                paint_cover(painter, back, faces[position], self._images, theme)
                painter.setOpacity(opacity)
        front = QRect(centre - STACK_FRONT // 2, middle - STACK_FRONT // 2, STACK_FRONT, STACK_FRONT)
        painting.fill_circle(painter, front.adjusted(-3, -3, 3, 3), ground)
        paint_cover(painter, front, faces[0] if faces else None, self._images, theme)
        painting.paint_pill(
            painter,
            front.right() + 6,
            front.bottom() - 10,
            text.number(group.faces),
            theme.font(SECONDARY, bold=True),
            theme.colour("on_accent"),
            theme.colour("accent"),
            ground,
        )


def paint_cover(painter: QPainter, rect: QRect, face_id: int | None, images: Images, theme: Theme) -> None:
    """A round crop, or a plain disc where there is no face to show."""
    picture = None if face_id is None else images.cover(face_id, painting.device_pixels(painter, rect.width()))
    painting.paint_disc(painter, rect, picture, theme.colour("tile"))


class CompletionDelegate(QStyledItemDelegate):
    """A name with its cover and count, in the list that drops from a name field."""

    def __init__(self, images: Images, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, max(36, self._theme.size(36)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        person: PersonSummary | None = index.data(SUMMARY)
        if person is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if state & (_STATE.State_Selected | _STATE.State_MouseOver):
            painter.fillPath(painting.rounded(rect, 6), theme.colour("selected"))
        cover = QRect(rect.left() + 4, rect.center().y() - 13, 28, 28)
        paint_cover(painter, cover, person.cover_face_id, self._images, theme)
        count = text.number(person.faces)
        small = theme.font(SECONDARY)
        painting.paint_text(
            painter, rect.adjusted(0, 0, -8, 0), count, small, theme.colour("muted"), Qt.AlignmentFlag.AlignRight
        )
        name = rect.adjusted(40, 0, -44, 0)
        painting.paint_text(
            painter, name, person.name, theme.font(BODY), theme.colour("text"), Qt.AlignmentFlag.AlignLeft
        )
        painter.restore()
