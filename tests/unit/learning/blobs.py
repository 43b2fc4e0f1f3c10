"""Faces that are none: a coarse pattern of colours for each person, under other light and noise in every photo.

The light differs more between two photos of one person than the patterns of two people do, so a random network does
little better than chance, and a small one learns in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from photoface.learning.dataset import FaceCrops
from photoface.learning.validation import verification_pairs

CANVAS = 18


def blob_faces(people: int = 30, each: int = 8, *, seed: int = 0, pattern: float = 40.0) -> FaceCrops:
    """Canvases of 18 pixels; `pattern` is the spread of the colours that tell people apart, 0 for nothing to learn."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(people), each)
    patterns = random.normal(0, pattern, (people, 3, 3, 3))
    light = random.normal(0, 35, (len(labels), 1, 1, 3))
    values = 128 + patterns[labels] + light
    noise = random.normal(0, 12, (len(labels), CANVAS, CANVAS, 3))
    pixels = np.clip(values.repeat(6, axis=1).repeat(6, axis=2) + noise, 0, 255).astype(np.uint8)
    return FaceCrops(
        pixels,
        labels.astype(np.int64),
        tuple(f"Person {person}" for person in range(people)),
        tuple(f"Person {label}/{number}.png" for number, label in enumerate(labels)),
    )


def pair_accuracy(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> Mapping[str, float]:
    """The share of pairs that the best threshold judges rightly."""
    first, second, same = verification_pairs(labels)
    distances = np.linalg.norm(embeddings[first] - embeddings[second], axis=1)
    accuracies = [np.mean((distances <= threshold) == same) for threshold in np.sort(distances)]
    return {"accuracy": float(max(accuracies))}
