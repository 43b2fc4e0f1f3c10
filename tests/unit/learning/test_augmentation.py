from __future__ import annotations

import numpy as np
import pytest

from photoface.learning.augmentation import NONE, Augmentation, augmented, centre_cut


def canvas(side: int = 40) -> np.ndarray:
    """A picture in which every pixel tells its place."""
    rows, columns = np.indices((side, side))
    return np.stack([rows * 5, columns * 5, (rows + columns) * 2], axis=2).astype(np.uint8)


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_middle() -> None:
    cut = centre_cut(canvas(40), 30, 20)
    assert cut.shape == (30, 20, 3)
    assert cut[0, 0].tolist() == canvas(40)[5, 10].tolist()
    assert np.array_equal(augmented(canvas(40), 30, 20, NONE, generator()), cut)


def test_the_same_seed_the_same_face() -> None:
    first, again = (augmented(canvas(), 32, 32, Augmentation(), generator(3)) for _ in range(2))
    assert np.array_equal(first, again)
    others = [augmented(canvas(), 32, 32, Augmentation(), generator(seed)) for seed in range(4, 12)]
    assert not any(np.array_equal(first, other) for other in others)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (32, 20), (40, 40)])
def test_places(height: int, width: int) -> None:
    moved = Augmentation(True, 0, 0, 0, 0, 0)
    corners = {tuple(augmented(canvas(), height, width, moved, generator(seed))[0, 0, :2] // 5) for seed in range(400)}
    spare = 40 - height
    tops, lefts = ({corner[axis] for corner in corners} for axis in (0, 1))
    assert tops == set(range(spare + 1))
    middle = (40 - width) // 2
    assert len(lefts) == spare + 1
    assert min(lefts) >= middle - spare // 2
    assert max(lefts) <= middle + spare // 2


def test_mirror() -> None:
    always = Augmentation(False, 1, 0, 0, 0, 0)
    assert np.array_equal(augmented(canvas(), 40, 40, always, generator()), canvas()[:, ::-1])


def test_light_stays_within_its_limits() -> None:
    grey = np.full((32, 32, 3), 100, np.uint8)
    lit = Augmentation(False, 0, brightness=0.2, contrast=0, colour=0, jpeg=0)
    means = [augmented(grey, 32, 32, lit, generator(seed)).mean() for seed in range(200)]
    assert 79 <= min(means) < 85
    assert 115 < max(means) <= 121
    white = np.full((32, 32, 3), 255, np.uint8)
    assert augmented(white, 32, 32, Augmentation(False, 0, 0.5, 0.5, 0.5, 0), generator(1)).dtype == np.uint8


def test_compression() -> None:
    noise = generator().integers(0, 256, (32, 32, 3), dtype=np.uint8)
    fine, coarse = (
        augmented(noise, 32, 32, Augmentation(False, 0, 0, 0, 0, 1, (quality, quality)), generator())
        for quality in (95, 10)
    )
    errors = [np.abs(face.astype(int) - noise).mean() for face in (fine, coarse)]
    assert 0 < errors[0] < errors[1]


def test_a_canvas_that_is_too_small() -> None:
    with pytest.raises(ValueError, match="no room"):
        augmented(canvas(20), 32, 16, Augmentation(), generator())
