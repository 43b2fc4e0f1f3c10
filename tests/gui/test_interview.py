"""The interview: one unnamed face after another, answered by keyboard alone."""

from __future__ import annotations

from gui_helpers import settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.library.commands.collections import MakeAlbum
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import PutInCircle
from photoface.library.commands.photos import HidePhotos
from photoface.library.library import Library


def test_names_and_notes_are_given_by_keyboard_alone(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    groups = [group.id for group in scanned.groups.all()]
    main.people.page_actions()[PageAction.INTERVIEW]()
    settle(qtbot, window)
    page = main.interview
    assert main.navigation.place == Place("interview", words="all")
    assert page.name.hasFocus()
    first = page.asked
    assert first is not None
    assert first.face.group_id in groups
    qtbot.keyClicks(page.note, "At the lake")
    qtbot.keyClick(page.note, Qt.Key.Key_Return)
    qtbot.keyClicks(page.name, "Ada")
    qtbot.keyClick(page.name, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [person.name for person in scanned.people.all()] == ["Ada"]
    assert scanned.photos.detail(first.face.photo_id).caption == "At the lake"
    assert page.at == 1
    assert page.name.text() == ""
    second = page.asked
    qtbot.keyClick(page.name, Qt.Key.Key_PageUp)
    qtbot.keyClicks(page.note, "In May")
    qtbot.keyClick(page.name, Qt.Key.Key_PageDown)
    settle(qtbot, window)
    assert scanned.photos.detail(first.face.photo_id).caption == "At the lake\nIn May"
    qtbot.keyClick(page.name, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    assert page.waiting[-1] is second
    qtbot.keyClick(page.name, Qt.Key.Key_PageUp)
    settle(qtbot, window)
    assert page.asked is first
    qtbot.keyClick(page.name, Qt.Key.Key_F4)
    assert page.portrait.whole
    for _ in page.waiting:
        qtbot.keyClick(page, Qt.Key.Key_PageDown)
    settle(qtbot, window)
    assert page.at == len(page.waiting)
    assert page.empty.isVisible()
    assert "1 name" in page.empty.words()


def test_it_starts_from_an_album_a_circle_or_a_person(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ada"))
    ada = scanned.people.all()[0].id
    photos = scanned.photos.ids(ada)
    beside = {
        face.id
        for photo in photos
        for face in scanned.photos.detail(photo).faces
        if face.person_id is None and face.status == "active"
    }
    scanned.execute(PutInCircle((ada,), "Family"))
    scanned.execute(MakeAlbum("Lake", None, tuple(photos)))
    circle, album = scanned.people.circles()[0].id, scanned.albums.all()[0].id
    for place in (
        Place("interview", ada, "person"),
        Place("interview", circle, "circle"),
        Place("interview", album, "album"),
    ):
        main.go_to(place)
        settle(qtbot, window)
        assert {one.face.id for one in main.interview.waiting} <= beside
        assert bool(main.interview.waiting) == bool(beside)
    main.go_to(Place("album", album))
    settle(qtbot, window)
    assert PageAction.INTERVIEW in main.album.page_actions()


def test_who_gets_a_name_meanwhile_is_not_asked_for(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    main.go_to(Place("interview", words="all"))
    settle(qtbot, window)
    page = main.interview
    first, second, *_ = page.waiting
    count = len(page.waiting)
    scanned.execute(NameGroup(second.face.group_id or 0, "Ben"))
    main.context.client.announce_all()
    settle(qtbot, window)
    assert page.asked is first
    assert second not in page.waiting
    assert len(page.waiting) < count


def test_faces_of_photos_that_are_hidden_do_not_count(qtbot: QtBot, window: Window, scanned: Library) -> None:
    (first, *_) = scanned.groups.all()
    shown = scanned.faces.summaries(scanned.groups.face_ids(first.id))
    window.client.execute(HidePhotos((shown[-1].photo_id,), hidden=True))
    settle(qtbot, window)
    window.main.go_to(Place("interview", words="all"))
    settle(qtbot, window)
    (asked,) = [one for one in window.main.interview.waiting if one.face.group_id == first.id]
    assert asked.faces == len(scanned.groups.face_ids(first.id)) < len(shown)
