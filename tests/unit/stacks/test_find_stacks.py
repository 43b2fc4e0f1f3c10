"""Which photos become a stack, which one is on top, and how the others differ from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from PIL import Image
from related_photos import MadeSet, cropped, developed, drawn, next_moment, saved, scaled, screenshot

from photoface.errors import JobCancelled
from photoface.jobs import Progress
from photoface.stacks.find_stacks import find_stacks
from photoface.stacks.records import StackKind

TAKEN = datetime(2019, 7, 14, 15, 30, 12)
KNOWN: dict[str, Any] = {"taken": TAKEN, "camera": "Acme One"}


def later(seconds: float) -> dict[str, Any]:
    return {"taken": TAKEN + timedelta(seconds=seconds), "camera": "Acme One"}


def found(made: MadeSet, apart: list[tuple[int, int]] | None = None) -> list[tuple[str, list[tuple[str, StackKind]]]]:
    """Stacks by the names of their files."""
    names = [photo.name for photo in made.photos]
    return [
        (names[stack.top], [(names[member.photo], member.kind) for member in stack.members])
        for stack in find_stacks(made.photos, made.rows, apart or [])
    ]


@pytest.fixture
def made() -> MadeSet:
    """A photo and another one that has nothing to do with it."""
    made = MadeSet()
    made.add(0, "", drawn(1), "IMG_1000.JPG", "a", **KNOWN)
    made.add(1, "", drawn(2), "IMG_2000.JPG", "a", **later(5))
    return made


def test_other_photos_are_no_stack(made: MadeSet) -> None:
    assert found(made) == []


def test_no_photos_no_stacks() -> None:
    assert find_stacks([], np.empty((0, 32, 32), dtype=np.uint8)) == []


def test_the_largest_copy_is_on_top(made: MadeSet) -> None:
    made.add(0, "", saved(scaled(drawn(1), 0.5)), "small.jpg", "b")
    made.add(0, "", scaled(drawn(1), 2), "print.jpg", "b")
    assert found(made) == [("print.jpg", [("IMG_1000.JPG", StackKind.RESIZED), ("small.jpg", StackKind.RESIZED)])]


def test_of_equal_files_the_one_with_the_cameras_data_is_on_top(made: MadeSet) -> None:
    made.add(0, "", saved(drawn(1), 50), "IMG_1000.JPG", "Messages")
    made.add(0, "", saved(drawn(1), 50), "IMG_1000 (1).JPG", "a", **KNOWN)
    ((top, members),) = [(stack.top, stack.members) for stack in find_stacks(made.photos, made.rows)]
    assert top == 0
    assert [(member.photo, member.kind) for member in members] == [
        (3, StackKind.RECOMPRESSED),
        (2, StackKind.RECOMPRESSED),
    ]


def test_a_cropped_copy_says_so(made: MadeSet) -> None:
    made.add(0, "", saved(cropped(drawn(1), np.random.default_rng(1))), "crop.jpg", "b")
    assert found(made) == [("IMG_1000.JPG", [("crop.jpg", StackKind.CROPPED)])]


def test_equal_picture_hashes_need_no_signature() -> None:
    made = MadeSet()
    black = Image.new("RGB", (300, 200))
    for name in ("one.jpg", "two.jpg"):
        made.add(0, "", black, name, "a", picture_hash="ab12")
    assert found(made) == [("one.jpg", [("two.jpg", StackKind.SAME_PICTURE)])]


def test_plain_pictures_and_fog_are_no_copies() -> None:
    made = MadeSet()
    ramp = np.tile(np.linspace(90, 200, 200)[:, None, None], (1, 300, 3))
    for seed in range(3):
        made.add(seed, "", Image.new("RGB", (300, 200), (0, 0, seed)), f"black {seed}.jpg", "a")
        noise = np.random.default_rng(seed).normal(0, 2, ramp.shape)
        made.add(3 + seed, "", Image.fromarray((ramp + noise).astype(np.uint8)), f"fog {seed}.jpg", "a")
    assert found(made) == []


def test_screenshots_of_one_program_are_no_copies() -> None:
    made = MadeSet()
    for seed in range(40):
        made.add(seed, "", screenshot(seed), f"Screenshot {seed}.png", "a")
    made.add(0, "", saved(scaled(screenshot(0), 0.7)), "sent.jpg", "b")
    assert found(made) == [("Screenshot 0.png", [("sent.jpg", StackKind.RESIZED)])]


def test_raw_and_developed_photo_of_one_name(made: MadeSet) -> None:
    made.add(0, "", developed(drawn(1)), "IMG_1000.CR2", "a/RAW", **KNOWN)
    assert found(made) == [("IMG_1000.JPG", [("IMG_1000.CR2", StackKind.RAW)])]


def test_a_raw_file_of_another_picture_is_not_paired_by_its_name_alone(made: MadeSet) -> None:
    made.add(2, "", drawn(3), "IMG_1000.CR2", "a", **later(86_400))
    made.add(3, "", drawn(4), "IMG_2000.NEF", "a")
    assert found(made) == []


def test_a_moving_picture_belongs_to_the_still_of_its_name_and_time(made: MadeSet) -> None:
    # The film's clock is universal time, and its length is in it.
    made.add(0, "", drawn(9), "IMG_1000.MOV", "a", taken=TAKEN - timedelta(hours=2, seconds=-1.5))
    made.add(2, "", drawn(10), "IMG_2000.MOV", "a", taken=TAKEN + timedelta(minutes=5))
    assert found(made) == [("IMG_1000.JPG", [("IMG_1000.MOV", StackKind.MOVING)])]


def test_films_of_one_first_picture_are_no_copies() -> None:
    made = MadeSet()
    for number in range(3):
        made.add(number, "", drawn(1), f"film {number}.mp4", "a")
    assert found(made) == []


def test_photos_right_after_another_are_a_burst(made: MadeSet) -> None:
    random = np.random.default_rng(4)
    for number in (1, 2):
        made.add(0, "", next_moment(drawn(1), random), f"IMG_100{number}.JPG", "a", **later(number * 0.4))
    ((top, members),) = found(made)
    assert sorted([top, *(name for name, _ in members)]) == ["IMG_1000.JPG", "IMG_1001.JPG", "IMG_1002.JPG"]
    assert {kind for _, kind in members} == {StackKind.BURST}


def test_the_same_photos_of_another_camera_or_hour_are_no_burst(made: MadeSet) -> None:
    random = np.random.default_rng(4)
    made.add(0, "", next_moment(drawn(1), random), "A.JPG", "b", taken=TAKEN, camera="Borea 5")
    made.add(0, "", next_moment(drawn(1), random), "IMG_1500.JPG", "a", **later(3600))
    assert found(made) == []


def test_people_who_pose_for_minutes_are_several_stacks_at_most() -> None:
    """A photo each nine seconds from one place, ten minutes long: the first and the last are no one photo."""
    made = MadeSet()
    random = np.random.default_rng(3)
    for number in range(66):
        grain = random.normal(0, 5, (240, 320, 3))
        picture = Image.fromarray(np.clip(np.asarray(drawn(1)) + grain, 0, 255).astype(np.uint8))
        made.add(number, "", picture, f"IMG_{1000 + number}.JPG", "a", **later(9 * number))
    stacks = find_stacks(made.photos, made.rows)
    assert all(max(stack.photos) - min(stack.photos) <= 6 for stack in stacks)


def test_a_tripods_photos_of_one_second_are_a_burst_and_no_copies(made: MadeSet) -> None:
    made.add(0, "", saved(drawn(1), 90), "IMG_1001.JPG", "a", **KNOWN)
    ((top, members),) = found(made)
    assert {top, *(name for name, _ in members)} == {"IMG_1000.JPG", "IMG_1001.JPG"}
    assert [kind for _, kind in members] == [StackKind.BURST]


def test_best_faces_then_sharpness_choose_the_top_of_a_burst(made: MadeSet) -> None:
    made.add(0, "", saved(drawn(1), 90), "IMG_1001.JPG", "a", face_quality=0.9, **later(1))
    made.add(0, "", saved(drawn(1), 90), "IMG_1002.JPG", "a", face_quality=0.4, **later(2))
    ((top, members),) = found(made)
    assert top == "IMG_1001.JPG"
    assert [name for name, _ in members] == ["IMG_1000.JPG", "IMG_1002.JPG"]


def test_a_copy_without_data_belongs_to_the_photo_of_a_burst_that_it_fits_best(made: MadeSet) -> None:
    second = next_moment(drawn(1), np.random.default_rng(4))
    made.add(0, "", second, "IMG_1001.JPG", "a", **later(1))
    made.add(0, "", saved(scaled(second, 0.5)), "IMG-20190714-WA0001.jpg", "b")
    (stack,) = find_stacks(made.photos, made.rows)
    (copy,) = [member for member in stack.members if member.photo == 3]
    assert (copy.kind, copy.like) == (StackKind.RESIZED, 2)
    assert StackKind.BURST in {member.kind for member in stack.members}


def test_what_the_user_took_apart_stays_apart(made: MadeSet) -> None:
    for name in ("small.jpg", "smaller.jpg"):
        made.add(0, "", saved(scaled(drawn(1), 0.5)), name, "b")
    assert len(found(made)) == 1
    stacks = found(made, [(0, 2)])
    assert len(stacks) == 1
    for top, members in stacks:
        assert not {"IMG_1000.JPG", "small.jpg"} <= {top, *(name for name, _ in members)}
    assert found(made, [(0, 2), (0, 3), (2, 3)]) == []


def test_a_burst_that_was_taken_apart_stays_apart(made: MadeSet) -> None:
    made.add(0, "", saved(drawn(1), 90), "IMG_1001.JPG", "a", **later(1))
    assert found(made, [(2, 0)]) == []


def test_the_search_tells_how_far_it_is_and_can_be_stopped(made: MadeSet) -> None:
    made.add(0, "", saved(scaled(drawn(1), 0.5)), "small.jpg", "b")
    told: list[Progress] = []
    find_stacks(made.photos, made.rows, report=told.append)
    assert [(progress.stage, progress.done, progress.total) for progress in told] == [
        ("Comparing photos", 0, 3),
        ("Comparing similar photos", 0, 1),
    ]

    def stop(progress: Progress) -> None:
        raise JobCancelled

    with pytest.raises(JobCancelled):
        find_stacks(made.photos, made.rows, report=stop)
