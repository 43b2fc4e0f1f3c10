"""FaceNet's triplet loss: a face shall be nearer to its own person's faces than to all others, by a margin.

Schroff, Kalenichenko, Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", CVPR 2015, section
3.1, equation 3: the sum over triplets of [ |a - p|^2 - |a - n|^2 + margin ]_+ for embeddings on the unit sphere.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from photoface.learning.mining_rule import MARGIN

if TYPE_CHECKING:
    from torch import Tensor


class Reduction(enum.Enum):
    """The triplets over which the mean is taken.

    ACTIVE: those with a loss above zero; the gradient keeps its size when few triplets are active.
    ALL: all of them, the paper's sum over a constant; satisfied triplets dilute the gradient.
    """

    ACTIVE = "active"
    ALL = "all"


@dataclass(frozen=True, slots=True, eq=False)
class Triplets:
    """Triplets as indices into a batch.

    Attributes:
        anchor, positive, negative: (triplets,) int64 each, on one device.
    """

    anchor: Tensor
    positive: Tensor
    negative: Tensor

    def __len__(self) -> int:
        return len(self.anchor)

    def to(self, device: torch.device) -> Triplets:
        """The same places on another device."""
        return Triplets(self.anchor.to(device), self.positive.to(device), self.negative.to(device))


@dataclass(frozen=True, slots=True, eq=False)
class TripletLoss:
    """The loss of a batch.

    Attributes:
        value: a scalar to call `backward` on; zero, with a graph, where no triplet is active.
        triplets: number of triplets.
        active: number of triplets that violate the margin.
    """

    value: Tensor
    triplets: int
    active: int


def squared_distances(embeddings: Tensor) -> Tensor:
    """All squared Euclidean distances of a batch: (n, d) to (n, n), not negative, the diagonal zero up to rounding.

    The differences themselves would take n^2 d numbers, 1.7 GB for a batch of the paper's size.
    """
    products = embeddings @ embeddings.T
    squares = (embeddings * embeddings).sum(dim=1)
    return (squares[:, None] + squares[None, :] - 2 * products).clamp_min(0)


def triplet_loss(
    embeddings: Tensor, triplets: Triplets, margin: float = MARGIN, reduction: Reduction = Reduction.ACTIVE
) -> TripletLoss:
    """The triplet loss of a batch (equation 3 of the paper), differentiable in the embeddings.

    |a - p|^2 - |a - n|^2 = |p|^2 - |n|^2 + 2 (a.n - a.p) is read from one matrix of products, so the cost is that of
    the batch, not of the triplets, of which there are about forty for each face.

    Args:
        embeddings: (n, d) floating; of unit length in FaceNet, though the formula holds for any.
        margin: in squared distance, not negative.
    """
    count = len(embeddings)
    products = (embeddings @ embeddings.T).reshape(-1)
    squares = (embeddings * embeddings).sum(dim=1)
    row = triplets.anchor * count
    # One flat index: its gradient is summed in a fixed order on CPUs, which makes runs reproducible.
    to_positive = products.index_select(0, row + triplets.positive)
    to_negative = products.index_select(0, row + triplets.negative)
    violation = (
        squares.index_select(0, triplets.positive)
        - squares.index_select(0, triplets.negative)
        + 2 * (to_negative - to_positive)
        + margin
    )
    hinge = torch.relu(violation)
    active = int((violation.detach() > 0).sum())
    over = active if reduction is Reduction.ACTIVE else len(triplets)
    return TripletLoss(hinge.sum() / max(over, 1), len(triplets), active)
