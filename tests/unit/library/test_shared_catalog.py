"""Two people at one catalog on a server: each decision is applied or refused, and undo is one's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from postgres_server import PostgresServer, running_server, wait_until_notified
from raw_catalog import raw_catalog
from sqlalchemy.exc import IntegrityError

from photoface.errors import UserFacingError
from photoface.library.commands.collections import TagPhotos, UntagPhotos
from photoface.library.commands.faces import ConfirmFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import RenamePerson, SetFavourites
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library


@dataclass(frozen=True)
class Two:
    """The same catalog, opened by Ann and by Ben."""

    ann: Library
    ben: Library


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def scanned_database(server: PostgresServer, _album: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    database = server.create()
    library = open_fake_library(server.note(database, tmp_path_factory.mktemp("note")))
    library.folders.add(_album)
    library.jobs.scan()
    library.close()
    return database


@pytest.fixture
def two(server: PostgresServer, scanned_database: str, tmp_path: Path) -> Iterator[Two]:
    database = server.create(scanned_database)
    opened = [
        open_fake_library(server.note(database, tmp_path / name), author=f"{name}@home") for name in ("ann", "ben")
    ]
    yield Two(*opened)
    for library in opened:
        library.close()
    server.drop(database)
    shutil.rmtree(tmp_path / "ann")


def group_ids(library: Library) -> list[int]:
    return [group.id for group in library.groups.all()]


def names(library: Library) -> list[str]:
    return sorted(person.name for person in library.people.all())


def test_each_undoes_their_own(two: Two) -> None:
    first, second = group_ids(two.ann)[:2]
    two.ann.execute(NameGroup(first, "Anna"))
    two.ben.execute(NameGroup(second, "Bert"))
    assert two.ann.undo().summary == two.ann.history.redo_summary()
    assert names(two.ben) == ["Bert"]
    two.ben.undo()
    assert names(two.ann) == []
    two.ann.redo()
    assert names(two.ben) == ["Anna"]
    with pytest.raises(UserFacingError, match="nothing to undo"):
        two.ben.undo()


def test_somebody_elses_redo_stays_when_one_decides(two: Two) -> None:
    first, second = group_ids(two.ann)[:2]
    two.ann.execute(NameGroup(first, "Anna"))
    two.ann.undo()
    two.ben.execute(NameGroup(second, "Bert"))
    two.ann.redo()
    assert names(two.ann) == ["Anna", "Bert"]


def test_what_somebody_else_decided_since_is_not_taken_back(two: Two) -> None:
    group = two.ann.groups.all()[0]
    two.ann.execute(NameGroup(group.id, "Anna"))
    (anna,) = two.ann.people.all()
    two.ben.execute(RenamePerson(anna.id, "Annabel"))
    with pytest.raises(UserFacingError, match="ben@home decided about the same since: Renamed Anna to Annabel"):
        two.ann.undo()
    assert names(two.ann) == ["Annabel"]
    two.ben.undo()
    two.ann.undo()
    assert names(two.ann) == []


def test_other_columns_of_the_same_row_stand_in_nobodys_way(two: Two) -> None:
    two.ann.execute(NameGroup(group_ids(two.ann)[0], "Anna"))
    (anna,) = two.ann.people.all()
    two.ann.execute(RenamePerson(anna.id, "Annabel"))
    two.ben.execute(SetFavourites((anna.id,), True))
    two.ann.undo()
    (anna,) = two.ben.people.all()
    assert (anna.name, anna.favourite) == ("Anna", True)


def test_a_person_whom_somebody_else_uses_does_not_go(two: Two) -> None:
    first, second = group_ids(two.ann)[:2]
    two.ann.execute(NameGroup(first, "Anna"))
    (anna,) = two.ann.people.all()
    two.ben.execute(ConfirmFaces((two.ben.groups.face_ids(second)[0],), anna.id))
    with pytest.raises(UserFacingError, match="ben@home decided about the same since"):
        two.ann.undo()
    assert two.ann.people.all()[0].faces > 1


def test_what_somebody_else_said_again_is_not_said_twice(two: Two) -> None:
    photo_id = two.ann.photos.ids()[0]
    two.ann.execute(TagPhotos((photo_id,), "Rome"))
    (tag,) = two.ann.tags.called("Rome")
    two.ann.execute(UntagPhotos((photo_id,), tag.id))
    two.ben.execute(TagPhotos((photo_id,), "Rome"))
    with pytest.raises(UserFacingError, match="ben@home decided about the same since"):
        two.ann.undo()
    assert [one.tag.path for one in two.ann.tags.on_photos((photo_id,))] == ["Rome"]


def _untagged_and_tagged_by_another_program(library: Library) -> None:
    """What an undo would write is there by a hand that wrote nothing into the history."""
    photo_id = library.photos.ids()[0]
    library.execute(TagPhotos((photo_id,), "Rome"))
    (tag,) = library.tags.called("Rome")
    library.execute(UntagPhotos((photo_id,), tag.id))
    with raw_catalog(library.catalog_path) as rows:
        rows.execute("INSERT INTO photo_tag (photo_id, tag_id) VALUES (?, ?)", (photo_id, tag.id))


def test_what_stands_in_the_way_without_a_decision_is_a_sentence_too(two: Two) -> None:
    _untagged_and_tagged_by_another_program(two.ann)
    with pytest.raises(UserFacingError, match="Somebody else decided about the same since"):
        two.ann.undo()
    assert two.ann.history.undo_summary() is not None


@pytest.mark.sqlite
def test_in_a_file_that_is_a_fault(scanned: Library) -> None:
    _untagged_and_tagged_by_another_program(scanned)
    with pytest.raises(IntegrityError):
        scanned.undo()


def test_a_decision_about_what_is_gone_is_refused_with_a_sentence(two: Two) -> None:
    first = group_ids(two.ann)[0]
    two.ann.execute(NameGroup(first, "Anna"))
    with pytest.raises(UserFacingError):
        two.ben.execute(NameGroup(first, "Bert"))
    assert names(two.ben) == ["Anna"]


def test_commits_of_others_are_noticed_and_told_apart(two: Two) -> None:
    before = two.ben.data_version()
    assert not two.ben.history.changed_elsewhere()
    two.ann.execute(NameGroup(group_ids(two.ann)[0], "Anna"))
    while two.ben.data_version() == before:
        # Its server tells it, which takes a moment.
        pass
    assert two.ben.data_version() > before
    assert two.ben.history.changed_elsewhere()
    assert [line.author for line in two.ben.history.decisions()] == ["ann@home"]
    assert [line.author for line in two.ann.history.decisions()] == [None]


def test_the_way_back_leads_over_ones_own_decisions_alone(two: Two) -> None:
    first, second = group_ids(two.ann)[:2]
    two.ann.execute(NameGroup(first, "Anna"))
    two.ben.execute(NameGroup(second, "Bert"))
    two.ann.execute(IgnoreFaces((two.ann.groups.all()[0].cover_face_ids[0],)))
    assert two.ann.history.way_back_to(None).undo == 2
    two.ann.history.go_back_to(None)
    assert names(two.ann) == ["Bert"]


def test_only_one_computer_scans_at_a_time(two: Two) -> None:
    with two.ann._database.only_job() as ours, two.ben._database.only_job() as theirs:
        assert (ours, theirs) == (True, False)
    with two.ben._database.only_job() as theirs:
        assert theirs


def _moved_for_ben(album: Path, tmp_path: Path) -> Path:
    """The album's photos at another path, as another computer sees them."""
    elsewhere = tmp_path / "nas" / "Photos"
    shutil.copytree(album, elsewhere)
    return elsewhere


