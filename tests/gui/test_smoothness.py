"""What keeps the window smooth in a large library: only what has to be read or painted is."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSettings, QSize, QStringListModel, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot
from test_threads import Pictures

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary, GroupSummary
from photoface.gui.application import Window
from photoface.gui.client import Client
from photoface.gui.context import Place
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.messages import Messages
from photoface.gui.kit.theme import Theme
from photoface.gui.kit.tile_layouts import GridLayout
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.people.delegates import STACK_BACK, STACK_FRONT, GroupDelegate
from photoface.gui.people.group_model import GroupsModel
from photoface.gui.review.session import ReviewState
from photoface.library.library import Library

SIDE = 48


class PainterOfFaces(QStyledItemDelegate):
    """Asks for one face a row, by the row's number, and notes which rows it paints."""

    def __init__(self, images: PicturesToCome, parent: TileView) -> None:
        super().__init__(parent)
        self._images = images
        self.painted: list[int] = []
        self.expected: list[int] = []

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.painted.append(index.row())
        self._images.face(index.row(), SIDE)

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        self.expected.append(index.row())


class PicturesToCome(QObject):
    """Stands in for `Images`: each picture is there once the test says so."""

    pictures_arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.unfinished: deque[Hashable] = deque()
        self._here: set[int] = set()

    def face(self, face_id: int, side: int) -> None:
        if face_id not in self._here:
            self.unfinished.append(face_id)

    def come(self, *face_ids: int) -> None:
        self._here.update(face_ids)
        self.pictures_arrived.emit(frozenset(face_ids))


