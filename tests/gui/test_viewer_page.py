"""The viewer: faces drawn and moved by hand, stars and tags, details; and the slideshow."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest
from gui_helpers import Paints, Worker, paint, settle
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.faces import FaceSummary
from photoface.geometry import Box
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.gui.kit.theme import DARK
from photoface.gui.page_action import PageAction
from photoface.gui.photos.slideshow import Slideshow
from photoface.gui.viewer import drawn_faces
from photoface.gui.viewer.box_drag import BoxHand, Grip, grip_at
from photoface.gui.viewer.canvas import PhotoCanvas
from photoface.gui.viewer.naming_canvas import Doing
from photoface.gui.viewer.page import Viewer
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import DescribePerson
from photoface.library.library import Library
from photoface.worker.messages import FinishDrawnJob, Finished, LookAgainJob, Postponed, ScanJob

LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Somebody with a mouse and a keyboard before the viewer."""

    def __init__(self, qtbot: QtBot, window: Window, library: Library) -> None:
        self.qtbot, self.window, self.library = qtbot, window, library
        self.viewer: Viewer = window.main.viewer
        self.canvas: PhotoCanvas = window.main.viewer.canvas

    def doing(self) -> Doing:
        return self.canvas.doing

    def settle(self) -> None:
        settle(self.qtbot, self.window)

    def point(self, x: float, y: float) -> QPoint:
        """A place of the photo, in fractions, on the canvas."""
        picture = self.canvas.picture_rect()
        return QPoint(round(picture.left() + x * picture.width()), round(picture.top() + y * picture.height()))

    def drag(self, start: QPoint, end: QPoint) -> None:
        self.qtbot.mouseMove(self.canvas, start)
        self.qtbot.mousePress(self.canvas, LEFT, pos=start)
        for step in (0.3, 0.7, 1.0):
            between = QPointF(start) + (QPointF(end) - QPointF(start)) * step
            self.qtbot.mouseMove(self.canvas, between.toPoint())
        self.qtbot.mouseRelease(self.canvas, LEFT, pos=end)

    def draw(self, start: QPoint, end: QPoint) -> None:
        """D, and a drag."""
        self.window.main.actions_.page_actions[PageAction.DRAW_FACE].trigger()
        self.drag(start, end)

    def click(self, where: QPoint) -> None:
        self.qtbot.mouseMove(self.canvas, where)
        self.qtbot.mouseClick(self.canvas, LEFT, pos=where)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.canvas, key, modifier)

    def type_name(self, name: str) -> None:
        self.qtbot.keyClicks(self.canvas.field, name)
        self.qtbot.keyClick(self.canvas.field, Qt.Key.Key_Return)
        self.settle()

    def face(self, index: int = -1) -> FaceSummary:
        """A face of the photo that shows; the one that came last."""
        assert self.viewer.photo_id is not None
        return sorted(self.library.photos.detail(self.viewer.photo_id).faces, key=lambda face: face.id)[index]


