"""The dialog that lists the opened people packs, with who is in each, and a button that forgets it.

It also leads to opening another pack, and to the suggestions of the opened ones.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from photoface.catalog.people_packs import PackSummary
from photoface.formatting import some
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row
from photoface.gui.kit.parts import button, label, line, scrolled
from photoface.gui.kit.sheet import Sheet, confirm

WIDTH, HEIGHT = 520, 280
"""Pixels of the list at the usual text size."""

NAMES_SHOWN = 8


class PackListSheet(Sheet):
    """Leads to opening another pack, and to what the opened ones suggest."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("People packs"))
        self._context = context
        self._window = parent
        self.words = self.sentence()
        self._list = QWidget(self)
        self._rows = in_column(spacing=12, on=self._list)
        self._area = scrolled(self._list, self, by_keyboard=False)
        self._area.setMinimumHeight(context.theme.size(HEIGHT))
        self.fill(Placed(self.words, alignment=Qt.AlignmentFlag.AlignTop), Placed(self._area, 1))
        self.setMinimumWidth(context.theme.size(WIDTH))
        self.open_pack = button(self.tr("Open a pack …"), "plain", self, clicked=self._open)
        self.suggestions = button(self.tr("Suggestions …"), "plain", self, clicked=self._suggest)
        self.close_button = button(self.tr("Close"), "primary", self, clicked=self.close)
        for one in (self.open_pack, self.suggestions, self.close_button):
            self.buttons.addWidget(one)
        self.set_default(self.close_button)
        self.forget: list[QWidget] = []
        self._read()

    def _read(self) -> None:
        self._context.client.read(self, lambda library: library.people_packs.all(), self._show)

    def _show(self, packs: list[PackSummary]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.forget = []
        for pack in packs:
            self._rows.addWidget(self._row(pack))
            self._rows.addWidget(line(self._list))
        self._rows.addStretch(1)
        self._area.setVisible(bool(packs))
        self.suggestions.setEnabled(bool(packs))
        if packs:
            words = self.tr(
                "Their people are suggested in Review and on the pages of people. Nobody is named without your yes."
            )
        else:
            words = self.tr(
                "Somebody with PhotoFace can give you a people pack: your library then knows the family from the "
                "start, as suggestions."
            )
        self.words.setText(words)
        self.grow()
        (self.close_button if packs else self.open_pack).setFocus()

    def _row(self, pack: PackSummary) -> QWidget:
        row = QWidget(self._list)
        who = self.tr("{people}: {names}").format(
            people=text.people(len(pack.names)), names=some(pack.names, NAMES_SHOWN)
        )
        opened = self.tr("Opened on {}").format(text.day(pack.opened_at))
        forget = button(self.tr("Forget …"), "plain", row, clicked=partial(self._ask, pack))
        forget.setAccessibleName(self.tr("Forget {}").format(pack.title))
        self.forget.append(forget)
        said = in_column(
            label(pack.title, "heading", row, wrap=True),
            label(who, "body", row, wrap=True),
            label(opened, "muted", row),
            spacing=2,
        )
        in_row(Placed(said, 1), in_column(forget, Stretch()), spacing=12, on=row)
        return row

    def _ask(self, pack: PackSummary) -> None:
        confirm(
            self,
            self.tr("Forget {}?").format(pack.title),
            self.tr(
                "All that it brought is deleted, which cannot be undone. Faces that you named stay named, and what you "
                "said no to stays so."
            ),
            self.tr("Forget"),
            lambda: self._forget(pack.id),
        )

    def _forget(self, pack_id: int) -> None:
        client = self._context.client

        def forgotten(title: str) -> None:
            client.messages.note(self.tr("{} is forgotten.").format(title))
            client.announce_all()
            self._read()

        client.tasks.write(self, lambda: client.library.people_packs.forget(pack_id), forgotten)

    def _open(self) -> None:
        from photoface.gui.people.pack_sheets import choose_pack

        self.close()
        choose_pack(self._context, self._window)

    def _suggest(self) -> None:
        from photoface.gui.people.pack_suggestions import PackSuggestionsSheet

        self.close()
        PackSuggestionsSheet(self._context, self._window).open()
