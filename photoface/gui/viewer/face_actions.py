"""Carries out actions on a face in the viewer or comparison, by menu, key or typing: confirm, reject, name, ignore.

Also bringing a face back, and what concerns its box: drawing, moving and deleting it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.geometry import Box
from photoface.gui.client import Client
from photoface.gui.viewer.canvas import PhotoCanvas
from photoface.library.commands.faces import ConfirmFaces, DeleteFaceBox, DrawFace, MoveFaceBox, NameFaces, RemoveFaces
from photoface.library.commands.strangers import IgnoreFaces, RestoreFaces


class FaceActions(QObject):
    """Connects a canvas to the decisions about its faces.

    Signals:
        person_asked: go to a person; the id.
    """

    person_asked = Signal(int)

    def __init__(self, client: Client, canvas: PhotoCanvas, over: QWidget) -> None:
        super().__init__(over)
        self._client = client
        self._canvas = canvas
        self._over = over
        canvas.named.connect(self._name)
        canvas.drawn.connect(self._draw)
        canvas.dropped.connect(
            lambda: client.messages.note(self.tr("The new box was left out. Enter keeps a face without a name."))
        )
        canvas.box_moved.connect(lambda face_id, box: client.execute(MoveFaceBox(face_id, box)))
        canvas.face_menu_asked.connect(self._open_menu)

    def _draw(self, box: Box, name: str) -> None:
        detail = self._canvas.detail
        if detail is not None:
            back = lambda: self._canvas.name_again(box, name)  # noqa: E731
            self._client.execute(DrawFace(detail.id, box, name or None), not_decided=back)

    def _name(self, face_id: int, name: str) -> None:
        def back() -> None:
            face = next((face for face in self._canvas.faces if face.id == face_id), None)
            if face is not None:
                self._canvas.begin_naming(face, name)

        self._client.execute(NameFaces((face_id,), name), not_decided=back)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """A key about the face with the focus, or under the pointer; whether it meant something."""
        face = self._canvas.current_face
        with_alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if face is None or (with_alt and key != Qt.Key.Key_I):
            return False
        if key == Qt.Key.Key_Y and face.status is FaceStatus.ACTIVE and face.person_id and not face.confirmed:
            self._client.execute(ConfirmFaces((face.id,), face.person_id))
        elif key == Qt.Key.Key_I and with_alt and face.status is FaceStatus.ACTIVE:
            self._client.execute(IgnoreFaces((face.id,)))
        elif key == Qt.Key.Key_X:
            self._client.execute(DeleteFaceBox(face.id))
        elif key == Qt.Key.Key_Delete:
            named = face.person_id is not None and not face.drawn
            self._client.execute(RemoveFaces((face.id,)) if named else DeleteFaceBox(face.id))
        elif key == Qt.Key.Key_B:
            self._canvas.adjust_box(face)
        else:
            return False
        return True

    def menu(self, face: FaceSummary) -> QMenu:
        """What one can say about a face."""
        client = self._client
        menu = QMenu(self._over)
        add = menu.addAction
        if face.status is not FaceStatus.ACTIVE:
            add(self.tr("Bring back"), lambda: client.execute(RestoreFaces((face.id,))))
            return menu
        person_id = face.person_id
        if person_id is not None:
            name = face.person_name or ""
            if not face.confirmed:
                add(
                    self.tr("Yes, this is {}").format(name),
                    lambda: client.execute(ConfirmFaces((face.id,), person_id)),
                )
            add(self.tr("Not {}").format(name), lambda: client.execute(RemoveFaces((face.id,))))
            add(self.tr("Show all of {}").format(name), lambda: self.person_asked.emit(person_id))
            menu.addSeparator()
        add(
            self.tr("Change the name") if person_id else self.tr("Add a name"),
            lambda: self._canvas.begin_naming(face),
        )
        add(self.tr("Move the box"), lambda: self._canvas.adjust_box(face))
        menu.addSeparator()
        add(self.tr("Ignore this face"), lambda: client.execute(IgnoreFaces((face.id,))))
        no_face = self.tr("Delete this box") if face.drawn else self.tr("Not a face")
        add(no_face, lambda: client.execute(DeleteFaceBox(face.id)))
        return menu

    def _open_menu(self, face: FaceSummary, point: QPoint) -> None:
        menu = self.menu(face)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)
