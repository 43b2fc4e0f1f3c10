"""Tab reaches everything that can be used on a page, sidebar and search included, and comes back to where it began."""

from __future__ import annotations

import itertools

import pytest
from gui_helpers import MakeWindow, settle
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.row_list import RowList
from photoface.gui.kit.tile_view import TileView
from photoface.library.commands.collections import MakeAlbum
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

MOST_STOPS = 120

PAGES = [
    "people",
    "review",
    "faces",
    "photos",
    "places",
    "map",
    "history",
    "regroup",
    "names_in_files",
    "hidden",
    "interview",
    "trash",
    "duplicates",
    "search",
    "person",
    "person faces",
    "group",
    "failed",
    "settings",
    "favourites",
    "album",
    "folder",
    "last_import",
]


CONTROLS = {
    *(QAccessible.Role.Button, QAccessible.Role.ButtonMenu, QAccessible.Role.ButtonDropDown, QAccessible.Role.CheckBox),
    *(QAccessible.Role.RadioButton, QAccessible.Role.ComboBox, QAccessible.Role.EditableText, QAccessible.Role.Slider),
    *(QAccessible.Role.SpinBox, QAccessible.Role.List, QAccessible.Role.Tree, QAccessible.Role.Table),
    *(QAccessible.Role.Link, QAccessible.Role.PageTab, QAccessible.Role.Dial, QAccessible.Role.ProgressBar),
}
"""What can be used or read out; scroll bars are used by the keys of what they scroll."""


@pytest.fixture
def named(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """Ada and Ben, and one group left."""
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    scanned.execute(MakeAlbum("Summer", None, tuple(scanned.photos.ids()[:3])))
    window.main.people.visit(Place("people"))
    settle(qtbot, window)
    return window


def go_to(qtbot: QtBot, window: Window, scanned: Library, page: str) -> None:
    key = page.split()[0]
    ids = {"person": scanned.people.all()[0].id, "group": scanned.groups.all()[0].id, "folder": 1, "album": 1}
    window.main.go_to(Place(key, ids.get(key), "Ada" if key == "search" else ""))
    if page == "person faces":
        window.main.person.show_tab(1)
    settle(qtbot, window)


def usable(window: QWidget) -> set[QWidget]:
    """What takes the keyboard by Tab and can be seen."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not _is_beside_the_chosen(widget)
    }


def _is_beside_the_chosen(widget: QWidget) -> bool:
    """Of tabs Tab reaches the chosen one, and arrows the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and group.checkedButton() is not widget


def walk(qtbot: QtBot, key: Qt.Key) -> list[QWidget]:
    """Where a key leads, from where the keyboard is until it is there again."""
    first = QApplication.focusWidget()
    assert first is not None
    if not first.focusPolicy() & Qt.FocusPolicy.TabFocus:
        # An empty page has nothing for the keyboard; from there Tab leads into the round, and does not come back.
        qtbot.keyClick(first, key)
        first = QApplication.focusWidget()
        assert first is not None
    stops: list[QWidget] = [first]
    for _ in range(MOST_STOPS):
        qtbot.keyClick(stops[-1], key)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused is not stops[-1], f"{key} does not leave {focused}"
        if focused is first:
            return stops
        stops.append(focused)
    raise AssertionError(f"{key} does not come back: {[name(stop) for stop in stops[-8:]]}")


def name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {spoken(widget) or widget.objectName()}"


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name)


@pytest.mark.parametrize("page", PAGES)
def test_tab_reaches_everything_and_comes_back(qtbot: QtBot, named: Window, scanned: Library, page: str) -> None:
    go_to(qtbot, named, scanned, page)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    there = walk(qtbot, Qt.Key.Key_Tab)
    missed = usable(named.main) - set(there)
    assert not {name(widget) for widget in missed}
    back = walk(qtbot, Qt.Key.Key_Backtab)
    assert set(back) == set(there)
    # Who cannot see it must be told where the keyboard is.
    assert not [name(stop) for stop in there if not spoken(stop)]


