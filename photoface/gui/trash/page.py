"""The page Recently deleted: how long each photo is still kept, with buttons to restore it or delete it now.

It also says how many second files of photos wait, and brings them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from photoface.catalog.deleted_photos import DAYS_KEPT, DeletedPhoto
from photoface.catalog.second_files import PlacedFile
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.card_delegate import Brush, Index
from photoface.gui.kit.choices import CheckBox
from photoface.gui.kit.list_model import ID
from photoface.gui.kit.parts import EmptyState, button, label, page_title
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tiles import PhotoDelegate
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.photos.pane import PhotosPane
from photoface.library.commands.photos import RestorePhotos
from photoface.library.library import Library
from photoface.worker.messages import EmptyTrashJob, Job

FILES_LISTED = 8
"""Files that the question names; more are counted."""


class DeletedDelegate(PhotoDelegate):
    """A photo with the days that are left on it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.days: dict[int, int] = {}

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: PhotoSummary | None) -> None:
        super().paint_card(brush, card, index, summary)
        days = self.days.get(index.data(ID))
        if days is not None:
            words = text.counted(days, self.tr("1 day"), self.tr("{} days")) if days else self.tr("Goes now")
            brush.pill(card.right() - 8, card.top() + 18, words, "window", "text" if days > 3 else "unsure")


class DeletedPane(PhotosPane):
    """The grid of deleted photos: they can only be restored or deleted now."""

    def __init__(self, context: Context, page: DeletedPage) -> None:
        self._page = page
        super().__init__(context, page)
        self.delegate = DeletedDelegate(context)
        self.view.setItemDelegate(self.delegate)
        self.bar.setVisible(False)

    def _show_selection(self) -> None:
        """The page's own buttons follow the selection; tags and stars are not for deleted photos."""
        self._page.show_selection()

    def page_actions(self) -> PageActions:
        ids = self.chosen_ids()
        return offered(
            (PageAction.SELECT_ALL, self.model.rowCount(), self.view.selectAll),
            (PageAction.BRING_BACK_PHOTOS, ids, lambda: self._page.bring_back(ids)),
            (PageAction.DELETE_NOW, ids, lambda: self._page.ask_delete(ids)),
        )


class DeleteNowSheet(Sheet):
    """Says which files go, and asks whether some may be deleted for good."""

    def __init__(self, context: Context, photos: Sequence[DeletedPhoto], parent: QWidget) -> None:
        files = [file for photo in photos for file in photo.files]
        super().__init__(
            text.counted(
                len(photos),
                _sheet_text("Move 1 photo to the trash of this computer?"),
                _sheet_text("Move {} photos to the trash of this computer?"),
            ),
            parent,
        )
        self.setMinimumWidth(context.theme.size(460))
        names = [text.path(file.path) + ("" if file.was_there else self.tr(" (found since)")) for file in files]
        if len(names) > FILES_LISTED:
            more = text.counted(len(names) - FILES_LISTED, self.tr("and 1 more file"), self.tr("and {} more files"))
            names = [*names[:FILES_LISTED], more]
        self.fill(self.sentence("\n".join(names), "body"))
        self.fill(
            self.sentence(
                self.tr(
                    "Their sidecars, and the videos of Live photos, go with them. You can take the files out of that "
                    "trash again; the next scan then brings the photos back with all that you said about them."
                )
            )
        )
        self.for_good = CheckBox(self.tr("Delete files for good where a drive has no trash"), context.theme, self)
        self.for_good.setToolTip(self.tr("As on most network drives. Such files cannot be brought back."))
        self.fill(self.for_good)
        self.add_buttons(self.tr("Move to the trash"), self.tr("Cancel"))


def _sheet_text(words: str) -> str:
    """Translate a text of the sheet before the sheet exists."""
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("DeleteNowSheet", words)


