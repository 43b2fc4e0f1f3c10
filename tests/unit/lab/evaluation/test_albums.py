from __future__ import annotations

from pathlib import Path

import pytest

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.lab.evaluation.albums import ALONE, GroupedFace, Label, read_labels, score

LARGE, SMALL = Box(0.1, 0.1, 0.4, 0.4), Box(0.7, 0.1, 0.1, 0.1)


def test_folders_are_people(tmp_path: Path) -> None:
    for name in ("Anna/1.jpg", "Anna/summer/2.jpg", "Ben/.hidden", "loose.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert read_labels(tmp_path) == [
        Label(Path("Anna/1.jpg"), "Anna"),
        Label(Path("Anna/summer/2.jpg"), "Anna"),
    ]


def test_tables(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,person\n1.jpg,Anna\n2.jpg,\n")
    assert read_labels(tmp_path) == [Label(Path("1.jpg"), "Anna")]
    (tmp_path / "truth.csv").write_text("file,person,left,top,width,height\n1.jpg,Ben,0.1,0.1,0.4,0.4\n")
    assert read_labels(tmp_path) == [Label(Path("1.jpg"), "Ben", LARGE)]


@pytest.mark.parametrize("text", ["who,where\n1,2\n", "file,person,left,top,width,height\n1.jpg,Ben,a,b,c,d\n"])
def test_a_table_that_makes_no_sense(tmp_path: Path, text: str) -> None:
    (tmp_path / "truth.csv").write_text(text)
    with pytest.raises(UserFacingError, match="cannot be understood"):
        read_labels(tmp_path)


def test_the_largest_face_is_scored() -> None:
    labels = [Label(Path(f"{number}.jpg"), "Anna") for number in range(3)]
    photos = {
        Path("0.jpg"): [GroupedFace(SMALL, 8), GroupedFace(LARGE, 1)],
        Path("1.jpg"): [GroupedFace(LARGE, 1)],
        Path("2.jpg"): [],
    }
    report = score(labels, photos)
    assert (report.photos, report.photos_with_face, report.scored, report.groups) == (3, 2, 2, 1)
    assert report.bcubed.f == 1.0


def test_in_a_folder_like_lfw_the_face_in_the_middle_is_scored(tmp_path: Path) -> None:
    files = ("Ann_Lee/Ann_Lee_0001.jpg", "Ann_Lee/Ann_Lee_0002.jpg", "Ben/Ben_0001.jpg")
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    beside, middle = Box(0.0, 0.1, 0.4, 0.4), Box(0.4, 0.4, 0.2, 0.2)
    faces = [GroupedFace(beside, 8), GroupedFace(middle, 1)]
    album = {Path(name): faces for name in files[:2]} | {Path(files[2]): [GroupedFace(middle, 2)]}
    assert score(read_labels(tmp_path), album).bcubed.f == 1.0
    (tmp_path / "Ben/birthday.jpg").touch()
    assert score(read_labels(tmp_path), album).groups == 2
    assert {label.centred for label in read_labels(tmp_path)} == {False}


def test_boxes_are_matched_by_overlap_and_once() -> None:
    file = Path("1.jpg")
    labels = [Label(file, "Anna", LARGE), Label(file, "Ben", SMALL), Label(file, "Carla", LARGE)]
    report = score(labels, {file: [GroupedFace(SMALL, 2), GroupedFace(LARGE, ALONE)]})
    assert (report.labels, report.scored, report.people, report.groups, report.alone) == (3, 2, 2, 1, 1)


def test_photos_of_several_people_without_boxes_are_left_out() -> None:
    labels = [Label(Path("1.jpg"), "Anna"), Label(Path("1.jpg"), "Ben"), Label(Path("2.jpg"), "Ben")]
    photos = {Path("1.jpg"): [GroupedFace(LARGE, 1)], Path("2.jpg"): [GroupedFace(LARGE, 2)]}
    assert score(labels, photos).photos == 1


def test_an_album_that_was_not_scanned() -> None:
    with pytest.raises(UserFacingError, match="in the catalog"):
        score([Label(Path("1.jpg"), "Anna")], {})
