"""Escape leaves modes and sheets and never the page; Enter on a sheet presses its button."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.people.merge import MergeSheet
from photoface.gui.people.split import SplitSheet
from photoface.gui.person.details import DetailsSheet
from photoface.gui.photos.tag_chips import TagsSheet
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import MergePeople
from photoface.library.library import Library

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


def press(qtbot: QtBot, key: Qt.Key) -> None:
    """A key, to whatever has the keyboard."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def typed(qtbot: QtBot, words: str) -> None:
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    qtbot.keyClicks(focused, words)


@pytest.fixture
def named(qtbot: QtBot, window: Window, scanned: Library) -> Window:
    """Ada and Ben, and one group left; Ada is selected on People."""
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    page = window.main.people
    page.visit(Place("people"))
    settle(qtbot, window)
    select(window, "Ada")
    return window


def select(window: Window, name: str) -> None:
    page = window.main.people
    page.covers.setFocus()
    page.covers.select_row([person.name for person in page.people.summaries].index(name))


def sheet(qtbot: QtBot, window: Window, page_action: PageAction) -> Sheet:
    """Does what opens a sheet, and waits until it shows all that it has."""
    action = window.main.actions_.page_actions[page_action]
    # What can be done with what is selected is known once that has been read, which its painting may ask for late.
    qtbot.waitUntil(action.isEnabled)
    action.trigger()
    return shown_sheet(qtbot, window)


def shown_sheet(qtbot: QtBot, window: Window) -> Sheet:
    def sheets() -> list[Sheet]:
        return [one for one in window.main.findChildren(Sheet) if one.isVisible()]

    qtbot.waitUntil(lambda: len(sheets()) == 1)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is sheets()[0])
    return sheets()[0]


def names(library: Library) -> list[str]:
    return sorted(person.name for person in library.people.all())


PLACES = [
    *("people", "review", "faces", "photos", "places", "map", "history", "regroup", "names_in_files", "search"),
    "hidden",
    "interview",
    "trash",
    "duplicates",
    *("person", "group", "failed"),
]


def test_escape_never_changes_the_page(qtbot: QtBot, named: Window, scanned: Library) -> None:
    main = named.main
    ids = {"person": scanned.people.all()[0].id, "group": scanned.groups.all()[0].id}
    for place in PLACES:
        main.go_to(Place(place, ids.get(place), "Ada" if place == "search" else ""))
        settle(qtbot, named)
        before = main.place
        assert before is not None
        assert before.page == place
        for _ in range(3):
            qtbot.keyClick(QApplication.focusWidget() or main, ESCAPE)
            settle(qtbot, named)
        assert main.place == before


def test_escape_deselects(qtbot: QtBot, named: Window) -> None:
    page = named.main.people
    press(qtbot, ESCAPE)
    assert not page.covers.selected_rows()
    assert named.main.place == Place("people")


def test_escape_closes_the_viewer_and_the_grid_is_as_it_was(qtbot: QtBot, named: Window) -> None:
    main = named.main
    main.go_to(Place("photos"))
    settle(qtbot, named)
    pane = main.photos.pane
    pane.view.select_row(2)
    pane.view.setFocus()
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert main.viewer.isVisible()
    press(qtbot, ESCAPE)
    assert not main.viewer.isVisible()
    assert main.place == Place("photos")
    assert pane.view.selected_rows() == [2]
    assert pane.view.hasFocus()


def _merge(window: Window, qtbot: QtBot) -> Sheet:
    return sheet(qtbot, window, PageAction.MERGE)


def _both(window: Window, qtbot: QtBot) -> Sheet:
    window.main.people.covers.selectAll()
    return sheet(qtbot, window, PageAction.MERGE)


def _rename(window: Window, qtbot: QtBot) -> Sheet:
    return sheet(qtbot, window, PageAction.RENAME)


def _details(window: Window, qtbot: QtBot) -> Sheet:
    return sheet(qtbot, window, PageAction.DETAILS)


