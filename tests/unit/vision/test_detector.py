from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from facenet_pytorch import MTCNN
from PIL import Image
from torch.nn.functional import adaptive_avg_pool2d

from photoface.demo.portraits import GRACE, load_portraits
from photoface.demo.scenes import Pose, clipping, cut
from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.vision import cascade_detector, mtcnn, mtcnn_pyramid, yunet
from photoface.vision.alignment import DLIB_150, align
from photoface.vision.mtcnn import MtcnnDetector
from photoface.vision.protocols import DetectedFace, FaceDetector, Pixels
from photoface.vision.quality import assess
from photoface.vision.resampling import shrink
from photoface.vision.scaled_photo import ScaledPhoto
from photoface.vision.yunet import YunetDetector


def read(path: Path) -> Pixels:
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB"))


def blank(height: int, width: int) -> Pixels:
    return np.full((height, width, 3), 128, dtype=np.uint8)


def test_finds_the_one_face_of_a_portrait(detector: FaceDetector, astronaut: Pixels, grace_hopper: Pixels) -> None:
    first, second = detector.detect([astronaut, grace_hopper])
    assert len(first) == len(second) == 1
    assert first[0].score > 0.99
    left, top, right, bottom = first[0].box.pixels(512, 512)
    assert (left, top, right, bottom) == pytest.approx((181, 62, 268, 172), abs=8)
    assert second[0].box.centre == pytest.approx((265 / 512, 230 / 600), abs=0.03)


def test_landmarks_are_where_they_are_in_the_photo(detector: FaceDetector, astronaut: Pixels) -> None:
    landmarks = detector.detect([astronaut])[0][0].landmarks
    assert landmarks.left_eye[0] < landmarks.nose[0] < landmarks.right_eye[0]
    assert landmarks.left_eye[1] < landmarks.nose[1] < landmarks.mouth_left[1]
    assert landmarks.mouth_left[0] < landmarks.mouth_right[0]


class AveragedPhoto(ScaledPhoto):
    """A photo shrunk, and rectangles cut out of it, by averaging whole pixels, as the package does."""

    def __init__(self, photo: Pixels, sizes: Sequence[tuple[int, int]], device: torch.device) -> None:
        super().__init__(photo, sizes, device)
        self._pixels = torch.from_numpy(photo).permute(2, 0, 1).float()
        whole = (0, 0, self.width, self.height)
        self.levels = [self._averaged(whole, size).permute(1, 2, 0).numpy() for size in sizes]

    def rectangles(self, corners: np.ndarray, side: int) -> torch.Tensor:
        return torch.stack([self._averaged(rectangle, (side, side)) for rectangle in corners.tolist()])

    def _averaged(self, rectangle: Sequence[int], size: tuple[int, int]) -> torch.Tensor:
        left, top, right, bottom = rectangle
        return adaptive_avg_pool2d(self._pixels[:, top:bottom, left:right], size)


def test_equals_the_cascade_of_the_package(
    monkeypatch: pytest.MonkeyPatch, astronaut: Pixels, grace_hopper: Pixels
) -> None:
    monkeypatch.setattr(mtcnn, "ScaledPhoto", AveragedPhoto)
    monkeypatch.setattr(MtcnnDetector, "_steadied", lambda self, photo, faces, points: points)
    reference = MTCNN(keep_all=True)
    for photo in (astronaut, grace_hopper):
        boxes, scores, points = reference.detect(Image.fromarray(photo), landmarks=True)
        (face,) = MtcnnDetector(number_format=torch.float32).detect([photo])[0]
        frame = np.array(photo.shape[1::-1])
        ours = np.array([face.box.left, face.box.top, face.box.right, face.box.bottom]) * np.tile(frame, 2)
        assert ours == pytest.approx(boxes[0].astype(float), abs=0.01)
        assert np.array(face.landmarks.points) * frame == pytest.approx(points[0].astype(float), abs=0.01)
        assert face.score == pytest.approx(float(scores[0]), abs=1e-4)


