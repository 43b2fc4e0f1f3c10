"""The Settings page: settings of the window and of the library, in one column, each saved as soon as it changes.

It also shows the folders, the newest backup and the storage, with buttons to the dialogs about these and others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QButtonGroup, QLabel, QLayout, QWidget

from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.library import FolderSummary
from photoface.formatting import size
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.choices import CheckBox, DropDown, RadioButton
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import button, label, page_title, scrolled
from photoface.gui.settings.text_size import TEXT_SIZE, TEXT_SIZES, text_size
from photoface.library.library import Library
from photoface.library.storage import Storage
from photoface.settings import Settings

WIDTH = 640
"""Pixels of the column at the usual text size."""

APPEARANCE = "window/appearance"
"""The name in the window's preferences."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The values of the library that the page shows."""

    settings: Settings
    folders: tuple[FolderSummary, ...]
    storage: Storage
    backup: str


def _read(library: Library) -> Shown:
    newest = max((backup.made_at for backup in library.backups.all()), default=None)
    return Shown(
        library.settings(),
        tuple(library.folders.all()),
        library.storage(),
        "" if newest is None else text.date_and_time(newest),
    )


class SettingsPage(Page):
    """Choices about the window and the library.

    Args:
        preferences: those of the window.
        choose_appearance: follows `system`, `light` or `dark` at once.
    """

    def __init__(
        self,
        context: Context,
        preferences: QSettings,
        choose_appearance: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self._preferences = preferences
        self._choose_appearance = choose_appearance
        self._latest = LatestRead(context.client, self)
        self._is_built = False
        self.appearance: dict[str, RadioButton] = {}
        self.processor_use: dict[str, RadioButton] = {}
        self.switches: dict[str, CheckBox] = {}
        context.client.settings_changed.connect(lambda: self._note_change(Changed(everything=True)))

    def title(self) -> str:
        return self.tr("Settings")

    def visit(self, place: Place) -> None:
        # Most days nobody comes here: the window opens without its widgets.
        if not self._is_built:
            self._is_built = True
            self._build()
        chosen = str(self._preferences.value(APPEARANCE, "system"))
        self.appearance.get(chosen, self.appearance["system"]).setChecked(True)
        super().visit(place)

    def take_focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        checked = [choice for choice in self.appearance.values() if choice.isChecked()]
        (checked[0] if checked else self).setFocus(reason)

    def refresh(self, changed: Changed) -> None:
        self._latest.start(_read, self._take)

    # building

    def _build(self) -> None:
        content = QWidget(self)
        self.folders = label("", "body", content, wrap=True)
        self.files = label("", "body", content, wrap=True)
        self.helpers = label("", "body", content, wrap=True)
        self.backup = label("", "body", content, wrap=True)
        self.storage = label("", "body", content, wrap=True)
        way = self.way_to
        column = in_column(
            page_title(self.title(), content),
            *self._section(self.tr("Appearance"), *self._appearance_parts(content)),
            *self._section(
                self.tr("Folders"),
                self.folders,
                self._buttons(
                    (self.tr("Add a folder …"), way("add_folder")),
                    (self.tr("What is left out …"), way("left_out")),
                ),
            ),
            *self._section(
                self.tr("Looking for photos"),
                self._switch("scan_at_start", self.tr("Look for new photos when PhotoFace opens"), content),
                self._switch("watch_folders", self.tr("Notice new and changed photos while it is open"), content),
                self._switch("on_this_day", self.tr("Show on the Photos page what was on this day years ago"), content),
                self._switch("leave_out_nomedia", self.tr("Leave out folders with a file .nomedia in them"), content),
            ),
            *self._section(
                self.tr("Use of the computer"),
                self._processor_use_parts(content),
                self._hint(
                    self.tr("Quiet takes half of the processor, and lets all other programs go first."), content
                ),
                self._switch("pause_on_battery", self.tr("Pause while the computer runs on its battery"), content),
                self._switch("pause_while_used", self.tr("Scan only while nobody uses mouse or keyboard"), content),
            ),
            *self._section(
                self.tr("Scan on several computers"),
                self.helpers,
                self._buttons((self.tr("Change who helps …"), self._choose_helpers)),
            ),
            *self._section(
                self.tr("Photos"),
                self._switch("stacks", self.tr("Show copies, bursts and raw files as one photo"), content),
                self._hint(self.tr("Off: every photo has a tile of its own."), content),
            ),
            *self._section(
                self.tr("People"),
                self._switch("settle_at_once", self.tr("After an answer, settle what follows from it"), content),
                self._hint(self.tr("Off: every face is asked about. What you said stays either way."), content),
                self._switch("usual_company", self.tr("Let suggestions count who is usually together"), content),
                self._switch("personal_learning", self.tr("Use what was learned from my answers"), content),
            ),
            *self._section(
                self.tr("Search"),
                self._switch("similar_tags", self.tr("Find tags of nearly the same meaning (English words)"), content),
            ),
            *self._section(
                self.tr("Names in files"),
                self.files,
                self._buttons((self.tr("Change …"), way("follow")), (self.tr("Names in files"), way("names_in_files"))),
            ),
            *self._section(
                self.tr("Backup"),
                self.backup,
                self._buttons((self.tr("Back up …"), way("back_up")), (self.tr("Restore …"), way("restore"))),
            ),
            *self._section(
                self.tr("Storage"),
                self.storage,
                self._buttons(
                    (self.tr("Show in the file manager"), self._show_catalog),
                    (self.tr("Move it, or open another …"), way("libraries")),
                ),
            ),
            *self._section(
                self.tr("Models (advanced)"),
                self._hint(self.tr("What finds faces and tells them apart. It works without a network."), content),
                self._buttons((self.tr("Models and learning …"), way("models"))),
            ),
            Stretch(),
            margins=(24, 16, 24, 24),
            spacing=8,
        )
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        narrow = QWidget(content)
        narrow.setLayout(column)
        narrow.setMaximumWidth(self.context.theme.size(WIDTH))
        in_row(Placed(narrow, 1), Stretch(), on=content)
        in_column(scrolled(content, self, by_keyboard=False), on=self)

    def _section(self, title: str, *parts: QWidget | QLayout) -> tuple[Space | QLabel | QWidget | QLayout, ...]:
        return (Space(16), label(title, "heading", self), *parts)

    def _appearance_parts(self, parent: QWidget) -> tuple[QLayout, QLayout]:
        group = QButtonGroup(parent)
        row = in_row(spacing=16)
        for name, words in (
            ("system", self.tr("Like the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            choice = self.appearance[name] = RadioButton(words, self.context.theme, parent)
            choice.clicked.connect(partial(self._choose_appearance, name))
            group.addButton(choice)
            row.addWidget(choice)
        fill(row, Stretch())
        self.text_size = DropDown(self.tr("Text size"), self.context.theme, parent)
        for percent in TEXT_SIZES:
            self.text_size.addItem(self.tr("{} %").format(percent), percent)
        now = text_size(self._preferences)
        self.text_size.setCurrentIndex(self.text_size.findData(now))
        self.text_size.activated.connect(self._choose_text_size)
        self.from_next_start = label(self.tr("From the next start on"), "muted", parent)
        self.from_next_start.hide()
        caption = label(self.tr("Text size"), "body", parent)
        return row, in_row(caption, self.text_size, self.from_next_start, Stretch(), spacing=8)

    def _processor_use_parts(self, parent: QWidget) -> QLayout:
        group = QButtonGroup(parent)
        row = in_row(spacing=16)
        for name, words in (("quiet", self.tr("Quiet")), ("normal", self.tr("Normal")), ("full", self.tr("Full"))):
            choice = self.processor_use[name] = RadioButton(words, self.context.theme, parent)
            choice.setAccessibleDescription(self.tr("How much of the processor scans take"))
            choice.clicked.connect(lambda _=False, name=name: self._set("processor_use", name))
            group.addButton(choice)
            row.addWidget(choice)
        fill(row, Stretch())
        return row

    def _switch(self, setting: str, words: str, parent: QWidget) -> CheckBox:
        switch = self.switches[setting] = CheckBox(words, self.context.theme, parent)
        switch.clicked.connect(lambda on: self._set(setting, "yes" if on else "no"))
        return switch

    def _hint(self, words: str, parent: QWidget) -> QLabel:
        return label(words, "muted", parent, wrap=True)

    def _buttons(self, *offers: tuple[str, Callable[[], None]]) -> QLayout:
        made = [button(words, "plain", self, clicked=clicked) for words, clicked in offers]
        return in_row(*made, Stretch(), spacing=8)

    # showing and choosing

    def _take(self, shown: Shown) -> None:
        for name, switch in self.switches.items():
            switch.setChecked(getattr(shown.settings, name) == "yes")
        self.processor_use[shown.settings.processor_use].setChecked(True)
        lines = [
            self.tr("{folder}: {files}").format(folder=text.path(folder.path), files=text.files(folder.photos))
            for folder in shown.folders
        ]
        self.folders.setText("\n".join(lines) or self.tr("There is no folder yet."))
        self.helpers.setText(
            {
                "processes": text.counted(
                    shown.settings.helper_processes,
                    self.tr("1 process of this computer looks at photos."),
                    self.tr("{} processes of this computer look at photos."),
                ),
                "scheduler": self.tr("The computers of {} look at photos.").format(shown.settings.scheduler),
            }.get(shown.settings.helpers, self.tr("This computer alone looks at photos."))
        )
        self.files.setText(
            {
                "sidecars": self.tr("After each decision they are written into sidecars beside your photos."),
                "files": self.tr("After each decision they are written into your photo files."),
            }.get(shown.settings.names_in_files, self.tr("Files are written only when you say so."))
        )
        self.backup.setText(
            self.tr("The newest backup is of {}.").format(shown.backup)
            if shown.backup
            else self.tr("There is no backup yet; PhotoFace makes one each day.")
        )
        self.storage.setText(
            self.tr("Your library takes {catalog}, thumbnails {thumbnails}, backups {backups}.").format(
                catalog=size(shown.storage.catalog),
                thumbnails=size(shown.storage.thumbnails),
                backups=size(shown.storage.backups),
            )
        )

    def _set(self, setting: str, value: str) -> None:
        client = self.context.client
        client.tasks.write(
            client, lambda: client.library.set_setting(setting, value), lambda _: client.settings_changed.emit()
        )

    def _choose_text_size(self, _index: int) -> None:
        self._preferences.setValue(TEXT_SIZE, self.text_size.currentData())
        self.from_next_start.show()

    def _choose_helpers(self) -> None:
        from photoface.gui.settings.helpers_sheet import HelpersSheet

        HelpersSheet(self.context, self).open()

    def _show_catalog(self) -> None:
        show_in_file_manager(self.context.client.library.catalog_path)
