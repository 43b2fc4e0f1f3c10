"""The review's question who is who in a photo: the people known to be in it are assigned to its faces.

A name is dragged onto a face, clicked, or chosen below the face. Nobody has two faces.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFontMetrics, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.geometry import Box
from photoface.gui.context import Context
from photoface.gui.kit import painting
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.card_delegate import Brush, brush_on
from photoface.gui.kit.choices import DropDown
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.parts import scrolled
from photoface.gui.kit.theme import BODY, RADIUS
from photoface.recognition.questions import Question

DRAGGED_PERSON = "application/x-photoface-person"
"""A person's number, as a name that is dragged carries it."""

CROP = 84
"""Pixels of a face at the usual text size."""

NOBODY = -1


class WhoIsWhoPanel(QWidget):
    """The photo at the left; at the right the names, and each face with the name that it is given.

    Nobody has two faces: a name that is given to another face leaves the one that had it.

    Signals:
        changed: a face was given another name.
        photo_asked: the photo was clicked.
    """

    changed = Signal()
    photo_asked = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._question: Question | None = None
        self.touched = False
        """Whether the user gave a name to a face."""
        self.slots: list[_FaceSlot] = []
        self.chips: list[_NameChip] = []
        self.photo = _PhotoWithFaces(context, self)
        self.photo.clicked.connect(self.photo_asked)
        self._names = QWidget(self)
        self._name_flow = FlowLayout(self._names, 8)
        inside = QWidget(self)
        self._face_flow = FlowLayout(inside, 16)
        area = scrolled(inside, self, by_keyboard=False)
        in_row(
            Placed(self.photo, 3),
            Placed(in_column(self._names, Placed(area, 1), spacing=16), 2),
            margins=(0, 12, 0, 0),
            spacing=32,
            on=self,
        )

    @property
    def chosen(self) -> dict[int, int]:
        """Faces with the person whom each was given."""
        return {slot.face_id: slot.person_id for slot in self.slots if slot.person_id != NOBODY}

    @property
    def face_ids(self) -> tuple[int, ...]:
        """The faces, in the order in which they stand in the photo."""
        return () if self._question is None else self._question.face_ids

    def ask(self, question: Question) -> None:
        """Show another question, with what the machine proposes; the same one keeps what was chosen."""
        same = self._question is not None and self._question.id == question.id and self.touched
        before = self.chosen if same else dict(question.proposed)
        self.touched = same
        self._question = question
        for old in (*self.slots, *self.chips):
            old.hide()
            old.deleteLater()
        for flow in (self._name_flow, self._face_flow):
            while flow.takeAt(0) is not None:
                pass
        self.chips = [_NameChip(person_id, name, self._names) for person_id, name in question.names]
        for chip in self.chips:
            chip.clicked.connect(lambda _=False, chip=chip: self._give_to_next(chip.person_id))
            self._name_flow.addWidget(chip)
            chip.show()
        self.slots = []
        for number, face_id in enumerate(question.face_ids, 1):
            names = [pair for pair in question.names if (face_id, pair[0]) not in question.refused]
            slot = _FaceSlot(self._context, face_id, number, names, self)
            slot.given.connect(self._give)
            slot.pointed.connect(self.photo.point_at)
            slot.choose(before.get(face_id, NOBODY))
            self._face_flow.addWidget(slot)
            slot.show()
            self.slots.append(slot)
        previous: QWidget = self.chips[-1]
        for slot in self.slots:
            QWidget.setTabOrder(previous, slot.name)
            previous = slot.name
        self.photo.show_photo(question.photo_id)
        self._tell()

    def show_faces(self, faces: Sequence[FaceSummary]) -> None:
        """Show where the faces are, once that is read."""
        self.photo.show_boxes({face.id: face.box for face in faces})
        self._tell()

    def first_focus(self) -> QWidget:
        """The first face that has no name, else the first one."""
        slot = next((slot for slot in self.slots if slot.person_id == NOBODY), self.slots[0])
        return slot.name

    def _give_to_next(self, person_id: int) -> None:
        """A click on a name gives it to the first face without one that it may be."""
        free = (slot for slot in self.slots if slot.person_id == NOBODY and slot.may_be(person_id))
        slot = next(free, None)
        if slot is not None:
            self._give(slot.face_id, person_id)

    def _give(self, face_id: int, person_id: int) -> None:
        """Give a face a name, which leaves the face that had it; `NOBODY` takes the name away."""
        self.touched = True
        for slot in self.slots:
            if slot.face_id == face_id:
                slot.choose(person_id)
            elif person_id != NOBODY and slot.person_id == person_id:
                slot.choose(NOBODY)
        self._tell()

    def _tell(self) -> None:
        given = self.chosen
        names = {} if self._question is None else dict(self._question.names)
        for chip in self.chips:
            chip.setDown(False)
            chip.setEnabled(chip.person_id not in given.values())
        self.photo.show_names({face_id: names.get(person_id, "") for face_id, person_id in given.items()})
        self.changed.emit()


