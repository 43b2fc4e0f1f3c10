"""Many photos are written at once, and said to be written once they are on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import made_photos
import pytest

from photoface.errors import UserFacingError
from photoface.geometry import Box, Turn
from photoface.metadata import batch_writing
from photoface.metadata.batch_writing import BATCH, WritingTask, write_batches
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination, FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_writing import Photo
from photoface.metadata.writing import WritingChoices, Written


def task(path: Path, name: str) -> WritingTask:
    region = FaceRegion(Box(0.1, 0.2, 0.2, 0.3), Frame.UPRIGHT, name, RegionState.CONFIRMED, RegionSchema.CATALOG)
    return WritingTask(path, PhotoMetadata(regions=(region,)), None, Photo(made_photos.SIZE, Turn.NONE))


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    data = made_photos.encoded("JPEG")
    found = [tmp_path / f"folder {number % 2}" / f"{number}.jpg" for number in range(BATCH + 10)]
    for photo in found:
        photo.parent.mkdir(exist_ok=True)
        photo.write_bytes(data)
    return found


def test_every_photo_is_written_and_given_in_order(photos: list[Path]) -> None:
    tasks = [task(photo, f"Person {photo.stem}") for photo in photos]
    batches = list(write_batches(tasks))
    assert [len(batch) for batch in batches] == [BATCH, 10]
    assert [done for batch in batches for done, _ in batch] == tasks
    for photo in photos:
        assert [region.name for region in read_metadata(photo).regions] == [f"Person {photo.stem}"]


def test_an_error_is_about_its_photo_alone(photos: list[Path]) -> None:
    photos[1].with_name("1.jpg.xmp").write_bytes(b"<broken")
    (batch,) = write_batches([task(photo, "Anna") for photo in photos[:4]])
    assert [isinstance(outcome, Written) for _, outcome in batch] == [True, False, True, True]
    assert isinstance(batch[1][1], UserFacingError)


def test_folders_are_on_the_disk_before_a_batch_is_given(photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr(batch_writing, "sync_folder", lambda folder: synced.append(folder.name))
    batches = write_batches([task(photo, "Anna") for photo in photos])
    next(batches)
    assert sorted(synced) == ["folder 0", "folder 1"], "each once for the whole batch"
    assert len(list(batches)) == 1
    assert len(synced) == 4


def test_what_a_killed_process_left_is_removed(photos: list[Path]) -> None:
    left = photos[0].with_name(".photoface-1.tmp")
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    list(write_batches([task(photos[0], "Anna")]))
    assert not left.exists()


def test_files_that_keep_an_old_time_are_not_taken_for_what_a_killed_process_left(photos: list[Path]) -> None:
    for photo in photos:
        os.utime(photo, (1, 1))
    choices = WritingChoices(Destination.FILE, keep_modification_time=True)
    outcomes = [
        outcome for batch in write_batches([task(one, "Anna") for one in photos], choices) for _, outcome in batch
    ]
    assert all(isinstance(outcome, Written) for outcome in outcomes)
    assert {photo.stat().st_mtime for photo in photos} == {1}
