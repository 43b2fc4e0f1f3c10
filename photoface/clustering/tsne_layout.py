"""Lays faces out on a plane by t-SNE (openTSNE), similar faces near each other; adds new faces to a layout.

van der Maaten & Hinton, "Visualizing Data using t-SNE", JMLR 9, 2008; forces by interpolation on a grid (Linderman et
al., "Fast interpolation-based t-SNE", Nature Methods 16, 2019), initialised with the principal components, which keeps
the global order (Kobak & Berens, "The art of using t-SNE", Nature Communications 10, 2019).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST: Final = 15_000
"""Maximum number of faces for t-SNE; of a larger library an even sample. All others are placed beside similar ones."""

PERPLEXITY: Final = 30
"""Approximate number of neighbours of a face; the usual value."""

FEWEST: Final = 8
"""With fewer faces they are placed in a row."""

EARLY_ROUNDS, ROUNDS = 150, 400
"""Iterations with exaggerated attraction, in which groups form, and after them."""

ROUNDS_BETWEEN: Final = 10
"""Iterations between two progress reports."""

NEAREST: Final = 3
"""Number of neighbours from which a new face's place is computed."""

BLOCK: Final = 1024

Report = Callable[[int, int], None]
"""Called with the numbers of finished and of all rounds; what it raises ends the work."""


def lay_out(
    vectors: NDArray[np.float32], report: Report = lambda done, of: None, *, jobs: int = -1
) -> NDArray[np.float32]:
    """Positions of faces on a plane, each from 0 to 1 in both directions.

    Args:
        vectors: (n, d) float32, rows of unit length.
        jobs: threads; all processors by default.

    Returns:
        (n, 2) float32; deterministic.
    """
    count = len(vectors)
    if count < FEWEST:
        return np.stack([(np.arange(count) + 0.5) / max(count, 1), np.full(count, 0.5)], axis=1).astype(np.float32)
    sample = np.unique(np.linspace(0, count - 1, min(count, MOST)).astype(np.int64))
    places = np.zeros((count, 2), np.float32)
    places[sample] = _normalised(_embedded(vectors[sample], report, jobs))
    others = np.setdiff1d(np.arange(count), sample)
    places[others] = place_beside(vectors[others], vectors[sample], places[sample])
    return places


def place_beside(
    vectors: NDArray[np.float32], known: NDArray[np.float32], places: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Positions of new faces: the mean of their nearest known faces' positions, weighted by similarity.

    Args:
        vectors: (n, d) float32 of unit length.
        known: (m, d) likewise, at least one.
        places: (m, 2) of these.

    Returns:
        (n, 2) float32.
    """
    found = np.empty((len(vectors), 2), np.float32)
    nearest = min(NEAREST, len(known))
    for start in range(0, len(vectors), BLOCK):
        squared = np.maximum(2 - 2 * vectors[start : start + BLOCK] @ known.T, 0)
        chosen = np.argpartition(squared, nearest - 1, axis=1)[:, :nearest]
        weights = 1 / (np.take_along_axis(squared, chosen, axis=1) + 1e-3) ** 2
        weights /= weights.sum(axis=1, keepdims=True)
        found[start : start + BLOCK] = (places[chosen] * weights[:, :, None]).sum(axis=1)
    # Noise: faces of one burst would be at one point, where only one could be seen and clicked.
    apart = np.random.default_rng(0).normal(0, 2e-3, found.shape)
    return np.clip(found + apart, 0, 1).astype(np.float32)


def _embedded(vectors: NDArray[np.float32], report: Report, jobs: int) -> NDArray[np.float64]:
    from openTSNE import TSNE

    done = 0
    rounds = EARLY_ROUNDS + ROUNDS

    def told(_round: int, _error: float, _places: object) -> None:
        nonlocal done
        done = min(done + ROUNDS_BETWEEN, rounds)
        report(done, rounds)

    report(0, rounds)
    made = TSNE(
        perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
        initialization="pca",
        neighbors="exact",
        negative_gradient_method="fft" if len(vectors) > 2000 else "bh",
        early_exaggeration_iter=EARLY_ROUNDS,
        n_iter=ROUNDS,
        n_jobs=jobs,
        callbacks=told,
        callbacks_every_iters=ROUNDS_BETWEEN,
        random_state=0,
    ).fit(vectors)
    return np.asarray(made, np.float64)


def _normalised(places: NDArray[np.float64]) -> NDArray[np.float32]:
    """Scaled into the unit square, both directions by the same factor."""
    least, most = places.min(axis=0), places.max(axis=0)
    size = float((most - least).max()) or 1.0
    result: NDArray[np.float32] = ((places - (least + most) / 2) / size + 0.5).astype(np.float32)
    return result
