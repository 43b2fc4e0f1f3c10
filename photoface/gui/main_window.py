"""The main window: frame, pages, and the way from one to the other."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photoface.catalog.summaries import Changed, FolderSummary
from photoface.gui import text
from photoface.gui.actions import Actions
from photoface.gui.client import Frame
from photoface.gui.context import Context, Page, Place
from photoface.gui.dialogs.about import AboutDialog
from photoface.gui.dialogs.ask import confirm
from photoface.gui.dialogs.bug import BugDialog
from photoface.gui.dialogs.models import ModelsDialog
from photoface.gui.dialogs.shortcuts import ShortcutsSheet
from photoface.gui.file_manager import show_in_file_manager
from photoface.gui.icons import SIZE
from photoface.gui.job_news import JobNews
from photoface.gui.messages import Messages
from photoface.gui.pages.faces import FacesPage
from photoface.gui.pages.group import GroupPage
from photoface.gui.pages.lines import FailedPage, HistoryPage
from photoface.gui.pages.people import PeoplePage
from photoface.gui.pages.person import PersonPage
from photoface.gui.pages.photos import PhotosPage
from photoface.gui.pages.photos_pane import PhotosPane
from photoface.gui.pages.search import SearchPage
from photoface.gui.pages.viewer import Viewer
from photoface.gui.widgets.job_bar import JobBar
from photoface.gui.widgets.message_bar import MessageBar, Note
from photoface.gui.widgets.parts import icon_button
from photoface.gui.widgets.search_field import SearchField
from photoface.gui.widgets.sidebar import Sidebar

LONGEST_WAY_BACK = 50


class MainWindow(QMainWindow):
    """Holds the pages and the viewer, and shows what the library and the worker have to tell.

    Args:
        preferences: where the window's size and such are kept.
    """

    def __init__(self, context: Context, messages: Messages, preferences: QSettings) -> None:
        super().__init__()
        self.context = context
        self._messages = messages
        self._preferences = preferences
        self._place = Place("people")
        self._way_back: list[Place] = []
        self._bug_dialog: BugDialog | None = None
        self.setWindowTitle("PhotoFace")
        self.setMinimumSize(760, 520)
        self.setAcceptDrops(True)
        self.actions_ = Actions(self, context.icons)
        self._build()
        self._connect_actions()
        self._connect_library()
        self._restore()

    # frame

    def _build(self) -> None:
        context, theme, icons = self.context, self.context.theme, self.context.icons
        pages = (
            ("people", "account-multiple-outline", self.tr("People"), "1"),
            ("faces", "face-man-outline", self.tr("Faces"), "2"),
            ("photos", "image-multiple-outline", self.tr("Photos"), "3"),
            ("history", "history", self.tr("History"), "4"),
        )
        self.sidebar = Sidebar(theme, icons, pages, self)
        self.search = SearchField(context.client, context.images, theme, icons, self)
        self.people = PeoplePage(context, self)
        self.faces = FacesPage(context, self)
        self.photos = PhotosPage(context, self)
        self.history = HistoryPage(context, self)
        self.person = PersonPage(context, self)
        self.group = GroupPage(context, self)
        self.results = SearchPage(context, self)
        self.failed = FailedPage(context, self)
        self.pages: dict[str, Page] = {
            "people": self.people,
            "faces": self.faces,
            "photos": self.photos,
            "history": self.history,
            "person": self.person,
            "group": self.group,
            "search": self.results,
            "failed": self.failed,
        }
        self.stack = QStackedWidget(self)
        for page in self.pages.values():
            self.stack.addWidget(page)
            page.place_asked.connect(self.go_to)
            page.photos_asked.connect(self._open_viewer)
            page.deeds_changed.connect(self._offer_deeds)
            page.menu_asked.connect(self._open_selection_menu)
        self.message_bar = MessageBar(theme, icons, self)
        self.job_bar = JobBar(context.jobs, theme, icons, self)
        content = QVBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addWidget(self._top_bar())
        content.addWidget(self.stack, 1)
        content.addWidget(self.message_bar)
        content.addWidget(self.job_bar)
        central = self._central = QWidget(self)
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(content, 1)
        self.setCentralWidget(central)
        self.note = Note(theme, self.stack)
        self.viewer = Viewer(context, central)

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
        row = QHBoxLayout(bar)
        row.setContentsMargins(24, 12, 16, 4)
        row.setSpacing(4)
        row.addWidget(self.search, 3)
        row.addStretch(1)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)
        row.addWidget(self.menu_button)
        return bar

    def _action_button(self, action: object) -> QToolButton:
        made = QToolButton(self)
        made.setDefaultAction(action)  # type: ignore[arg-type]
        made.setIconSize(SIZE)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _connect_actions(self) -> None:
        actions, client = self.actions_, self.context.client
        actions.add_folder.triggered.connect(self.choose_folder)
        actions.scan.triggered.connect(lambda: self.scan())
        actions.retry_failed.triggered.connect(self.retry_failed)
        actions.show_failed.triggered.connect(lambda: self.go_to(Place("failed")))
        actions.models.triggered.connect(self.show_models)
        actions.quit.triggered.connect(self.close)
        actions.undo.triggered.connect(client.undo)
        actions.redo.triggered.connect(client.redo)
        actions.search.triggered.connect(self._focus_search)
        actions.back.triggered.connect(self.go_back)
        actions.sidebar.triggered.connect(self.sidebar.collapse.click)
        actions.larger.triggered.connect(lambda: self._zoom(1))
        actions.smaller.triggered.connect(lambda: self._zoom(-1))
        for name, action in actions.appearance.items():
            action.triggered.connect(lambda _=False, name=name: self.choose_appearance(name))
        actions.keys.triggered.connect(self.show_keys)
        actions.about.triggered.connect(lambda: AboutDialog(client.library.catalog_path, self).open())
        for key, action in actions.pages.items():
            action.triggered.connect(lambda _=False, key=key: self.go_to(Place(key)))
        self.sidebar.page_asked.connect(lambda key: self.go_to(Place(key)))
        self.sidebar.failed_asked.connect(lambda: self.go_to(Place("failed")))
        self.sidebar.add_folder_asked.connect(self.choose_folder)
        self.sidebar.rescan_asked.connect(lambda: self.scan())
        self.sidebar.remove_folder_asked.connect(self.ask_remove_folder)
        self.sidebar.open_folder_asked.connect(lambda folder: show_in_file_manager(folder.path))
        self.search.searched.connect(self.search_for)
        self.search.left.connect(self._leave_search)
        self.search.picked.connect(lambda words: self.search_for(words.strip()))
        self.viewer.closed.connect(self._viewer_closed)
        self.viewer.place_asked.connect(self.go_to)
        self.viewer.reveal_asked.connect(show_in_file_manager)
        actions.name_undo(None, None)

    def _connect_library(self) -> None:
        client, messages = self.context.client, self._messages
        self.news = JobNews(client, self.context.jobs, messages, self)
        self.news.unreadable_found.connect(self.message_bar.show_problem)
        self.news.recovered.connect(self.message_bar.hide)
        client.frame_changed.connect(self._show_frame)
        client.decided.connect(lambda words: self.note.say(words, undo=True))
        client.undone.connect(lambda words: self.note.say(self.tr("Undone: {}").format(words), undo=False))
        client.redone.connect(lambda words: self.note.say(self.tr("Done again: {}").format(words), undo=True))
        self.note.undo_asked.connect(self._undo_from_note)
        messages.noted.connect(lambda words: self.note.say(words, undo=False))
        messages.problem.connect(lambda sentence, remedy: self.message_bar.show_problem(sentence, remedy))
        messages.bug.connect(self._show_bug)
        self.message_bar.action_asked.connect(self._show_failed)

    # start and end

    def start(self) -> None:
        """Begin to work: read the frame, show the first page, look for new photos in the folders there are."""
        client = self.context.client
        self.go_to(Place("people"))

        def first(frame: Frame) -> None:
            client.frame_changed.disconnect(first)
            self.people.refresh(Changed(everything=True))
            if frame.folders:
                self.scan(quiet=True)

        client.frame_changed.connect(first)
        client.refresh_frame()
        client.start_polling()

    def _restore(self) -> None:
        geometry = self._preferences.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1280, 800)
        self.choose_appearance(str(self._preferences.value("window/appearance", "system")))
        if self._preferences.value("window/sidebar") == "narrow":
            self.sidebar.set_collapsed(True)

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
        self._preferences.setValue("window/geometry", self.saveGeometry())
        narrow = self.sidebar.width() < 100
        self._preferences.setValue("window/sidebar", "narrow" if narrow else "wide")
        self.context.client.stop_polling()
        self.context.jobs.close()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewer.setGeometry(self._central.rect())

    # places

    @property
    def place(self) -> Place:
        """Where the window is."""
        return self._place

    @property
    def _page(self) -> Page:
        """The page that shows, perhaps below the viewer."""
        return self.pages[self._place.page]

    def go_to(self, place: Place) -> None:
        """Show a place; some places are deeds in disguise, asked for by pages that cannot do them."""
        if place.page == "back":
            self.go_back()
        elif place.page == "add_folder":
            self.choose_folder()
        elif place.page == "retry_failed":
            self.retry_failed()
        else:
            if place != self._place:
                self._way_back.append(self._place)
                del self._way_back[:-LONGEST_WAY_BACK]
            self._show_place(place)

    def go_back(self) -> None:
        """One step back; out of the viewer first."""
        if self.viewer.isVisible():
            self.viewer.close_viewer()
        elif self._way_back:
            self._show_place(self._way_back.pop())
        elif self._place.page not in self.sidebar.buttons:
            self._show_place(Place("people"))

    def _show_place(self, place: Place) -> None:
        if self.viewer.isVisible():
            self.viewer.close_viewer()
        words = place.words if place.page == "search" else ""
        if self.search.text() != words:
            self.search.blockSignals(True)
            self.search.setText(words)
            self.search.blockSignals(False)
        self._place = place
        page = self.pages[place.page]
        self.stack.setCurrentWidget(page)
        page.visit(place)
        self.sidebar.show_page(place.page)
        self._offer_deeds()
        self._show_title()

    def _show_title(self) -> None:
        words = self._page.title()
        self.setWindowTitle(self.tr("{page} – PhotoFace").format(page=words) if words else "PhotoFace")

    def _offer_deeds(self) -> None:
        """Only the page that shows has a say, and none while a photo lies over it."""
        if self.viewer.isVisible():
            self.actions_.offer({})
            return
        self.actions_.offer(self._page.deeds())
        self._show_title()

    def _open_selection_menu(self, point: QPoint) -> None:
        self._offer_deeds()
        menu = self.actions_.selection_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def _open_viewer(self, ids: object, photo_id: int) -> None:
        assert isinstance(ids, tuple)
        self.viewer.open(ids, photo_id)
        self._offer_deeds()

    def _viewer_closed(self) -> None:
        self._offer_deeds()
        page = self._page
        photo_id = self.viewer.photo_id
        for pane in page.findChildren(PhotosPane):
            row = -1 if photo_id is None else pane.model.row_of(photo_id)
            if pane.isVisible() and row >= 0:
                pane.view.select_row(row)
                pane.view.setFocus()
                return
        page.setFocus()

    def _zoom(self, steps: int) -> None:
        for pane in self._page.findChildren(PhotosPane):
            if pane.isVisible():
                pane.view.zoom(steps)

    # search

    def search_for(self, words: str) -> None:
        """Show the photos that match."""
        if words:
            self.go_to(Place("search", words=words))

    def _focus_search(self) -> None:
        if self.viewer.isVisible():
            self.viewer.close_viewer()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _leave_search(self) -> None:
        if self._place.page == "search":
            self.go_back()
        self._page.setFocus()

    # folders and jobs

    def choose_folder(self) -> None:
        """Ask for a folder of photos."""
        dialog = QFileDialog(self, self.tr("Choose a folder of photos"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.add_folder(Path(path)))
        dialog.open()

    def add_folder(self, path: Path) -> None:
        """Add a folder and scan it at once."""

        def added(_: FolderSummary) -> None:
            if self._place.page in ("history", "failed", "search"):
                self.go_to(Place("people"))
            self.scan()

        self.context.client.add_folder(path, added)

    def ask_remove_folder(self, folder: FolderSummary) -> None:
        """Say what removing a folder means, and do it on yes."""
        confirm(
            self,
            self.tr("Remove {} from PhotoFace?").format(folder.path.name or str(folder.path)),
            self.tr(
                "{photos} will not be shown any more. The files stay where they are, and the names and answers "
                "come back when you add the folder again."
            ).format(photos=text.photos(folder.photos)),
            self.tr("Remove"),
            lambda: self.context.client.remove_folder(folder.id),
        )

    def scan(self, *, quiet: bool = False) -> None:
        """Look for new photos in all folders."""
        self.news.scan(quiet=quiet)

    def retry_failed(self) -> None:
        """Read the unreadable files once more."""

        def asked(count: int) -> None:
            if count:
                self.scan()
            else:
                self._messages.note(self.tr("There are no unreadable files."))

        self.context.client.retry_failed(asked)

    # what the library tells

    def _show_frame(self, frame: Frame) -> None:
        overview = frame.overview
        buttons = self.sidebar.buttons
        buttons["people"].set_count(text.number(overview.people) if overview.people else "")
        buttons["faces"].set_count(text.number(overview.loose_faces) if overview.loose_faces else "")
        buttons["photos"].set_count(text.number(overview.photos) if overview.photos else "")
        self.sidebar.set_failed(overview.failed_files)
        self.sidebar.set_folders(frame.folders)
        self.actions_.name_undo(frame.undo, frame.redo)
        self.actions_.retry_failed.setEnabled(overview.failed_files > 0)
        self.actions_.show_failed.setEnabled(overview.failed_files > 0)
        self.actions_.scan.setEnabled(bool(frame.folders))

    def _show_failed(self) -> None:
        self.message_bar.hide()
        self.go_to(Place("failed"))

    def _undo_from_note(self) -> None:
        self.note.hide()
        self.context.client.undo()

    def _show_bug(self, traceback: str) -> None:
        if self._bug_dialog is not None:
            self._bug_dialog.add(traceback)
            return
        self._bug_dialog = BugDialog(traceback, self)
        self._bug_dialog.finished.connect(self._forget_bug_dialog)
        self._bug_dialog.open()

    def _forget_bug_dialog(self) -> None:
        self._bug_dialog = None

    # sheets

    def show_models(self) -> None:
        ModelsDialog(self.context, self).open()

    def show_keys(self) -> None:
        ShortcutsSheet(self.actions_.key_sections(), self).open()

    # folders dropped on the window

    @staticmethod
    def _folders_in(event: QDragEnterEvent | QDropEvent) -> list[Path]:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return [path for path in paths if path.is_dir()]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._folders_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in self._folders_in(event):
            self.add_folder(path)
        event.acceptProposedAction()