def test_finds_what_the_package_finds(astronaut: Pixels, grace_hopper: Pixels) -> None:
    for photo in (astronaut, grace_hopper):
        boxes, _, points = MTCNN(keep_all=True).detect(Image.fromarray(photo), landmarks=True)
        (face,) = MtcnnDetector().detect([photo])[0]
        frame = np.array(photo.shape[1::-1])
        package = Box.from_corners(*(boxes[0] / np.tile(frame, 2)))
        assert face.box.intersection_over_union(package) > 0.9
        assert np.array(face.landmarks.points) * frame == pytest.approx(points[0].astype(float), abs=3)


def test_batch_of_unlike_sizes_answers_in_order(
    detector: FaceDetector, astronaut: Pixels, grace_hopper: Pixels
) -> None:
    photos = [blank(300, 200), astronaut, blank(64, 64), np.ascontiguousarray(grace_hopper[::2, ::2]), astronaut]
    assert [len(faces) for faces in detector.detect(photos)] == [0, 1, 0, 1, 1]
    assert detector.detect([]) == []


@pytest.mark.parametrize("size", [(1, 1), (5, 500), (19, 19), (20, 20), (21, 900), (12, 12)])
def test_photos_smaller_than_a_face_have_none(detector: FaceDetector, size: tuple[int, int]) -> None:
    assert detector.detect([blank(*size)]) == [[]]


def test_noise_and_texture_do_not_trip_it(detector: FaceDetector) -> None:
    random = np.random.default_rng(3)
    photos = [random.integers(0, 256, (200, 260, 3), dtype=np.uint8) for _ in range(3)]
    stripes = blank(200, 200)
    stripes[::4] = 0
    for faces in detector.detect([*photos, stripes]):
        assert all(face.score < 0.98 for face in faces)


@pytest.mark.parametrize("shift", [-130, -90, -60])
def test_face_cut_off_by_the_edge_keeps_its_box(detector: FaceDetector, astronaut: Pixels, shift: int) -> None:
    photo = np.ascontiguousarray(astronaut[62 + 90 + shift :, 200:])
    for face in detector.detect([photo])[0]:
        assert np.isfinite([face.box.left, face.box.top, face.box.width, face.box.height]).all()
        assert align(photo, face, DLIB_150).shape == (150, 150, 3)


def test_size_of_the_photo_does_not_move_the_box(detector: FaceDetector, astronaut: Pixels) -> None:
    large = np.asarray(Image.fromarray(astronaut).resize((2000, 2000), Image.Resampling.LANCZOS))
    small, found = detector.detect([astronaut])[0][0], detector.detect([large])[0][0]
    assert small.box.intersection_over_union(found.box) > 0.85


def test_faces_come_largest_first(detector: FaceDetector, astronaut: Pixels, grace_hopper: Pixels) -> None:
    photo = blank(600, 1024)
    photo[:256, :256] = astronaut[::2, ::2]
    photo[:, 512:] = grace_hopper
    small_and_large = detector.detect([photo])[0]
    assert len(small_and_large) == 2
    assert small_and_large[0].box.area > small_and_large[1].box.area
    assert small_and_large[0].box.centre[0] > 0.5


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_photo_without_a_tag_gives_the_same_face(
    detector: FaceDetector, astronaut: Pixels, quarters: int
) -> None:
    (upright,) = detector.detect([astronaut])[0]
    turned_photo = np.ascontiguousarray(np.rot90(astronaut, quarters))
    turned = max(detector.detect([turned_photo])[0], key=lambda face: face.score)
    difference = align(turned_photo, turned, DLIB_150).astype(int) - align(astronaut, upright, DLIB_150)
    assert np.abs(difference).mean() < 15


@pytest.mark.parametrize("kind", [MtcnnDetector, YunetDetector])
def test_turned_faces_are_not_looked_for_when_told_so(
    kind: type[MtcnnDetector | YunetDetector], astronaut: Pixels
) -> None:
    turned = np.ascontiguousarray(np.rot90(astronaut))
    assert kind(turns=False).detect([turned]) == [[]]