@pytest.fixture
def hands(qtbot: QtBot, window: Window, scanned: Library) -> Hands:
    """The newest photo large; its one face stands in its left half."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.viewer.open(tuple(window.main.photos.pane.model.ids), window.main.photos.pane.model.ids[0])
    settle(qtbot, window)
    return Hands(qtbot, window, scanned)


def _near(box: Box, other: Box) -> bool:
    sides = zip(
        (box.left, box.top, box.right, box.bottom), (other.left, other.top, other.right, other.bottom), strict=True
    )
    return all(abs(a - b) < 0.01 for a, b in sides)


def test_nothing_below_the_viewer_is_painted_with_it(hands: Hands) -> None:
    main = hands.window.main
    paints = Paints(hands.canvas, main.sidebar, main.photos, main.photos.pane.view.viewport())
    main.viewer.update()
    paint(hands.qtbot, hands.canvas)
    assert set(paints.painted) == {hands.canvas}


def test_a_face_is_drawn_with_the_mouse_and_named(hands: Hands, worker: Worker) -> None:
    worker.newest.tell(Finished(""))
    hands.settle()
    hands.draw(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    assert hands.doing() is Doing.NAMING
    assert hands.canvas.field.hasFocus()
    hands.type_name("Zoe")
    face = hands.face()
    assert _near(face.box, Box.from_corners(0.6, 0.6, 0.8, 0.9))
    assert (face.person_name, face.confirmed, face.drawn) == ("Zoe", True, True)
    assert face in hands.canvas.faces
    # The worker looks into the box, and nothing else.
    assert worker.newest.job == FinishDrawnJob((face.photo_id,))
    hands.window.main.actions_.undo.trigger()
    hands.settle()
    assert face.id not in {other.id for other in hands.canvas.faces}


def test_a_drawn_face_waits_for_another_photoface(
    hands: Hands, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn_faces, "POSTPONED_MS", 0)
    worker.newest.tell(Finished(""))
    hands.settle()
    hands.draw(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    hands.type_name("Zoe")
    first = worker.newest
    first.tell(Postponed())
    hands.qtbot.waitUntil(lambda: worker.newest is not first)
    assert worker.newest.job == first.job
    assert "The face that you drew is looked at" in hands.viewer.note.words.text()
    assert not hands.window.main.message_bar.isVisible()


def test_d_draws_over_a_face_too_and_a_name_is_not_needed(hands: Hands) -> None:
    old = hands.face().box
    hands.window.main.actions_.page_actions[PageAction.DRAW_FACE].trigger()
    assert hands.doing() is Doing.DRAWING
    assert hands.viewer.bar.draw.isChecked()
    start = old.centre
    hands.drag(hands.point(*start), hands.point(start[0] + 0.3, start[1] + 0.3))
    hands.qtbot.keyClick(hands.canvas.field, Qt.Key.Key_Return)
    hands.settle()
    assert hands.face().person_id is None
    assert hands.face().drawn
    assert not hands.viewer.bar.draw.isChecked()


def test_escape_takes_a_new_box_away(hands: Hands) -> None:
    count = len(hands.canvas.faces)
    hands.draw(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    hands.qtbot.keyClick(hands.canvas.field, Qt.Key.Key_Escape)
    hands.settle()
    assert len(hands.canvas.faces) == count
    assert hands.canvas.held_rect() is None
    assert hands.viewer.isVisible()
    assert hands.library.history.undo_summary() is None


def test_a_drag_draws_nothing_until_it_was_asked_for(hands: Hands) -> None:
    hands.drag(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    assert hands.doing() is Doing.LOOKING
    assert hands.canvas.held_rect() is None
    hands.click(hands.point(0.95, 0.1))
    hands.settle()
    assert hands.library.history.undo_summary() is None


def test_a_drag_with_ctrl_draws_at_once_and_a_click_with_it_nothing(hands: Hands) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    hands.qtbot.mouseClick(hands.canvas, LEFT, control, hands.point(0.6, 0.6))
    assert hands.doing() is Doing.LOOKING
    start, end = hands.point(0.6, 0.6), hands.point(0.8, 0.9)
    hands.qtbot.mousePress(hands.canvas, LEFT, control, start)
    hands.qtbot.mouseMove(hands.canvas, end)
    hands.qtbot.mouseRelease(hands.canvas, LEFT, control, end)
    assert hands.doing() is Doing.NAMING
    hands.type_name("Zoe")
    assert _near(hands.face().box, Box.from_corners(0.6, 0.6, 0.8, 0.9))
    assert not hands.viewer.bar.draw.isChecked()


def test_a_click_while_drawing_is_no_box_and_escape_leaves_the_mode(hands: Hands) -> None:
    hands.window.main.actions_.page_actions[PageAction.DRAW_FACE].trigger()
    hands.click(hands.point(0.6, 0.6))
    assert hands.doing() is Doing.DRAWING
    assert hands.viewer.bar.draw.isChecked()
    hands.press(Qt.Key.Key_Escape)
    assert hands.doing() is Doing.LOOKING
    assert hands.viewer.isVisible()
    hands.settle()
    assert hands.library.history.undo_summary() is None


def test_a_click_elsewhere_leaves_a_new_box_without_a_name_out_and_says_so(hands: Hands) -> None:
    count = len(hands.canvas.faces)
    hands.draw(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    hands.click(hands.point(0.95, 0.1))
    hands.settle()
    assert hands.library.history.undo_summary() is None
    assert len(hands.canvas.faces) == count
    assert hands.canvas.held_rect() is None
    assert not hands.canvas.field.isVisible()
    assert "left out" in hands.viewer.note.words.text()


@pytest.mark.parametrize("leave", ["click", "next photo", "tab", "close", "another face"])
def test_a_name_typed_in_the_viewer_counts_however_it_is_left(hands: Hands, leave: str) -> None:
    face = hands.face()
    hands.click(hands.point(*face.box.centre))
    assert hands.canvas.naming == face.id
    hands.qtbot.keyClicks(hands.canvas.field, "Zoe")
    if leave == "click":
        hands.click(hands.point(0.95, 0.1))
    elif leave == "next photo":
        hands.qtbot.mouseClick(hands.viewer.bar.next, LEFT)
    elif leave == "tab":
        hands.qtbot.keyClick(hands.canvas.field, Qt.Key.Key_Tab)
    elif leave == "close":
        hands.qtbot.mouseClick(hands.viewer.bar.back, LEFT)
    else:
        hands.window.main.actions_.page_actions[PageAction.DRAW_FACE].trigger()
    hands.settle()
    (named,) = hands.library.faces.summaries([face.id])
    assert named.person_name == "Zoe"
    assert hands.canvas.naming is None


def test_a_typed_name_goes_with_a_new_box_too(hands: Hands) -> None:
    hands.draw(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    hands.qtbot.keyClicks(hands.canvas.field, "Zoe")
    hands.click(hands.point(0.95, 0.1))
    hands.settle()
    assert (hands.face().person_name, hands.face().drawn) == ("Zoe", True)


def test_a_typed_tag_is_put_on_the_photo_it_was_typed_for(hands: Hands) -> None:
    first = hands.viewer.photo_id
    assert first is not None
    hands.window.main.actions_.page_actions[PageAction.TAG].trigger()
    field = hands.viewer.info.tags.field
    hands.qtbot.keyClicks(field, "Beach")
    hands.qtbot.mouseClick(hands.viewer.bar.next, LEFT)
    hands.settle()
    assert hands.viewer.photo_id != first
    assert [tag.path for tag in hands.library.photos.detail(first).tags] == ["Beach"]
    assert field.text() == ""


def test_a_box_where_a_face_is_already_is_refused_in_words(hands: Hands) -> None:
    box = hands.face().box
    hands.window.main.actions_.page_actions[PageAction.DRAW_FACE].trigger()
    hands.drag(hands.point(box.left, box.top), hands.point(box.right, box.bottom))
    hands.type_name("Zoe")
    assert "a face here already" in hands.viewer.note.words.text()
    # The name that was typed is not lost with it; Escape takes both away.
    assert hands.canvas.field.text() == "Zoe"
    hands.qtbot.keyClick(hands.canvas.field, Qt.Key.Key_Escape)
    assert hands.canvas.held_rect() is None
    assert hands.library.people.all() == []


def test_a_box_is_moved_and_resized_by_its_handles(hands: Hands) -> None:
    before = hands.face()
    x, y = before.box.centre
    hands.drag(hands.point(x, y), hands.point(x + 0.2, y + 0.05))
    hands.settle()
    moved = hands.face()
    assert moved.id == before.id
    assert _near(moved.box, Box(before.box.left + 0.2, before.box.top + 0.05, before.box.width, before.box.height))
    corner = (moved.box.right, moved.box.bottom)
    hands.qtbot.mouseMove(hands.canvas, hands.point(*moved.box.centre))
    hands.drag(hands.point(*corner), hands.point(corner[0] + 0.1, corner[1] + 0.1))
    hands.settle()
    grown = hands.face().box
    assert _near(grown, Box(moved.box.left, moved.box.top, moved.box.width + 0.1, moved.box.height + 0.1))
    assert [line.kind for line in hands.library.history.decisions()] == ["MoveFaceBox", "MoveFaceBox"]


def test_a_face_is_drawn_and_moved_with_the_keyboard_alone(hands: Hands) -> None:
    hands.window.main.actions_.page_actions[PageAction.DRAW_FACE].trigger()
    hands.press(Qt.Key.Key_Return)
    assert hands.doing() is Doing.ADJUSTING
    for _ in range(5):
        hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    hands.press(Qt.Key.Key_Return)
    hands.type_name("Zoe")
    drawn = hands.face()
    assert drawn.box.centre[0] == pytest.approx(0.55)
    for _ in hands.canvas.faces:
        hands.press(Qt.Key.Key_Tab)
    current = hands.canvas.current_face
    assert current is not None
    assert current.id == drawn.id
    hands.press(Qt.Key.Key_B)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert hands.face().box.top == pytest.approx(drawn.box.top - 0.01)
    hands.press(Qt.Key.Key_B)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Escape)
    assert hands.doing() is Doing.LOOKING
    assert hands.face().box.top == pytest.approx(drawn.box.top - 0.01)


@pytest.mark.parametrize("letter", ["I", "R"])
def test_a_capital_letter_begins_the_name_of_the_face_with_the_focus(hands: Hands, letter: str) -> None:
    face = hands.face()
    hands.press(Qt.Key.Key_Tab)
    hands.qtbot.keyClicks(hands.canvas, letter, Qt.KeyboardModifier.ShiftModifier)
    assert hands.doing() is Doing.NAMING
    hands.type_name("ris")
    assert [one.person_name for one in hands.library.faces.summaries([face.id])] == [f"{letter}ris"]
    # The photo was not turned by it.
    assert (hands.library.history.undo_summary() or "").startswith("Named")


def test_keys_say_what_a_face_is(hands: Hands) -> None:
    face = hands.face()
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    hands.settle()
    assert hands.face().status is FaceStatus.IGNORED
    hands.window.main.actions_.undo.trigger()
    hands.settle()
    hands.press(Qt.Key.Key_X)
    hands.settle()
    assert [one.status for one in hands.library.faces.summaries([face.id])] == [FaceStatus.NOT_A_FACE]
    hands.draw(hands.point(0.6, 0.6), hands.point(0.8, 0.9))
    hands.type_name("Zoe")
    drawn = hands.face()
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Delete)
    hands.settle()
    assert hands.library.faces.summaries([drawn.id]) == []
    hands.window.main.actions_.undo.trigger()
    hands.settle()
    assert hands.face() == drawn


def test_a_grip_is_a_corner_an_edge_or_the_middle() -> None:
    rect = QRectF(100, 100, 80, 80)
    assert grip_at(rect, QPointF(101, 102), 8) == Grip.LEFT | Grip.TOP
    assert grip_at(rect, QPointF(184, 140), 8) == Grip.RIGHT
    assert grip_at(rect, QPointF(140, 140), 8) == Grip.MIDDLE
    assert grip_at(rect, QPointF(140, 95), 8) == Grip.TOP
    assert grip_at(rect, QPointF(80, 140), 8) is None


def test_a_box_in_the_hand_stays_in_the_photo_and_may_be_turned_over() -> None:
    held = BoxHand.holding(1, Box(0.5, 0.5, 0.25, 0.25), Grip.MIDDLE, (0.5, 0.5))
    assert held.at((2.0, -1.0)).box == Box(0.75, 0.0, 0.25, 0.25)
    pulled = BoxHand.holding(1, Box(0.5, 0.5, 0.25, 0.25), Grip.LEFT, (0.5, 0.5)).at((1.0, 0.5)).box
    assert pulled == Box(0.75, 0.5, 0.25, 0.25)
    assert BoxHand.drawing((0.5, 0.5)).at((0.25, 0.25)).box == Box(0.25, 0.25, 0.25, 0.25)


def test_stars_and_tags_of_a_photo(hands: Hands) -> None:
    photo_id = hands.viewer.photo_id
    assert photo_id is not None
    main = hands.window.main
    main.actions_.page_actions[PageAction.FOUR_STARS].trigger()
    hands.settle()
    assert hands.library.photos.detail(photo_id).rating == 4
    assert "★★★★" in hands.viewer.about.text()

    main.actions_.page_actions[PageAction.TAG].trigger()
    info = hands.viewer.info
    assert info.isVisible()
    assert info.tags.field.hasFocus()
    # Beside the black of the photo it is dark in the light scheme too.
    assert not hands.window.theme.dark
    assert info.grab().toImage().pixelColor(2, 2).name() == DARK.panel.lower()
    assert info.stars.stars == 4
    hands.qtbot.keyClicks(info.tags.field, "Travel/Italy")
    hands.qtbot.keyClick(info.tags.field, Qt.Key.Key_Return)
    hands.settle()
    assert [tag.path for tag in hands.library.photos.detail(photo_id).tags] == ["Travel/Italy"]
    assert info.tags.words() == ["Travel / Italy"]

    hands.viewer.step(1)
    hands.settle()
    assert info.tags.words() == []
    hands.qtbot.keyClicks(info.tags.field, "ita")
    hands.qtbot.waitUntil(lambda: info.tags.field.popup_visible)
    hands.qtbot.keyClick(info.tags.field.popup, Qt.Key.Key_Down)
    hands.qtbot.keyClick(info.tags.field.popup, Qt.Key.Key_Return)
    hands.settle()
    assert info.tags.words() == ["Travel / Italy"]
    info.tags.removed.emit(hands.library.tags.called("Travel/Italy")[0].id)
    hands.settle()
    assert info.tags.words() == []
    hands.qtbot.mouseClick(info.stars, LEFT, pos=QPoint(10, info.stars.height() // 2))
    hands.settle()
    assert hands.library.photos.detail(hands.viewer.photo_id or 0).rating == 1


def test_the_panel_tells_of_people_with_ages_and_of_the_file(hands: Hands) -> None:
    face = hands.face()
    hands.library.execute(NameFaces((face.id,), "Ann"))
    ann = hands.library.people.all()[0]
    hands.library.execute(DescribePerson(ann.id, dt.date(2010, 1, 1), None, ""))
    hands.window.main.actions_.page_actions[PageAction.DETAILS].trigger()
    hands.window.client.announce(Changed(everything=True))
    hands.settle()
    info = hands.viewer.info
    path = hands.library.photos.detail(face.photo_id).path
    assert path is not None
    assert path.name in info.words()
    assert str(path.parent) in info.words()
    item = info.people.itemAt(0)
    assert item is not None
    person = item.widget()
    assert isinstance(person, QWidget)
    assert person.accessibleName() == "Ann, 11 years old"
    with hands.qtbot.waitSignal(hands.viewer.place_asked) as asked:
        hands.qtbot.mouseClick(person, LEFT)
    assert asked.args == [Place("person", ann.id)]


def test_looking_for_faces_again_goes_before_the_scan(hands: Hands, worker: Worker) -> None:
    first = worker.newest.job
    assert isinstance(first, ScanJob)
    hands.window.main.actions_.page_actions[PageAction.LOOK_AGAIN].trigger()
    hands.qtbot.waitUntil(lambda: isinstance(worker.newest.job, LookAgainJob))
    second = worker.newest.job
    assert second == LookAgainJob(hands.viewer.photo_id or 0)
    worker.newest.tell(Finished(""))
    hands.qtbot.waitUntil(lambda: isinstance(worker.newest.job, ScanJob))


def test_a_photo_is_copied_as_a_file_and_as_a_picture(hands: Hands) -> None:
    hands.window.main.actions_.page_actions[PageAction.COPY].trigger()
    hands.settle()
    data = QGuiApplication.clipboard().mimeData()
    path = hands.library.photos.detail(hands.viewer.photo_id or 0).path
    assert [url.toLocalFile() for url in data.urls()] == [str(path)]
    assert data.hasImage()
    assert hands.viewer.note.words.text() == "1 photo copied."


def _start(hands: Hands) -> Slideshow:
    hands.window.main.actions_.page_actions[PageAction.SLIDESHOW].trigger()
    hands.settle()
    show = hands.viewer.photo_actions.slideshow
    assert show is not None
    return show


def test_the_slideshow_goes_on_pauses_and_ends(hands: Hands) -> None:
    ids = hands.viewer.film_model.ids
    show = _start(hands)
    assert show.isFullScreen()
    assert show.photo_id == ids[0]
    assert show._next.isActive()
    show._next.timeout.emit()
    hands.settle()
    assert show.photo_id == ids[1]
    QTest.keyClick(show, Qt.Key.Key_Space)
    assert show.paused
    assert not show._next.isActive()
    QTest.keyClick(show, Qt.Key.Key_Right)
    hands.settle()
    assert show.photo_id == ids[2]
    assert not show._next.isActive(), "who looks by hand is not hurried on"
    QTest.keyClick(show, Qt.Key.Key_Left)
    QTest.keyClick(show, Qt.Key.Key_Left)
    QTest.keyClick(show, Qt.Key.Key_Left)
    hands.settle()
    assert show.photo_id == ids[-1], "round and round"
    before = show.seconds
    QTest.keyClick(show, Qt.Key.Key_Plus)
    assert show.seconds > before
    QTest.keyClick(show, Qt.Key.Key_Space)
    assert show._next.isActive()
    with hands.qtbot.waitSignal(show.closed):
        QTest.keyClick(show, Qt.Key.Key_Escape)
    assert hands.viewer.photo_actions.slideshow is None
    assert hands.viewer.isVisible()


def test_the_slideshow_shows_each_photo_once_in_an_order_by_chance(hands: Hands) -> None:
    ids = hands.viewer.film_model.ids
    show = _start(hands)
    QTest.keyClick(show, Qt.Key.Key_S)
    assert show.is_shuffled
    assert show.photo_id == ids[0], "the one that shows stays"
    seen = []
    for _ in ids:
        seen.append(show.photo_id)
        show.step(1)
    hands.settle()
    assert sorted(one or 0 for one in seen) == sorted(ids)
    QTest.keyClick(show, Qt.Key.Key_S)
    show.step(1)
    assert show.photo_id == ids[1], "and on from there in their order"
    hands.settle()
    show.close()


def test_a_photo_that_cannot_be_read_says_why_over_its_thumbnail(hands: Hands) -> None:
    viewer = hands.viewer
    path = hands.library.photos.detail(viewer.film_model.ids[1]).path
    assert path is not None
    path.write_bytes(b"no picture any more")
    viewer.picture.drop()
    viewer.step(1)
    hands.settle()
    assert path.name in viewer.canvas._hint()
    viewer.step(1)
    hands.settle()
    assert viewer.canvas._hint() == ""


def test_the_slideshow_does_not_move_where_motion_is_not_wanted(hands: Hands) -> None:
    # The window of the tests was opened without fading, as on a system that asks for less motion.
    show = _start(hands)
    assert show._fading.duration() == 0
    show.close()


def test_pointer_and_buttons_leave_the_slideshow_alone(hands: Hands) -> None:
    show = _start(hands)
    show._hiding.timeout.emit()
    assert not show.bar.isVisible()
    # The offscreen platform gives a pointer's moves to the window below.
    place, no = QPointF(60, 60), Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, no, no, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(show, move)
    assert show.bar.isVisible()
    show.close()


@pytest.mark.parametrize(
    ("dated_by", "precision", "day", "time"),
    [
        ("exif original", "second", "{date}", "{time}"),
        ("exif original", "day", "{date}", ""),
        ("xmp", "month", "{month}", "by its XMP"),
        ("exif original", "year", "2019", ""),
        ("file name", "second", "{date}", "{time}, by the name of the file"),
        ("file time", "second", "No date", "the file is of {date}"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(
    qtbot: QtBot, window: Window, scanned: Library, dated_by: str, precision: str, day: str, time: str
) -> None:
    oldest = scanned.photos.ids()[-1]
    connection = sqlite3.connect(scanned.catalog_path)
    with connection:
        connection.execute(
            "UPDATE photo SET file_dated_by = ?, file_date_precision = ?, flaw = 'Its end is missing.'",
            (dated_by, precision),
        )
    connection.close()
    window.main.viewer.open((oldest,), oldest)
    settle(qtbot, window)
    info = window.main.viewer.info
    moment = dt.datetime(2019, 1, 5, 10)
    words = {"date": text.date(moment), "month": text.month(moment), "time": text.time(moment)}
    assert (info.day.text(), info.time.text()) == (day.format_map(words), time.format_map(words))
    assert "Its end is missing." in info.words()
    about = window.main.viewer.about.text()
    assert ("no date" in about) == (dated_by == "file time")
    assert (words["time"] in about) == (precision == "second" and dated_by != "file time")
