"""All actions of the window in one place: words, keys and menus. `keys` makes the sheet of keys from them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from photoface.gui.context import RATINGS, Deed, Deeds
from photoface.gui.kit.icons import Icons
from photoface.gui.sidebar_pages import sidebar_pages

_BEGIN_A_SECTION = {
    Deed.SLIDESHOW,
    Deed.TAG,
    Deed.COPY,
    Deed.DRAW_FACE,
    Deed.STRANGERS,
    Deed.DETAILS,
    Deed.IGNORE,
    Deed.HIDE,
    Deed.UNHIDE,
}

_NATIVE = QKeySequence.SequenceFormat.NativeText


def key_words(keys: QKeySequence) -> str:
    """A key as this system writes it, and as it is written on the key: Qt says "Return" for what is "Enter" there."""
    return keys.toString(_NATIVE).replace("Return", "Enter")


class Actions(QObject):
    """The window's actions. Those on a selection follow what the page says can be done now."""

    def __init__(self, window: QWidget, icons: Icons) -> None:
        super().__init__(window)
        self._window = window
        self._all: list[QAction] = []
        make = self._make
        self.add_folder = make(self.tr("Add a folder …"), "Ctrl+O")
        self.scan = make(self.tr("Look for new photos"), "F5")
        self.left_out = make(self.tr("Folders and files that are left out …"))
        self.retry_failed = make(self.tr("Try unreadable files again"))
        self.show_failed = make(self.tr("Show unreadable files"))
        self.regroup = make(self.tr("Look for better groups …"))
        self.learn = make(self.tr("Learn from what you confirmed"))
        self.models = make(self.tr("Models and learning …"))
        self.back_up = make(self.tr("Back up …"))
        self.restore = make(self.tr("Restore …"))
        self.quit = make(self.tr("Quit"), "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = make(self.tr("Undo"), "Ctrl+Z")
        self.redo = make(self.tr("Redo"), "Ctrl+Shift+Z", "Ctrl+Y")
        icons.attach(self.undo, "undo-variant")
        icons.attach(self.redo, "redo-variant")
        self.search = make(self.tr("Search"), "Ctrl+F", "/")
        self.back = make(self.tr("Back"), "Alt+Left")
        self.sidebar = make(self.tr("Narrow or widen the sidebar"), "Ctrl+B")
        self.larger = make(self.tr("Larger photos"), "Ctrl++", "Ctrl+=")
        self.smaller = make(self.tr("Smaller photos"), "Ctrl+-")
        self.appearance: dict[str, QAction] = {
            "system": make(self.tr("Like the system")),
            "light": make(self.tr("Light")),
            "dark": make(self.tr("Dark")),
        }
        group = QActionGroup(self)
        for action in self.appearance.values():
            action.setCheckable(True)
            group.addAction(action)
        self.appearance["system"].setChecked(True)
        self.keys = make(self.tr("Keys"), "?", "F1")
        self.search_help = make(self.tr("How to search"))
        self.about = make(self.tr("About PhotoFace"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.pages = {page.key: make(page.words, page.shortcut) for page in sidebar_pages()}
        self.deeds: dict[Deed, QAction] = {
            Deed.OPEN: make(self.tr("Open")),
            Deed.SHOW_PHOTO: make(self.tr("Show the photo")),
            Deed.SLIDESHOW: make(self.tr("Slideshow"), "F11"),
            Deed.TAG: make(self.tr("Tags …"), "T"),
            Deed.NO_STARS: make(self.tr("No stars"), "Ctrl+0"),
            Deed.ONE_STAR: make(self.tr("1 star"), "Ctrl+1"),
            Deed.TWO_STARS: make(self.tr("2 stars"), "Ctrl+2"),
            Deed.THREE_STARS: make(self.tr("3 stars"), "Ctrl+3"),
            Deed.FOUR_STARS: make(self.tr("4 stars"), "Ctrl+4"),
            Deed.FIVE_STARS: make(self.tr("5 stars"), "Ctrl+5"),
            Deed.COPY: make(self.tr("Copy"), "Ctrl+C"),
            Deed.EXPORT: make(self.tr("Save copies to a folder …"), "Ctrl+E"),
            Deed.REVEAL: make(self.tr("Show in file manager"), "Ctrl+R"),
            Deed.DRAW_FACE: make(self.tr("Draw a face"), "D"),
            Deed.LOOK_AGAIN: make(self.tr("Look for faces again in this photo")),
            Deed.CONFIRM: make(self.tr("Yes, this is the person"), "Y"),
            Deed.REJECT: make(self.tr("No, this is somebody else"), "N", "Del"),
            Deed.CONFIRM_ALL: make(self.tr("Yes to all before the line"), "Ctrl+Return"),
            Deed.NAME: make(self.tr("Name …"), "Ctrl+N"),
            Deed.RENAME: make(self.tr("Rename …"), "F2"),
            Deed.MERGE: make(self.tr("Merge …"), "M"),
            Deed.REMOVE: make(self.tr("Remove from here"), "Del", "N"),
            Deed.WHY: make(self.tr("Why this person?"), "W"),
            Deed.COVER: make(self.tr("Use as cover")),
            Deed.DETAILS: make(self.tr("Details …"), "Ctrl+I"),
            Deed.FAVOURITE: make(self.tr("Make a favourite"), "Ctrl+D"),
            Deed.NOT_FAVOURITE: make(self.tr("No favourite any more"), "Ctrl+D"),
            Deed.SPLIT: make(self.tr("Split …"), "Ctrl+Shift+S"),
            Deed.UNMERGE: make(self.tr("Take a merged person out …")),
            Deed.IGNORE: make(self.tr("Ignore"), "I"),
            Deed.NOT_A_FACE: make(self.tr("Not a face"), "X"),
            Deed.STRANGERS: make(self.tr("Ignore strangers in these photos …")),
            Deed.RESTORE: make(self.tr("Bring back")),
            Deed.FORGET: make(self.tr("Forget the missing photos")),
            Deed.HIDE: make(self.tr("Hide this person")),
            Deed.UNHIDE: make(self.tr("Show this person again")),
            Deed.DELETE: make(self.tr("Delete this person …")),
            Deed.SELECT_ALL: make(self.tr("Select all"), "Ctrl+A"),
        }
        self._current: Deeds = {}
        for deed, action in self.deeds.items():
            action.setEnabled(False)
            action.triggered.connect(lambda _=False, deed=deed: self._do(deed))
        self.menus = self._build_menus()

    def _make(self, words: str, *keys: str) -> QAction:
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutVisibleInContextMenu(True)
        # The menus hang on a button, so the keys must hang on the window.
        self._window.addAction(action)
        self._all.append(action)
        return action

    def all(self) -> list[QAction]:
        """Every action, in the order in which they were made."""
        return self._all

    def offer(self, deeds: Deeds) -> None:
        """Enable what can be done now."""
        self._current = deeds
        for deed, action in self.deeds.items():
            action.setEnabled(deed in deeds)

    def selection_menu(self) -> QMenu:
        """A menu of what can be done with the selection now."""
        menu = QMenu(self._window)
        for deed, action in self.deeds.items():
            if deed in self._current and deed is not Deed.SELECT_ALL:
                if deed in _BEGIN_A_SECTION and menu.actions():
                    menu.addSeparator()
                if deed is Deed.NO_STARS:
                    self._add_stars(menu)
                elif deed not in RATINGS:
                    menu.addAction(action)
        return menu

    def _add_stars(self, menu: QMenu) -> None:
        stars = menu.addMenu(self.tr("Stars"))
        stars.addActions([self.deeds[deed] for deed in RATINGS])

    def name_undo(self, undo: str | None, redo: str | None) -> None:
        """Say what undo and redo would do, in their words and tooltips."""
        for action, verb, key, what in (
            (self.undo, self.tr("Undo"), "Ctrl+Z", undo),
            (self.redo, self.tr("Redo"), "Ctrl+Shift+Z", redo),
        ):
            action.setEnabled(what is not None)
            words = f"{verb} “{what}”" if what else verb
            action.setText(words)
            action.setToolTip(f"{words} ({key_words(QKeySequence(key))})")

    def allow_undo(self) -> None:
        """Let a decision be taken back, or be made again, before it is known how it is called: hands are quick."""
        self.undo.setEnabled(True)
        self.redo.setEnabled(True)

    def _do(self, deed: Deed) -> None:
        do = self._current.get(deed)
        if do is not None:
            do()

    def _build_menus(self) -> list[QMenu]:
        file = QMenu(self.tr("&File"), self._window)
        file.addActions([self.add_folder, self.scan, self.left_out])
        file.addSeparator()
        file.addActions([self.show_failed, self.retry_failed])
        file.addSeparator()
        file.addActions([self.regroup, self.learn, self.models])
        file.addSeparator()
        file.addActions([self.back_up, self.restore])
        file.addSeparator()
        file.addAction(self.quit)
        edit = QMenu(self.tr("&Edit"), self._window)
        edit.addActions([self.undo, self.redo])
        edit.addSeparator()
        for deed in (Deed.SELECT_ALL, Deed.NAME, Deed.CONFIRM, Deed.REJECT, Deed.CONFIRM_ALL, Deed.REMOVE, Deed.WHY):
            edit.addAction(self.deeds[deed])
        edit.addSeparator()
        for deed in (Deed.IGNORE, Deed.NOT_A_FACE, Deed.STRANGERS, Deed.RESTORE, Deed.COVER, Deed.FORGET):
            edit.addAction(self.deeds[deed])
        person = QMenu(self.tr("&Person"), self._window)
        for deed in (Deed.DETAILS, Deed.RENAME, Deed.FAVOURITE, Deed.NOT_FAVOURITE):
            person.addAction(self.deeds[deed])
        person.addSeparator()
        for deed in (Deed.MERGE, Deed.SPLIT, Deed.UNMERGE):
            person.addAction(self.deeds[deed])
        person.addSeparator()
        for deed in (Deed.HIDE, Deed.UNHIDE, Deed.DELETE):
            person.addAction(self.deeds[deed])
        photo = QMenu(self.tr("P&hoto"), self._window)
        photo.addActions([self.deeds[Deed.OPEN], self.deeds[Deed.SLIDESHOW]])
        photo.addSeparator()
        photo.addAction(self.deeds[Deed.TAG])
        self._add_stars(photo)
        photo.addSeparator()
        photo.addActions([self.deeds[Deed.DRAW_FACE], self.deeds[Deed.LOOK_AGAIN]])
        photo.addSeparator()
        photo.addActions([self.deeds[Deed.COPY], self.deeds[Deed.EXPORT], self.deeds[Deed.REVEAL]])
        view = QMenu(self.tr("&View"), self._window)
        view.addActions(list(self.pages.values()))
        view.addSeparator()
        view.addActions([self.search, self.back, self.sidebar])
        view.addSeparator()
        view.addActions([self.larger, self.smaller])
        view.addSeparator()
        appearance = view.addMenu(self.tr("Appearance"))
        appearance.addActions(list(self.appearance.values()))
        help_menu = QMenu(self.tr("&Help"), self._window)
        help_menu.addActions([self.keys, self.search_help, self.about])
        return [file, edit, photo, person, view, help_menu]
