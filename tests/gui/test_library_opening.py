"""The window shows before its catalog is open; what is asked or decided meanwhile waits and is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gui_helpers import Worker
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photoface.errors import JobCancelled, UserFacingError
from photoface.gui import application, library_opening
from photoface.gui.application import Window
from photoface.gui.library_opening import LibraryOpening
from photoface.library.commands.groups import NameGroup
from photoface.library.first_page import read_first_page
from photoface.library.first_page_file import FirstPage
from photoface.library.library import Library


class SlowDisk:
    """Opens a catalog once it may."""

    def __init__(self, library: Library) -> None:
        self.may = threading.Event()
        self.opened_on: list[threading.Thread] = []
        self._library = library

    def open(self, _catalog: Path) -> Library:
        self.opened_on.append(threading.current_thread())
        self.may.wait()
        return self._library


@pytest.fixture
def disk(grouped: Library) -> Iterator[SlowDisk]:
    disk = SlowDisk(grouped)
    yield disk
    disk.may.set()


@pytest.fixture
def show(
    qtbot: QtBot, qapp: QApplication, worker: Worker, tmp_path: Path, disk: SlowDisk
) -> Iterator[Callable[[], tuple[Window, LibraryOpening]]]:
    made: list[tuple[Window, LibraryOpening]] = []

    def show() -> tuple[Window, LibraryOpening]:
        preferences = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        opening = LibraryOpening(tmp_path / "catalog.photoface", disk.open)
        window = Window(qapp, opening.library, preferences, worker, fade=False)
        qtbot.addWidget(window.main)
        made.append((window, opening))
        window.show(opening)
        return window, opening

    yield show
    disk.may.set()
    for window, opening in made:
        opening.give_up()
        window.close()
        opening.close()


Show = Callable[[], tuple[Window, LibraryOpening]]


def test_the_window_shows_first_and_lists_people_once_the_catalog_is_open(
    qtbot: QtBot, show: Show, disk: SlowDisk
) -> None:
    window, opening = show()
    assert opening.library.catalog_path.name == "catalog.photoface"
    # Nothing on the window's own thread asked for it before.
    assert disk.opened_on == []
    qtbot.waitUntil(lambda: bool(disk.opened_on))
    assert window.main.isVisible()
    assert disk.opened_on[0] is not threading.main_thread()
    assert window.main.people.groups.rowCount() == 0
    with qtbot.waitSignal(opening.opened):
        disk.may.set()
    qtbot.waitUntil(lambda: window.main.people.groups.rowCount() > 0)


def test_what_the_last_start_showed_is_there_before_the_catalog_is_open_and_gives_way_to_it(
    qtbot: QtBot, show: Show, disk: SlowDisk, grouped: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read_first_page(grouped)
    gone = replace(page.groups[0], id=page.groups[0].id + 1_000_000)
    asked: list[Path] = []

    def remembered(catalog: Path) -> FirstPage:
        asked.append(catalog)
        return replace(page, groups=[gone, *page.groups[1:]])

    monkeypatch.setattr(application, "remembered_page", remembered)
    window, opening = show()
    people = window.main.people
    told: list[None] = []
    people.first_read.connect(lambda: told.append(None))
    qtbot.waitUntil(lambda: people.groups.rowCount() > 0)
    assert asked == [opening.library.catalog_path]
    assert people.tray.isVisible()
    assert gone.id in people.groups.ids
    # What follows the first read waits for the catalog.
    assert not told
    with qtbot.waitSignal(people.first_read):
        disk.may.set()
    assert sorted(people.groups.ids) == sorted(group.id for group in page.groups)


def test_what_the_last_start_showed_never_replaces_what_was_read(
    qtbot: QtBot, show: Show, disk: SlowDisk, grouped: Library
) -> None:
    disk.may.set()
    window, _ = show()
    people = window.main.people
    qtbot.waitUntil(lambda: people.groups.rowCount() > 0)
    people.show_remembered(FirstPage([], [], 0, []))
    assert people.groups.rowCount() == len(grouped.groups.all())


def test_a_group_named_before_the_catalog_is_open_stays_away_when_that_is_read(
    qtbot: QtBot, show: Show, disk: SlowDisk, grouped: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read_first_page(grouped)
    monkeypatch.setattr(application, "remembered_page", lambda _: page)
    window, _ = show()
    people = window.main.people
    qtbot.waitUntil(lambda: people.groups.rowCount() > 0)
    people.tray.named.emit(page.groups[0].id, "Ann")
    assert page.groups[0].id not in people.groups.ids
    with qtbot.waitSignals([people.first_read, window.client.decided]):
        disk.may.set()
    qtbot.waitUntil(lambda: people.people.rowCount() == 1)
    assert page.groups[0].id not in people.groups.ids
    assert [person.name for person in grouped.people.all()] == ["Ann"]


def test_a_name_given_before_the_catalog_is_open_is_kept(
    qtbot: QtBot, show: Show, disk: SlowDisk, grouped: Library
) -> None:
    group = grouped.groups.all(1)[0]
    window, _ = show()
    window.client.execute(NameGroup(group.id, "Ann"))
    qtbot.waitUntil(lambda: bool(disk.opened_on))
    with qtbot.waitSignal(window.client.decided):
        disk.may.set()
    assert [person.name for person in grouped.people.all()] == ["Ann"]


def test_a_catalog_that_cannot_be_opened_is_told_before_what_waits_for_it_fails(qtbot: QtBot, tmp_path: Path) -> None:
    error = UserFacingError("It is damaged.", "Restore a backup.")

    def refuse(_catalog: Path) -> Library:
        raise error

    opening = LibraryOpening(tmp_path / "catalog.photoface", refuse)
    told: list[object] = []
    opening.failed.connect(lambda failure: told.append((failure, threading.current_thread())))
    opening.begin()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(error, threading.main_thread())]
    with pytest.raises(UserFacingError, match="damaged"):
        opening.library.settings()
    opening.close()


def test_a_window_that_is_closed_before_it_was_painted_opens_no_catalog(tmp_path: Path, disk: SlowDisk) -> None:
    opening = LibraryOpening(tmp_path / "catalog.photoface", disk.open)
    opening.give_up()
    opening.begin()
    with pytest.raises(JobCancelled):
        opening.library.pictures.face_crop(1)
    opening.close()
    assert disk.opened_on == []


def test_a_window_that_is_not_seen_opens_its_catalog_too(
    qtbot: QtBot, tmp_path: Path, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_opening, "UNSEEN_MS", 0)
    hidden = QWidget()
    qtbot.addWidget(hidden)
    opening = LibraryOpening(tmp_path / "catalog.photoface", disk.open)
    opening.begin_after_paint(hidden)
    qtbot.waitUntil(lambda: bool(disk.opened_on))
    disk.may.set()
    opening.close()


def test_asking_on_the_windows_own_thread_opens_the_catalog_at_once(tmp_path: Path, disk: SlowDisk) -> None:
    disk.may.set()
    opening = LibraryOpening(tmp_path / "catalog.photoface", disk.open)
    assert opening.library.groups.all(1)
    opening.close()


def test_collecting_garbage_waits_until_the_catalog_is_open(qtbot: QtBot, show: Show, disk: SlowDisk) -> None:
    window, opening = show()
    assert not window.garbage._timer.isActive()
    with qtbot.waitSignal(opening.opened):
        disk.may.set()
    assert window.garbage._timer.isActive()
