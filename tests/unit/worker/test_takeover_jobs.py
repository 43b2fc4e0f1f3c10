"""The worker plans takeovers, from files and from other programs, and can be stopped meanwhile."""

from __future__ import annotations

from pathlib import Path

from sidecars import write_sidecar

from photoface.jobs import JobControl
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.worker.job import run_job
from photoface.worker.messages import (
    Cancelled,
    Failed,
    Finished,
    Message,
    ProposeImportJob,
    ProposeTakeoverJob,
    TakeoverProposed,
)


def _photo(library: Library) -> tuple[Path, int]:
    photo = min(library.photos.ids())
    path = library.photos.detail(photo).path
    assert path is not None
    return path, photo


def test_names_of_files_are_proposed_with_the_answers_of_the_user(scanned: Library) -> None:
    path, photo = _photo(scanned)
    write_sidecar(path, [("Anna", scanned.photos.detail(photo).faces[0].box)])
    scanned.jobs.scan()
    sent: list[Message] = []
    run_job(scanned, ProposeTakeoverJob((("Anna", "Anna Berg"),)), JobControl(), sent.append)
    proposed, finished = sent
    assert isinstance(proposed, TakeoverProposed)
    assert finished == Finished("photo files: 1 person, 1 face; 1 matches a face here, 0 will be drawn.")
    scanned.execute(TakeOver(proposed.proposal.takeover))
    assert [person.name for person in scanned.people.all()] == ["Anna Berg"]


def test_another_programs_catalog_is_proposed(scanned: Library) -> None:
    path, _ = _photo(scanned)
    (path.parent / ".picasa.ini").write_text(f"[{path.name}]\nstar=yes\n")
    sent: list[Message] = []
    stages: list[str] = []
    control = JobControl(lambda progress: stages.append(progress.stage))
    run_job(scanned, ProposeImportJob("picasa", str(path.parent)), control, sent.append)
    assert isinstance(sent[0], TakeoverProposed)
    assert stages[0] == "Reading the other program's catalog"
    ((_, values),) = sent[0].proposal.takeover.photo_values
    assert values == (("favourite", True),)


def test_what_cannot_be_read_is_said_and_a_stop_is_obeyed(scanned: Library, tmp_path: Path) -> None:
    sent: list[Message] = []
    run_job(scanned, ProposeImportJob("digikam", str(tmp_path / "none.db")), JobControl(), sent.append)
    (failed,) = sent
    assert isinstance(failed, Failed)
    assert failed.traceback is None
    path, _ = _photo(scanned)
    write_sidecar(path, people=["Anna"])
    scanned.jobs.scan()
    control = JobControl()
    control.cancel()
    run_job(scanned, ProposeTakeoverJob(), control, sent.append)
    assert sent[1:] == [Cancelled()]
