"""Where the user wants it, files follow each decision: what is due is kept in the catalog, and a job writes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sidecars import write_sidecar

from photoface.catalog import writing_queue
from photoface.errors import JobCancelled
from photoface.geometry import Box
from photoface.jobs import JobControl
from photoface.library.commands.collections import RenameTag, TagPhotos
from photoface.library.commands.faces import ConfirmFaces, NameFaces, RejectFaces
from photoface.library.commands.people import DeletePerson, MergePeople, RenamePerson
from photoface.library.commands.photos import MarkInPhotos, RatePhotos
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.metadata.reading import read_metadata

ELSEWHERE = Box(0.75, 0.75, 0.2, 0.2)


@pytest.fixture
def following(scanned: Library) -> Library:
    scanned.set_setting("names_in_files", "sidecars")
    return scanned


def _path(library: Library, photo: int) -> Path:
    path = library.photos.detail(photo).path
    assert path is not None
    return path


def _first(library: Library) -> tuple[int, Path, int]:
    """A photo, its path, and its face."""
    photo = min(library.photos.ids())
    return photo, _path(library, photo), library.photos.detail(photo).faces[0].id


def _names(path: Path) -> set[str | None]:
    found = read_metadata(path)
    return {*(region.name for region in found.regions), *found.people}


def _sidecars(album: Path) -> set[str]:
    return {path.name for path in album.rglob("*.xmp")}


def test_nothing_is_due_where_the_user_did_not_ask_for_it(scanned: Library, album: Path) -> None:
    _, _, face = _first(scanned)
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.undo()
    assert not scanned.metadata.is_writing_due(again=True)
    assert scanned.jobs.write_due().photos == 0
    assert _sidecars(album) == set()


def test_a_decision_its_undo_and_its_redo_are_written_of_its_photos_alone(following: Library, album: Path) -> None:
    _, path, face = _first(following)
    assert not following.metadata.is_writing_due()
    following.execute(NameFaces((face,), "Anna"))
    assert following.metadata.is_writing_due()
    report = following.jobs.write_due()
    assert (report.photos, report.written, _names(path)) == (1, 1, {"Anna"})
    assert not following.metadata.is_writing_due(again=True)
    following.undo()
    assert following.jobs.write_due().written == 1
    assert (_names(path), _sidecars(album)) == (set(), set())
    following.redo()
    following.jobs.write_due()
    assert _names(path) == {"Anna"}


def test_what_is_known_when_files_begin_to_follow_is_written_as_well(scanned: Library, album: Path) -> None:
    scanned.execute(NameFaces(tuple(scanned.faces.ids())[:3], "Anna"))
    scanned.set_setting("names_in_files", "sidecars")
    assert scanned.metadata.is_writing_due()
    scanned.jobs.write_due()
    assert len(_sidecars(album)) == 3
    scanned.set_setting("names_in_files", "off")
    scanned.execute(RenamePerson(scanned.people.called("Anna")[0].id, "Anna Berg"))
    assert not scanned.metadata.is_writing_due(again=True)


def test_photo_files_are_written_where_that_is_chosen(scanned: Library, album: Path) -> None:
    scanned.set_setting("names_in_files", "files")
    scanned.set_setting("keep_modification_time", "yes")
    _, path, face = _first(scanned)
    before = path.stat().st_mtime_ns
    scanned.execute(NameFaces((face,), "Anna"))
    scanned.jobs.write_due()
    assert (_names(path), _sidecars(album), path.stat().st_mtime_ns) == ({"Anna"}, set(), before)


def _rename(library: Library) -> None:
    library.execute(RenamePerson(library.people.called("Anna")[0].id, "Anna Berg"))


def _merge(library: Library) -> None:
    library.execute(MergePeople(library.people.called("Ben")[0].id, (library.people.called("Anna")[0].id,)))


def _delete(library: Library) -> None:
    library.execute(DeletePerson(library.people.called("Anna")[0].id))


def _reject(library: Library) -> None:
    anna = library.people.called("Anna")[0].id
    library.execute(RejectFaces((_first(library)[2],), anna))


def _move_tag(library: Library) -> None:
    library.execute(RenameTag(library.tags.tree()[0].id, "Coast"))


def _rate(library: Library) -> None:
    library.execute(RatePhotos((_first(library)[0],), 3))


@pytest.mark.parametrize(
    ("decide", "names", "tag"),
    [
        (_rename, {"Anna Berg", "Cleo"}, "Sea"),
        (_merge, {"Ben", "Cleo"}, "Sea"),
        (_delete, {"Cleo"}, "Sea"),
        (_reject, {"Cleo"}, "Sea"),
        (_move_tag, {"Anna", "Cleo"}, "Coast"),
        (_rate, {"Anna", "Cleo"}, "Sea"),
    ],
)
def test_each_kind_of_decision_is_followed_and_its_undo(
    following: Library, decide: Callable[[Library], None], names: set[str], tag: str
) -> None:
    photo, path, face = _first(following)
    following.execute(NameFaces((face,), "Anna"))
    other = following.photos.detail(max(following.photos.ids())).faces[0].id
    following.execute(NameFaces((other,), "Ben"))
    following.execute(MarkInPhotos((photo,), "Cleo"))
    following.execute(TagPhotos((photo,), "Sea"))
    following.jobs.write_due()
    decide(following)
    assert following.jobs.write_due().written >= 1
    found = read_metadata(path)
    assert (_names(path), (tag,) in found.tags) == (names, True)
    following.undo()
    following.jobs.write_due()
    found = read_metadata(path)
    assert (_names(path), ("Sea",) in found.tags) == ({"Anna", "Cleo"}, True)


def test_a_face_that_the_machine_names_is_not_written(following: Library, album: Path) -> None:
    faces = tuple(following.faces.ids())
    following.execute(NameFaces(faces[:1], "Anna"))
    following.jobs.write_due()
    assert len(_sidecars(album)) == 1
    anna = following.people.called("Anna")[0].id
    following.execute(ConfirmFaces(faces[1:2], anna))
    following.jobs.write_due()
    assert len(_sidecars(album)) == 2


def test_files_that_are_away_are_written_once_they_are_back(following: Library) -> None:
    _, path, face = _first(following)
    away = path.rename(path.with_name("away"))
    following.execute(NameFaces((face,), "Anna"))
    report = following.jobs.write_due()
    assert [one for one, _ in report.skipped] == [path]
    ((unwritten, reason),) = following.metadata.unwritten()
    assert (unwritten, bool(reason)) == (path, True)
    assert not following.metadata.is_writing_due()
    assert following.metadata.is_writing_due(again=True)
    away.rename(path)
    following.jobs.write_due(again=True)
    assert (_names(path), following.metadata.unwritten()) == ({"Anna"}, [])


def test_what_is_missing_after_a_scan_stays_to_be_written(following: Library) -> None:
    _, path, face = _first(following)
    away = path.rename(path.with_name("away"))
    following.jobs.scan()
    following.execute(NameFaces((face,), "Anna"))
    following.jobs.write_due()
    assert following.metadata.is_writing_due(again=True)
    away.rename(path)
    following.jobs.scan()
    following.jobs.write_due(again=True)
    assert (_names(path), following.metadata.is_writing_due(again=True)) == ({"Anna"}, False)


def test_a_file_that_another_program_changed_is_written_after_the_next_scan(following: Library) -> None:
    _, path, face = _first(following)
    following.execute(NameFaces((face,), "Anna"))
    write_sidecar(path, [("Zoe", ELSEWHERE)])
    following.jobs.write_due()
    assert _names(path) == {"Zoe"}
    following.jobs.scan()
    following.jobs.write_due(again=True)
    assert (_names(path), following.metadata.unwritten()) == ({"Anna", "Zoe"}, [])


def test_what_is_decided_while_files_are_written_is_written_next(
    following: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path, face = _first(following)
    following.execute(NameFaces((face,), "Anna"))
    settle = writing_queue.settle

    def decide_first(*arguments: object) -> None:
        writing_queue.add(arguments[0], [min(following.photos.ids())])  # type: ignore[arg-type]
        settle(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(writing_queue, "settle", decide_first)
        following.jobs.write_due()
    assert _names(path) == {"Anna"}
    assert following.metadata.is_writing_due()


def test_a_stopped_job_leaves_the_rest_due(following: Library, album: Path) -> None:
    following.execute(NameFaces(tuple(following.faces.ids()), "Anna"))
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        following.jobs.write_due(control)
    assert following.metadata.is_writing_due()
    following.jobs.write_due()
    assert len(_sidecars(album)) == 12


def test_a_takeover_is_followed(following: Library) -> None:
    _, path, _ = _first(following)
    box = following.photos.detail(min(following.photos.ids())).faces[0].box
    write_sidecar(path, [("Zoe", box)])
    following.jobs.scan()
    following.execute(TakeOver(following.metadata.propose().takeover))
    assert following.jobs.write_due().photos == 1
    assert _names(path) == {"Zoe"}
    os.utime(path)
