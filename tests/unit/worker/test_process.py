"""The worker process: its messages, pause and cancel, and what its owner sees when it dies."""

from __future__ import annotations

import os
import queue
import signal
from pathlib import Path

import pytest
from fakes.library import open_fake_library

from photoface.library.library import Library
from photoface.worker.job import run_job
from photoface.worker.messages import (
    Cancelled,
    Died,
    Failed,
    Finished,
    InstallModelJob,
    Message,
    Progressed,
    Proposed,
    ProposeRegroupJob,
    RowsChanged,
    ScanJob,
)
from photoface.worker.process import JobProcess

SECONDS = 60
BAD_FILES = 1_000
"""So many that a scan of them goes on for seconds after its first message."""


class Mailbox:
    """Keeps a worker's messages and waits for the one that is looked for."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Message] = queue.Queue()

    def __call__(self, message: Message) -> None:
        self._waiting.put(message)

    def until(self, *kinds: type) -> Message:
        while True:
            message = self._waiting.get(timeout=SECONDS)
            if isinstance(message, kinds):
                return message


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def text_files(catalog_path: Path, tmp_path: Path) -> Path:
    """A catalog with a folder of many bad photos: a real scan that needs no model."""
    folder = tmp_path / "bad"
    folder.mkdir()
    for number in range(BAD_FILES):
        (folder / f"{number}.jpg").write_bytes(b"not a photo")
    library = open_fake_library(catalog_path)
    library.folders.add(folder)
    library.close()
    return catalog_path


def test_a_job_runs_to_its_end_in_a_process_of_its_own(catalog_path: Path, tmp_path: Path, mailbox: Mailbox) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"")
    library = open_fake_library(catalog_path)
    library.folders.add(folder)
    process = JobProcess(catalog_path, ScanJob(), mailbox)
    process.start()
    assert isinstance(mailbox.until(RowsChanged), RowsChanged)
    finished = mailbox.until(Finished, Failed, Died)
    assert isinstance(finished, Finished)
    assert finished.summary == "1 photo could not be read."
    process.join(SECONDS)
    assert len(library.photos.failed_files()) == 1
    library.close()


def test_a_killed_worker_is_reported_and_the_next_one_goes_on(text_files: Path, mailbox: Mailbox) -> None:
    process = JobProcess(text_files, ScanJob(), mailbox)
    process.start()
    mailbox.until(Progressed)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert mailbox.until(Died, Finished) == Died(-signal.SIGKILL)
    process.join(SECONDS)

    again = JobProcess(text_files, ScanJob(), mailbox)
    again.start()
    assert isinstance(mailbox.until(Finished, Failed, Died), Finished)
    again.join(SECONDS)
    library = open_fake_library(text_files)
    assert len(library.photos.failed_files()) == BAD_FILES
    library.close()


def test_cancel_while_paused_ends_the_job(text_files: Path, mailbox: Mailbox) -> None:
    process = JobProcess(text_files, ScanJob(), mailbox)
    process.start()
    mailbox.until(Progressed)
    process.pause()
    process.resume()
    mailbox.until(Progressed)
    process.pause()
    process.cancel()
    assert isinstance(mailbox.until(Cancelled, Finished, Failed, Died), Cancelled)
    process.close()


def test_closing_stops_the_process(text_files: Path, mailbox: Mailbox) -> None:
    process = JobProcess(text_files, ScanJob(), mailbox)
    process.start()
    mailbox.until(Progressed)
    process.close()
    assert isinstance(mailbox.until(Cancelled, Died), Cancelled | Died)


def test_closing_before_the_start_is_harmless(catalog_path: Path, mailbox: Mailbox) -> None:
    JobProcess(catalog_path, ScanJob(), mailbox).close()


def test_a_catalog_that_is_none_fails_with_a_sentence(tmp_path: Path, mailbox: Mailbox) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("just notes " * 100)
    process = JobProcess(path, ScanJob(), mailbox)
    process.start()
    failed = mailbox.until(Failed, Died)
    assert isinstance(failed, Failed)
    assert "is not a PhotoFace catalog" in failed.sentence
    assert failed.traceback is None
    process.join(SECONDS)


def test_a_users_error_and_a_bug_are_told_apart(scanned: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from photoface.jobs import JobControl

    sent: list[Message] = []
    run_job(scanned, InstallModelJob("facenet-vggface2"), JobControl(), sent.append)
    failed = sent[-1]
    assert isinstance(failed, Failed)
    assert failed.traceback is None
    assert failed.remedy

    monkeypatch.setattr(scanned.jobs, "propose_regroup", lambda control: 1 / 0)
    run_job(scanned, ProposeRegroupJob(), JobControl(), sent.append)
    bug = sent[-1]
    assert isinstance(bug, Failed)
    assert bug.traceback is not None
    assert "ZeroDivisionError" in bug.traceback


def test_a_regroup_is_proposed_by_a_job(scanned: Library) -> None:
    from photoface.jobs import JobControl

    sent: list[Message] = []
    run_job(scanned, ProposeRegroupJob(), JobControl(), sent.append)
    *_, proposed, finished = sent
    assert isinstance(proposed, Proposed)
    assert proposed.proposal == scanned.jobs.propose_regroup()
    assert isinstance(finished, Finished)
    assert "would change nothing" in finished.summary
