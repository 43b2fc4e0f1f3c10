"""Trains word vectors, with the triplet loss, mining, curriculum and sampling of faces, on sets of words.

A stopped run continues from its checkpoint. Like in the training of faces, all that is random depends on the seed and
on the number of the step alone.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.lab.words.network import WordNetwork
from photoface.lab.words.word_options import WordOptions
from photoface.learning.batch_sampling import BatchSampler
from photoface.learning.checkpoints import LAST, read_checkpoint, save_checkpoint
from photoface.learning.collapse_monitor import HealthMonitor, HealthWarning, embedding_variance
from photoface.learning.loss import squared_distances, triplet_loss
from photoface.learning.mining import mine
from photoface.learning.training_log import TRAIN, TrainingLog
from photoface.learning.training_step import StepReport

if TYPE_CHECKING:
    import scipy.sparse
    from numpy.typing import NDArray

    from photoface.lab.words.relations import WordSets


@dataclass(slots=True)
class WordReport:
    """What came of a run, stops and continuations included."""

    steps: int = 0
    seconds: float = 0.0
    warnings: list[HealthWarning] = field(default_factory=list)
    last: StepReport | None = None


class WordTrainer:
    """One run. Make it, `resume` it if there is a checkpoint, and `run` it."""

    def __init__(self, options: WordOptions, features: scipy.sparse.csr_array, sets: WordSets, folder: Path) -> None:
        """
        Args:
            options: of the run.
            features: (words, features) of `word_features`.
            sets: which words belong together.
            folder: for checkpoints and logs.

        Raises:
            UserFacingError: there are too few sets.
        """
        self._options = options
        self._sets = sets
        self._folder = folder
        self._network = WordNetwork(features, options.dimension, options.seed)
        self._optimizer = torch.optim.Adagrad(self._network.parameters(), lr=options.learning_rate)
        self._monitor = HealthMonitor()
        self.report = WordReport()
        try:
            self._sampler = BatchSampler(sets.labels, options.shape, options.seed)
        except ValueError as error:
            raise UserFacingError("There are too few synonyms to learn from.", "Use the whole of WordNet.") from error
        self._sampler.set_look_alikes(sets.sisters)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint.

        Raises:
            UserFacingError: it cannot be used, or was trained with other options or another WordNet.
        """
        values = read_checkpoint(path)
        unlike = self._options.unlike(values["options"])
        if unlike:
            raise UserFacingError(
                f"{path} was trained with other options: {', '.join(unlike)}.",
                "Use the same ones, or another folder for a new run.",
            )
        if values.get("memberships") != len(self._sets.labels):
            raise UserFacingError(f"{path} was trained on another WordNet.", "Use the same files, or start a new run.")
        self._network.load_state_dict(values["network"])
        self._optimizer.load_state_dict(values["optimizer"])
        self._monitor.load_state_dict(values["monitor"])
        last = values["last"]
        self.report = WordReport(
            values["step"],
            values["seconds"],
            [HealthWarning(*warning) for warning in values["warnings"]],
            None if last is None else StepReport(**last),
        )

    def run(self, control: JobControl) -> WordReport:
        """Train until the steps are over.

        Raises:
            JobCancelled: by the control; a checkpoint of the last whole step has been written.
            UserFacingError: the training diverged, or the disk is full.
        """
        report, options = self.report, self._options
        started, meter, first = time.monotonic() - report.seconds, RateMeter(), report.steps
        with (
            contextlib.closing(TrainingLog(self._folder, {TRAIN: report.steps})) as log,
            # torch warns unless it is told; the sparse gradients are its own.
            torch.sparse.check_sparse_tensor_invariants(False),
        ):
            try:
                while report.steps < options.steps:
                    self._learn(log)
                    report.seconds = time.monotonic() - started
                    if report.steps % options.checkpoint_every == 0:
                        self._save()
                    meter.update(report.steps - first)
                    left = meter.seconds_left(options.steps - first)
                    control.report(Progress("Training", report.steps, options.steps, None, meter.per_second, left))
            except JobCancelled:
                self._save()
                raise
        self._save()
        return report

    def vectors(self) -> NDArray[np.float32]:
        """The vectors of all words as they are now, (words, dimension) of unit length."""
        return self._network.all_vectors()

    def _learn(self, log: TrainingLog) -> None:
        step, options = self.report.steps, self._options
        chosen = self._sampler.batch(step)
        words = self._sets.words[chosen]
        generator = torch.Generator().manual_seed(
            int(np.random.SeedSequence((options.seed, step)).generate_state(1)[0])
        )
        embeddings = self._network(words, options.kept_features, generator)
        variance = embedding_variance(embeddings.detach())
        if not np.isfinite(variance):
            raise UserFacingError("The training has diverged.", "Use a lower learning rate.")
        mined = mine(
            squared_distances(embeddings.detach()),
            torch.from_numpy(self._sets.labels[chosen]),
            options.curriculum.rule_at(step),
            allowed=torch.from_numpy(self._sets.may_be_negatives(words)),
        )
        judged = triplet_loss(embeddings, mined.triplets, options.margin)
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(judged.value)
        self._optimizer.step()
        found = StepReport(
            judged.value.item(), mined.pairs, judged.triplets, judged.active / max(mined.pairs, 1), variance
        )
        warning = self._monitor.observe(step, variance, found.active_fraction)
        if warning is not None:
            self.report.warnings.append(warning)
        log.write(step, TRAIN, {name: getattr(found, name) for name in StepReport.__slots__})
        self.report.last = found
        self.report.steps = step + 1

    def _save(self) -> None:
        report, last = self.report, self.report.last
        values: dict[str, Any] = {
            "options": self._options.plain(),
            "network": self._network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "monitor": self._monitor.state_dict(),
            "step": report.steps,
            "seconds": report.seconds,
            "warnings": [[warning.step, warning.kind, warning.sentence] for warning in report.warnings],
            "last": None if last is None else {name: getattr(last, name) for name in StepReport.__slots__},
            "memberships": len(self._sets.labels),
        }
        save_checkpoint(self._folder / LAST, values)
