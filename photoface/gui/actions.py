"""The window's own actions, the current page's actions, and the menus that are made of both.

What pages offer is declared in `page_action`; `keys` lists the keys of all for the user.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from photoface.gui.kit.icons import Icons
from photoface.gui.page_action import RATINGS, PageAction, PageActions, key_words
from photoface.gui.sidebar_pages import sidebar_pages

SubMenu = tuple[str, tuple[QAction, ...]]
"""What a menu within a menu is called, and its entries."""


class Actions(QObject):
    """The window's own actions, and those of the page that shows, enabled while the page offers them."""

    def __init__(self, window: QWidget, icons: Icons) -> None:
        super().__init__(window)
        self._window = window
        self._all: list[QAction] = []
        make = self._make
        self.add_folder = make(self.tr("Add a folder …"), "Ctrl+O")
        self.import_photos = make(self.tr("Import photos …"), "Ctrl+Alt+I")
        self.scan = make(self.tr("Look for new photos"), "Shift+F5")
        self.left_out = make(self.tr("Folders and files that are left out …"))
        self.retry_failed = make(self.tr("Try unreadable files again"))
        self.show_failed = make(self.tr("Show unreadable files"))
        self.regroup = make(self.tr("Look for better groups …"))
        self.import_names = make(self.tr("Import from another program …"))
        self.write_names = make(self.tr("Write names into files …"))
        self.follow = make(self.tr("Names in files after each decision …"))
        self.packs = make(self.tr("People packs …"))
        self.export = make(self.tr("Export …"), "Ctrl+Shift+X")
        self.learn = make(self.tr("Learn from what you confirmed"))
        self.models = make(self.tr("Models and learning …"))
        self.libraries = make(self.tr("Libraries …"), "Ctrl+Alt+O")
        self.back_up = make(self.tr("Back up …"))
        self.restore = make(self.tr("Restore …"))
        self.quit = make(self.tr("Quit"), "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = make(self.tr("Undo"), "Ctrl+Z")
        self.redo = make(self.tr("Redo"), "Ctrl+Shift+Z", "Ctrl+Y")
        icons.attach(self.undo, "undo-variant")
        icons.attach(self.redo, "redo-variant")
        self.search = make(self.tr("Search"), "Ctrl+F", "/", "Ctrl+5")
        self.back = make(self.tr("Back"), "Alt+Left")
        self.sidebar = make(self.tr("Narrow or widen the sidebar"), "Ctrl+B")
        self.full_screen = make(self.tr("Full screen"), "F11")
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
        self.first_steps = make(self.tr("First steps …"))
        self.about = make(self.tr("About PhotoFace"))
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.pages = {
            page.key: make(page.words, *([page.shortcut] if page.shortcut else [])) for page in sidebar_pages()
        }
        self.page_actions = {each: make(each.words, *each.value.keys) for each in PageAction}
        self._current: PageActions = {}
        for page_action, action in self.page_actions.items():
            action.setEnabled(False)
            action.triggered.connect(lambda _=False, page_action=page_action: self._run(page_action))
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

    def offer(self, offers: PageActions) -> None:
        """Enable what the page offers now, and nothing else."""
        self._current = offers
        for page_action, action in self.page_actions.items():
            action.setEnabled(page_action in offers)

    def selection_menu(self, listed: Container[PageAction] = frozenset(PageAction)) -> QMenu:
        """A menu of what can be done with the selection now, as far as it is listed."""
        menu = QMenu(self._window)
        for page_action, action in self.page_actions.items():
            if page_action not in self._current or page_action not in listed or page_action is PageAction.SELECT_ALL:
                continue
            if page_action.value.begins_section and menu.actions():
                menu.addSeparator()
            if page_action is PageAction.NO_STARS:
                stars, ratings = self._stars()
                menu.addMenu(stars).addActions(list(ratings))
            elif page_action not in RATINGS:
                menu.addAction(action)
        return menu

    def _stars(self) -> SubMenu:
        return self.tr("Stars"), tuple(self.page_actions[rating] for rating in RATINGS)

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

    def _run(self, page_action: PageAction) -> None:
        run = self._current.get(page_action)
        if run is not None:
            run()

    def _build_menus(self) -> list[QMenu]:
        of = PageAction
        return [
            self._menu(
                self.tr("&File"),
                (self.add_folder, self.import_photos, self.scan, self.left_out),
                (self.show_failed, self.retry_failed),
                (self.regroup, self.learn, self.models),
                (self.import_names, self.packs, self.export),
                (self.write_names, self.follow),
                (self.libraries, self.back_up, self.restore),
                (self.quit,),
            ),
            self._menu(
                self.tr("&Edit"),
                (self.undo, self.redo),
                (of.SELECT_ALL, of.NAME, of.CONFIRM, of.REJECT, of.CONFIRM_ALL, of.REMOVE, of.WHY),
                (of.IGNORE, of.NOT_A_FACE, of.STRANGERS, of.RESTORE, of.COVER, of.FORGET),
                (of.KEEP_MINE, of.TAKE_THEIRS, of.KEEP_BOTH),
            ),
            self._menu(
                self.tr("P&hoto"),
                (of.OPEN, of.INFORMATION, of.COMPARE, of.SLIDESHOW),
                (of.TAG, self._stars(), of.FAVOURITE_PHOTO, of.NO_FAVOURITE_PHOTO),
                (of.ADD_TO_ALBUM, of.REMOVE_FROM_ALBUM, of.ALBUM_COVER, of.MOVE_TO_FRONT, of.MOVE_TO_END),
                (of.OPEN_STACK, of.CLOSE_STACK, of.PUT_ON_TOP, of.STACK, of.TAKE_OUT_OF_STACK, of.UNSTACK),
                (of.TURN_RIGHT, of.TURN_LEFT, of.SET_DATE, of.SET_PLACE, of.DESCRIBE),
                (of.DRAW_FACE, of.LOOK_AGAIN),
                (of.COPY, of.SHARE, of.EXPORT, of.PRINT),
                (of.OPEN_WITH, of.REVEAL, of.WRITE_NAMES),
                (of.DELETE_PHOTOS, of.BRING_BACK_PHOTOS, of.DELETE_NOW),
            ),
            self._menu(
                self.tr("&Person"),
                (of.DETAILS, of.RELATIONS, of.RENAME, of.FAVOURITE, of.NOT_FAVOURITE),
                (of.PUT_IN_CIRCLE, of.TAKE_OUT_OF_CIRCLE, of.INTERVIEW, of.LIVING_ALBUM, of.PERSON_PAGE),
                (of.MERGE, of.SPLIT, of.UNMERGE),
                (of.HIDE, of.UNHIDE, of.DELETE, of.ERASE),
            ),
            self._menu(
                self.tr("&View"),
                tuple(self.pages.values()),
                (self.search, self.back, self.sidebar),
                (self.full_screen, self.larger, self.smaller),
                ((self.tr("Appearance"), tuple(self.appearance.values())),),
            ),
            self._menu(self.tr("&Help"), (self.keys, self.search_help, self.first_steps, self.about)),
        ]

    def _menu(self, words: str, *sections: Sequence[QAction | PageAction | SubMenu]) -> QMenu:
        """A menu with a line between its sections."""
        menu = QMenu(words, self._window)
        for section in sections:
            if menu.actions():
                menu.addSeparator()
            for entry in section:
                if isinstance(entry, tuple):
                    menu.addMenu(entry[0]).addActions(list(entry[1]))
                else:
                    menu.addAction(self.page_actions[entry] if isinstance(entry, PageAction) else entry)
        return menu
