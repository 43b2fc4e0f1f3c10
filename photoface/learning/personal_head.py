"""The personal head: one matrix that is applied to a model's embeddings, fitted to the people of one library.

It is made from the faces that the user confirmed: trained a little way from the identity (`learning.personal_training`)
or computed in closed form (`learning.whitening`). Applying it needs NumPy only: suggestions must not load torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PersonalHead:
    """What was learned from one user's faces.

    Attributes:
        matrix: (d, d) float32; an embedding is multiplied by it and normalised again.
        scale: factor of the model's thresholds: as many faces of other people are within `scale * threshold` after the
            matrix as are within `threshold` before it.
    """

    matrix: NDArray[np.float32]
    scale: float

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings, (n, d) float32 of unit length, after this head; of the same kind.

        Raises:
            ValueError: embeddings of another dimension.
        """
        return applied(self.matrix, vectors)


def applied(matrix: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows times a matrix, normalised again; a row that becomes zero stays zero."""
    if vectors.ndim != 2 or vectors.shape[1] != len(matrix):
        raise ValueError(f"the head is for {len(matrix)} numbers a face, not for {vectors.shape}")
    moved = (vectors @ matrix).astype(np.float32)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    result: NDArray[np.float32] = np.divide(moved, lengths, out=moved, where=lengths > 0)
    return result
