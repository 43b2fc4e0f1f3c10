"""The sidebar: pages with live counts, favourite people, albums, searches, tags and folders, in sections that fold.

Which lines there are is in `rows`, what can be done with them in `menus`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.gui.client import LatestRead
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.parts import icon_button, label, scrolled
from photoface.gui.sidebar.line import SectionHeading, SidebarButton
from photoface.gui.sidebar.lines import SectionLines
from photoface.gui.sidebar.menus import LineMenus
from photoface.gui.sidebar.rows import Entry, LastImport, album_entries, folder_entries, row, tag_entries

if TYPE_CHECKING:
    from photoface.catalog.summaries.changed import Changed
    from photoface.catalog.summaries.photo_collections import FavouritePerson, PhotoCollections
    from photoface.gui.kit.widget_context import WidgetContext
    from photoface.gui.search.recent_searches import RecentSearches
    from photoface.gui.sidebar_pages import SidebarPage
    from photoface.library.library import Library

WIDTH = 220
COLLAPSED_WIDTH = 56

TAKE_PHOTOS = ("favourites", "hidden", "trash")
"""Pages that photos can be dragged onto."""


class _Content(QWidget):
    """What scrolls; tells after each layout, when other lines may be in sight.

    Signals:
        laid_out: its parts were laid out.
    """

    laid_out = Signal()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.laid_out.emit()
        return handled


class Sidebar(QWidget):
    """Pages, albums, tags and folders.

    Args:
        preferences: where it is kept which sections and lines are folded.

    Signals:
        page_asked: the key of a page.
        place_asked: a `Place`.
        add_folder_asked: a folder is to be added.
        rescan_asked: look for new photos in a `FolderToScan`.
        remove_folder_asked, relocate_folder_asked: a `FolderSummary`.
        failed_asked: show the files that could not be read.
    """

    page_asked = Signal(str)
    place_asked = Signal(object)
    add_folder_asked = Signal()
    rescan_asked = Signal(object)
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
        self._is_stale = True
        self._folded = self._remembered("sidebar/folded")
        self._unfolded = self._remembered("sidebar/unfolded")
        self.menus = LineMenus(context, recent, self)
        self.menus.rescan_asked.connect(self.rescan_asked)
        self.menus.remove_folder_asked.connect(self.remove_folder_asked)
        self.menus.relocate_folder_asked.connect(self.relocate_folder_asked)

        self._wordmark = label("PhotoFace", "body", self)
        self._wordmark.setObjectName("wordmark")
        self.collapse = icon_button(context.icons, "dock-left", self.tr("Narrow or widen the sidebar"), self)
        self.collapse.clicked.connect(lambda: self.set_collapsed(not self._collapsed))
        self._head = in_row(self._wordmark, Stretch(), self.collapse, margins=(10, 0, 0, 0))

        content = _Content(self)
        area = self._area = scrolled(content, self, by_keyboard=False)
        area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self.buttons: dict[str, SidebarButton] = {}
        self._sections = {page.key: page.section for page in pages}
        self.headings: dict[str, SectionHeading] = {}
        self._holders: dict[str, QWidget] = {}
        self._lines: dict[str, SectionLines] = {}
        self.add = SidebarButton(context, "plus", self.tr("Add"), self)
        self.add.setAccessibleName(self.tr("Add a folder"))
        self.add.setToolTip(self.tr("Add a folder of photos (Ctrl+O)"))
        self.add.clicked.connect(self.add_folder_asked)
        self.failed = SidebarButton(context, "file-alert-outline", self.tr("Unreadable"), self)
        self.failed.setToolTip(self.tr("Files that could not be read"))
        self.failed.clicked.connect(self.failed_asked)
        self.failed.hide()
        self._column = in_column(spacing=1, on=content)
        for section, words, adds in (
            ("", "", ""),
            ("people", self.tr("People"), ""),
            ("albums", self.tr("Albums"), self.tr("New album (+)")),
            ("recent", self.tr("Recent searches"), ""),
            ("tags", self.tr("Tags"), ""),
            ("folders", self.tr("Folders"), self.tr("Add a folder of photos (Ctrl+O)")),
            ("more", self.tr("More"), ""),
        ):
            self._add_section(section, words, adds, pages)
        self._column.addStretch(1)
        self.headings["folders"].add_asked.connect(self.add_folder_asked)
        self.headings["albums"].add_asked.connect(self.menus.ask_album)
        self.headings["albums"].setAcceptDrops(True)
        self.headings["albums"].album_dropped.connect(self.menus.drop_album_at_top)
        in_column(self._head, Space(8), Placed(area, 1), margins=(12, 12, 6, 12), spacing=2, on=self)
        content.laid_out.connect(self._fill)
        area.verticalScrollBar().valueChanged.connect(self._fill)
        self.setFixedWidth(context.theme.size(WIDTH))
        self._show_folds()
        self._show_headings()
        if recent is not None:
            recent.changed.connect(self._show_lines)
        context.client.changed.connect(self._note_changed)
        # The first read comes with the window's first counts, after its first paint.
        context.client.frame_changed.connect(lambda _: self._read_again())

    def _add_section(self, section: str, words: str, adds: str, pages: Sequence[SidebarPage]) -> None:
        """Add a section's heading, its pages and the place of its lines; the first section has no heading.

        Args:
            adds: what the plus of the heading does; empty for none.
        """
        content = self._area.widget()
        if section:
            heading = SectionHeading(self._context, words, adds, content)
            heading.clicked.connect(partial(self._fold_section, section))
            self.headings[section] = heading
            self._column.addWidget(heading)
        holder = self._holders[section] = QWidget(content)
        lines = SectionLines(self._area, self._make_line, lambda entry: row(entry, self._unfolded), holder)
        lines.lines_changed.connect(self._take_new_lines)
        self._lines[section] = lines
        last = {"folders": [self.add], "more": [self.failed]}.get(section, [])
        in_column(
            *(self._page_line(page, holder) for page in pages if page.section == section),
            lines,
            *last,
            spacing=1,
            on=holder,
        )
        self._column.addWidget(holder)

    def _page_line(self, page: SidebarPage, holder: QWidget) -> SidebarButton:
        entry = self.buttons[page.key] = SidebarButton(self._context, page.icon, page.words, holder)
        entry.setToolTip(f"{page.words} ({page.shortcut})" if page.shortcut else page.words)
        entry.clicked.connect(lambda: self.page_asked.emit(page.key))
        if page.key in TAKE_PHOTOS:
            entry.setAcceptDrops(True)
            entry.photos_dropped.connect(partial(self.menus.drop_on_page, page.key))
        return entry

    # what it lists

    def _note_changed(self, changed: Changed) -> None:
        """Have all read again, unless only faces, groups and people changed: of these favourite people are listed.

        To count the photos of all folders and tags takes as long as a page, and a name comes every few seconds.
        """
        listed = changed.photos or changed.tags or changed.searches or changed.albums
        if changed.everything or changed.stacks or listed:
            self._is_stale = True
            # What is being read may have been read before this change.
            self._read.drop()

    def _read_again(self) -> None:
        shown = self._shown
        if shown is not None and not self._is_stale:
            self._read.start(lambda library: library.albums.favourite_people(), self._take_people)
            return

        def read(library: Library) -> PhotoCollections | None:
            found = library.albums.collections()
            # Thousands of folders are compared here, where the window does not wait for it.
            return None if found == shown else found

        self._read.start(read, self._take)

    def _take(self, found: PhotoCollections | None) -> None:
        self._is_stale = False
        if found is not None:
            self.show_collections(found)

    def _take_people(self, people: tuple[FavouritePerson, ...]) -> None:
        if self._shown is not None and self._shown.people != people:
            self.show_collections(replace(self._shown, people=people))

    def show_collections(self, found: PhotoCollections) -> None:
        """List albums, saved searches, tags and folders."""
        self.buttons["favourites"].set_number(found.favourites)
        self._shown = self.menus.shown = found
        self._show_lines()

    def _show_lines(self) -> None:
        found, unfolded = self._shown, self._unfolded
        if found is None:
            return
        self._lines[""].show_entries([Entry(LastImport(found.last_import))] if found.last_import else [])
        self._lines["people"].show_entries([Entry(person) for person in found.people])
        searches = [Entry(search) for search in found.searches]
        self._lines["albums"].show_entries(album_entries(found.albums, unfolded) + searches)
        recent = () if self._recent is None else self._recent.all
        self._lines["recent"].show_entries([Entry(search) for search in recent])
        self._lines["tags"].show_entries(tag_entries(found.tags, unfolded))
        self._lines["folders"].show_entries(folder_entries(found.folders, unfolded))
        self.add.setVisible(not found.folders)
        self._show_headings()

    def _fill(self) -> None:
        for section in self._lines.values():
            section.fill()

    def _make_line(self, parent: QWidget) -> SidebarButton:
        line = SidebarButton(self._context, "", "", parent)
        line.collapsed = self._collapsed
        line.clicked.connect(partial(self._use, line))
        line.fold_asked.connect(partial(self._fold_line, line))
        line.renamed.connect(partial(self.menus.rename, line))
        line.delete_asked.connect(partial(self.menus.delete, line))
        line.photos_dropped.connect(partial(self.menus.drop, line))
        line.album_dropped.connect(partial(self.menus.drop_album, line))
        line.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        line.customContextMenuRequested.connect(partial(self._show_menu, line))
        return line

    def _use(self, line: SidebarButton, _checked: bool = False) -> None:
        """Go where a line leads, or fold what it is about."""
        if line.row is not None and line.row.place is not None:
            self.place_asked.emit(line.row.place)
        else:
            self._fold_line(line)

    def _show_menu(self, line: SidebarButton, point: QPoint) -> None:
        menu = self.menus.of_line(line)
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(line.mapToGlobal(point))

    def _show_headings(self) -> None:
        """Sections that may hold nothing have a heading only while they list something."""
        found = self._shown
        held = {
            "tags": found is not None and bool(found.tags),
            "recent": found is not None and self._recent is not None and bool(self._recent.all),
        }
        for section, heading in self.headings.items():
            heading.setHidden(self._collapsed or not held.get(section, True))

    def _listed(self) -> Iterator[SidebarButton]:
        """The lines of all sections that exist, without the pages."""
        return itertools.chain.from_iterable(section.lines() for section in self._lines.values())

    def _take_new_lines(self) -> None:
        """Other lines exist now. What is made later would come last for Tab."""
        before: QWidget = self.collapse
        for section, lines in self._lines.items():
            heading = self.headings.get(section)
            pages = [entry for key, entry in self.buttons.items() if self._sections[key] == section]
            last = {"folders": self.add, "more": self.failed}.get(section)
            for widget in (heading, *pages, *lines.lines(), last):
                if widget is not None:
                    QWidget.setTabOrder(before, widget)
                    before = widget
        self._mark()

    # where the window is

    def show_place(self, place: Place) -> None:
        """Mark the line of the place that shows, and bring it into sight."""
        self._place = place
        self._mark()
        entry = self.buttons.get(place.page)
        if entry is not None and entry.isVisible() and entry.visibleRegion().boundingRect().height() < entry.height():
            self._area.ensureWidgetVisible(entry, 0, 8)

    def _mark(self) -> None:
        place = self._place
        for key, entry in self.buttons.items():
            entry.show_current(key == place.page)
        self.failed.show_current(place.page == "failed")
        for line in self._listed():
            line.show_current(line.row is not None and line.row.place == place)

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

    def _fold_line(self, line: SidebarButton) -> None:
        if line.row is not None and line.row.folds:
            self._unfolded ^= {line.row.folds}
            self._remember()
            self._show_lines()

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
        for entry in (*self.buttons.values(), self.add, self.failed, *self._listed()):
            entry.collapsed = collapsed
            entry.update()
        self._show_folds()
        self._head.setContentsMargins(0 if collapsed else 10, 0, 0, 0)
        self.setFixedWidth(COLLAPSED_WIDTH if collapsed else self._context.theme.size(WIDTH))