class DeletedPage(Page):
    """Photos in Recently deleted, newest first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self.photos: list[DeletedPhoto] = []
        self.count = label("", "muted", self)
        self.back = button(self.tr("Bring back"), "plain", self, clicked=lambda: self.bring_back(self._chosen()))
        self.now = button(self.tr("Delete now …"), "plain", self, clicked=lambda: self.ask_delete(self._chosen()))
        self.everything = button(self.tr("Empty …"), "plain", self, clicked=lambda: self.ask_delete(None))
        self.pane = DeletedPane(context, self)
        self.pass_on(self.pane)
        said = (page_title(self.title(), self), Space(4), self.count)
        head = in_row(*said, Stretch(), self.back, self.now, self.everything, margins=(24, 16, 24, 0), spacing=8)
        hint = label(
            self.tr(
                "Photos stay here for {} days, with all that you said about them. "
                "Then their files move to the trash of this computer."
            ).format(DAYS_KEPT),
            "muted",
            self,
            wrap=True,
        )
        self.found_since = label("", "muted", self, wrap=True)
        self.files: list[PlacedFile] = []
        self.second_files = button(self.tr("Second files …"), "link", self, clicked=self._show_files)
        notes = in_column(hint, self.found_since, in_row(self.second_files, Stretch()), spacing=4)
        notes.setContentsMargins(24, 4, 24, 8)
        self.empty = EmptyState(context, "trash-can-outline", self)
        self.empty.say(
            self.tr("Nothing was deleted"),
            self.tr("Photos that you delete wait here for {} days, and can be brought back.").format(DAYS_KEPT),
            self.tr("Show all photos"),
        )
        self.empty.action.clicked.connect(self.way_to("photos"))
        self._full = holding(in_column(head, notes, Placed(self.pane, 1), spacing=0), self)
        self._stack = in_stack(self._full, self.empty, on=self)
        context.jobs.finished.connect(self._note_end)
        self.show_selection()

    def title(self) -> str:
        return self.tr("Recently deleted")

    def page_actions(self) -> PageActions:
        return self.pane.page_actions() if self.photos else {}

    def refresh(self, changed: Changed) -> None:
        if changed.everything or changed.photos:
            self._read.start(_waiting, self._take)

    def _take(self, waiting: tuple[list[DeletedPhoto], list[PlacedFile]]) -> None:
        self.photos, self.files = photos, files = waiting
        self.second_files.setVisible(bool(files))
        words = text.counted(
            len(files), self.tr("Show 1 deleted second file …"), self.tr("Show {} deleted second files …")
        )
        self.second_files.setText(words)
        self.second_files.setAccessibleName(words)
        self.count.setText(text.number(len(photos)) if photos else "")
        self.pane.delegate.days = {photo.id: photo.days_left for photo in photos}
        since = [file.path for photo in photos for file in photo.files if not file.was_there]
        self.found_since.setVisible(bool(since))
        if since:
            self.found_since.setText(
                text.counted(
                    len(since),
                    self.tr("1 file of these photos was found after you deleted them, and stays until you say so: {}"),
                    self.tr("{} files of these photos were found after you deleted them, and stay until you say so"),
                ).replace("{}", text.path(since[0]))
            )
        had_focus = self._full.isAncestorOf(self.window().focusWidget() or self)
        self._stack.setCurrentWidget(self._full if photos or files else self.empty)
        if had_focus and self.empty.isVisibleTo(self):
            self.empty.action.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pane.show_photos([photo.id for photo in photos])
        self.pane.view.viewport().update()
        self.show_selection()
        self.page_actions_changed.emit()

    def _show_files(self) -> None:
        from photoface.gui.trash.waiting_files_sheet import WaitingFilesSheet

        WaitingFilesSheet(self.context, self.files, self.window()).open()

    def show_selection(self) -> None:
        """Offer what can be done with the selected photos."""
        if hasattr(self, "pane"):
            chosen = bool(self._chosen())
            if not chosen and (self.back.hasFocus() or self.now.hasFocus()):
                # A button that can be used no more would give the keyboard to the search field.
                self.pane.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.back.setEnabled(chosen)
            self.now.setEnabled(chosen)
            self.everything.setEnabled(bool(self.photos))

    def _chosen(self) -> tuple[int, ...]:
        return self.pane.selected_ids()

    def bring_back(self, photo_ids: tuple[int, ...]) -> None:
        """Take photos out of Recently deleted."""
        if photo_ids:
            self.context.client.execute(RestorePhotos(photo_ids))

    def ask_delete(self, photo_ids: tuple[int, ...] | None) -> None:
        """Ask whether the files of these photos, or of all, may go now."""
        chosen = [photo for photo in self.photos if photo_ids is None or photo.id in photo_ids]
        if not chosen:
            return
        sheet = DeleteNowSheet(self.context, chosen, self.window())
        ids = tuple(photo.id for photo in chosen)
        sheet.accepted.connect(
            lambda: self.context.jobs.empty_trash(EmptyTrashJob(ids, without_trash=sheet.for_good.isChecked()))
        )
        sheet.open()
        sheet.cancel.setFocus()

    def _note_end(self, job: Job, _summary: str) -> None:
        if isinstance(job, EmptyTrashJob) and self.isVisible():
            self.refresh(Changed(everything=True))


def _waiting(library: Library) -> tuple[list[DeletedPhoto], list[PlacedFile]]:
    """Deleted photos, and second files that were deleted by themselves."""
    several = library.trash.several_files()
    return library.trash.photos(), [file for one in several for file in one.files if file.days_left is not None]
