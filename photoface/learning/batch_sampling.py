"""Samples training batches: several faces of some identities, for anchor-positive pairs, and random others.

FaceNet section 3.2: some 40 faces per identity in batches of some 1,800, and randomly sampled negatives in each.
As far as there is room, the members of a family come into one batch, and so do an identity and one of its look-alikes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

FEWEST = 2
"""An identity with fewer faces has no anchor-positive pair."""

FAMILIES_SHARE = 0.7
"""Of a batch, as far as there are families: ten of them and 25 other people where relatives are to be told apart."""


@dataclass(frozen=True, slots=True)
class BatchShape:
    """Size and composition of a batch.

    Attributes:
        size: number of faces.
        faces_per_identity: of each chosen identity, at most.
        random_negatives: faces that are drawn from all remaining ones, of any identity.
    """

    size: int = 1800
    faces_per_identity: int = 40
    random_negatives: int = 200

    def __post_init__(self) -> None:
        if self.faces_per_identity < FEWEST:
            raise ValueError("without two faces of an identity there is no positive")
        if self.random_negatives < 0 or self.size - self.random_negatives < 2 * FEWEST:
            raise ValueError("a batch needs room for two faces of each of two identities")


class BatchSampler:
    """An endless sequence of batches. A batch depends on seed, rank and step only (and on the look-alikes set last), so
    the state is one number, and a continued run sees the batches that it would have seen."""

    def __init__(
        self,
        labels: NDArray[np.int64],
        shape: BatchShape,
        seed: int,
        rank: int = 0,
        families: Mapping[int, int] | None = None,
    ) -> None:
        """
        Args:
            labels: (faces,) the identity of each face, from 0.
            rank: of this process among those that train together; each gets other batches.
            families: the family of identities that have one. A family comes into a batch as a whole, so that relatives
                are each other's negatives.

        Raises:
            ValueError: fewer than two identities have two faces.
        """
        self._labels = np.asarray(labels, dtype=np.int64)
        self._shape = shape
        self._seed, self._rank = seed, rank
        order = np.argsort(self._labels, kind="stable")
        values, starts = np.unique(self._labels[order], return_index=True)
        self._faces = dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True))
        self._identities = np.array([value for value, faces in self._faces.items() if len(faces) >= FEWEST])
        if len(self._identities) < 2:
            raise ValueError("at least two identities need two faces or more")
        self._look_alikes: dict[int, NDArray[np.int64]] = {}
        self._family = families or {}
        self._members: dict[int, list[int]] = {}
        for identity in self._identities.tolist():
            if identity in self._family:
                self._members.setdefault(self._family[identity], []).append(identity)
        self.step = 0

    def batch(self, step: int) -> NDArray[np.int64]:
        """The faces of a step, each once, in random order; (size,), or fewer where there are not enough.

        In random order since a batch that is run in parts should have similar statistics in each part.
        """
        random = np.random.default_rng((self._seed, self._rank, step))
        shape = self._shape
        room = shape.size - shape.random_negatives
        chosen: list[NDArray[np.intp]] = []
        for identity in self._families_first(list(self._in_random_order(random)), room):
            count = min(shape.faces_per_identity, len(self._faces[identity]), room)
            if count < FEWEST:
                break
            chosen.append(random.choice(self._faces[identity], count, replace=False))
            room -= count
        taken = np.concatenate(chosen)
        left = np.setdiff1d(np.arange(len(self._labels)), taken, assume_unique=True)
        others = random.choice(left, min(shape.random_negatives, len(left)), replace=False)
        return random.permutation(np.concatenate([taken, others])).astype(np.int64)

    def _families_first(self, order: list[int], room: int) -> list[int]:
        """The same order with families first, until they fill their share of a batch."""
        related = [identity for identity in order if identity in self._family]
        sizes = [min(self._shape.faces_per_identity, len(self._faces[identity])) for identity in related]
        first = int(np.searchsorted(np.cumsum(sizes), FAMILIES_SHARE * room))
        others = [identity for identity in order if identity not in self._family]
        return [*related[:first], *others, *related[first:]]

    def _in_random_order(self, random: np.random.Generator) -> Iterator[int]:
        """Each identity once; after one with look-alikes comes one of them, and after one with a family all its
        relatives, unless they have come already."""
        seen: set[int] = set()
        for identity in random.permutation(self._identities).tolist():
            alike = self._look_alikes.get(identity)
            relatives = self._members[self._family[identity]] if identity in self._family else []
            for one in (identity, *relatives, *([] if alike is None else [int(random.choice(alike))])):
                if one not in seen:
                    seen.add(one)
                    yield one

    def set_look_alikes(self, look_alikes: Mapping[int, NDArray[np.int64]]) -> None:
        """From now on put identities into a batch together with one of those they are confused with.

        Args:
            look_alikes: from an identity to others; those without two faces are ignored.
        """
        known = set(self._identities.tolist())
        kept = {
            int(identity): np.array([other for other in others.tolist() if other in known], dtype=np.int64)
            for identity, others in look_alikes.items()
        }
        self._look_alikes = {identity: others for identity, others in kept.items() if len(others)}

    def state_dict(self) -> dict[str, Any]:
        """What `load_state_dict` needs to go on: plain numbers and tensors."""
        # Not needed to declare the options of a training, which names batch shapes.
        import torch

        return {
            "step": self.step,
            "look_alikes": {key: torch.from_numpy(others) for key, others in self._look_alikes.items()},
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue where the sampler of this state was."""
        self.step = int(state["step"])
        self.set_look_alikes({int(key): others.numpy() for key, others in state["look_alikes"].items()})
