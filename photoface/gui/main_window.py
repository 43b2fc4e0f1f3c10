"""The main window: top bar, sidebar, pages and job bar; connects them, and restores its size and appearance.

It also opens the dialogs that belong to no page, and takes what is dropped on it. It starts on the People page.
"""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QStackedWidget, QToolButton, QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.actions import Actions
from photoface.gui.announcements import Announcements
from photoface.gui.client import Frame, NameAsked
from photoface.gui.context import Context, Place
from photoface.gui.exporting.export_results import ExportResults
from photoface.gui.folders.folder_actions import FolderActions
from photoface.gui.folders.greeting import Greeting
from photoface.gui.folders.photo_imports import PhotoImports
from photoface.gui.folders.watching import FolderWatching
from photoface.gui.jobs.automatic_pauses import AutomaticPauses
from photoface.gui.jobs.bar import JobBar
from photoface.gui.jobs.job_messages import JobMessages
from photoface.gui.jobs.look_alike_start import LookAlikeStart
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.completing_field import CompletingField
from photoface.gui.kit.dragged_photos import paths_in
from photoface.gui.kit.keyboard import open_menus_by_key
from photoface.gui.kit.message_bar import MessageBar, Note
from photoface.gui.kit.parts import ToolButton, icon_button
from photoface.gui.kit.tasks import report
from photoface.gui.names_in_files.file_writing import FileWriting
from photoface.gui.names_in_files.offer import TakeoverOffer
from photoface.gui.navigation import Navigation
from photoface.gui.regroup.offer import RegroupOffer
from photoface.gui.search.field import SearchField
from photoface.gui.search.recent_searches import RecentSearches
from photoface.gui.settings.backups import CatalogBackups
from photoface.gui.sidebar.sidebar import Sidebar
from photoface.gui.sidebar_pages import sidebar_pages
from photoface.gui.trash.expiry import TrashExpiry
from photoface.gui.viewer.drawn_faces import DrawnFaces
from photoface.gui.window_pages import PagedWindow

if TYPE_CHECKING:
    from photoface.gui.folders.dropped import DropHint
    from photoface.gui.viewer.page import Viewer

SMALLEST = (760, 520)
"""Pixels of the smallest window at the usual text size."""


