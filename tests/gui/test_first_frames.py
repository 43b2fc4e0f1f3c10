"""The first frames at the start are laid out as the later ones: nothing jumps under a hand that is quick to click."""

from __future__ import annotations

from pathlib import Path

from gui_helpers import Worker, settle
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.people.tray import TrayView
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


class Frames(QObject):
    """Where some widgets stood each time that something of the window was painted."""

    def __init__(self, application: QApplication, window: QWidget, watched: dict[str, QWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._watched = watched
        self.places: dict[str, list[QRect]] = {name: [] for name in watched}
        """By widget: every place in which it was seen, in the order of time, without repetition."""
        self.painted = False
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.window() is self._window:
            self.painted = True
            for name, widget in self._watched.items():
                place = QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())
                if widget.isVisible() and place not in self.places[name]:
                    self.places[name].append(place)
        return False


def frames_of_start(
    qtbot: QtBot, qapp: QApplication, worker: Worker, folder: Path, library: Library
) -> tuple[QWidget | None, dict[str, list[QRect]]]:
    """What has the keyboard after the start, and where all stood."""
    preferences = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, library, preferences, worker, fade=False)
    qtbot.addWidget(window.main)
    page = window.main.people
    empty = page.empty
    watched = {
        "unnamed": page.tray_title,
        "groups": page.tray,
        "people": page.people_title,
        "covers": page.covers,
        "empty title": empty._title,
        "empty sentence": empty._sentence,
        "empty button": empty.action,
    }
    frames = Frames(qapp, window.main, watched)
    try:
        # As on a slow machine: the first frame comes before anything is read.
        window.main.show()
        qtbot.waitUntil(lambda: frames.painted)
        window.main.start()
        settle(qtbot, window)
        qtbot.waitUntil(lambda: any(frames.places.values()))
        keyboard = window.main.focusWidget()
        return keyboard, {name: places for name, places in frames.places.items() if places}
    finally:
        qapp.removeEventFilter(frames)
        window.close()


def test_groups_and_people_stand_where_they_stay(
    qtbot: QtBot, qapp: QApplication, worker: Worker, tmp_path: Path, scanned: Library
) -> None:
    groups = scanned.groups.all(10)
    scanned.execute(NameGroup(groups[0].id, "Ann"))
    keyboard, places = frames_of_start(qtbot, qapp, worker, tmp_path, scanned)
    assert isinstance(keyboard, TrayView)
    assert set(places) == {"unnamed", "groups", "people", "covers"}
    assert {name: len(found) for name, found in places.items()} == dict.fromkeys(places, 1)


def test_what_an_empty_page_says_stands_where_it_stays(
    qtbot: QtBot, qapp: QApplication, worker: Worker, tmp_path: Path, library: Library
) -> None:
    _, places = frames_of_start(qtbot, qapp, worker, tmp_path, library)
    assert set(places) == {"empty title", "empty sentence", "empty button"}
    assert {name: len(found) for name, found in places.items()} == dict.fromkeys(places, 1)
