"""Finds pictures that are the same but for size, compression, brightness and lightly cropped edges.

Pairs with similar coarse content are searched by products of matrices; then the two pictures of each are laid over each
other and compared. At as many candidates, a hash of 63 signs of waves (pHash) finds 92 % of the copies that lost up to
a tenth of width and height, this 98 %: a crop flips signs, while a correlation only falls a little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.fft import dctn
from scipy.ndimage import uniform_filter

from photoface.blas_threads import one_blas_thread
from photoface.jobs import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

COARSE_SIDE: Final = 6
"""So many waves across and down make the coarse content."""

COARSE_WEIGHT: Final = 0.5
"""Exponent of the frequency in a wave's weight: pictures have most contrast in the lowest ones, which say least."""

INNER_PART: Final = 0.94
"""Each picture is also searched without its edges: half of what a light crop takes away."""

LEAST_COARSE: Final = 0.875
"""Correlation of coarse contents from which a pair is compared closely. Of copies that lost up to a tenth of width and
height 97.6 % have it, of pairs of other pictures 1 in 10,000, among 2,400 photos mostly of faces."""

MOST_CANDIDATES: Final = 20
"""So many earlier pictures are compared closely with each one, the most similar. A thousand screenshots of one program
are half a million pairs."""

PLAIN: Final = 4.0
"""Standard deviation in levels below which a picture is plain, such as a black one: it is similar to no other."""

BLOCK: Final = 1024
"""Rows of a product of matrices: 4 MB, which fit into a processor's cache."""

PAIRS_AT_ONCE: Final = 128
"""Their pictures fit into a processor's cache."""

COARSE_STEPS, FINE_STEPS = 4, 2
LARGEST_CHANGE: Final = 0.25
"""Largest change of scale, and of the position in half pictures."""

HOPELESS: Final = 0.85
"""Correlation in half size below which a pair is not laid over each other in full size."""

DETAIL_PIXELS: Final = 5
"""Fine structure is what differs from the mean over so many pixels around."""

PART_SIDE: Final = 8
"""A part is a square of so many pixels: there are 16."""

LEAST_CONTRAST: Final = 2.0
"""Root mean square in levels below which a part's fine structure is noise."""

FEWEST_PARTS: Final = 4
WORST_SHARE: Final = 0.25
"""Share of the parts that may differ, such as those in which a logo or a date was printed."""


CROP: Final = 0.015
"""Change of width or height beyond which a copy is cropped; a comparison is exact to about a hundredth."""

