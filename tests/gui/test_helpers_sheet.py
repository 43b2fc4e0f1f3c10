"""The sheet that chooses who helps with scans: what it keeps, what its check says; and a scan without its helpers."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui_helpers import Worker, settle
from pytestqt.qtbot import QtBot

from photoface.cluster.checking import FolderSeen, FoundHelpers
from photoface.cluster.choices import CERTIFICATE, KEY, ClusterChoices
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.settings.helpers_sheet import HelpersSheet
from photoface.gui.settings.page import SettingsPage
from photoface.library.library import Library
from photoface.worker.messages import Died, Failed, FindHelpersJob, Finished, HelpersFound, ScanJob

ADDRESS = "tls://nas:8786"


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> SettingsPage:
    window.main.go_to(Place("settings"))
    settle(qtbot, window)
    return window.main.settings


@pytest.fixture
def sheet(qtbot: QtBot, window: Window, page: SettingsPage) -> HelpersSheet:
    return _opened(qtbot, window, page)


def _opened(qtbot: QtBot, window: Window, page: SettingsPage) -> HelpersSheet:
    page._choose_helpers()
    settle(qtbot, window)
    return page.findChildren(HelpersSheet)[-1]


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    for name in (CERTIFICATE, KEY):
        (tmp_path / name).write_text("made")
    return tmp_path


def _name_scheduler(sheet: HelpersSheet, certificates: Path) -> None:
    sheet.ways["scheduler"].click()
    sheet.address.setText(ADDRESS)
    sheet.certificates.setText(str(certificates))
    sheet.folders.setPlainText("/photos=//nas/photos\n\n")


def test_what_is_chosen_is_kept_and_shown(
    qtbot: QtBot, window: Window, page: SettingsPage, sheet: HelpersSheet, scanned: Library, certificates: Path
) -> None:
    assert sheet.way == "off"
    assert not sheet.check.isVisible()
    _name_scheduler(sheet, certificates)
    with qtbot.waitSignal(window.client.settings_changed):
        sheet.act.click()
    settle(qtbot, window)
    kept = scanned.settings()
    assert (kept.helpers, kept.scheduler) == ("scheduler", ADDRESS)
    assert (kept.helper_certificates, kept.helper_folders) == (str(certificates), "/photos=//nas/photos")
    assert page.helpers.text() == f"The computers of {ADDRESS} look at photos."
    again = _opened(qtbot, window, page)
    assert (again.way, again.address.text(), again.folders.toPlainText()) == (
        "scheduler",
        ADDRESS,
        "/photos=//nas/photos",
    )
    again.ways["processes"].click()
    again.processes.setValue(3)
    assert again.processes.isVisible()
    assert not again.address.isVisible()
    again.act.click()
    settle(qtbot, window)
    assert page.helpers.text() == "3 processes of this computer look at photos."


def test_the_check_says_what_it_found(
    worker: Worker, sheet: HelpersSheet, certificates: Path, qtbot: QtBot, window: Window
) -> None:
    _name_scheduler(sheet, certificates)
    sheet.check.click()
    assert not sheet.check.isEnabled()
    expected = ClusterChoices(ADDRESS, 0, certificates, (("/photos", "//nas/photos"),))
    assert worker.newest.job == FindHelpersJob(expected)
    folders = (FolderSeen("/photos", "//nas/photos", ()), FolderSeen("/home", "/home", ("attic",)))
    found = FoundHelpers(ADDRESS, (("attic", 1), ("nas", 2)), ("The worker on shed cannot help.",), folders)
    worker.newest.tell(HelpersFound(found))
    worker.newest.tell(Finished(""))
    qtbot.waitUntil(sheet.check.isEnabled)
    assert sheet.answer.text().split("\n") == [
        "The scheduler answers, encrypted, with your certificate.",
        "3 workers can help: 1 on attic and 2 on nas. The models are there.",
        "The worker on shed cannot help.",
        "All of them see /photos (//nas/photos there).",
        "/home is not seen on attic: its photos are sent over the network.",
    ]
    sheet.address.setText("tls://other:8786")
    assert sheet.answer.text() == ""


def test_what_cannot_be_checked_is_a_sentence(
    worker: Worker, sheet: HelpersSheet, certificates: Path, qtbot: QtBot
) -> None:
    _name_scheduler(sheet, certificates)
    sheet.address.setText("tcp://nas:8786")
    before = len(worker.processes)
    sheet.check.click()
    assert "not protected" in sheet.problem.text()
    assert len(worker.processes) == before
    sheet.ways["processes"].click()
    assert sheet.problem.text() == ""
    for message, said in (
        (
            Failed("The scheduler cannot be reached.", "Start it.", None, True),
            "The scheduler cannot be reached. Start it.",
        ),
        (Died(1), "The check stopped unexpectedly. Try it once more."),
    ):
        sheet.check.click()
        worker.newest.tell(message)
        qtbot.waitUntil(sheet.check.isEnabled)
        assert sheet.problem.text() == said


def test_closing_it_ends_the_check(worker: Worker, sheet: HelpersSheet, qtbot: QtBot) -> None:
    sheet.ways["processes"].click()
    sheet.check.click()
    sheet.reject()
    assert "cancel" in worker.newest.orders


def test_without_dask_it_says_how_to_install_it(
    qtbot: QtBot, window: Window, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.gui.settings.helpers_sheet.PACKAGE", "a_package_that_is_not_there")
    sheet = _opened(qtbot, window, page)
    assert "pip install 'photoface[cluster]'" in sheet.missing.text()
    assert sheet.missing.isVisible()
    assert [sheet.ways[way].isEnabled() for way in ("off", "processes", "scheduler")] == [True, False, False]


def test_a_scan_whose_helpers_are_gone_goes_on_alone_when_asked_to(
    qtbot: QtBot, window: Window, worker: Worker
) -> None:
    assert worker.newest.job == ScanJob()
    worker.newest.tell(Failed("The scheduler at tls://nas:8786 cannot be reached.", "Start it.", None, True))
    bar = window.main.message_bar
    qtbot.waitUntil(bar.isVisible)
    assert bar.words.text() == "The scheduler at tls://nas:8786 cannot be reached. Start it."
    assert bar.action.text() == "Scan on this computer alone"
    bar.action.click()
    qtbot.waitUntil(lambda: worker.newest.job == ScanJob(alone=True))
    assert not bar.isVisible()
