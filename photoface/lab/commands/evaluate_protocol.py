"""`photoface evaluate protocol`: scores grouping on all labelled sets of a folder, in folds of people.

If asked, it fits constants of grouping, and of the probabilities of suggestions, on some people and reports on others.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import CatalogOption, JsonOption, current
from photoface.cli.jobs import run_job
from photoface.formatting import counted, duration
from photoface.lab.commands.evaluate_measures import settings_of

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.lab.evaluation.protocol.protocol import ProtocolReport
    from photoface.lab.evaluation.protocol.set_scores import Spread


def protocol(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds labelled sets, in folders of their own.")],
    cache: Annotated[Path, typer.Option(metavar="DIR", help="Keep the faces here, so that photos are read once.")],
    fit: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Fit this parameter as well; may be repeated.")
    ] = None,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Fit the probabilities of suggestions as well.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME", help="Only this set; may be repeated.")
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="How many folds of people.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the folds.")] = 0,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Fit on all folds and report on the frozen one; for a final figure only.")
    ] = False,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Fit on some people, report on others: every labelled set of a folder, in folds of people and whole families.

    Groups by the product's constants and, with --fit, by values fitted on the other folds, beside other programs and a
    ceiling. One person or family in seven is frozen: neither fitted nor reported without --frozen. The first table
    says what can be fitted.
    """
    from photoface.assembly import model_registry
    from photoface.lab.evaluation.protocol.labelled_sets import labelled_sets
    from photoface.lab.evaluation.protocol.parameters import fitted_parameters

    state = current()
    names = list(fit or ())
    fittable = [parameter.name for parameter in fitted_parameters() if parameter.values]
    for name in names:
        if name not in fittable:
            raise typer.BadParameter(f"{name} cannot be fitted. These can: {', '.join(fittable)}.")
    there = labelled_sets(folder)
    sets = [one for one in there if not only or one.name in only]
    if not sets:
        raise typer.BadParameter(f"There is no such set in {folder}.")
    settings = settings_of()
    model = model_registry().get(settings.model)
    started = time.monotonic()
    engine = state.parts.load_engine(settings)

    def work(control: JobControl) -> tuple[ProtocolReport, int]:
        from photoface.lab.evaluation.protocol.face_cache import look_once
        from photoface.lab.evaluation.protocol.folds import person_disjoint_folds
        from photoface.lab.evaluation.protocol.protocol import run_protocol
        from photoface.lab.evaluation.protocol.set_faces import faces_of

        files = [one.folder / file for one in sets for file in dict.fromkeys(label.file for label in one.labels)]
        looked = look_once(files, engine, cache, control)
        faces = [faces_of(one, looked.faces) for one in sets]
        # Of all sets, so that who is in which fold does not depend on what is measured now.
        people = person_disjoint_folds(there, folds, seed)
        report = run_protocol(faces, people, model.thresholds, names, control, frozen=frozen, calibration=calibration)
        return report, len(looked.unreadable)

    report, unreadable = run_job(state.output, work)
    seconds = time.monotonic() - started
    if as_json:
        state.output.json(
            {"model": model.id, **_values(report), "unreadable": unreadable, "seconds": round(seconds, 1)}
        )
        return
    state.output.table(
        ("Parameter", "Stands in", "Product", "Tried", *(_fold_title(one.fold) for one in report.fitted)),
        [
            (
                parameter.name,
                parameter.constant,
                f"{getattr(report.start, parameter.name):g}",
                "" if parameter.range is None else "{:g} to {:g}".format(*parameter.range),
                *(f"{getattr(one.parameters, parameter.name):g}" for one in report.fitted),
            )
            for parameter in fitted_parameters()
        ],
    )
    state.output.table(
        ("Set", "Grouped by", "B-cubed F", "P", "R", "Pairwise F", "P", "R", "Groups", "Alone", "Kin merged", "Mixed"),
        list(_rows(report)),
    )
    if report.calibrated:
        state.output.table(
            ("Set", "Fold", "Log odds", "Fall", "Loss with the product's", "Loss with these"),
            [
                (
                    name,
                    _fold_title(one.fold),
                    f"{one.log_odds_at_assignment:.2f}",
                    f"{one.log_odds_fall:.2f}",
                    f"{loss:.3f}",
                    f"{one.fitted_loss[name]:.3f}",
                )
                for one in report.calibrated
                for name, loss in one.product_loss.items()
            ],
        )
    state.output.note(
        "Mean and standard deviation over the folds of people, and the lowest and highest B-cubed F. Mixed: groups of "
        "different people, and the faces in them. The ceiling was chosen by looking at the labels."
    )
    if unreadable:
        state.output.note(f"{counted(unreadable, 'photo')} could not be read.")
    state.output.note(f"Measured in {duration(seconds)}.")


def _rows(report: ProtocolReport) -> Iterator[tuple[str, ...]]:
    from photoface.lab.evaluation.protocol.set_scores import spreads

    for name in report.sets:
        for one in report.reported:
            if name not in one.scores:
                continue
            of = spreads(one.scores[name])
            yield (
                name,
                one.title,
                f"{_mean(of['bcubed_f'])} ({of['bcubed_f'].least:.3f} to {of['bcubed_f'].most:.3f})",
                *(_mean(of[measure]) for measure in ("bcubed_precision", "bcubed_recall")),
                *(_mean(of[f"pairwise_{measure}"]) for measure in ("f", "precision", "recall")),
                *(f"{of[measure].mean:.1f}" for measure in ("groups", "alone")),
                f"{of['kin_merges'].mean:.1f} of {of['kin_pairs'].mean:.1f}" if of["kin_pairs"].most else "",
                f"{of['mixed_groups'].mean:.1f} ({of['mixed_faces'].mean:.1f})",
            )


def _values(report: ProtocolReport) -> dict[str, Any]:
    """For JSON."""
    from photoface.lab.evaluation.protocol.parameters import fitted_parameters
    from photoface.lab.evaluation.protocol.set_scores import spreads

    return {
        "parameters": [
            {**dataclasses.asdict(one), "product": getattr(report.start, one.name)} for one in fitted_parameters()
        ],
        "fitted": [dataclasses.asdict(one) for one in report.fitted],
        "calibrated": [dataclasses.asdict(one) for one in report.calibrated],
        "sets": {name: dataclasses.asdict(facts) for name, facts in report.sets.items()},
        "reported": [
            {
                "title": one.title,
                "sets": {
                    name: {
                        "spread": {key: dataclasses.asdict(value) for key, value in spreads(scores).items()},
                        "folds": [dataclasses.asdict(score) for score in scores],
                    }
                    for name, scores in one.scores.items()
                },
            }
            for one in report.reported
        ],
    }


def _mean(of: Spread) -> str:
    return f"{of.mean:.3f} ± {of.deviation:.3f}"


def _fold_title(fold: int) -> str:
    return f"Fold {fold + 1}" if fold >= 0 else "Frozen fold"
