"""Learning from what was confirmed, started from the menu."""

from __future__ import annotations

from conftest import Worker, settle
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.worker.messages import Finished, LearnPersonalJob


def test_the_menu_starts_it_once_and_tells_what_came_of_it(qtbot: QtBot, window: Window, worker: Worker) -> None:
    main = window.main
    main.actions_.learn.trigger()
    main.actions_.learn.trigger()
    # The scan of the start comes first.
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: isinstance(worker.newest.job, LearnPersonalJob))
    assert main.actions_.learn in main.actions_.menus[0].actions()
    worker.newest.tell(Finished("Suggestions are better now."))
    qtbot.waitUntil(lambda: not main.context.jobs.busy)
    settle(qtbot, window)
    assert "Suggestions are better now." in main.note.words.text()
    assert [type(process.job).__name__ for process in worker.processes] == ["ScanJob", "LearnPersonalJob"]
