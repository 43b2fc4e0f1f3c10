"""The page Duplicates: photos with their copies, set by set, and a button that deletes the copies."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from photoface.catalog.duplicates import DuplicateSet
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.card_delegate import Brush, Index
from photoface.gui.kit.list_model import ID
from photoface.gui.kit.parts import EmptyState, button, label
from photoface.gui.kit.tiles import PhotoDelegate
from photoface.gui.page_action import PageActions
from photoface.gui.photos.pane import PhotosPane
from photoface.library.commands.photos import DeletePhotos


class DuplicateDelegate(PhotoDelegate):
    """A photo with a word where it is the one to keep."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words: dict[int, str] = {}

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PhotoSummary | None) -> None:
        super().paint_card(brush, card, index, summary)
        words = self.words.get(index.data(ID))
        if words is not None:
            brush.pill(card.right() - 8, card.top() + 18, words, "window", "yes")


class DuplicatesPane(PhotosPane):
    """The grid: each photo by itself, a set under a header of its own."""

    shows_stacks = False


class DuplicatesPage(Page):
    """Photos that have copies, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self.sets: list[DuplicateSet] = []
        self.count = label("", "muted", self)
        self.choose = button(self.tr("Select the copies"), "plain", self, clicked=self.select_copies)
        self.delete = button("", "primary", self, clicked=self.delete_copies)
        self.pane = DuplicatesPane(context, self)
        self.delegate = DuplicateDelegate(context)
        self.delegate.setParent(self.pane.view)
        self.pane.view.setItemDelegate(self.delegate)
        self.pass_on(self.pane)
        said = (label(self.title(), "title", self), Space(4), self.count)
        head = in_row(*said, Stretch(), self.choose, self.delete, margins=(24, 16, 24, 0), spacing=8)
        hint = label(
            self.tr(
                "The best of each set comes first and is kept, and so is a copy of which you said something, such as "
                "stars, a tag or a name. Deleted copies wait in Recently deleted, and undo brings them back."
            ),
            "muted",
            self,
            wrap=True,
        )
        notes = in_column(hint)
        notes.setContentsMargins(24, 4, 24, 8)
        self.empty = EmptyState(context, "content-copy", self)
        self.empty.say(
            self.tr("No copies"),
            self.tr("Photos that are there twice, as resized, saved again or sent by a messenger, are listed here."),
            self.tr("Show all photos"),
        )
        self.empty.action.clicked.connect(self.way_to("photos"))
        self._full = holding(in_column(head, notes, Placed(self.pane, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)

    def title(self) -> str:
        return self.tr("Duplicates")

    def page_actions(self) -> PageActions:
        return self.pane.page_actions() if self.sets else {}

    @property
    def copies(self) -> tuple[int, ...]:
        """All copies that are not kept."""
        return tuple(photo_id for one in self.sets for photo_id in one.copies)

    def refresh(self, changed: Changed) -> None:
        if changed.everything or changed.photos or changed.stacks:
            self._read.start(lambda library: library.stacks.duplicates(), self._take)
        self.pane.refresh(changed)

    def _take(self, sets: list[DuplicateSet]) -> None:
        self.sets = sets
        self.count.setText(text.counted(len(sets), self.tr("1 set"), self.tr("{} sets")))
        copies = len(self.copies)
        self.delete.setText(text.counted(copies, self.tr("Delete 1 copy"), self.tr("Delete {} copies")))
        self.delete.setEnabled(bool(copies))
        self.choose.setEnabled(bool(copies))
        best, kept = self.tr("Best"), self.tr("Kept")
        self.delegate.words = {one.best: best for one in sets} | {id_: kept for one in sets for id_ in one.kept}
        self.pane.model.sections = {
            photo_id: self.tr("{number}: {photos}").format(
                number=text.number(number), photos=text.photos(len(one.photo_ids))
            )
            for number, one in enumerate(sets, start=1)
            for photo_id in one.photo_ids
        }
        self._stack.setCurrentWidget(self._full if sets else self.empty)
        self.pane.show_photos([photo_id for one in sets for photo_id in one.photo_ids])
        self.pane.view.take_new_shapes()
        self.page_actions_changed.emit()

    def select_copies(self) -> None:
        """Select all copies that are not kept, to look them over or to do something else with them."""
        self.pane.view.select_rows([self.pane.model.row_of(photo_id) for photo_id in self.copies])
        self.pane.view.setFocus()

    def delete_copies(self) -> None:
        """Put all copies that are not kept into Recently deleted."""
        if self.copies:
            self.context.client.execute(DeletePhotos(self.copies))
