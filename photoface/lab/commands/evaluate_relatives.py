"""`photoface evaluate relatives`: how well relatives are kept apart, in groups, as pairs of faces, and once named."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import CatalogOption, JsonOption, current
from photoface.cli.jobs import run_job
from photoface.formatting import duration, share
from photoface.lab.commands.evaluate_measures import settings_of

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.lab.evaluation.protocol.relatives import RelativesReport


def relatives(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A labelled set with a kin.csv, or a folder of sets.")],
    cache: Annotated[Path, typer.Option(metavar="DIR", help="Keep the faces here, so that photos are read once.")],
    folds: Annotated[int, typer.Option(min=2, help="How many folds of families.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the folds.")] = 0,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Are blood relatives kept apart? In groups, as pairs of faces, and as people who are confirmed.

    Groups are made at distances around the product's, so that ways of grouping can be compared at equal recall. One
    family in seven is frozen and left out, as in `photoface evaluate protocol`.
    """
    from photoface.assembly import model_registry
    from photoface.lab.evaluation.protocol.labelled_sets import labelled_sets

    state = current()
    there = labelled_sets(folder)
    sets = [one for one in there if one.kin]
    if not sets:
        raise typer.BadParameter(f"No set in {folder} names relatives in a kin.csv.")
    settings = settings_of()
    model = model_registry().get(settings.model)
    started = time.monotonic()
    engine = state.parts.load_engine(settings)

    def work(control: JobControl) -> dict[str, RelativesReport]:
        from photoface.lab.evaluation.protocol.cross_validation import divided
        from photoface.lab.evaluation.protocol.face_cache import look_once
        from photoface.lab.evaluation.protocol.folds import person_disjoint_folds
        from photoface.lab.evaluation.protocol.parameters import Parameters
        from photoface.lab.evaluation.protocol.relatives import measure_relatives
        from photoface.lab.evaluation.protocol.set_faces import faces_of

        files = [one.folder / file for one in sets for file in dict.fromkeys(label.file for label in one.labels)]
        looked = look_once(files, engine, cache, control)
        faces = [faces_of(one, looked.faces) for one in sets]
        parts = divided(faces, person_disjoint_folds(there, folds, seed), frozen=False)
        return {
            one.name: measure_relatives(
                one.of({person for part in parts if one.name in part.sets for person in part.sets[one.name].people}),
                parts,
                Parameters().scaled_to(model.thresholds),
            )
            for one in faces
        }

    reports = run_job(state.output, work)
    seconds = time.monotonic() - started
    if as_json:
        values = {name: dataclasses.asdict(report) for name, report in reports.items()}
        state.output.json({"model": model.id, "sets": values, "seconds": round(seconds, 1)})
        return
    for name, report in reports.items():
        state.output.table(
            (name, "Distance", "Pairwise recall", "Precision", "Relatives merged"),
            [
                (
                    title,
                    f"{one.factor:.2f} of the product's",
                    f"{one.recall:.3f}",
                    f"{one.precision:.3f}",
                    f"{one.merged} of {one.pairs}",
                )
                for title, rows in (("One library", report.together), (f"{folds} folds", report.by_fold))
                for one in rows
            ],
        )
        pairs, apart = report.verified, report.told_apart
        state.output.table(
            (f"{name}: faces of one person or of relatives", ""),
            [
                ("Pairs", f"{pairs.pairs:,}"),
                ("Accuracy", f"{share(pairs.accuracy)} ± {share(pairs.accuracy_deviation)}"),
                ("True accepts at 1 % false", f"{pairs.tar_at_far_1e2:.3f}"),
                ("True accepts at 0.1 % false", f"{pairs.tar_at_far_1e3:.3f}"),
                ("Pairs of relatives with enough faces for a judge", f"{apart.pairs}"),
                ("Their faces, nearer to the other one", f"{apart.nearer} of {apart.faces}"),
                ("Given to the other one by the judges", f"{apart.judged} of {apart.faces}"),
                ("Judges that are better by more than chance", f"{apart.adopted}"),
            ],
        )
    state.output.note(f"Measured in {duration(seconds)}.")