class MainWindow(PagedWindow):
    """Holds the pages and the viewer, and shows what the library and the worker have to tell.

    Args:
        preferences: where the window's size and such are kept.

    Attributes:
        to_restore: after the window closed, the backup that the user wants in the catalog's place.
        to_open: likewise, another catalog to open.
        to_move_to: likewise, the folder that the catalog is to be moved to.
    """

    def __init__(self, context: Context, preferences: QSettings) -> None:
        super().__init__()
        self.context = context
        self._preferences = preferences
        self.to_restore: Path | None = None
        self.to_open: Path | None = None
        self.to_move_to: Path | None = None
        self.setWindowTitle("PhotoFace")
        open_menus_by_key(self)
        self._limit_size()
        self.setAcceptDrops(True)
        context.theme.apply_to(self)
        self.actions_ = Actions(self, context.icons)
        self._build()
        self._connect_actions()
        self._connect_folders()
        context.client.frame_changed.connect(self._show_frame)
        self.review_session.progressed.connect(
            lambda progress: self.sidebar.buttons["review"].set_number(progress.questions_left)
        )
        self._restore()

    # frame

    def _build(self) -> None:
        context = self.context
        self.recent = RecentSearches(self._preferences, context.client.library.catalog_path, self)
        self.sidebar = Sidebar(context, sidebar_pages(), self, self._preferences, self.recent)
        self.search = SearchField(context, self, self.recent)
        self.search.searched.connect(self.recent.note_typed)
        self.search.picked.connect(self.recent.note_typed)
        context.client.person_erased.connect(self.recent.clear)
        self.stack = QStackedWidget(self)
        self.message_bar = MessageBar(context, self)
        self.job_bar = JobBar(context.jobs, context.icons, self)
        content = in_column(self._top_bar(), Placed(self.stack, 1), self.message_bar, self.job_bar, spacing=0)
        central = self._central = QWidget(self)
        in_row(self.sidebar, Placed(content, 1), on=central)
        self.setCentralWidget(central)
        self.note = Note(context.theme, self.stack)
        self.announcements = Announcements(context.client, self.note, self.message_bar, self)
        DrawnFaces(context.client, context.images, context.jobs, self)
        context.client.changed.connect(lambda changed: context.images.forget_turned(changed.turned))
        self.news = JobMessages(context, self._preferences, self)
        AutomaticPauses(context.client, context.jobs, self)
        self.care = CatalogBackups(context.client, self)
        self.care.restore_asked.connect(self._close_to_restore)
        self.folders = FolderActions(context.client, self.news, self)
        self.greeting = Greeting(context, self._preferences, self.choose_appearance, self)
        self.imports = PhotoImports(context, self._preferences, self.news, lambda: self.place, self)
        self.watching = FolderWatching(
            context.client, lambda waits: self.news.scan(quiet=True, waits_for_writers=waits), self
        )
        targets = {
            "search_help": self.actions_.search_help.trigger,
            "add_folder": self.folders.choose,
            "import_photos": self.imports.ask,
            "retry_failed": self.folders.retry_failed,
            "left_out": self.actions_.left_out.trigger,
            "export": self.actions_.export.trigger,
            "follow": self.actions_.follow.trigger,
            "back_up": self.actions_.back_up.trigger,
            "restore": self.actions_.restore.trigger,
            "models": self.actions_.models.trigger,
            "libraries": self.actions_.libraries.trigger,
        }
        self.navigation = Navigation(
            self.stack, self._make_viewer, self.sidebar, self.search, self.actions_, targets, self
        )
        self.navigation.titled.connect(self._show_title)
        self._add_pages()

    @cached_property
    def drop_hint(self) -> DropHint:
        """Says what a drop does while something is dragged over the window."""
        from photoface.gui.folders.dropped import DropHint

        return DropHint(self.context, self._central)

    def _make_viewer(self) -> Viewer:
        # The window's start needs neither this nor what its sheets import below.
        from photoface.gui.viewer.page import Viewer

        viewer = Viewer(self.context, self._central)
        viewer.setGeometry(self._central.rect())
        return viewer

    def _top_bar(self) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("topBar")
        self.undo_button = self._action_button(self.actions_.undo)
        self.redo_button = self._action_button(self.actions_.redo)
        self.menu_button = icon_button(self.context.icons, "menu", self.tr("Menu"), bar)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.menu_button)
        for part in self.actions_.menus:
            menu.addMenu(part)
        self.menu_button.setMenu(menu)
        if sys.platform == "darwin":
            for part in self.actions_.menus:
                self.menuBar().addMenu(part)
            self.menu_button.hide()
        self.search.setMaximumWidth(self.context.theme.size(560))
        buttons = (self.undo_button, self.redo_button, self.menu_button)
        in_row(Placed(self.search, 3), Stretch(), *buttons, margins=(24, 12, 16, 4), spacing=4, on=bar)
        return bar

    def _action_button(self, action: object) -> QToolButton:
        made = ToolButton(self)
        made.setDefaultAction(action)  # type: ignore[arg-type]
        made.setIconSize(self.context.icons.size)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _connect_actions(self) -> None:
        actions, client = self.actions_, self.context.client
        actions.models.triggered.connect(self.show_models)
        actions.libraries.triggered.connect(self.show_libraries)
        actions.learn.triggered.connect(self.context.jobs.learn_personal)
        actions.back_up.triggered.connect(self.care.back_up)
        actions.restore.triggered.connect(self.care.restore)
        actions.quit.triggered.connect(self.close)
        actions.undo.triggered.connect(client.undo)
        actions.redo.triggered.connect(client.redo)
        actions.full_screen.triggered.connect(lambda: self.navigation.toggle_full_screen())
        actions.sidebar.triggered.connect(self.sidebar.collapse.click)
        for name, action in actions.appearance.items():
            action.triggered.connect(lambda _=False, name=name: self.choose_appearance(name))
        actions.keys.triggered.connect(self.show_keys)
        actions.about.triggered.connect(self.show_about)
        actions.search_help.triggered.connect(self.show_search_help)
        self.search.help_asked.connect(actions.search_help.trigger)
        client.name_asked.connect(self.ask_name)
        client.deciding.connect(actions.allow_undo)
        actions.name_undo(None, None)

    def _connect_folders(self) -> None:
        actions, folders, sidebar = self.actions_, self.folders, self.sidebar
        show_names = lambda: self.go_to(Place("names_in_files"))  # noqa: E731
        actions.add_folder.triggered.connect(folders.choose)
        actions.first_steps.triggered.connect(self.greeting.ask)
        self.greeting.folder_chosen.connect(folders.add)
        self.greeting.import_asked.connect(lambda job: self.names_in_files.propose_import(job))
        self.greeting.keys_changed.connect(
            lambda: self.message_bar.show_offer(
                self.tr("Pages have the keys Ctrl+1 to Ctrl+6 now; 1 to 5 give stars to the selected photos."),
                self.tr("Show all keys"),
                self.show_keys,
            )
        )
        self.greeting.imported.connect(
            lambda: self.message_bar.show_offer(
                self.tr("Names of the other program are ready to be taken over."), self.tr("Look at them"), show_names
            )
        )
        actions.import_photos.triggered.connect(lambda: self.imports.ask())
        self.imports.place_asked.connect(self.go_to)
        self.imports.photos_asked.connect(lambda ids: self.navigation.open_viewer(ids, ids[0]))
        self.imports.folder_dropped.connect(folders.add)
        actions.scan.triggered.connect(lambda: folders.scan())
        actions.left_out.triggered.connect(self.show_left_out)
        actions.retry_failed.triggered.connect(folders.retry_failed)
        sidebar.add_folder_asked.connect(folders.choose)
        sidebar.rescan_asked.connect(lambda folder: folders.scan(only=folder))
        sidebar.remove_folder_asked.connect(folders.ask_remove)
        sidebar.relocate_folder_asked.connect(folders.choose_new_place)
        folders.added.connect(self._show_what_a_scan_brings)
        self.announcements.follow(self.news, lambda: self.go_to(Place("failed")))
        actions.regroup.triggered.connect(lambda: self.go_to(Place("regroup")))
        context = self.context
        RegroupOffer(context, self.message_bar, lambda: self.go_to(Place("regroup")), self)
        self.takeover_offer = TakeoverOffer(
            context, self._preferences, self.message_bar, lambda: self.place.page == "names_in_files", show_names, self
        )
        writing = FileWriting(context, self)
        self.announcements.follow_writing(writing, self._show_unwritten)
        TrashExpiry(context, self)
        LookAlikeStart(context, self)
        for action, ask in (
            (actions.write_names, lambda: self.names_in_files.ask_write()),
            (actions.follow, lambda: self.names_in_files.ask_follow()),
        ):
            action.triggered.connect(show_names)
            action.triggered.connect(ask)
        actions.import_names.triggered.connect(show_names)
        actions.import_names.triggered.connect(lambda: self.names_in_files.ask_import())
        ExportResults(context, self.message_bar, self)
        actions.export.triggered.connect(self.ask_export)
        actions.packs.triggered.connect(self.show_packs)

    # start and end

    def start(self) -> None:
        """Begin to work: show the first page, then read the frame and look for new photos in the folders there are."""
        # All reads share one processor while Python runs: what is looked at comes first.
        self.people.first_read.connect(self._start_beside_first_page)
        self.go_to(Place("people"))

    def _start_beside_first_page(self) -> None:
        client = self.context.client
        self.watching.start()
        client.refresh_frame()
        client.start_polling()
        # The check of the whole catalog would keep the first suggestions waiting.
        self.people.dots.counted.connect(self.care.start, Qt.ConnectionType.SingleShotConnection)
        self.people.dots.counted.connect(self.pages_ahead.start, Qt.ConnectionType.SingleShotConnection)

    def _close_to_restore(self, backup: Path) -> None:
        self.to_restore = backup
        self.close()

    def _close_to_open(self, catalog: Path) -> None:
        self.to_open = catalog
        self.close()

    def _close_to_move(self, folder: Path) -> None:
        self.to_move_to = folder
        self.close()

    def _restore(self) -> None:
        geometry = self._preferences.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1280, 800)
        self.choose_appearance(str(self._preferences.value("window/appearance", "system")))
        if self._preferences.value("window/sidebar") == "narrow":
            self.sidebar.set_collapsed(True)

    def _limit_size(self) -> None:
        """As small as the pages can be read at the user's text size, but never larger than the screen."""
        theme, screen = self.context.theme, self.screen().availableSize()
        width, height = (theme.size(pixels) for pixels in SMALLEST)
        self.setMinimumSize(
            min(width, max(screen.width(), SMALLEST[0])), min(height, max(screen.height(), SMALLEST[1]))
        )

    def choose_appearance(self, name: str) -> None:
        """`system`, `light` or `dark`; anything else, as an edited file may hold, is the system's."""
        name = name if name in self.actions_.appearance else "system"
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self.actions_.appearance[name].setChecked(True)
        if self.context.theme.chosen is not schemes.get(name):
            self.context.theme.choose(schemes.get(name))
        self._preferences.setValue("window/appearance", name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the worker and go. What it committed is in the catalog, and the next start goes on from there."""
        typing = self.focusWidget()
        if isinstance(typing, CompletingField):
            typing.keep()
        self.people.keep_typed()
        if "review" in self.navigation.pages:
            self.review.keep_typed()
        self._preferences.setValue("window/geometry", self.saveGeometry())
        narrow = self.sidebar.width() < 100
        self._preferences.setValue("window/sidebar", "narrow" if narrow else "wide")
        self.context.client.stop_polling()
        self.watching.close()
        self.context.jobs.close()
        super().closeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A click that nothing takes leaves the field in which somebody types.
        if isinstance(self.focusWidget(), QLineEdit):
            self.navigation.page.take_focus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    # places

    @property
    def viewer(self) -> Viewer:
        """Shows one photo over the whole window."""
        return self.navigation.viewer

    @property
    def place(self) -> Place:
        """Where the window is."""
        return self.navigation.place

    def go_to(self, place: Place) -> None:
        """Show a place."""
        self.navigation.go_to(place)

    def go_back(self) -> None:
        """One step back; out of the viewer first."""
        self.navigation.go_back()

    def _show_title(self, words: str) -> None:
        self.setWindowTitle(self.tr("{page} — PhotoFace").format(page=words) if words else "PhotoFace")

    def _show_what_a_scan_brings(self) -> None:
        if self.place.page in ("history", "failed", "search"):
            self.go_to(Place("people"))

    # what the library tells

    def _show_frame(self, frame: Frame) -> None:
        overview = frame.overview
        buttons = self.sidebar.buttons
        buttons["people"].set_number(overview.people)
        buttons["faces"].set_number(overview.faces)
        buttons["photos"].set_number(overview.photos)
        self.sidebar.set_failed(overview.failed_files)
        self.actions_.name_undo(frame.undo, frame.redo)
        self.actions_.retry_failed.setEnabled(overview.failed_files > 0)
        self.actions_.show_failed.setEnabled(overview.failed_files > 0)
        self.actions_.scan.setEnabled(bool(frame.folders))

    # sheets

    def show_about(self) -> None:
        from photoface.gui.settings.about import AboutDialog

        AboutDialog(self.context.client.library.catalog_path, self).open()

    def show_search_help(self) -> None:
        from photoface.gui.search.help_sheet import SearchHelpSheet

        SearchHelpSheet(self).open()

    def _show_unwritten(self) -> None:
        self.names_in_files.show_unwritten()
        self.go_to(Place("names_in_files"))

    def show_left_out(self) -> None:
        from photoface.gui.folders.left_out import LeftOutSheet

        LeftOutSheet(self.context, self.folders.scan, self).open()

    def show_libraries(self) -> None:
        from photoface.gui.settings.libraries import LibrariesSheet

        sheet = LibrariesSheet(self.context, self._preferences, self)
        sheet.open_asked.connect(self._close_to_open)
        sheet.move_asked.connect(self._close_to_move)
        sheet.open()

    def show_models(self) -> None:
        from photoface.gui.settings.models import ModelsDialog

        ModelsDialog(self.context, self).open()

    def show_packs(self) -> None:
        from photoface.gui.people.pack_list import PackListSheet

        PackListSheet(self.context, self).open()

    def ask_export(self) -> None:
        """Ask what is to be exported, the photos of the page that shows first."""
        # The window's start does not need the sheet.
        from photoface.gui.exporting.export_sheet import ask_export

        viewer = self.viewer
        in_viewer = viewer.photo_id if viewer.isVisible() else None
        ask_export(self.context, self._preferences, self.navigation.page, in_viewer, self)

    def ask_name(self, asked: NameAsked) -> None:
        """Ask which person a name means that somebody has already."""
        from photoface.gui.people.name_question import NameQuestionSheet

        library, ids = self.context.client.library, [person_id for person_id, _ in asked.question.people]

        def ask(people: list[PersonSummary]) -> None:
            # The sheet in which the name was typed is open still.
            over = QApplication.activeModalWidget() or self
            NameQuestionSheet(self.context, asked, people, over).open()

        def failed(error: Exception) -> None:
            report(self.context.client.messages, error)
            asked.give_up()

        self.context.client.tasks.read(self, lambda: [library.people.get(one) for one in ids], ask, failed)

    def show_keys(self) -> None:
        from photoface.gui.keys import key_sections
        from photoface.gui.settings.shortcuts import ShortcutsSheet

        ShortcutsSheet(key_sections(self.actions_), self).open()

    # files and folders dropped on the window

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_in(event.mimeData()):
            _copy_only(event)
            self.drop_hint.show_over()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        _copy_only(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        _copy_only(event)
        self.imports.take_dropped(paths_in(event.mimeData()))


def _copy_only(event: QDropEvent) -> None:
    """Take what is dropped, but not to move it: the file manager would delete what it believes to be moved."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
