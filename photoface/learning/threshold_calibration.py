"""Calibrates the distance thresholds of a newly trained model, on people it did not learn from.

A threshold is carried over from the default model by its false accept rate: it is the distance below which the same
share of pairs of strangers lies, measured for the default model on LFW's development people with one photo each (8.1
million pairs). The verification threshold is the one that separates same and different pairs best.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.vision.model_registry import Thresholds

SHARE_NEARER: Final = {
    "assignment": 7.9e-5,
    "grouping_large": 4.5e-4,
    "grouping_small": 3.6e-3,
    "suggestion": 4.5e-2,
}
"""Share of pairs of strangers that are nearer than the default model's threshold."""

VERIFICATION: Final = "threshold"
"""The verification threshold's name in an evaluation during training."""

LEAST_STEP: Final = 1e-3
"""Minimum difference of two thresholds: with few people several of them fall on the same pair."""


def stranger_distances(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[str, float]:
    """The distances below which as many pairs of strangers lie as below the default model's thresholds.

    One pair of faces is taken for each pair of people, however many photos they have.

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
    """Thresholds from an evaluation that holds `stranger_distances`; None for one of an older version without them."""
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