def test_strips_and_batches_make_no_difference(
    detector: FaceDetector, astronaut: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    (expected,) = detector.detect([astronaut])[0]
    monkeypatch.setattr(mtcnn, "SHEET_PIXELS", 5_000)
    monkeypatch.setattr(mtcnn, "REFINEMENT_BATCH", 5)
    monkeypatch.setattr(cascade_detector, "OUTPUT_BATCH", 1)
    monkeypatch.setattr(cascade_detector, "BATCHES_AT_ONCE", 3)
    (face,) = detector.detect([astronaut])[0]
    assert face.box.pixels(10_000, 10_000) == expected.box.pixels(10_000, 10_000)
    assert face.score == pytest.approx(expected.score, abs=1e-5)
    assert np.array(face.landmarks.points) == pytest.approx(np.array(expected.landmarks.points), abs=1e-4)


@pytest.mark.parametrize("size", [(512, 512), (431, 389), (200, 511)])
def test_padding_to_common_sizes_makes_no_difference(
    monkeypatch: pytest.MonkeyPatch, astronaut: Pixels, size: tuple[int, int]
) -> None:
    photo = np.ascontiguousarray(astronaut[: size[0], : size[1]])
    # One for both: each tries which number format is faster, and on a busy machine another one may win.
    detector = MtcnnDetector()
    padded = detector.detect([photo])[0]
    monkeypatch.setattr(mtcnn_pyramid, "PADDED", 1)
    mtcnn_pyramid.sheets.cache_clear()
    plain = detector.detect([photo])[0]
    mtcnn_pyramid.sheets.cache_clear()
    assert len(padded) == len(plain) >= 1
    for one, other in zip(padded, plain, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-4)
        # Half a pixel of a face of a hundred: processors that round to bfloat16 differ by less.
        assert one.box.intersection_over_union(other.box) > 0.99


def test_shrinking_keeps_small_photos_and_proportions() -> None:
    assert shrink(blank(250, 250), 1280).shape == (250, 250, 3)
    assert shrink(blank(3000, 4000), 1280).shape == (960, 1280, 3)
    assert shrink(blank(1, 4000), 1280).shape == (1, 1280, 3)


def test_name_tells_detectors_and_settings_apart() -> None:
    names = {kind(long_side).name for kind in (MtcnnDetector, YunetDetector) for long_side in (640, 1280)}
    assert len(names) == 4


def test_both_detectors_cut_a_face_alike(astronaut: Pixels, grace_hopper: Pixels) -> None:
    for photo in (astronaut, grace_hopper):
        (one,), (other,) = MtcnnDetector().detect([photo])[0], YunetDetector().detect([photo])[0]
        assert one.box.intersection_over_union(other.box) > 0.8
        apart = np.array(one.landmarks.points) - np.array(other.landmarks.points)
        assert np.abs(apart).mean() < 0.01 * one.box.width


@pytest.mark.parametrize(("minimum_face", "found"), [(20, 2), (60, 1)])
def test_small_faces_are_found_beside_large_ones_unless_too_small(
    minimum_face: int, found: int, astronaut: Pixels
) -> None:
    photo = blank(1000, 1280)
    photo[:512, :512] = astronaut
    photo[700:828, 1000:1128] = astronaut[::4, ::4]
    assert len(YunetDetector(1280, minimum_face).detect([photo])[0]) == found


def test_changed_weights_are_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / yunet.FILE
    fake.write_bytes(b"not these")
    monkeypatch.setattr(yunet, "file_of_package", lambda package, name: fake)
    with pytest.raises(UserFacingError, match="YuNet are changed"):
        YunetDetector()
    monkeypatch.setattr(yunet, "file_of_package", lambda package, name: None)
    with pytest.raises(UserFacingError, match="YuNet are missing"):
        YunetDetector()


def good(photo: Pixels, faces: list[DetectedFace]) -> int:
    height, width = photo.shape[:2]
    return sum(assess(face, width, height, align(photo, face, DLIB_150)).passes_gate for face in faces)


FACES = {
    "blurred.jpg": 1,
    "group_cast_1.jpg": 4,
    "group_cast_2.jpg": 3,
    "group_cast_3.jpg": 5,
    "group_cast_4.jpg": 6,
    "group_cast_5.jpg": 5,
    "group_six.jpg": 6,
    "group_six_2.jpg": 6,
    "masked_1.jpg": 1,
    "masked_2.png": 1,
    "no_face_1.png": 0,
    "no_face_2.jpg": 0,
    "pose_down.jpeg": 1,
    "pose_left.jpeg": 1,
    "pose_right.png": 1,
    "pose_tilt_left.png": 1,
    "pose_tilt_right.png": 1,
    "pose_up.jpeg": 1,
    "rotated_000.jpg": 1,
    "rotated_090.jpg": 1,
    "rotated_180.jpg": 1,
    "rotated_270.jpg": 1,
}
"""Sure faces, counted by eye, that the detector finds; group_cast_2 has more, in profile."""


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), FACES.items(), ids=FACES)
def test_hard_photos(detector: FaceDetector, hard_photos: Path, name: str, count: int) -> None:
    photo = read(hard_photos / name)
    faces = detector.detect([photo])[0]
    assert sum(face.score > 0.95 for face in faces) == count
    assert good(photo, faces) <= count
    if name.startswith("group"):
        assert good(photo, faces) >= count / 2


