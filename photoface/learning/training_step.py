"""One training step: embed a batch, mine its triplets, and update the network by their loss.

A large batch is run in parts, to save memory. A `Pull` in the loss keeps the embeddings near earlier ones.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from photoface.errors import UserFacingError
from photoface.learning.collapse_monitor import embedding_variance
from photoface.learning.embedding import run
from photoface.learning.loss import Reduction, TripletLoss, squared_distances, triplet_loss
from photoface.learning.mining import mine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from photoface.learning.mining_rule import MiningRule
    from photoface.vision.protocols import Pixels


@dataclass(frozen=True, slots=True)
class StepReport:
    """The result of a step.

    Attributes:
        loss: mean over active triplets, in squared distance.
        pairs: anchor-positive pairs of the batch, in both orders.
        triplets: pairs for which a negative was found.
        active_fraction: triplets that violate the margin over pairs.
        variance: of the embeddings (`collapse_monitor.embedding_variance`).
    """

    loss: float
    pairs: int
    triplets: int
    active_fraction: float
    variance: float


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """Keeps embeddings near to those of the network that a training started from.

    Attributes:
        towards: (faces, d) of unit length.
        weight: of the mean of 1 - cosine in the loss.
    """

    towards: Tensor
    weight: float

    def loss(self, embeddings: Tensor) -> Tensor:
        cosines = (embeddings * self.towards.to(embeddings.device)).sum(dim=1)
        return self.weight * (1 - cosines).mean()


class Learner:
    """A network and its optimizer, on a device."""

    def __init__(
        self,
        network: nn.Module,
        optimizer: torch.optim.Optimizer,
        device: torch.device,
        *,
        faces_at_once: int,
        number_format: torch.dtype = torch.float32,
    ) -> None:
        """
        Args:
            network: on the device, in DistributedDataParallel where several processes train.
            faces_at_once: larger batches are run in parts.
        """
        self._network = network
        self._optimizer = optimizer
        self._device = device
        self._faces_at_once = faces_at_once
        self._number_format = number_format

    def step(
        self,
        pixels: Pixels | NDArray[np.float16],
        labels: Tensor,
        rule: MiningRule,
        generator: torch.Generator,
        *,
        allowed: Tensor | None = None,
        pull: Pull | None = None,
        reduction: Reduction = Reduction.ACTIVE,
    ) -> StepReport:
        """Train on one batch.

        Args:
            pixels: (faces, height, width, 3) uint8, or (faces, ...) float16, the network's input as it is.
            labels: (faces,) int64, on the CPU.
            generator: for random choices, on the CPU.
            allowed: as for `mine`.
            pull: keeps the embeddings near to others.
            reduction: over what the mean of the loss is taken; pairs without a negative count too in ALL. So few wrong
                labels weigh less among the many pairs that are satisfied.

        Raises:
            UserFacingError: the loss is not finite.
        """
        self._network.train()
        self._optimizer.zero_grad(set_to_none=True)

        found: list[tuple[TripletLoss, int, float]] = []

        def loss_of(embeddings: Tensor) -> Tensor:
            # Mining runs on the CPU: it sorts faster there, and the distances are small beside the pictures.
            distances = squared_distances(embeddings.detach()).cpu()
            variance = embedding_variance(embeddings.detach())
            if not np.isfinite(variance):
                raise _diverged()
            mined = mine(distances, labels, rule, allowed=allowed, generator=generator)
            judged = triplet_loss(embeddings, mined.triplets.to(embeddings.device), rule.margin)
            found.append((judged, mined.pairs, variance))
            loss = judged.value
            if reduction is Reduction.ALL:
                loss = loss * (judged.active / max(mined.pairs, 1))
            return loss if pull is None else loss + pull.loss(embeddings)

        if len(pixels) <= self._faces_at_once:
            torch.autograd.backward(loss_of(self._run(pixels)))
        else:
            self._backward_in_parts(pixels, loss_of)
        self._optimizer.step()
        judged, pairs, variance = found[0]
        return StepReport(
            loss=judged.value.item(),
            pairs=pairs,
            triplets=judged.triplets,
            active_fraction=judged.active / pairs if pairs else 0.0,
            variance=variance,
        )

    def _run(self, pixels: Pixels | NDArray[np.float16]) -> Tensor:
        return run(self._network, pixels, self._device, self._number_format)

    def _backward_in_parts(self, pixels: Pixels | NDArray[np.float16], loss_of: Callable[[Tensor], Tensor]) -> None:
        """The same gradients with the memory of one part (Gao et al., "Scaling deep contrastive learning batch size
        under memory limited setup", 2021, section 3): first all embeddings without a graph, and the loss's gradient
        with respect to them; then each part once more, with its gradient propagated through the network.
        """
        # Parts of equal size: batch normalisation needs more than one face.
        parts: list[NDArray[Any]] = np.array_split(pixels, -(-len(pixels) // self._faces_at_once))
        with torch.no_grad():
            embeddings = torch.cat([self._run(part) for part in parts])
        embeddings.requires_grad_()
        torch.autograd.backward(loss_of(embeddings))
        assert embeddings.grad is not None
        gradients = torch.split(embeddings.grad, [len(part) for part in parts])
        for number, (part, gradient) in enumerate(zip(parts, gradients, strict=True)):
            last = number == len(parts) - 1
            with self._gradients_kept_here(not last), _running_statistics_kept(self._network):
                torch.autograd.backward(self._run(part), gradient)

    def _gradients_kept_here(self, here: bool) -> contextlib.AbstractContextManager[object]:
        """Processes exchange gradients once per batch, not with every part."""
        if here and isinstance(self._network, nn.parallel.DistributedDataParallel):
            return self._network.no_sync()
        return contextlib.nullcontext()


@contextlib.contextmanager
def _running_statistics_kept(network: nn.Module) -> Iterator[None]:
    """Batch normalisation in training mode that leaves its running statistics as they are."""
    layers = [module for module in network.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.momentum = 0.0
    try:
        yield
    finally:
        for layer, momentum in zip(layers, momenta, strict=True):
            layer.momentum = momentum


def _diverged() -> UserFacingError:
    return UserFacingError(
        "The training has diverged: its embeddings are no numbers any more.", "Use a lower learning rate."
    )
