from __future__ import annotations

import numpy as np
import pytest
import torch
from torchvision.ops import batched_nms, nms

from photoface.vision.mtcnn_candidates import Candidates, inside, suppressed, suppressed_by_level


def scattered(count: int, spread: int) -> Candidates:
    """Squares of like sizes in a field, as many with the same certainty as a hundred steps of it leave."""
    random = np.random.default_rng(count)
    first = random.integers(0, spread, (count, 2)).astype(np.float32)
    boxes = np.concatenate([first, first + random.integers(20, 60, (count, 1))], axis=1).astype(np.float32)
    return Candidates(boxes, random.random(count).astype(np.float32).round(2))


@pytest.mark.parametrize("overlap", [0.5, 0.7])
@pytest.mark.parametrize(("count", "spread"), [(0, 100), (1, 100), (40, 30), (700, 100), (700, 1000)])
def test_suppresses_what_torchvision_does(count: int, spread: int, overlap: float) -> None:
    candidates = scattered(count, spread)
    expected = nms(torch.from_numpy(candidates.boxes), torch.from_numpy(candidates.scores), overlap)
    assert suppressed(candidates, overlap).tolist() == expected.tolist()


def test_a_candidate_that_was_suppressed_suppresses_nobody() -> None:
    row = np.array([[left, 0, left + 100, 100] for left in (0, 30, 60)], dtype=np.float32)
    candidates = Candidates(row, np.array([0.9, 0.8, 0.7], dtype=np.float32))
    assert suppressed(candidates, 0.5).tolist() == [0, 2]


@pytest.mark.parametrize("count", [0, 1, 700])
def test_levels_suppress_nothing_of_each_other(count: int) -> None:
    candidates = scattered(count, 100)
    levels = np.arange(count) % 12
    kept = suppressed_by_level(candidates, levels, 0.5)
    boxes, scores = torch.from_numpy(candidates.boxes), torch.from_numpy(candidates.scores)
    assert kept.tolist() == batched_nms(boxes, scores, torch.from_numpy(levels), 0.5).tolist()
    assert len(kept) > len(suppressed(candidates, 0.5)) or count < 2


def test_only_what_shows_a_part_of_the_photo_is_inside() -> None:
    boxes = np.array([[-20, -20, 0, 0], [-5, 3, 9, 40], [60, 10, 70, 20]], dtype=np.float32)
    seen, corners = inside(boxes, 50, 30)
    assert seen.tolist() == [False, True, False]
    assert corners.tolist() == [[0, 2, 9, 30]]
