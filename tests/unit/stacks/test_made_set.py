"""Whole sets of photos with copies and bursts: what belongs together is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from related_photos import drawn, make_set, score

from photoface.stacks.find_stacks import find_stacks


def test_stacks_of_drawn_pictures() -> None:
    made = make_set([drawn(seed) for seed in range(96)])
    result = score(made, find_stacks(made.photos, made.rows))
    assert result.precision >= 0.99
    assert result.recall >= 0.95, result.missed


@pytest.mark.shared
@pytest.mark.slow
def test_stacks_of_photos(shared_data: Path) -> None:
    """Pictures of strangers, of which no two show one moment, and faces of the news."""
    files = sorted((shared_data / "albums" / "strangers").glob("*.jpg"))
    files += [sorted(person.glob("*.jpg"))[0] for person in sorted((shared_data / "lfw" / "images").iterdir())[::16]]
    pictures = [Image.open(file).convert("RGB") for file in files]
    made = make_set(pictures)
    result = score(made, find_stacks(made.photos, made.rows))
    assert result.precision >= 0.99
    assert result.recall >= 0.95, result.missed
