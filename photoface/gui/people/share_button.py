"""The Share button of the People page: makes or opens a people pack, lists opened packs, or shows their suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.gui.context import Context
from photoface.gui.kit.menu_button import MenuButton


class ShareButton(MenuButton):
    """Offers the sheets of people packs.

    Args:
        chosen: gives the people who are selected on the page.
    """

    def __init__(self, context: Context, chosen: Callable[[], Sequence[PersonSummary]], parent: QWidget) -> None:
        translate = partial(QCoreApplication.translate, "ShareButton")
        super().__init__(
            context.icons, translate("Share"), translate("People for another library, or from one"), parent
        )
        self._context = context
        self._chosen = chosen
        add = self.menu().addAction
        self.make = add(self.tr("Share chosen people …"), self._make)
        self.open_pack = add(self.tr("Open a people pack …"), self._open)
        self.show_packs = add(self.tr("Opened people packs …"), self._list)
        self.show_suggestions = add(self.tr("Suggestions of people packs …"), self._suggest)

    def _make(self) -> None:
        # The sheets are rarely wanted: the window starts without them.
        from photoface.gui.people.pack_sheets import SharePackSheet

        SharePackSheet(self._context, self._chosen(), self.window()).open()

    def _open(self) -> None:
        from photoface.gui.people.pack_sheets import choose_pack

        choose_pack(self._context, self.window())

    def _list(self) -> None:
        from photoface.gui.people.pack_list import PackListSheet

        PackListSheet(self._context, self.window()).open()

    def _suggest(self) -> None:
        from photoface.gui.people.pack_suggestions import PackSuggestionsSheet

        PackSuggestionsSheet(self._context, self.window()).open()
