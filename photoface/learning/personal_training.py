"""Trains a personal head by FaceNet's triplets on the user's confirmed faces.

Only a symmetric matrix after the embedding is learned, starting from the identity. Three things prevent overfitting to
the few faces: a penalty on the change, few steps, and averaging with the start. Weights half-way between those before
and after fine-tuning keep most of what was learned and lose little of what was known before (Wortsman et al., "Robust
fine-tuning of zero-shot models", CVPR 2022, section 4).

Negatives are only those that are certain: faces of two confirmed people, two faces of one photo, and rejections.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.learning.loss import Reduction, squared_distances, triplet_loss
from photoface.learning.mining import mine
from photoface.learning.mining_rule import MiningRule, Negatives


@dataclass(frozen=True, slots=True)
class HeadOptions:
    """How a head is trained.

    Attributes:
        steps: number of batches.
        people: per batch, at most.
        faces: of each person in a batch, at most.
        others: unknown faces in a batch, at most, for the people they are known not to be.
        margin: of the triplet loss. Twice the paper's, since the trained embedding satisfies that for nearly all
            triplets.
        penalty: on the sum of squared differences from the identity.
        learning_rate: of Adam at the start; it decays to 0 along a cosine.
        way: part of the learned change that is kept.
    """

    steps: int = 100
    people: int = 60
    faces: int = 6
    others: int = 60
    margin: float = 0.4
    penalty: float = 0.001
    learning_rate: float = 0.001
    way: float = 0.5


def train_head(
    faces: ConfirmedFaces,
    *,
    seed: int = 0,
    options: HeadOptions | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> NDArray[np.float32]:
    """The (d, d) float32 matrix of a head for these faces; the identity where they give no triplet.

    Args:
        checkpoint: called before each step; what it raises ends the work.
    """
    options = options or HeadOptions()
    random = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    threads = torch.get_num_threads()
    # A batch is a few hundred short rows, for which a second thread costs more than it gains.
    torch.set_num_threads(1)
    try:
        learned = _learned(faces, options, random, generator, checkpoint)
    finally:
        torch.set_num_threads(threads)
    return np.eye(faces.vectors.shape[1], dtype=np.float32) + np.float32(options.way) * learned


def _learned(
    faces: ConfirmedFaces,
    options: HeadOptions,
    random: np.random.Generator,
    generator: torch.Generator,
    checkpoint: Callable[[], None],
) -> NDArray[np.float32]:
    """The change of the identity after a whole training."""
    dimension = faces.vectors.shape[1]
    difference = torch.zeros((dimension, dimension), requires_grad=True)
    optimizer = torch.optim.Adam([difference], lr=options.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.steps)
    rule = MiningRule(Negatives.SEMI_HARD, options.margin)
    for _ in range(options.steps):
        checkpoint()
        batch = faces.of(_batch(faces, random, options))
        # A matrix and its transpose change the distances alike to first order.
        change = (difference + difference.T) / 2
        vectors = torch.from_numpy(batch.vectors)
        moved = functional.normalize(vectors + vectors @ change, dim=1)
        mined = mine(
            squared_distances(moved.detach()),
            torch.from_numpy(_labels(batch)),
            rule,
            allowed=_allowed(batch),
            generator=generator,
        )
        loss = triplet_loss(moved, mined.triplets, options.margin, Reduction.ALL).value
        optimizer.zero_grad()
        torch.autograd.backward(loss + options.penalty * (difference**2).sum())
        optimizer.step()
        schedule.step()
    result: NDArray[np.float32] = ((difference + difference.T) / 2).detach().numpy()
    return result


def _batch(faces: ConfirmedFaces, random: np.random.Generator, options: HeadOptions) -> NDArray[np.int64]:
    people = np.unique(faces.persons[faces.persons != UNKNOWN])
    chosen = []
    for person in random.permutation(people)[: options.people]:
        chosen.append(random.permutation(np.flatnonzero(faces.persons == person))[: options.faces])
    nobody = np.flatnonzero(faces.persons == UNKNOWN)
    chosen.append(random.permutation(nobody)[: options.others])
    return np.concatenate(chosen)


def _labels(batch: ConfirmedFaces) -> NDArray[np.int64]:
    """Each unknown face has a label of its own: it is nobody's positive."""
    labels = batch.persons.copy()
    nobody = np.flatnonzero(labels == UNKNOWN)
    labels[nobody] = labels.max(initial=0) + 1 + np.arange(len(nobody))
    return labels


def _allowed(batch: ConfirmedFaces) -> torch.Tensor:
    named = torch.from_numpy(batch.persons != UNKNOWN)
    allowed = named[:, None] & named[None, :]
    first, second = torch.from_numpy(batch.apart).T
    allowed[first, second] = allowed[second, first] = True
    return allowed
