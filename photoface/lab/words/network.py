"""The network of word vectors: the sum of a learned vector for each feature of a word, normalised to unit length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    import scipy.sparse
    from numpy.typing import NDArray
    from torch import Tensor

_AT_ONCE = 8192


class WordNetwork(nn.Module):
    """Words to vectors of unit length."""

    def __init__(self, features: scipy.sparse.csr_array, dimension: int, seed: int) -> None:
        """
        Args:
            features: (words, features), not empty in any row.
            dimension: of the vectors.
            seed: of the vectors that it begins with. Random ones keep the angles between words as their shared features
                have it (Johnson and Lindenstrauss), which is where the training starts from.
        """
        super().__init__()
        self._features = features
        first = torch.randn((features.shape[1], dimension), generator=torch.Generator().manual_seed(seed))
        self.vectors = nn.Parameter(first / dimension**0.5)

    def forward(self, words: NDArray[np.int64], kept: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
        """The vectors of words, (n,) places to (n, dimension).

        Args:
            kept: part of the features that is used, drawn for each word; below 1 while training, so that no feature
                alone decides where a word lies.
            generator: of what is drawn.
        """
        rows = self._features[words]
        weights = torch.from_numpy(rows.data)
        if kept < 1:
            weights = weights * (torch.rand(len(weights), generator=generator) < kept)
        summed = nn.functional.embedding_bag(
            torch.from_numpy(rows.indices.astype(np.int64)),
            self.vectors,
            torch.from_numpy(rows.indptr[:-1].astype(np.int64)),
            mode="sum",
            per_sample_weights=weights,
            # A batch touches a part of the features; a dense gradient would be mostly zeros.
            sparse=True,
        )
        return nn.functional.normalize(summed, dim=1)

    @torch.no_grad()
    def all_vectors(self) -> NDArray[np.float32]:
        """The vectors of all words, (words, dimension)."""
        count = self._features.shape[0]
        parts = [self(np.arange(start, min(start + _AT_ONCE, count))) for start in range(0, count, _AT_ONCE)]
        return torch.cat(parts).numpy()