LEAST_SIMILARITY: Final = (0.96, 0.97)
LEAST_DETAIL: Final = (0.85, 0.9)
"""From which on two pictures are copies: where one is cropped, and where not, which leaves more to compare.

Fitted on 2,376 photos, half of them faces cut alike, with 1,251 copies of each kind: all resized and recompressed
copies pass, and 97.9 % of those that lost up to a tenth of width and height. Among all pairs of 9,525 faces cut alike
12 pass, each of them one press photo published twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """How similar the pictures of pairs are once laid over each other; each array (pairs,) float32.

    Attributes:
        similarity: correlation of brightness where both overlap, -1 to 1.
        detail: correlation of fine structure, exceeded in three quarters of the pictures' parts that have any. Two
            screenshots of one program are similar in some parts and not in others. 0 where too few parts have
            structure, as of fog: nothing tells such pictures from each other.
        width, height: of the part of the second picture that the first shows, as fractions; above 1 where the first
            shows more.
    """

    similarity: NDArray[np.float32]
    detail: NDArray[np.float32]
    width: NDArray[np.float32]
    height: NDArray[np.float32]

    @property
    def is_cropped(self) -> NDArray[np.bool_]:
        """Whether one shows more than the other."""
        return (np.abs(self.width - 1) > CROP) | (np.abs(self.height - 1) > CROP)

    @property
    def is_copy(self) -> NDArray[np.bool_]:
        """Whether both are of one shot, and nearly all of it."""
        similarity = np.where(self.is_cropped, *LEAST_SIMILARITY)
        return (self.similarity >= similarity) & (self.detail >= np.where(self.is_cropped, *LEAST_DETAIL))


def candidate_pairs(
    signatures: NDArray[np.uint8], report: Callable[[Progress], None] = lambda progress: None
) -> NDArray[np.int64]:
    """Pairs with similar coarse content, (pairs, 2): each picture second, with the most similar earlier ones first.

    Args:
        signatures: (n, 32, 32), as `picture_signature` makes them.
        report: told how far the search is.
    """
    whole, inner = _coarse_contents(signatures)
    found: list[NDArray[np.int64]] = [np.empty((0, 2), dtype=np.int64)]
    # Threads of BLAS wait for each other on products as small as these, and longer where the processor is busy.
    with one_blas_thread():
        for row in range(0, len(whole), BLOCK):
            report(Progress("Comparing photos", row, len(whole)))
            found.append(_earlier_alike(whole, inner, row))
    return np.concatenate(found)


def candidates_of(
    signatures: NDArray[np.uint8],
    rows: NDArray[np.int64],
    report: Callable[[Progress], None] = lambda progress: None,
) -> NDArray[np.int64]:
    """Pairs of these pictures with the most similar ones of all, (pairs, 2).

    Args:
        signatures: (n, 32, 32), of all pictures.
        rows: of the pictures whose pairs are wanted.
        report: told how far the search is.
    """
    whole, inner = _coarse_contents(signatures)
    found: list[NDArray[np.int64]] = [np.empty((0, 2), dtype=np.int64)]
    with one_blas_thread():
        for start in range(0, len(rows), BLOCK):
            report(Progress("Comparing photos", start, len(rows)))
            some = rows[start : start + BLOCK]
            pairs, scores = _alike(whole, inner, some, len(whole))
            is_other = pairs[:, 0] != pairs[:, 1]
            found.append(_most_similar(pairs[is_other], scores[is_other]))
    return np.concatenate(found)


def _coarse_contents(signatures: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The coarse content of each picture, and of its inner part."""
    size = len(signatures), COARSE_SIDE**2 - 1
    whole, inner = np.empty(size, dtype=np.float32), np.empty(size, dtype=np.float32)
    for start in range(0, len(signatures), BLOCK):
        pictures = signatures[start : start + BLOCK].astype(np.float32)
        margins = np.tile(np.array([INNER_PART - 1, 0], dtype=np.float32), (len(pictures), 2))
        whole[start : start + BLOCK] = _coarse(pictures)
        inner[start : start + BLOCK] = _coarse(_moved(pictures, margins)[0])
    return whole, inner


def _earlier_alike(whole: NDArray[np.float32], inner: NDArray[np.float32], row: int) -> NDArray[np.int64]:
    """The pairs of a block of pictures with all earlier ones."""
    rows = np.arange(row, min(row + BLOCK, len(whole)))
    pairs, scores = _alike(whole, inner, rows, int(rows[-1]) + 1)
    is_earlier = pairs[:, 0] < pairs[:, 1]
    return _most_similar(pairs[is_earlier], scores[is_earlier])


