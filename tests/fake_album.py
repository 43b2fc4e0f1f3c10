"""An album of fake photos, as the fake detector sees them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fakes.photos import save_photo


def make_album(folder: Path) -> Path:
    """Twelve fake photos of people 0, 1 and 2, some with two of them, over three years."""
    cast = [(0,), (0, 1), (1,), (0,), (2,), (1, 2), (0, 2), (1,), (0, 1, 2), (2,), (0,), (1,)]
    for number, people in enumerate(cast):
        taken = dt.datetime(2019 + number // 4, 1 + number % 12, 5, 10, number)
        save_photo(folder / f"{taken:%Y}" / f"IMG_{number:04}.png", people, shade=number, taken=taken)
    return folder
