"""Pairs of videos by the protocol of YouTube Faces, on a small set in its layout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from command import Command, photoface  # noqa: F401
from fakes.photos import fake_photo
from PIL import Image

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.imaging.decode import DecodedPhoto
from photoface.jobs import JobControl
from photoface.lab.evaluation.embedded_faces import EmbeddedFace
from photoface.lab.evaluation.youtube_faces import FRAMES, frame_files, measure_videos, parse_splits

SIDE = 40


def save_frames(folder: Path, name: str, number: int, people: Sequence[int]) -> None:
    """Frames of these shades of grey, numbered as the set's are: from where the face was first seen."""
    place = folder / name / str(number)
    place.mkdir(parents=True)
    for index, grey in enumerate(people):
        Image.new("L", (SIDE, SIDE), grey).convert("RGB").save(place / f"{number}.{index + 7}.jpg", quality=95)


def grey_look(photos: Sequence[DecodedPhoto]) -> list[list[EmbeddedFace]]:
    """A face on the left whose direction is the frame's grey, and another one on the right; none in black frames."""
    found = []
    for photo in photos:
        angle = float(photo.pixels.mean()) / 255 * np.pi / 2
        left = EmbeddedFace(Box(0.1, 0.3, 0.3, 0.3), np.array([np.cos(angle), np.sin(angle)], np.float32))
        right = EmbeddedFace(Box(0.45, 0.3, 0.3, 0.3), np.array([0, -1], np.float32))
        found.append([left, right] if angle > 0.05 else [])
    return found


def test_the_splits_of_the_set() -> None:
    lines = ["split number, first name, second name, is same, ", "1, A_B/0, A_B/2, 1, ", "2, A_B/0, C/11, 0"]
    pairs = parse_splits(lines)
    assert [(pair.first, pair.second, pair.same, pair.fold) for pair in pairs] == [
        (("A_B", "0"), ("A_B", "2"), True, 1),
        (("A_B", "0"), ("C", "11"), False, 2),
    ]
    assert parse_splits(lines[1:]) == pairs


@pytest.mark.parametrize(
    "lines", [[], ["1, A/0, B/1, 0"], ["1, A/0, A/1, 1", "2, A, B/1, 0"], ["1, A/0, A/1, yes", "2, A/0, B/1, 0"], ["1"]]
)
def test_what_is_no_file_of_splits(lines: list[str]) -> None:
    with pytest.raises(UserFacingError, match="not a file of splits"):
        parse_splits(lines)


def test_all_pairs_of_frames_count_and_a_label_says_which_face(tmp_path: Path) -> None:
    for name, number, people in (("A", 0, (90, 0, 100)), ("A", 1, (95,)), ("B", 0, (240, 250)), ("B", 3, (0, 0))):
        save_frames(tmp_path / "frame_images_DB", name, number, people)
        with (tmp_path / "frame_images_DB" / f"{name}.labeled_faces.txt").open("a") as labels:
            for index in range(len(people)):
                labels.write(f"{name}\\{number}\\{number}.{index + 7}.jpg,0,10,18,12,12,0.0,1\n")
    pairs = parse_splits(["1, A/0, A/1, 1", "1, A/0, B/0, 0", "2, A/1, A/0, 1", "2, A/1, B/3, 0"])
    done = measure_videos(pairs, tmp_path, grey_look, JobControl())
    assert (done.folds, done.videos, done.frames, done.frames_without_face) == (2, 4, 5, 3)
    assert (done.without_face, done.pairs_without_face) == (1, 1)
    assert (done.verification.accuracy, done.verification.accuracy_deviation) == (1.0, 0.0)
    # Half-way between the furthest same pair and the nearest different one of the other fold.
    angles = np.array([[90, 100], [240, 250]]) / 255 * np.pi / 2
    apart = np.sqrt(np.mean([2 - 2 * np.cos(one - other) for one in angles[0] for other in angles[1]]))
    same = np.sqrt(np.mean(2 - 2 * np.cos(angles[0] - 95 / 255 * np.pi / 2)))
    assert done.verification.threshold == pytest.approx(((same + apart) / 2 + same) / 2, abs=0.01)


def test_the_first_hundred_frames_with_a_face_count(tmp_path: Path) -> None:
    save_frames(tmp_path, "A", 0, [0, *[90] * FRAMES, 250])
    save_frames(tmp_path, "A", 1, [90])
    save_frames(tmp_path, "B", 0, [250])
    pairs = parse_splits(["1, A/0, A/1, 1", "1, A/0, B/0, 0", "2, A/1, A/0, 1", "2, A/1, B/0, 0"])
    done = measure_videos(pairs, tmp_path, grey_look, JobControl())
    assert (done.frames, done.frames_without_face) == (FRAMES + 2, 1)


def test_frames_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("3.10.jpg", "3.9.jpg", "3.100.jpg", "notes.txt"):
        (tmp_path / "A" / "3").mkdir(parents=True, exist_ok=True)
        (tmp_path / "A" / "3" / name).touch()
    assert [file.name for file in frame_files(tmp_path, ("A", "3"))] == ["3.9.jpg", "3.10.jpg", "3.100.jpg"]
    with pytest.raises(UserFacingError, match="A/4"):
        frame_files(tmp_path, ("A", "4"))


@pytest.fixture
def made_set(tmp_path: Path) -> tuple[Path, Path]:
    """Ten folds of one same and one different pair, of three people with two videos of three frames each."""
    for person, name in enumerate(("Anna", "Ben", "Carla")):
        for video in range(2):
            place = tmp_path / "set" / "frame_images_DB" / name / str(video)
            place.mkdir(parents=True)
            for frame in range(3):
                pixels = fake_photo((person * 3,), shade=person * 20 + video * 5 + frame, size=(250, 250))
                Image.fromarray(pixels).save(place / f"{video}.{frame}.jpg", quality=95)
    names = ("Anna", "Ben", "Carla")
    lines = ["split number, first name, second name, is same"]
    for fold in range(10):
        one, other = names[fold % 3], names[(fold + 1) % 3]
        lines += [f"{fold + 1}, {one}/0, {one}/1, 1", f"{fold + 1}, {one}/{fold % 2}, {other}/0, 0"]
    splits = tmp_path / "set" / "splits.txt"
    splits.write_text("\n".join(lines))
    return splits, tmp_path / "set"


def test_the_command(photoface: Command, made_set: tuple[Path, Path]) -> None:  # noqa: F811
    splits, videos = made_set
    asked = ("evaluate", "verification", "--protocol", "youtube-faces", "--splits", splits, "--videos", videos)
    values = photoface(*asked, "--json", catalog=False).json
    assert (values["pairs"], values["folds"], values["videos"], values["frames"]) == (20, 10, 6, 18)
    assert (values["accuracy"], values["accuracy_deviation"], values["model"]) == (1.0, 0.0, "dlib-resnet")
    assert "20 in 10 folds" in photoface(*asked, catalog=False).out
    assert photoface(*asked, "--pairs", splits, catalog=False).code == 2
    assert photoface("evaluate", "verification", "--splits", splits, "--videos", videos, catalog=False).code == 2
    missing = photoface(*asked[:-3], splits.parent / "none.txt", "--videos", videos, catalog=False)
    assert (missing.code, "cannot be read" in missing.err) == (1, True)
