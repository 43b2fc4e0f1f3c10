"""The sidebar: pages with live counts, and the folders of the library. It collapses to its icons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from photoface.catalog.summaries import FolderSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.card_delegate import RIGHT, brush_on
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import icon_button, label, padded, scrolled
from photoface.gui.kit.theme import RADIUS, SECONDARY
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.sidebar_pages import SidebarPage

WIDTH = 200
COLLAPSED_WIDTH = 56


class SidebarButton(QAbstractButton):
    """One line of the sidebar: icon, words, and a count at the right."""

    def __init__(self, context: WidgetContext, icon: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._icon = icon
        self.count = ""
        self._warning = False
        self.collapsed = False
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        context.theme.changed.connect(self.update)

    def set_number(self, number: int) -> None:
        """Show how many there are; nothing for none."""
        self.set_count(text.number(number) if number else "")

    def set_count(self, count: str) -> None:
        if count != self.count:
            self.count = count
            self.setAccessibleDescription(count)
            self.update()

    def set_icon(self, icon: str, *, warning: bool = False) -> None:
        self._icon, self._warning = icon, warning
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 24, max(34, self._context.theme.size(34)))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            rect, checked = self.rect(), self.isChecked()
            ground = "selected" if checked else "pressed" if self.isDown() else "hover" if self.underMouse() else ""
            if ground:
                brush.fill(painting.rounded(rect, RADIUS), ground)
            token = "accent" if checked else "unsure" if self._warning else "text"
            side = self._context.icons.size.width()
            left = (rect.width() - side) // 2 if self.collapsed else 10
            brush.icon(left, rect.center().y() + 1 - side // 2, self._icon, side, token)
            if not self.collapsed:
                begin, counted = (
                    left + side + 10,
                    QFontMetrics(brush.theme.font(SECONDARY)).horizontalAdvance(self.count),
                )
                words = rect.adjusted(begin, 0, -(counted + 12 if self.count else 8), 0)
                brush.text(words, self.text(), bold=checked)
                room = rect.adjusted(begin, 0, -10, 0)
                brush.text(room, self.count, SECONDARY, "text" if checked else "muted", align=RIGHT)
            if self.hasFocus():
                brush.focus(rect)


class Sidebar(QWidget):
    """Pages and folders.

    Signals:
        page_asked: the key of a page.
        add_folder_asked, rescan_asked: what the folders' buttons and menus ask.
        remove_folder_asked, relocate_folder_asked: a `FolderSummary`.
        failed_asked: show the files that could not be read.
    """

    page_asked = Signal(str)
    add_folder_asked = Signal()
    rescan_asked = Signal()
    remove_folder_asked = Signal(object)
    relocate_folder_asked = Signal(object)
    failed_asked = Signal()

    def __init__(self, context: WidgetContext, pages: Sequence[SidebarPage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self._collapsed = False
        self._folders: tuple[FolderSummary, ...] = ()
        self._folder_buttons: list[SidebarButton] = []

        self._wordmark = label("PhotoFace", "body", self)
        self._wordmark.setObjectName("wordmark")
        self.collapse = icon_button(context.icons, "dock-left", self.tr("Narrow or widen the sidebar"), self)
        self.collapse.clicked.connect(lambda: self.set_collapsed(not self._collapsed))
        head = in_row(self._wordmark, Stretch(), self.collapse, margins=(10, 0, 0, 0))
        self._head = head

        column = in_column(head, Space(12), margins=(12, 12, 12, 12), spacing=2, on=self)
        self.buttons: dict[str, SidebarButton] = {}
        for page in pages:
            entry = SidebarButton(context, page.icon, page.words, self)
            entry.setCheckable(True)
            entry.setToolTip(f"{page.words} ({page.shortcut})")
            entry.clicked.connect(lambda _=False, key=page.key: self.page_asked.emit(key))
            self.buttons[page.key] = entry
            column.addWidget(entry)
        self._folders_label = label(self.tr("Folders"), "secondary", self)
        self._folder_column = in_column(spacing=2)
        content = QWidget(self)
        self.add = SidebarButton(context, "plus", self.tr("Add"), content)
        self.add.setAccessibleName(self.tr("Add a folder"))
        self.add.setToolTip(self.tr("Add a folder of photos (Ctrl+O)"))
        self.add.clicked.connect(self.add_folder_asked)
        in_column(self._folder_column, self.add, Stretch(), spacing=2, on=content)
        area = scrolled(content, self, by_keyboard=False)
        area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")

        self.failed = SidebarButton(context, "file-alert-outline", self.tr("Unreadable"), self)
        self.failed.setCheckable(True)
        self.failed.setToolTip(self.tr("Files that could not be read"))
        self.failed.clicked.connect(self.failed_asked)
        self.failed.hide()
        fill(column, Space(20), padded(self._folders_label, left=10, bottom=4), Placed(area, 1), self.failed)
        self.setFixedWidth(context.theme.size(WIDTH))

    def show_page(self, key: str | None) -> None:
        """Mark the page that shows; None where it is none of these."""
        entry = self.buttons.get(key or "") or (self.failed if key == "failed" else None)
        for each in (*self.buttons.values(), self.failed):
            each.setChecked(each is entry)

    def set_failed(self, count: int) -> None:
        self.failed.set_count(text.number(count))
        self.failed.setVisible(count > 0)

    def set_folders(self, folders: tuple[FolderSummary, ...]) -> None:
        if folders == self._folders:
            return
        self._folders = folders
        for old in self._folder_buttons:
            self._folder_column.removeWidget(old)
            old.deleteLater()
        self._folder_buttons = [self._folder_button(folder) for folder in folders]
        # What is made later would come last for Tab.
        before: QWidget = list(self.buttons.values())[-1]
        for each in (*self._folder_buttons, self.add, self.failed):
            self.setTabOrder(before, each)
            before = each

    def _folder_button(self, folder: FolderSummary) -> SidebarButton:
        entry = SidebarButton(self._context, "folder-outline", text.path_name(folder.path), self)
        entry.collapsed = self._collapsed
        words = f"{folder.path}\n{text.photos(folder.photos)}"
        if not folder.reachable:
            entry.set_icon("folder-off-outline", warning=True)
            words += "\n" + (
                self.tr("Empty now. Is its disk connected? If you emptied it, remove it from PhotoFace.")
                if folder.is_emptied
                else self.tr("Not there now. Is its disk connected?")
            )
        entry.setToolTip(text.tooltip(words))
        entry.set_count(text.number(folder.photos) if folder.reachable else self.tr("away"))
        entry.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        entry.customContextMenuRequested.connect(lambda point: self._open_menu(entry, folder, point))
        entry.clicked.connect(lambda: self._open_menu(entry, folder, QPoint(40, entry.height())))
        self._folder_column.addWidget(entry)
        entry.show()
        return entry

    def folder_menu(self, folder: FolderSummary) -> QMenu:
        """What one can do with a folder."""
        menu = QMenu(self)
        menu.addAction(self.tr("Look for new photos"), self.rescan_asked.emit)
        menu.addAction(self.tr("Show in file manager"), lambda: show_in_file_manager(folder.path))
        menu.addAction(self.tr("It lies elsewhere now …"), lambda: self.relocate_folder_asked.emit(folder))
        menu.addSeparator()
        menu.addAction(self.tr("Remove from PhotoFace …"), lambda: self.remove_folder_asked.emit(folder))
        return menu

    def _open_menu(self, entry: SidebarButton, folder: FolderSummary, point: QPoint) -> None:
        menu = self.folder_menu(folder)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(entry.mapToGlobal(point))

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only the icons, or all of it."""
        self._collapsed = collapsed
        self._wordmark.setHidden(collapsed)
        self._folders_label.setHidden(collapsed)
        for entry in (*self.buttons.values(), self.add, self.failed, *self._folder_buttons):
            entry.collapsed = collapsed
            entry.update()
        self._head.setContentsMargins(0 if collapsed else 10, 0, 0, 0)
        self.setFixedWidth(COLLAPSED_WIDTH if collapsed else self._context.theme.size(WIDTH))
