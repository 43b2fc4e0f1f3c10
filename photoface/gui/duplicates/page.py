"""The page Duplicates: sets of photos and their copies, a button that deletes the copies, photos with several files."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from photoface.catalog.duplicates import DuplicateSet
from photoface.catalog.second_files import SeveralFiles
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.card_delegate import Brush, Index
from photoface.gui.kit.list_model import ID
from photoface.gui.kit.parts import EmptyState, button, label, page_title
from photoface.gui.kit.tiles import PhotoDelegate
from photoface.gui.page_action import PageActions
from photoface.gui.photos.pane import PhotosPane
from photoface.library.commands.photos import DeletePhotos


class DuplicateDelegate(PhotoDelegate):
    """A photo with a word where it is the one to keep."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words: dict[int, str] = {}
        self.kept: frozenset[int] = frozenset()
        """Photos whose word says that they stay."""

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PhotoSummary | None) -> None:
        super().paint_card(brush, card, index, summary)
        words = self.words.get(index.data(ID))
        if words is not None:
            token = "yes" if index.data(ID) in self.kept else "text"
            brush.pill(card.right() - 8, card.top() + 18, words, "window", token)


class DuplicatesPane(PhotosPane):
    """The grid: each photo by itself, a set under a header of its own."""

    shows_stacks = False


class DuplicatesPage(Page):
    """Photos that have copies, and those that lie in several files; newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self.sets: list[DuplicateSet] = []
        self.several: list[SeveralFiles] = []
        self.count = label("", "muted", self)
        self.choose = button(self.tr("Select the copies"), "plain", self, clicked=self.select_copies)
        self.delete = button("", "primary", self, clicked=self.delete_copies)
        self.pane = DuplicatesPane(context, self)
        self.delegate = DuplicateDelegate(context)
        self.delegate.setParent(self.pane.view)
        self.pane.view.setItemDelegate(self.delegate)
        self.pass_on(self.pane)
        said = (page_title(self.title(), self), Space(4), self.count)
        head = in_row(*said, Stretch(), self.choose, self.delete, margins=(24, 16, 24, 0), spacing=8)
        self.files_said = label("", "body", self, wrap=True)
        self.choose_files = button(self.tr("Choose files …"), "plain", self, clicked=self.ask_files)
        files = in_row(Placed(self.files_said, 1), self.choose_files, spacing=8)
        self._files = holding(files, self)
        hint = self._hint = label(
            self.tr(
                "The best of each set comes first and is kept, and so is a copy of which you said something, such as "
                "stars, a tag or a name. Deleted copies wait in Recently deleted, and undo brings them back."
            ),
            "muted",
            self,
            wrap=True,
        )
        notes = in_column(hint, self._files, spacing=8)
        notes.setContentsMargins(24, 4, 24, 8)
        self.empty = EmptyState(context, "content-copy", self)
        self.empty.say(
            self.tr("No copies"),
            self.tr(
                "Photos that are there twice, in a second file or as resized, saved again or sent by a messenger, are "
                "listed here."
            ),
            self.tr("Show all photos"),
        )
        self.empty.action.clicked.connect(self.way_to("photos"))
        self._full = holding(in_column(head, notes, Placed(self.pane, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)

    def title(self) -> str:
        return self.tr("Duplicates")

    def page_actions(self) -> PageActions:
        return self.pane.page_actions() if self.sets or self.several else {}

    @property
    def copies(self) -> tuple[int, ...]:
        """All copies that are not kept."""
        return tuple(photo_id for one in self.sets for photo_id in one.copies)

    def refresh(self, changed: Changed) -> None:
        if changed.everything or changed.photos or changed.stacks:
            self._read.start(lambda library: (library.stacks.duplicates(), library.trash.several_files()), self._take)
        self.pane.refresh(changed)

    def _take(self, found: tuple[list[DuplicateSet], list[SeveralFiles]]) -> None:
        self.sets, self.several = found
        sets = self.sets
        self.count.setText(text.counted(len(sets), self.tr("1 set"), self.tr("{} sets")) if sets else "")
        copies = len(self.copies)
        self.delete.setText(text.counted(copies, self.tr("Delete 1 copy"), self.tr("Delete {} copies")))
        for widget in (self.delete, self.choose):
            widget.setEnabled(bool(copies))
            widget.setVisible(bool(sets))
        self._hint.setVisible(bool(sets))
        best, kept = self.tr("Best"), self.tr("Kept")
        words = {one.best: best for one in sets} | {id_: kept for one in sets for id_ in one.kept}
        in_words = self.context.client.photos_in_words
        sections = {
            photo_id: self.tr("Set {number}, {photos}").format(
                number=text.number(number), photos=in_words(one.photo_ids)
            )
            for number, one in enumerate(sets, start=1)
            for photo_id in one.photo_ids
        }
        in_files = self._words_of_files()
        header = self.tr("In more than one file")
        self.delegate.words, self.delegate.kept = in_files | words, frozenset(words)
        self.pane.model.sections = dict.fromkeys(in_files, header) | sections
        self._show_files()
        self._stack.setCurrentWidget(self._full if sets or self.several else self.empty)
        ids = [photo_id for one in sets for photo_id in one.photo_ids]
        self.pane.show_photos([*ids, *(photo_id for photo_id in in_files if photo_id not in sections)])
        self.pane.view.take_new_shapes()
        self.page_actions_changed.emit()

    def _words_of_files(self) -> dict[int, str]:
        """What stands on photos that lie in several files, by their id."""
        return {one.photo_id: self.tr("{} files").format(text.number(len(one.files))) for one in self.several}

    def _show_files(self) -> None:
        """Say how many photos have a second file, and how many such files wait for the trash."""
        waiting = sum(file.days_left is not None for one in self.several for file in one.files)
        open_ = sum(bool(one.second) for one in self.several)
        said = []
        if open_:
            said.append(
                text.counted(open_, self.tr("1 photo has a second file."), self.tr("{} photos have a second file."))
            )
        if waiting:
            said.append(
                text.counted(
                    waiting,
                    self.tr("1 second file waits for the trash."),
                    self.tr("{} second files wait for the trash."),
                )
            )
        self.files_said.setText(" ".join(said))
        self._files.setVisible(bool(said))

    def ask_files(self) -> None:
        """Ask which files of photos that lie in several go to the trash."""
        # The window's start does without the sheet.
        from photoface.gui.duplicates.second_files_sheet import SecondFilesSheet

        if self.several:
            SecondFilesSheet(self.context, self.several, self.window()).open()

    def select_copies(self) -> None:
        """Select all copies that are not kept, to look them over or to do something else with them."""
        self.pane.view.select_rows([self.pane.model.row_of(photo_id) for photo_id in self.copies])
        self.pane.view.setFocus()

    def delete_copies(self) -> None:
        """Put all copies that are not kept into Recently deleted."""
        if self.copies:
            self.context.client.execute(DeletePhotos(self.copies))
