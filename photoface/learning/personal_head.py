"""The personal head: one matrix behind a model's embeddings, fitted to the people of one library.

It starts as the identity, which leaves every distance as it was, and is trained a little way from there on the faces
that the user confirmed (`learning.personal_training`). Using it takes NumPy alone: suggestions must not need torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PersonalHead:
    """What was learned from one user's faces.

    Attributes:
        matrix: (d, d) float32; an embedding is multiplied by it from the left and brought back to unit length.
        scale: what a distance of the model's own thresholds becomes behind the matrix: as many faces of other people
            lie within `scale * threshold` here as within `threshold` there.
    """

    matrix: NDArray[np.float32]
    scale: float

    @classmethod
    def identity(cls, dimension: int) -> PersonalHead:
        """The head that changes nothing."""
        return cls(np.eye(dimension, dtype=np.float32), 1.0)

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings, (n, d) float32 of unit length, as this head sees them: of the same kind.

        Raises:
            ValueError: embeddings of another dimension.
        """
        return applied(self.matrix, vectors)


def applied(matrix: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows times a matrix, brought back to unit length; a row that becomes nothing stays nothing."""
    if vectors.ndim != 2 or vectors.shape[1] != len(matrix):
        raise ValueError(f"the head is for {len(matrix)} numbers a face, not for {vectors.shape}")
    moved = (vectors @ matrix).astype(np.float32)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    result: NDArray[np.float32] = np.divide(moved, lengths, out=moved, where=lengths > 0)
    return result
