"""The output of `photoface train faces`: tables, curves and JSON of a run or of several, and suspected label errors."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from photoface.cli.context import State
from photoface.cli.jobs import run_job, steps_done
from photoface.formatting import counted, duration, share

if TYPE_CHECKING:
    from photoface.learning.trainer import Trainer, TrainingReport

TRUSTED_ACCURACY: Final = 0.9
"""Of a network below it more of the suspect labels are its own errors than the labels'."""


def show(state: State, report: TrainingReport, out: Path) -> None:
    """A run in a table."""
    from photoface.learning.checkpoints import BEST, LAST

    first, last, best = report.evaluations[0], report.evaluations[-1], report.best
    rows = [
        ("Steps", f"{report.steps:,} in {duration(report.seconds)}"),
        ("Held-out accuracy before", share(first.values["accuracy"])),
        ("Held-out accuracy now", share(last.values["accuracy"])),
        ("Best", f"{share(best.values['accuracy'])} at step {best.step:,}"),
        ("Threshold there (distance)", f"{best.values['threshold']:.4f}"),
        ("TAR at FAR 1 % there", share(best.values["tar_at_far_1e2"])),
    ]
    if report.last is not None:
        rows.append(("Active triplets, last step", share(report.last.active_fraction)))
        rows.append(("Variance of embeddings, last step", f"{report.last.variance:.4f}"))
    state.output.table(("Training", str(out)), rows)
    state.output.note(
        f"{out / BEST} is the best network, {out / LAST} is to go on from. "
        f"`photoface models install {out / BEST}` makes it one of PhotoFace's models."
    )


def show_comparison(state: State, reports: Mapping[str, TrainingReport], out: Path) -> None:
    """Runs side by side, and their curves in a picture."""
    state.output.table(
        ("Negatives", "Steps", "Before", "Last", "Best", "At step", "Active", "Variance"),
        [
            (
                name,
                report.steps,
                share(report.evaluations[0].values["accuracy"]),
                share(report.evaluations[-1].values["accuracy"]),
                share(report.best.values["accuracy"]),
                report.best.step,
                "" if report.last is None else share(report.last.active_fraction),
                "" if report.last is None else f"{report.last.variance:.4f}",
            )
            for name, report in reports.items()
        ],
    )
    picture = out / "comparison.png"
    if _draw_curves(reports, picture):
        state.output.note(f"The curves are in {picture}.")
    else:
        state.output.note("For a picture of the curves install matplotlib, and run it again with --resume.")


def _draw_curves(reports: Mapping[str, TrainingReport], picture: Path) -> bool:
    """Held-out accuracy by step; false where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for name, report in reports.items():
        axes.plot(
            [evaluation.step for evaluation in report.evaluations],
            [100 * evaluation.values["accuracy"] for evaluation in report.evaluations],
            label=name,
        )
    axes.axhline(50, color="grey", linewidth=0.8, linestyle=":")
    axes.set_xlabel("Step")
    axes.set_ylabel("Verification accuracy on held-out people, %")
    axes.legend()
    figure.savefig(picture, dpi=150)
    return True


def write_label_errors(state: State, trainer: Trainer, table: Path) -> None:
    """List the held-out faces whose label is suspect in a CSV file, and say how far to trust it."""
    from photoface.lab.evaluation.label_errors import suspected_label_errors

    crops, places = trainer.faces, trainer.held_out
    embeddings = run_job(state.output, lambda control: trainer.embeddings(places, control), steps_done)
    suspects = suspected_label_errors(embeddings, crops.labels[places])
    with table.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "label", "looks_like", "distance_to_label", "distance_to_other"))
        for suspect in suspects:
            writer.writerow(
                (
                    crops.files[int(places[suspect.face])],
                    crops.people[suspect.label],
                    crops.people[suspect.looks_like],
                    f"{suspect.own_distance:.4f}",
                    f"{suspect.other_distance:.4f}",
                )
            )
    state.output.note(f"{counted(len(suspects), 'suspect label')} of {counted(len(places), 'face')}: {table}")
    accuracy = trainer.report.evaluations[-1].values["accuracy"]
    if suspects and accuracy < TRUSTED_ACCURACY:
        state.output.warning(
            f"At a held-out accuracy of {share(accuracy)} most of these are errors of the network, not of the labels."
        )


def report_values(report: TrainingReport) -> dict[str, Any]:
    """A run as JSON."""
    return {
        "steps": report.steps,
        "seconds": round(report.seconds, 1),
        "best_step": report.best.step,
        "evaluations": [{"step": one.step, **one.values} for one in report.evaluations],
        "warnings": [{"step": one.step, "kind": one.kind, "sentence": one.sentence} for one in report.warnings],
        "last": None if report.last is None else dataclasses.asdict(report.last),
    }
