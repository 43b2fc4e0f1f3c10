"""The page Face map: faces as points on a plane, similar ones together; to select, name or ignore them.

The people of selected faces can be merged. Two selected faces are compared in a panel over the map. The page also
starts the job that draws the map.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.face_map.comparison import ComparisonPanel
from photoface.gui.face_map.view import FaceMapView
from photoface.gui.faces.action_bar import FacesActionBar
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, holding, in_column, in_row
from photoface.gui.kit.parts import ElidedLabel, EmptyState, label, line, page_title
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.people.actions import PersonActions
from photoface.library.commands.faces import RemoveFaces
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.face_map import FaceMap
from photoface.worker.messages import DrawMapJob, Job

CORNER = 12
"""Pixels between what lies over the map and its edges."""


class FaceMapPage(Page):
    """The map of faces with its tools, what is selected on it, and why two faces lie where they lie."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._faces_read = LatestRead(context.client, self)
        self._faces: list[FaceSummary] = []
        self._drawing = False
        self.view = FaceMapView(context, self)
        self.view.selection_changed.connect(self._take_selection)
        self.view.opened.connect(self._open)
        self.view.typed.connect(self._begin_name)
        self.view.menu_asked.connect(self._ask_menu)
        self.pair = ComparisonPanel(context, self)
        self.pair.photos_asked.connect(self.photos_asked)
        self.view.resized.connect(lambda: self.pair.fit(self.view.height() - 2 * CORNER))
        self.empty = EmptyState(context, "map-outline", self)
        self.empty.action.clicked.connect(self._act_when_empty)
        beside = QWidget(self)
        # Over the map and not beside it: what the user points at must not move.
        corner = in_column(self.pair, margins=(0, CORNER, CORNER, 0))
        layers = QGridLayout(beside)
        layers.setContentsMargins(0, 0, 0, 0)
        layers.addWidget(self.view, 0, 0)
        layers.addLayout(corner, 0, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.pair.raise_()
        above = line(self)
        self.bar = self._action_bar()
        self.stack = QStackedWidget(self)
        self.stack.addWidget(holding(in_column(above, Placed(beside, 1), self.bar, spacing=0), self))
        self.stack.addWidget(self.empty)
        in_column(self._head(), Placed(self.stack, 1), spacing=8, on=self)
        self.stack.setCurrentWidget(self.empty)
        self._show_tools(False)
        context.jobs.started.connect(self._job_began)
        context.jobs.state_changed.connect(self._job_moved)
        context.client.settings_changed.connect(lambda: self._note_change(Changed(everything=True)))

    # parts

    def _head(self) -> QHBoxLayout:
        self.count = label("", "muted", self)
        self.fresh = ElidedLabel("muted", self)
        self.draw_again = self.tool("refresh", self.tr("Draw the map again"), self.draw)
        self.move_tool = self.tool("cursor-move", self.tr("Move the map by dragging"))
        self.lasso_tool = self.tool("lasso", self.tr("Draw around faces to select them (or hold Shift)"))
        tools = QButtonGroup(self)
        for tool in (self.move_tool, self.lasso_tool):
            tool.setCheckable(True)
            tools.addButton(tool)
        self.move_tool.setChecked(True)
        self.lasso_tool.toggled.connect(self._choose_lasso)
        self.farther = self.tool("magnify-minus-outline", self.tr("Farther (-)"), lambda: self.view.zoom(-2))
        self.nearer = self.tool("magnify-plus-outline", self.tr("Nearer (+)"), lambda: self.view.zoom(2))
        self.whole = self.tool("fit-to-screen-outline", self.tr("The whole map (0)"), self.view.fit)
        # The title stays where it is while the tools come and go.
        policy = self.whole.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.whole.setSizePolicy(policy)
        said = (page_title(self.tr("Face map"), self), Space(4), self.count, Space(12), Placed(self.fresh, 1))
        self._tools = (self.move_tool, self.lasso_tool, self.farther, self.nearer, self.whole)
        return in_row(*said, self.draw_again, *self._tools, margins=(24, 16, 16, 0), spacing=4)

    def _action_bar(self) -> FacesActionBar:
        words = self.tr("Name these faces")
        bar = FacesActionBar(self.context, self.view, self.view.selected_ids, self.page_actions, words, self)
        bar.clear.clicked.connect(self.view.clear_selection)
        of = PageAction
        bar.add_buttons(of.MERGE, of.REMOVE, of.IGNORE, of.NOT_A_FACE, words={of.REMOVE: self.tr("Remove the name")})
        return bar

    # what shows

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self.view.isVisibleTo(self):
            self.view.setFocus(reason)
        else:
            super().take_focus(reason)

    def title(self) -> str:
        return self.tr("Face map")

    def visit(self, place: Place) -> None:
        self.take_focus()
        self._missed = None
        self.refresh(Changed(everything=True))

    def refresh(self, changed: Changed) -> None:
        self._read.start(lambda library: (library.face_map.read(), library.overview().faces), self._take)

    def draw(self) -> None:
        """Draw the map, in the worker."""
        self.context.jobs.draw_map()

    def _take(self, found: tuple[FaceMap | None, int]) -> None:
        face_map, faces = found
        shown = face_map is not None and len(face_map.face_ids) > 0
        self._show_tools(shown)
        if face_map is None or not shown:
            self.view.clear_selection()
            self._say_why_empty(faces)
            return
        self.count.setText(text.number(len(face_map.face_ids)))
        self.fresh.setText(
            self.tr("{} came since it was drawn").format(text.faces(face_map.fresh)) if face_map.worth_drawing else ""
        )
        self.draw_again.setVisible(not self._drawing)
        self.view.show_map(face_map)
        self.view.setAccessibleDescription(
            self.tr("{} as dots; arrows go from one to the next").format(text.faces(len(face_map.face_ids)))
        )
        self.stack.setCurrentIndex(0)
        self._take_selection()

    def _say_why_empty(self, faces: int) -> None:
        if self._drawing:
            self.empty.say(
                self.tr("The map is being drawn"),
                self.tr("This takes about a minute for 10,000 faces. You can go on with other things."),
            )
        elif faces:
            self.empty.say(
                self.tr("See what PhotoFace sees"),
                self.tr("Each face becomes a dot, and faces that look alike lie together: wrong ones stand out."),
                self.tr("Draw the map"),
            )
        else:
            self.empty.say(
                self.tr("No faces yet"),
                self.tr("Once there are photos, the map shows all faces, those that look alike together."),
                self.tr("Add a folder of photos"),
            )
        self.stack.setCurrentWidget(self.empty)

    def _act_when_empty(self) -> None:
        if self.empty.action.text() == self.tr("Add a folder of photos"):
            self.place_asked.emit(Place("add_folder"))
        else:
            self.draw()

    def _show_tools(self, shown: bool) -> None:
        for part in self._tools:
            part.setVisible(shown)
        self.count.setVisible(shown)
        if not shown:
            self.fresh.setText("")
        self.draw_again.setVisible(shown and not self._drawing)

    def _job_began(self, job: Job) -> None:
        self._drawing = isinstance(job, DrawMapJob)
        self.draw_again.setVisible(self.stack.currentIndex() == 0 and not self._drawing)
        if self._drawing and self.stack.currentWidget() is self.empty:
            self._say_why_empty(1)

    def _job_moved(self, state: JobState) -> None:
        if state is JobState.IDLE and self._drawing:
            self._drawing = False
            self._note_change(Changed(everything=True))

    def _choose_lasso(self, chosen: bool) -> None:
        self.view.lasso = chosen
        self.view.setCursor(Qt.CursorShape.CrossCursor if chosen else Qt.CursorShape.ArrowCursor)

    # the selection

    def _take_selection(self) -> None:
        """Read what is selected; what can be done with it depends on whose it is."""
        ids = self.view.selected_ids()
        self.pair.show_pair((ids[0], ids[1]) if len(ids) == 2 else None)
        self._faces_read.start(lambda library: library.faces.summaries(ids), self._show_selection)

    def _ask_menu(self, point: QPoint) -> None:
        """Read the selected faces, then ask for the menu: what it offers depends on whose faces they are."""
        ids = self.view.selected_ids()

        def show(faces: list[FaceSummary]) -> None:
            self._show_selection(faces)
            self.menu_asked.emit(point)

        self._faces_read.start(lambda library: library.faces.summaries(ids), show)

    def _show_selection(self, faces: list[FaceSummary]) -> None:
        self._faces = faces
        self.bar.show_selection(len(faces))
        self.page_actions_changed.emit()

    def page_actions(self) -> PageActions:
        """What can be done with the selected faces."""
        execute, faces = self.context.client.execute, self._faces
        ids = tuple(face.id for face in faces)
        named = tuple(face.id for face in faces if face.person_id is not None)
        people = sorted({face.person_id for face in faces if face.person_id is not None})
        return offered(
            (PageAction.SELECT_ALL, self.stack.currentIndex() == 0, self.view.select_shown),
            (PageAction.NAME, ids, lambda: self.bar.begin_name("")),
            (PageAction.IGNORE, ids, lambda: execute(IgnoreFaces(ids))),
            (PageAction.NOT_A_FACE, ids, lambda: execute(MarkNotAFace(ids))),
            (PageAction.SHOW_PHOTO, len(ids) == 1, lambda: self._open(ids[0])),
            (PageAction.REMOVE, named, lambda: execute(RemoveFaces(named))),
            (PageAction.MERGE, len(people) > 1, lambda: self._merge(people)),
        )

    def _merge(self, person_ids: list[int]) -> None:
        merge = PersonActions(self.context, self).merge
        self.context.client.read(self, lambda library: [library.people.get(one) for one in person_ids], merge)

    def _begin_name(self, typed: str) -> None:
        if self._faces:
            self.bar.begin_name(typed)

    def _open(self, face_id: int) -> None:
        def show(faces: list[FaceSummary]) -> None:
            if faces:
                self.ask_for_face((faces[0].photo_id,), faces[0])

        self.context.client.read(self, lambda library: library.faces.summaries((face_id,)), show)
