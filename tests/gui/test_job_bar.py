"""Jobs: the bar, pause and stop, a worker that dies, and the controller behind them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, Worker, settle
from pytestqt.qtbot import QtBot

from photoface.catalog.summaries.changed import Changed
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.jobs.controller import JobState
from photoface.gui.kit.file_manager import file_address
from photoface.gui.kit.sheet import Sheet
from photoface.gui.settings.models import ModelsDialog
from photoface.gui.sidebar.line import SidebarButton
from photoface.jobs import GIVEN_UP_EXIT_CODE, Progress
from photoface.library.library import Library
from photoface.scan.scan_report import ScanReport
from photoface.worker.messages import (
    Cancelled,
    Died,
    Failed,
    Finished,
    InstallModelJob,
    Progressed,
    RowsChanged,
    ScanJob,
)
from photoface.worker.restarts import MOST_DEATHS

PROGRESS = Progress("Scanning Pictures", 12410, 50233, 9801, 38.2, 960)


def test_a_start_with_folders_scans_by_itself(window: Window, worker: Worker) -> None:
    assert [process.job for process in worker.processes] == [ScanJob()]
    assert window.main.job_bar.isVisible()


def test_the_bar_says_how_far(qtbot: QtBot, window: Window, worker: Worker) -> None:
    bar = window.main.job_bar
    worker.newest.tell(Progressed(PROGRESS))
    qtbot.waitUntil(lambda: bar.stage.text() == "Scanning Pictures")
    assert bar.counts.text() == "12,410 of 50,233"
    assert bar.faces.text() == "9,801 faces"
    assert bar.speed.text() == "38/s"
    assert bar.left.text() == "16 minutes left"
    assert bar.bar.value() == round(1000 * 12410 / 50233)


def test_pause_go_on_and_stop(qtbot: QtBot, window: Window, worker: Worker) -> None:
    bar, process = window.main.job_bar, worker.newest
    bar.pause.click()
    assert process.orders[-1] == "pause"
    assert bar.stage.text() == "Paused"
    process.tell(Progressed(PROGRESS))
    qtbot.waitUntil(lambda: bar.counts.text() == "12,410 of 50,233")
    assert (bar.stage.text(), bar.speed.text(), bar.left.text()) == ("Paused", "", "")
    assert bar.pause.accessibleName() == "Go on"
    bar.pause.click()
    assert process.orders[-1] == "resume"
    assert bar.stage.text() == "Scanning Pictures"
    bar.cancel.click()
    assert "cancel" in process.orders
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert window.jobs.state is JobState.IDLE


def test_groups_appear_while_the_scan_goes_on(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path, worker: Worker
) -> None:
    window = make_window(library)
    assert window.main.people.empty.isVisible()
    assert "Add a folder of photos" in window.main.people.empty.action.text()
    window.main.folders.add(album)
    settle(qtbot, window)
    assert worker.newest.job == ScanJob()
    assert "Looking for faces" in window.main.people.empty.words()
    library.jobs.scan()
    worker.newest.tell(RowsChanged(Changed(groups=frozenset({1, 2, 3}))))
    qtbot.waitUntil(lambda: window.main.people.groups.rowCount() == 3)
    assert window.main.people.area.isVisible()


def test_the_end_is_noted(qtbot: QtBot, window: Window, worker: Worker) -> None:
    window.main.folders.scan()
    worker.newest.tell(Finished("12 photos read."))
    qtbot.waitUntil(lambda: len(worker.processes) == 2)
    worker.newest.tell(Finished("Nothing new."))
    qtbot.waitUntil(lambda: window.main.note.words.text() == "Nothing new.")
    assert not window.jobs.busy


def test_a_dead_worker_is_told_and_its_job_goes_on(qtbot: QtBot, window: Window, worker: Worker) -> None:
    worker.newest.tell(Died(-9))
    qtbot.waitUntil(lambda: len(worker.processes) == 2)
    assert window.main.message_bar.isVisible()
    assert "goes on by itself" in window.main.message_bar.words.text()
    assert worker.newest.job == ScanJob()
    assert window.main.job_bar.isVisible()


def test_a_worker_that_keeps_dying_is_given_up(qtbot: QtBot, window: Window, worker: Worker) -> None:
    for deaths in range(1, MOST_DEATHS + 1):
        qtbot.waitUntil(lambda deaths=deaths: len(worker.processes) == deaths)  # type: ignore[misc]
        worker.newest.tell(Died(-11))
    qtbot.waitUntil(lambda: window.jobs.state is JobState.IDLE)
    assert "given up" in window.main.message_bar.words.text()
    assert len(worker.processes) == MOST_DEATHS


@pytest.mark.parametrize(("read", "deaths_allowed"), [(24, MOST_DEATHS + 2), (0, MOST_DEATHS)])
def test_deaths_count_until_photos_are_done(
    qtbot: QtBot, window: Window, worker: Worker, read: int, deaths_allowed: int
) -> None:
    for deaths in range(1, deaths_allowed + 1):
        qtbot.waitUntil(lambda deaths=deaths: len(worker.processes) == deaths)  # type: ignore[misc]
        # Looking through the folders is progress, and changes rows, and is nothing done.
        worker.newest.tell(Progressed(Progress("Looking for photos", 24 * deaths)))
        worker.newest.tell(RowsChanged(Changed(everything=True), ScanReport(read=read)))
        worker.newest.tell(Died(-9))
    if read:
        qtbot.waitUntil(lambda: len(worker.processes) == deaths_allowed + 1)
    else:
        qtbot.waitUntil(lambda: window.jobs.state is JobState.IDLE)
        assert len(worker.processes) == deaths_allowed


def test_messages_of_an_old_process_are_not_heard(qtbot: QtBot, window: Window, worker: Worker) -> None:
    old = worker.newest
    old.tell(Died(1))
    qtbot.waitUntil(lambda: len(worker.processes) == 2)
    old.tell(Finished("late"))
    worker.newest.tell(Progressed(PROGRESS))
    qtbot.waitUntil(lambda: window.main.job_bar.stage.text() == "Scanning Pictures")
    assert window.jobs.state is JobState.RUNNING


def test_a_failure_is_a_sentence(qtbot: QtBot, window: Window, worker: Worker) -> None:
    worker.newest.tell(Failed("The disk is full.", "Make room, then scan again.", None))
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    assert window.main.message_bar.words.text() == "The disk is full. Make room, then scan again."


def test_a_bug_of_the_worker_opens_the_bug_dialog(
    qtbot: QtBot, window: Window, worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    worker.newest.tell(Failed("PhotoFace has a bug", "", "Traceback: boom\n"))
    qtbot.waitUntil(lambda: window.main.announcements.bug_dialog is not None)
    dialog = window.main.announcements.bug_dialog
    assert dialog is not None
    assert "boom" in dialog.details.toPlainText()
    assert "boom" in capsys.readouterr().err
    dialog.close()


def test_installing_a_model_interrupts_the_scan_and_the_scan_goes_on(
    qtbot: QtBot, window: Window, worker: Worker
) -> None:
    window.main.show_models()
    settle(qtbot, window)
    (dialog,) = window.main.findChildren(ModelsDialog)
    card = dialog.cards["facenet-vggface2"]
    assert "281cebca" in card.checksum.text()
    card.download.click()
    (licence,) = dialog.findChildren(Sheet)
    licence.act.click()
    qtbot.waitUntil(lambda: len(worker.processes) == 2)
    install = worker.newest.job
    assert install == InstallModelJob("facenet-vggface2", None)
    worker.newest.tell(Progressed(Progress("Downloading", 50, 100)))
    qtbot.waitUntil(lambda: card.progress.isVisible())
    assert card.progress.value() == 500
    card.stop.click()
    qtbot.waitUntil(lambda: len(worker.processes) == 3)
    assert worker.newest.job == ScanJob()
    worker.newest.tell(Finished(""))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    window.jobs.install_model("facenet-casia", Path("weights.pt"))
    worker.newest.tell(Failed("There is no network.", "Install it from a file.", None))
    qtbot.waitUntil(lambda: dialog.problem.isVisible())
    assert "no network" in dialog.problem.text()
    settle(qtbot, window)
    dialog.close()


def test_a_model_that_cannot_be_installed_does_not_drop_the_scan(qtbot: QtBot, window: Window, worker: Worker) -> None:
    window.jobs.install_model("facenet-casia", None)
    qtbot.waitUntil(lambda: len(worker.processes) == 2)
    install = worker.newest.job
    assert install == InstallModelJob("facenet-casia", None)
    worker.newest.tell(Failed("There is no network.", "Install it from a file.", None))
    qtbot.waitUntil(lambda: len(worker.processes) == 3)
    assert worker.newest.job == ScanJob()


def test_a_photo_that_is_given_up_is_no_news(qtbot: QtBot, window: Window, worker: Worker) -> None:
    for count in range(2, 2 + 2 * MOST_DEATHS):
        worker.newest.tell(RowsChanged(Changed(), ScanReport(read=10, new_faces=2)))
        worker.newest.tell(Died(GIVEN_UP_EXIT_CODE))
        qtbot.waitUntil(lambda count=count: len(worker.processes) == count)  # type: ignore[misc]
    assert not window.main.message_bar.isVisible()
    window.main.folders.scan()
    worker.newest.tell(Finished("5 photos read.", ScanReport(read=5, failed=1)))
    qtbot.waitUntil(
        lambda: (
            window.main.note.words.text()
            == (f"{20 * MOST_DEATHS + 4} photos read, {4 * MOST_DEATHS} faces found. 1 photo could not be read.")
        )
    )


def test_closing_stops_the_worker(window: Window, worker: Worker) -> None:
    window.main.close()
    assert worker.newest.orders[-1] == "close"


def test_unreadable_files_are_listed_and_tried_again(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path, worker: Worker
) -> None:
    (album / "broken.jpg").write_bytes(b"no picture")
    (album / "empty.png").write_bytes(b"")
    window = make_window(library)
    window.main.folders.add(album)
    settle(qtbot, window)
    library.jobs.scan()
    worker.newest.tell(Finished("done"))
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    settle(qtbot, window)
    assert "2 photos could not be read." in window.main.message_bar.words.text()
    window.main.message_bar.action.click()
    settle(qtbot, window)
    assert window.main.place == Place("failed")
    page = window.main.failed
    assert sorted(file.path.name for file in page.model.summaries) == ["broken.jpg", "empty.png"]
    assert all(file.sentence.endswith(".") for file in page.model.summaries)
    page.retry.click()
    qtbot.waitUntil(lambda: len(worker.processes) == 2)
    worker.newest.tell(Cancelled())
    settle(qtbot, window)


def test_unreadable_files_are_told_once(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path, worker: Worker
) -> None:
    (album / "broken.jpg").write_bytes(b"no picture")
    library.folders.add(album)
    library.jobs.scan()
    window = make_window(library)
    worker.newest.tell(Finished("done"))
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    assert "1 photo could not be read." in window.main.message_bar.words.text()
    again = make_window(library)
    worker.newest.tell(Finished("done"))
    qtbot.waitUntil(lambda: not again.jobs.busy)
    settle(qtbot, again)
    assert not again.main.message_bar.isVisible()
    (album / "also broken.jpg").write_bytes(b"no picture")
    library.jobs.scan()
    again.main.folders.scan()
    worker.newest.tell(Finished("done"))
    qtbot.waitUntil(lambda: again.main.message_bar.isVisible())
    assert "1 photo could not be read." in again.main.message_bar.words.text()


def test_the_photos_page_says_that_a_scan_looks_for_them(
    qtbot: QtBot, make_window: MakeWindow, library: Library, album: Path, worker: Worker
) -> None:
    library.folders.add(album)
    window = make_window(library)
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    assert "Looking for photos" in window.main.photos.empty.words()
    worker.newest.tell(Finished("No new photos."))
    qtbot.waitUntil(lambda: "No photos yet" in window.main.photos.empty.words())


def test_a_folder_that_is_none_is_refused_in_words(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    window.main.folders.add(tmp_path / "not there")
    qtbot.waitUntil(lambda: window.main.message_bar.isVisible())
    assert "not there" in window.main.message_bar.words.text()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text on this system")
def test_names_that_are_not_text_are_shown_with_what_can_be_shown(
    qtbot: QtBot, make_window: MakeWindow, library: Library, tmp_path: Path, worker: Worker
) -> None:
    folder = tmp_path / os.fsdecode(b"Gr\xfc\xdfe")
    bad = folder / os.fsdecode(b"M\xfcnchen.jpg")
    folder.mkdir()
    bad.write_bytes(b"no picture")
    library.folders.add(folder)
    library.jobs.scan()
    window = make_window(library)
    worker.newest.tell(Finished(""))
    settle(qtbot, window)
    assert any(entry.text() == "Gr\ufffd\ufffde" for entry in window.main.sidebar.findChildren(SidebarButton))
    window.main.go_to(Place("failed"))
    settle(qtbot, window)
    assert window.main.failed.model.index(0).data() == "M\ufffdnchen.jpg"
    # What is handed on names the file itself.
    assert bytes(file_address(bad).toEncoded().data()).endswith(b"/Gr%FC%DFe/M%FCnchen.jpg")


def test_a_scan_that_is_asked_for_leaves_nothing_to_the_one_that_waits(window: Window, worker: Worker) -> None:
    window.jobs.scan(waits_for_writers=True)
    window.jobs.scan()
    window.jobs.scan(waits_for_writers=True)
    assert list(window.jobs._waiting) == [ScanJob()]
