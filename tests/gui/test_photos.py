"""Photos: the grid, the search, the viewer with its faces."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import QPoint, QRectF, QSizeF, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.tile_layouts import Header
from photoface.gui.kit.year_scrubber import year_marks
from photoface.gui.page_action import PageAction
from photoface.gui.viewer.surface import place_names
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


@pytest.fixture
def photos(qtbot: QtBot, window: Window) -> Window:
    """The window on its Photos page."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    return window


@pytest.fixture
def viewer(qtbot: QtBot, photos: Window) -> Window:
    """The window with the newest photo large."""
    photos.main.photos.pane.view.select_row(0)
    qtbot.keyClick(photos.main.photos.pane.view, Qt.Key.Key_Return)
    settle(qtbot, photos)
    return photos


def test_months_stand_over_their_photos(photos: Window) -> None:
    view = photos.main.photos.pane.view
    assert view.model().rowCount() == 12
    headers = [header.text for header in view.rows.headers]
    assert headers[0] == "December 2021"
    assert headers[-1] == "January 2019"


def test_years_at_the_edge_lead_to_their_photos(qtbot: QtBot, photos: Window) -> None:
    view = photos.main.photos.pane.view
    assert not view.years.isVisible()
    view.verticalScrollBar().setValue(40)
    assert view.years.isVisible()
    marks = dict(view.years.marks())
    assert list(marks) == ["2021", "2020", "2019"]
    qtbot.mouseClick(view.years, Qt.MouseButton.LeftButton, pos=QPoint(20, marks["2019"]))
    header, _ = view.rows.header_at(view.verticalOffset() + view.rows.header_height) or (None, None)
    assert header is not None
    assert header.text.endswith("2019")


def test_years_that_have_no_room_are_left_out() -> None:
    headers = [Header(f"May {2020 - number}", number * 10) for number in range(10)]
    marks = year_marks(headers, 100, 60, 15)
    assert marks == [("2020", 7), ("2017", 25), ("2014", 43)]
    with_ages = [Header(f"{header.text}, 7 years old", header.top) for header in headers]
    assert year_marks(with_ages, 100, 60, 15) == marks


def test_the_slider_and_the_zoom_follow_each_other(qtbot: QtBot, photos: Window) -> None:
    page = photos.main.photos
    before = page.pane.view.rows.height
    page.size_slider.setFocus()
    qtbot.keyClick(page.size_slider, Qt.Key.Key_Right)
    assert page.pane.view.rows.height > before
    photos.main.actions_.smaller.trigger()
    photos.main.actions_.smaller.trigger()
    assert page.pane.view.rows.height < before
    assert page.size_slider.value() == page.pane.view.step


