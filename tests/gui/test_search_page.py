"""Searching: completion by keyboard, what cannot be read, what to change, kept searches, and help."""

from __future__ import annotations

import pytest
from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.search.help_sheet import SearchHelpSheet, of_keys
from photoface.gui.search.recent_searches import RecentSearches
from photoface.gui.sidebar.line import SidebarButton
from photoface.library.commands.collections import SaveSearch, TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

KEY = Qt.Key


@pytest.fixture
def searching(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """A window with Ada and Ben, a tag, and the search field in focus."""
    groups = scanned.groups.all()
    scanned.execute(NameGroup(groups[0].id, "Ada Lovelace"))
    scanned.execute(NameGroup(groups[1].id, "Ben"))
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[:2]), "Beach"))
    window.main.search.setFocus()
    return window


def _offers(window: Window) -> list[str]:
    completions = window.main.search.completions
    return [completions.index(row, 0).data() for row in range(completions.rowCount())]


def _type(qtbot: QtBot, window: Window, words: str) -> None:
    qtbot.keyClicks(window.main.search, words)
    settle(qtbot, window)


def test_tab_completes_and_one_goes_on_typing(qtbot: QtBot, searching: Window) -> None:
    field = searching.main.search
    _type(qtbot, searching, "-lov")
    assert field.popup_visible
    assert _offers(searching) == ["Ada Lovelace"]
    qtbot.keyClick(field.popup, KEY.Key_Tab)
    assert field.text() == '-"Ada Lovelace" '
    assert field.hasFocus()
    _type(qtbot, searching, "bea")
    assert _offers(searching) == ["Beach"]
    qtbot.keyClick(field.popup, KEY.Key_Down)
    qtbot.keyClick(field.popup, KEY.Key_Return)
    settle(qtbot, searching)
    assert searching.main.place == Place("search", words='-"Ada Lovelace" tag:Beach')


def test_two_names_that_are_begun_are_completed_together(qtbot: QtBot, searching: Window) -> None:
    _type(qtbot, searching, "ada be")
    assert _offers(searching)[0] == "Ada Lovelace, Ben"
    qtbot.keyClick(searching.main.search.popup, KEY.Key_Down)
    qtbot.keyClick(searching.main.search.popup, KEY.Key_Return)
    settle(qtbot, searching)
    assert searching.main.place == Place("search", words='"Ada Lovelace" Ben')


def test_a_key_is_completed_and_its_values_come_next(qtbot: QtBot, searching: Window, scanned: Library) -> None:
    field = searching.main.search
    _type(qtbot, searching, "ye")
    assert _offers(searching) == ["year:"]
    qtbot.keyClick(field.popup, KEY.Key_Down)
    qtbot.keyClick(field.popup, KEY.Key_Return)
    settle(qtbot, searching)
    assert (field.text(), searching.main.place.page) == ("year:", "people")
    assert _offers(searching) == ["2021", "2020", "2019"]
    qtbot.keyClick(field.popup, KEY.Key_Down)
    qtbot.keyClick(field.popup, KEY.Key_Down)
    assert field.text() == "year:2020"
    qtbot.keyClick(field.popup, KEY.Key_Return)
    settle(qtbot, searching)
    assert searching.main.results.pane.model.ids == list(scanned.search.find("year:2020").photo_ids)


def test_what_cannot_be_read_is_said_and_selected(qtbot: QtBot, searching: Window) -> None:
    main = searching.main
    _type(qtbot, searching, "Ben yeah:2019 Ada")
    qtbot.keyClick(main.search, KEY.Key_Return)
    settle(qtbot, searching)
    assert main.results.empty.isVisible()
    assert "cannot be read at “yeah:2019”" in main.results.empty.words()
    assert main.search.hasFocus()
    assert main.search.selectedText() == "yeah:2019"
    # Where the photos would be, not in the bar for troubles of the program.
    assert not main.message_bar.isVisible()
    main.results.empty.action.click()
    (sheet,) = main.findChildren(SearchHelpSheet)
    assert all(example in sheet.words() for example, _ in of_keys().values())
    sheet.close()


def test_nothing_found_says_what_to_leave_out(qtbot: QtBot, searching: Window, scanned: Library) -> None:
    main = searching.main
    main.navigation.search_for("Ben year:1999")
    settle(qtbot, searching)
    (hint,) = [hint for hint in main.results.hints if hint.isVisible()]
    assert hint.text() == f"Without “1999”: {len(scanned.search.find('Ben').photo_ids)} photos"
    hint.click()
    settle(qtbot, searching)
    assert main.search.text() == "person:Ben"
    assert main.results.pane.isVisible()
    assert not main.results.empty.isVisible()


