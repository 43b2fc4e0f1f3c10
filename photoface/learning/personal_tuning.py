"""Tunes the last stages of the default model's network to the people of one library, and decides whether it is used.

It learns by FaceNet's triplets, with the method of `tuned_resnet`. Positives are faces that the user confirmed as one
person, and, where such groups are given, faces of one tight group. Negatives are only those that are certain: faces of
two confirmed people, two faces of one photo, rejections, and other decisions that keep two faces apart.

The learned weights are then averaged with those of before (Wortsman et al., "Robust fine-tuning of zero-shot models",
CVPR 2022): most of what is learned about these people is kept, and what strangers look like stays known.

Whether it helps is found by cross-validation. People are split into folds, and so are the faces of each, and the faces
of nobody named. In each round the strangers are the people of one fold, who may be relatives of those to recognise, and
the unnamed of that fold, who mostly are not. Of all other people one fold of faces is to be recognised, and the rest is
learned from. So neither a network that memorises its faces nor one that names strangers more readily passes.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from photoface.errors import UserFacingError
from photoface.jobs import Progress
from photoface.learning.batch_sampling import BatchSampler, BatchShape
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.learning.embedding import embed_canvases
from photoface.learning.loss import Reduction
from photoface.learning.mining_rule import MiningRule, Negatives
from photoface.learning.open_set_comparison import Comparison, Trial, compare, joined, run_trial
from photoface.learning.training_step import Learner, Pull
from photoface.learning.tuned_resnet import CROP_SIDE, TunedResNet, TuningStart, blended
from photoface.vision.device import training_format

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from photoface.jobs import JobControl
    from photoface.vision.protocols import Embeddings

FOLDS: Final = 3

FEWEST_FACES: Final = 4
FEWEST_PEOPLE: Final = 10
"""So many people with so many faces it takes to begin. With fewer people, the strangers of a fold are one or two, whose
similarity to the others is chance."""

FACES_TO_TRY: Final = 2
"""Of a person whose faces are held back in turn. Many people have few confirmed faces; without them, too few faces are
held back to tell a gain from chance."""

CERTAINTY: Final = 0.95
"""Of the interval of the gain, of which the lower end decides: it is above 0 by chance in one of forty cases (5 of 250
in which old and new embeddings were swapped by chance)."""

NEAREST: Final = (0.005, 0.1)
"""Range of quantiles of the strangers' distances that set the thresholds' scale: where thresholds are."""

STAGE: Final = "Learning from what you confirmed"


@dataclass(frozen=True, slots=True)
class PersonalOptions:
    """How the network is tuned.

    Attributes:
        steps: number of batches.
        faces: in a batch.
        faces_per_identity: of one person or group in a batch, at most.
        others: of the faces of a batch, drawn from all that were not chosen.
        margin: of the triplet loss, in squared distance.
        pull: on the embedding, towards the old one.
        learning_rate: of AdamW.
        blend: how far the weights go from the old ones to the learned ones, 0 to 1.
    """

    steps: int = 30
    faces: int = 100
    faces_per_identity: int = 4
    others: int = 20
    margin: float = 0.08
    pull: float = 0.3
    learning_rate: float = 1e-4
    blend: float = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The result of learning.

    Attributes:
        network: learned from all faces; None where it is not significantly better.
        scale: factor of the model's thresholds: as many strangers are within `scale * threshold` of the new embeddings
            as are within `threshold` of the old ones.
        comparison: the new embeddings compared with the old ones, on the same held-out faces.
    """

    network: TunedResNet | None
    scale: float
    comparison: Comparison


def propose(
    start: TuningStart,
    faces: ConfirmedFaces,
    control: JobControl,
    seed: int = 0,
    families: Mapping[int, int] | None = None,
    options: PersonalOptions | None = None,
) -> Proposal:
    """Learn, and decide whether that is used.

    Args:
        start: with the features of the same faces.
        families: the family of persons who have one; relatives come into a batch together.

    Raises:
        UserFacingError: too few people have enough confirmed faces.
        JobCancelled: by the control.
    """
    options = options or PersonalOptions()
    identities = faces.identities()
    rounds = _rounds(faces, identities, np.random.default_rng(seed))
    before: list[Trial] = []
    after: list[Trial] = []
    total = (len(rounds) + 1) * options.steps

    def tuned(places: NDArray[np.int64], number: int) -> TunedResNet:
        def note(step: int) -> None:
            control.report(Progress(STAGE, number * options.steps + step, total))

        return tune(start, faces, places, seed=seed, families=families, options=options, note=note)

    for number, (learned, probes, strangers) in enumerate(rounds):
        gallery = learned[faces.persons[learned] != UNKNOWN]
        moved = embedded(tuned(learned, number), start, np.concatenate([gallery, probes, strangers]))
        before.append(run_trial(start.embeddings, identities, gallery, probes, strangers))
        after.append(run_trial(moved, identities, gallery, probes, strangers))
    first, second = joined(before), joined(after)
    comparison = compare(first, second, seed, CERTAINTY)
    if not comparison.better:
        return Proposal(None, 1.0, comparison)
    return Proposal(tuned(np.arange(len(faces.persons)), len(rounds)), scale_between(first, second), comparison)


