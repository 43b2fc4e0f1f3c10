"""Whatever is done to many things at once is one decision: one undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from catalog_image import image_of
from gui_helpers import settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Page, Place
from photoface.gui.faces.page import NAMED
from photoface.gui.kit.list_model import ListModel
from photoface.gui.kit.tile_view import TileView
from photoface.gui.page_action import PageAction, PageActions
from photoface.gui.person.details import DetailsSheet
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

ASKS_FIRST = {
    PageAction.NAME,
    PageAction.OPEN,
    PageAction.RENAME,
    PageAction.DELETE,
    PageAction.DETAILS,
    PageAction.SPLIT,
    PageAction.WHY,
    PageAction.TAG,
    PageAction.ADD_TO_ALBUM,
    PageAction.SET_DATE,
    PageAction.DESCRIBE,
    PageAction.SET_PLACE,
    PageAction.WRITE_NAMES,
    PageAction.STRANGERS,
    PageAction.EXPORT,
    PageAction.SHARE,
    PageAction.PRINT,
    PageAction.OPEN_WITH,
    PageAction.UNMERGE,
    PageAction.INTERVIEW,
    PageAction.PUT_IN_CIRCLE,
    PageAction.PERSON_PAGE,
    PageAction.LIVING_ALBUM,
    PageAction.RELATIONS,
}
"""PageActions that open a field, a sheet or a page."""

DECIDES_NOTHING = {
    PageAction.SHOW_PHOTO,
    PageAction.SLIDESHOW,
    PageAction.COMPARE,
    PageAction.COPY,
    PageAction.REVEAL,
    PageAction.DRAW_FACE,
    PageAction.LOOK_AGAIN,
    PageAction.SELECT_ALL,
}

Selected = tuple[Page, TileView]


def _groups(window: Window) -> Selected:
    page = window.main.people
    return page, page.tray


def _people(window: Window) -> Selected:
    page = window.main.people
    return page, page.covers


def _photos(window: Window) -> Selected:
    page = window.main.photos
    return page, page.pane.view


def _faces(window: Window) -> Selected:
    page = window.main.faces
    return page, page.pane.view


PLACES: dict[str, tuple[Place, Callable[[Window], Selected], set[PageAction]]] = {
    "groups": (Place("people"), _groups, {PageAction.IGNORE, PageAction.MERGE}),
    "people": (Place("people"), _people, {PageAction.FAVOURITE, PageAction.HIDE}),
    "photos": (Place("photos"), _photos, {PageAction.FIVE_STARS}),
    "faces": (Place("faces", words=NAMED), _faces, {PageAction.IGNORE, PageAction.NOT_A_FACE, PageAction.REMOVE}),
}
"""Where many things can be selected, and some of what can be done with them there."""


@pytest.fixture
def peopled(scanned: Library) -> Library:
    """The album with two people and two groups."""
    first = scanned.groups.all()[0].id
    faces = scanned.groups.face_ids(first)
    scanned.execute(NameFaces(tuple(faces[:2]), "Ada"))
    scanned.execute(NameFaces(tuple(faces[2:]), "Ben"))
    return scanned


def _actions_of_all(qtbot: QtBot, window: Window, where: str) -> PageActions:
    place, find, _ = PLACES[where]
    window.main.go_to(place)
    settle(qtbot, window)
    page, view = find(window)
    model = view.model()
    assert isinstance(model, ListModel)
    assert model.rowCount() > 1
    # What is offered follows what is known of the rows.
    qtbot.waitUntil(lambda: all(model.known(id_) is not None for id_ in model.ids))
    view.selectAll()
    settle(qtbot, window)
    return page.page_actions()


@pytest.mark.parametrize("where", PLACES)
def test_what_is_done_to_all_that_is_selected_is_one_decision(
    where: str, qtbot: QtBot, make_window: Callable[[Library], Window], peopled: Library
) -> None:
    window = make_window(peopled)
    start, before = image_of(peopled.catalog_path), len(peopled.history.decisions())
    asks = ASKS_FIRST | DECIDES_NOTHING | ({PageAction.MERGE} if where == "people" else set())
    offers = set(_actions_of_all(qtbot, window, where)) - asks
    assert offers >= PLACES[where][2]
    for page_action in sorted(offers, key=lambda page_action: page_action.name):
        _actions_of_all(qtbot, window, where)[page_action]()
        settle(qtbot, window)
        assert len([line for line in peopled.history.decisions() if line.state == "done"]) == before + 1, page_action
        window.main.actions_.undo.trigger()
        settle(qtbot, window)
        assert image_of(peopled.catalog_path) == start, page_action


def test_dropping_several_groups_on_a_person_is_one_decision(
    qtbot: QtBot, make_window: Callable[[Library], Window], peopled: Library
) -> None:
    window = make_window(peopled)
    before = len(peopled.history.decisions())
    _actions_of_all(qtbot, window, "groups")
    page = window.main.people
    dropped = page.groups.mimeData([page.groups.index(row, 0) for row in range(2)])
    assert page.people.dropMimeData(dropped, Qt.DropAction.CopyAction, -1, -1, page.people.index(0, 0))
    settle(qtbot, window)
    assert peopled.groups.all() == []
    assert len(peopled.history.decisions()) == before + 1
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert len(peopled.groups.all()) == 2
    assert page.groups.rowCount() == 2


def test_saving_the_sheet_of_details_is_one_decision(qtbot: QtBot, window: Window, scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    (ann,) = scanned.people.all()
    sheet = DetailsSheet(window.main.context, scanned.people.details(ann.id), window.main)
    sheet.open()
    sheet.born.field.setText("2010-02-03")
    sheet.aliases.field.setFocus()
    qtbot.keyClicks(sheet.aliases.field, "Annie")
    qtbot.keyClick(sheet.aliases.field, Qt.Key.Key_Return)
    sheet.notes.setPlainText("Plays the horn.")
    sheet.favourite.setChecked(True)
    sheet.hidden.setChecked(True)
    sheet.act.click()
    settle(qtbot, window)
    assert [line.kind for line in scanned.history.decisions()] == ["DescribePerson", "NameGroup"]
    assert scanned.people.get(ann.id).hidden


def test_a_sheet_of_details_without_a_change_decides_nothing(qtbot: QtBot, window: Window, scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    (ann,) = scanned.people.all()
    sheet = DetailsSheet(window.main.context, scanned.people.details(ann.id), window.main)
    sheet.open()
    sheet.act.click()
    settle(qtbot, window)
    assert len(scanned.history.decisions()) == 1
