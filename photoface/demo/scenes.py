"""Composes demo photos from portraits: crops, turns, light, and scenes such as a frame, a desk or a newspaper.

Also photos without anybody: a landscape and a screenshot.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from photoface.demo.portraits import Portrait

Colour = tuple[int, int, int]

WALLS: tuple[Colour, ...] = ((214, 208, 196), (187, 199, 204), (201, 190, 178), (176, 190, 176))
PAPERS: tuple[Colour, ...] = ((236, 230, 218), (120, 92, 70), (84, 96, 104), (158, 132, 104))
FRAMES: tuple[Colour, ...] = ((58, 42, 32), (34, 34, 36), (142, 112, 70))

DOTS = 44
"""Dots along a side of a newspaper's picture: so few that a face from it may end up in a group of its own."""

NEWSPRINT_TONES = 4


class Look(enum.Enum):
    """Light, colour and age of a photo."""

    DAYLIGHT = "daylight"
    WARM = "warm"
    COOL = "cool"
    DIM = "dim"
    BRIGHT = "bright"
    HARD = "hard"
    FADED = "faded"
    SEPIA = "sepia"
    MONOCHROME = "monochrome"


class Setting(enum.Enum):
    """What surrounds the picture."""

    PLAIN = "plain"
    PRINT = "print"
    FRAME = "frame"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Pose:
    """How a portrait is cut.

    Attributes:
        reach: width of the crop in heights of the face.
        across, down: how far the face is from the middle of the crop, in heights of the face.
        tilt: degrees, counterclockwise.
        yaw: how much nearer one side is than the other, a share; a mild turn of the print.
    """

    reach: float
    across: float = 0.0
    down: float = 0.0
    tilt: float = 0.0
    yaw: float = 0.0
    mirrored: bool = False


def cut(portrait: Portrait, pose: Pose, width: int, height: int) -> Image.Image:
    """The part of a portrait around its face, width x height pixels; the crop never leaves the portrait."""
    picture, (x, y) = portrait.picture, portrait.centre
    if pose.tilt:
        picture = picture.rotate(
            pose.tilt, Image.Resampling.BICUBIC, center=portrait.centre, fillcolor=_edge_colour(picture)
        )
    across = min(pose.reach * portrait.face, picture.width, picture.height * width / height)
    down = across * height / width
    left = min(max(x - across / 2 - pose.across * portrait.face, 0), picture.width - across)
    top = min(max(y - down / 2 - pose.down * portrait.face, 0), picture.height - down)
    part = picture.resize((width, height), Image.Resampling.LANCZOS, (left, top, left + across, top + down))
    if pose.yaw:
        part = _turned(part, pose.yaw)
    return ImageOps.mirror(part) if pose.mirrored else part


def _edge_colour(picture: Image.Image) -> Colour:
    """The mean colour of the upper edge, which is what a tilt uncovers."""
    red, green, blue = np.asarray(picture)[:12].reshape(-1, 3).mean(axis=0).round().astype(int).tolist()
    return (red, green, blue)


def _turned(picture: Image.Image, yaw: float) -> Image.Image:
    """The picture seen a little from the side: its right side farther away, or its left for a negative yaw."""
    width, height = picture.size
    shift = abs(yaw) * height
    left, right = (0.0, shift) if yaw > 0 else (shift, 0.0)
    # Pillow's QUAD takes corners of the source: upper left, lower left, lower right, upper right.
    corners = (0, left, 0, height - left, width, height - right, width, right)
    return picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def lit(picture: Image.Image, look: Look, rng: np.random.Generator) -> Image.Image:
    """The picture in another light or at another age."""
    match look:
        case Look.DAYLIGHT:
            result = ImageEnhance.Brightness(picture).enhance(float(rng.uniform(0.95, 1.08)))
        case Look.WARM:
            result = _balanced(picture, 1.12, 1.0, 0.82)
        case Look.COOL:
            result = _balanced(picture, 0.86, 0.98, 1.12)
        case Look.DIM:
            result = ImageEnhance.Brightness(_balanced(picture, 1.06, 1.0, 0.9)).enhance(0.6)
        case Look.BRIGHT:
            result = ImageEnhance.Brightness(picture).enhance(1.28)
        case Look.HARD:
            result = ImageEnhance.Contrast(picture).enhance(1.35)
        case Look.FADED:
            result = Image.blend(ImageEnhance.Color(picture).enhance(0.55), _plain(picture.size, (225, 210, 190)), 0.22)
        case Look.SEPIA:
            grey = ImageOps.grayscale(picture)
            result = ImageOps.colorize(grey, (38, 24, 14), (246, 232, 206), (158, 126, 92))
        case Look.MONOCHROME:
            result = ImageEnhance.Contrast(ImageOps.grayscale(picture).convert("RGB")).enhance(1.1)
    return _grained(result, 7.0, rng) if look in (Look.DIM, Look.SEPIA, Look.MONOCHROME) else result


