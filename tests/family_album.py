"""Composes albums of whole photos from a labelled set of families' face crops, to count decisions on.

The set has a folder ``images`` and a ``labels.csv`` with the columns file, person, family and photo. Its families are
dealt out to albums by chance, so that no person is in two albums. Crops that were cut from one photo stand together in
one composed photo again; crops are pasted once, at sizes of their own. No photo has a date, since the set tells none.
``truth.csv`` has the columns that `photoface evaluate` reads: file, person, left, top, width, height.

    python tests/family_album.py --families ../shared/data/families --out /tmp/families --albums 3
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = (1280, 960)
COLUMNS, ROWS = 4, 2
"""Places for faces in a photo; no photo of the set shows more than seven."""

LEAST_SHARE = 0.4
"""Of its place's side, the smallest side of a pasted crop; the largest fills it."""

FACE_IN_CROP = (0.12, 0.1, 0.76, 0.85)
"""Left, top, width and height of the face in a crop of the set, as shares of the crop's side: they are cut tightly."""


def read_families(table: Path) -> dict[str, dict[str, list[tuple[Path, str]]]]:
    """Each family's photos, each with its faces as file and person."""
    families: dict[str, dict[str, list[tuple[Path, str]]]] = defaultdict(lambda: defaultdict(list))
    with table.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            families[row["family"]][row["photo"]].append((table.parent / "images" / row["file"], row["person"]))
    return families


def compose(families: Sequence[dict[str, list[tuple[Path, str]]]], out: Path, rng: np.random.Generator) -> int:
    """Write an album of these families' photos, in an order by chance.

    Returns:
        How many photos it has.
    """
    photos = [faces for family in families for faces in family.values()]
    out.mkdir(parents=True, exist_ok=True)
    with (out / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "person", "left", "top", "width", "height"])
        for number, index in enumerate(rng.permutation(len(photos))):
            file = f"IMG_{number:05d}.jpg"
            for person, box in _write_photo(photos[index], out / file, rng):
                rows.writerow([file, person, *(f"{value:.5f}" for value in box)])
    return len(photos)


def _write_photo(
    faces: Sequence[tuple[Path, str]], file: Path, rng: np.random.Generator
) -> list[tuple[str, tuple[float, float, float, float]]]:
    width, height = SIZE
    coarse = rng.integers(40, 200, size=(6, 8, 3), dtype=np.uint8)
    canvas = Image.fromarray(coarse).resize(SIZE, Image.Resampling.BICUBIC)
    place_width, place_height = width // COLUMNS, height // ROWS
    told = []
    for (crop, person), place in zip(faces, rng.permutation(COLUMNS * ROWS), strict=False):
        side = int(min(place_width, place_height) * rng.uniform(LEAST_SHARE, 1))
        left = int(place % COLUMNS) * place_width + int(rng.uniform(0, place_width - side))
        top = int(place // COLUMNS) * place_height + int(rng.uniform(0, place_height - side))
        with Image.open(crop) as image:
            canvas.paste(image.convert("RGB").resize((side, side), Image.Resampling.BICUBIC), (left, top))
        x, y, face_width, face_height = (share * side for share in FACE_IN_CROP)
        told.append((person, ((left + x) / width, (top + y) / height, face_width / width, face_height / height)))
    canvas.save(file, quality=92)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--albums", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    families = list(read_families(options.families / "labels.csv").values())
    order = rng.permutation(len(families))
    for album in range(options.albums):
        count = compose([families[index] for index in order[album :: options.albums]], options.out / f"{album}", rng)
        print(f"{options.out / str(album)}: {count:,} photos")


if __name__ == "__main__":
    main()
