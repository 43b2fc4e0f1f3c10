"""The sidebar: pages with live counts, albums, saved and recent searches, tags and folders, in sections that fold.

Its menus act on albums, searches and folders.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from photoface.catalog.photo_collections import FolderNode, PhotoCollections
from photoface.catalog.summaries.collections import AlbumSummary, TagNode
from photoface.catalog.summaries.library import FolderSummary
from photoface.gui.client import Client, LatestRead
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import icon_button, label, scrolled
from photoface.gui.kit.sheet import ask_words, confirm
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.search.recent_searches import RecentSearches
from photoface.gui.sidebar_line import SectionHeading, SidebarButton
from photoface.gui.sidebar_pages import SidebarPage

WIDTH = 220
COLLAPSED_WIDTH = 56

TAGS_AT_ONCE = 12
"""Tags of one level that are listed, the most used ones, until all are asked for: hundreds of lines would push folders
and settings far down, and stop the window for a quarter of a second while they are made."""


class Sidebar(QWidget):
    """Pages, albums, tags and folders.

    Args:
        preferences: where it is kept which sections and lines are folded.

    Signals:
        page_asked: the key of a page.
        place_asked: a `Place`.
        add_folder_asked, rescan_asked: what the folders' buttons and menus ask.
        remove_folder_asked, relocate_folder_asked: a `FolderSummary`.
        failed_asked: show the files that could not be read.
    """

    page_asked = Signal(str)
    place_asked = Signal(object)
    add_folder_asked = Signal()
    rescan_asked = Signal()
    remove_folder_asked = Signal(object)
    relocate_folder_asked = Signal(object)
    failed_asked = Signal()

    def __init__(
        self,
        context: WidgetContext,
        pages: Sequence[SidebarPage],
        parent: QWidget | None = None,
        preferences: QSettings | None = None,
        recent: RecentSearches | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self._preferences = preferences
        self._recent = recent
        self._collapsed = False
        self._place = Place("people")
        self._shown: PhotoCollections | None = None
        self._read = LatestRead(context.client, self)
        self._folded = self._remembered("sidebar/folded")
        self._unfolded = self._remembered("sidebar/unfolded")
        self._lines: list[tuple[Place, SidebarButton]] = []

        self._wordmark = label("PhotoFace", "body", self)
        self._wordmark.setObjectName("wordmark")
        self.collapse = icon_button(context.icons, "dock-left", self.tr("Narrow or widen the sidebar"), self)
        self.collapse.clicked.connect(lambda: self.set_collapsed(not self._collapsed))
        self._head = in_row(self._wordmark, Stretch(), self.collapse, margins=(10, 0, 0, 0))

        content = QWidget(self)
        self.buttons: dict[str, SidebarButton] = {}
        self.headings: dict[str, SectionHeading] = {}
        self._holders: dict[str, QWidget] = {}
        self._columns: dict[str, QVBoxLayout] = {}
        column = in_column(spacing=1, on=content)
        for section, words, adds in (
            ("", "", ""),
            ("people", self.tr("People"), ""),
            ("albums", self.tr("Albums"), self.tr("New album")),
            ("recent", self.tr("Recent searches"), ""),
            ("tags", self.tr("Tags"), ""),
            ("folders", self.tr("Folders"), self.tr("Add a folder of photos (Ctrl+O)")),
            ("more", self.tr("More"), ""),
        ):
            if section:
                heading = SectionHeading(context, words, adds, content)
                heading.clicked.connect(partial(self._fold_section, section))
                self.headings[section] = heading
                column.addSpacing(8)
                column.addWidget(heading)
            holder = QWidget(content)
            lines = in_column(spacing=1, on=holder)
            column.addWidget(holder)
            self._holders[section], self._columns[section] = holder, lines
            for page in pages:
                if page.section == section:
                    entry = SidebarButton(context, page.icon, page.words, holder)
                    entry.setToolTip(f"{page.words} ({page.shortcut})" if page.shortcut else page.words)
                    entry.clicked.connect(lambda _=False, key=page.key: self.page_asked.emit(key))
                    self.buttons[page.key] = entry
                    lines.addWidget(entry)
        column.addStretch(1)
        self.add = SidebarButton(context, "plus", self.tr("Add"), self._holders["folders"])
        self.add.setAccessibleName(self.tr("Add a folder"))
        self.add.setToolTip(self.tr("Add a folder of photos (Ctrl+O)"))
        self.add.clicked.connect(self.add_folder_asked)
        self.failed = SidebarButton(context, "file-alert-outline", self.tr("Unreadable"), self._holders["more"])
        self.failed.setToolTip(self.tr("Files that could not be read"))
        self.failed.clicked.connect(self.failed_asked)
        self.failed.hide()
        self._lay("folders").addWidget(self.add)
        self._lay("more").addWidget(self.failed)
        self.headings["folders"].add_asked.connect(self.add_folder_asked)
        self.headings["albums"].add_asked.connect(self.ask_album)
        area = scrolled(content, self, by_keyboard=False)
        area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        in_column(self._head, Space(8), Placed(area, 1), margins=(12, 12, 6, 12), spacing=2, on=self)
        self.setFixedWidth(context.theme.size(WIDTH))
        self._show_folds()
        if recent is not None:
            recent.changed.connect(self._make_lines)
        # The first read comes with the window's first counts, after its first paint.
        context.client.frame_changed.connect(lambda _: self._read_again())

    @property
    def _client(self) -> Client:
        return self._context.client

    # what it lists

    def _read_again(self) -> None:
        self._read.start(lambda library: library.albums.collections(), self.show_collections)

    def show_collections(self, found: PhotoCollections) -> None:
        """List albums, saved searches, tags and folders; the lines are made again only where something differs."""
        self.buttons["favourites"].set_number(found.favourites)
        if found == self._shown:
            return
        self._shown = found
        self._make_lines()

    def _make_lines(self) -> None:
        found = self._shown
        if found is None:
            return
        focused = next((place for place, line in self._lines if line.hasFocus()), None)
        for _, line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        if found.last_import:
            last = self._line("", Place("last_import"), "tray-arrow-down", self.tr("Last import"), 0)
            last.set_number(found.last_import)
            last.setToolTip(self.tr("The photos that were imported last"))
        self._add_albums(found.albums, None, 0)
        for search in found.searches:
            line = self._line("albums", Place("search", words=search.words), "auto-fix", search.name, 0)
            line.setToolTip(text.tooltip(search.words))
            self._menu_on(line, partial(self.search_menu, search.id))
        self._add_recent()
        self._add_tags(found.tags, 0)
        self._add_folders(found.folders, 0)
        self._lay("folders").removeWidget(self.add)
        self._lay("folders").addWidget(self.add)
        self.add.setVisible(not found.folders)
        self._show_headings()
        self._keep_tab_order()
        self._mark()
        for place, line in self._lines:
            if place == focused:
                line.setFocus()

    def _add_albums(self, albums: Sequence[AlbumSummary], parent_id: int | None, depth: int) -> None:
        for album in albums:
            if album.parent_id != parent_id:
                continue
            inner = any(other.parent_id == album.id for other in albums)
            key = f"album {album.id}"
            line = self._line(
                "albums", Place("album", album.id), "image-album", album.name, depth, key if inner else ""
            )
            line.set_number(album.photos)
            line.renames = True
            line.take_photos()
            line.setToolTip(text.tooltip(album.name))
            line.renamed.connect(partial(self._rename_album, album.id))
            line.photos_dropped.connect(partial(self._drop_on_album, album.id))
            self._menu_on(line, partial(self.album_menu, album, line))
            if inner and not line.folded:
                self._add_albums(albums, album.id, depth + 1)

    def _add_recent(self) -> None:
        for search in self._recent.all if self._recent is not None else ():
            line = self._line("recent", Place("search", words=search.words), "history", search.words, 0)
            line.setToolTip(text.tooltip(search.words))
            self._menu_on(line, partial(self.recent_menu, search.words))

    def _show_headings(self) -> None:
        """Sections that may hold nothing have a heading only while they do."""
        held = {
            "tags": self._shown is not None and bool(self._shown.tags),
            "recent": self._recent is not None and bool(self._recent.all),
        }
        for section, heading in self.headings.items():
            heading.setHidden(self._collapsed or not held.get(section, True))

    def _add_tags(self, tags: Sequence[TagNode], depth: int, parent: int = 0) -> None:
        key = f"more tags {parent}"
        shown = tags
        if len(tags) > TAGS_AT_ONCE and key not in self._unfolded:
            used = sorted(tags, key=lambda tag: -tag.photos_below)[:TAGS_AT_ONCE]
            shown = [tag for tag in tags if tag in used]
        self._add_tag_lines(shown, depth)
        if len(tags) > TAGS_AT_ONCE:
            words = (
                self.tr("Show fewer")
                if shown is tags
                else text.counted(len(tags) - len(shown), self.tr("1 more tag"), self.tr("{} more tags"))
            )
            icon = "chevron-up" if shown is tags else "chevron-down"
            more = SidebarButton(self._context, icon, words, self._holders["tags"], depth=depth)
            more.collapsed = self._collapsed
            more.clicked.connect(partial(self._fold_line, key))
            self._lay("tags").addWidget(more)
            self._lines.append((Place("tags", words=key), more))
            more.show()

    def _add_tag_lines(self, tags: Iterable[TagNode], depth: int) -> None:
        for tag in tags:
            words = f'tag:="{tag.path}"'
            key = f"tag {tag.id}" if tag.children else ""
            line = self._line("tags", Place("search", words=words), "tag-outline", tag.name, depth, key)
            line.set_number(tag.photos_below)
            line.take_photos()
            line.setToolTip(text.tooltip(tag.path))
            line.photos_dropped.connect(partial(self._drop_on_tag, tag.path))
            if tag.children and not line.folded:
                self._add_tags(tag.children, depth + 1, tag.id)

    def _add_folders(self, folders: Iterable[FolderNode], depth: int) -> None:
        for node in folders:
            folder = node.folder
            key = f"folder {folder.id} {node.prefix}" if node.children else ""
            name = text.path_name(folder.path) if not node.prefix else node.name
            line = self._line("folders", Place("folder", folder.id, node.prefix), "folder-outline", name, depth, key)
            line.set_number(node.photos)
            if not node.prefix:
                self._describe_folder(line, folder)
            self._menu_on(line, partial(self.folder_menu, folder, node.prefix))
            if node.children and not line.folded:
                self._add_folders(node.children, depth + 1)

    def _describe_folder(self, line: SidebarButton, folder: FolderSummary) -> None:
        words = f"{folder.path}\n{text.photos(folder.photos)}"
        if not folder.reachable:
            line.set_icon("folder-off-outline", warning=True)
            line.set_count(self.tr("away"))
            words += "\n" + (
                self.tr("Empty now. Is its disk connected? If you emptied it, remove it from PhotoFace.")
                if folder.is_emptied
                else self.tr("Not there now. Is its disk connected?")
            )
        line.setToolTip(text.tooltip(words))

    def _line(self, section: str, place: Place, icon: str, words: str, depth: int, folds: str = "") -> SidebarButton:
        line = SidebarButton(self._context, icon, words, self._holders[section], depth=depth)
        line.collapsed = self._collapsed
        if folds:
            line.folded = folds not in self._unfolded
            line.fold_asked.connect(partial(self._fold_line, folds))
        line.clicked.connect(lambda: self.place_asked.emit(place))
        self._lay(section).addWidget(line)
        self._lines.append((place, line))
        line.show()
        return line

    def _lay(self, section: str) -> QVBoxLayout:
        return self._columns[section]

    def _keep_tab_order(self) -> None:
        """What is made later would come last for Tab."""
        before: QWidget = self.collapse
        for section, column in self._columns.items():
            heading = self.headings.get(section)
            items = (column.itemAt(place) for place in range(column.count()))
            lines = (item.widget() for item in items if item is not None)
            for widget in (heading, *lines):
                if widget is not None:
                    QWidget.setTabOrder(before, widget)
                    before = widget

    # where the window is

    def show_place(self, place: Place) -> None:
        """Mark the line of the place that shows."""
        self._place = place
        self._mark()

    def _mark(self) -> None:
        place = self._place
        for key, entry in self.buttons.items():
            entry.show_current(key == place.page)
        self.failed.show_current(place.page == "failed")
        for its_place, line in self._lines:
            line.show_current(its_place == place)

    def set_failed(self, count: int) -> None:
        self.failed.set_count(text.number(count))
        self.failed.setVisible(count > 0)

    # folding

    def _remembered(self, name: str) -> set[str]:
        kept = self._preferences.value(name) if self._preferences is not None else None
        return set(kept) if isinstance(kept, list) else {kept} if isinstance(kept, str) and kept else set()

    def _remember(self) -> None:
        if self._preferences is not None:
            self._preferences.setValue("sidebar/folded", sorted(self._folded))
            self._preferences.setValue("sidebar/unfolded", sorted(self._unfolded))

    def _fold_section(self, section: str) -> None:
        self._folded ^= {section}
        self._remember()
        self._show_folds()

    def _fold_line(self, key: str) -> None:
        self._unfolded ^= {key}
        self._remember()
        self._make_lines()

    def _show_folds(self) -> None:
        for section, heading in self.headings.items():
            heading.folded = section in self._folded
            heading.setAccessibleDescription(self.tr("folded") if heading.folded else self.tr("open"))
            heading.update()
            self._holders[section].setVisible(self._collapsed or not heading.folded)

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only the icons, or all of it."""
        self._collapsed = collapsed
        self._wordmark.setHidden(collapsed)
        self._show_headings()
        for entry in (*self.buttons.values(), self.add, self.failed, *(line for _, line in self._lines)):
            entry.collapsed = collapsed
            entry.update()
        self._show_folds()
        self._head.setContentsMargins(0 if collapsed else 10, 0, 0, 0)
        self.setFixedWidth(COLLAPSED_WIDTH if collapsed else self._context.theme.size(WIDTH))

    # what can be done with the lines

    def _menu_on(self, line: SidebarButton, make: partial[QMenu]) -> None:
        line.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

        def show(point: QPoint) -> None:
            menu = make()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(line.mapToGlobal(point))

        line.customContextMenuRequested.connect(show)

    def ask_album(self, parent_id: int | None = None) -> None:
        """Ask for the name of a new album."""
        from photoface.library.commands.collections import MakeAlbum

        def make(name: str) -> None:
            self._client.execute(MakeAlbum(name, parent_id))

        ask_words(self.window(), self.tr("New album"), "", self.tr("Make"), make)

    def album_menu(self, album: AlbumSummary, line: SidebarButton) -> QMenu:
        """What one can do with an album."""
        from photoface.catalog import albums
        from photoface.library.commands.collections import DeleteAlbum, MoveAlbum

        menu = QMenu(self)
        menu.addAction(self.tr("Rename (F2)"), line.rename)
        menu.addAction(self.tr("New album in it …"), lambda: self.ask_album(album.id))
        every = () if self._shown is None else self._shown.albums
        inside = set(albums.below(every, [album.id]))
        into = menu.addMenu(self.tr("Move into"))
        for other_id, path in sorted(albums.paths(every).items(), key=lambda one: one[1].casefold()):
            if other_id not in inside and other_id != album.parent_id:
                into.addAction(path.replace("&", "&&"), partial(self._client.execute, MoveAlbum(album.id, other_id)))
        into.setEnabled(bool(into.actions()))
        if album.parent_id is not None:
            menu.addAction(self.tr("Move to the top"), lambda: self._client.execute(MoveAlbum(album.id, None)))
        menu.addSeparator()

        def ask() -> None:
            confirm(
                self.window(),
                self.tr("Delete the album {}?").format(album.name),
                self.tr("Its photos stay in the library. You can undo this in History."),
                self.tr("Delete"),
                lambda: self._client.execute(DeleteAlbum(album.id)),
            )

        menu.addAction(self.tr("Delete this album …"), ask)
        return menu

    def search_menu(self, search_id: int) -> QMenu:
        """What one can do with a search that is kept."""
        from photoface.library.commands.collections import DeleteSavedSearch

        menu = QMenu(self)
        menu.addAction(self.tr("Do not keep it any more"), lambda: self._client.execute(DeleteSavedSearch(search_id)))
        return menu

    def recent_menu(self, words: str) -> QMenu:
        """What one can do with a search that was made lately."""
        assert self._recent is not None
        menu = QMenu(self)
        menu.addAction(self.tr("Forget this search"), partial(self._recent.forget, words))
        menu.addAction(self.tr("Forget all recent searches"), self._recent.clear)
        return menu

    def folder_menu(self, folder: FolderSummary, prefix: str = "") -> QMenu:
        """What one can do with a folder."""
        menu = QMenu(self)
        menu.addAction(self.tr("Look for new photos"), self.rescan_asked.emit)
        menu.addAction(self.tr("Show in file manager"), lambda: show_in_file_manager(folder.path / prefix))
        if not prefix:
            menu.addAction(self.tr("It lies elsewhere now …"), lambda: self.relocate_folder_asked.emit(folder))
            menu.addSeparator()
            menu.addAction(self.tr("Remove from PhotoFace …"), lambda: self.remove_folder_asked.emit(folder))
        return menu

    def _rename_album(self, album_id: int, name: str) -> None:
        from photoface.library.commands.collections import RenameAlbum

        self._client.execute(RenameAlbum(album_id, name))

    def _drop_on_album(self, album_id: int, photo_ids: tuple[int, ...]) -> None:
        from photoface.library.commands.collections import AddToAlbum

        self._client.execute(AddToAlbum(album_id, photo_ids))

    def _drop_on_tag(self, path: str, photo_ids: tuple[int, ...]) -> None:
        from photoface.library.commands.collections import TagPhotos

        self._client.execute(TagPhotos(photo_ids, path))