@pytest.mark.parametrize("page", PAGES)
def test_every_control_has_a_name(qtbot: QtBot, named: Window, scanned: Library, page: str) -> None:
    go_to(qtbot, named, scanned, page)
    shown = [each for each in named.main.findChildren(QWidget) if each.isVisible() and each.window() is named.main]
    controls = [widget for widget in shown if _is_control(widget)]
    assert len(controls) > 10
    assert not [f"{name(widget)} of {widget.parentWidget()}" for widget in controls if not spoken(widget)]


def _is_control(widget: QWidget) -> bool:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface is not None and interface.role() in CONTROLS


@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_through_a_page_as_it_is_read(qtbot: QtBot, named: Window, scanned: Library, page: str) -> None:
    go_to(qtbot, named, scanned, page)
    stops = walk(qtbot, Qt.Key.Key_Tab)
    shown = named.main.navigation.page
    outside = next(number for number, stop in enumerate(stops) if not shown.isAncestorOf(stop))
    inside = [stop for stop in stops[outside:] + stops[:outside] if shown.isAncestorOf(stop)]
    backwards = [
        f"{name(one)}, then {name(other)}" for one, other in itertools.pairwise(inside) if _is_before(other, one)
    ]
    assert not backwards


def _is_before(one: QWidget, other: QWidget) -> bool:
    """Whether something is read before another one: it stands above it, or left of it in the same row."""
    first, second = (QRect(each.mapToGlobal(QPoint()), each.size()) for each in (one, other))
    if first.top() <= second.center().y() <= first.bottom() or second.top() <= first.center().y() <= second.bottom():
        return first.right() <= second.left()
    return first.bottom() < second.top()


@pytest.mark.parametrize("page", ["photos", "review", "people", "places", "history", "faces", "map", "names_in_files"])
def test_a_key_that_leads_to_a_page_shows_where_the_keyboard_is(qtbot: QtBot, named: Window, page: str) -> None:
    named.main.actions_.pages[page].trigger()
    settle(qtbot, named)
    focused = QApplication.focusWidget()
    assert focused is not None
    shown = named.main.navigation.page
    assert shown.isAncestorOf(focused), "not the page, which shows nothing of it"
    if isinstance(focused, QAbstractItemView):
        assert focused.currentIndex().isValid()


def focus_is_shown() -> bool:
    """Whether a grid or list has the keyboard, and marks the tile or row that keys are about."""
    focused = QApplication.focusWidget()
    if isinstance(focused, RowList):
        return focused.currentIndex().isValid()
    return isinstance(focused, TileView) and bool(focused.chosen_rows())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
@pytest.mark.parametrize("page", ["photos", "people", "faces", "history"])
def test_a_sidebar_line_pressed_by_a_key_shows_where_the_keyboard_is(
    qtbot: QtBot, named: Window, page: str, key: Qt.Key
) -> None:
    main = named.main
    go_on_from = "places" if page == "people" else "people"
    main.go_to(Place(go_on_from))
    settle(qtbot, named)
    main.sidebar.buttons[page].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(main.windowHandle(), key)
    qtbot.waitUntil(lambda: main.navigation.place.page == page)
    settle(qtbot, named)
    assert focus_is_shown()


