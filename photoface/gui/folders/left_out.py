"""The dialog that shows and changes what scans leave out: names of folders, the folders that match, other formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QWidget

from photoface.gui.kit import text
from photoface.gui.kit.boxes import Stretch, in_row
from photoface.gui.kit.choices import CheckBox
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.widget_context import WidgetContext
from photoface.settings import LEFT_OUT_FOLDERS, Settings

if TYPE_CHECKING:
    from photoface.library.library import Library
    from photoface.scan.inventory import Survey

SEPARATOR = ";"

KINDS_SHOWN = 5
"""Kinds of other files that are named; the list below has them all."""

WIDTH, PATTERNS_HEIGHT, FOLDERS_HEIGHT = 520, 180, 120


class LeftOutSheet(Sheet):
    """One pattern a line; *Save* keeps them and has the folders looked through again."""

    def __init__(self, context: WidgetContext, scan: Callable[[], None], parent: QWidget) -> None:
        super().__init__(self.tr("Folders and files that are left out"), parent)
        client = self._client = context.client
        self._scan = scan
        words = self.sentence(
            self.tr(
                "Folders with these names are not looked into, one name a line: waste bins, snapshots and previews "
                "that other programs keep beside photos. A * stands for any letters, and a ! at the beginning lets a "
                "folder in again. Names and answers in photos that are left out later are kept for when they come back."
            )
        )
        words.setFixedWidth(context.theme.size(WIDTH))
        self.patterns = QPlainTextEdit(self)
        self.patterns.setAccessibleName(self.tr("Names of folders that are left out"))
        self.patterns.setFixedHeight(context.theme.size(PATTERNS_HEIGHT))
        self.patterns.setTabChangesFocus(True)
        self.no_media = CheckBox(self.tr("Also folders with a file .nomedia in them"), context.theme, self)
        self.usual = button(self.tr("The usual ones"), "plain", self)
        self.usual.clicked.connect(lambda: self._show_patterns(LEFT_OUT_FOLDERS))
        self.state = label(self.tr("Looking what is left out now …"), "secondary", self)
        self.folders = QListWidget(self)
        self.folders.setAccessibleName(self.tr("Folders that are left out now"))
        self.folders.setFixedHeight(context.theme.size(FOLDERS_HEIGHT))
        self.fill(words, self.patterns, self.no_media, in_row(self.usual, Stretch()), self.state, self.folders)
        self.add_buttons(self.tr("Save"), self.tr("Cancel"))
        self.others = label("", "secondary", self)
        self.files = QListWidget(self)
        self.files.setAccessibleName(self.tr("Files of other formats"))
        self.files.setFixedHeight(context.theme.size(FOLDERS_HEIGHT))
        self.fill(self.others, self.files)
        self.others.hide()
        self.files.hide()
        self.act.setEnabled(False)
        self.accepted.connect(self._save)
        client.read(self, lambda library: library.settings(), self._take_settings)
        client.tasks.read_slow(self, client.library.folders.survey, self._take_survey)

    def _show_patterns(self, patterns: str) -> None:
        self.patterns.setPlainText("\n".join(part.strip() for part in patterns.split(SEPARATOR) if part.strip()))

    def _take_settings(self, settings: Settings) -> None:
        self._show_patterns(settings.left_out_folders)
        self.no_media.setChecked(settings.leave_out_nomedia == "yes")
        self.act.setEnabled(True)

    def _take_survey(self, survey: Survey) -> None:
        self._show_folders(survey.left_out)
        self._show_files(survey.others)

    def _show_folders(self, left_out: Sequence[tuple[Path, str]]) -> None:
        count = len(left_out)
        one, many = self.tr("1 folder is left out now:"), self.tr("{} folders are left out now:")
        self.state.setText(text.counted(count, one, many) if count else self.tr("No folder is left out now."))
        self.folders.clear()
        self.folders.setVisible(count > 0)
        self.folders.addItems([f"{text.path(path)}: {reason}" for path, reason in left_out])

    def _show_files(self, others: Sequence[Path]) -> None:
        """Pictures and videos that PhotoFace does not read: how many of each kind, and which."""
        kinds = Counter(path.suffix.lower() for path in others)
        counts = ", ".join(f"{text.number(count)} {kind}" for kind, count in kinds.most_common(KINDS_SHOWN))
        if len(kinds) > KINDS_SHOWN:
            counts = self.tr("{}, and others").format(counts)
        one = self.tr("1 file is not of a format that PhotoFace reads ({kinds}):")
        many = self.tr("{} files are not of a format that PhotoFace reads ({kinds}):")
        self.others.setText(text.counted(len(others), one, many, kinds=counts))
        self.files.addItems([text.path(path) for path in others])
        for part in (self.others, self.files):
            part.setVisible(bool(others))
        self.grow()

    def _save(self) -> None:
        lines = [line.strip() for line in self.patterns.toPlainText().splitlines()]
        patterns = f"{SEPARATOR} ".join(line for line in lines if line)
        no_media = "yes" if self.no_media.isChecked() else "no"

        def save(library: Library) -> None:
            library.set_setting("left_out_folders", patterns)
            library.set_setting("leave_out_nomedia", no_media)

        self._client.tasks.write(self._client, lambda: save(self._client.library), lambda _: self._scan())
