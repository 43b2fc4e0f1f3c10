"""Whatever goes wrong with one file is data about that file, in every stage, and all others are scanned."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes.library import open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from fakes.photos import save_photo
from inside import database_of
from numpy.typing import NDArray
from PIL import Image

from photoface.catalog.states import FailureKind
from photoface.errors import JobCancelled, UnreadablePhoto, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.library import Library
from photoface.scan.crash_record import Verdict
from photoface.scan.face_engine import FaceEngine
from photoface.scan.failures import (
    failure_by,
    failure_of,
    in_parts,
)
from photoface.vision.protocols import DetectedFace

MARK = (1, 2, 3)
"""The colour of the last pixel of a photo with which something goes wrong."""


def _is_marked(pixels: NDArray[np.uint8]) -> bool:
    return bool((pixels[-1, -1] == MARK).all())


def save_marked(path: Path, people: Sequence[int] = (0,), *, shade: int = 50) -> Path:
    save_photo(path, people, shade=shade)
    with Image.open(path) as picture:
        picture.putpixel((picture.width - 1, picture.height - 1), MARK)
        picture.save(path)
    return path


class FailingDetector(FakeDetector):
    """Raises for a marked photo, so many times."""

    def __init__(self, error: Callable[[], Exception], times: int = 1000) -> None:
        super().__init__()
        self._error = error
        self._left = times

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        if self._left and any(_is_marked(photo) for photo in photos):
            self._left -= 1
            raise self._error()
        return super().detect(photos)


class NoScoreDetector(FakeDetector):
    """Finds in a marked photo faces that the catalog cannot store."""

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        return [
            [DetectedFace(face.box, face.landmarks, None) for face in faces] if _is_marked(photo) else faces  # type: ignore[arg-type]
            for photo, faces in zip(photos, super().detect(photos), strict=True)
        ]


class MarkingEmbedder(FakeEmbedder):
    """Raises where a crop of a marked photo is among those to embed, and where there are too many of them."""

    def __init__(self, error: Callable[[], Exception] | None = None, most: int = 1000) -> None:
        super().__init__()
        self._error = error
        self._most = most

    def crop(self, photo: NDArray[np.uint8], face: DetectedFace) -> NDArray[np.uint8]:
        crop = super().crop(photo, face)
        if _is_marked(photo):
            crop = crop.copy()
            crop[-1, -1] = MARK
        return crop

    def embed(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        if len(crops) > self._most:
            raise RuntimeError("CUDA error: out of memory")
        if self._error is not None and any(_is_marked(crop) for crop in crops):
            raise self._error()
        return super().embed(crops)


def _scan(catalog: Path, album: Path, engine: FaceEngine) -> Library:
    library = open_fake_library(catalog, lambda settings: engine)
    library.folders.add(album)
    library.jobs.scan()
    return library


@pytest.mark.parametrize(
    "engine",
    [
        FaceEngine(FailingDetector(lambda: ValueError("odd shape")), FakeEmbedder()),
        FaceEngine(FakeDetector(), MarkingEmbedder(lambda: ValueError("odd shape"))),
        FaceEngine(NoScoreDetector(), FakeEmbedder()),
    ],
    ids=["detection", "embedding", "storing"],
)
def test_a_bug_that_one_photo_brings_out_fails_that_photo_alone(
    catalog_path: Path, album: Path, engine: FaceEngine
) -> None:
    culprit = save_marked(album / "a culprit.png")
    library = _scan(catalog_path, album, engine)
    (failed,) = library.photos.failed_files()
    assert failed.path == culprit
    assert failed.sentence.startswith("PhotoFace could not look at a culprit.png.")
    assert failed.kind is FailureKind.BUG
    assert failed.details is not None
    assert "Traceback" in failed.details
    assert library.overview().photos == 12
    assert len(library.groups.all()) == 3
    library.close()


def test_a_bug_is_tried_again_and_goes_away_with_its_cause(catalog_path: Path, album: Path) -> None:
    save_marked(album / "culprit.png")
    engine = FaceEngine(FailingDetector(lambda: ValueError("odd shape"), times=1), FakeEmbedder())
    library = _scan(catalog_path, album, engine)
    assert len(library.photos.failed_files()) == 1
    library.jobs.scan()
    assert library.photos.failed_files() == []
    assert library.overview().photos == 13
    library.close()


@pytest.mark.parametrize("error", [MemoryError, lambda: RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")])
def test_a_photo_that_finds_no_memory_is_tried_again_alone(
    catalog_path: Path, album: Path, error: Callable[[], Exception]
) -> None:
    save_marked(album / "large.png")
    library = _scan(catalog_path, album, FaceEngine(FailingDetector(error, times=1), FakeEmbedder()))
    assert library.photos.failed_files() == []
    assert library.overview().photos == 13
    library.close()


def test_a_photo_that_never_finds_memory_fails_and_is_tried_by_the_next_scan(catalog_path: Path, album: Path) -> None:
    large = save_marked(album / "large.png")
    library = _scan(catalog_path, album, FaceEngine(FailingDetector(MemoryError, times=2), FakeEmbedder()))
    (failed,) = library.photos.failed_files()
    assert (failed.path, failed.kind, failed.is_tried_again) == (large, FailureKind.MEMORY, True)
    assert library.overview().photos == 12
    library.jobs.scan()
    assert library.photos.failed_files() == []
    library.close()


def test_faces_are_embedded_in_smaller_batches_where_memory_runs_out(catalog_path: Path, album: Path) -> None:
    library = _scan(catalog_path, album, FaceEngine(FakeDetector(), MarkingEmbedder(most=3)))
    assert library.photos.failed_files() == []
    assert library.overview().photos == 12
    assert len(library.groups.all()) == 3
    library.close()


def test_a_face_that_cannot_be_brought_to_a_new_model_stops_no_other(catalog_path: Path, album: Path) -> None:
    save_marked(album / "culprit.png")
    library = _scan(catalog_path, album, FaceEngine(FakeDetector(), FakeEmbedder()))
    library.close()
    bad = MarkingEmbedder(lambda: ValueError("odd shape"))
    bad.model = "facenet-vggface2"
    library = open_fake_library(catalog_path, lambda settings: FaceEngine(FakeDetector(), bad))
    library.models._weights.path_of = lambda spec: catalog_path  # type: ignore[method-assign]
    with database_of(library).write() as session:
        from photoface.catalog import settings_store

        settings_store.save(session, "model", "facenet-vggface2")
    faces = library.overview().faces
    report = library.jobs.scan()
    assert report.embedded == faces - 1
    (failure,) = report.unfinished
    assert failure.sentence.startswith("PhotoFace could not look at culprit.png.")
    library.close()


def _many(folder: Path, count: int, person: int) -> Path:
    for number in range(count):
        save_photo(folder / f"{number:03}.png", (person,), shade=number)
    return folder


@pytest.mark.parametrize("leaves_mount_point", [False, True])
def test_a_drive_that_is_unplugged_in_mid_scan_condemns_nothing(
    library: Library, tmp_path: Path, leaves_mount_point: bool
) -> None:
    drive, elsewhere = _many(tmp_path / "drive", 60, 0), _many(tmp_path / "other", 10, 1)
    library.set_setting("scan_batch", "4")
    library.folders.add(drive)
    library.folders.add(elsewhere)

    def unplug(progress: Progress) -> None:
        if progress.done == 5 and drive.exists():
            drive.rename(tmp_path / "away")
            if leaves_mount_point:
                drive.mkdir()

    report = library.jobs.scan(JobControl(unplug))
    assert library.photos.failed_files() == []
    assert set(report.waiting) == {drive}
    read = library.overview().photos
    assert read + report.waiting[drive] == 70
    assert report.waiting[drive] > 0
    if leaves_mount_point:
        drive.rmdir()
    (tmp_path / "away").rename(drive)
    library.jobs.scan()
    assert library.photos.failed_files() == []
    assert library.overview().photos == 70


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that hold")
def test_permissions_that_are_mended_are_noticed(library: Library, album: Path) -> None:
    secret = next(album.rglob("*.png"))
    secret.chmod(0)
    library.folders.add(album)
    library.jobs.scan()
    (failed,) = library.photos.failed_files()
    assert "not allowed" in failed.sentence
    assert failed.is_tried_again
    secret.chmod(0o644)
    library.jobs.scan()
    assert library.photos.failed_files() == []


def test_a_damaged_file_waits_until_anything_about_it_changes(library: Library, album: Path) -> None:
    bad = album / "bad.png"
    bad.write_bytes(b"no picture at all")
    times = (1_600_000_000, 1_600_000_000)
    os.utime(bad, times)
    library.folders.add(album)
    assert library.jobs.scan().failed == 1
    assert library.photos.failed_files()[0].kind is FailureKind.FILE
    assert library.jobs.scan().read == 0
    # A good copy takes its place, with its size and its times: only the change time tells.
    good = save_photo(album.parent / "good.png", (0,), shade=70)
    size = max(good.stat().st_size, bad.stat().st_size)
    bad.write_bytes(b"no picture at all".ljust(size, b"\0"))
    os.utime(bad, times)
    library.jobs.scan()
    good.write_bytes(good.read_bytes().ljust(size, b"\0"))
    os.utime(good, times)
    good.replace(bad)
    report = library.jobs.scan()
    assert (report.read, report.failed) == (1, 0)
    assert library.photos.failed_files() == []


def test_what_is_no_fault_of_a_file_is_not_taken_for_one() -> None:
    for error in (JobCancelled(), UserFacingError("The disk is full.")):
        with pytest.raises(type(error)):
            failure_of(error, "a.jpg")
        with pytest.raises(type(error)):
            list(in_parts([error, error], _raise_first, lambda item, caught: None))


def _raise_first(errors: Sequence[Exception]) -> None:
    raise errors[0]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UnreadablePhoto("a.jpg is empty."), FailureKind.FILE),
        (UnreadablePhoto("a.jpg is no longer there.", may_pass=True), FailureKind.PASSING),
        (OSError(errno.ENOMEM, "no memory"), FailureKind.MEMORY),
        (RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"), "memory"),
        (RecursionError("maximum recursion depth exceeded"), FailureKind.BUG),
    ],
)
def test_kinds(error: Exception, kind: str) -> None:
    assert failure_of(error, "a.jpg").kind == kind


def test_a_photo_for_which_memory_did_not_suffice_may_be_read_later() -> None:
    error = UnreadablePhoto("There is not enough memory to read a.jpg.")
    error.__cause__ = MemoryError()
    assert failure_of(error, "a.jpg").kind is FailureKind.MEMORY


@pytest.mark.parametrize("verdict", Verdict)
def test_what_a_file_did_to_the_program_is_its_own_fault_until_it_changes(verdict: Verdict) -> None:
    said = failure_by(verdict, "caf\udce9.jpg")
    assert said.kind is FailureKind.FILE
    assert "caf\N{REPLACEMENT CHARACTER}.jpg" in said.sentence


def test_parts_isolate_the_culprit() -> None:
    calls = []

    def work(items: Sequence[int]) -> list[int]:
        calls.append(list(items))
        if 5 in items:
            raise ValueError("five")
        return [10 * item for item in items]

    results = list(in_parts(list(range(8)), work, lambda item, error: [-item]))
    assert [value for part in results for value in part] == [0, 10, 20, 30, 40, -5, 60, 70]
    assert len(calls) == 7


def test_a_higher_limit_lets_photos_be_read_that_were_too_large(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "Pictures"
    folder.mkdir()
    Image.new("L", (5000, 4400)).save(folder / "large.png")
    library.set_setting("maximum_megapixels", "20")
    library.folders.add(folder)
    assert library.jobs.scan().failed == 1
    assert library.jobs.scan().read == 0
    library.set_setting("maximum_megapixels", "30")
    report = library.jobs.scan()
    assert (report.read, report.failed) == (1, 0)