def test_a_sidebar_line_that_is_clicked_marks_nothing_on_its_page(qtbot: QtBot, named: Window) -> None:
    main = named.main
    line = main.sidebar.buttons["photos"]
    at = line.mapTo(main, line.rect().center())
    qtbot.mouseClick(main.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    settle(qtbot, named)
    assert main.navigation.place.page == "photos"
    assert not focus_is_shown()


def test_esc_in_the_search_field_shows_where_the_keyboard_is_on_the_page(qtbot: QtBot, named: Window) -> None:
    named.main.go_to(Place("photos"))
    settle(qtbot, named)
    named.main.actions_.search.trigger()
    qtbot.keyClick(named.main.search, Qt.Key.Key_Escape)
    assert focus_is_shown()


def test_tab_in_the_viewer_stays_on_the_viewer_and_reaches_all_of_it(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    main, viewer = named.main, named.main.viewer
    go_to(qtbot, named, scanned, "photos")
    ids = tuple(main.photos.pane.model.ids)
    viewer.open(ids, ids[1])
    viewer.bar.info.setChecked(True)
    settle(qtbot, named)
    assert viewer.canvas.hasFocus()
    first = viewer.canvas
    reached: set[QWidget] = set()
    for _ in range(MOST_STOPS):
        # On the canvas Tab goes from face to face first.
        focused = QApplication.focusWidget()
        assert focused is not None
        assert viewer.isAncestorOf(focused), name(focused)
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        if focused is not first and QApplication.focusWidget() is first:
            break
    else:
        raise AssertionError(f"Tab does not come back to the photo: {[name(stop) for stop in reached]}")
    missed = {widget for widget in usable(main) if viewer.isAncestorOf(widget)} - reached
    assert not {name(widget) for widget in missed}


@pytest.mark.parametrize(
    "page", ["map", "hidden", "favourites", "duplicates", "trash", "history", "failed", "last_import", "faces ignored"]
)
def test_a_page_without_content_has_a_way_on_that_has_the_keyboard(
    qtbot: QtBot, make_window: MakeWindow, scanned: Library, page: str
) -> None:
    window = make_window(scanned)
    key, _, words = page.partition(" ")
    window.main.go_to(Place(key, words=words))
    settle(qtbot, window)
    empty = window.main.navigation.pages[key].empty  # type: ignore[attr-defined]
    assert empty.isVisible()
    assert empty.action.isVisible(), "a way on"
    assert empty.action.hasFocus()
    before = window.main.place
    qtbot.keyClick(empty.action, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.main.place != before or not empty.isVisible() or key == "map"


def test_a_folder_without_photos_of_its_own_is_no_dead_end(qtbot: QtBot, window: Window, scanned: Library) -> None:
    (folder,) = scanned.folders.all()
    window.main.go_to(Place("folder", folder.id, "nothing here"))
    settle(qtbot, window)
    page = window.main.folder
    page.below.setChecked(False)
    window.main.go_to(Place("folder", folder.id, "nor here"))
    settle(qtbot, window)
    assert page.empty.action.hasFocus()
    qtbot.keyClick(page.empty.action, Qt.Key.Key_Return)
    assert page.below.isChecked(), "those below show again, and the switch with them"


def test_tab_goes_to_the_chosen_one_of_several(qtbot: QtBot, named: Window, scanned: Library) -> None:
    scanned.set_setting("processor_use", "full")
    named.main.go_to(Place("settings"))
    settle(qtbot, named)
    named.main.settings.take_focus()
    stops = walk(qtbot, Qt.Key.Key_Tab)
    uses = named.main.settings.processor_use
    assert [name for name, choice in uses.items() if choice in stops] == ["full"]


def test_the_keyboard_stays_on_a_page_whose_button_goes(qtbot: QtBot, named: Window, scanned: Library) -> None:
    go_to(qtbot, named, scanned, "map")
    empty = named.main.map.empty
    assert empty.action.hasFocus()
    empty.say("The map is being drawn", "It takes a while.")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert named.main.map.isAncestorOf(focused)
    empty.say("See what PhotoFace sees", "Again.", "Draw the map")
    assert empty.action.hasFocus()


def test_enter_in_a_field_does_not_press_the_button_that_gets_the_keyboard_by_it(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    go_to(qtbot, named, scanned, "search")
    field = named.main.search
    for words in ("nobody", "x" * 300):
        field.setFocus()
        field.setText(words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        settle(qtbot, named)
    assert named.main.results.empty.action.isVisible()
    assert [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()] == []