def _split(window: Window, qtbot: QtBot) -> Sheet:
    return sheet(qtbot, window, PageAction.SPLIT)


def _delete(window: Window, qtbot: QtBot) -> Sheet:
    return sheet(qtbot, window, PageAction.DELETE)


def _tags(window: Window, qtbot: QtBot) -> Sheet:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.select_row(0)
    return sheet(qtbot, window, PageAction.TAG)


def _why(window: Window, qtbot: QtBot) -> Sheet:
    window.main.go_to(Place("faces", words="named"))
    pane = window.main.faces.pane
    qtbot.waitUntil(lambda: pane.model.rowCount() > 0)
    pane.view.select_row(0)
    settle(qtbot, window)
    return sheet(qtbot, window, PageAction.WHY)


def _event(window: Window, qtbot: QtBot) -> Sheet:
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.select_row(0)
    return sheet(qtbot, window, PageAction.STRANGERS)


def _seen_once(window: Window, qtbot: QtBot) -> Sheet:
    window.main.people.strangers.seen_once.trigger()
    return shown_sheet(qtbot, window)


def _smaller(window: Window, qtbot: QtBot) -> Sheet:
    window.main.people.strangers.smaller.trigger()
    return shown_sheet(qtbot, window)


def _keys(window: Window, qtbot: QtBot) -> Sheet:
    window.main.actions_.keys.trigger()
    return shown_sheet(qtbot, window)


def _about(window: Window, qtbot: QtBot) -> Sheet:
    window.main.actions_.about.trigger()
    return shown_sheet(qtbot, window)


def _search_help(window: Window, qtbot: QtBot) -> Sheet:
    window.main.actions_.search_help.trigger()
    return shown_sheet(qtbot, window)


def _models(window: Window, qtbot: QtBot) -> Sheet:
    window.main.actions_.models.trigger()
    return shown_sheet(qtbot, window)


Open = Callable[[Window, QtBot], Sheet]
ALL: list[Open] = [
    _merge, _both, _rename, _details, _split, _delete, _tags, _why, _event, _seen_once, _smaller, _keys, _about,
    _search_help, _models,
]  # fmt: skip


@pytest.mark.parametrize("open_sheet", ALL)
def test_one_escape_cancels_a_sheet_wherever_the_keyboard_is(
    qtbot: QtBot, named: Window, scanned: Library, open_sheet: Open
) -> None:
    decided = scanned.history.undo_summary()
    stops = tab_stops(qtbot, open_sheet(named, qtbot))
    # Buttons have no use for Escape; fields and grids might.
    wanted = [number for number, stop in enumerate(stops) if number == 0 or not isinstance(stop, QAbstractButton)]
    press(qtbot, ESCAPE)
    for stop in wanted:
        opened = open_sheet(named, qtbot)
        for _ in range(stop):
            press(qtbot, Qt.Key.Key_Tab)
        finished: list[int] = []
        opened.finished.connect(finished.append)
        press(qtbot, ESCAPE)
        assert finished == [Sheet.DialogCode.Rejected.value], f"at stop {stop}"
        settle(qtbot, named)
        if open_sheet not in (_tags, _why, _event):
            select(named, "Ada")
    assert scanned.history.undo_summary() == decided