def test_a_page_that_a_key_leads_to_shows_where_the_keyboard_is(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window.main, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    view = window.main.photos.pane.view
    assert view.hasFocus()
    assert view.currentIndex().row() == 0
    assert not view.selected_rows(), "nothing is chosen that was not asked for"
    with_ring = view.viewport().grab().toImage()
    view.clearFocus()
    assert view.viewport().grab().toImage() != with_ring


@pytest.mark.parametrize("selected", [True, False])
def test_a_key_opens_the_menu_of_the_current_photo(qtbot: QtBot, photos: Window, selected: bool) -> None:
    view = photos.main.photos.pane.view
    view.select_row(1)
    if not selected:
        view.clearSelection()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    (menu,) = [menu for menu in photos.main.findChildren(QMenu) if menu.isVisible()]
    assert photos.main.actions_.page_actions[PageAction.SHARE] in menu.actions()
    assert view.selected_rows() == [1]
    menu.close()


def test_zooming_keeps_what_is_in_view(qtbot: QtBot, photos: Window) -> None:
    view = photos.main.photos.pane.view
    before = view.rows.rect(0).height()
    view.zoom(1)
    assert view.rows.rect(0).height() > before
    photos.main.actions_.smaller.trigger()
    photos.main.actions_.smaller.trigger()
    assert view.rows.rect(0).height() < before


def test_enter_opens_and_escape_closes(qtbot: QtBot, viewer: Window) -> None:
    main = viewer.main
    assert main.viewer.isVisible()
    assert main.viewer.photo_id == main.photos.pane.model.ids[0]
    assert "2021" in main.viewer.about.text()
    assert main.viewer.title.text().startswith("IMG_")
    qtbot.keyClick(main.viewer.canvas, Qt.Key.Key_Right)
    settle(qtbot, viewer)
    assert main.viewer.photo_id == main.photos.pane.model.ids[1]
    assert main.viewer.film.selected_rows() == [1]
    main.actions_.back.trigger()
    assert not main.viewer.isVisible()
    # Back in the grid, the photo that was seen last is the selected one.
    assert main.photos.pane.view.selected_rows() == [1]


def test_boxes_show_on_f_and_under_the_pointer(qtbot: QtBot, viewer: Window) -> None:
    canvas = viewer.main.viewer.canvas
    assert len(canvas.faces) == 1
    canvas._inside = False
    assert not canvas.boxes_visible
    qtbot.keyClick(canvas, Qt.Key.Key_F)
    canvas = viewer.main.viewer.canvas
    assert canvas.boxes_visible
    face = canvas.faces[0]
    picture, box = canvas.picture_rect(), canvas.box_rect(face)
    assert picture.contains(box)
    assert abs((box.left() - picture.left()) / picture.width() - face.box.left) < 1e-6
    assert canvas.face_at(box.center()) == face


def test_a_click_on_a_face_names_it(qtbot: QtBot, viewer: Window, scanned: Library) -> None:
    canvas = viewer.main.viewer.canvas
    canvas.set_always_shows_faces(True)
    pill = canvas.pill_rect(canvas.faces[0]).center().toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=pill)
    assert canvas.field.hasFocus()
    qtbot.keyClicks(canvas.field, "Zoe")
    qtbot.keyClick(canvas.field, Qt.Key.Key_Return)
    settle(qtbot, viewer)
    assert [person.name for person in scanned.people.all()] == ["Zoe"]
    assert canvas.face_words(canvas.faces[0]) == "Zoe"


def test_tab_goes_from_face_to_face(qtbot: QtBot, viewer: Window) -> None:
    canvas = viewer.main.viewer.canvas
    canvas._inside = False
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.boxes_visible
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.naming == canvas.faces[0].id
    qtbot.keyClick(canvas.field, Qt.Key.Key_Escape)
    canvas = viewer.main.viewer.canvas
    assert canvas.naming is None
    assert viewer.main.viewer.isVisible()


def test_a_face_has_a_menu(qtbot: QtBot, viewer: Window, scanned: Library) -> None:
    main = viewer.main
    words = [action.text() for action in main.viewer.face_menu(main.viewer.canvas.faces[0]).actions()]
    assert [line for line in words if line] == ["Add a name", "Move the box", "Ignore this face", "Not a face"]
    main.viewer.face_menu(main.viewer.canvas.faces[0]).actions()[-1].trigger()
    settle(qtbot, viewer)
    assert main.viewer.canvas.faces == ()


def test_only_actions_on_the_photo_are_offered_while_it_lies_over_the_page(viewer: Window) -> None:
    offers = {page_action for page_action, action in viewer.main.actions_.page_actions.items() if action.isEnabled()}
    assert offers == set(viewer.main.viewer.page_actions())
    assert PageAction.FIVE_STARS in offers
    assert not offers & {
        PageAction.SELECT_ALL,
        PageAction.OPEN,
        PageAction.STRANGERS,
        PageAction.NAME,
        PageAction.IGNORE,
        PageAction.REMOVE,
    }


