"""Finds approximate nearest neighbours by an inverted file: only faces in near cells are compared.

Sivic & Zisserman, "Video Google", ICCV 2003; Jégou et al., "Product Quantization for Nearest Neighbor Search", PAMI
2011, section IV.A. The queries are the entries themselves, and all faces of a cell search the same cells, so the work
is matrix products, which use a processor fully. On 100,000 faces of 128 dimensions it takes a twentieth of the
processor time of a `usearch` graph (HNSW, 16 edges, 128 candidates), groups are no worse, and the result does not
depend on the number of threads, as that of HNSW does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

CELL_FACES = 128
"""Approximate number of faces in a cell."""

PROBED_CELLS = 32
"""Number of cells that a cell's faces are compared with, itself included."""

PARTITIONS = 2
"""Independent partitions: a neighbour across a border of one is mostly in the same or a near cell of the other."""

BRANCHES = 64
"""A cell is split into at most this many at once: the work of splitting grows with n log n."""

SAMPLE = 32
"""Number of faces per branch from which centres are computed."""

LLOYD_STEPS = 3
"""Iterations of k-means (Lloyd 1982); more give no better neighbours."""

ROWS = 1024
"""Faces of a cell that are compared at once."""

SEED = 20_260


def nearest_in_cells(
    vectors: NDArray[np.float32], width: int, threads: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The `width` most similar other vectors of each vector, approximately, most similar first.

    Args:
        vectors: (n, d) float32, of about unit length.
        threads: number of parallel searches; the result does not depend on it.

    Returns:
        Indices (n, width) int32, -1 where fewer were found, and inner products (n, width) float32, -inf there.
    """
    indices = np.full((len(vectors), width), -1, np.int32)
    similarities = np.full((len(vectors), width), -np.inf, np.float32)
    for partition in range(PARTITIONS):
        _search(vectors, SEED + partition, threads, indices, similarities)
    return indices, similarities


def in_threads(work: Callable[[int], None], items: Sequence[int], threads: int) -> None:
    """Process items in parallel, each on one thread: matrix products start no further threads."""
    if len(items) == 1:
        # Starting threads takes milliseconds, as long as all the work for one photo's faces.
        work(items[0])
        return
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, items):
            pass


def _search(
    vectors: NDArray[np.float32],
    seed: int,
    threads: int,
    indices: NDArray[np.int32],
    similarities: NDArray[np.float32],
) -> None:
    """Compare near cells of one partition; the two arrays keep the best of what was found so far."""
    width = indices.shape[1]
    cells = _cells(vectors, np.random.default_rng(seed), threads)
    order = np.concatenate(cells)
    starts = np.concatenate([[0], np.cumsum([len(cell) for cell in cells])])
    # The faces of a cell are contiguous.
    sorted_vectors = vectors[order]
    centres = np.stack([_centre(sorted_vectors[a:b]) for a, b in zip(starts[:-1], starts[1:], strict=True)])

    def search(cell: int) -> None:
        near = -(centres @ centres[cell])
        probed = np.sort(np.argpartition(near, min(PROBED_CELLS, len(near)) - 1)[:PROBED_CELLS])
        candidates = np.concatenate([np.arange(starts[other], starts[other + 1]) for other in probed])
        others = sorted_vectors[candidates]
        for start in range(starts[cell], starts[cell + 1], ROWS):
            stop = min(start + ROWS, starts[cell + 1])
            away = sorted_vectors[start:stop] @ others.T
            np.negative(away, out=away)
            away[np.arange(stop - start), np.searchsorted(candidates, np.arange(start, stop))] = np.inf
            columns = min(width, len(candidates) - 1)
            nearest = np.argpartition(away, columns - 1, axis=1)[:, :columns] if columns else away[:, :0].astype(int)
            away = np.take_along_axis(away, nearest, axis=1)
            faces = order[start:stop]
            found = order[candidates[nearest]].astype(np.int32)
            indices[faces], similarities[faces] = _best(
                np.concatenate([indices[faces], found], axis=1),
                np.concatenate([similarities[faces], -away], axis=1),
                width,
            )

    in_threads(search, range(len(cells)), threads)


def _cells(vectors: NDArray[np.float32], rng: np.random.Generator, threads: int) -> list[NDArray[np.int64]]:
    """The faces of each cell; every face is in one."""
    open_cells, cells = [np.arange(len(vectors))], []
    while open_cells:
        faces = open_cells.pop()
        branches = min(round(len(faces) / CELL_FACES), BRANCHES)
        if branches < 2:
            cells.append(faces)
            continue
        nearest = _nearest_centres(vectors, faces, _centres(vectors, faces, branches, rng))
        parts = [faces[nearest == branch] for branch in range(branches)]
        if max(map(len, parts)) == len(faces):
            # Identical pictures cannot be separated, only counted off.
            parts = np.array_split(faces, branches)
        open_cells += [part for part in parts if len(part)]
    return cells


def _centres(
    vectors: NDArray[np.float32], faces: NDArray[np.int64], branches: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    chosen = rng.choice(faces, min(len(faces), SAMPLE * branches), replace=False)
    centres: NDArray[np.float32] = vectors[chosen[:branches]]
    for _ in range(LLOYD_STEPS):
        nearest = _nearest_centres(vectors, chosen, centres)
        for branch in np.unique(nearest):
            centres[branch] = _centre(vectors[chosen[nearest == branch]])
    return centres


def _nearest_centres(
    vectors: NDArray[np.float32], faces: NDArray[np.int64], centres: NDArray[np.float32]
) -> NDArray[np.int64]:
    nearest = np.empty(len(faces), np.int64)
    step = 64 * ROWS
    for start in range(0, len(faces), step):
        nearest[start : start + step] = (vectors[faces[start : start + step]] @ centres.T).argmax(axis=1)
    return nearest


def _centre(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    total = vectors.sum(axis=0)
    centre: NDArray[np.float32] = total / np.float32(max(float(np.linalg.norm(total)), 1e-12))
    return centre


def _best(
    indices: NDArray[np.int32], similarities: NDArray[np.float32], width: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The `width` most similar of each row's candidates, each once; of equal ones the lower index first."""
    by_index = np.argsort(indices, axis=1, kind="stable")
    indices = np.take_along_axis(indices, by_index, axis=1)
    similarities = np.take_along_axis(similarities, by_index, axis=1)
    twice = indices[:, 1:] == indices[:, :-1]
    similarities[:, 1:][twice] = -np.inf
    best = np.argsort(-similarities, axis=1, kind="stable")[:, :width]
    similarities = np.take_along_axis(similarities, best, axis=1)
    return np.where(np.isfinite(similarities), np.take_along_axis(indices, best, axis=1), -1), similarities