def tune(
    start: TuningStart,
    faces: ConfirmedFaces,
    places: NDArray[np.int64],
    *,
    seed: int = 0,
    families: Mapping[int, int] | None = None,
    options: PersonalOptions | None = None,
    note: Callable[[int], None] = lambda step: None,
) -> TunedResNet:
    """A copy of the start's network, tuned on the faces at these places.

    On a processor it uses one thread: in steps as short as these, threads wait for each other where others work too
    (measured on two busy cores: 2.4 seconds of processor time a step with two threads, .45 with one).

    Args:
        note: called before each step with its number; what it raises ends the work.
    """
    options = options or PersonalOptions()
    network = copy.deepcopy(start.network)
    device = next(network.parameters()).device
    some = faces.of(places)
    labels = some.identities()
    negatives = _Negatives(some, labels)
    shape = BatchShape(options.faces, options.faces_per_identity, options.others)
    try:
        sampler = BatchSampler(labels, shape, seed, families=families)
    except ValueError:
        # Not two identities have two faces: there is no triplet.
        return network
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=options.learning_rate)
    learner = Learner(network, optimizer, device, faces_at_once=options.faces, number_format=training_format(device))
    rule = MiningRule(Negatives.SEMI_HARD, options.margin)
    with _one_thread(device):
        for step in range(options.steps):
            note(step)
            chosen = sampler.batch(step)
            learner.step(
                start.features[places[chosen]],
                torch.from_numpy(labels[chosen]),
                rule,
                torch.Generator().manual_seed(step),
                allowed=negatives.allowed(labels[chosen]),
                pull=Pull(torch.from_numpy(start.embeddings[places[chosen]]), options.pull),
                reduction=Reduction.ALL,
            )
    network.load_state_dict(blended(start.network, network, options.blend))
    return network.eval()


@contextlib.contextmanager
def _one_thread(device: torch.device) -> Iterator[None]:
    threads = torch.get_num_threads()
    if device.type == "cpu":
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def embedded(network: TunedResNet, start: TuningStart, places: NDArray[np.int64]) -> Embeddings:
    """The network's embeddings of the faces at these places, and the start's of all others."""
    moved = start.embeddings.copy()
    device = next(network.parameters()).device
    moved[places] = embed_canvases(network, start.features, places, (CROP_SIDE, CROP_SIDE), device)
    return moved


def scale_between(before: Trial, after: Trial) -> float:
    """The factor from distances before to distances after, so that thresholds accept as many strangers as they did."""
    shares = np.linspace(*NEAREST, 20)
    return float(np.median(np.quantile(after.strangers, shares) / np.quantile(before.strangers, shares)))


class _Negatives:
    """Which identities are known to be different people."""

    def __init__(self, faces: ConfirmedFaces, labels: NDArray[np.int64]) -> None:
        self._people = int(faces.persons.max(initial=UNKNOWN)) + 1
        self._count = int(labels.max(initial=0)) + 1
        first, second = labels[faces.apart].T if len(faces.apart) else np.zeros((2, 0), np.int64)
        self._apart = np.unique(np.concatenate([first * self._count + second, second * self._count + first]))

    def allowed(self, labels: NDArray[np.int64]) -> Tensor:
        """Of faces with these labels, which pairs are certainly of two people: (n, n)."""
        named = labels < self._people
        pairs = labels[:, None] * self._count + labels[None, :]
        return torch.from_numpy((named[:, None] & named[None, :]) | np.isin(pairs, self._apart))


def enough_people(persons: NDArray[np.int64]) -> None:
    """Check that there is enough to begin with.

    Raises:
        UserFacingError: there are too few of them.
    """
    _, counts = np.unique(persons[persons != UNKNOWN], return_counts=True)
    if np.count_nonzero(counts >= FEWEST_FACES) < FEWEST_PEOPLE:
        raise UserFacingError(
            "There is too little to learn from yet.",
            f"Confirm {FEWEST_FACES} faces or more of at least {FEWEST_PEOPLE} people, then try again.",
        )


def _rounds(
    faces: ConfirmedFaces, identities: NDArray[np.int64], random: np.random.Generator
) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """For each round the places of the faces to learn from, of those to recognise, and of the strangers'.

    People with few faces, and unknown faces that are not taken for strangers, are only learned from.

    Raises:
        UserFacingError: too few people have enough faces.
    """
    persons = faces.persons
    enough_people(persons)
    known, counts = np.unique(persons[persons != UNKNOWN], return_counts=True)
    people = random.permutation(known[counts >= FACES_TO_TRY])
    people_fold = np.full(len(persons), -1)
    face_fold = np.full(len(persons), -1)
    for number, person in enumerate(people):
        own = random.permutation(np.flatnonzero(persons == person))
        people_fold[own] = number % FOLDS
        # Starts at another fold for each person, so that people with few faces are not missing from the last folds.
        face_fold[own] = (np.arange(len(own)) + number) % FOLDS
    if faces.strangers is not None:
        for number, stranger in enumerate(random.permutation(np.unique(identities[faces.strangers]))):
            people_fold[identities == stranger] = number % FOLDS
    found = []
    for fold in range(FOLDS):
        strangers = people_fold == fold
        probes = ~strangers & (face_fold == fold)
        learned = ~strangers & ~probes
        found.append((np.flatnonzero(learned), np.flatnonzero(probes), np.flatnonzero(strangers)))
    return found