class GatedPictures(Pictures):
    """Gives no picture until the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def face_crop(self, face_id: int) -> bytes | None:
        self.gate.wait(60)
        return super().face_crop(face_id)


@pytest.fixture
def gated() -> GatedPictures:
    return GatedPictures()


@pytest.fixture
def images(gated: GatedPictures, qapp: QApplication) -> Iterator[Images]:
    images = Images(gated, Messages(), fade=False)  # type: ignore[arg-type]
    yield images
    gated.gate.set()
    images.close()


@pytest.fixture
def pictures(qapp: QApplication) -> PicturesToCome:
    return PicturesToCome()


@pytest.fixture
def view(qtbot: QtBot, pictures: PicturesToCome) -> TileView:
    """Four tiles in view of twenty."""
    view = TileView(GridLayout(QSize(SIDE, SIDE), gap=2, margin=0))
    qtbot.addWidget(view)
    view.setModel(QStringListModel([str(row) for row in range(20)], view))
    view.setItemDelegate(PainterOfFaces(pictures, view))
    view.watch_images(pictures)  # type: ignore[arg-type]
    view.resize(SIDE + view.verticalScrollBar().sizeHint().width() + 2, 4 * (SIDE + 2))
    view.show()
    qtbot.waitUntil(lambda: set(painter_of(view).painted) == {0, 1, 2, 3})
    return view


def painter_of(view: TileView) -> PainterOfFaces:
    delegate = view.itemDelegate()
    assert isinstance(delegate, PainterOfFaces)
    return delegate


def test_only_tiles_whose_pictures_came_are_painted_again(view: TileView, pictures: PicturesToCome) -> None:
    painted = painter_of(view).painted
    painted.clear()
    pictures.come(2, 3, 15)
    QApplication.processEvents()
    assert painted == [2, 3]
    pictures.come(2)
    QApplication.processEvents()
    assert painted == [2, 3]


def test_summaries_that_come_paint_only_what_shows_them(view: TileView) -> None:
    painted, model = painter_of(view).painted, view.model()
    painted.clear()
    model.dataChanged.emit(model.index(10, 0), model.index(19, 0))
    QApplication.processEvents()
    assert painted == []
    model.dataChanged.emit(model.index(3, 0), model.index(19, 0))
    QApplication.processEvents()
    assert painted == [3]


def test_what_lies_ahead_is_expected_once_what_shows_is_here(
    qtbot: QtBot, view: TileView, pictures: PicturesToCome
) -> None:
    assert painter_of(view).expected == []
    pictures.come(0, 1, 2, 3)
    qtbot.waitUntil(lambda: set(painter_of(view).expected) >= {4, 5, 6, 7})
    assert max(painter_of(view).expected) <= 8


def test_a_wish_that_was_dropped_is_told_of(qtbot: QtBot, images: Images, gated: GatedPictures) -> None:
    """Who still shows it must ask again: in a very large window more is wanted than the queue is long."""
    told: set[object] = set()
    images.pictures_arrived.connect(told.update)
    for face in range(1010):
        images.face(face, SIDE)
    gated.gate.set()
    qtbot.waitUntil(lambda: not images.busy)
    assert len(told) == 1010
    assert len(gated.fetched) < 1010


def test_a_group_expects_the_covers_that_it_paints(qtbot: QtBot, qapp: QApplication, images: Images) -> None:
    theme = Theme(qapp)
    model = GroupsModel()
    model.show_groups([GroupSummary(1, 9, 9, (11, 12, 13, 14))], keep_places=False)
    delegate = GroupDelegate(WidgetContext(cast(Client, None), images, theme, Icons(theme)))
    delegate.prefetch(model.index(0, 0), QSize(164, 160), 2.0)
    wanted = {(key.kind, key.id, key.side) for key in images.awaited}
    assert wanted == {
        ("cover", 11, 2 * STACK_FRONT),
        ("cover", 12, 2 * STACK_BACK),
        ("cover", 13, 2 * STACK_BACK),
    }
    theme.close()


# reading


class Counted:
    """A method that counts its calls."""

    def __init__(self, owner: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._method = getattr(owner, name)
        self.calls = 0
        monkeypatch.setattr(owner, name, self)

    def __call__(self, *arguments: object, **named: object) -> object:
        self.calls += 1
        return self._method(*arguments, **named)


def test_the_start_reads_its_first_page_once_and_asks_no_questions_yet(
    qtbot: QtBot, qapp: QApplication, worker: Worker, scanned: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is, the questions' turn comes after this test.
    monkeypatch.setattr("photoface.gui.review.question_reader.BACKGROUND_MS", 600_000)
    groups = Counted(scanned.groups, "all", monkeypatch)
    questions = Counted(scanned.review, "next_questions", monkeypatch)
    preferences = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, scanned, preferences, worker, fade=False)
    qtbot.addWidget(window.main)
    window.main.start()
    window.main.show()
    window.main.activateWindow()
    qtbot.waitUntil(window.main.isActiveWindow)
    settle(qtbot, window)
    assert window.main.people.tray.hasFocus()
    assert window.main.people.groups.rowCount() == 3
    assert groups.calls == 1
    assert questions.calls == 0
    assert window.main.review.session.state is ReviewState.THINKING
    window.close()


def test_a_page_is_read_once_for_a_visit(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    library, main = window.client.library, window.main
    ids = Counted(library.faces, "ids", monkeypatch)
    main.go_to(Place("faces"))
    settle(qtbot, window)
    assert ids.calls == 1


def test_a_page_that_comes_back_reads_only_what_changed_meanwhile(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, model = window.main, window.main.group.pane.model
    group = main.people.groups.summaries[0].id
    main.go_to(Place("group", group))
    qtbot.waitUntil(lambda: len(model.ids) > 0 and all(model.known(id_) is not None for id_ in model.ids))
    settle(qtbot, window)
    shown = list(model.ids)
    asked: list[tuple[int, ...]] = []
    fetch = model._fetch

    def noted(face_ids: Sequence[int]) -> Sequence[FaceSummary]:
        asked.append(tuple(face_ids))
        return fetch(face_ids)

    monkeypatch.setattr(model, "_fetch", noted)
    main.go_to(Place("people"))
    settle(qtbot, window)
    main.go_to(Place("group", group))
    settle(qtbot, window)
    assert asked == []
    main.go_to(Place("people"))
    window.client.announce(Changed(faces=frozenset(shown[:1])))
    main.go_to(Place("group", group))
    settle(qtbot, window)
    assert asked == [tuple(shown[:1])]


def test_the_tray_knows_what_its_outer_frame_shows(window: Window) -> None:
    tray, frame = window.main.people.tray, window.main.people.area.viewport()
    seen = tray.seen()
    assert seen.size() == frame.size()
    assert tray.viewport().mapTo(frame, seen.topLeft()).isNull()
