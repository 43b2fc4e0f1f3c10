"""Lists all keyboard shortcuts, for the dialog that shows them: of menus, lists, review, viewer and search field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

from photoface.gui.actions import Actions
from photoface.gui.kit.keyboard import MENU_KEYS
from photoface.gui.page_action import key_words
from photoface.gui.settings.shortcuts import KeyLine, KeySection

_tr = partial(QCoreApplication.translate, "Keys")


def _key(key: Qt.Key) -> str:
    return key_words(QKeySequence(key))


def _of(*actions: QAction) -> tuple[KeyLine, ...]:
    """The lines of actions that have keys."""
    return tuple(
        KeyLine(tuple(key_words(key) for key in action.shortcuts()), action.text().rstrip(" …"))
        for action in actions
        if action.shortcuts()
    )


def key_sections(actions: Actions) -> Sequence[KeySection]:
    """All keys. An action with a key is in one of the sections by itself."""
    # Their words say what they would undo now.
    undo = (
        KeyLine(tuple(key_words(key) for key in actions.undo.shortcuts()), _tr("Undo")),
        KeyLine(tuple(key_words(key) for key in actions.redo.shortcuts()), _tr("Redo")),
    )
    menu = KeyLine((_tr("Menu key"), key_words(QKeySequence(MENU_KEYS))), _tr("Menu of what has the keyboard"))
    enter, space, delete = _key(Qt.Key.Key_Return), _key(Qt.Key.Key_Space), _key(Qt.Key.Key_Delete)
    of_page = actions.page_actions
    people = [action for each, action in of_page.items() if each.value.of_people]
    other_ways = [action for each, action in of_page.items() if each.value.takes_back]
    known = {actions.undo, actions.redo, *actions.pages.values(), *people, *other_ways}
    selection = [action for action in of_page.values() if action not in known]
    general = [action for action in actions.all() if action not in {*known, *selection}]
    return (
        KeySection(_tr("Everywhere"), (*undo, *_of(*general), menu)),
        KeySection(_tr("Pages"), _of(*actions.pages.values())),
        KeySection(
            _tr("In Review"),
            (
                KeyLine((enter, "Y"), _tr("Yes")),
                KeyLine(("N",), _tr("No")),
                KeyLine(("S",), _tr("Skip")),
                KeyLine(("I", "X"), _tr("Ignore, not a face")),
                KeyLine(("W",), _tr("Why it is asked")),
                KeyLine((delete,), _tr("Take a face out")),
                KeyLine((_tr("Letters"),), _tr("A name, where one is asked for; then the keys above take Alt")),
            ),
        ),
        KeySection(
            _tr("In lists and grids"),
            (
                KeyLine((_tr("Tab"), _tr("Arrows")), _tr("Move")),
                KeyLine((enter,), _tr("Open; yes to what is not confirmed")),
                KeyLine((space,), _tr("Show large; tick")),
                KeyLine((_key(Qt.Key.Key_Escape),), _tr("Select nothing")),
                KeyLine((_tr("A capital letter"),), _tr("Begin a name for what is selected")),
                KeyLine(("R", "P", "1", "T", "I"), _tr("With nothing selected: of the photo under the pointer")),
            ),
        ),
        KeySection(_tr("With what is selected"), _of(*selection)),
        KeySection(
            _tr("With people"),
            (
                *_of(*people),
                KeyLine(("[", "]"), _tr("Move the line of what is sure")),
            ),
        ),
        KeySection(
            _tr("In a photo"),
            (
                KeyLine((_tr("Left"), _tr("Right")), _tr("Previous and next photo")),
                KeyLine(("G",), _tr("Next photo of the stack")),
                KeyLine(("F",), _tr("Show faces")),
                KeyLine((_tr("Tab"), enter), _tr("From face to face, name it")),
                KeyLine((_tr("Alt+I"), "X"), _tr("Ignore the face, not a face")),
                KeyLine((delete,), _tr("Delete a drawn box; not this person")),
                KeyLine(("B",), _tr("Move the box of the face by arrows")),
                KeyLine((_key(Qt.Key.Key_Escape),), _tr("Leave the box or the face, then the photo")),
            ),
        ),
        KeySection(
            _tr("On a map"),
            (
                KeyLine((_tr("Arrows"),), _tr("Move; on the map of faces from face to face")),
                KeyLine(("+", "-"), _tr("Nearer, farther")),
                KeyLine((_key(Qt.Key.Key_Home),), _tr("All of it")),
                KeyLine((space,), _tr("Next photos of a place; choose the face")),
                KeyLine((enter,), _tr("Show them; open the photo")),
            ),
        ),
        KeySection(
            _tr("In a video"),
            (
                KeyLine((space, "K"), _tr("Play and pause")),
                KeyLine(("J", "L"), _tr("Five seconds back, on")),
                KeyLine((",", "."), _tr("Previous and next frame with faces")),
                KeyLine(("M",), _tr("Sound off and on")),
            ),
        ),
        KeySection(
            _tr("In the search field"),
            (
                KeyLine((_tr("Down"),), _tr("To what is offered, or kept")),
                KeyLine((_tr("Tab"),), _tr("Complete, and go on typing")),
                KeyLine((enter,), _tr("Search")),
                KeyLine((_key(Qt.Key.Key_Escape),), _tr("Leave it as it was")),
            ),
        ),
    )