def test_a_search_is_kept_offered_and_let_go(qtbot: QtBot, searching: Window, scanned: Library) -> None:
    main = searching.main
    main.navigation.search_for("Ben tag:Beach")
    settle(qtbot, searching)
    main.results.star.click()
    (sheet,) = (sheet for sheet in main.findChildren(Sheet) if sheet.isVisible())
    qtbot.keyClicks(sheet.focusWidget(), "Ben at the sea")
    sheet.act.click()
    settle(qtbot, searching)
    (kept,) = scanned.search.saved()
    assert (kept.name, kept.words) == ("Ben at the sea", "person:Ben tag:Beach")
    assert "Ben at the sea" in main.results.star.toolTip()
    main.go_to(Place("people"))
    main.activateWindow()
    qtbot.waitUntil(main.isActiveWindow)
    main.actions_.search.trigger()
    settle(qtbot, searching)
    assert _offers(searching) == ["Ben at the sea", "How to search"]
    qtbot.keyClick(main.search.popup, KEY.Key_Down)
    qtbot.keyClick(main.search.popup, KEY.Key_Return)
    settle(qtbot, searching)
    assert main.place == Place("search", words="person:Ben tag:Beach")
    main.results.star.click()
    settle(qtbot, searching)
    assert scanned.search.saved() == []
    assert main.results.star.toolTip() == "Keep this search"


def test_help_is_the_last_offer_of_an_empty_field(qtbot: QtBot, searching: Window, scanned: Library) -> None:
    main = searching.main
    scanned.execute(SaveSearch("Best", "Ben"))
    qtbot.keyClick(main.search, KEY.Key_Down)
    settle(qtbot, searching)
    qtbot.keyClick(main.search.popup, KEY.Key_Down)
    qtbot.keyClick(main.search.popup, KEY.Key_Down)
    assert main.search.text() == ""
    qtbot.keyClick(main.search.popup, KEY.Key_Return)
    (sheet,) = main.findChildren(SearchHelpSheet)
    assert sheet.isVisible()
    sheet.close()


def test_a_key_that_leads_elsewhere_closes_the_offers(qtbot: QtBot, searching: Window) -> None:
    main = searching.main
    main.actions_.search.trigger()
    qtbot.keyClick(main.search, KEY.Key_Down)
    settle(qtbot, searching)
    was_open = main.search.popup_visible
    # The key goes to the list, which hands it to the window as its shortcut.
    main.go_to(Place("faces"))
    settle(qtbot, searching)
    assert (was_open, main.search.popup_visible) == (True, False)
    assert main.faces.pane.view.hasFocus()


def test_a_page_without_words_leaves_nothing_to_clear_in_the_field(qtbot: QtBot, searching: Window) -> None:
    main = searching.main
    action = main.search.findChild(QAction, "_q_qlineeditclearaction")
    (clear,) = (one for one in main.search.findChildren(QToolButton) if action in one.actions())
    assert not clear.isVisible()
    main.navigation.search_for("Ben")
    qtbot.waitUntil(clear.isVisible)
    main.go_to(Place("people"))
    assert main.search.text() == ""
    # It fades.
    qtbot.waitUntil(lambda: not clear.isVisible())
    assert main.place.page == "people"


def test_emptying_the_field_leads_back_but_one_can_type_on(qtbot: QtBot, searching: Window) -> None:
    main = searching.main
    main.navigation.search_for("Ben")
    settle(qtbot, searching)
    main.search.setFocus()
    for _ in main.search.text():
        qtbot.keyClick(main.search, KEY.Key_Backspace)
    settle(qtbot, searching)
    assert main.place.page == "people"
    assert main.search.hasFocus()
    qtbot.keyClick(main.search, KEY.Key_Escape)
    assert not main.search.hasFocus()


def test_recent_searches_are_offered_listed_and_forgotten(qtbot: QtBot, searching: Window) -> None:
    main = searching.main
    for words in ("Ben", "Ada", "nobody", "Ben", "faces:>90"):
        main.search.setFocus()
        main.search.setText(words)
        qtbot.keyClick(main.search, KEY.Key_Return)
        settle(qtbot, searching)
    assert [one.words for one in main.recent.all] == ["Ben", "Ada"]
    assert not main.sidebar.headings["recent"].isHidden()
    assert Place("search", words="Ada") in [
        line.row.place for line in main.sidebar.findChildren(SidebarButton) if line.row
    ]
    again = RecentSearches(main._preferences, main.context.client.library.catalog_path)
    assert again.all == main.recent.all
    forget, all_of_them = main.sidebar.menus.of_recent("Ben").actions()
    forget.trigger()
    assert [one.words for one in main.recent.all] == ["Ada"]
    all_of_them.trigger()
    assert not main.recent.all
    assert main.sidebar.headings["recent"].isHidden()


def test_the_prefixed_form_shows_unless_somebody_types(qtbot: QtBot, searching: Window) -> None:
    main = searching.main
    main.navigation.search_for("ben")
    settle(qtbot, searching)
    assert main.search.text() == "person:ben"
    main.search.setFocus()
    main.search.setText("anna")
    main.search.show_understood("anna", "person:anna")
    assert main.search.text() == "anna"
