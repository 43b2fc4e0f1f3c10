"""The training loop of a face network: batches, steps, evaluation and checkpoints; a stopped run can be continued.

Everything random depends on the seed, the process and the number of the step only, so a run that is continued from a
checkpoint does the same as one that was not interrupted.
"""

from __future__ import annotations

import contextlib
import copy
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.learning.augmentation import NONE, Augmentation, augmented
from photoface.learning.batch_sampling import BatchSampler
from photoface.learning.checkpoints import BEST, LAST, build_network, read_checkpoint, save_checkpoint
from photoface.learning.collapse_monitor import HealthMonitor, HealthWarning
from photoface.learning.distributed import World
from photoface.learning.embedding import embed_canvases
from photoface.learning.offline_mining import look_alikes
from photoface.learning.training_log import HELD_OUT, TRAIN, TrainingLog
from photoface.learning.training_options import TrainingOptions
from photoface.learning.training_step import Learner, Pull, StepReport
from photoface.learning.tuned_resnet import blended
from photoface.vision.device import choose_device, training_format

if TYPE_CHECKING:
    from torch import nn

    from photoface.learning.dataset import FaceCrops
    from photoface.learning.tuned_resnet import TuningStart
    from photoface.vision.protocols import Embeddings, Pixels

Evaluate = Callable[["Embeddings", NDArray[np.int64]], Mapping[str, float]]
"""Judges embeddings of held-out people: (faces, dimension) and (faces,) labels. Its result is logged; the checkpoint
with the highest "accuracy" is kept as the best."""

ACCURACY: Final = "accuracy"

OFFLINE_FACES: Final = 5_000
"""Maximum number of faces in offline mining, a new random choice each time."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result on held-out people at a step."""

    step: int
    values: Mapping[str, float]


@dataclass(slots=True)
class TrainingReport:
    """What a run has done so far, all its continuations included.

    Attributes:
        seconds: of training and evaluation.
        evaluations: in order; the first is of the random network.
        last: the last step's numbers, None where no step was done.
        mined_at: the step of the last offline mining.
    """

    steps: int = 0
    seconds: float = 0.0
    evaluations: list[Evaluation] = field(default_factory=list)
    warnings: list[HealthWarning] = field(default_factory=list)
    last: StepReport | None = None
    mined_at: int = 0

    @property
    def best(self) -> Evaluation:
        """The evaluation with the highest accuracy, the first of equals."""
        return max(self.evaluations, key=lambda evaluation: evaluation.values[ACCURACY])


