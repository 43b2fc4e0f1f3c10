"""`photoface train faces`: trains a network on labelled photos by FaceNet's method; registers the others.

The network begins from nothing, or is the default model, of which the last stages are tuned.
"""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from photoface.cli.context import JsonOption, State, current
from photoface.cli.jobs import run_job, steps_done
from photoface.errors import JobCancelled, UserFacingError
from photoface.formatting import counted
from photoface.lab.commands.declared_options import with_declared_options
from photoface.lab.commands.train_personal import personal
from photoface.lab.commands.train_reports import report_values, show, show_comparison, write_label_errors
from photoface.lab.commands.train_words import words
from photoface.learning.mining_rule import Negatives
from photoface.learning.training_options import TrainingOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from photoface.learning.dataset import FaceCrops
    from photoface.learning.distributed import World
    from photoface.learning.trainer import Trainer
    from photoface.learning.tuned_resnet import TuningStart

SET_BY_CONTINUATION: Final = ("steps", "minutes", "device")
"""Options that a continuation sets; all others are the run's own."""


@with_declared_options
def faces(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Photos: a folder for each person.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="For checkpoints, logs and the faces that were cut.")],
    options: TrainingOptions,
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Where cut faces are kept, to share them between runs.", show_default=False
        ),
    ] = None,
    curriculum: Annotated[bool, typer.Option(help="Begin with easy triplets.")] = True,
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
    families: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV with the columns person and family: relatives are then each other's negatives.",
            show_default=False,
        ),
    ] = None,
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

    `--start dlib-resnet` tunes the last stages of the default model instead of starting from nothing; 300 steps are
    usually enough.

    Several GPUs or computers: `torchrun --nproc-per-node N -m photoface train faces ...`.
    """
    from photoface.learning.distributed import joined

    state = current()
    options = dataclasses.replace(options, checkpoint_every=options.evaluate_every)
    if compare:
        runs = _compared(options)
    else:
        runs = {"": options if curriculum else dataclasses.replace(options, curriculum_steps=0)}
    with joined() as world:
        reports = {}
        for name, wanted in runs.items():
            trainer = _trainer(
                state, world, folder, out / name, cache or out / "faces", wanted, families, resume=resume
            )
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


def _compared(options: TrainingOptions) -> dict[str, TrainingOptions]:
    """The runs whose difference the paper claims, alike but for their negatives."""
    return {
        "semi-hard-curriculum": dataclasses.replace(options, negatives=Negatives.SEMI_HARD.value),
        "random": dataclasses.replace(options, negatives=Negatives.RANDOM.value, curriculum_steps=0),
        "hardest": dataclasses.replace(options, negatives=Negatives.HARDEST.value, curriculum_steps=0),
    }


def _trainer(
    state: State,
    world: World,
    folder: Path,
    out: Path,
    cache: Path,
    options: TrainingOptions,
    families: Path | None,
    *,
    resume: bool,
) -> Trainer:
    """A run that is ready to go, from its checkpoint where it goes on."""
    from photoface.learning.checkpoints import LAST, read_checkpoint
    from photoface.learning.dataset import load_faces
    from photoface.learning.trainer import Trainer
    from photoface.learning.validation import judge, split_people
    from photoface.settings import Settings

    last = out / LAST
    goes_on = resume and last.is_file()
    if last.is_file() and not resume:
        raise UserFacingError(f"{out} holds a training run already.", "Add --resume, or choose another folder.")
    if goes_on:
        changed = {name: getattr(options, name) for name in SET_BY_CONTINUATION}
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
    start = _start(state, crops, options, cache / f"features-{world.rank}.npy") if options.is_tuning else None
    of_person = None if families is None else _families(families, crops.people)
    trainer = Trainer(options, crops, train, held_out, judge, out, world=world, start=start, families=of_person)
    if goes_on:
        trainer.resume(last)
    return trainer


def _start(state: State, crops: FaceCrops, options: TrainingOptions, file: Path) -> TuningStart:
    """The default model's network, and what its frozen part gives for all faces."""
    from photoface.assembly import model_store
    from photoface.learning.tuned_resnet import TunedResNet, prepare
    from photoface.vision.device import choose_device
    from photoface.vision.model_registry import DLIB_RESNET

    network = TunedResNet.from_file(model_store().verified_path(DLIB_RESNET), options.tune)
    device = choose_device(options.device)
    return run_job(state.output, lambda control: prepare(network, crops.pixels, device, control, file), steps_done)


def _families(file: Path, people: tuple[str, ...]) -> dict[int, int]:
    """The family of each person who has one in a CSV file, both as numbers."""
    try:
        with file.open(newline="", encoding="utf-8") as stream:
            family_of = {row["person"]: row["family"] for row in csv.DictReader(stream)}
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
        raise UserFacingError(
            f"{file} does not say who is of which family.", "It needs the columns person and family."
        ) from error
    number = {family: place for place, family in enumerate(sorted(set(family_of.values())))}
    return {place: number[family_of[person]] for place, person in enumerate(people) if person in family_of}


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
