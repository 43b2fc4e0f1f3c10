"""The training run: batches, steps, evaluation and checkpoints until it ends or is stopped.

Everything random depends on the seed and the number of the step only, so a run that is continued from a checkpoint does
the same as one that was not interrupted.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
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
from photoface.learning.training_step import Learner, StepReport
from photoface.vision.device import choose_device, coarser_format

if TYPE_CHECKING:
    from torch import nn

    from photoface.learning.dataset import FaceCrops
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


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """The result of a run, all its continuations included.

    Attributes:
        seconds: of training and evaluation.
        evaluations: in order; the first is of the random network.
        last: the last step's numbers, None where no step was done.
    """

    steps: int
    seconds: float
    evaluations: tuple[Evaluation, ...]
    warnings: tuple[HealthWarning, ...]
    last: StepReport | None

    @property
    def best(self) -> Evaluation:
        """The evaluation with the highest accuracy, the first of equals."""
        return max(self.evaluations, key=lambda evaluation: evaluation.values[ACCURACY])


@dataclass(slots=True)
class _State:
    """The state of a run, besides network, optimizer, sampler and monitor."""

    step: int = 0
    seconds: float = 0.0
    mined_at: int = 0
    evaluations: list[Evaluation] = field(default_factory=list)
    warnings: list[HealthWarning] = field(default_factory=list)
    last: StepReport | None = None


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

        Raises:
            UserFacingError: too few people, or a device that is not available.
        """
        # Read by reports about the run.
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
        self.network = network if network is not None else build_network(options)
        self.network = self.network.to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimizer = _optimizer(options, self.network)
        self._monitor = HealthMonitor()
        self._state = _State()
        try:
            self._sampler = BatchSampler(faces.labels[train], options.shape, options.seed, self._world.rank)
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
        self._state = _State(
            values["step"],
            values["seconds"],
            values["mined_at"],
            [Evaluation(step, numbers) for step, numbers in values["evaluations"]],
            [HealthWarning(*warning) for warning in values["warnings"]],
            None if last is None else StepReport(**last),
        )

    def run(self, control: JobControl) -> TrainingReport:
        """Train until the steps or the minutes of the options are reached.

        Raises:
            JobCancelled: by the control; a checkpoint of the last whole step has been written.
            UserFacingError: the training diverged, or the disk is full.
        """
        state, options = self._state, self.options
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
                evaluated = state.evaluations[-1].step + 1 if state.evaluations else 0
                first_steps = {TRAIN: state.step, HELD_OUT: evaluated}
                log = stack.enter_context(contextlib.closing(TrainingLog(self._folder, first_steps)))
            loader = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="batches"))
            started = time.monotonic() - state.seconds
            meter, first = RateMeter(), state.step
            batch: Future[tuple[Pixels, torch.Tensor]] | None = None
            try:
                while not self._over(time.monotonic() - started):
                    self._between_steps(log, control)
                    pixels, labels = (batch or loader.submit(self._batch, state.step)).result()
                    # The next batch is prepared during this step, unless it depends on mining before it.
                    waits = self._due(options.offline_mining_every, state.step + 1)
                    batch = None if waits else loader.submit(self._batch, state.step + 1)
                    self._learn(learner, pixels, labels, log)
                    state.seconds = time.monotonic() - started
                    if self._due(options.checkpoint_every, state.step):
                        self._save()
                    meter.update(state.step - first)
                    self._report(control, meter)
                self._judge(log, control)
            except JobCancelled:
                state.seconds = time.monotonic() - started
                self._save()
                raise
            state.seconds = time.monotonic() - started
            self._save()
        return self.report()

    def report(self) -> TrainingReport:
        """The result of the run so far."""
        state = self._state
        return TrainingReport(state.step, state.seconds, tuple(state.evaluations), tuple(state.warnings), state.last)

    def embeddings(self, places: NDArray[np.int64], control: JobControl) -> Embeddings:
        """Embeddings of faces with the current network, (faces, dimension) of unit length."""
        return embed_canvases(
            self.network, self.faces.pixels, places, self._size, self._device, checkpoint=control.checkpoint
        )

    def _batch(self, step: int) -> tuple[Pixels, torch.Tensor]:
        """The pictures and labels of a step; runs in parallel to the step before it."""
        chosen = self._sampler.batch(step)
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
        return pixels, torch.from_numpy(self.faces.labels[self._train[chosen]])

    def _learn(self, learner: Learner, pixels: Pixels, labels: torch.Tensor, log: TrainingLog | None) -> None:
        state = self._state
        rule = self._curriculum.rule_at(state.step)
        # A generator for each step: its draws do not depend on earlier steps.
        seed = np.random.SeedSequence((self.options.seed, self._world.rank, state.step)).generate_state(1)[0]
        found = learner.step(pixels, labels, rule, torch.Generator().manual_seed(int(seed)))
        warning = self._monitor.observe(state.step, found.variance, found.active_fraction)
        if warning is not None:
            state.warnings.append(warning)
        if log is not None:
            values = {name: getattr(found, name) for name in StepReport.__slots__}
            log.write(state.step, TRAIN, {**values, "floor": rule.floor})
        state.last = found
        state.step += 1
        self._sampler.step = state.step

    def _between_steps(self, log: TrainingLog | None, control: JobControl) -> None:
        """What is due before a step, unless it was done before an interruption."""
        state, options = self._state, self.options
        if state.step > state.mined_at and self._due(options.offline_mining_every, state.step):
            self._mine_offline(control)
            state.mined_at = state.step
        if self._due(options.evaluate_every, state.step):
            self._judge(log, control)

    def _judge(self, log: TrainingLog | None, control: JobControl) -> None:
        """Evaluate on held-out people, once a step; in the first process only, while the others wait in their next."""
        state = self._state
        if log is None or (state.evaluations and state.evaluations[-1].step == state.step):
            return
        own = self._control_between_steps(control)
        own.report(Progress("Looking at people it has not seen", state.step, self.options.steps))
        embeddings = self.embeddings(self.held_out, own)
        values = dict(self._evaluate(embeddings, self.faces.labels[self.held_out]))
        better = not state.evaluations or values[ACCURACY] > self.report().best.values[ACCURACY]
        state.evaluations.append(Evaluation(state.step, values))
        log.write(state.step, HELD_OUT, values)
        if better:
            save_checkpoint(self._folder / BEST, {**self._use(), "evaluation": values})

    def _mine_offline(self, control: JobControl) -> None:
        """Every process computes this for itself, with the shared network."""
        state = self._state
        random = np.random.default_rng((self.options.seed, state.step))
        count = min(OFFLINE_FACES, len(self._train))
        chosen = random.choice(self._train, count, replace=False)
        embeddings = self.embeddings(chosen, self._control_between_steps(control))
        self._sampler.set_look_alikes(look_alikes(embeddings, self.faces.labels[chosen]))

    def _control_between_steps(self, control: JobControl) -> JobControl:
        """The job's control; with several processes one that never cancels: they stop together, after a step."""
        return control if self._world.size == 1 else JobControl()

    def _report(self, control: JobControl, meter: RateMeter) -> None:
        """Report progress, and end all processes where one was cancelled."""
        state, options = self._state, self.options
        seconds_left = None if options.steps is None else meter.seconds_left(options.steps)
        if options.minutes is not None:
            by_clock = max(options.minutes * 60 - state.seconds, 0.0)
            seconds_left = by_clock if seconds_left is None else min(seconds_left, by_clock)
        cancelled = False
        try:
            control.report(Progress("Training", state.step, options.steps, None, meter.per_second, seconds_left))
        except JobCancelled:
            cancelled = True
        if self._world.any(cancelled, self._device):
            raise JobCancelled

    def _over(self, seconds: float) -> bool:
        options = self.options
        by_steps = options.steps is not None and self._state.step >= options.steps
        by_clock = options.minutes is not None and seconds >= options.minutes * 60
        return by_steps or self._world.any(by_clock, self._device)

    @staticmethod
    def _due(every: int, step: int) -> bool:
        return every > 0 and step % every == 0

    def _number_format(self) -> torch.dtype:
        """bfloat16 where the device computes in it. float16 would need scaled gradients and is not used."""
        coarser = coarser_format(self._device) if self.options.mixed_precision else None
        return torch.bfloat16 if coarser is torch.bfloat16 else torch.float32

    def _use(self) -> dict[str, Any]:
        """What is needed to use the network."""
        return {"options": self.options.plain(), "network": self.network.state_dict(), "step": self._state.step}

    def _save(self) -> None:
        if not self._world.first:
            return
        state = self._state
        last = state.last
        save_checkpoint(
            self._folder / LAST,
            {
                **self._use(),
                "optimizer": self._optimizer.state_dict(),
                "sampler": self._sampler.state_dict(),
                "monitor": self._monitor.state_dict(),
                "seconds": state.seconds,
                "mined_at": state.mined_at,
                "evaluations": [[evaluation.step, dict(evaluation.values)] for evaluation in state.evaluations],
                "warnings": [[warning.step, warning.kind, warning.sentence] for warning in state.warnings],
                "last": None if last is None else {name: getattr(last, name) for name in StepReport.__slots__},
                "faces": [len(self._train), len(self.held_out)],
            },
        )


def _optimizer(options: TrainingOptions, network: nn.Module) -> torch.optim.Optimizer:
    if options.optimizer == "adamw":
        return torch.optim.AdamW(network.parameters(), lr=options.rate)
    return torch.optim.Adagrad(network.parameters(), lr=options.rate)
