"""The page of the files that could not be read."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from photoface.catalog.summaries import Changed, FailedFile
from photoface.gui.context import Context, Page, Place
from photoface.gui.jobs.failed_delegate import FailedDelegate
from photoface.gui.jobs.failed_model import FailedModel
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import EmptyState, button, label
from photoface.gui.kit.row_list import RowList
from photoface.gui.kit.tasks import LatestRead


class FailedPage(Page):
    """Files that could not be read, each with its reason."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client.tasks, self)
        self.model = FailedModel(self)
        delegate = FailedDelegate(context.images, context.theme, context.icons)
        self.view = RowList(self.model, delegate, context.theme, self.tr("Files that could not be read"), self)
        self.view.activated.connect(lambda index: show_in_file_manager(self.model.summaries[index.row()].path))
        self.empty = EmptyState(context.theme, context.icons, "check-circle-outline", self)
        self.empty.say(self.tr("All files could be read"), self.tr("A file that cannot be read would stand here."))
        self.count = label("", "muted", self)
        self.in_part = button("", "link", self)
        self.in_part.clicked.connect(lambda: self.place_asked.emit(Place("search", words="is:damaged")))
        self.in_part.hide()
        self.left_out = button(self.tr("What else is left out …"), "link", self)
        self.left_out.setToolTip(self.tr("Folders that are not looked into, and files of other formats"))
        self.left_out.clicked.connect(lambda: self.place_asked.emit(Place("left_out")))
        self.retry = button(self.tr("Try again"), "primary", self)
        self.retry.setToolTip(self.tr("Let the next scan read these files again"))
        self.retry.clicked.connect(lambda: self.place_asked.emit(Place("retry_failed")))
        hint = label(
            self.tr("They may be damaged, or of a kind that PhotoFace does not know. The files are left as they are."),
            "muted",
            self,
        )
        below_head = in_row(Placed(hint, 1), margins=(24, 4, 24, 8))
        head = in_row(
            label(self.tr("Could not be read"), "title", self),
            self.count,
            Stretch(),
            self.in_part,
            self.left_out,
            self.retry,
            margins=(24, 16, 24, 0),
            spacing=8,
        )
        full = QWidget(self)
        in_column(head, below_head, Placed(self.view, 1), margins=(0, 0, 0, 0), spacing=0, on=full)
        self._full = full
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self.empty)

    def title(self) -> str:
        return self.tr("Could not be read")

    def visit(self, place: Place) -> None:
        self.take_focus()

    def refresh(self, changed: Changed) -> None:
        library = self.context.client.library
        self._read.start(lambda: (library.photos.failed_files(), len(library.photos.flawed())), self._take)

    def _take(self, found: tuple[list[FailedFile], int]) -> None:
        files, in_part = found
        one, many = self.tr("1 photo was read only in part"), self.tr("{} photos were read only in part")
        self.in_part.setText(text.counted(in_part, one, many))
        self.in_part.setVisible(in_part > 0)
        self.model.show(files)
        self.count.setText(text.number(len(files)))
        self._stack.setCurrentWidget(self._full if files else self.empty)
