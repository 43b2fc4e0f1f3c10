"""Finds approximate nearest neighbours by an inverted file: only faces in near cells are compared.

Sivic & Zisserman, "Video Google", ICCV 2003; Jégou et al., "Product Quantization for Nearest Neighbor Search", PAMI
2011, section IV.A. The queries are the entries themselves, and all faces of a cell search the same cells, so the work
is matrix products, which use a processor fully. On 100,000 faces of 128 dimensions it takes a twentieth of the
processor time of a `usearch` graph (HNSW, 16 edges, 128 candidates), groups are no worse, and the result does not
depend on the number of threads, as that of HNSW does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.blas_threads import one_blas_thread

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

CELLS_IN_SEARCH = 64
"""Cells that another process searches at once: they share most of the cells that they are compared with."""

SEED = 20_260


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Faces by cell.

    Attributes:
        vectors: (n, d) float32, those of a cell contiguous.
        faces: (n,) int64, which face of the library each is.
        starts: (cells + 1,) int64, where each cell starts.
    """

    vectors: NDArray[np.float32]
    faces: NDArray[np.int64]
    starts: NDArray[np.int64]

    def part(self, cells: NDArray[np.intp]) -> Cells:
        """Some of the cells, in ascending order."""
        sizes = np.diff(self.starts)[cells]
        places = self.places(cells)
        return Cells(self.vectors[places], self.faces[places], np.concatenate([[0], np.cumsum(sizes)]))

    def places(self, cells: NDArray[np.intp]) -> NDArray[np.int64]:
        """Where the faces of some cells are."""
        return np.concatenate([np.arange(self.starts[cell], self.starts[cell + 1]) for cell in cells])


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The nearest of some faces as far as they are found.

    Attributes:
        indices: (n, width) int32, most similar first; -1 where fewer were found.
        similarities: (n, width) float32 inner products; -inf there.
    """

    indices: NDArray[np.int32]
    similarities: NDArray[np.float32]

    @classmethod
    def nothing(cls, faces: int, width: int) -> Best:
        return cls(np.full((faces, width), -1, np.int32), np.full((faces, width), -np.inf, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class CellSearch:
    """Cells to search, with all that this takes, so that it can be done elsewhere.

    Attributes:
        cells: those to search, and those that are near to them.
        searched: positions in `cells` of those to search.
        probed: for each of them the positions of the cells that it is compared with, ascending.
        best: of the faces of `searched`, cell by cell.
    """

    cells: Cells
    searched: NDArray[np.intp]
    probed: tuple[NDArray[np.intp], ...]
    best: Best

    def run(self) -> Best:
        """Compare the cells on one thread of matrix products."""
        indices, similarities = self.best.indices, self.best.similarities
        found = Best(np.empty_like(indices), np.empty_like(similarities))
        filled = 0
        with one_blas_thread():
            for cell, probed in zip(self.searched.tolist(), self.probed, strict=True):
                for start, stop in _rows_of(self.cells, cell):
                    rows = slice(filled, filled + stop - start)
                    best = _nearest(self.cells, start, stop, probed, Best(indices[rows], similarities[rows]))
                    found.indices[rows], found.similarities[rows] = best.indices, best.similarities
                    filled += stop - start
        return found


RunSearches = Callable[[Iterator[CellSearch]], Iterator[Best]]
"""Runs searches somewhere, a bounded number ahead, and gives what each found, in their order."""


def nearest_in_cells(
    vectors: NDArray[np.float32], width: int, threads: int, run_searches: RunSearches | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The `width` most similar other vectors of each vector, approximately, most similar first.

    Args:
        vectors: (n, d) float32, of about unit length.
        threads: number of parallel searches; the result does not depend on it.
        run_searches: has other processes search; the result does not depend on that either, where their processors and
            their NumPy round alike.

    Returns:
        Indices (n, width) int32, -1 where fewer were found, and inner products (n, width) float32, -inf there.
    """
    best = Best.nothing(len(vectors), width)
    for partition in range(PARTITIONS):
        cells = _partition(vectors, SEED + partition, threads)
        if run_searches is None:
            _search_here(cells, best, threads)
        else:
            _search_elsewhere(cells, best, run_searches)
    return best.indices, best.similarities


def in_threads(work: Callable[[int], None], items: Sequence[int], threads: int) -> None:
    """Process items in parallel, each on one thread: matrix products start no further threads."""
    if len(items) == 1:
        # Starting threads takes milliseconds, as long as all the work for one photo's faces.
        work(items[0])
        return
    with one_blas_thread(), ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, items):
            pass


