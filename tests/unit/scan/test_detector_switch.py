"""Another detector looks at photos again: answers stay, new faces come, and what was only the old one's boxes goes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from dying_scan import POISON, exit_code_of_scan
from fakes.library import open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from fakes.photos import save_photo
from inside import database_of
from numpy.typing import NDArray
from PIL import Image
from user_state import said_in

from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import Embedding
from photoface.catalog.tables.photos import Photo
from photoface.errors import JobCancelled
from photoface.geometry import Box
from photoface.jobs import JobControl, Progress
from photoface.library.commands.command import Command
from photoface.library.commands.faces import ConfirmFaces, DrawFace, MoveFaceBox, NameFaces, RejectFaces, RemoveFaces
from photoface.library.commands.groups import KeepGroupsApart, NameGroup, SplitGroup
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.detector_names import name_in_settings
from photoface.vision.protocols import DetectedFace

SWITCHED = name_in_settings(Settings(detector="yunet"))


class OtherDetector(FakeDetector):
    """Frames faces a little differently, and finds those that a test asks for.

    Args:
        sees: whether it finds a face.
    """

    name = SWITCHED

    def __init__(self, sees: Callable[[DetectedFace], bool] = lambda _: True) -> None:
        super().__init__()
        self._sees = sees

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        return [
            [DetectedFace(face.box.expanded(0.1), face.landmarks, 0.99) for face in faces if self._sees(face)]
            for faces in super().detect(photos)
        ]


def switched(library: Library, detector: FakeDetector | None = None) -> Library:
    """The same catalog with the other detector, whose user wants photos to be looked at again."""
    other = open_fake_library(
        library.catalog_path, lambda settings: FaceEngine(detector or OtherDetector(), FakeEmbedder())
    )
    other.set_setting("detector", "yunet")
    other.jobs.want_look_again(wanted=True)
    return other


def blind(_: DetectedFace) -> bool:
    return False


def _first(library: Library, group: int = 0) -> int:
    return library.groups.face_ids(library.groups.all()[group].id)[0]


def _ann(library: Library) -> int:
    return library.people.called("Ann")[0].id


def _keep_apart(library: Library) -> Command:
    first, second = library.groups.all()[:2]
    return KeepGroupsApart(first.id, second.id)


def _draw(library: Library) -> Command:
    return DrawFace(library.faces.summaries([_first(library)])[0].photo_id, Box(0.75, 0.1, 0.2, 0.25), "Dora")


DECISIONS: list[Callable[[Library], Command]] = [
    lambda library: NameFaces((_first(library),), "Bea"),
    lambda library: ConfirmFaces((_first(library),), _ann(library)),
    lambda library: RejectFaces((_first(library),), _ann(library)),
    _keep_apart,
    lambda library: RemoveFaces((_first(library),)),
    lambda library: IgnoreFaces((_first(library),)),
    lambda library: MarkNotAFace((_first(library),)),
    lambda library: MoveFaceBox(_first(library), Box(0.75, 0.1, 0.2, 0.25)),
    _draw,
    lambda library: SplitGroup(library.groups.all()[0].id, (_first(library),), "Cleo"),
    lambda library: NameGroup(library.groups.all()[0].id, "Emil"),
]


@pytest.fixture
def with_ann(scanned: Library) -> Library:
    """A library in which one group has a name, and two have none."""
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    return scanned


@pytest.mark.parametrize("sees", [lambda _: True, blind], ids=["found again", "not found"])
@pytest.mark.parametrize("undone", [0, len(DECISIONS)])
def test_answers_stay_and_can_be_undone_and_made_again(
    with_ann: Library, undone: int, sees: Callable[[DetectedFace], bool]
) -> None:
    catalog = with_ann.catalog_path
    said = [said_in(catalog)]
    for decision in DECISIONS:
        with_ann.execute(decision(with_ann))
        said.append(said_in(catalog))
        assert said[-1] != said[-2]
    for _ in range(undone):
        with_ann.history.undo()
    library = switched(with_ann, OtherDetector(sees))
    assert library.jobs.scan().looked_again == len(library.photos.ids())
    assert said_in(catalog) == said[len(DECISIONS) - undone]
    for state in said[len(DECISIONS) - undone + 1 :]:
        library.history.redo()
        assert said_in(catalog) == state
    for state in reversed(said[:-1]):
        library.history.undo()
        assert said_in(catalog) == state
    library.close()


def test_known_faces_keep_their_ids_and_are_measured_and_embedded_again(scanned: Library) -> None:
    faces = {face.id: face for face in scanned.faces.summaries(_all_faces(scanned))}
    groups = [set(scanned.groups.face_ids(group.id)) for group in scanned.groups.all()]
    library = switched(scanned)
    report = library.jobs.scan()
    assert (report.new_faces, report.read) == (0, 0)
    assert "looked at again" in report.sentences()
    again = {face.id: face for face in library.faces.summaries(_all_faces(library))}
    assert again.keys() == faces.keys()
    assert all(again[one].box.width > faces[one].box.width for one in faces)
    assert [set(library.groups.face_ids(group.id)) for group in library.groups.all()] == groups
    with database_of(library).read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Embedding)).scalar_one() == len(faces)
        assert set(session.execute(sa.select(Photo.detector)).scalars()) == {SWITCHED}
    assert library.jobs.photos_of_other_detector() == 0
    assert library.jobs.scan().looked_again == 0
    library.close()


def test_a_box_that_is_not_found_goes_unless_it_is_somebodys(with_ann: Library) -> None:
    ann = set(with_ann.people.face_ids(_ann(with_ann)))
    others = set(_all_faces(with_ann)) - ann
    assert ann
    assert others
    library = switched(with_ann, OtherDetector(blind))
    library.jobs.scan()
    assert set(_all_faces(library)) == ann
    assert library.groups.all() == []
    library.close()


def test_a_face_that_only_the_new_detector_finds_joins_its_group(catalog_path: Path, tmp_path: Path) -> None:
    for shade in range(4):
        save_photo(tmp_path / "p" / f"{shade}.png", (0, 1), shade=shade)

    class LeftHalf(FakeDetector):
        def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
            return [
                [face for face in faces if face.box.left < 0.1 or photo[0, 0, 0] != 90]
                for photo, faces in zip(photos, super().detect(photos), strict=True)
            ]

    first = open_fake_library(catalog_path, lambda settings: FaceEngine(LeftHalf(), FakeEmbedder()))
    first.folders.add(tmp_path / "p")
    first.jobs.scan()
    assert len(_all_faces(first)) == 7
    library = switched(first)
    assert library.jobs.scan().new_faces == 1
    assert sorted(group.faces for group in library.groups.all()) == [4, 4]
    library.close()
    first.close()


def test_a_face_at_the_edge_that_is_framed_much_wider_is_the_same_one(catalog_path: Path, tmp_path: Path) -> None:
    class Wide(FakeDetector):
        def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
            return [
                [DetectedFace(_grown_outwards(face.box), face.landmarks, face.score) for face in faces]
                for faces in super().detect(photos)
            ]

    def _grown_outwards(box: Box) -> Box:
        return Box.from_corners(box.left - 1.5 * box.width, box.top, box.right, box.bottom)

    save_photo(tmp_path / "p" / "0.png", (0,))
    first = open_fake_library(catalog_path, lambda settings: FaceEngine(Wide(), FakeEmbedder()))
    first.folders.add(tmp_path / "p")
    first.jobs.scan()
    (face,) = _all_faces(first)
    first.execute(NameFaces((face,), "Ann"))
    library = switched(first)
    library.jobs.scan()
    assert _all_faces(library) == [face]
    assert library.faces.summaries([face])[0].person_name == "Ann"
    library.close()
    first.close()


def test_where_faces_of_another_size_were_looked_for_nothing_goes(scanned: Library) -> None:
    faces = _all_faces(scanned)
    with database_of(scanned).write() as session:
        session.execute(sa.update(Photo).values(detector="mtcnn3-2560-20"))
    library = switched(scanned, OtherDetector(blind))
    library.jobs.scan()
    assert _all_faces(library) == faces
    library.close()


def test_nothing_is_looked_at_again_unasked_and_no_longer_when_taken_back(scanned: Library) -> None:
    photos = len(scanned.photos.ids())
    library = switched(scanned)
    library.jobs.want_look_again(wanted=False)
    assert library.jobs.photos_of_other_detector() == photos
    assert not library.jobs.look_again_wanted()
    assert library.jobs.scan().looked_again == 0
    library.close()


def test_what_was_stopped_goes_on_with_the_next_scan(scanned: Library) -> None:
    photos = len(scanned.photos.ids())
    library = switched(scanned)
    library.set_setting("scan_batch", "2")
    control = JobControl(lambda progress: control.cancel() if progress.done == 5 else None)
    with pytest.raises(JobCancelled):
        library.jobs.scan(control)
    left = library.jobs.photos_of_other_detector()
    assert 0 < left < photos
    assert library.jobs.scan().looked_again == left
    library.close()


def test_a_photo_that_changed_meanwhile_is_read_as_an_edit(with_ann: Library) -> None:
    photo = with_ann.photos.detail(with_ann.photos.ids()[0])
    assert photo.path is not None
    library = switched(with_ann)

    def change(progress: Progress) -> None:
        if progress.stage == "Looking for faces again" and not changed:
            changed.append(photo.path)
            save_photo(photo.path, (3, 4), shade=7, taken=photo.taken_at)  # type: ignore[arg-type]

    changed: list[Path | None] = []
    said = said_in(library.catalog_path)
    library.jobs.scan(JobControl(change))
    library.jobs.scan()
    assert said_in(library.catalog_path) == said
    assert library.photos.failed_files() == []
    library.close()


def test_a_file_that_cannot_be_looked_at_is_told_and_not_tried_again(scanned: Library) -> None:
    class Failing(OtherDetector):
        def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
            if self.photos_seen == 3:
                self.photos_seen += 1
                raise ValueError("no")
            return super().detect(photos)

    photos, faces = len(scanned.photos.ids()), len(_all_faces(scanned))
    library = switched(scanned, Failing())
    report = library.jobs.scan()
    assert (report.looked_again, len(report.not_looked_at)) == (photos - 1, 1)
    assert library.photos.failed_files() == []
    assert len(_all_faces(library)) == faces
    assert library.jobs.scan().not_looked_at == []
    library.jobs.want_look_again(wanted=True)
    assert library.jobs.scan().looked_again == 1
    library.close()


@pytest.mark.skipif(os.name != "posix", reason="kills with signals")
def test_killed_again_and_again_no_answer_is_lost(with_ann: Library) -> None:
    with_ann.execute(MarkNotAFace((_first(with_ann),)))
    with_ann.execute(_draw(with_ann))
    library = switched(with_ann)
    library.set_setting("scan_batch", "2")
    catalog, said, faces = library.catalog_path, said_in(library.catalog_path), _all_faces(library)
    left = [library.jobs.photos_of_other_detector()]
    for moment in ("3", "3", "5"):
        assert exit_code_of_scan(catalog, moment, SWITCHED) == -signal.SIGKILL
        assert said_in(catalog) == said
        left.append(library.jobs.photos_of_other_detector())
    assert left == sorted(left, reverse=True)
    assert 0 < left[-1] < left[0]
    assert exit_code_of_scan(catalog, "never", SWITCHED) == 0
    assert library.jobs.photos_of_other_detector() == 0
    assert said_in(catalog) == said
    assert _all_faces(library) == faces
    library.close()


@pytest.mark.skipif(os.name != "posix", reason="kills with signals")
def test_a_photo_that_ends_the_process_is_given_up_and_the_rest_goes_on(catalog_path: Path, album: Path) -> None:
    poison = save_photo(album / "poison.png", (0,), shade=99)
    with Image.open(poison) as picture:
        picture.putpixel((picture.width - 1, picture.height - 1), POISON)
        picture.save(poison)
    first = open_fake_library(catalog_path)
    first.folders.add(album)
    first.jobs.scan()
    library = switched(first)
    deaths = 0
    while exit_code_of_scan(catalog_path, "never", SWITCHED) != 0:
        deaths += 1
        assert deaths < 4
    assert deaths == 2
    assert library.jobs.photos_of_other_detector() == 1
    assert library.photos.failed_files() == []
    assert library.overview().photos == 13
    library.close()
    first.close()


def _all_faces(library: Library) -> list[int]:
    """The faces that are shown."""
    found = [face for photo_id in library.photos.ids() for face in library.photos.detail(photo_id).faces]
    return sorted(face.id for face in found if face.status is FaceStatus.ACTIVE)
