"""Work off the GUI thread: tasks, and the cache of pictures."""

from __future__ import annotations

import gc
import io
import threading
from collections.abc import Callable

import pytest
from gui_helpers import settle
from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from photoface.errors import UserFacingError
from photoface.gui.application import Window
from photoface.gui.client import LatestRead
from photoface.gui.kit import painting
from photoface.gui.kit.images import Images
from photoface.gui.kit.messages import Messages
from photoface.gui.kit.picture import PictureKey
from photoface.gui.kit.tasks import Tasks


@pytest.fixture
def tasks(qtbot: QtBot) -> object:
    tasks = Tasks(Messages())
    yield tasks
    tasks.close()


def test_a_read_runs_elsewhere_and_ends_here(qtbot: QtBot, tasks: Tasks) -> None:
    owner, ends = QObject(), []
    tasks.read(owner, threading.get_ident, lambda ident: ends.append((ident, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(ends))
    (elsewhere, here) = ends[0]
    assert here == threading.get_ident() != elsewhere


def test_actions_keep_their_order(qtbot: QtBot, tasks: Tasks) -> None:
    owner, done = QObject(), list[object]()
    for number in range(30):
        tasks.write(owner, lambda number=number: number, done.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(done) == 30)
    assert done == list(range(30))


def test_an_action_is_told_of_before_its_end_and_the_next_one_waits_for_that(qtbot: QtBot, tasks: Tasks) -> None:
    owner, told, gate = QObject(), list[str](), threading.Event()

    def act(made: Callable[[str], None]) -> str:
        made("made")
        gate.wait(60)
        return "ended"

    tasks.write_and_go_on(owner, act, told.append, told.append, lambda _: None)
    tasks.write(owner, lambda: "next", told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["made"]
    assert tasks.busy
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert told == ["made", "ended", "next"]


def test_an_action_that_fails_is_not_told_of_as_made(qtbot: QtBot, tasks: Tasks) -> None:
    owner, told, failures = QObject(), list[str](), list[Exception]()

    def act(_made: Callable[[str], None]) -> str:
        raise UserFacingError("No.")

    with qtbot.waitSignal(tasks.idle):
        tasks.write_and_go_on(owner, act, told.append, told.append, failures.append)
    assert (told, [str(error) for error in failures]) == ([], ["No."])


def test_a_result_whose_owner_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    import shiboken6

    owner, done = QObject(), list[object]()
    gate = threading.Event()
    tasks.read(owner, lambda: gate.wait(60), done.append)
    shiboken6.delete(owner)
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert not done


def test_after_a_glance_the_window_is_as_idle_as_before(qtbot: QtBot, tasks: Tasks) -> None:
    owner, done, idle = QObject(), list[object](), list[int]()
    tasks.idle.connect(lambda: idle.append(len(done)))
    tasks.read_quietly(owner, lambda: "nothing new", done.append)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert (done, idle) == (["nothing new"], [])
    tasks.read(owner, lambda: "a page", done.append)
    tasks.read_quietly(owner, lambda: "nothing new", done.append)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert idle == [3]


def test_what_is_qt_s_is_destroyed_on_the_gui_thread_whoever_leaves_garbage(qtbot: QtBot, window: Window) -> None:
    destroyed: list[int] = []

    def fill_memory() -> None:
        circle = QObject()
        circle.itself = circle  # type: ignore[attr-defined]
        circle.destroyed.connect(lambda: destroyed.append(threading.get_ident()), Qt.ConnectionType.DirectConnection)
        del circle
        # More than after which Python collects.
        for _ in range(10 * gc.get_threshold()[0]):
            garbage: list[object] = []
            garbage.append(garbage)

    window.tasks.read(window.main, fill_memory, lambda _: None)
    qtbot.waitUntil(lambda: bool(destroyed))
    assert destroyed == [threading.get_ident()]


def test_the_latest_read_wins(qtbot: QtBot, window: Window) -> None:
    owner, done = QObject(), list[object]()
    latest = LatestRead(window.client, owner)
    gate = threading.Event()
    latest.start(lambda _: gate.wait(60) and "old", done.append)
    latest.start(lambda _: "new", done.append)
    gate.set()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert done == ["new"]


def test_failures_go_where_they_are_asked_for(qtbot: QtBot, tasks: Tasks) -> None:
    owner, failures = QObject(), list[Exception]()

    def fails() -> None:
        raise UserFacingError("No.")

    tasks.write(owner, fails, lambda _: None, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert str(failures[0]) == "No."


class Pictures:
    """Stands in for the library: every crop a square of its own grey; counts what was fetched."""

    def __init__(self) -> None:
        self.fetched: list[int] = []

    def face_crop(self, face_id: int) -> bytes | None:
        self.fetched.append(face_id)
        if face_id < 0:
            return None
        stream = io.BytesIO()
        Image.new("RGB", (160, 160), (face_id % 256,) * 3).save(stream, "JPEG")
        return stream.getvalue()

    photo_thumbnail = face_crop


def test_pictures_come_once_and_stay_within_the_budget(qtbot: QtBot) -> None:
    source = Pictures()
    one = 96 * 96 * 4
    images = Images(source, Messages(), budget=10 * one, fade=False)  # type: ignore[arg-type]
    try:
        for face in range(30):
            assert images.face(face, 96) is None
        qtbot.waitUntil(lambda: not images.busy)
        assert images.held_bytes <= 10 * one
        kept = source.fetched[-1]
        newest = images.face(kept, 96)
        assert newest is not None
        assert newest.pixmap.width() == 96
        count = len(source.fetched)
        images.face(kept, 96)
        qtbot.waitUntil(lambda: not images.busy)
        assert len(source.fetched) == count
    finally:
        images.close()


def test_a_picture_that_is_not_to_be_had_is_asked_for_once(qtbot: QtBot) -> None:
    source = Pictures()
    images = Images(source, Messages(), fade=False)  # type: ignore[arg-type]
    try:
        images.face(-1, 96)
        qtbot.waitUntil(lambda: images.face(-1, 96) is not None)
        picture = images.face(-1, 96)
        assert picture is not None
        assert picture.pixmap.isNull()
        assert source.fetched == [-1]
    finally:
        images.close()


def test_a_cover_is_a_disc(qtbot: QtBot) -> None:
    images = Images(Pictures(), Messages(), fade=False)  # type: ignore[arg-type]
    try:
        images.cover(200, 64)
        qtbot.waitUntil(lambda: images.cover(200, 64) is not None)
        picture = images.cover(200, 64)
        assert picture is not None
        disc = picture.pixmap.toImage()
        assert disc.size() == QSize(64, 64)
        assert disc.pixelColor(0, 0).alpha() == 0
        assert disc.pixelColor(63, 63).alpha() == 0
        middle = disc.pixelColor(32, 32)
        assert middle.alpha() == 255
        assert middle.red() == pytest.approx(200, abs=2)
        # The hairline is grey: darker than this face.
        assert 190 > disc.pixelColor(32, 0).red() > 150
    finally:
        images.close()


@pytest.mark.parametrize("kind", ["face", "photo"])
def test_a_tile_has_its_size_round_corners_and_a_hairline(qtbot: QtBot, kind: str) -> None:
    images, key = Images(Pictures(), Messages(), fade=False), PictureKey(kind, 200, 90, 120, 6)  # type: ignore[arg-type]
    try:
        assert images.tile(key) is None
        qtbot.waitUntil(lambda: images.tile(key) is not None)
        picture = images.tile(key)
        assert picture is not None
        assert picture.is_cut
        tile = picture.pixmap.toImage()
        assert tile.size() == QSize(120, 90)
        for x, y in ((0, 0), (119, 0), (0, 89), (119, 89)):
            assert tile.pixelColor(x, y).alpha() == 0
        for x, y in ((60, 0), (60, 89), (0, 45), (119, 45)):
            assert tile.pixelColor(x, y).alpha() == 255
            # The hairline is grey: darker than this picture.
            assert 190 > tile.pixelColor(x, y).red() > 150
        for x, y in ((60, 45), (60, 1), (1, 45), (5, 5)):
            assert tile.pixelColor(x, y).red() == pytest.approx(200, abs=2)
    finally:
        images.close()


def test_a_photo_in_another_size_stands_in_for_its_tile(qtbot: QtBot) -> None:
    images = Images(Pictures(), Messages(), fade=False)  # type: ignore[arg-type]
    try:
        first = PictureKey("photo", 200, 90, 120, 6)
        images.tile(first)
        qtbot.waitUntil(lambda: images.tile(first) is not None)
        other = images.tile(PictureKey("photo", 200, 45, 60, 6))
        assert other is not None
        assert (other.pixmap.width(), other.is_cut) == (120, False)
    finally:
        images.close()


@pytest.mark.parametrize("kind", ["face", "cover", "photo"])
@pytest.mark.parametrize("size", [160, 96])
def test_a_faded_picture_is_a_mixture_with_its_ground(qtbot: QtBot, kind: str, size: int) -> None:
    images = Images(Pictures(), Messages(), fade=False)  # type: ignore[arg-type]
    try:
        ask = getattr(images, kind)
        ask(200, size)
        qtbot.waitUntil(lambda: ask(200, size) is not None)
        canvas = QImage(size, size, QImage.Format.Format_RGB32)
        canvas.fill(QColor(100, 100, 100))
        painter = QPainter(canvas)
        painter.setOpacity(0.5)
        rect = canvas.rect()
        if kind == "cover":
            painting.paint_disc(painter, rect, ask(200, size), QColor("black"))
        else:
            painting.paint_picture(painter, painting.rounded(rect, 4), ask(200, size), QColor("black"))
        painter.end()
        assert canvas.pixelColor(size // 2, size // 2).red() == pytest.approx(150, abs=3)
        # What is opaque must say so in every pixel: Qt's painter relies on it.
        pixels = ask(200, size).pixmap.toImage()
        assert pixels.pixelColor(size // 2, size // 2).alpha() == 255
    finally:
        images.close()


def test_pictures_fade_in(qtbot: QtBot) -> None:
    images = Images(Pictures(), Messages())  # type: ignore[arg-type]
    try:
        images.face(1, 96)
        qtbot.waitUntil(lambda: images.face(1, 96) is not None)
        qtbot.waitUntil(lambda: (images.face(1, 96) or (None, 0))[1] == 1.0)
    finally:
        images.close()


def test_a_window_closes_all_its_threads(qtbot: QtBot, window: Window) -> None:
    settle(qtbot, window)
    window.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("read", "action", "picture"))]