class _NameChip(QPushButton):
    """A name to be dragged onto a face; a click gives it to the next face."""

    def __init__(self, person_id: int, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.person_id = person_id
        self.setProperty("kind", "plain")
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("Drag it onto a face, or click to give it to the next one"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._pressed_at: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - start).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        self.setDown(False)
        data = QMimeData()
        data.setData(DRAGGED_PERSON, str(self.person_id).encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.setHotSpot(start)
        drag.exec(Qt.DropAction.MoveAction)


class _FaceSlot(QWidget):
    """A face with the name that it is given; names can be dropped on it.

    Signals:
        given: the face, and the person who was chosen or dropped, or `NOBODY`.
        pointed: the pointer or the keyboard is here, the face; or not any more, 0.
    """

    given = Signal(int, int)
    pointed = Signal(int)

    def __init__(
        self, context: Context, face_id: int, number: int, names: Sequence[tuple[int, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.face_id = face_id
        self._people = [NOBODY, *(person_id for person_id, _ in names)]
        self._target = False
        self._crop = QWidget(self)
        side = context.theme.size(CROP)
        self._crop.setFixedSize(side, side)
        self._side = side
        self.name = DropDown(self.tr("Name of face {}").format(number), context.theme, self)
        self.name.addItems([self.tr("Nobody of them"), *(name for _, name in names)])
        self.name.setFixedWidth(context.theme.size(150))
        self.name.activated.connect(lambda row: self.given.emit(self.face_id, self._people[row]))
        in_column(in_row(Stretch(), self._crop, Stretch()), self.name, spacing=4, on=self)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        context.images.arrived.connect(self.update)
        context.theme.changed.connect(self.update)

    @property
    def person_id(self) -> int:
        """Whom it was given; `NOBODY` without a name."""
        return self._people[self.name.currentIndex()]

    def may_be(self, person_id: int) -> bool:
        """Whether the user did not say no to this."""
        return person_id in self._people

    def choose(self, person_id: int) -> None:
        """Show that the face is given this name."""
        self.name.setCurrentIndex(self._people.index(person_id) if self.may_be(person_id) else 0)

    def enterEvent(self, event: object) -> None:
        self.pointed.emit(self.face_id)

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit(0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dragged(event) is not None:
            self._target = True
            self.pointed.emit(self.face_id)
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._target = False
        self.pointed.emit(0)
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        person_id = self._dragged(event)
        self._target = False
        self.update()
        if person_id is not None:
            event.acceptProposedAction()
            self.given.emit(self.face_id, person_id)

    def _dragged(self, event: QDropEvent) -> int | None:
        """The person who is dragged, if this face may be theirs."""
        data = bytes(event.mimeData().data(DRAGGED_PERSON).data()).decode()
        return int(data) if data.isdigit() and self.may_be(int(data)) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        place = self._crop.geometry()
        with brush_on(self, self._context) as brush:
            brush.face(place, self.face_id, RADIUS)
            if self._target:
                brush.ring(painting.rounded(QRectF(place).adjusted(1, 1, -1, -1), RADIUS), "accent", 3)


class _PhotoWithFaces(QWidget):
    """The photo with a ring around each face, and the names that they were given.

    Signals:
        clicked: it was clicked.
    """

    clicked = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._photo_id: int | None = None
        self._boxes: dict[int, Box] = {}
        self._names: dict[int, str] = {}
        self._pointed = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(160, 120))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Show the photo"))
        self.setAccessibleName(self.tr("The photo with these faces"))
        context.images.arrived.connect(self.update)
        context.theme.changed.connect(self.update)

    def show_photo(self, photo_id: int | None) -> None:
        """Show another photo; where its faces are comes later."""
        if photo_id != self._photo_id:
            self._boxes = {}
        self._photo_id, self._pointed = photo_id, 0
        self.update()

    def show_boxes(self, boxes: dict[int, Box]) -> None:
        self._boxes = boxes
        self.update()

    def show_names(self, names: dict[int, str]) -> None:
        self._names = names
        self.update()

    def point_at(self, face_id: int) -> None:
        """Make one face stand out; 0 for none."""
        self._pointed = face_id
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._photo_id is None:
            return
        with brush_on(self, self._context) as brush:
            picture = brush.images.photo(self._photo_id)
            if picture is None or picture.pixmap.isNull():
                brush.fill(painting.rounded(QRectF(self.rect()), RADIUS), "tile")
                return
            size = picture.pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(QRectF(self.rect()).center())
            # Beside the names, which stand near the words above both.
            place.moveTop(0)
            painting.paint_picture(brush.painter, painting.rounded(place, RADIUS), picture, brush.colour("tile"))
            for face_id, box in self._boxes.items():
                frame = painting.box_within(place, box.clamped()).adjusted(-2, -2, 2, 2)
                # Two rings, one light and one in the accent: one of them stands out on any photo.
                wide = 3 if face_id == self._pointed else 1
                brush.ring(painting.rounded(frame, 5), "window", wide + 2)
                brush.ring(painting.rounded(frame, 5), "accent", wide)
                name = self._names.get(face_id)
                if name:
                    self._paint_name(brush, name, frame, place)

    def _paint_name(self, brush: Brush, name: str, frame: QRectF, place: QRectF) -> None:
        metrics = QFontMetrics(brush.theme.font(BODY))
        width = min(metrics.horizontalAdvance(name) + 20, round(place.width()))
        tag = QRect(0, 0, width, metrics.height() + 4)
        tag.moveCenter(QPoint(round(frame.center().x()), round(frame.bottom()) + tag.height() // 2 + 4))
        tag.moveRight(min(tag.right(), round(place.right())))
        tag.moveLeft(max(tag.left(), round(place.left())))
        tag.moveBottom(min(tag.bottom(), round(place.bottom())))
        brush.fill(painting.rounded(QRectF(tag), 6), "window", 0.92)
        brush.text(tag.adjusted(8, 0, -8, 0), name, align=Qt.AlignmentFlag.AlignHCenter)
