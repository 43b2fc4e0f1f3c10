"""Faces drawn by hand: stored at once, looked at later, and never lost or doubled by a scan, a model or a regroup."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from catalog_image import image_of
from fakes.library import fake_engine, open_fake_library, regroup
from fakes.models import FakeDetector
from fakes.photos import fake_photo, save_photo
from inside import database_of
from jpegs import difference
from numpy.typing import NDArray
from PIL import Image

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import JobCancelled, UserFacingError
from photoface.geometry import Box
from photoface.jobs import JobControl
from photoface.library.commands.command import Command
from photoface.library.commands.faces import DeleteFaceBox, DrawFace, MoveFaceBox, NameFaces, RejectFaces, RemoveFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.job_lock import only_job
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace
from photoface.worker.job import run_job
from photoface.worker.messages import FinishDrawnJob, Finished, LookAgainJob, Message, Postponed, RowsChanged

EMPTY = Box(0.6875, 0.625, 0.1875, 0.25)
"""Where no photo of the album has a face."""


class Sleepy(FakeDetector):
    """Sees a face only where the picture is little else: what a scan misses, a drawn box shows it."""

    def detect(self, photos: list[NDArray[np.uint8]]) -> list[list[DetectedFace]]:  # type: ignore[override]
        return [[face for face in faces if face.box.area > 0.1] for faces in super().detect(photos)]


class Blind(FakeDetector):
    """Sees nothing."""

    def detect(self, photos: list[NDArray[np.uint8]]) -> list[list[DetectedFace]]:  # type: ignore[override]
        return [[] for _ in photos]


def _library(catalog: Path, detector: type[FakeDetector], settings_seen: list[Settings] | None = None) -> Library:
    def load(settings: Settings) -> FaceEngine:
        if settings_seen is not None:
            settings_seen.append(settings)
        return dataclasses.replace(fake_engine(settings), detector=detector())

    return open_fake_library(catalog, load)


def _draw(library: Library, box: Box = EMPTY, name: str | None = None, photo: int = 0) -> FaceSummary:
    """Draw a face in a photo; returns it."""
    photo_id = library.photos.ids()[photo]
    before = {face.id for face in library.photos.detail(photo_id).faces}
    library.execute(DrawFace(photo_id, box, name))
    (drawn,) = (face for face in library.photos.detail(photo_id).faces if face.id not in before)
    return drawn


def _face(library: Library, face_id: int) -> FaceSummary:
    (face,) = library.faces.summaries([face_id])
    return face


def _embedded(library: Library) -> set[int]:
    return {int(str(row[1])) for row in image_of(library.catalog_path)["embedding"]}


def _draw_unnamed(library: Library) -> Command:
    return DrawFace(library.photos.ids()[0], EMPTY)


def _draw_and_name(library: Library) -> Command:
    return DrawFace(library.photos.ids()[0], EMPTY, "Ann")


def _draw_where_there_was_none(library: Library) -> Command:
    face = library.photos.detail(library.photos.ids()[0]).faces[0]
    library.execute(MarkNotAFace((face.id,)))
    return DrawFace(face.photo_id, face.box.expanded(0.2), "Ann")


def _move_a_named_one(library: Library) -> Command:
    face_id = library.groups.face_ids(library.groups.all()[0].id)[0]
    library.execute(NameGroup(library.groups.all()[0].id, "Ann"))
    return MoveFaceBox(face_id, EMPTY)


def _move_a_drawn_one(library: Library) -> Command:
    face = _draw(library)
    library.jobs.finish_drawn_faces([face.photo_id])
    return MoveFaceBox(face.id, Box(0.6, 0.55, 0.25, 0.35))


def _delete_a_drawn_one(library: Library) -> Command:
    library.execute(NameGroup(library.groups.all()[0].id, "Ann"))
    face = _draw(library, name="Bob")
    library.jobs.finish_drawn_faces([face.photo_id])
    library.execute(RejectFaces((face.id,), library.people.called("Ann")[0].id))
    return DeleteFaceBox(face.id)


def _delete_a_drawn_one_that_was_taken_out_of_a_group(library: Library) -> Command:
    face = _draw(library)
    library.jobs.finish_drawn_faces([face.photo_id])
    with database_of(library).write() as session:
        from photoface.catalog.tables.faces import Face

        session.get_one(Face, face.id).group_id = library.groups.all()[0].id
    library.execute(RemoveFaces((face.id,)))
    return DeleteFaceBox(face.id)


def _delete_a_found_one(library: Library) -> Command:
    return DeleteFaceBox(library.groups.face_ids(library.groups.all()[0].id)[0])


CASES: list[Callable[[Library], Command]] = [
    _draw_unnamed,
    _draw_and_name,
    _draw_where_there_was_none,
    _move_a_named_one,
    _move_a_drawn_one,
    _delete_a_drawn_one,
    _delete_a_drawn_one_that_was_taken_out_of_a_group,
    _delete_a_found_one,
]


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo_lead_to_the_catalog_before_and_after(
    grouped: Library, prepare: Callable[[Library], Command]
) -> None:
    command = prepare(grouped)
    before = image_of(grouped.catalog_path)
    outcome = grouped.execute(command)
    after = image_of(grouped.catalog_path)
    assert after != before
    assert grouped.history.undo_summary() == outcome.summary
    assert grouped.undo().changed.boxes == outcome.changed.boxes
    assert image_of(grouped.catalog_path) == before
    grouped.redo()
    assert image_of(grouped.catalog_path) == after
    grouped.undo()
    assert image_of(grouped.catalog_path) == before


def test_undo_after_the_box_was_looked_at_leaves_nothing_of_it(grouped: Library) -> None:
    face_id = grouped.groups.face_ids(grouped.groups.all()[0].id)[0]
    before = image_of(grouped.catalog_path)
    for command in (MoveFaceBox(face_id, EMPTY), DrawFace(grouped.photos.ids()[0], EMPTY, "Ann")):
        grouped.execute(command)
        grouped.jobs.finish_drawn_faces(grouped.photos.ids())
        grouped.undo()
        assert image_of(grouped.catalog_path) == before


def test_a_drawn_face_is_there_at_once_and_is_looked_at_later(grouped: Library) -> None:
    face = _draw(grouped, name="Ann")
    assert (face.box, face.person_name, face.confirmed, face.drawn) == (EMPTY, "Ann", True, True)
    assert face.id not in _embedded(grouped)
    assert grouped.photos.unfinished_ids() == [face.photo_id]
    assert grouped.pictures.face_crop(face.id) is not None

    changed = grouped.jobs.finish_drawn_faces([face.photo_id])
    assert changed.faces == {face.id}
    assert face.id in _embedded(grouped)
    assert grouped.photos.unfinished_ids() == []
    assert grouped.jobs.finish_drawn_faces([face.photo_id]).faces == frozenset()


def test_the_face_inside_a_box_joins_whom_it_surely_is(catalog_path: Path, tmp_path: Path) -> None:
    for number in range(6):
        save_photo(tmp_path / "p" / f"{number}.png", (0,) if number else (0, 1), shade=number)
    awake = _library(catalog_path, FakeDetector)
    awake.folders.add(tmp_path / "p")
    awake.jobs.scan()
    faces = awake.groups.face_ids(awake.groups.all()[0].id)
    awake.execute(NameGroup(awake.groups.all()[0].id, "Ann"))
    # A photo in which the detector misses Ann, as it missed all of this one.
    save_photo(tmp_path / "p" / "late.png", (0,), shade=9)
    awake.close()
    library = _library(catalog_path, Sleepy)
    library.jobs.scan()
    (late,) = (photo for photo in library.photos.summaries(library.photos.ids()) if not photo.faces)
    seen = FakeDetector().detect([fake_photo((0,), shade=9)])[0][0]
    loose = seen.box.expanded(0.5)
    library.execute(DrawFace(late.id, loose))
    changed = library.jobs.finish_drawn_faces([late.id])
    (face,) = library.photos.detail(late.id).faces
    assert (face.person_name, face.confirmed) == ("Ann", False), "attached by what the detector saw inside"
    assert changed.people == {library.people.all()[0].id}
    assert face.box == loose.clamped(), "the box is the user's"
    assert face.quality > 0.3
    assert len(faces) == 6
    library.close()


def test_a_box_in_which_no_face_is_seen_is_embedded_all_the_same(catalog_path: Path, album: Path) -> None:
    library = _library(catalog_path, Blind)
    library.folders.add(album)
    library.jobs.scan()
    face = _draw(library, name="Ann")
    library.jobs.finish_drawn_faces([face.photo_id])
    assert face.id in _embedded(library)
    assert library.jobs.scan().embedded == 0
    library.close()


def test_what_was_interrupted_goes_on_with_the_next_scan(grouped: Library) -> None:
    face = _draw(grouped)
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        grouped.jobs.finish_drawn_faces([face.photo_id], control)
    assert face.id not in _embedded(grouped)
    assert grouped.jobs.scan().embedded == 1
    assert face.id in _embedded(grouped)


def test_a_scan_that_runs_looks_at_what_is_drawn_meanwhile(scanned: Library, album: Path) -> None:
    for number in range(4):
        save_photo(album / f"late{number}.png", (3,), shade=20 + number)
    scanned.set_setting("scan_batch", "1")
    drawn: list[int] = []
    left_after: list[int] = []

    def meanwhile(progress: object) -> None:
        if not drawn:
            drawn.append(_draw(scanned, photo=5).id)

    def changed(_: object) -> None:
        if drawn and len(scanned.photos.ids()) < 16:
            left_after.append(len(scanned.photos.unfinished_ids()))

    scanned.jobs.scan(JobControl(meanwhile), changed)
    assert drawn[0] in _embedded(scanned)
    assert 0 in left_after, "before the scan was at its end"


def test_a_drawn_face_survives_an_edited_file_and_takes_in_what_a_detector_finds_there(
    catalog_path: Path, tmp_path: Path
) -> None:
    path = save_photo(tmp_path / "p" / "a.png", (0, 1), shade=1)
    blind = _library(catalog_path, Blind)
    blind.folders.add(tmp_path / "p")
    blind.jobs.scan()
    boxes = [face.box for face in FakeDetector().detect([fake_photo((0, 1), shade=1)])[0]]
    (photo_id,) = blind.photos.ids()
    # One drawn loosely around a face that a detector will see later, one where it will see none.
    blind.execute(DrawFace(photo_id, boxes[0].expanded(0.6), "Ann"))
    blind.execute(DrawFace(photo_id, Box(0.7, 0.1, 0.2, 0.3), "Bob"))
    blind.jobs.finish_drawn_faces([photo_id])
    before = blind.photos.detail(photo_id).faces
    blind.close()

    edited = fake_photo((0, 1), shade=1)
    edited[-3:] = 7
    Image.fromarray(edited).save(path)
    library = _library(catalog_path, FakeDetector)
    library.jobs.scan()
    faces = {face.id: face for face in library.photos.detail(photo_id).faces}
    assert len(faces) == 3
    assert library.photos.ids() == [photo_id]
    for old in before:
        now = faces[old.id]
        assert (now.box, now.person_name, now.confirmed) == (old.box, old.person_name, True)
    ann, bob = (next(face for face in faces.values() if face.person_name == name) for name in ("Ann", "Bob"))
    assert (ann.drawn, bob.drawn) == (False, True), "a detector sees Ann as well now"
    library.execute(DeleteFaceBox(ann.id))
    library.execute(DeleteFaceBox(bob.id))
    assert [face.status for face in library.faces.summaries([ann.id, bob.id])] == [FaceStatus.NOT_A_FACE]
    library.close()


def test_another_model_keeps_drawn_faces_with_their_names(grouped: Library) -> None:
    drawn = _draw(grouped, name="Ann")
    moved = grouped.groups.face_ids(grouped.groups.all()[0].id)[0]
    grouped.execute(MoveFaceBox(moved, Box(0.5, 0.6, 0.2, 0.3)))
    grouped.jobs.scan()
    before = grouped.faces.summaries([drawn.id, moved])
    with database_of(grouped).write() as session:
        from photoface.catalog import settings_store

        settings_store.save(session, "model", "facenet-vggface2")
    assert grouped.jobs.scan().embedded == 18
    after = grouped.faces.summaries([drawn.id, moved])
    assert [(face.box, face.person_name) for face in after] == [(face.box, face.person_name) for face in before]
    regroup(grouped)
    assert _face(grouped, drawn.id).person_name == "Ann"


def test_a_moved_box_gets_another_crop(grouped: Library) -> None:
    face_id = grouped.groups.face_ids(grouped.groups.all()[0].id)[0]
    first = grouped.pictures.face_crop(face_id)
    outcome = grouped.execute(MoveFaceBox(face_id, EMPTY))
    assert outcome.changed.boxes == {face_id}
    assert difference(grouped.pictures.face_crop(face_id), first) > 10
    grouped.undo()
    assert difference(grouped.pictures.face_crop(face_id), first) < 2


def test_looking_again_adds_what_was_missed_and_keeps_all_that_was_said(catalog_path: Path, tmp_path: Path) -> None:
    save_photo(tmp_path / "p" / "a.png", (0, 1, 2), shade=1)
    seen: list[Settings] = []

    class Half(FakeDetector):
        def detect(self, photos: list[NDArray[np.uint8]]) -> list[list[DetectedFace]]:  # type: ignore[override]
            return [faces[:2] for faces in super().detect(photos)]

    half = _library(catalog_path, Half)
    half.folders.add(tmp_path / "p")
    half.jobs.scan()
    (photo_id,) = half.photos.ids()
    first, second = half.photos.detail(photo_id).faces
    half.execute(NameFaces((first.id,), "Ann"))
    half.execute(MarkNotAFace((second.id,)))
    drawn = _draw(half, EMPTY, "Cleo")
    half.jobs.finish_drawn_faces([photo_id])
    half.close()

    library = _library(catalog_path, FakeDetector, seen)
    count, changed = library.jobs.look_again(photo_id)
    assert count == 1
    assert changed.photos == {photo_id}
    assert seen[-1].detection_long_side > Settings().detection_long_side
    assert _face(library, first.id).person_name == "Ann"
    assert _face(library, second.id).status is FaceStatus.NOT_A_FACE
    assert (_face(library, drawn.id).person_name, _face(library, drawn.id).box) == ("Cleo", EMPTY)
    assert library.jobs.look_again(photo_id)[0] == 0
    library.close()
    blind = _library(catalog_path, Blind)
    faces = blind.photos.detail(photo_id).faces
    assert blind.jobs.look_again(photo_id)[0] == 0
    assert blind.photos.detail(photo_id).faces == faces, "nothing goes away"
    blind.close()


def test_the_worker_does_both_and_tells_of_the_rows(grouped: Library) -> None:
    face = _draw(grouped)
    told: list[Message] = []
    run_job(grouped, FinishDrawnJob((face.photo_id,)), JobControl(), told.append)
    assert [message.changed.faces for message in told if isinstance(message, RowsChanged)] == [{face.id}]
    assert isinstance(told[-1], Finished)
    run_job(grouped, LookAgainJob(face.photo_id), JobControl(), told.append)
    assert told[-1] == Finished("No other face was found in this photo.")


def test_a_drawn_face_waits_for_another_process_at_work(grouped: Library) -> None:
    face = _draw(grouped)
    told: list[Message] = []
    job = FinishDrawnJob((face.photo_id,))
    other = open_fake_library(grouped.catalog_path)
    with only_job(database_of(other)):
        run_job(grouped, job, JobControl(), told.append)
    other.close()
    assert told == [Postponed()]
    assert grouped.photos.unfinished_ids() == [face.photo_id]
    run_job(grouped, job, JobControl(), told.append)
    assert isinstance(told[-1], Finished)


def test_looking_again_says_why_it_cannot(scanned: Library, album: Path) -> None:
    photo = scanned.photos.detail(scanned.photos.ids()[0])
    assert photo.path is not None
    shutil.copy(next(path for path in album.rglob("*.png") if path != photo.path), photo.path)
    with pytest.raises(UserFacingError, match="was changed since the last scan"):
        scanned.jobs.look_again(photo.id)
    photo.path.write_bytes(b"")
    with pytest.raises(UserFacingError, match="empty"):
        scanned.jobs.look_again(photo.id)
    with pytest.raises(UserFacingError, match="not there"):
        scanned.jobs.look_again(999)


def test_what_is_no_box_for_a_face_is_refused(grouped: Library) -> None:
    photo_id = grouped.photos.ids()[0]
    face = grouped.photos.detail(photo_id).faces[0]
    other = _draw(grouped)
    grouped.execute(IgnoreFaces((face.id,)))
    before = image_of(grouped.catalog_path)
    for command, said in (
        (DrawFace(photo_id, Box(0.5, 0.5, 0.001, 0.3)), "too small"),
        (DrawFace(photo_id, Box(1.2, 0.5, 0.3, 0.3)), "too small"),
        (DrawFace(photo_id, Box(0.5, float("nan"), 0.3, 0.3)), "no box"),
        (DrawFace(photo_id, face.box.expanded(0.3)), "a face here already"),
        (DrawFace(photo_id, Box(0.1, 0.1, 0.2, 0.2), "x" * 201), "200 letters"),
        (DrawFace(999, EMPTY), "not in the catalog"),
        (MoveFaceBox(other.id, face.box), "a face here already"),
        (MoveFaceBox(other.id, Box(0.5, 0.5, 0.0, 0.0)), "too small"),
        (MoveFaceBox(999, EMPTY), "not in the catalog"),
        (DeleteFaceBox(999), "not in the catalog"),
    ):
        with pytest.raises(UserFacingError, match=said):
            grouped.execute(command)
    assert image_of(grouped.catalog_path) == before
    grouped.execute(MoveFaceBox(other.id, other.box.expanded(0.1)))
    assert grouped.execute(DrawFace(photo_id, Box(-0.1, 0.55, 0.3, 0.6))).changed.boxes


def test_photo_summaries_know_their_stars_and_tags(grouped: Library) -> None:
    from photoface.library.commands.collections import TagPhotos
    from photoface.library.commands.photos import RatePhotos

    first, second = grouped.photos.ids()[:2]
    grouped.execute(RatePhotos((first,), 4))
    grouped.execute(TagPhotos((first,), "Sea"))
    grouped.execute(TagPhotos((first,), "Sea/Beach"))
    found = grouped.photos.summaries([first, second])
    assert [(photo.rating, photo.tags) for photo in found] == [(4, 2), (None, 0)]
