"""Photos with copies, raw files, moving pictures and bursts, made of any pictures; which of them belong together."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance

from photoface.imaging.thumbnails import encode_thumbnail
from photoface.stacks.picture_signature import signature_and_sharpness
from photoface.stacks.records import Stack, StackPhoto

BEGIN = datetime(2019, 7, 14, 10, 0, 0)


@dataclass
class MadeSet:
    """Photos, their signatures, and for each its scene: photos of one scene belong into one stack."""

    photos: list[StackPhoto] = field(default_factory=list)
    signatures: list[NDArray[np.uint8]] = field(default_factory=list)
    scenes: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def add(self, scene: int, kind: str, picture: Image.Image, name: str, folder: str, **more: Any) -> None:
        """A photo whose picture is this one, once saved and read again."""
        signature, sharpness = signature_and_sharpness(encode_thumbnail(np.asarray(picture)))
        self.photos.append(StackPhoto(name, folder, picture.width, picture.height, sharpness=sharpness, **more))
        self.signatures.append(signature)
        self.scenes.append(scene)
        self.kinds.append(kind)

    @property
    def rows(self) -> NDArray[np.uint8]:
        return np.array(self.signatures)


@dataclass(frozen=True)
class Score:
    """Shares of pairs in one stack that belong together, and of pairs that belong together that are in one stack."""

    precision: float
    recall: float
    missed: Counter[str]


def saved(picture: Image.Image, quality: int = 85) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    with Image.open(data) as read:
        return read.convert("RGB")


def scaled(picture: Image.Image, share: float) -> Image.Image:
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.LANCZOS)


def cropped(picture: Image.Image, random: np.random.Generator, most: float = 0.1) -> Image.Image:
    """Without up to so much of its width and height, anywhere along the edges."""
    lost = random.uniform(0.02, most, 2)
    left, top = lost * random.uniform(0, 1, 2)
    width, height = picture.size
    box = (left * width, top * height, (left + 1 - lost[0]) * width, (top + 1 - lost[1]) * height)
    return picture.crop(tuple(round(edge) for edge in box))


def next_moment(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """The scene a moment later: the camera moved and turned a little, somebody went through the picture."""
    width, height = picture.size
    moved = picture.rotate(float(random.normal(0, 0.8)), Image.Resampling.BICUBIC, expand=False)
    left, top = random.uniform(0.01, 0.05, 2)
    moved = moved.crop((round(left * width), round(top * height), round(width * 0.95), round(height * 0.95)))
    moved = moved.resize((width, height), Image.Resampling.BICUBIC)
    x, y = random.uniform(0.1, 0.7, 2)
    part = picture.crop((0, 0, width // 6, height // 4))
    moved.paste(part, (round(x * width), round(y * height)))
    return moved


def developed(picture: Image.Image) -> Image.Image:
    """As a raw file's own preview: flatter, brighter, with a margin."""
    flat = ImageEnhance.Contrast(ImageEnhance.Brightness(picture).enhance(1.12)).enhance(0.85)
    return flat.resize((round(picture.width * 1.01), round(picture.height * 1.01)))


def make_set(pictures: Sequence[Image.Image], seed: int = 3) -> MadeSet:
    """Of each picture a scene; by turns alone, or with copies, a raw file, a moving picture or a burst."""
    random, made = np.random.default_rng(seed), MadeSet()
    time = BEGIN
    for scene, picture in enumerate(pictures):
        time += timedelta(seconds=int(random.integers(3, 400)))
        camera = ("Acme One", "Borea 5", "")[scene % 3]
        number = f"{1000 + scene}"
        folder = f"Pictures/{time:%Y-%m-%d}"
        known = {"taken": time, "camera": camera}
        turn = scene % 8
        first = "_0" if turn == 6 else ""
        made.add(scene, "original", picture, f"IMG_{number}{first}.JPG", folder, **known)
        if turn == 1:
            made.add(scene, "resized", saved(scaled(picture, 0.5)), f"IMG_{number}.JPG", "Mail", **known)
            made.add(scene, "recompressed", saved(picture, 40), f"IMG_{number} (1).JPG", folder, **known)
        elif turn == 2:
            sent = saved(scaled(picture, 0.6), 60)
            made.add(scene, "messenger", sent, f"IMG-20190720-WA{scene:04}.jpg", "WhatsApp Images")
        elif turn == 3:
            made.add(scene, "cropped", saved(cropped(picture, random)), f"Print {scene}.jpg", "Prints")
        elif turn == 4:
            made.add(scene, "raw", developed(picture), f"IMG_{number}.CR2", f"{folder}/RAW", **known)
        elif turn == 5:
            later = {"taken": time + timedelta(seconds=1), "camera": camera}
            made.add(scene, "moving", scaled(picture, 0.4), f"IMG_{number}.MOV", folder, **later)
        elif turn == 6 and camera:
            for step in range(1, 4):
                at = {"taken": time + timedelta(seconds=step // 2), "camera": camera}
                made.add(scene, "burst", next_moment(picture, random), f"IMG_{number}_{step}.JPG", folder, **at)
        elif turn == 7:
            edited = ImageEnhance.Color(ImageEnhance.Brightness(picture).enhance(1.2)).enhance(0.2)
            made.add(scene, "edited", saved(edited), f"IMG_{number}-edited.jpg", "Exports", taken=time)
            made.add(scene, "cropped", saved(cropped(scaled(picture, 0.7), random), 70), f"{scene}.jpg", "Web")
    return made


def score(made: MadeSet, stacks: Sequence[Stack]) -> Score:
    """How right stacks are, by pairs."""
    found = {pair for stack in stacks for pair in _pairs(sorted(stack.photos))}
    by_scene: dict[int, list[int]] = {}
    for index, scene in enumerate(made.scenes):
        by_scene.setdefault(scene, []).append(index)
    wanted = {pair for photos in by_scene.values() for pair in _pairs(photos)}
    missed = Counter(made.kinds[second] for _, second in wanted - found)
    return Score(len(found & wanted) / max(len(found), 1), len(found & wanted) / max(len(wanted), 1), missed)


def _pairs(photos: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((first, second) for place, first in enumerate(photos) for second in photos[place + 1 :])


def drawn(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A scene of a sky, a ground and shapes, as unlike others as photos are."""
    random = np.random.default_rng(seed)
    width, height = size
    soft = Image.fromarray(random.integers(40, 215, (3, 4, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(soft)
    for _ in range(int(random.integers(8, 16))):
        x, y = random.uniform(-0.1, 0.9, 2) * size
        w, h = random.uniform(0.06, 0.4, 2) * size
        colour = tuple(int(level) for level in random.integers(0, 255, 3))
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((x, y, x + w, y + h), fill=colour)
    grain = random.normal(0, 6, (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(soft) + grain, 0, 255).astype(np.uint8))


def screenshot(seed: int) -> Image.Image:
    """A conversation as a phone shows it: bars above and below are the same in all."""
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (360, 780), (236, 229, 221))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 360, 60), fill=(7, 94, 84))
    draw.rectangle((0, 730, 360, 780), fill=(255, 255, 255))
    top = 75
    while top < 700:
        height, width = int(random.integers(24, 110)), int(random.integers(120, 270))
        is_own = bool(random.random() < 0.5)
        left = 350 - width if is_own else 10
        draw.rectangle((left, top, left + width, top + height), fill=(220, 248, 198) if is_own else (255, 255, 255))
        for line in range(top + 6, top + height - 8, 13):
            draw.rectangle((left + 8, line, left + width - int(random.integers(10, 60)), line + 6), fill=(90, 90, 90))
        top += height + 10
    return picture
