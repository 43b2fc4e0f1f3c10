"""Measures face detection on labelled photos: how many labelled faces are found, and what else is taken for a face.

A found face without a label need not be wrong: bystanders are seldom labelled. So these are counted, and drawn on
sheets for a person to judge. Wrong for certain are faces in photos that show nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from photoface.jobs import JobControl
from photoface.lab.evaluation.albums import Label, labels_by_file, matched
from photoface.lab.evaluation.embedded_faces import EmbeddedFace, Look
from photoface.lab.evaluation.pictures import look_at_all, read_picture

TILE = 112
COLUMNS, ROWS = 12, 9
MARGIN = 0.3
"""Of the box's sides, shown around it: without its surroundings a blurred head cannot be told from a pattern."""

GOOD_COLOUR, POOR_COLOUR = "#2ECC71", "#B0B4BC"


@dataclass(frozen=True, slots=True)
class UnlabelledFace:
    """A found face that no label answers for."""

    file: Path
    face: EmbeddedFace


@dataclass(frozen=True, slots=True)
class DetectionReport:
    """What was found in an album.

    Attributes:
        photos: labelled photos.
        labels: labelled faces; in albums without boxes one for each photo.
        found: those of them for which a face was found.
        found_good: those whose face passes the quality gate.
        unlabelled: found faces that no label answers for. In albums without boxes all but one of each photo.
        empty_photos: photos that are known to show nobody.
        false: faces found in them.
    """

    photos: int
    labels: int
    found: int
    found_good: int
    unlabelled: tuple[UnlabelledFace, ...]
    empty_photos: int
    false: tuple[UnlabelledFace, ...]

    @property
    def recall(self) -> float:
        """The share of the labelled faces that were found."""
        return self.found / self.labels

    @property
    def faces(self) -> int:
        """All faces that were found in the labelled photos."""
        return self.found + len(self.unlabelled)

    @property
    def unlabelled_good(self) -> int:
        """Unlabelled faces that pass the quality gate, so that they may start a group."""
        return sum(face.face.good for face in self.unlabelled)


def measure_detection(
    labels: Sequence[Label], album: Path, empty: Sequence[Path], look: Look, control: JobControl
) -> DetectionReport:
    """Look for faces in an album and count them against its labels.

    Args:
        labels: of `albums.read_labels`.
        empty: photos that are known to show nobody.
        look: from photos to faces.

    Raises:
        UserFacingError: a photo is missing or cannot be read.
        JobCancelled: by the control.
    """
    told = labels_by_file(labels)
    found: list[EmbeddedFace] = []
    unlabelled: list[UnlabelledFace] = []
    for (file, of_file), faces in zip(
        told.items(), look_at_all([album / file for file in told], look, control), strict=True
    ):
        answered = [face for _, face in matched(of_file, faces)]
        found.extend(answered)
        unlabelled.extend(UnlabelledFace(album / file, face) for face in faces if face not in answered)
    nobody = look_at_all(empty, look, control, what="Looking at photos of nobody")
    return DetectionReport(
        photos=len(told),
        labels=sum(map(len, told.values())),
        found=len(found),
        found_good=sum(face.good for face in found),
        unlabelled=tuple(unlabelled),
        empty_photos=len(empty),
        false=tuple(UnlabelledFace(file, face) for file, faces in zip(empty, nobody, strict=True) for face in faces),
    )


def draw_sheets(folder: Path, faces: Sequence[UnlabelledFace]) -> list[Path]:
    """Write the faces as sheets of crops, `unlabelled-01.jpg` and so on; a green frame passes the quality gate.

    Sheets of an earlier report are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("unlabelled-[0-9][0-9].jpg"):
        old.unlink()
    written: list[Path] = []
    for start in range(0, len(faces), COLUMNS * ROWS):
        part = faces[start : start + COLUMNS * ROWS]
        sheet = Image.new("RGB", (COLUMNS * TILE, -(-len(part) // COLUMNS) * TILE), "white")
        for place, face in enumerate(part):
            sheet.paste(_tile(face), (place % COLUMNS * TILE, place // COLUMNS * TILE))
        written.append(folder / f"unlabelled-{len(written) + 1:02}.jpg")
        sheet.save(written[-1], quality=90)
    return written


def _tile(found: UnlabelledFace) -> Image.Image:
    pixels = read_picture(found.file).pixels
    height, width = pixels.shape[:2]
    box = found.face.box
    side = max(box.width * width, box.height * height) * (1 + 2 * MARGIN)
    x, y = box.centre[0] * width, box.centre[1] * height
    corners = (round(x - side / 2), round(y - side / 2), round(x + side / 2), round(y + side / 2))
    # Pillow fills with black what lies outside.
    crop = Image.fromarray(np.ascontiguousarray(pixels)).crop(corners).resize((TILE - 4, TILE - 4))
    tile = Image.new("RGB", (TILE, TILE), GOOD_COLOUR if found.face.good else POOR_COLOUR)
    tile.paste(crop, (2, 2))
    ImageDraw.Draw(tile).text((5, 4), found.file.stem[-12:], fill="white", stroke_width=1, stroke_fill="black")
    return tile