def test_a_folder_lies_elsewhere_on_one_computer(two: Two, album: Path, tmp_path: Path) -> None:
    elsewhere = _moved_for_ben(album, tmp_path)
    (folder,) = two.ben.folders.all()
    two.ben.folders.relocate(folder.id, elsewhere, only_here=True)
    assert [one.path for one in two.ben.folders.all()] == [elsewhere]
    assert [one.path for one in two.ann.folders.all()] == [folder.path]
    photo = two.ben.photos.ids()[0]
    assert all(path.is_relative_to(elsewhere) for path in two.ben.photos.detail(photo).file_paths)
    assert all(path.is_relative_to(folder.path) for path in two.ann.photos.detail(photo).file_paths)
    report = two.ben.jobs.scan()
    assert (report.new_faces, report.inventory.gone) == (0, 0)
    assert two.ann.jobs.scan().inventory.gone == 0
    # It is kept on that computer.
    again = open_fake_library(two.ben.catalog_path, author="ben@home")
    assert [one.path for one in again.folders.all()] == [elsewhere]
    again.close()


def test_a_folder_that_lies_around_another_one_of_the_library_is_refused(two: Two, album: Path, tmp_path: Path) -> None:
    elsewhere = _moved_for_ben(album, tmp_path)
    (tmp_path / "other").mkdir()
    (folder,) = two.ben.folders.all()
    two.ben.folders.add(tmp_path / "other")
    (tmp_path / "other").rmdir()
    elsewhere.rename(tmp_path / "other")
    with pytest.raises(UserFacingError, match="is in the library already"):
        two.ben.folders.relocate(folder.id, tmp_path / "other", only_here=True)