def test_landmarks_hold_still_when_the_photo_is_cut_elsewhere(
    monkeypatch: pytest.MonkeyPatch, detector: FaceDetector, astronaut: Pixels
) -> None:
    cuts = [(top, left) for top in range(0, 20, 4) for left in range(0, 20, 4)]

    def spread() -> float:
        found = []
        for top, left in cuts:
            (face,) = detector.detect([np.ascontiguousarray(astronaut[top : top + 480, left : left + 480])])[0]
            found.append(np.array(face.landmarks.points) * 480 + (left, top))
        return float(np.std(found, axis=0).mean())

    steadied = spread()
    monkeypatch.setattr(cascade_detector, "LOOKS", cascade_detector.LOOKS[:1])
    assert steadied < 0.8 * spread()


def test_landmarks_are_mirrored_with_the_photo(
    monkeypatch: pytest.MonkeyPatch, detector: FaceDetector, astronaut: Pixels, grace_hopper: Pixels
) -> None:
    def unlikeness(photo: Pixels) -> float:
        (face, *_), (mirrored, *_) = detector.detect([photo, np.ascontiguousarray(photo[:, ::-1])])
        right_eye, left_eye, nose, mouth_right, mouth_left = mirrored.landmarks.points
        back = np.array([left_eye, right_eye, nose, mouth_left, mouth_right]) * (-1, 1) + (1, 0)
        return float(np.abs(np.array(face.landmarks.points) - back).mean() / face.box.width)

    both = [unlikeness(photo) for photo in (astronaut, grace_hopper)]
    assert max(both) < 0.01
    plain = cascade_detector._landmarks
    monkeypatch.setattr(cascade_detector, "_landmarks", lambda boxes, outputs, *, mirrored=False: plain(boxes, outputs))
    assert max(both) < min(unlikeness(photo) for photo in (astronaut, grace_hopper))


@pytest.mark.parametrize("edges", [("left",), ("bottom",), ("left", "top", "right", "bottom")])
def test_landmarks_of_a_face_at_the_edge_stay_where_they_are(
    detector: FaceDetector, astronaut: Pixels, edges: tuple[str, ...]
) -> None:
    (whole,) = detector.detect([astronaut])[0]
    x, y = (round(part * 512) for part in whole.box.centre)
    side = whole.box.height * 512
    near = round(0.45 * side)
    left, top = x - near if "left" in edges else 0, y - near if "top" in edges else 0
    right, bottom = x + near if "right" in edges else 512, y + near if "bottom" in edges else 512
    cut = np.ascontiguousarray(astronaut[max(top, 0) : bottom, max(left, 0) : right])
    face = max(detector.detect([cut])[0], key=lambda one: one.score)
    found = np.array(face.landmarks.points) * cut.shape[1::-1] + (max(left, 0), max(top, 0))
    assert np.abs(found - np.array(whole.landmarks.points) * 512).mean() < 0.02 * side


def test_large_faces_of_coarse_print_are_found_beside_what_looks_like_small_ones(detector: FaceDetector) -> None:
    """Of which only the small picture shows that they are faces."""
    portrait = load_portraits()[GRACE]
    for number, pose in enumerate((Pose(2.6), Pose(2.9, mirrored=True), Pose(2.3, tilt=5.0)), 1):
        page = clipping(cut(portrait, pose, 800, 800), (1000, 1300), 200 + number)
        (found,) = detector.detect([np.asarray(page.convert("RGB"))])
        assert [face.score > 0.9 for face in found if face.box.height > 0.1] == [True], number
