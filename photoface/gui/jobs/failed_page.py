"""The page that lists the photo files that could not be read, each with the reason.

A button lets the next scan try them again. The page also leads to photos that were read in part, and to what scans
leave out.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.library import FailedFile
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.card_delegate import Brush, Index, RowDelegate
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.list_model import ListModel
from photoface.gui.kit.parts import EmptyState, button, label, padded, page_title
from photoface.gui.kit.row_list import RowList
from photoface.gui.kit.theme import SECONDARY


class FailedModel(ListModel[int, FailedFile]):
    """Files that could not be read, each with the sentence that says why."""

    def words(self, summary: FailedFile, role: Qt.ItemDataRole) -> str | None:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return summary.sentence
        return text.path(summary.path) if role == Qt.ItemDataRole.ToolTipRole else text.path_name(summary.path)


class FailedDelegate(RowDelegate):
    """The sentence that says why a file could not be read, and below it smaller where it lies."""

    def size(self) -> QSize:
        return QSize(300, self._theme.size(56))

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: FailedFile) -> None:
        brush.icon_around(card.left() + 22, card.center().y(), "file-alert-outline", 20)
        line, small = brush.theme.size(20), brush.theme.size(16)
        words = QRect(card.left() + 44, card.center().y() - (line + small) // 2, card.width() - 56, line)
        brush.text(words, summary.sentence)
        below = QRect(words.left(), words.bottom() + 1, words.width(), small)
        brush.text(below, text.path(summary.path.parent), SECONDARY, "muted")


class FailedPage(Page):
    """Files that could not be read, each with its reason."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self.model = FailedModel(self)
        delegate = FailedDelegate(context)
        self.view = RowList(self.model, delegate, context.theme, self.tr("Files that could not be read"), self)
        self.view.activated.connect(lambda index: show_in_file_manager(self.model.summaries[index.row()].path))
        self.empty = EmptyState(context, "check-circle-outline", self)
        self.empty.say(
            self.tr("All files could be read"),
            self.tr("A file that cannot be read would stand here."),
            self.tr("Show all photos"),
        )
        self.empty.action.clicked.connect(self.way_to("photos"))
        self.count = label("", "muted", self)
        self.in_part = button("", "link", self, clicked=self.way_to("search", "is:damaged"))
        self.in_part.hide()
        self.left_out = button(self.tr("What else is left out …"), "link", self, clicked=self.way_to("left_out"))
        self.left_out.setToolTip(self.tr("Folders that are not looked into, and files of other formats"))
        self.retry = button(self.tr("Try again"), "primary", self, clicked=self.way_to("retry_failed"))
        self.retry.setToolTip(self.tr("Let the next scan read these files again"))
        hint = label(
            self.tr("They may be damaged, or of a kind that PhotoFace does not know. The files are left as they are."),
            "muted",
            self,
            wrap=True,
        )
        said, offers = (page_title(self.title(), self), self.count), (self.in_part, self.left_out, self.retry)
        head = in_row(*said, Stretch(), *offers, margins=(24, 16, 24, 0), spacing=8)
        self._full = holding(in_column(head, padded(hint, 24, 4, 24, 8), Placed(self.view, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)

    def title(self) -> str:
        return self.tr("Could not be read")

    def refresh(self, changed: Changed) -> None:
        self._read.start(lambda library: (library.photos.failed_files(), len(library.photos.flawed())), self._take)

    def _take(self, found: tuple[list[FailedFile], int]) -> None:
        files, in_part = found
        one, many = self.tr("1 photo was read only in part"), self.tr("{} photos were read only in part")
        self.in_part.setText(text.counted(in_part, one, many))
        self.in_part.setVisible(in_part > 0)
        self.model.show(files)
        self.count.setText(text.number(len(files)))
        self._stack.setCurrentWidget(self._full if files else self.empty)
