"""Declares every action that pages offer: its words, keys and button text, each once.

Menus, context menus, buttons, shortcuts and the list of keys are made from this table. A page says when it offers an
action and what the action runs; see `Page.page_actions`. `key_words` writes a key as it stands on the keyboard.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


@dataclass(frozen=True, slots=True)
class _Declared:
    """One action.

    Attributes:
        words: in menus; in English, translated where they are shown.
        keys: any of them triggers it while it is offered.
        button: what its button says, where that is not its words.
        begins_section: a line separates it from those before it in the context menu.
        of_people: the sheet of keys lists it with what is done with people.
        takes_back: it undoes the action before it by the same key, so the sheet of keys has one line for both.
    """

    words: str
    keys: tuple[str, ...] = ()
    button: str = ""
    begins_section: bool = False
    of_people: bool = False
    takes_back: bool = False


class PageAction(enum.Enum):
    """The actions, in the order of the context menu."""

    OPEN = _Declared("Open")
    SHOW_PHOTO = _Declared("Show the photo")
    INFORMATION = _Declared("Information", ("I",))
    COMPARE = _Declared("Compare side by side", ("Ctrl+Shift+C",), button="Compare")
    SLIDESHOW = _Declared("Slideshow", ("F5",), begins_section=True)
    TAG = _Declared("Tags …", ("T",), begins_section=True)
    NO_STARS = _Declared("No stars", ("0",))
    ONE_STAR = _Declared("1 star", ("1",))
    TWO_STARS = _Declared("2 stars", ("2",))
    THREE_STARS = _Declared("3 stars", ("3",))
    FOUR_STARS = _Declared("4 stars", ("4",))
    FIVE_STARS = _Declared("5 stars", ("5",))
    FAVOURITE_PHOTO = _Declared("Add to the favourites", ("P",), button="Favourite")
    NO_FAVOURITE_PHOTO = _Declared("Take out of the favourites", ("P",), button="No favourite", takes_back=True)
    HIDE_PHOTO = _Declared("Hide from all pages")
    SHOW_PHOTO_AGAIN = _Declared("Show on all pages again")
    ADD_TO_ALBUM = _Declared("Add to album …", ("Ctrl+L",), begins_section=True, button="Add to album")
    REMOVE_FROM_ALBUM = _Declared("Remove from this album")
    ALBUM_COVER = _Declared("Use as cover of this album")
    MOVE_TO_FRONT = _Declared("Move to the front of this album")
    MOVE_TO_END = _Declared("Move to the end of this album")
    OPEN_STACK = _Declared("Show the photos of the stack", ("G",), begins_section=True, button="Open the stack")
    CLOSE_STACK = _Declared("Close the stack", ("G",), begins_section=True, takes_back=True)
    PUT_ON_TOP = _Declared("Put on top of the stack")
    STACK = _Declared("Stack these photos", ("Ctrl+G",), button="Stack")
    TAKE_OUT_OF_STACK = _Declared("Take out of the stack")
    UNSTACK = _Declared("Take the stack apart for ever", ("Ctrl+Shift+G",), button="Take apart")
    TURN_RIGHT = _Declared("Turn right", ("R",), begins_section=True)
    TURN_LEFT = _Declared("Turn left", ("Shift+R",))
    SET_DATE = _Declared("Date …", ("Ctrl+Shift+D",), begins_section=True, button="Date")
    SET_PLACE = _Declared("Place …", ("Ctrl+Shift+L",), button="Place")
    DESCRIBE = _Declared("Title and caption …", ("Ctrl+T",), button="Caption")
    COPY = _Declared("Copy", ("Ctrl+C",), begins_section=True)
    SHARE = _Declared("Share copies …", ("Ctrl+Shift+E",), button="Share")
    EXPORT = _Declared("Save copies to a folder …", ("Ctrl+E",), button="Save copies")
    PRINT = _Declared("Print …", ("Ctrl+P",))
    OPEN_WITH = _Declared("Open with …", ("Ctrl+Shift+O",))
    REVEAL = _Declared("Show in file manager", ("Ctrl+R",))
    WRITE_NAMES = _Declared("Write names into files …")
    DRAW_FACE = _Declared("Draw a face", ("D",), begins_section=True)
    LOOK_AGAIN = _Declared("Look for faces again in this photo")
    CONFIRM = _Declared("Yes, this is the person", ("Y",), of_people=True, button="Yes")
    REJECT = _Declared("No, this is somebody else", ("N", "Del"), of_people=True)
    CONFIRM_ALL = _Declared("Yes to all before the line", ("Ctrl+Return",), of_people=True)
    NAME = _Declared("Name …", ("Ctrl+N", "F2"))
    RENAME = _Declared("Rename …", ("F2",), of_people=True)
    MERGE = _Declared("Merge …", ("M",), of_people=True, button="Merge these people")
    REMOVE = _Declared("Remove from here", ("Del", "N"), button="Remove")
    WHY = _Declared("Why this person?", ("W",), button="Why?")
    COVER = _Declared("Use as cover")
    DETAILS = _Declared("Details …", ("I", "Ctrl+I"), begins_section=True, of_people=True)
    FAVOURITE = _Declared("Make a favourite", ("Ctrl+D",), of_people=True)
    NOT_FAVOURITE = _Declared("No favourite any more", ("Ctrl+D",), takes_back=True)
    RELATIONS = _Declared("Relations …", ("Ctrl+Shift+R",), of_people=True)
    PUT_IN_CIRCLE = _Declared("Put into a circle …", ("C",), of_people=True, button="Into a circle")
    TAKE_OUT_OF_CIRCLE = _Declared("Take out of this circle")
    INTERVIEW = _Declared("Ask somebody who they are …", ("Ctrl+Shift+W",))
    LIVING_ALBUM = _Declared("Keep their photos as a living album …")
    PERSON_PAGE = _Declared("Save a page to print …")
    SPLIT = _Declared("Split …", ("Ctrl+Shift+S",), of_people=True)
    UNMERGE = _Declared("Take a merged person out …")
    IGNORE = _Declared("Ignore", ("Alt+I",), begins_section=True)
    NOT_A_FACE = _Declared("Not a face", ("X",))
    STRANGERS = _Declared("Ignore strangers in these photos …", begins_section=True)
    RESTORE = _Declared("Bring back")
    DELETE_PHOTOS = _Declared("Delete", ("Del",), begins_section=True)
    BRING_BACK_PHOTOS = _Declared("Bring back")
    DELETE_NOW = _Declared("Delete now …", ("Del",))
    FORGET = _Declared("Forget the missing photos")
    HIDE = _Declared("Hide this person", begins_section=True)
    UNHIDE = _Declared("Show this person again", begins_section=True)
    DELETE = _Declared("Delete this person …")
    ERASE = _Declared("Erase this person for good …")
    KEEP_MINE = _Declared("Keep mine", ("N",), begins_section=True)
    TAKE_THEIRS = _Declared("Take theirs", ("Y",))
    KEEP_BOTH = _Declared("Keep both", ("B",))
    SELECT_ALL = _Declared("Select all", ("Ctrl+A",))

    @property
    def words(self) -> str:
        """What its menu entry says."""
        return QCoreApplication.translate("PageAction", self.value.words)

    @property
    def button(self) -> str:
        """What its button says."""
        shorter = self.value.button
        return QCoreApplication.translate("PageAction", shorter) if shorter else self.words.rstrip(" …")

    def with_key(self, words: str) -> str:
        """Words for a tooltip, with the first key behind them."""
        keys = self.value.keys
        return f"{words} ({key_words(QKeySequence(keys[0]))})" if keys else words


RATINGS = (
    PageAction.NO_STARS,
    PageAction.ONE_STAR,
    PageAction.TWO_STARS,
    PageAction.THREE_STARS,
    PageAction.FOUR_STARS,
    PageAction.FIVE_STARS,
)
"""By the number of stars."""

PageActions = Mapping[PageAction, Callable[[], None]]
"""What a page offers now, and what each of it runs."""


def offered(*table: tuple[PageAction, object, Callable[[], None]]) -> dict[PageAction, Callable[[], None]]:
    """The actions whose condition, the second of each line, is true, with what they run."""
    return {action: run for action, condition, run in table if condition}


def key_words(keys: QKeySequence) -> str:
    """A key as this system writes it, and as it is written on the key: Qt says "Return" for what is "Enter" there."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")