def test_adding_a_folder_that_others_have_at_another_path_adds_none(
    two: Two, album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = _moved_for_ben(album, tmp_path)
    (tmp_path / "New").mkdir()
    (folder,) = two.ann.folders.all()
    # Ben's computer has no such path.
    reachable = os.access
    monkeypatch.setattr("os.access", lambda path, mode: str(path) != str(folder.path) and reachable(path, mode))
    # A copy that lacks one photo would have it called missing for everybody.
    part = tmp_path / "Part"
    shutil.copytree(elsewhere, part)
    next(part.rglob("*.png")).unlink()
    two.ben.folders.remove(two.ben.folders.add(part).id)
    assert [one.path for one in two.ann.folders.all()] == [folder.path]
    assert two.ben.folders.add(elsewhere).id == folder.id
    assert two.ben.folders.add(tmp_path / "New").id != folder.id
    assert sorted(one.path for one in two.ben.folders.all()) == [tmp_path / "New", elsewhere]
    assert len(two.ann.folders.all()) == 2


def test_a_moved_folder_of_all_computers_has_its_new_path_on_all(two: Two, album: Path, tmp_path: Path) -> None:
    elsewhere = _moved_for_ben(album, tmp_path)
    (folder,) = two.ben.folders.all()
    two.ben.folders.relocate(folder.id, elsewhere)
    assert [one.path for one in two.ann.folders.all()] == [elsewhere]


def test_the_tables_of_the_server_hold_nothing_of_somebody_who_was_erased(two: Two, server: PostgresServer) -> None:
    two.ann.execute(NameGroup(group_ids(two.ann)[0], "Xenodochia"))
    (person,) = two.ann.people.all()
    face = two.ann.people.face_ids(person.id)[0]
    crop = two.ben.pictures.face_crop(face)
    assert crop is not None
    # A long value lies in pieces; this is in the first, after the tables that all JPEGs share.
    said = {b"Xenodochia", crop[700:900]}
    assert _on_disk(two, server, *said) == said
    two.ann.erasing.erase(person.id, "erase Xenodochia")
    assert _on_disk(two, server, *said) == set()
    assert two.ben.people.all() == []
    wait_until_notified(two.ben._database)
    assert two.ben.pictures.face_crop(face) is None


def _on_disk(two: Two, server: PostgresServer, *wanted: bytes) -> set[bytes]:
    """What of this is in the files of the database's tables, as they are on the disk."""
    with raw_catalog(two.ann.catalog_path) as connection:
        connection.execute("CHECKPOINT")
        ((database,),) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchall()
    files = [path.read_bytes() for path in (server.folder / "data" / "base" / str(database)).iterdir()]
    return {one for one in wanted if any(one in content for content in files)}
