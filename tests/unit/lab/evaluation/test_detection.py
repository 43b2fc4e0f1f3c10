from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from embedded_faces import face_at
from fakes.photos import save_photo
from PIL import Image

from photoface.geometry import Box
from photoface.imaging.decode import DecodedPhoto
from photoface.jobs import JobControl
from photoface.lab.evaluation.albums import Label
from photoface.lab.evaluation.detection import COLUMNS, ROWS, TILE, UnlabelledFace, draw_sheets, measure_detection
from photoface.lab.evaluation.embedded_faces import EmbeddedFace

LEFT, RIGHT, SMALL = Box(0.1, 0.1, 0.3, 0.3), Box(0.6, 0.1, 0.3, 0.3), Box(0.4, 0.7, 0.1, 0.1)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    for name in ("both", "one", "nobody"):
        save_photo(tmp_path / f"{name}.png", ())
    return tmp_path


class FoundByOrder:
    """A look that finds prepared faces, photo after photo."""

    def __init__(self, *of_photos: list[EmbeddedFace]) -> None:
        self._waiting = list(of_photos)

    def __call__(self, photos: Sequence[DecodedPhoto]) -> list[list[EmbeddedFace]]:
        found, self._waiting = self._waiting[: len(photos)], self._waiting[len(photos) :]
        return found


def test_labelled_unlabelled_and_false_faces_are_told_apart(album: Path) -> None:
    labels = [
        Label(Path("both.png"), "Anna", LEFT),
        Label(Path("both.png"), "Ben", RIGHT),
        Label(Path("one.png"), "Anna", LEFT),
    ]
    poor = EmbeddedFace(SMALL, np.array([1, 0], np.float32), good=False)
    look = FoundByOrder([face_at(0, box=LEFT), poor], [face_at(1, box=LEFT), face_at(2, box=RIGHT)], [poor])
    found = measure_detection(labels, album, [album / "nobody.png"], look, JobControl())
    assert (found.photos, found.labels, found.found, found.found_good) == (2, 3, 2, 2)
    assert found.recall == pytest.approx(2 / 3)
    assert [(face.file.name, face.face.box) for face in found.unlabelled] == [("both.png", SMALL), ("one.png", RIGHT)]
    assert (found.faces, found.unlabelled_good) == (4, 1)
    assert (found.empty_photos, [face.file.name for face in found.false]) == (1, ["nobody.png"])


def test_without_boxes_the_largest_face_answers(album: Path) -> None:
    small, large = face_at(0, box=SMALL), face_at(0, box=LEFT)
    found = measure_detection([Label(Path("one.png"), "Anna")], album, [], FoundByOrder([small, large]), JobControl())
    assert found.found == 1
    assert [face.face for face in found.unlabelled] == [small]


def test_sheets_replace_those_of_an_earlier_report(album: Path, tmp_path: Path) -> None:
    faces = [UnlabelledFace(album / "one.png", face_at(0, box=Box(-0.1, 0.8, 0.3, 0.3)))] * (COLUMNS * ROWS + 1)
    first, second = draw_sheets(tmp_path / "report", faces)
    with Image.open(first) as sheet:
        assert sheet.size == (COLUMNS * TILE, ROWS * TILE)
    with Image.open(second) as sheet:
        assert sheet.size == (COLUMNS * TILE, TILE)
    assert draw_sheets(tmp_path / "report", faces[:1]) == [first]
    assert sorted((tmp_path / "report").iterdir()) == [first]
