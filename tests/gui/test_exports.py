"""Exports from the window: which photos, what for, the worker's job, and what is shown at its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.exporting import export_results
from photoface.gui.exporting.export_sheet import ExportSheet, Target
from photoface.gui.exporting.immich_sheet import ImmichSheet
from photoface.gui.kit.sheet import Sheet
from photoface.gui.people.pack_sheets import SharePackSheet
from photoface.jobs import JobControl
from photoface.library.commands.collections import MakeAlbum
from photoface.library.commands.groups import NameGroup
from photoface.library.exports.data_files import DataFormat
from photoface.library.exports.immich import ImmichReport
from photoface.library.library import Library
from photoface.worker.job import run_job
from photoface.worker.messages import (
    Cancelled,
    ExportDataJob,
    ExportImmichJob,
    ExportPagesJob,
    Finished,
    ImmichReported,
    Message,
    WriteNamesJob,
)

LEFT = Qt.MouseButton.LeftButton


def _sheet(qtbot: QtBot, window: Window) -> ExportSheet:
    """The sheet, by its key."""
    window.main.activateWindow()
    qtbot.waitUntil(window.main.isActiveWindow)
    qtbot.keyClick(window.main, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (sheet,) = [one for one in window.main.findChildren(ExportSheet) if one.isVisible()]
    qtbot.waitUntil(lambda: sheet.photos.is_ready)
    return sheet


def _choose(qtbot: QtBot, sheet: ExportSheet, target: Target) -> None:
    qtbot.mouseClick(sheet.targets[target], LEFT)
    assert sheet.target is target


def _end_scan(qtbot: QtBot, window: Window, worker: Worker) -> None:
    if window.jobs.busy:
        worker.newest.tell(Cancelled())
        qtbot.waitUntil(lambda: not window.jobs.busy)


def test_the_photos_are_all_those_selected_an_album_or_what_a_search_finds(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    ids = scanned.photos.ids()
    scanned.execute(MakeAlbum("Summer", None, tuple(ids[:3])))
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    window.main.photos.pane.view.select_row(0)
    sheet = _sheet(qtbot, window)
    assert sheet.photos.which.currentText() == "Selected photos (1)"
    assert sheet.photos.photo_ids == window.main.photos.pane.selected_ids()
    qtbot.waitUntil(lambda: sheet.photos.which.findText("Album “Summer”") > 0)
    for words, expected in (("All photos", None), ("Album “Summer”", set(ids[:3]))):
        sheet.photos.which.setCurrentIndex(sheet.photos.which.findText(words))
        qtbot.waitUntil(lambda: sheet.photos.is_ready)
        assert expected == (None if sheet.photos.photo_ids is None else set(sheet.photos.photo_ids))
    sheet.photos.which.setCurrentIndex(sheet.photos.which.findText("What a search finds"))
    assert not sheet.act.isEnabled()
    qtbot.keyClicks(sheet.photos.words, "faces:>99")
    qtbot.waitUntil(lambda: sheet.photos.said.text() == "No photos")
    assert not sheet.act.isEnabled()
    sheet.photos.words.setText("(")
    qtbot.waitUntil(lambda: sheet.photos.said.text() not in ("", "No photos"))
    assert not sheet.act.isEnabled()
    sheet.photos.words.setText("faces:>0")
    qtbot.waitUntil(lambda: sheet.photos.is_ready)
    assert sheet.act.isEnabled()
    assert all(button.accessibleName() or button.text() for button in sheet.findChildren(QAbstractButton))
    named = [*sheet.findChildren(QLineEdit), *sheet.findChildren(QComboBox)]
    assert all(field.accessibleName() for field in named)
    sheet.reject()


def test_a_file_of_data_is_a_job_and_its_end_leads_to_it(
    qtbot: QtBot, window: Window, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _end_scan(qtbot, window, worker)
    shown: list[Path] = []
    monkeypatch.setattr(export_results, "show_in_file_manager", shown.append)
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, Target.JSON)
    file = tmp_path / "out.json"
    sheet.write_data(file, DataFormat.JSON)
    assert worker.newest.job == ExportDataJob(file, DataFormat.JSON, None)
    run_job(window.client.library, worker.newest.job, JobControl(), worker.newest.tell)
    bar = window.main.message_bar
    qtbot.waitUntil(lambda: bar.isVisible() and not window.jobs.busy)
    assert len(json.loads(file.read_text())["photos"]) == 12
    assert bar.words.text().startswith("12 photos and ")
    qtbot.mouseClick(bar.action, LEFT)
    assert shown == [file]


def test_pages_ask_before_they_replace_older_ones(qtbot: QtBot, window: Window, worker: Worker, tmp_path: Path) -> None:
    _end_scan(qtbot, window, worker)
    window.client.library.exports.pages(tmp_path / "pages")
    sheet = _sheet(qtbot, window)
    sheet.with_places.click()
    sheet.write_pages(tmp_path / "pages")
    qtbot.waitUntil(lambda: any(one.windowTitle() == "Replace the older pages?" for one in _sheets(window)))
    (question,) = [one for one in _sheets(window) if one.windowTitle() == "Replace the older pages?"]
    question.act.click()
    job = ExportPagesJob(tmp_path / "pages", large=True, names=True, places=False)
    assert worker.newest.job == job
    sent: list[Message] = []
    run_job(window.client.library, job, JobControl(), sent.append)
    assert isinstance(sent[-1], Finished)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: "not complete" in window.main.note.words.text())


def _sheets(window: Window) -> list[Sheet]:
    return [one for one in window.main.findChildren(Sheet) if one.isVisible()]


def test_immich_is_asked_first_and_gets_it_after_a_yes(qtbot: QtBot, window: Window, worker: Worker) -> None:
    _end_scan(qtbot, window, worker)
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, Target.IMMICH)
    assert not sheet.act.isEnabled()
    qtbot.keyClicks(sheet.address, "http://photos.test")
    qtbot.keyClicks(sheet.key, "secret")
    qtbot.mouseClick(sheet.act, LEFT)
    job = ExportImmichJob("http://photos.test", "secret", None)
    assert worker.newest.job == job
    assert "secret" not in repr(job)
    again = _sheet(qtbot, window)
    assert (again.address.text(), again.key.text()) == ("http://photos.test", ""), "keys are not kept"
    again.reject()
    plan = ImmichReport(12, 9, ["Anna Berg"], 1, 4, 2, 3, ["Several people here are called Ben: left out."])
    worker.newest.tell(ImmichReported(plan))
    worker.newest.tell(Finished(""))
    qtbot.waitUntil(lambda: bool(window.main.findChildren(ImmichSheet)))
    (asked,) = window.main.findChildren(ImmichSheet)
    assert asked.heading.text() == "Send this to Immich?"
    assert "9 of 12 photos" in asked.what.text()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    qtbot.mouseClick(asked.act, LEFT)
    assert worker.newest.job == ExportImmichJob("http://photos.test", "secret", None, dry_run=False)
    worker.newest.tell(Cancelled())
    qtbot.waitUntil(lambda: "What was sent stays" in window.main.note.words.text())


def test_digikam_gets_sidecars_and_people_are_packed(
    qtbot: QtBot, window: Window, worker: Worker, scanned: Library, tmp_path: Path
) -> None:
    _end_scan(qtbot, window, worker)
    window.client.library.execute(NameGroup(scanned.groups.all()[0].id, "Anna Berg"))
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, Target.DIGIKAM)
    qtbot.mouseClick(sheet.act, LEFT)
    assert worker.newest.job == WriteNamesJob(None)
    _end_scan(qtbot, window, worker)
    sheet = _sheet(qtbot, window)
    _choose(qtbot, sheet, Target.PEOPLE_PACK)
    assert not sheet.photos.isEnabled()
    qtbot.mouseClick(sheet.act, LEFT)
    (pack,) = [one for one in window.main.findChildren(SharePackSheet) if one.isVisible()]
    qtbot.waitUntil(lambda: pack.who.list.count() == 1)
    for field in (pack.first, pack.second):
        qtbot.keyClicks(field, "four words of ours")
    assert not pack.act.isEnabled()
    qtbot.mouseClick(pack.who.everybody, LEFT)
    assert pack.who.chosen == {scanned.people.all()[0].id: "Anna Berg"}
    assert pack.act.isEnabled()
    qtbot.keyClicks(pack.who.search, "zzz")
    assert pack.who.list.item(0).isHidden()
    pack.reject()
