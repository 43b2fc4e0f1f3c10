"""What a screen reader is told of tiles: each by its name and its place, and which is current and selected."""

from __future__ import annotations

import pytest
from gui_helpers import settle
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.choices import DropDown
from photoface.gui.kit.tile_view import TileView
from photoface.library.commands.groups import NameGroup


@pytest.mark.parametrize("page", ["people", "person", "photos"])
def test_every_tile_has_a_name_and_a_place(qtbot: QtBot, window: Window, page: str) -> None:
    library = window.client.library
    window.client.execute(NameGroup(library.groups.all(1)[0].id, "Ann"))
    settle(qtbot, window)
    (ann,) = library.people.all()
    window.main.go_to(Place(page, ann.id))
    settle(qtbot, window)
    views = [view for view in window.main.findChildren(TileView) if view.isVisible() and view.model().rowCount()]
    assert views
    for view in views:
        spoken = QAccessible.queryAccessibleInterface(view)
        assert spoken.childCount() == view.model().rowCount()
        for row in range(spoken.childCount()):
            index = view.model().index(row, 0)
            tile = spoken.child(row)
            assert tile.text(QAccessible.Text.Name) == index.data(Qt.ItemDataRole.AccessibleTextRole) != ""
            place = view.visualRect(index)
            assert tile.rect() == QRect(view.viewport().mapToGlobal(place.topLeft()), place.size())


def test_the_current_and_the_selected_tile_are_told(qtbot: QtBot, window: Window) -> None:
    QAccessible.setActive(True)
    try:
        tray = window.main.people.tray
        tray.setFocus()
        qtbot.keyClick(tray, Qt.Key.Key_Home)
        qtbot.keyClick(tray, Qt.Key.Key_Right)
        spoken = QAccessible.queryAccessibleInterface(tray)
        assert spoken.focusChild().text(QAccessible.Text.Name) == tray.model().index(1, 0).data()
        states = [spoken.child(row).state() for row in range(spoken.childCount())]
        assert [bool(state.selected) for state in states] == [False, True, False]
        assert [bool(state.focused) for state in states] == [False, True, False]
        # A tile that leaves is no longer told of.
        window.client.execute(NameGroup(window.client.library.groups.all(1)[0].id, "Ann"))
        settle(qtbot, window)
        assert QAccessible.queryAccessibleInterface(tray).childCount() == tray.model().rowCount() == 2
    finally:
        QAccessible.setActive(False)


def test_a_list_that_drops_down_is_told_with_what_it_is_for(qtbot: QtBot, window: Window) -> None:
    choice = DropDown("Longest edge", window.main.context.theme)
    qtbot.addWidget(choice)
    choice.addItems(["1,600", "2,400"])
    spoken = QAccessible.queryAccessibleInterface(choice)
    said = {spoken.text(QAccessible.Text.Name), spoken.text(QAccessible.Text.Description)}
    assert "Longest edge" in said
    assert "1,600" in {*said, spoken.text(QAccessible.Text.Value)}
