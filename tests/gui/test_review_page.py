"""The Review page in the window, driven by keys: every kind of question, every answer, and the way back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from gui_helpers import MakeWindow, Paints, Worker, paint, settle
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from scenes import Scene

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.fitting_layout import FittingLayout
from photoface.gui.kit.sheet import Sheet
from photoface.gui.review.face_delegate import CROP
from photoface.gui.review.face_model import LIKELY_NAME
from photoface.gui.review.page import SHORTEST_LOOK, ReviewPage
from photoface.gui.review.question_view import Answer
from photoface.gui.review.session import ReviewState
from photoface.gui.review.words import trust
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library
from photoface.recognition.questions import Question, QuestionKind, ReviewProgress

UNSURE, VERY_UNSURE = 0.285, 0.3
"""How far a face lies from a person's middle so that it is asked about in a set, and alone."""

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


@dataclass
class Reviewer:
    """Somebody at the keyboard of the Review page."""

    qtbot: QtBot
    window: Window
    library: Library

    @property
    def page(self) -> ReviewPage:
        return self.window.main.review

    @property
    def question(self) -> Question:
        assert self.page.session.state is ReviewState.ASKING
        assert self.page.session.question is not None
        return self.page.session.question

    @property
    def keyboard(self) -> QWidget:
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused

    def wait(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)
        settle(self.qtbot, self.window)

    def press(self, key: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.keyboard, key, modifier)  # type: ignore[arg-type]

    def type(self, words: str) -> None:
        self.qtbot.keyClicks(self.keyboard, words)

    def answer(self, key: str | Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key that answers, and wait for what comes next."""
        before = self.question.id
        self.press(key, modifier)
        self.wait(
            lambda: (
                self.page.session.state is ReviewState.DONE
                or (self.page.session.state is ReviewState.ASKING and self.question.id != before)
            )
        )

    def name(self, name: str) -> None:
        self.type(name)
        self.answer(Qt.Key.Key_Return)

    def undo(self, undo: Callable[[], None]) -> None:
        before = self.page.session.question
        undo()
        self.wait(lambda: self.page.session.question not in (before, None))


@pytest.fixture
def review(qtbot: QtBot, make_window: MakeWindow, catalog_path: Path) -> Iterator[Callable[[], Reviewer]]:
    """Opens a window on the scene's catalog, on the Review page."""
    libraries: list[Library] = []

    def open_review() -> Reviewer:
        library = open_fake_library(catalog_path)
        libraries.append(library)
        window = make_window(library)
        reviewer = Reviewer(qtbot, window, library)
        reviewer.page.shortest_look = 0.0
        qtbot.keyClick(window.main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        reviewer.wait(lambda: reviewer.page.session.state is not ReviewState.THINKING)
        return reviewer

    yield open_review
    for library in libraries:
        library.close()


def ann(catalog: Path, scene: Scene, faces: int = 6) -> int:
    """Ann, named by the user in so many faces; her id."""
    group_id, _ = scene.group(0, faces)
    library = open_fake_library(catalog)
    library.execute(NameGroup(group_id, "Ann"))
    person_id = library.people.called("Ann")[0].id
    library.close()
    return person_id


def test_typing_names_a_group_and_the_next_is_asked(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 7)
    smaller, _ = scene.group(1, 4)
    user = review()
    assert user.question.kind is QuestionKind.NAME_GROUP
    assert "7 faces in 7 photos" in user.page.sheet.effect.text()
    assert user.window.main.sidebar.buttons["review"].count == "2"
    # Every letter belongs to the name, those that answer other questions too.
    user.type("Isxy ")
    assert user.page.sheet.field.text() == "Isxy "
    assert "Isxy, a new person" in user.page.sheet.effect.text()
    user.name("Nun")
    (person,) = user.library.people.all()
    assert (person.name, person.confirmed) == ("Isxy Nun", 7)
    assert user.question.group_id == smaller
    assert user.page.sheet.field.hasFocus()
    assert user.page.sheet.field.text() == ""
    user.qtbot.waitUntil(lambda: user.page.sheet.progress.text().startswith("63 % named"))
    assert "of these names should be right" in user.page.sheet.progress.toolTip()
    assert user.window.main.sidebar.buttons["review"].count == "1"
    # The page says itself what was done; no note lies over the next question.
    assert not user.window.main.note.isVisible()
    assert "Isxy Nun" in user.page.sheet.step_back.accessibleName()


def test_a_name_is_completed(review: Callable[[], Reviewer], scene: Scene, catalog_path: Path) -> None:
    ann(catalog_path, scene)
    scene.group(1, 4)
    user = review()
    field = user.page.sheet.field
    user.type("an")
    user.qtbot.waitUntil(lambda: field.popup_visible)
    user.qtbot.keyClick(field.popup, Qt.Key.Key_Down)
    assert "Adds 4 faces in 4 photos to Ann" in user.page.sheet.effect.text()
    user.qtbot.keyClick(field.popup, Qt.Key.Key_Return)
    user.wait(lambda: user.page.session.state is ReviewState.DONE)
    (person,) = user.library.people.all()
    assert (person.name, person.confirmed) == ("Ann", 10)


def test_a_set_is_confirmed_but_for_one_face(review: Callable[[], Reviewer], scene: Scene, catalog_path: Path) -> None:
    person_id = ann(catalog_path, scene)
    likely = [scene.face(0, apart=UNSURE) for _ in range(4)]
    user = review()
    assert user.question.kind is QuestionKind.CONFIRM_SET
    assert user.page.sheet.title.text() == "Are all of these Ann?"
    shown = list(user.question.face_ids)
    assert sorted(shown) == likely
    user.press(Qt.Key.Key_Right)
    user.press(Qt.Key.Key_Delete)
    assert user.page.sheet.taken_out == (shown[1],)
    assert "3 faces in 3 photos to Ann. 1 face is left out" in user.page.sheet.effect.text()
    user.answer("y")
    assert user.library.people.get(person_id).confirmed == 6 + 3
    (left_out,) = user.library.faces.summaries([shown[1]])
    assert left_out.person_id is None
    # The no to the one is remembered.
    assert all(shown[1] not in suggestion.face_ids for suggestion in user.library.review.suggestions(person_id))


def test_a_page_of_names_is_confirmed_but_for_one(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path
) -> None:
    ann_id = ann(catalog_path, scene)
    group_id, _ = scene.group(1, 6)
    library = open_fake_library(catalog_path)
    library.execute(NameGroup(group_id, "Bob"))
    library.close()
    likely = [scene.face(person, apart=UNSURE) for person in (0, 1, 0)]
    user = review()
    question, sheet = user.question, user.page.sheet
    assert question.kind is QuestionKind.CONFIRM_NAMES
    assert (sheet.title.text(), sheet.about.text()) == (
        "Are these names right?",
        "3 faces of 2 people · Click a face whose name is wrong.",
    )
    assert not sheet.right.isVisible()
    assert not sheet.offers(Answer.IGNORE)
    assert sheet.buttons[Answer.NO].button.accessibleName().startswith("None is right")
    faces = sheet.left.view.faces
    assert sorted(faces.ids) == likely
    # Each face has its name, and a confirmed face of that person to compare with.
    user.wait(lambda: all(faces.index(row, 0).data(LIKELY_NAME).known_face_id is not None for row in range(3)))
    assert [faces.index(row, 0).data(LIKELY_NAME).name for row in range(3)] == ["Ann", "Ann", "Bob"]
    assert "perhaps Bob" in faces.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert sheet.effect.text() == "Yes confirms 3 names."
    user.press("w")
    assert "In the corner is a face that you confirmed." in sheet.reason.text()
    user.press(Qt.Key.Key_Right)
    user.press(Qt.Key.Key_Delete)
    assert sheet.effect.text() == "Yes confirms 2 names. 1 name is wrong."
    sheet.toggle(faces.ids[0])
    sheet.toggle(faces.ids[2])
    assert "that is a no to each of these names" in sheet.effect.text()
    sheet.toggle(faces.ids[0])
    sheet.toggle(faces.ids[2])
    user.press("y")
    user.wait(lambda: user.library.people.get(ann_id).confirmed == 6 + 1)
    assert [face.person_name for face in user.library.faces.summaries(list(question.face_ids))] == ["Ann", None, "Bob"]
    user.undo(lambda: user.press("z", CONTROL))
    assert user.question.id == question.id
    assert user.library.people.get(ann_id).confirmed == 6
    # None is right: a no to each.
    user.press("n")
    user.wait(lambda: user.library.review.suggestions(ann_id) == [])


def test_a_click_takes_a_face_out_and_the_keyboard_stays(review: Callable[[], Reviewer], scene: Scene) -> None:
    _, members = scene.group(0, 4)
    user = review()
    view = user.page.sheet.left.view
    rect = view.visualRect(view.faces.index(2, 0))
    for out in (1, 0, 1):
        user.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        assert len(user.page.sheet.taken_out) == out
    assert user.page.sheet.field.hasFocus()
    user.name("Ann")
    (person,) = user.library.people.all()
    assert person.confirmed == 3
    (left_out,) = user.library.faces.summaries(
        [face for face in members if face not in user.library.people.face_ids(person.id)]
    )
    assert left_out.person_id is None


def test_two_groups_are_put_together(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 6)
    scene.group(0, 5, apart=UNSURE)
    user = review()
    user.answer("s", ALT)
    user.answer("s", ALT)
    assert user.question.other_group_id is not None
    assert not user.page.sheet.offers(Answer.IGNORE)
    assert user.page.sheet.about.text() == "January 2020 on the left, January 2020 on the right"
    assert "all 11 faces together" in user.page.sheet.effect.text()
    user.answer(Qt.Key.Key_Return)
    assert [group.faces for group in user.library.groups.all()] == [11]


def test_the_last_answer_is_undone_and_its_question_returns(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 5)
    scene.group(1, 3)
    user = review()
    first = user.question
    user.name("Ann")
    second = user.question
    # The keyboard is in the empty name field, and the undo is still the window's.
    assert user.page.sheet.field.hasFocus()
    user.undo(lambda: user.press("z", CONTROL))
    assert user.question == first
    assert user.library.people.all() == []
    assert user.page.sheet.step_back.isHidden()
    user.undo(lambda: user.press("z", CONTROL | Qt.KeyboardModifier.ShiftModifier))
    assert user.question.id == second.id
    assert [person.name for person in user.library.people.all()] == ["Ann"]
    user.undo(user.page.sheet.step_back.click)
    assert user.question.id == first.id


def test_an_answer_that_certain_faces_were_added_to_can_be_taken_back_here(
    review: Callable[[], Reviewer], scene: Scene
) -> None:
    scene.group(0, 5)
    _, sure = scene.group(0, 3)
    scene.group(1, 2)
    user = review()
    first, told = user.question, list[str]()
    user.window.client.decided.connect(told.append)
    user.name("Ann")
    user.wait(lambda: len(told) == 2)
    assert told == ["Named 5 faces Ann", "Named 5 faces Ann, and 3 faces that certainly belong too"]
    assert {face.person_name for face in user.library.faces.summaries(sure)} == {"Ann"}
    user.undo(user.page.sheet.step_back.click)
    assert user.question.id == first.id
    assert user.library.people.all() == []


def test_a_picture_paints_only_what_shows_it_again(review: Callable[[], Reviewer], scene: Scene) -> None:
    _, members = scene.group(0, 5)
    user = review()
    view, images = user.page.sheet.left.view, user.window.images
    paint(user.qtbot, view.viewport())
    user.wait(lambda: not images.busy)
    paint(user.qtbot, user.window.main.search)
    paints = Paints(view.viewport())
    images.face(scene.face(3), CROP)
    user.wait(lambda: not images.busy)
    paint(user.qtbot, user.window.main.search)
    assert not paints.painted
    images.forget(faces=members)
    view.viewport().update()
    user.wait(lambda: not images.busy and len(paints.painted) > 1)


def test_undo_of_something_else_is_not_offered_here(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 5)
    other, _ = scene.group(1, 3)
    scene.group(2, 2)
    user = review()
    user.name("Ann")
    user.window.client.execute(NameGroup(other, "Ben"))
    settle(user.qtbot, user.window)
    assert user.page.sheet.step_back.isHidden()


def test_a_question_that_is_settled_meanwhile_gives_way(review: Callable[[], Reviewer], scene: Scene) -> None:
    first, _ = scene.group(0, 5)
    second, _ = scene.group(1, 3)
    user = review()
    assert user.question.group_id == first
    user.type("An")
    # Somebody names it elsewhere: in another window, or the scan finds that it is somebody known.
    user.window.client.execute(NameGroup(first, "Ann"))
    user.wait(lambda: user.page.session.question is not None and user.question.group_id == second)
    assert user.page.sheet.field.text() == ""
    assert "“An” was not given" in user.window.main.message_bar.words.text()


def test_faces_that_join_a_question_show_and_nothing_typed_is_lost(
    review: Callable[[], Reviewer], scene: Scene
) -> None:
    group, _ = scene.group(0, 5)
    user = review()
    user.type("An")
    scene.face(0, group=group)
    user.window.client.look_for_other_processes()
    user.wait(lambda: user.page.sheet.left.view.faces.rowCount() == 6)
    assert user.page.sheet.field.text() == "An"
    assert "6 faces in 6 photos" in user.page.sheet.effect.text()


def test_a_question_at_hand_is_asked_while_the_library_thinks(
    review: Callable[[], Reviewer], scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in range(3):
        scene.group(person, 6 - person)
    user = review()
    first = user.question
    ask, may_go_on = user.library.review.next_questions, threading.Event()

    def slowly(*arguments: object) -> list[Question]:
        may_go_on.wait(60)
        return ask(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(user.library.review, "next_questions", slowly)
    user.type("Ann")
    user.press(Qt.Key.Key_Return)
    user.qtbot.waitUntil(lambda: user.page.session.question not in (first, None))
    assert user.question.faces == 5
    may_go_on.set()
    settle(user.qtbot, user.window)
    # It is still worth asking, so it stays.
    assert user.question.faces == 5
    assert user.library.people.all()[0].confirmed == 6


def test_one_face_of_a_question_is_set_aside_by_its_menu(review: Callable[[], Reviewer], scene: Scene) -> None:
    _, members = scene.group(0, 5)
    user = review()
    menu = user.page.face_menu(members[2])
    words = {action.text(): action for action in menu.actions() if action.text()}
    assert list(words) == ["Show the photo", "Take out", "Ignore this face", "Not a face"]
    words["Not a face"].trigger()
    user.wait(lambda: user.page.sheet.left.view.faces.rowCount() == 4)
    assert user.library.faces.ids("not_a_face") == [members[2]]
    assert user.question.faces == 4
    # That was no answer to the question, so a note tells of it.
    assert user.window.main.note.isVisible()


def test_nothing_left_offers_to_ignore_who_was_seen_once(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path
) -> None:
    ann(catalog_path, scene)
    once = [scene.face(person) for person in range(1, 4)]
    user = review()
    assert user.page.session.state is ReviewState.DONE
    assert "66 % of the faces are named" in user.page.empty.words()
    # First of all it offers to look at them; Tab goes on to the next offer.
    assert user.page.empty.single.hasFocus()
    user.press(Qt.Key.Key_Tab)
    assert user.page.empty.ignore_once.hasFocus()
    user.press(Qt.Key.Key_Return)
    (sheet,) = (sheet for sheet in user.window.main.findChildren(Sheet) if sheet.isVisible())
    sheet.act.click()
    user.wait(lambda: user.library.faces.ids("ignored") != [])
    assert sorted(user.library.faces.ids("ignored")) == once
    user.wait(lambda: "Everybody has a name" in user.page.empty.words())
    assert user.window.main.sidebar.buttons["review"].count == ""


def test_at_the_end_single_faces_can_be_gone_through(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path
) -> None:
    ann(catalog_path, scene)
    once = [scene.face(person) for person in range(1, 4)]
    user = review()
    empty = user.page.empty
    assert "3 of them are clear and in front" in empty.words()
    assert empty.single.text() == "Go through these 3 faces"
    assert user.window.main.sidebar.buttons["review"].count == ""
    user.press(Qt.Key.Key_Return)
    user.wait(lambda: user.page.session.state is ReviewState.ASKING)
    assert (user.question.kind, user.question.faces) == (QuestionKind.NAME_FACES, 1)
    assert user.page.sheet.title.text() == "Who is this?"
    assert "Click a face" not in user.page.sheet.about.text()
    user.page.sheet.why.click()
    assert "stands alone" in user.page.sheet.reason.text()
    user.name("Ben")
    user.answer("i", ALT)
    user.answer("s", ALT)
    # What was skipped is offered again.
    assert user.page.session.state is ReviewState.DONE
    assert empty.single.text() == "Go through this face"
    assert not empty.again.isVisible()
    assert [person.name for person in user.library.people.all()] == ["Ann", "Ben"]
    assert len(user.library.faces.ids("ignored")) == 1
    user.undo(user.page.empty.step_back.click)
    assert user.question.face_ids[0] in once


def test_faces_that_may_be_one_person_get_one_name(review: Callable[[], Reviewer], scene: Scene) -> None:
    near = [scene.face(0) for _ in range(3)]
    user = review()
    assert sorted(user.question.face_ids) == near
    assert user.window.main.sidebar.buttons["review"].count == "1"
    out, *right = user.question.face_ids
    for face_id in user.question.face_ids:
        user.page.sheet.toggle(face_id)
    assert "nobody to name" in user.page.sheet.effect.text()
    user.type("Ann")
    user.press(Qt.Key.Key_Return)
    assert user.library.people.all() == []
    for face_id in right:
        user.page.sheet.toggle(face_id)
    assert user.page.sheet.taken_out == (out,)
    user.answer(Qt.Key.Key_Return)
    (person,) = user.library.people.all()
    assert sorted(user.library.people.face_ids(person.id)) == sorted(right)


def test_the_right_name_is_typed_instead_of_a_no(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path
) -> None:
    person_id = ann(catalog_path, scene)
    group_id, members = scene.group(0, 3, apart=UNSURE)
    user = review()
    sheet = user.page.sheet
    assert (user.question.group_id, user.question.person_id) == (group_id, person_id)
    assert not sheet.field.isVisible()
    user.press(Qt.Key.Key_F2)
    assert sheet.field.hasFocus()
    assert not sheet.offers(Answer.NO)
    assert sheet.effect.text() == "Type a name. It goes to 3 faces in 3 photos."
    # Esc goes back to yes and no.
    user.press(Qt.Key.Key_Escape)
    assert not sheet.field.isVisible()
    assert sheet.offers(Answer.NO)
    sheet.somebody_else.click()
    user.type("Ny")
    assert "Names 3 faces in 3 photos Ny, a new person." in sheet.effect.text()
    user.name("s")
    assert {face.person_name for face in user.library.faces.summaries(members)} == {"Nys"}
    user.undo(lambda: user.press("z", CONTROL))
    assert user.question.group_id == group_id


def test_the_end_tells_of_progress_that_is_worked_out_late(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann(catalog_path, scene)
    once = tuple(scene.face(person) for person in range(1, 4))
    user = review()
    assert "66 % of the faces are named" in user.page.empty.words()
    released, progress = threading.Event(), user.library.review.progress

    def late() -> ReviewProgress:
        assert released.wait(60)
        return progress()

    monkeypatch.setattr(user.library.review, "progress", late)
    # A look for other processes would read the overview once more.
    user.window.client.stop_polling()
    user.window.client.execute(IgnoreFaces(once))

    def overview_is_new() -> bool:
        frame = user.window.client.frame
        return frame is not None and frame.overview.loose_faces == 0

    user.qtbot.waitUntil(overview_is_new)
    released.set()
    user.wait(lambda: "Everybody has a name" in user.page.empty.words())


def test_skipped_faces_are_not_ignored_with_the_others(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path
) -> None:
    ann(catalog_path, scene)
    asked, once = scene.face(0, apart=VERY_UNSURE), scene.face(1)
    user = review()
    user.answer("s")
    user.page.empty.ignore_once.click()
    (sheet,) = (sheet for sheet in user.window.main.findChildren(Sheet) if sheet.isVisible())
    sheet.act.click()
    user.wait(lambda: user.library.faces.ids("ignored") != [])
    assert user.library.faces.ids("ignored") == [once]
    assert user.library.faces.summaries([asked])[0].person_id is None


def test_questions_appear_while_the_scan_goes_on(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path, worker: Worker
) -> None:
    from photoface.catalog.summaries.changed import Changed
    from photoface.worker.messages import RowsChanged

    window = make_window(library)
    page = window.main.review
    window.main.go_to(Place("review"))
    qtbot.waitUntil(lambda: page.session.state is ReviewState.DONE)
    assert page.empty.action.isVisible()
    assert "Add a folder" in page.empty.action.text()
    window.main.folders.add(album)
    settle(qtbot, window)
    window.main.go_to(Place("review"))
    assert "Looking for faces" in page.empty.words()
    library.jobs.scan()
    worker.newest.tell(RowsChanged(Changed(everything=True)))
    qtbot.waitUntil(lambda: page.session.state is ReviewState.ASKING)
    assert page.sheet.isVisible()
    assert page.sheet.field.hasFocus()


def test_crops_are_as_large_as_they_fit() -> None:
    layout = FittingLayout(176, 80)
    view = QSize(1000, 500)
    sides = []
    for count in (1, 6, 12, 30, 60, 500):
        layout.arrange(count, view)
        sides.append(layout.side)
        rects = [layout.rect(row) for row in range(count)]
        fits = layout.content().height() <= view.height()
        assert fits or layout.side == 80
        assert all(rect.left() >= 0 and rect.right() < view.width() for rect in rects)
        assert list(layout.rows_in(rects[-1])) == [count - 1]
        assert all(layout.neighbour(row, 0) == row for row in range(count))
        if fits:
            # In the middle of the view.
            assert abs(rects[0].left() - (view.width() - max(rect.right() for rect in rects))) <= 2
    assert sides == sorted(sides, reverse=True)
    assert (sides[0], sides[-1]) == (176, 80)
    assert layout.rect(500).isNull()
    assert layout.neighbour(499, 1) == 499


def test_while_a_name_is_asked_for_letters_belong_to_it(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 3)
    user = review()
    field, asked = user.page.sheet.field, user.question
    user.press(Qt.Key.Key_Escape)
    assert user.page.sheet.left.view.hasFocus()
    user.press(Qt.Key.Key_Return)
    # There is no name yet to say yes with.
    assert field.hasFocus()
    user.press(Qt.Key.Key_Escape)
    user.press("s")
    user.press("2")
    assert field.hasFocus()
    assert field.text() == "s2"
    assert user.question == asked
    user.press(Qt.Key.Key_Escape)
    assert field.text() == ""
    user.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert user.window.main.place.page == "people"


@pytest.mark.parametrize("apart", [VERY_UNSURE, UNSURE], ids=["one face", "one group"])
def test_a_no_is_remembered_and_undone(
    review: Callable[[], Reviewer], scene: Scene, catalog_path: Path, apart: float
) -> None:
    person_id = ann(catalog_path, scene)
    if apart == VERY_UNSURE:
        scene.face(0, apart=apart)
    else:
        scene.group(0, 3, apart=apart)
    user = review()
    asked = user.question
    assert asked.person_id == person_id
    assert asked.kind is (QuestionKind.ONE_FACE if apart == VERY_UNSURE else QuestionKind.SAME_PERSON)
    assert user.page.sheet.right.view.faces.rowCount() == 6
    user.answer("n")
    assert not user.library.review.suggestions(person_id)
    user.undo(lambda: user.press("z", CONTROL))
    assert user.question == asked
    user.answer("n")
    assert not user.library.review.suggestions(person_id)
    assert user.page.session.state is ReviewState.DONE or user.question.kind is QuestionKind.NAME_GROUP


def test_what_was_skipped_comes_back_after_the_others(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 5)
    scene.group(1, 3)
    user = review()
    first = user.question
    user.answer("s", ALT)
    second = user.question
    user.undo(user.page.sheet.step_back.click)
    assert user.question == first
    assert user.page.sheet.step_back.isHidden()
    user.answer("s", ALT)
    assert user.question == second
    user.name("Ben")
    assert user.page.session.state is ReviewState.DONE
    assert "1 question was skipped" in user.page.empty.words()
    # The words are laid out a moment after they are offered.
    user.qtbot.waitUntil(lambda: "Ben" in user.page.empty.step_back.text())
    assert user.page.empty.again.hasFocus()
    user.press(Qt.Key.Key_Return)
    user.wait(lambda: user.page.session.state is ReviewState.ASKING)
    assert user.question == first


def test_faces_are_set_aside(review: Callable[[], Reviewer], scene: Scene, catalog_path: Path) -> None:
    ann(catalog_path, scene)
    face = scene.face(0, apart=VERY_UNSURE)
    _, members = scene.group(1, 3)
    user = review()
    user.answer("x", ALT)
    assert sorted(user.library.faces.ids("not_a_face")) == members
    assert user.question.face_ids == (face,)
    user.answer("i")
    assert user.library.faces.ids("ignored") == [face]


def test_only_a_key_that_is_meant_answers(review: Callable[[], Reviewer], scene: Scene, catalog_path: Path) -> None:
    person_id = ann(catalog_path, scene)
    scene.face(0, apart=VERY_UNSURE)
    user = review()
    none = Qt.KeyboardModifier.NoModifier
    # Held down from the last question, or pressed before anybody can have read this one.
    for key, letter in ((Qt.Key.Key_Y, "y"), (Qt.Key.Key_Return, "\r")):
        QApplication.sendEvent(user.keyboard, QKeyEvent(QKeyEvent.Type.KeyPress, key, none, letter, True))
    user.page.shortest_look = 3600.0
    user.press("y")
    assert user.page.session.state is ReviewState.ASKING
    assert not user.window.tasks.busy
    # Enter is a yes, but not on the button that says no.
    user.page.sheet.buttons[Answer.NO].button.setFocus()
    assert isinstance(user.keyboard, QPushButton)
    user.answer(Qt.Key.Key_Return)
    assert user.library.people.get(person_id).confirmed == 6
    assert not user.library.review.suggestions(person_id)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_key_typed_as_the_last_question_goes_presses_nothing(
    review: Callable[[], Reviewer], scene: Scene, key: Qt.Key
) -> None:
    scene.group(0, 5)
    user = review()
    user.page.shortest_look = 3600.0
    user.type("Ann")
    user.press(Qt.Key.Key_Return)
    user.wait(lambda: user.page.session.state is ReviewState.DONE)
    user.press(key)
    assert user.window.main.place.page == "review"
    # Once it can have been read, what it offers has the keyboard.
    user.page.shortest_look = 0.0
    user.page.take_focus()
    assert user.keyboard is user.page.empty.first_offer()
    user.press(key)
    user.wait(lambda: user.window.main.place.page == "people")


def test_the_end_gets_the_keyboard_once_it_can_have_been_read(review: Callable[[], Reviewer], scene: Scene) -> None:
    scene.group(0, 5)
    user = review()
    user.page.shortest_look = SHORTEST_LOOK
    user.type("Ann")
    user.press(Qt.Key.Key_Return)
    user.wait(lambda: user.keyboard is user.page.empty.people)


def test_a_question_is_looked_into(review: Callable[[], Reviewer], scene: Scene, catalog_path: Path) -> None:
    ann(catalog_path, scene)
    face = scene.face(0, apart=VERY_UNSURE)
    user = review()
    assert not user.page.sheet.reason.isVisible()
    user.press("w")
    assert user.page.sheet.reason.isVisible()
    assert "Ann" in user.page.sheet.reason.text()
    assert "in 10" in user.page.sheet.reason.text()
    user.press(Qt.Key.Key_Space)
    viewer = user.window.main.viewer
    user.wait(viewer.isVisible)
    assert viewer.photo_id == user.library.faces.summaries([face])[0].photo_id
    user.press(Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert user.page.sheet.left.view.hasFocus()
    user.answer("y")
    assert user.library.faces.summaries([face])[0].confirmed


def test_everything_is_reached_and_told_without_a_mouse(
    qtmodeltester: ModelTester, review: Callable[[], Reviewer], scene: Scene, catalog_path: Path
) -> None:
    ann(catalog_path, scene)
    likely = [scene.face(0, apart=UNSURE) for _ in range(3)]
    user = review()
    reached = set()
    for _ in range(20):
        reached.add(user.keyboard)
        user.press(Qt.Key.Key_Tab)
    sheet = user.page.sheet
    wanted: list[QWidget] = [made.button for made in sheet.buttons.values()]
    wanted += [sheet.left.view, sheet.right.view, sheet.why]
    assert reached.issuperset(wanted)
    assert all(widget.accessibleName() for widget in wanted)
    assert "Are all of these Ann?" in sheet.left.view.accessibleDescription()
    model = sheet.left.view.faces
    model.toggle(1)
    out = model.ids[1]
    model.set_ids(sorted(likely, key=lambda id_: id_ != out))
    qtmodeltester.check(model)
    assert model.taken_out == (out,)
    told = model.index(0, 0)
    user.wait(lambda: str(told.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("taken out"))


@pytest.mark.parametrize(("share", "said"), [(1.0, "about 99.9 %"), (0.9996, "about 99.9 %"), (0.985, "about 98.5 %")])
def test_it_never_promises_that_all_names_are_right(share: float, said: str) -> None:
    assert said in trust(ReviewProgress(5, 10, 0.5, 1, 3.0, share))