def test_search_finds_by_name(qtbot: QtBot, window: Window, scanned: Library) -> None:
    main = window.main
    groups = scanned.groups.all()
    scanned.execute(NameGroup(groups[0].id, "Ada Lovelace"))
    scanned.execute(NameGroup(groups[1].id, "Ben"))
    main.actions_.search.trigger()
    assert main.search.hasFocus()
    qtbot.keyClicks(main.search, 'Ben "Ada')
    qtbot.waitUntil(lambda: main.search.popup_visible)
    qtbot.keyClick(main.search.popup, Qt.Key.Key_Down)
    qtbot.keyClick(main.search.popup, Qt.Key.Key_Return)
    assert main.search.text() == 'Ben "Ada Lovelace"'
    settle(qtbot, window)
    assert main.place.page == "search"
    wanted = scanned.search.find('Ben "Ada Lovelace"')
    assert main.results.pane.model.ids == list(wanted.photo_ids)
    assert main.results.explanation.text() == wanted.explanation


def test_search_says_whom_it_does_not_know(qtbot: QtBot, window: Window) -> None:
    main = window.main
    main.search.setFocus()
    qtbot.keyClicks(main.search, "Nemo")
    qtbot.keyClick(main.search, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert main.results.empty.isVisible()
    assert "Nemo" in main.results.empty.words()
    qtbot.keyClicks(main.search, " and more")
    qtbot.keyClick(main.search, Qt.Key.Key_Escape)
    assert main.place.page == "search"
    assert main.search.text() == "Nemo"
    assert not main.search.hasFocus()


def test_missing_photos_are_told_and_forgotten(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path
) -> None:
    library.folders.add(album)
    library.jobs.scan()
    shutil.rmtree(album / "2021")
    library.jobs.scan()
    window = make_window(library)
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    pane = window.main.photos.pane
    summary = pane.model.summary(0)
    assert summary is not None
    assert summary.missing
    pane.view.select_row(0)
    window.main.actions_.page_actions[PageAction.FORGET].trigger()
    settle(qtbot, window)
    assert pane.model.rowCount() == 11


def test_a_photo_whose_file_is_gone_shows_its_thumbnail(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path
) -> None:
    library.folders.add(album)
    library.jobs.scan()
    photos = make_window(library)
    photos.main.go_to(Place("photos"))
    settle(qtbot, photos)
    shutil.rmtree(album / "2021")
    photos.main.photos.pane.view.previewed.emit(photos.main.photos.pane.model.index(0, 0))
    settle(qtbot, photos)
    assert photos.main.viewer.isVisible()
    assert not photos.main.message_bar.isVisible()


def test_a_rubber_band_selects_what_it_touches(qtbot: QtBot, photos: Window) -> None:
    view = photos.main.photos.pane.view
    start = QPoint(4, view.visualRect(view.model().index(0, 0)).bottom() + 2)
    end = view.visualRect(view.model().index(1, 0)).center()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), start + QPoint(30, 20))
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert 1 in view.selected_rows()


def test_select_all_and_a_range(qtbot: QtBot, photos: Window) -> None:
    view = photos.main.photos.pane.view
    photos.main.actions_.page_actions[PageAction.SELECT_ALL].trigger()
    assert len(view.selected_rows()) == 12
    view.select_row(2)
    where = view.visualRect(view.model().index(4, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, where)
    assert view.selected_rows() == [2, 3, 4]


def test_names_under_faces_cover_no_other_name() -> None:
    size = QSizeF(80, 24)
    side_by_side = [QRectF(100 + 30 * column, 100, 40, 40) for column in range(3)]
    rects = place_names(side_by_side, [size] * 3, QSizeF(400, 300))
    assert [rect.top() for rect in rects] == [146, 70, 172], "under the box, above it, below the other name"
    assert not any(one.intersects(other) for one, other in itertools.combinations(rects, 2))
    (at_the_edge,) = place_names([QRectF(0, 260, 40, 40)], [size], QSizeF(400, 300))
    assert (at_the_edge.left(), at_the_edge.top()) == (4, 230)
