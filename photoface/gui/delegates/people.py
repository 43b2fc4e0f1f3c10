"""People as round covers, and unnamed groups as stacks of round crops with a name field under each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.summaries import GroupSummary, PersonSummary
from photoface.gui import text
from photoface.gui.delegates import painting
from photoface.gui.images import Images
from photoface.gui.models.paged import SUMMARY
from photoface.gui.theme import BODY, RADIUS, SECONDARY, Theme

COVER = 128
PERSON_TILE = QSize(156, 192)

STACK_FRONT = 96
STACK_BACK = 72
GROUP_TILE = QSize(164, 164)
FIELD_HEIGHT = 32

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


class PersonDelegate(QStyledItemDelegate):
    """A 128 pixel round cover, the name, and how many photos."""

    def __init__(self, images: Images, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return PERSON_TILE

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
        paint_cover(painter, cover, person.cover_face_id, self._images, theme)
        if state & _STATE.State_Selected:
            ring = painting.circle(QRectF(cover).adjusted(1.5, 1.5, -1.5, -1.5))
            painting.paint_ring(painter, ring, theme.colour("accent"), 3)
        line = theme.size(20)
        name = QRect(rect.left() + 6, cover.bottom() + 8, rect.width() - 12, line)
        painting.paint_text(painter, name, person.name, theme.font(BODY, bold=True), theme.colour("text"))
        count = QRect(name.left(), name.bottom(), name.width(), theme.size(16))
        painting.paint_text(painter, count, text.photos(person.photos), theme.font(SECONDARY), theme.colour("muted"))
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, rect, theme)


class GroupDelegate(QStyledItemDelegate):
    """A stack of a group's best crops with the count as a badge, and under it the field for its name.

    The field is painted; the tray puts a real one over the painted one of the group that is being named.
    """

    def __init__(self, images: Images, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return GROUP_TILE

    @staticmethod
    def field_rect(tile: QRect) -> QRect:
        """Where the name field of a tile is."""
        return QRect(tile.left() + 8, tile.bottom() - FIELD_HEIGHT - 7, tile.width() - 16, FIELD_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        group: GroupSummary | None = index.data(SUMMARY)
        if group is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        selected = bool(state & _STATE.State_Selected)
        ground = theme.colour("window")
        if selected:
            ground = theme.colour("selected")
        elif state & _STATE.State_MouseOver:
            ground = theme.colour("panel")
        painter.fillPath(painting.rounded(rect, RADIUS), ground)
        self._paint_stack(painter, rect, group, state, selected)
        field = self.field_rect(rect)
        shape = painting.rounded(QRectF(field).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS)
        painter.fillPath(shape, theme.colour("panel" if ground == theme.colour("window") else "window"))
        painting.paint_ring(painter, shape, theme.colour("line"), 1)
        painting.paint_text(
            painter,
            field.adjusted(12, 0, -12, 0),
            self.tr("Add a name"),
            theme.font(BODY),
            theme.colour("muted"),
            Qt.AlignmentFlag.AlignLeft,
        )
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, rect, theme)

    def _paint_stack(
        self, painter: QPainter, rect: QRect, group: GroupSummary, state: QStyle.StateFlag, selected: bool
    ) -> None:
        theme = self._theme
        ground = theme.colour("selected" if selected else "panel" if state & _STATE.State_MouseOver else "window")
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
        painter.fillPath(painting.circle(front.adjusted(-3, -3, 3, 3)), ground)
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
    picture = None if face_id is None else images.face(face_id, painting.device_pixels(painter, rect.width()))
    painting.paint_picture(painter, painting.circle(rect), picture, theme.colour("tile"))


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
