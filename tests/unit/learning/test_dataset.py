"""The cache of faces, on fake photos with the fake detector of the other tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes.models import FakeDetector
from fakes.photos import save_photo
from numpy.typing import NDArray
from PIL import Image

from photoface.errors import JobCancelled, UserFacingError
from photoface.geometry import Box, Landmarks
from photoface.jobs import JobControl, Progress
from photoface.learning import dataset
from photoface.learning.dataset import canvas_side, canvas_template, load_faces
from photoface.vision.alignment import DLIB_150
from photoface.vision.protocols import DetectedFace


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for person in range(3):
        for number in range(4):
            save_photo(folder / f"Person {person}" / f"{number}.png", [person], shade=number)
    return folder


def load(photos: Path, tmp_path: Path, detector: FakeDetector | None = None, side: int = 32) -> dataset.FaceCrops:
    return load_faces(photos, tmp_path / "cache", side, detector or FakeDetector(), JobControl())


def test_faces_and_labels(photos: Path, tmp_path: Path) -> None:
    save_photo(photos / "Person 1" / "empty.png", [])
    (photos / "Person 1" / "letter.txt").write_text("Dear Anna")
    (photos / "Person 1" / ".hidden.png").write_bytes(b"no picture")
    faces = load(photos, tmp_path)
    assert faces.people == ("Person 0", "Person 1", "Person 2")
    assert faces.labels.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    assert faces.files[5] == "Person 1/1.png"
    assert faces.pixels.shape == (12, canvas_side(32), canvas_side(32), 3)
    assert isinstance(faces.pixels.base, np.memmap) or isinstance(faces.pixels, np.memmap)
    assert not faces.pixels.flags.writeable
    # One hue for each person.
    means = faces.pixels[:, 10:20, 10:20].mean(axis=(1, 2))
    within = max(np.ptp(means[faces.labels == person], axis=0).max() for person in range(3))
    between = np.ptp(np.array([means[faces.labels == person].mean(axis=0) for person in range(3)]), axis=0).max()
    assert within < between / 3
    assert [file for file, _ in faces.skipped] == ["Person 1/empty.png", "Person 1/letter.txt"]
    assert faces.skipped[0][1] == "No face was found in empty.png."


def test_the_second_time_nothing_is_looked_at(photos: Path, tmp_path: Path) -> None:
    first = load(photos, tmp_path)
    detector = FakeDetector()
    again = load(photos, tmp_path, detector)
    assert detector.photos_seen == 0
    assert np.array_equal(first.pixels, again.pixels)
    assert first.files == again.files


def test_a_change_makes_the_cache_anew(photos: Path, tmp_path: Path) -> None:
    load(photos, tmp_path)
    save_photo(photos / "Person 0" / "new.png", [0])
    detector = FakeDetector()
    assert len(load(photos, tmp_path, detector)) == 13
    assert detector.photos_seen == 13
    assert load(photos, tmp_path, detector, side=24).pixels.shape[1] == canvas_side(24)


def test_a_stopped_job_goes_on(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load(photos, tmp_path / "whole")
    monkeypatch.setattr(dataset, "PHOTOS_AT_ONCE", 5)
    seen: list[int] = []

    def stop_after_five(progress: Progress) -> None:
        seen.append(progress.done)
        control.cancel()

    control = JobControl(stop_after_five)
    with pytest.raises(JobCancelled):
        load_faces(photos, tmp_path / "cache", 32, FakeDetector(), control)
    assert seen == [5]
    detector = FakeDetector()
    after = load(photos, tmp_path, detector)
    assert detector.photos_seen == 7
    assert np.array_equal(after.pixels, whole.pixels)
    assert after.files == whole.files


def test_a_damaged_index_is_made_anew(photos: Path, tmp_path: Path) -> None:
    load(photos, tmp_path)
    index = tmp_path / "cache" / "faces-32.json"
    assert json.loads(index.read_text())["entries"][0]["row"] == 0
    index.write_text("{ broken")
    assert len(load(photos, tmp_path)) == 12


class TwoFaces(FakeDetector):
    """Sees a large face in a corner and a smaller one in the middle of every photo."""

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        points = ((0.3, 0.3), (0.7, 0.3), (0.5, 0.5), (0.4, 0.7), (0.6, 0.7))
        boxes = [Box(0.0, 0.0, 0.25, 0.3), Box(0.4, 0.4, 0.22, 0.27)]
        return [
            [
                DetectedFace(box, Landmarks(*((box.left + x * 0.2, box.top + y * 0.2) for x, y in points)), 1.0)
                for box in boxes
            ]
            for _ in photos
        ]


def test_of_two_faces_the_one_in_the_middle(tmp_path: Path) -> None:
    photo = Image.new("RGB", (360, 240), "red")
    photo.paste("blue", (140, 90, 230, 165))
    for person in "ab":
        (tmp_path / "photos" / person).mkdir(parents=True)
        photo.save(tmp_path / "photos" / person / "1.png")
    faces = load(tmp_path / "photos", tmp_path, TwoFaces())
    middle = faces.pixels.shape[1] // 2
    assert faces.pixels[:, middle, middle].tolist() == [[0, 0, 255]] * 2


def test_the_template_is_dlibs_with_a_border() -> None:
    template = canvas_template(150)
    border = (canvas_side(150) - 150) / 2
    assert template.side == canvas_side(150) == 172
    for (x, y), (dlib_x, dlib_y) in zip(template.points, DLIB_150.points, strict=True):
        assert (x, y) == pytest.approx((dlib_x + border, dlib_y + border))


def test_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserFacingError, match="There is no folder"):
        load(tmp_path / "nowhere", tmp_path)
    (tmp_path / "photos" / "Anna").mkdir(parents=True)
    with pytest.raises(UserFacingError, match="has no photos in folders"):
        load(tmp_path / "photos", tmp_path)
    save_photo(tmp_path / "photos" / "Anna" / "1.png", [])
    with pytest.raises(UserFacingError, match="No face was found"):
        load(tmp_path / "photos", tmp_path)
    save_photo(tmp_path / "photos" / "Anna" / "2.png", [1])
    monkeypatch.setattr(
        "photoface.learning.dataset.shutil.disk_usage", lambda _folder: type("Usage", (), {"free": 1000})
    )
    with pytest.raises(UserFacingError, match="no room"):
        load(tmp_path / "photos", tmp_path)