def _alike(
    whole: NDArray[np.float32], inner: NDArray[np.float32], rows: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Pairs of one of the first `count` pictures and one of these rows with similar coarse content, and how similar."""
    pairs: list[NDArray[np.int64]] = []
    scores: list[NDArray[np.float32]] = []
    own_whole, own_inner = whole[rows], inner[rows]
    for start in range(0, count, BLOCK):
        columns = slice(start, min(start + BLOCK, count))
        best = own_whole @ whole[columns].T
        np.maximum(best, own_inner @ whole[columns].T, out=best)
        np.maximum(best, own_whole @ inner[columns].T, out=best)
        second, first = np.nonzero(best >= LEAST_COARSE)
        pairs.append(np.column_stack((first + start, rows[second])))
        scores.append(best[second, first])
    return np.concatenate(pairs), np.concatenate(scores)


def _most_similar(pairs: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Of the pairs of each second picture the most similar ones."""
    order = np.lexsort((-scores, pairs[:, 1]))
    pairs = pairs[order]
    # How many pairs of the same picture come before each one.
    before = np.arange(len(pairs)) - np.searchsorted(pairs[:, 1], pairs[:, 1])
    return pairs[before < MOST_CANDIDATES]


def compared(
    signatures: NDArray[np.uint8],
    pairs: NDArray[np.int64],
    report: Callable[[Progress], None] = lambda progress: None,
) -> Comparison:
    """Compare the pictures of pairs, after moving and scaling the second one so that it fits best.

    Args:
        signatures: (n, 32, 32).
        pairs: (pairs, 2) rows of the signatures.
        report: told how far the comparison is.
    """
    parts = [np.empty((0, 4), dtype=np.float32)]
    with one_blas_thread():
        for start in range(0, len(pairs), PAIRS_AT_ONCE):
            report(Progress("Comparing similar photos", start, len(pairs)))
            first, second = pairs[start : start + PAIRS_AT_ONCE].T
            parts.append(_compared(signatures[first].astype(np.float32), signatures[second].astype(np.float32)))
    return Comparison(*np.concatenate(parts).T)


def _coarse(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """The lowest waves of each picture without its mean, of length 1; zeros for a plain picture."""
    waves = dctn(pictures, axes=(1, 2), norm="ortho")[:, :COARSE_SIDE, :COARSE_SIDE]
    steps = np.arange(COARSE_SIDE, dtype=np.float32)
    weights = np.hypot(steps[:, None], steps[None]) ** np.float32(COARSE_WEIGHT)
    rows = (waves * weights).reshape(len(pictures), -1)[:, 1:]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    is_plain = pictures.std(axis=(1, 2)) < PLAIN
    rows[is_plain] = 0
    result: NDArray[np.float32] = (rows / np.maximum(lengths, 1)).astype(np.float32)
    return result


def _compared(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """The columns of `Comparison`. A picture in half size first: most pairs of other pictures need no more."""
    motion = np.zeros((len(first), 4), dtype=np.float32)
    motion = _fitted(_halved(first), _halved(second), motion, COARSE_STEPS)
    columns = np.zeros((len(first), 4), dtype=np.float32)
    moved, seen = _moved(_halved(second), motion)
    columns[:, 0] = _correlation(_halved(first), moved, seen)
    good = np.flatnonzero(columns[:, 0] >= HOPELESS)
    if len(good):
        first = first[good]
        motion[good] = _fitted(first, second[good], motion[good], FINE_STEPS)
        moved, seen = _moved(second[good], motion[good])
        columns[good, 0] = _correlation(first, moved, seen)
        columns[good, 1] = _worst_detail(_parts(first, seen), _parts(moved, seen))
    columns[:, 2:] = 1 + motion[:, [0, 2]]
    return columns


def _parts(pictures: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """The fine structure of each part where it is seen, (n, parts, pixels)."""
    structure = (pictures - uniform_filter(pictures, (0, DETAIL_PIXELS, DETAIL_PIXELS))) * seen
    count = pictures.shape[1] // PART_SIDE
    squares = structure.reshape(len(pictures), count, PART_SIDE, count, PART_SIDE).transpose(0, 1, 3, 2, 4)
    parts: NDArray[np.float32] = squares.reshape(len(pictures), count * count, -1)
    return parts


def _worst_detail(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """`Comparison.detail` of the parts of pictures, (n,)."""
    energies = [np.einsum("ijk,ijk->ij", parts, parts) for parts in (first, second)]
    has_structure = np.maximum(*energies) >= LEAST_CONTRAST**2 * first.shape[2]
    products = np.einsum("ijk,ijk->ij", first, second)
    correlations = products / np.sqrt(np.maximum(energies[0] * energies[1], np.float32(1e-3)))
    ranked = np.sort(np.where(has_structure, correlations, np.inf), axis=1)
    counts = has_structure.sum(axis=1)
    worst = np.minimum((counts * WORST_SHARE).astype(np.int64), np.maximum(counts - 1, 0))
    found = np.take_along_axis(ranked, worst[:, None], axis=1)[:, 0]
    return np.where(counts >= FEWEST_PARTS, found, 0).astype(np.float32)


def _fitted(
    first: NDArray[np.float32], second: NDArray[np.float32], motion: NDArray[np.float32], steps: int
) -> NDArray[np.float32]:
    """Better motions of the second pictures, by Gauss-Newton steps with the first ones' gradients.

    Baker and Matthews, "Lucas-Kanade 20 years on: a unifying framework", 2004, with four parameters: scale and shift
    across, scale and shift down. The pictures are normalised, so that brightness and contrast do not count.
    """
    side = first.shape[1]
    template = _normalised(first, np.ones_like(first)).reshape(first.shape)
    down, across = (np.gradient(template, axis=axis) * np.float32(side / 2) for axis in (1, 2))
    centres = _centres(side)
    slopes = np.stack((across * centres, across, down * centres[:, None], down), axis=1).reshape(len(first), 4, -1)
    # The little that is added keeps a picture without structure in one direction solvable.
    matrix = slopes @ slopes.transpose(0, 2, 1) + np.eye(4, dtype=np.float32) * np.float32(1e-3)
    solver = np.linalg.inv(matrix) @ slopes
    for _ in range(steps):
        moved, seen = _moved(second, motion)
        error = _normalised(first, seen) - _normalised(moved, seen)
        change = (solver @ error[:, :, None])[:, :, 0]
        motion = np.clip(motion + np.clip(change, -0.1, 0.1), -LARGEST_CHANGE, LARGEST_CHANGE)
    return motion


def _moved(
    pictures: NDArray[np.float32], motion: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Pictures scaled and shifted, and 1 where they are seen, 0 beyond their edge.

    Args:
        motion: (n, 4) changes of scale and shift across and down, with the picture from -1 to 1.
    """
    side = pictures.shape[1]
    centres, pixels = _centres(side), np.arange(side, dtype=np.float32)

    def weights(
        scale: NDArray[np.float32], shift: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        places = (centres * (1 + scale[:, None]) + shift[:, None] + 1) * np.float32(side / 2) - np.float32(0.5)
        inside = (places >= -0.5) & (places <= side - 0.5)
        near = np.clip(places, 0, side - 1)[:, :, None] - pixels
        return np.maximum(1 - np.abs(near), 0).astype(np.float32), inside.astype(np.float32)

    (across, left), (down, top) = weights(motion[:, 0], motion[:, 1]), weights(motion[:, 2], motion[:, 3])
    moved = down @ pictures @ across.transpose(0, 2, 1)
    return moved.astype(np.float32, copy=False), top[:, :, None] * left[:, None, :]


def _normalised(pictures: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pictures without their mean where they are seen, of length 1, zeros elsewhere; as rows, (n, side * side)."""
    pixels, mask = pictures.reshape(len(pictures), -1), seen.reshape(len(seen), -1)
    sums = np.einsum("ij,ij->i", pixels, mask)
    centred = (pixels - (sums / np.maximum(mask.sum(axis=1), 1))[:, None]) * mask
    lengths = np.sqrt(np.einsum("ij,ij->i", centred, centred))
    result: NDArray[np.float32] = centred / np.maximum(lengths, np.float32(1e-3))[:, None]
    return result


def _correlation(
    first: NDArray[np.float32], second: NDArray[np.float32], seen: NDArray[np.float32]
) -> NDArray[np.float32]:
    result: NDArray[np.float32] = np.einsum("ij,ij->i", _normalised(first, seen), _normalised(second, seen))
    return result


def _halved(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    side = pictures.shape[1] // 2
    result: NDArray[np.float32] = pictures.reshape(len(pictures), side, 2, side, 2).mean(axis=(2, 4))
    return result


def _centres(side: int) -> NDArray[np.float32]:
    """The centres of pixels along a side from -1 to 1."""
    return (np.arange(side, dtype=np.float32) + np.float32(0.5)) * np.float32(2 / side) - 1