def _partition(vectors: NDArray[np.float32], seed: int, threads: int) -> Cells:
    cells = _cells(vectors, np.random.default_rng(seed), threads)
    faces = np.concatenate(cells)
    return Cells(vectors[faces], faces, np.concatenate([[0], np.cumsum([len(cell) for cell in cells])]))


def _centres_of(cells: Cells) -> NDArray[np.float32]:
    ends = zip(cells.starts[:-1], cells.starts[1:], strict=True)
    return np.stack([_centre(cells.vectors[start:end]) for start, end in ends])


def _near_cells(centres: NDArray[np.float32], cell: int) -> NDArray[np.intp]:
    """The cells that a cell's faces are compared with, ascending."""
    away = -(centres @ centres[cell])
    return np.sort(np.argpartition(away, min(PROBED_CELLS, len(away)) - 1)[:PROBED_CELLS])


def _search_here(cells: Cells, best: Best, threads: int) -> None:
    """Compare near cells of one partition; `best` keeps the best of what was found so far."""
    centres = _centres_of(cells)

    def search(cell: int) -> None:
        probed = _near_cells(centres, cell)
        for start, stop in _rows_of(cells, cell):
            faces = cells.faces[start:stop]
            found = _nearest(cells, start, stop, probed, Best(best.indices[faces], best.similarities[faces]))
            best.indices[faces], best.similarities[faces] = found.indices, found.similarities

    in_threads(search, range(len(centres)), threads)


def _search_elsewhere(cells: Cells, best: Best, run_searches: RunSearches) -> None:
    """As `_search_here`, some neighbouring cells at a time."""
    centres = _centres_of(cells)
    batches = np.array_split(np.arange(len(centres)), -(-len(centres) // CELLS_IN_SEARCH))

    def searches() -> Iterator[CellSearch]:
        for batch in batches:
            near = [_near_cells(centres, cell) for cell in batch.tolist()]
            needed = np.unique(np.concatenate([batch, *near]))
            faces = cells.faces[cells.places(batch)]
            yield CellSearch(
                cells.part(needed),
                np.searchsorted(needed, batch),
                tuple(np.searchsorted(needed, probed) for probed in near),
                Best(best.indices[faces], best.similarities[faces]),
            )

    for batch, found in zip(batches, run_searches(searches()), strict=True):
        faces = cells.faces[cells.places(batch)]
        best.indices[faces], best.similarities[faces] = found.indices, found.similarities


def _rows_of(cells: Cells, cell: int) -> Iterator[tuple[int, int]]:
    end = int(cells.starts[cell + 1])
    for start in range(int(cells.starts[cell]), end, ROWS):
        yield start, min(start + ROWS, end)


def _nearest(cells: Cells, start: int, stop: int, probed: NDArray[np.intp], best: Best) -> Best:
    """The nearest of the faces from `start` to `stop`, all of one cell: among near cells, and the best so far."""
    width = best.indices.shape[1]
    candidates = cells.places(probed)
    away = cells.vectors[start:stop] @ cells.vectors[candidates].T
    np.negative(away, out=away)
    away[np.arange(stop - start), np.searchsorted(candidates, np.arange(start, stop))] = np.inf
    columns = min(width, len(candidates) - 1)
    nearest = np.argpartition(away, columns - 1, axis=1)[:, :columns] if columns else away[:, :0].astype(int)
    away = np.take_along_axis(away, nearest, axis=1)
    found = cells.faces[candidates[nearest]].astype(np.int32)
    return _best(
        np.concatenate([best.indices, found], axis=1), np.concatenate([best.similarities, -away], axis=1), width
    )


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


def _best(indices: NDArray[np.int32], similarities: NDArray[np.float32], width: int) -> Best:
    """The `width` most similar of each row's candidates, each once; of equal ones the lower index first."""
    by_index = np.argsort(indices, axis=1, kind="stable")
    indices = np.take_along_axis(indices, by_index, axis=1)
    similarities = np.take_along_axis(similarities, by_index, axis=1)
    twice = indices[:, 1:] == indices[:, :-1]
    similarities[:, 1:][twice] = -np.inf
    best = np.argsort(-similarities, axis=1, kind="stable")[:, :width]
    similarities = np.take_along_axis(similarities, best, axis=1)
    return Best(np.where(np.isfinite(similarities), np.take_along_axis(indices, best, axis=1), -1), similarities)
