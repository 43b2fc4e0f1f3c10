"""The Faces page: nothing but crops, to name, ignore and bring back many at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from photoface.catalog.summaries import Changed
from photoface.catalog.tables import FaceStatus
from photoface.gui import text
from photoface.gui.context import Context, Deeds, Page, Place
from photoface.gui.pages.faces_pane import FacesPane
from photoface.gui.tasks import LatestRead
from photoface.gui.widgets.parts import EmptyState, button, label


class FacesPage(Page):
    """Faces that belong to nobody yet, the ignored, and what is no face."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client.tasks, self)
        self._status = FaceStatus.ACTIVE
        self.pane = FacesPane(context, self)
        self.pane.deeds_changed.connect(self.deeds_changed)
        self.pane.menu_asked.connect(self.menu_asked)
        self.pane.photo_asked.connect(lambda id_: self.photos_asked.emit((id_,), id_))
        self.empty = EmptyState(context.theme, context.icons, "face-recognition", self)
        self.count = label("", "muted", self)
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 0)
        head.setSpacing(4)
        head.addWidget(label(self.tr("Faces"), "title", self))
        head.addSpacing(4)
        head.addWidget(self.count)
        head.addStretch(1)
        self.tabs: dict[FaceStatus, QWidget] = {}
        group = QButtonGroup(self)
        for status, words in (
            (FaceStatus.ACTIVE, self.tr("Without a group")),
            (FaceStatus.IGNORED, self.tr("Ignored")),
            (FaceStatus.NOT_A_FACE, self.tr("Not a face")),
        ):
            tab = button(words, "tab", self)
            tab.setCheckable(True)
            tab.setChecked(status is self._status)
            tab.clicked.connect(lambda _=False, status=status: self.show_status(status))
            group.addButton(tab)
            self.tabs[status] = tab
            head.addWidget(tab)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.pane)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._stack, 1)

    def title(self) -> str:
        return self.tr("Faces")

    def visit(self, place: Place) -> None:
        self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh(Changed(everything=True))

    def show_status(self, status: FaceStatus) -> None:
        """Show the loose, the ignored, or what is no face."""
        self._status = status
        self.pane.status = status
        self.pane.view.clearSelection()
        self.refresh(Changed(everything=True))

    def deeds(self) -> Deeds:
        return self.pane.deeds()

    def refresh(self, changed: Changed) -> None:
        status = self._status
        library = self.context.client.library
        self._read.start(lambda: library.face_ids(status.value, loose_only=status is FaceStatus.ACTIVE), self._take)
        self.pane.refresh(changed)

    def _take(self, ids: list[int]) -> None:
        self.count.setText(text.number(len(ids)) if ids else "")
        self.pane.show_faces(ids)
        if ids:
            self._stack.setCurrentWidget(self.pane)
            return
        if self._status is FaceStatus.IGNORED:
            self.empty.say(
                self.tr("Nobody is ignored"),
                self.tr("Strangers whom you ignore come here. You can bring them back at any time."),
            )
        elif self._status is FaceStatus.NOT_A_FACE:
            self.empty.say(
                self.tr("No mistakes marked"),
                self.tr("What you mark as not a face comes here, and is never taken for one again."),
            )
        else:
            self.empty.say(
                self.tr("No single faces"),
                self.tr("Faces that look like nobody else's come here. All others are on the People page."),
            )
        self._stack.setCurrentWidget(self.empty)
