"""`photoface train`: FaceNet's training on labelled photos; `train_words` has that on WordNet."""

from __future__ import annotations

import dataclasses
import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from photoface.cli.context import JsonOption, State, state_of
from photoface.cli.formatting import counted
from photoface.cli.jobs import run_job, steps_done
from photoface.errors import JobCancelled, UserFacingError
from photoface.lab.commands.train_personal import personal
from photoface.lab.commands.train_reports import report_values, show, show_comparison, write_label_errors
from photoface.lab.commands.train_words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from photoface.learning.dataset import FaceCrops
    from photoface.learning.distributed import World
    from photoface.learning.trainer import Trainer
    from photoface.learning.training_options import TrainingOptions

SET_ANEW: Final = ("steps", "minutes", "device")
"""Options of a continuation that count; the others are the run's own."""


class Mining(enum.Enum):
    SEMI_HARD = "semi-hard"
    HARDEST = "hardest"
    RANDOM = "random"


class Choice(enum.Enum):
    HARDEST = "hardest"
    RANDOM = "random"


class Optimizer(enum.Enum):
    ADAGRAD = "adagrad"
    ADAMW = "adamw"


def faces(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Photos: a folder for each person.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="For checkpoints, logs and the faces that were cut.")],
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Where cut faces are kept, to share them between runs.", show_default=False
        ),
    ] = None,
    net: Annotated[str, typer.Option(help="small, nn1, nn2, nn3, nn4, nns1, nns2 or inception-resnet-v1.")] = "small",
    side: Annotated[
        int | None, typer.Option(help="Pixels of the network's pictures; else what it is made for.", show_default=False)
    ] = None,
    dimension: Annotated[
        int | None, typer.Option(help="Numbers in an embedding; else the network's own.", show_default=False)
    ] = None,
    batch_normalisation: Annotated[
        bool, typer.Option("--batch-normalisation", help="For the paper's networks, which have none.")
    ] = False,
    steps: Annotated[int | None, typer.Option(min=1, help="Stop after so many batches.", show_default=False)] = None,
    minutes: Annotated[float | None, typer.Option(min=0, help="Stop after so long.", show_default=False)] = None,
    batch: Annotated[int, typer.Option(help="Faces in a batch.")] = 1800,
    per_identity: Annotated[int, typer.Option(help="Faces of one person in a batch, at most.")] = 40,
    random_negatives: Annotated[int, typer.Option(help="Faces of a batch that are drawn from everybody.")] = 200,
    faces_at_once: Annotated[int, typer.Option(min=1, help="Faces run together; less needs less memory.")] = 256,
    mining: Annotated[Mining, typer.Option(help="Which negatives to learn from.")] = Mining.SEMI_HARD,
    choice: Annotated[Choice, typer.Option(help="Which of several semi-hard negatives.")] = Choice.HARDEST,
    margin: Annotated[float, typer.Option(help="Of the triplet loss, in squared distance.")] = 0.2,
    curriculum: Annotated[bool, typer.Option(help="Begin with easy triplets.")] = True,
    curriculum_steps: Annotated[int, typer.Option(min=1, help="Steps from easy to hard.")] = 200,
    offline_mining_every: Annotated[
        int, typer.Option(min=0, help="Steps between two looks for people who are confused; 0 for none.")
    ] = 0,
    optimizer: Annotated[Optimizer, typer.Option(help="adagrad is the paper's.")] = Optimizer.ADAGRAD,
    learning_rate: Annotated[
        float | None, typer.Option(help="Else .05 for adagrad and .001 for adamw.", show_default=False)
    ] = None,
    held_out: Annotated[float, typer.Option(help="Part of the people to evaluate on.")] = 0.2,
    evaluate_every: Annotated[int, typer.Option(min=1, help="Steps between two evaluations and checkpoints.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Decides everything that is random.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cuda, mps or cpu.")] = "auto",
    mixed_precision: Annotated[bool, typer.Option(help="bfloat16 where the device computes in it.")] = True,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with the run in --out, with its own options; only --steps, --minutes and --device count.",
        ),
    ] = False,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare", help="Three runs side by side: semi-hard with curriculum, random negatives, hardest negatives."
        ),
    ] = False,
    label_errors: Annotated[
        bool,
        typer.Option(
            "--label-errors",
            help="List held-out faces whose label is suspect, in a CSV file; for a network that is good.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Train a network with FaceNet's triplet loss, and see how well it tells people apart whom it has not seen.

    Several GPUs or computers: `torchrun --nproc-per-node N -m photoface train faces ...`.
    """
    from photoface.learning.distributed import joined
    from photoface.learning.training_options import TrainingOptions

    state = state_of(context)
    options = TrainingOptions(
        network=net,
        image_side=side,
        dimension=dimension,
        batch_normalisation=batch_normalisation,
        margin=margin,
        negatives=mining.value,
        choice=choice.value,
        curriculum_steps=curriculum_steps if curriculum else 0,
        optimizer=optimizer.value,
        learning_rate=learning_rate,
        batch_size=batch,
        faces_per_identity=per_identity,
        random_negatives=random_negatives,
        faces_at_once=faces_at_once,
        steps=steps,
        minutes=minutes,
        evaluate_every=evaluate_every,
        checkpoint_every=evaluate_every,
        offline_mining_every=offline_mining_every,
        held_out=held_out,
        mixed_precision=mixed_precision,
        device=device,
        seed=seed,
    )
    runs = _compared(options, curriculum_steps) if compare else {"": options}
    with joined() as world:
        reports = {}
        for name, wanted in runs.items():
            trainer = _trainer(state, world, folder, out / name, cache or out / "faces", wanted, resume=resume)
            try:
                reports[name] = run_job(state.output, trainer.run, steps_done)
            except JobCancelled:
                if world.first:
                    state.output.note("Stopped. The same command with --resume goes on.")
                raise typer.Exit(130) from None
            if world.first and label_errors:
                write_label_errors(state, trainer, out / name / "label_errors.csv")
        if not world.first:
            return
    if as_json:
        values = {name: report_values(report) for name, report in reports.items()}
        state.output.json(values if compare else values[""])
        return
    if compare:
        show_comparison(state, reports, out)
    else:
        show(state, reports[""], out)
    for report in reports.values():
        for warning in report.warnings:
            state.output.warning(f"Step {warning.step:,}: {warning.sentence}")


def _compared(options: TrainingOptions, curriculum_steps: int) -> dict[str, TrainingOptions]:
    """The runs whose difference the paper claims, alike but for their negatives."""
    return {
        "semi-hard-curriculum": dataclasses.replace(
            options, negatives=Mining.SEMI_HARD.value, curriculum_steps=curriculum_steps
        ),
        "random": dataclasses.replace(options, negatives=Mining.RANDOM.value, curriculum_steps=0),
        "hardest": dataclasses.replace(options, negatives=Mining.HARDEST.value, curriculum_steps=0),
    }


def _trainer(
    state: State,
    world: World,
    folder: Path,
    out: Path,
    cache: Path,
    options: TrainingOptions,
    *,
    resume: bool,
) -> Trainer:
    """A run that is ready to go, from its checkpoint where it goes on."""
    from photoface.learning.checkpoints import LAST, read_checkpoint
    from photoface.learning.dataset import load_faces
    from photoface.learning.trainer import Trainer
    from photoface.learning.training_options import TrainingOptions
    from photoface.learning.validation import judge, split_people
    from photoface.settings import Settings

    last = out / LAST
    goes_on = resume and last.is_file()
    if last.is_file() and not resume:
        raise UserFacingError(f"{out} holds a training run already.", "Add --resume, or choose another folder.")
    if goes_on:
        changed = {name: getattr(options, name) for name in SET_ANEW}
        options = TrainingOptions.from_plain({**read_checkpoint(last)["options"], **changed})
    engine = state.parts.load_engine(Settings(device=options.device))
    with world.first_before_others():
        crops = run_job(
            state.output,
            lambda control: load_faces(folder, cache, options.crop_side, engine.detector, control),
            steps_done,
        )
    train, held_out = split_people(crops.labels, options.held_out, options.seed)
    if world.first:
        _introduce(state, crops, train, held_out, options)
    trainer = Trainer(options, crops, train, held_out, judge, out, world=world)
    if goes_on:
        trainer.resume(last)
    return trainer


def _introduce(
    state: State,
    crops: FaceCrops,
    train: NDArray[np.int64],
    held_out: NDArray[np.int64],
    options: TrainingOptions,
) -> None:
    import numpy as np

    def people(places: NDArray[np.int64]) -> str:
        return counted(len(np.unique(crops.labels[places])), "person", "people")

    state.output.note(
        f"{counted(len(train), 'face')} of {people(train)} to learn from, "
        f"{len(held_out):,} of {people(held_out)} held out; {options.network} at {options.height} x {options.width}."
    )
    if crops.skipped:
        state.output.note(f"{counted(len(crops.skipped), 'photo')} without a face or unreadable: left out.")


app = typer.Typer(
    add_completion=False, help="Teach a network of your own to tell faces apart, or words.", no_args_is_help=True
)
for command in (faces, words, personal):
    app.command()(command)
