"""A button whose menu opens the dialogs that ignore many strangers at once, for the pages of people and of all faces.

The menu also leads to the ignored faces.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from photoface.gui.context import Context, Place
from photoface.gui.kit.menu_button import MenuButton


class StrangersButton(MenuButton):
    """Ignoring strangers, many at a time.

    Signals:
        place_asked: go to a `Place`.
    """

    place_asked = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        translate = partial(QCoreApplication.translate, "StrangersButton")
        tip = translate("Ignore strangers and bystanders, many at a time")
        super().__init__(context.icons, translate("Strangers"), tip, parent)
        self._context = context
        add = self.menu().addAction
        once, small = self.tr("Ignore everyone seen only once …"), self.tr("Ignore small faces …")
        self.seen_once = add(once, self._ask_seen_once)
        self.smaller = add(small, self._ask_smaller)
        self.menu().addSeparator()
        ignored = Place("faces", words="ignored")
        self.show_ignored = add(self.tr("Show ignored faces"), lambda: self.place_asked.emit(ignored))

    # The window's start needs neither sheet.

    def _ask_seen_once(self) -> None:
        from photoface.gui.people.stranger_kinds import SeenOnceSheet

        SeenOnceSheet(self._context, self.window()).open()

    def _ask_smaller(self) -> None:
        from photoface.gui.people.stranger_kinds import SmallerSheet

        SmallerSheet(self._context, self.window()).open()