class Trainer:
    """One run: create it, `resume` it if there is a checkpoint, and `run` it."""

    def __init__(
        self,
        options: TrainingOptions,
        faces: FaceCrops,
        train: NDArray[np.int64],
        held_out: NDArray[np.int64],
        evaluate: Evaluate,
        folder: Path,
        *,
        world: World | None = None,
        network: nn.Module | None = None,
        start: TuningStart | None = None,
        families: Mapping[int, int] | None = None,
    ) -> None:
        """
        Args:
            faces: canvases large enough for the network's pictures.
            train: (n,) places of the faces to learn from.
            held_out: (m,) places of the faces of other people.
            evaluate: judges these during training.
            folder: for checkpoints and logs.
            world: the processes that take part; this one alone by default.
            network: instead of the one that the options name, with the same input and output.
            start: the network that is tuned, with what its frozen part gives for all faces.
            families: the family of each person (of `faces.people`) who has one; relatives are each other's negatives.

        Raises:
            UserFacingError: too few people, or a device that is not available.
        """
        self.options = options
        self.faces = faces
        self._train, self.held_out = train, held_out
        self._evaluate = evaluate
        self._folder = folder
        self._world = world or World()
        self._device = self._world.device(choose_device(options.device))
        self._size = (options.height, options.width)
        self._augmentation = Augmentation() if options.augment else NONE
        self._curriculum = options.curriculum
        self._start = start
        if start is not None:
            network = start.network
        self._before = None if start is None else copy.deepcopy(start.network).to(self._device)
        self._inputs: NDArray[Any] = faces.pixels if start is None else start.features
        self.network = network if network is not None else build_network(options)
        self.network = self.network.to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimizer = _optimizer(options, self.network)
        self._monitor = HealthMonitor()
        self.report = TrainingReport()
        try:
            self._sampler = BatchSampler(faces.labels[train], options.shape, options.seed, self._world.rank, families)
        except ValueError as error:
            raise UserFacingError(
                "There are too few faces to learn from.", "At least two people need two photos or more."
            ) from error

    def resume(self, path: Path) -> None:
        """Continue from a checkpoint.

        Raises:
            UserFacingError: it cannot be used, or was trained with other options or other faces.
        """
        values = read_checkpoint(path)
        unlike = TrainingOptions.from_plain(values["options"]).unlike(self.options)
        if unlike:
            raise UserFacingError(
                f"{path} was trained with other options: {', '.join(unlike)}.",
                "Use the same ones, or another folder for a new run.",
            )
        if "optimizer" not in values:
            raise UserFacingError(f"{path} is for use, not for going on.", f"Name the run's {LAST}.")
        if values["faces"] != [len(self._train), len(self.held_out)]:
            raise UserFacingError(
                f"{path} was trained on other faces.", "Use the same folder of photos, or start a new run."
            )
        self.network.load_state_dict(values["network"])
        self._optimizer.load_state_dict(values["optimizer"])
        self._sampler.load_state_dict(values["sampler"])
        self._monitor.load_state_dict(values["monitor"])
        last = values["last"]
        self.report = TrainingReport(
            values["step"],
            values["seconds"],
            [Evaluation(step, numbers) for step, numbers in values["evaluations"]],
            [HealthWarning(*warning) for warning in values["warnings"]],
            None if last is None else StepReport(**last),
            values["mined_at"],
        )

    def run(self, control: JobControl) -> TrainingReport:
        """Train until the steps or the minutes of the options are reached.

        Raises:
            JobCancelled: by the control; a checkpoint of the last whole step has been written.
            UserFacingError: the training diverged, or the disk is full.
        """
        report, options = self.report, self.options
        learner = Learner(
            self._world.shared(self.network, self._device),
            self._optimizer,
            self._device,
            faces_at_once=options.faces_at_once,
            number_format=self._number_format(),
        )
        with contextlib.ExitStack() as stack:
            log = None
            if self._world.first:
                evaluated = report.evaluations[-1].step + 1 if report.evaluations else 0
                first_steps = {TRAIN: report.steps, HELD_OUT: evaluated}
                log = stack.enter_context(contextlib.closing(TrainingLog(self._folder, first_steps)))
            loader = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="batches"))
            started = time.monotonic() - report.seconds
            meter, first = RateMeter(), report.steps
            batch: Future[tuple[Pixels, NDArray[np.int64]]] | None = None
            try:
                while not self._over(time.monotonic() - started):
                    self._between_steps(log, control)
                    pixels, faces = (batch or loader.submit(self._batch, report.steps)).result()
                    # The next batch is prepared during this step, unless it depends on mining before it.
                    waits = self._due(options.offline_mining_every, report.steps + 1)
                    batch = None if waits else loader.submit(self._batch, report.steps + 1)
                    self._learn(learner, pixels, faces, log)
                    report.seconds = time.monotonic() - started
                    if self._due(options.checkpoint_every, report.steps):
                        self._save()
                    meter.update(report.steps - first)
                    self._report(control, meter)
                self._judge(log, control)
            except JobCancelled:
                report.seconds = time.monotonic() - started
                self._save()
                raise
            report.seconds = time.monotonic() - started
            self._save()
        return report

    def embeddings(self, places: NDArray[np.int64], control: JobControl) -> Embeddings:
        """Embeddings of faces with the current network, (faces, dimension) of unit length."""
        return embed_canvases(
            self._for_use(), self._inputs, places, self._size, self._device, checkpoint=control.checkpoint
        )

    def _for_use(self) -> nn.Module:
        """The network as it is judged and kept: of one that is tuned, part of the way to the learned weights."""
        if self._before is None or self.options.blend == 1:
            return self.network
        mixed = copy.deepcopy(self._before)
        mixed.load_state_dict(blended(self._before, self.network, self.options.blend))
        return mixed

    def _batch(self, step: int) -> tuple[Pixels, NDArray[np.int64]]:
        """The pictures and faces of a step; runs in parallel to the step before it."""
        chosen = self._sampler.batch(step)
        if self._start is not None:
            return self._inputs[self._train[chosen]], self._train[chosen]
        seed = (self.options.seed, self._world.rank, step)
        pixels = np.stack(
            [
                augmented(
                    self.faces.pixels[self._train[face]],
                    *self._size,
                    self._augmentation,
                    np.random.default_rng((*seed, place)),
                )
                for place, face in enumerate(chosen.tolist())
            ]
        )
        return pixels, self._train[chosen]

    def _learn(self, learner: Learner, pixels: Pixels, faces: NDArray[np.int64], log: TrainingLog | None) -> None:
        report = self.report
        rule = self._curriculum.rule_at(report.steps)
        # A generator for each step: its draws do not depend on earlier steps.
        seed = np.random.SeedSequence((self.options.seed, self._world.rank, report.steps)).generate_state(1)[0]
        labels = torch.from_numpy(self.faces.labels[faces])
        pull = None
        if self._start is not None and self.options.pull > 0:
            pull = Pull(torch.from_numpy(self._start.embeddings[faces]), self.options.pull)
        found = learner.step(pixels, labels, rule, torch.Generator().manual_seed(int(seed)), pull=pull)
        warning = self._monitor.observe(report.steps, found.variance, found.active_fraction)
        if warning is not None:
            report.warnings.append(warning)
        if log is not None:
            log.write(report.steps, TRAIN, {**asdict(found), "floor": rule.floor})
        report.last = found
        report.steps += 1
        self._sampler.step = report.steps

    def _between_steps(self, log: TrainingLog | None, control: JobControl) -> None:
        """What is due before a step, unless it was done before an interruption."""
        report, options = self.report, self.options
        if report.steps > report.mined_at and self._due(options.offline_mining_every, report.steps):
            self._mine_offline(control)
            report.mined_at = report.steps
        if self._due(options.evaluate_every, report.steps):
            self._judge(log, control)

    def _judge(self, log: TrainingLog | None, control: JobControl) -> None:
        """Evaluate on held-out people, once a step; in the first process only, while the others wait in their next."""
        report = self.report
        if log is None or (report.evaluations and report.evaluations[-1].step == report.steps):
            return
        own = self._control_between_steps(control)
        own.report(Progress("Looking at people it has not seen", report.steps, self.options.steps))
        embeddings = self.embeddings(self.held_out, own)
        values = dict(self._evaluate(embeddings, self.faces.labels[self.held_out]))
        better = not report.evaluations or values[ACCURACY] > report.best.values[ACCURACY]
        report.evaluations.append(Evaluation(report.steps, values))
        log.write(report.steps, HELD_OUT, values)
        if better:
            save_checkpoint(self._folder / BEST, {**self._use(self._for_use()), "evaluation": values})

    def _mine_offline(self, control: JobControl) -> None:
        """Every process computes this for itself, with the shared network."""
        report = self.report
        random = np.random.default_rng((self.options.seed, report.steps))
        count = min(OFFLINE_FACES, len(self._train))
        chosen = random.choice(self._train, count, replace=False)
        embeddings = self.embeddings(chosen, self._control_between_steps(control))
        self._sampler.set_look_alikes(look_alikes(embeddings, self.faces.labels[chosen]))

    def _control_between_steps(self, control: JobControl) -> JobControl:
        """The job's control; with several processes one that never cancels: they stop together, after a step."""
        return control if self._world.size == 1 else JobControl()

    def _report(self, control: JobControl, meter: RateMeter) -> None:
        """Report progress, and end all processes where one was cancelled."""
        report, options = self.report, self.options
        seconds_left = None if options.steps is None else meter.seconds_left(options.steps)
        if options.minutes is not None:
            by_clock = max(options.minutes * 60 - report.seconds, 0.0)
            seconds_left = by_clock if seconds_left is None else min(seconds_left, by_clock)
        cancelled = False
        try:
            control.report(Progress("Training", report.steps, options.steps, None, meter.per_second, seconds_left))
        except JobCancelled:
            cancelled = True
        if self._world.any(cancelled, self._device):
            raise JobCancelled

    def _over(self, seconds: float) -> bool:
        options = self.options
        by_steps = options.steps is not None and self.report.steps >= options.steps
        by_clock = options.minutes is not None and seconds >= options.minutes * 60
        return by_steps or self._world.any(by_clock, self._device)

    @staticmethod
    def _due(every: int, step: int) -> bool:
        return every > 0 and step % every == 0

    def _number_format(self) -> torch.dtype:
        return training_format(self._device) if self.options.mixed_precision else torch.float32

    def _use(self, network: nn.Module) -> dict[str, Any]:
        """What is needed to use a network."""
        return {"options": self.options.plain(), "network": network.state_dict(), "step": self.report.steps}

    def _save(self) -> None:
        if not self._world.first:
            return
        report = self.report
        save_checkpoint(
            self._folder / LAST,
            {
                **self._use(self.network),
                "optimizer": self._optimizer.state_dict(),
                "sampler": self._sampler.state_dict(),
                "monitor": self._monitor.state_dict(),
                "seconds": report.seconds,
                "mined_at": report.mined_at,
                "evaluations": [[evaluation.step, dict(evaluation.values)] for evaluation in report.evaluations],
                "warnings": [list(astuple(warning)) for warning in report.warnings],
                "last": None if report.last is None else asdict(report.last),
                "faces": [len(self._train), len(self.held_out)],
            },
        )


def _optimizer(options: TrainingOptions, network: nn.Module) -> torch.optim.Optimizer:
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    if options.optimizer == "adamw":
        return torch.optim.AdamW(learning, lr=options.rate)
    return torch.optim.Adagrad(learning, lr=options.rate)
