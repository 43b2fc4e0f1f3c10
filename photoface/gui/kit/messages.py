"""Signals by which any part of the window reports to the user: notes, problems, trouble with the catalog, and bugs.

It also catches uncaught exceptions. `gui.announcements` decides how notes, problems and bugs are shown.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

_Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class Messages(QObject):
    """Signals for everything that the window tells its user.

    Signals:
        noted: a sentence that needs no answer ("12 photos read.").
        problem: a sentence and its remedy.
        catalog_trouble: a `CatalogGone` or a `CatalogDamaged`, which need an answer.
        bug: the traceback of something that should not have happened.
    """

    noted = Signal(str)
    problem = Signal(str, str)
    catalog_trouble = Signal(object)
    bug = Signal(str)
    _from_hook = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._previous_hook: _Hook | None = None
        # An exception may surface on any thread; the dialog opens on this one.
        self._from_hook.connect(self.bug, Qt.ConnectionType.QueuedConnection)

    def note(self, sentence: str) -> None:
        self.noted.emit(sentence)

    def tell_problem(self, sentence: str, remedy: str = "") -> None:
        self.problem.emit(sentence, remedy)

    def tell_bug(self, text: str) -> None:
        """Show the traceback of a bug; also on stderr, for users who started PhotoFace from a terminal."""
        sys.stderr.write(text)
        self.bug.emit(text)

    def install_hook(self) -> None:
        """Show what nobody caught, rather than lose it."""
        self._previous_hook = sys.excepthook
        sys.excepthook = self._on_uncaught

    def remove_hook(self) -> None:
        if self._previous_hook is not None:
            sys.excepthook = self._previous_hook
            self._previous_hook = None

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
            return
        text = "".join(traceback.format_exception(kind, error, where))
        sys.stderr.write(text)
        self._from_hook.emit(text)
