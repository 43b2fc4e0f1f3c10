"""Makes the pages of the sidebar before they are asked for, one at a time, while nothing else is to be done.

To open a page for the first time takes its import and making, up to 100 ms on a slow processor. The import runs on
another thread; what is left for the window's own is the making of one page.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from photoface.gui.context import Context

CALM_MS = 1000
"""Between two pages, and before the first, so that somebody who works meanwhile does not notice it."""


class PageAhead(NamedTuple):
    """A page that is made ahead: the module that defines it, and what makes it unless it is there."""

    module: str
    make: Callable[[], object]


class PagesAhead(QObject):
    """Makes pages, the first of them first, each when neither reads nor pictures are on their way.

    Attributes:
        timer: runs until the next one's turn.
    """

    def __init__(self, context: Context, pages: Sequence[PageAhead], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._left = list(pages)
        self.timer = QTimer(self, interval=CALM_MS, singleShot=True)
        self.timer.timeout.connect(self._import_next)

    def start(self) -> None:
        """Make them all, from now on."""
        if self._left:
            self.timer.start()

    def _import_next(self) -> None:
        tasks = self._context.client.tasks
        if tasks.busy or self._context.images.busy:
            self.timer.start()
            return
        page = self._left.pop(0)

        def make(_: object) -> None:
            page.make()
            self.start()

        tasks.read_quietly(self, lambda: importlib.import_module(page.module), make)