def tab_stops(qtbot: QtBot, opened: Sheet) -> list[QWidget]:
    """Where Tab leads on a sheet, until it is where it began."""
    first = QApplication.focusWidget()
    assert first is not None
    assert opened.isAncestorOf(first)
    stops: list[QWidget] = [first]
    for _ in range(60):
        press(qtbot, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert opened.isAncestorOf(focused)
        if focused is first:
            return stops
        stops.append(focused)
    raise AssertionError(f"Tab does not come back: {stops}")


def test_m_a_name_and_two_enters_merge(qtbot: QtBot, named: Window, scanned: Library) -> None:
    opened = _merge(named, qtbot)
    assert isinstance(opened, MergeSheet)
    typed(qtbot, "Ben")
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert [cover.person.name for cover in opened.covers] == ["Ada", "Ben"]
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Ada"]


def test_the_name_in_the_merge_sheet_is_looked_up_on_tab_too(qtbot: QtBot, named: Window, scanned: Library) -> None:
    opened = _merge(named, qtbot)
    assert isinstance(opened, MergeSheet)
    typed(qtbot, "Ben")
    press(qtbot, Qt.Key.Key_Tab)
    settle(qtbot, named)
    assert [cover.person.name for cover in opened.covers] == ["Ada", "Ben"]


def test_enter_merges_two_who_are_selected(qtbot: QtBot, named: Window, scanned: Library) -> None:
    _both(named, qtbot)
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert len(scanned.people.all()) == 1


def test_enter_on_cancel_cancels(qtbot: QtBot, named: Window, scanned: Library) -> None:
    opened = _both(named, qtbot)
    opened.cancel.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ben"]


def test_enter_renames(qtbot: QtBot, named: Window, scanned: Library) -> None:
    _rename(named, qtbot)
    typed(qtbot, "Adele")
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Adele", "Ben"]


def test_enter_deletes_where_it_was_asked(qtbot: QtBot, named: Window, scanned: Library) -> None:
    _delete(named, qtbot)
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Ben"]


def test_enter_saves_details_but_in_the_field_for_a_name_takes_that(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    opened = _details(named, qtbot)
    assert isinstance(opened, DetailsSheet)
    typed(qtbot, "1987")
    opened.aliases.field.setFocus()
    typed(qtbot, "Mum")
    press(qtbot, ENTER)
    assert opened.isVisible()
    opened.died.field.setFocus()
    press(qtbot, ENTER)
    settle(qtbot, named)
    ada = next(person for person in scanned.people.all() if person.name == "Ada")
    assert ada.born is not None
    assert [alias.name for alias in scanned.people.details(ada.id).aliases] == ["Mum"]


def test_enter_after_a_name_splits(qtbot: QtBot, named: Window, scanned: Library) -> None:
    opened = _split(named, qtbot)
    assert isinstance(opened, SplitSheet)
    typed(qtbot, "Zoe")
    press(qtbot, ENTER)
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ben", "Zoe"]


def test_a_typed_tag_counts_when_its_sheet_is_closed_but_not_on_escape(
    qtbot: QtBot, named: Window, scanned: Library
) -> None:
    opened = _tags(named, qtbot)
    assert isinstance(opened, TagsSheet)
    photo_id = named.main.photos.pane.model.ids[0]
    typed(qtbot, "Bea")
    press(qtbot, ESCAPE)
    settle(qtbot, named)
    assert scanned.photos.detail(photo_id).tags == ()
    opened = _tags(named, qtbot)
    typed(qtbot, "Beach")
    opened.act.click()
    settle(qtbot, named)
    assert [tag.path for tag in scanned.photos.detail(photo_id).tags] == ["Beach"]


def test_a_merge_of_somebody_taken_out_again_by_enter(qtbot: QtBot, named: Window, scanned: Library) -> None:
    ada, ben = (next(one.id for one in scanned.people.all() if one.name == name) for name in ("Ada", "Ben"))
    scanned.execute(MergePeople(ada, (ben,)))
    named.main.go_to(Place("person", ada))
    settle(qtbot, named)
    sheet(qtbot, named, PageAction.UNMERGE)
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Ada", "Ben"]


def test_the_old_name_can_be_kept(qtbot: QtBot, named: Window, scanned: Library) -> None:
    opened = _rename(named, qtbot)
    (keep,) = opened.findChildren(QCheckBox)
    assert keep.text() == "Also find this person as Ada"
    keep.click()
    typed(qtbot, "Adele")
    press(qtbot, ENTER)
    settle(qtbot, named)
    assert names(scanned) == ["Adele", "Ben"]
    assert [person.name for person in scanned.people.called("Ada")] == ["Adele"]
