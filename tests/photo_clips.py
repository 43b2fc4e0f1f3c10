"""Clips made of still photos of people: moved, turned, grown and shrunk, and cut into one another, two at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from made_videos import A_SECOND, save_video
from numpy.typing import NDArray
from PIL import Image

from photoface.scan.face_engine import FaceEngine
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.video_look import VideoLimits, look_at_video

WIDTH, HEIGHT, TILE = 640, 360, 300

OTHER_NAMES = {"Sepp_Blatter": "Joseph_Blatter"}
"""People whom LFW has under two names: a track over both is over one person."""

MIDDLE = 0.13
"""So far from the middle of its photo a face may be that the photo is of, in widths of the frame."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Two people beside each other for some seconds: the photo of each."""

    seconds: float
    left: Path
    right: Path


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the tracks of clips are like.

    Attributes:
        shown: how often somebody stands in a scene.
        found: of these, how often a track has them.
        tracks: how many there are.
        mixed: tracks over two people.
        split: tracks beyond the first of somebody in a scene.
    """

    shown: int = 0
    found: int = 0
    tracks: int = 0
    mixed: int = 0
    split: int = 0

    def __add__(self, other: Judgement) -> Judgement:
        return Judgement(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def photo_clip(path: Path, scenes: Sequence[Scene], seed: int) -> Path:
    """Write a clip. Each photo drifts, turns by up to eight degrees, and grows or shrinks by a fifth while it shows."""
    random = np.random.default_rng(seed)
    frames: list[NDArray[np.uint8]] = []
    for scene in scenes:
        moves = [_Move.of(random) for _ in range(2)]
        photos = [Image.open(photo).convert("RGB").resize((TILE, TILE)) for photo in (scene.left, scene.right)]
        count = round(scene.seconds * A_SECOND)
        for number in range(count):
            frame = Image.new("RGB", (WIDTH, HEIGHT), (40, 44, 52))
            for side, (photo, move) in enumerate(zip(photos, moves, strict=True)):
                move.paste(frame, photo, side, number / max(count - 1, 1))
            frames.append(np.asarray(frame))
    return save_video(path, frames)


@dataclass(frozen=True, slots=True)
class _Move:
    drift: tuple[float, float]
    turn: float
    growth: float

    @classmethod
    def of(cls, random: np.random.Generator) -> _Move:
        x, y = random.uniform(-20, 20, 2)
        return cls((float(x), float(y)), float(random.uniform(-8, 8)), float(random.uniform(0.8, 1.2)))

    def paste(self, frame: Image.Image, photo: Image.Image, side: int, share: float) -> None:
        scale = 1 + (self.growth - 1) * share
        size = round(TILE * scale)
        shown = photo.resize((size, size)).rotate(self.turn * share, Image.Resampling.BILINEAR)
        middle = (WIDTH * (1 + 2 * side) / 4 + self.drift[0] * share, HEIGHT / 2 + self.drift[1] * share)
        # Nobody covers their neighbour.
        half = Image.new("RGB", (WIDTH // 2, HEIGHT), (40, 44, 52))
        half.paste(shown, (round(middle[0] - side * WIDTH / 2 - size / 2), round(middle[1] - size / 2)))
        frame.paste(half, (side * WIDTH // 2, 0))


def judge(path: Path, scenes: Sequence[Scene], engine: FaceEngine, limits: VideoLimits, item: ScannedFile) -> Judgement:
    """Look at a clip as a scan does, and compare its tracks with who was shown where and when."""
    from contextlib import nullcontext

    looked = look_at_video(item, engine, limits, nullcontext)
    assert looked.failure is None, looked.failure
    assert looked.found is not None
    # In frames: OpenCV takes the one that is nearest to a time, which may be the first of the next scene.
    ends = np.cumsum([round(scene.seconds * A_SECOND) for scene in scenes])
    # How far from the middle of the photo a track stands, by track, scene and side.
    offsets: dict[tuple[int, int, int], list[float]] = {}
    for face in looked.found.faces:
        assert face.moment.track is not None
        assert face.moment.frame_seconds is not None
        frame = int(face.moment.frame_seconds * A_SECOND + 0.5)
        scene = min(int(np.searchsorted(ends, frame, "right")), len(scenes) - 1)
        x, y = face.box.centre
        offsets.setdefault((face.moment.track, scene, int(x > 0.5)), []).append(max(abs(x % 0.5 - 0.25), abs(y - 0.5)))
    of_track: dict[int, set[tuple[str, int]]] = {}
    for (track, scene, side), distances in offsets.items():
        photo = (scenes[scene].left, scenes[scene].right)[side]
        # Whoever stands beside the person of a photo is somebody else.
        name = _person(photo) if np.mean(distances) <= MIDDLE else f"beside {photo.name}"
        of_track.setdefault(track, set()).add((name, scene))
    shown = [(_person(photo), number) for number, scene in enumerate(scenes) for photo in (scene.left, scene.right)]
    found = [one for one in shown if any(one in seen for seen in of_track.values())]
    mixed = sum(len({person for person, _ in seen}) > 1 for seen in of_track.values())
    covering = sum(one in seen for seen in of_track.values() for one in set(shown))
    return Judgement(len(shown), len(found), len(of_track), mixed, covering - len(set(found)))


def _person(photo: Path) -> str:
    """Who a photo is of, by its folder."""
    return OTHER_NAMES.get(photo.parent.name, photo.parent.name)


def scenes_of(people: Sequence[Sequence[Path]], random: np.random.Generator, count: int) -> list[Scene]:
    """Scenes of people, of each of whom there are several photos: two different ones at a time."""
    pairs = list(combinations(range(len(people)), 2))
    chosen = [pairs[index] for index in random.choice(len(pairs), count, replace=len(pairs) < count)]

    def photo(person: int) -> Path:
        return people[person][int(random.integers(len(people[person])))]

    return [Scene(float(random.uniform(2, 4)), photo(one), photo(other)) for one, other in chosen]
