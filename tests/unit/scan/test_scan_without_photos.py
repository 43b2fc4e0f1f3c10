"""A scan that may open no photo: it does all the rest, and where photos have to be opened another one goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_image import image_of
from fakes.library import fake_engine, open_fake_library
from fakes.photos import save_photo
from raw_catalog import raw_catalog

from photoface.geometry import Box
from photoface.jobs import JobControl, Progress
from photoface.library.commands.faces import DrawFace
from photoface.library.library import Library
from photoface.scan.crash_record import CrashRecord, crash_record_path
from photoface.scan.face_engine import FaceEngine
from photoface.scan.scan_report import ScanReport
from photoface.settings import Settings


class NoModels:
    """Loads no engine, and remembers whether one was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, settings: Settings) -> FaceEngine:
        self.asked += 1
        return fake_engine(settings)


def _look_through(catalog: Path) -> ScanReport:
    """A scan without photos by a process of its own."""
    models = NoModels()
    library = open_fake_library(catalog, models)
    report = library.jobs.scan(opens_photos=False)
    library.close()
    assert models.asked == 0
    return report


def _change(catalog: Path, *statements: str) -> None:
    with raw_catalog(catalog) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_library_without_changes_needs_no_photo(scanned: Library) -> None:
    before = image_of(scanned.catalog_path)
    report = _look_through(scanned.catalog_path)
    assert (report.awaits_photos, report.read, report.inventory.unchanged) == (False, 0, 12)
    assert image_of(scanned.catalog_path) == before


def test_photos_that_went_need_none_and_those_left_are_grouped(scanned: Library, album: Path) -> None:
    next(album.rglob("*.png")).unlink()
    _change(
        scanned.catalog_path,
        "UPDATE face SET group_id = NULL",
        "DELETE FROM face_group",
        "DELETE FROM machine_state WHERE name = 'grouped_state'",
    )
    report = _look_through(scanned.catalog_path)
    assert (report.awaits_photos, report.vanished) == (False, 1)
    assert scanned.groups.all()


def test_a_new_photo_waits_and_is_read_by_the_scan_that_goes_on(scanned: Library, album: Path) -> None:
    save_photo(album / "late.png", (3,), shade=50)
    begun = _look_through(scanned.catalog_path)
    assert (begun.awaits_photos, begun.read, begun.inventory.seen) == (True, 0, 13)
    assert scanned.overview().photos == 12
    stages: list[Progress] = []
    report = scanned.jobs.scan(JobControl(stages.append), report=begun)
    assert (report.awaits_photos, report.read, report.inventory.seen) == (False, 1, 13)
    assert not [progress for progress in stages if progress.stage.startswith("Looking through")]
    assert scanned.overview().photos == 13


def test_a_file_that_was_renamed_is_not_gone_in_the_end(scanned: Library, album: Path) -> None:
    moved = next(album.rglob("*.png"))
    moved.rename(moved.with_name("renamed.png"))
    begun = _look_through(scanned.catalog_path)
    assert (begun.awaits_photos, begun.vanished) == (True, 1)
    report = scanned.jobs.scan(report=begun)
    assert (report.linked, report.vanished) == (1, 0)


@pytest.mark.parametrize(
    "unfinished",
    [
        pytest.param("UPDATE photo_file SET state = 'new' WHERE id = 1", id="a photo that was not read"),
        pytest.param("DELETE FROM embedding WHERE face_id = 1", id="a face without an embedding"),
        pytest.param(
            "UPDATE photo_file SET content_hash = NULL, photo_id = (SELECT min(photo_id) FROM photo_file) WHERE id < 3",
            id="two files of one photo, of an older catalog",
        ),
    ],
)
def test_what_another_scan_left_waits(scanned: Library, unfinished: str) -> None:
    _change(scanned.catalog_path, unfinished)
    begun = _look_through(scanned.catalog_path)
    assert begun.awaits_photos
    scanned.jobs.scan(report=begun)
    assert not _look_through(scanned.catalog_path).awaits_photos


def test_a_drawn_box_waits(scanned: Library) -> None:
    scanned.execute(DrawFace(scanned.photos.ids()[0], Box(0.8, 0.8, 0.1, 0.1)))
    begun = _look_through(scanned.catalog_path)
    assert begun.awaits_photos
    scanned.jobs.scan(report=begun)
    assert not _look_through(scanned.catalog_path).awaits_photos


def test_what_a_dead_scan_had_in_hand_is_noted(scanned: Library, album: Path) -> None:
    save_photo(album / "late.png", (3,), shade=50)
    begun = _look_through(scanned.catalog_path)
    (file_id,) = _new_files(scanned.catalog_path)
    record = crash_record_path(scanned.catalog_path)
    dying = CrashRecord(record)
    with dying.in_progress([file_id]):
        left = record.read_bytes()
    dying.close()
    record.write_bytes(left)
    again = _look_through(scanned.catalog_path)
    assert begun.awaits_photos
    assert again.awaits_photos
    with raw_catalog(scanned.catalog_path) as connection:
        assert connection.execute("SELECT deaths FROM photo_file WHERE id = ?", (file_id,)).fetchone() == (1,)


def _new_files(catalog: Path) -> list[int]:
    with raw_catalog(catalog) as connection:
        return [file_id for (file_id,) in connection.execute("SELECT id FROM photo_file WHERE state = 'new'")]
