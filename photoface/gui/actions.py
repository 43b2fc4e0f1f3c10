"""All actions of the window in one place: words, keys, menus, and the sheet of keys that is made from them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from photoface.gui.context import Deed, Deeds
from photoface.gui.icons import Icons

_NATIVE = QKeySequence.SequenceFormat.NativeText


def key_words(keys: QKeySequence) -> str:
    """A key as this system writes it."""
    return keys.toString(_NATIVE)


class Actions(QObject):
    """The window's actions. Those on a selection follow what the page says can be done now."""

    def __init__(self, window: QWidget, icons: Icons) -> None:
        super().__init__(window)
        self._window = window
        make = self._make
        self.add_folder = make(self.tr("Add a folder …"), "Ctrl+O")
        self.scan = make(self.tr("Look for new photos"), "F5")
        self.retry_failed = make(self.tr("Try unreadable files again"))
        self.show_failed = make(self.tr("Show unreadable files"))
        self.models = make(self.tr("Models …"))
        self.quit = make(self.tr("Quit"), "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = make(self.tr("Undo"), "Ctrl+Z")
        self.redo = make(self.tr("Redo"), "Ctrl+Shift+Z", "Ctrl+Y")
        icons.attach(self.undo, "undo-variant")
        icons.attach(self.redo, "redo-variant")
        self.search = make(self.tr("Search"), "Ctrl+F", "/")
        self.back = make(self.tr("Back"), "Alt+Left", "Esc")
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
        self.about = make(self.tr("About PhotoFace"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.pages: dict[str, QAction] = {
            "people": make(self.tr("People"), "1"),
            "faces": make(self.tr("Faces"), "2"),
            "photos": make(self.tr("Photos"), "3"),
            "history": make(self.tr("History"), "4"),
        }
        self.deeds: dict[Deed, QAction] = {
            Deed.OPEN: make(self.tr("Open")),
            Deed.SHOW_PHOTO: make(self.tr("Show the photo")),
            Deed.CONFIRM: make(self.tr("Yes, this is the person"), "Y"),
            Deed.NAME: make(self.tr("Name …"), "Ctrl+N"),
            Deed.RENAME: make(self.tr("Rename …"), "F2"),
            Deed.MERGE: make(self.tr("Merge …"), "M"),
            Deed.REMOVE: make(self.tr("Remove from here"), "Del", "N"),
            Deed.COVER: make(self.tr("Use as cover")),
            Deed.IGNORE: make(self.tr("Ignore"), "I"),
            Deed.NOT_A_FACE: make(self.tr("Not a face"), "X"),
            Deed.RESTORE: make(self.tr("Bring back")),
            Deed.FORGET: make(self.tr("Forget the missing photos")),
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
        return action

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
                if deed in (Deed.IGNORE, Deed.DELETE) and menu.actions():
                    menu.addSeparator()
                menu.addAction(action)
        return menu

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

    def _do(self, deed: Deed) -> None:
        do = self._current.get(deed)
        if do is not None:
            do()

    def _build_menus(self) -> list[QMenu]:
        file = QMenu(self.tr("&File"), self._window)
        file.addActions([self.add_folder, self.scan])
        file.addSeparator()
        file.addActions([self.show_failed, self.retry_failed])
        file.addSeparator()
        file.addAction(self.models)
        file.addSeparator()
        file.addAction(self.quit)
        edit = QMenu(self.tr("&Edit"), self._window)
        edit.addActions([self.undo, self.redo])
        edit.addSeparator()
        for deed in (Deed.SELECT_ALL, Deed.NAME, Deed.RENAME, Deed.MERGE, Deed.CONFIRM, Deed.REMOVE):
            edit.addAction(self.deeds[deed])
        edit.addSeparator()
        for deed in (Deed.IGNORE, Deed.NOT_A_FACE, Deed.RESTORE, Deed.COVER, Deed.FORGET):
            edit.addAction(self.deeds[deed])
        edit.addSeparator()
        edit.addAction(self.deeds[Deed.DELETE])
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
        help_menu.addActions([self.keys, self.about])
        return [file, edit, view, help_menu]

    def key_sections(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        """Sections of keys and what they do, for the sheet."""

        def lines(*actions: QAction) -> list[tuple[str, str]]:
            return [
                (", ".join(key_words(key) for key in action.shortcuts()), action.text().rstrip(" …"))
                for action in actions
                if action.shortcuts()
            ]

        native = key_words
        moves = [
            (self.tr("Tab, arrows"), self.tr("Move")),
            (native(QKeySequence(Qt.Key.Key_Return)), self.tr("Open; yes to what is not confirmed")),
            (native(QKeySequence(Qt.Key.Key_Space)), self.tr("Show large")),
            (self.tr("A capital letter"), self.tr("Begin a name for what is selected")),
        ]
        viewer = [
            (self.tr("Left, Right"), self.tr("Previous and next photo")),
            ("F", self.tr("Show faces")),
            (self.tr("Tab, Enter"), self.tr("From face to face, name it")),
            (self.tr("Esc"), self.tr("Back")),
        ]
        selection = [
            self.deeds[deed]
            for deed in (
                Deed.SELECT_ALL,
                Deed.NAME,
                Deed.RENAME,
                Deed.CONFIRM,
                Deed.REMOVE,
                Deed.MERGE,
                Deed.IGNORE,
                Deed.NOT_A_FACE,
            )
        ]
        undo = [
            (", ".join(native(key) for key in self.undo.shortcuts()), self.tr("Undo")),
            (", ".join(native(key) for key in self.redo.shortcuts()), self.tr("Redo")),
        ]
        return [
            (self.tr("Everywhere"), [*lines(self.search, self.back), *undo, *lines(self.keys, self.sidebar)]),
            (self.tr("Pages"), lines(*self.pages.values())),
            (self.tr("Library"), lines(self.add_folder, self.scan, self.quit)),
            (self.tr("In lists and grids"), moves),
            (self.tr("With what is selected"), lines(*selection)),
            (self.tr("In a photo"), viewer),
        ]
