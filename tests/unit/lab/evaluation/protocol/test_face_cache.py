from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes.models import FakeDetector, FakeEmbedder, OtherFakeEmbedder
from fakes.photos import save_photo

from photoface.errors import JobCancelled
from photoface.jobs import JobControl, Progress
from photoface.lab.evaluation.protocol import face_cache
from photoface.lab.evaluation.protocol.face_cache import look_once
from photoface.scan.face_engine import FaceEngine


def album(folder: Path, photos: int = 3) -> list[Path]:
    return [save_photo(folder / f"{number}.png", (number,), shade=number) for number in range(photos)]


def test_a_photo_is_looked_at_once(tmp_path: Path) -> None:
    files, detector = album(tmp_path / "album"), FakeDetector()
    engine = FaceEngine(detector, FakeEmbedder())
    first = look_once(files, engine, tmp_path / "cache", JobControl())
    assert detector.photos_seen == 3
    # The content counts, not the name.
    moved = files[0].rename(tmp_path / "elsewhere.png")
    second = look_once([moved, *files[1:]], engine, tmp_path / "cache", JobControl())
    assert detector.photos_seen == 3
    for before, after in zip(first.faces.values(), second.faces.values(), strict=True):
        for name in ("boxes", "landmarks", "measures", "embeddings"):
            np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
    [face] = second.faces[moved].measures
    assert face[0] == pytest.approx(0.999)


def test_another_model_has_a_cache_of_its_own(tmp_path: Path) -> None:
    files = album(tmp_path / "album")
    look_once(files, FaceEngine(FakeDetector(), FakeEmbedder()), tmp_path / "cache", JobControl())
    other = look_once(files, FaceEngine(FakeDetector(), OtherFakeEmbedder("another")), tmp_path / "cache", JobControl())
    assert {faces.embeddings.shape for faces in other.faces.values()} == {(1, OtherFakeEmbedder.dimension)}


def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face_cache, "PHOTOS_AT_ONCE", 2)
    files, detector = album(tmp_path / "album", 6), FakeDetector()
    engine = FaceEngine(detector, FakeEmbedder())

    def stop(progress: Progress) -> None:
        if progress.done == 4:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        look_once(files, engine, tmp_path / "cache", JobControl(stop))
    assert detector.photos_seen == 4
    assert len(look_once(files, engine, tmp_path / "cache", JobControl()).faces) == 6
    assert detector.photos_seen == 6


def test_photos_without_faces_dates_and_files_that_are_no_photos(tmp_path: Path) -> None:
    nobody = save_photo(tmp_path / "sea.png", ())
    dated = save_photo(tmp_path / "dated.png", (1, 4), taken=dt.datetime(1970, 1, 11, 12))
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    files: Sequence[Path] = [nobody, dated, broken]
    engine = FaceEngine(FakeDetector(), FakeEmbedder())
    for _ in range(2):
        looked = look_once(files, engine, tmp_path / "cache", JobControl())
        assert looked.unreadable == (broken,)
        assert looked.faces[nobody].boxes.shape == (0, 4)
        assert np.isnan(looked.faces[nobody].day)
        assert len(looked.faces[dated].boxes) == 2
        assert looked.faces[dated].day == 10.5
