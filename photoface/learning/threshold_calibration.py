"""The distances that matter in a model that was trained here, measured on people whom it did not learn from.

What one model's distances say is carried over to another by how often strangers are within them: a threshold is where
as many pairs of two people are nearer as are in the default model, measured on LFW's development people with one photo
of each (8.1 million pairs). The one for verification is where faces of one and of two people are told apart best.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.vision.registry import Thresholds

SHARE_NEARER: Final = {
    "assignment": 7.9e-5,
    "grouping_large": 4.5e-4,
    "grouping_small": 3.6e-3,
    "suggestion": 4.5e-2,
}
"""Of pairs of two people, the share that is nearer than the default model's threshold."""

VERIFICATION: Final = "threshold"
"""What an evaluation during training calls the distance that tells pairs apart best."""

LEAST_STEP: Final = 1e-3
"""Thresholds differ by this at least: with few people several of them fall on the same pair."""


def stranger_distances(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[str, float]:
    """The distances within which as many pairs of strangers lie as within the default model's thresholds.

    Each pair of people counts alike, whatever the number of their photos: one pair of faces is taken for each.

    Args:
        embeddings: (faces, d) of unit length.
        labels: (faces,) of two people or more.
    """
    _, first = np.unique(labels, return_index=True)
    one_each = embeddings[first]
    squared = 2 - 2 * (one_each @ one_each.T)[np.triu_indices(len(one_each), 1)]
    distances = np.sqrt(np.maximum(squared, 0))
    return {name: float(np.quantile(distances, share, method="lower")) for name, share in SHARE_NEARER.items()}


def thresholds_from(values: Mapping[str, float]) -> Thresholds | None:
    """What an evaluation that holds `stranger_distances` says; None for one that does not (of an older version)."""
    if not {VERIFICATION, *SHARE_NEARER} <= values.keys():
        return None
    assignment = max(values["assignment"], LEAST_STEP)
    large = max(values["grouping_large"], assignment + LEAST_STEP)
    small = max(values["grouping_small"], large + LEAST_STEP)
    return Thresholds(
        verification=values[VERIFICATION],
        grouping_large=large,
        grouping_small=small,
        assignment=assignment,
        suggestion=max(values["suggestion"], small + LEAST_STEP),
    )
