"""The part of the viewer's photo widget in which faces get names: a field below a face, or below a box just drawn."""

from __future__ import annotations

import enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.faces import FaceSummary
from photoface.geometry import Box
from photoface.gui.kit.name_field import NameField
from photoface.gui.kit.theme import Theme
from photoface.gui.viewer.box_drag import BoxHand
from photoface.gui.viewer.surface import PhotoSurface


class Doing(enum.Enum):
    """What pressing the mouse and the arrow keys currently do on the canvas."""

    LOOKING = "looking"
    DRAWING = "drawing"
    """D was pressed: the next drag is a face, wherever it begins."""
    HOLDING = "holding"
    """The mouse button is down on a box, or draws one."""
    PANNING = "panning"
    """The mouse button is down, and the zoomed photo follows."""
    ADJUSTING = "adjusting"
    """Arrow keys move a box."""
    NAMING = "naming"
    """The field is open, under a face or under a new box."""


class NamingCanvas(PhotoSurface):
    """Adds the current face and the field for its name; `PhotoCanvas` adds drawing and moving of boxes.

    Signals:
        named: a face's id and the name typed under it.
        drawn: a new box, in fractions of the photo, and the name typed under it; empty for none.
        dropped: a new box was left without a name, and is gone.
    """

    named = Signal(int, str)
    drawn = Signal(object, str)
    dropped = Signal()

    def __init__(self, theme: Theme, field: NameField, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._always = False
        self._inside = False
        self._hovered: int | None = None
        self._focused: int | None = None
        self.naming: int | None = None
        """The face whose name is being typed."""
        self.doing = Doing.LOOKING
        self._hand: BoxHand | None = None
        self.field = field
        field.setParent(self)
        field.hide()
        field.confirmed.connect(self._take_name)
        field.kept.connect(self._take_name)
        field.returnPressed.connect(self._take_without_name)
        field.left.connect(self.end_naming)

    def set_always_shows_faces(self, always: bool) -> None:
        self._always = always
        self.update()

    @property
    def boxes_visible(self) -> bool:
        return (
            self._always
            or self._inside
            or self._focused is not None
            or self.naming is not None
            or self.doing not in (Doing.LOOKING, Doing.PANNING)
        )

    @property
    def current_face(self) -> FaceSummary | None:
        """The face that keys are about: the one with the focus, else the one under the pointer."""
        wanted = self._hovered if self._focused is None else self._focused
        return self._face(wanted)

    def _face(self, face_id: int | None) -> FaceSummary | None:
        return next((face for face in self.faces if face.id == face_id), None)

    # naming

    def begin_naming(self, face: FaceSummary, typed: str = "") -> None:
        """Put the field under a face."""
        self.leave_naming()
        self.leave_box()
        self.naming = face.id
        self._open_field("" if face.person_name is None else face.person_name, typed)

    def name_again(self, box: Box, typed: str) -> None:
        """A new box could not be kept under its name: the field opens again, while the box is still in the hand."""
        if self.doing is Doing.LOOKING and self._hand is not None and self._hand.box == box:
            self._open_field("", typed)

    def _open_field(self, name: str, typed: str = "") -> None:
        self.doing = Doing.NAMING
        self.field.setText(name)
        self.field.selectAll()
        self._place_field()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.field.type_first(typed)
        self.update()

    def leave_naming(self) -> None:
        """Something else begins: a name that was typed counts, a new box without one goes, and that is told."""
        self.field.keep()
        had_box = self.doing is Doing.NAMING and self._hand is not None
        self.end_naming()
        if had_box:
            self.dropped.emit()

    def end_naming(self) -> None:
        """Close the field and drop what is typed in it; a new box goes."""
        if self.doing is not Doing.NAMING:
            return
        self._hand = None
        self._close_field()

    def _close_field(self) -> None:
        self.naming = None
        self.doing = Doing.LOOKING
        self.field.close_popup()
        # Before the field goes: hiding what has the focus would ask us for the next child, and that is the next face.
        if self.field.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.hide()
        self.update()

    def _take_name(self, name: str) -> None:
        if self.doing is not Doing.NAMING:
            return
        face_id, hand = self.naming, self._hand
        # The new box stays on the screen until the catalog has it.
        self._close_field()
        if face_id is not None:
            self.named.emit(face_id, name)
        elif hand is not None:
            self.drawn.emit(hand.box, name)

    def _take_without_name(self) -> None:
        """Enter in the empty field: a new face whose name nobody knows."""
        if self.doing is Doing.NAMING and self.naming is None and not self.field.text().strip():
            self._take_name("")

    def _place_field(self) -> None:
        face = self._face(self.naming)
        if face is not None:
            pill = self.pill_rect(face)
        elif self._hand is not None:
            pill = self._pill_under(self.rect_of(self._hand.box), "")
        else:
            return
        width, height = self._theme.size(200), max(32, self._theme.size(32))
        left = min(max(pill.center().x() - width / 2, 4), max(self.width() - width - 4, 4))
        top = min(pill.top(), self.height() - height - 4)
        self.field.setGeometry(round(left), round(top), width, height)

    def leave_box(self) -> None:
        """For subclasses: give up the box in the hand."""