def _balanced(picture: Image.Image, red: float, green: float, blue: float) -> Image.Image:
    pixels = np.asarray(picture, dtype=np.float32) * np.array((red, green, blue), dtype=np.float32)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _grained(picture: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    grain = strength * rng.standard_normal((picture.height, picture.width, 1), dtype=np.float32)
    pixels = np.asarray(picture, dtype=np.float32) + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _plain(size: tuple[int, int], colour: Colour) -> Image.Image:
    return Image.new("RGB", size, colour)


def surface(size: tuple[int, int], colour: Colour, rng: np.random.Generator) -> Image.Image:
    """A wall, a table or a sheet of paper: one colour under uneven light, with a fine texture."""
    width, height = size
    clouds = Image.fromarray(rng.integers(123, 134, (4, 5), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, width, dtype=np.float32)
    light = 1.06 - 0.16 * (0.6 * down + 0.4 * across)
    shade = np.asarray(clouds, dtype=np.float32) / 128 * light
    texture = 1.6 * rng.standard_normal((height, width), dtype=np.float32)
    channels = [(value * shade + texture).clip(0, 255).astype(np.uint8) for value in colour]
    return Image.fromarray(np.stack(channels, axis=2))


def _with_border(picture: Image.Image, border: int, colour: Colour, lower: int | None = None) -> Image.Image:
    lower = border if lower is None else lower
    sheet = _plain((picture.width + 2 * border, picture.height + border + lower), colour)
    sheet.paste(picture, (border, border))
    return sheet


def _framed(picture: Image.Image, colour: Colour) -> Image.Image:
    """The picture behind a mat in a frame with a lit edge."""
    matted = _with_border(picture, picture.width // 12, (244, 241, 234))
    rail = max(picture.width // 22, 8)
    frame = _with_border(matted, rail, colour)
    pen = ImageDraw.Draw(frame)
    bright, dark = (tuple(min(int(c * factor) + plus, 255) for c in colour) for factor, plus in ((1.3, 30), (0.5, 0)))
    pen.rectangle((0, 0, frame.width - 1, frame.height - 1), outline=bright, width=2)
    pen.rectangle((rail - 2, rail - 2, frame.width - rail + 1, frame.height - rail + 1), outline=dark, width=2)
    return frame


def _laid(ground: Image.Image, sheet: Image.Image, centre: tuple[float, float], tilt: float) -> None:
    """Put a sheet on the ground at a centre given in fractions, with a soft shadow under it."""
    turned = sheet.convert("RGBA").rotate(tilt, Image.Resampling.BICUBIC, expand=True)
    left = round(centre[0] * ground.width - turned.width / 2)
    top = round(centre[1] * ground.height - turned.height / 2)
    depth = max(sheet.width // 60, 4)
    shadow = Image.new("L", ground.size, 0)
    shadow.paste(turned.getchannel("A").point([value * 11 // 20 for value in range(256)]), (left + depth, top + depth))
    shadow = shadow.filter(ImageFilter.GaussianBlur(depth))
    ground.paste((20, 18, 16), (0, 0), shadow)
    ground.paste(turned, (left, top), turned)


def placed(pictures: Sequence[Image.Image], setting: Setting, size: tuple[int, int], seed: int) -> Image.Image:
    """Pictures side by side in one photo of this size.

    Args:
        seed: everything that varies (colours, light, angles) follows from it.
    """
    rng = np.random.default_rng(seed)
    places = [((2 * index + 1) / (2 * len(pictures)), 0.5) for index in range(len(pictures))]
    if setting is Setting.PLAIN:
        ground = _plain(size, (250, 249, 246))
        for picture, (x, y) in zip(pictures, places, strict=True):
            part = ImageOps.fit(picture, (size[0] // len(pictures), size[1]), Image.Resampling.LANCZOS)
            ground.paste(part, (round(x * size[0] - part.width / 2), round(y * size[1] - part.height / 2)))
        return ground
    colours = WALLS if setting is Setting.FRAME else PAPERS
    ground = surface(size, colours[seed % len(colours)], rng)
    for index, (picture, (x, y)) in enumerate(zip(pictures, places, strict=True)):
        match setting:
            case Setting.FRAME:
                _laid(ground, _framed(picture, FRAMES[(seed + index) % len(FRAMES)]), (x, y - 0.03), 0.0)
            case Setting.PRINT:
                lower = picture.width // 7 if seed % 3 == 0 else None
                sheet = _with_border(picture, picture.width // 24, (250, 248, 243), lower)
                _laid(ground, sheet, (x, y), float(rng.uniform(-6, 6)))
            case _:
                around = (x + float(rng.uniform(-0.06, 0.06)), y + float(rng.uniform(-0.05, 0.05)))
                sheet = _with_border(picture, picture.width // 30, (246, 242, 232))
                _laid(ground, sheet, around, float(rng.uniform(-9, 9)))
    return ground


def clipping(picture: Image.Image, size: tuple[int, int], seed: int) -> Image.Image:
    """A page of a newspaper with the picture in it, as coarse as newspapers print them, between columns of text."""
    rng = np.random.default_rng(seed)
    width, height = size
    page = surface(size, (226, 220, 204), rng)
    ink = (64, 60, 56)
    pen = ImageDraw.Draw(page)
    line = height // 60
    pen.rectangle((width // 14, line * 3, width * 11 // 14, line * 5), fill=ink)
    for column in range(3):
        left = width // 14 + column * width * 4 // 14
        for row in range(9, 57):
            if row % 11:
                right = left + width * 3 // 14 + int(rng.integers(0, width // 28))
                pen.rectangle((left, row * line, right, row * line + line // 3), fill=ink)
    side = width * 4 // 7
    coarse = ImageOps.fit(picture, (DOTS, DOTS), Image.Resampling.BOX)
    coarse = coarse.resize((side, side), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.5))
    tones = ImageOps.autocontrast(ImageOps.grayscale(coarse))
    tones = tones.point([value * NEWSPRINT_TONES // 256 * 255 // (NEWSPRINT_TONES - 1) for value in range(256)])
    page.paste(ImageOps.colorize(tones, ink, (232, 227, 212)), (width // 14, line * 10))
    return page.rotate(float(rng.uniform(-2, 2)), Image.Resampling.BICUBIC, fillcolor=(206, 200, 186))


def landscape(size: tuple[int, int], seed: int) -> Image.Image:
    """Hills under an evening sky: a photo without anybody."""
    rng = np.random.default_rng(seed)
    width, height = size
    down = np.linspace(0, 1, height)[:, None, None]
    sky = (1 - down) * np.array((92, 130, 182)) + down * np.array((250, 206, 160))
    picture = Image.fromarray(np.broadcast_to(sky, (height, width, 3)).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    across = np.linspace(0, 1, 80)
    for layer in range(4):
        waves = sum(
            np.sin(across * np.pi * frequency + float(rng.uniform(0, 6))) / frequency for frequency in (1, 2, 4, 7)
        )
        ridge = height * (0.5 + 0.12 * layer) + waves * height * 0.05
        points = [(x * width, y) for x, y in zip(across.tolist(), np.asarray(ridge).tolist(), strict=True)]
        shade = 116 - 26 * layer
        pen.polygon([*points, (width, height), (0, height)], fill=(shade - 20, shade, shade - 6))
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def screenshot(size: tuple[int, int], seed: int) -> Image.Image:
    """Something like a window full of text, as phones put them among the photos."""
    rng = np.random.default_rng(seed)
    width, height = size
    picture = _plain(size, (246, 247, 249))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width, height // 12), fill=(43, 82, 140))
    pen.rectangle((0, height // 12, width // 4, height), fill=(230, 233, 238))
    step = height // 26
    for row in range(3, 25):
        top = row * step
        pen.rectangle(
            (width // 40, top, width // 40 + int(rng.integers(width // 9, width // 5)), top + step // 3),
            fill=(150, 156, 166),
        )
        if row % 6:
            length = int(rng.integers(width // 4, width * 2 // 3))
            pen.rectangle((width * 7 // 25, top, width * 7 // 25 + length, top + step // 3), fill=(88, 94, 104))
    return picture
