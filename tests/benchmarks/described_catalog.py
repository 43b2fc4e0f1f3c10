"""A large catalog whose photos have captions and positions, for several scripts; the generated one has neither."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import sqlalchemy as sa

WORDS = (
    *("wedding", "beach", "summer", "garden", "birthday", "cake", "grandma", "uncle", "lake", "mountain", "snow"),
    *("dog", "cat", "train", "school", "christmas", "market", "boat", "river", "bridge", "tower", "church", "party"),
    *("holiday", "picnic", "forest", "castle", "harbour", "sunset", "café", "Müller", "Straße"),
)
RARE_WORDS = 3_000
WORDS_OF_A_CAPTION = 8

TOWNS = np.array(
    [(48.2, 16.4), (52.5, 13.4), (41.9, 12.5), (48.9, 2.4), (51.5, -0.1), (47.1, 15.4), (40.7, -74.0), (37.9, 23.7)]
)
SPREAD = 0.2
"""Degrees around a town."""

WITHOUT = 0.1
"""Of all photos: neither caption nor position."""


def described_catalog(catalog: Path | None, folder: Path) -> Path:
    """A copy of a catalog, or of a generated one, with captions and positions, as `described.photoface` in a folder."""
    target = folder / "described.photoface"
    if catalog is None:
        from large_catalog import write_large_catalog

        write_large_catalog(target)
    else:
        shutil.copyfile(catalog, target)
    _describe(target)
    return target


def _describe(catalog: Path) -> None:
    from photoface.catalog.opening import open_database
    from photoface.catalog.tables.photos import Photo

    rng = np.random.default_rng(3)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    rare = ["".join(rng.choice(letters, rng.integers(4, 10))) for _ in range(RARE_WORDS)]
    database = open_database(catalog)
    with database.write() as session:
        rows = []
        for photo_id in session.execute(sa.select(Photo.id)).scalars():
            if rng.random() < WITHOUT:
                continue
            usual = rng.random(WORDS_OF_A_CAPTION) < 0.7
            caption = " ".join(
                WORDS[rng.integers(len(WORDS))] if is_usual else rare[rng.integers(len(rare))] for is_usual in usual
            )
            north, east = TOWNS[rng.integers(len(TOWNS))] + rng.normal(0, SPREAD, 2)
            rows.append({"id": photo_id, "caption": caption, "file_latitude": north, "file_longitude": east})
        session.execute(sa.update(Photo), rows)
    database.close()
