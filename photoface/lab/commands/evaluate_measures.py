"""Three commands of `photoface evaluate` (identification, robustness, compression), and helpers of the others.

The helpers compare grouping methods for `clustering --images`, read pairs and settings, and find labelled faces.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import CatalogOption, JsonOption, current, opened
from photoface.cli.jobs import run_job
from photoface.errors import UserFacingError
from photoface.formatting import duration, share, size
from photoface.lab.commands.evaluate_album import score_values

if TYPE_CHECKING:
    from photoface.imaging.decode import DecodedPhoto
    from photoface.lab.evaluation.clustering_scores import Score
    from photoface.lab.evaluation.contenders import Result
    from photoface.lab.evaluation.embedded_faces import EmbeddedFace, Look
    from photoface.lab.evaluation.labelled_faces import LabelledFaces
    from photoface.lab.evaluation.lfw_pairs import Image, Pair
    from photoface.lab.evaluation.pictures import Pixels
    from photoface.lab.evaluation.robustness import Condition
    from photoface.scan.face_engine import FaceEngine
    from photoface.settings import Settings
    from photoface.vision.model_registry import ModelSpec

THRESHOLD_STEPS = 9
"""Rows in the table of identification, evenly about the model's threshold for verification."""

PairsOption = Annotated[Path, typer.Option(metavar="FILE", help="LFW's pairs.txt or pairsDevTrain.txt.")]
PicturesOption = Annotated[Path, typer.Option(metavar="DIR", help="LFW's pictures: a folder for each person.")]
AlbumOption = Annotated[
    Path, typer.Option(metavar="DIR", help="A folder for each person, or with labels.csv or truth.csv.")
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="DIR", help="Also write a report with diagrams here.")
]


def settings_of() -> Settings:
    """The settings of the catalog that was named, else the defaults."""
    from photoface.settings import Settings

    state = current()
    if state.catalog is None:
        return Settings()
    with opened() as library:
        return library.settings()


def look_with(engine: FaceEngine) -> Look:
    """The pipeline's own stages, as the measurements want them."""
    from photoface.lab.evaluation.embedded_faces import EmbeddedFace
    from photoface.scan.face_engine import embed_faces, find_faces

    def look(photos: Sequence[DecodedPhoto]) -> list[list[EmbeddedFace]]:
        found = find_faces(photos, engine)
        embed_faces([face for one in found for face in one.faces], engine)
        return [
            [
                EmbeddedFace(face.box, face.embedding, face.measures.passes_gate, face.measures.frontality)
                for face in one.faces
            ]
            for one in found
        ]

    return look


def read_pairs(file: Path) -> list[Pair]:
    """The pairs of an LFW pair file.

    Raises:
        UserFacingError: it cannot be read or is none.
    """
    from photoface.lab.evaluation.lfw_pairs import parse_pairs

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(f"{file} cannot be read.", "Name LFW's pairs.txt or pairsDevTrain.txt.") from error
    return parse_pairs(lines)


def compare_groupings(images: Path, clusters: int | None, *, as_json: bool) -> None:
    """Our ways of grouping and the peers that are installed, on the labelled faces of a folder, in one table."""
    from photoface.lab.evaluation.contenders import CONTENDERS, FacesToGroup, measure_apart

    output = current().output
    found, model = labelled(images)
    faces = FacesToGroup(found.embeddings, found.photos, found.good, model.thresholds, clusters)
    results = []
    for contender in CONTENDERS.values():
        if contender.installed:
            output.note(f"{contender.title} ...")
            results.append(measure_apart(contender, faces, found.persons))
    missing = [contender.title for contender in CONTENDERS.values() if not contender.installed]
    people = len(set(found.persons.tolist()))
    if as_json:
        output.json(
            {
                "model": model.id,
                "faces": len(found.persons),
                "labels": found.labels,
                "people": people,
                "results": [_result_values(result) for result in results],
                "not_installed": missing,
            }
        )
        return
    output.table(
        ("Grouping", "B-cubed F", "P", "R", "Pairwise F", "P", "R", "Groups", "Alone", "Seconds", "Memory"),
        [
            (
                result.title,
                *_score_cells(result.bcubed),
                *_score_cells(result.pairwise),
                f"{result.groups:,}",
                f"{result.alone:,}",
                f"{result.seconds:.1f}",
                "" if result.peak_memory is None else size(result.peak_memory),
            )
            for result in results
        ],
    )
    output.note(f"{len(found.persons):,} of {found.labels:,} labelled faces found, of {people:,} people.")
    if missing:
        output.note(f"Not installed: {', '.join(missing)}.")


def identification(
    images: AlbumOption,
    seed: Annotated[int, typer.Option(help="Of the choice of known people and their faces.")] = 0,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Is a new face given its name, and a stranger none? Half of the people are known by half of their faces."""
    from photoface.lab.evaluation.identification import identify, split

    output = current().output
    found, model = labelled(images)
    try:
        gallery = split(found.persons, seed)
    except ValueError as error:
        raise UserFacingError("Nobody in this folder has more than one face.", "Name another folder.") from error
    middle = model.thresholds.verification
    steps = [middle * (0.6 + 0.1 * step) for step in range(THRESHOLD_STEPS)]
    named = {model.thresholds.assignment: "assignment", model.thresholds.suggestion: "suggestion"}
    done = identify(
        found.embeddings,
        found.persons,
        gallery,
        sorted({*steps, *named}),
        model.thresholds,
        photos=found.photos,
        good=found.good,
    )
    counts = {
        "exemplars": len(gallery.exemplars),
        "probes_of_known": int(gallery.known.sum()),
        "probes_of_unknown": int((~gallery.known).sum()),
    }
    if as_json:
        output.json(
            {
                "model": model.id,
                **counts,
                "points": [dataclasses.asdict(point) for point in done.points],
                "chosen": {**dataclasses.asdict(done.at_limit), "expected_precision": done.limit.precision},
            }
        )
        return
    rows = sorted(
        [*((point, named.get(point.threshold, "")) for point in done.points), (done.at_limit, "chosen")],
        key=lambda row: row[0].threshold,
    )
    output.table(
        ("Threshold", "Precision", "Recall", "Strangers named", ""),
        [
            (f"{point.threshold:.3f}", share(point.precision), share(point.recall), share(point.false_alarms), what)
            for point, what in rows
        ],
    )
    output.note(
        f"{counts['exemplars']:,} named faces; {counts['probes_of_known']:,} of their people to recognise, and "
        f"{counts['probes_of_unknown']:,} of strangers."
    )
    output.note(
        f"In a library like this PhotoFace names faces by itself up to a distance of {done.limit.distance:.3f}, and "
        f"expects {share(done.limit.precision)} of these names to be right."
    )


def robustness(
    pairs: PairsOption,
    images: PicturesOption,
    sample: Annotated[int, typer.Option(min=20, help="How many of the pairs to judge in each condition.")] = 400,
    report: ReportOption = None,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Does verification hold out against JPEG compression, small faces and turned heads?"""
    from photoface.lab.evaluation.lfw import look_at_pairs
    from photoface.lab.evaluation.robustness import measure_robustness
    from photoface.lab.evaluation.robustness import sample as take_sample

    state = current()
    chosen = take_sample(read_pairs(pairs), sample)
    settings = settings_of()
    look = look_with(state.parts.load_engine(settings))

    def look_at(what: str, alter: Callable[[Image, Pixels], Pixels] | None) -> Mapping[Image, EmbeddedFace | None]:
        return run_job(
            state.output, lambda control: look_at_pairs(chosen, images, look, control, what=what, alter=alter)
        )

    conditions = measure_robustness(chosen, look_at)
    values = {"model": settings.model, "conditions": [_condition_values(condition) for condition in conditions]}
    if report is not None:
        _write_robustness(report, values, conditions)
    if as_json:
        state.output.json(values)
        return
    state.output.table(
        ("Pictures", "", "Pairs", "Accuracy", "TAR at FAR 1 %", "Area under the curve", "Without a face"),
        [
            (
                condition.kind,
                f"{condition.value:.2f}" if condition.kind == "frontality" else f"{condition.value or '':}",
                f"{condition.report.verification.pairs:,}",
                share(condition.report.verification.accuracy),
                share(condition.report.verification.tar_at_far_1e2),
                f"{condition.report.verification.area_under_curve:.4f}",
                f"{condition.report.without_face:,}",
            )
            for condition in conditions
        ],
    )


def compression(
    pairs: PairsOption,
    images: PicturesOption,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """What does it cost to store embeddings as float32, float16, or one byte for each number?"""
    from photoface.lab.evaluation.compression import compare_formats
    from photoface.lab.evaluation.lfw import look_at_pairs

    state = current()
    parsed = read_pairs(pairs)
    settings = settings_of()
    look = look_with(state.parts.load_engine(settings))
    faces = run_job(state.output, lambda control: look_at_pairs(parsed, images, look, control))
    reports = compare_formats(parsed, faces)
    if as_json:
        state.output.json({"model": settings.model, "formats": [dataclasses.asdict(found) for found in reports]})
        return
    state.output.table(
        ("Stored as", "Bytes a face", "Accuracy", "TAR at FAR 0.1 %", "Area under the curve", "Distance changes by"),
        [
            (
                found.store_format,
                f"{found.bytes_per_face:,}",
                f"{share(found.verification.accuracy)} ± {share(found.verification.accuracy_deviation)}",
                share(found.verification.tar_at_far_1e3),
                f"{found.verification.area_under_curve:.5f}",
                f"at most {found.largest_change:.5f}",
            )
            for found in reports
        ],
    )


def labelled(images: Path) -> tuple[LabelledFaces, ModelSpec]:
    """The labelled faces of a folder, and the model that made their embeddings."""
    from photoface.assembly import model_registry
    from photoface.lab.evaluation.albums import read_labels
    from photoface.lab.evaluation.labelled_faces import find_labelled

    state = current()
    labels = read_labels(images)
    settings = settings_of()
    model = model_registry().get(settings.model)
    started = time.monotonic()
    look = look_with(state.parts.load_engine(settings))
    found = run_job(state.output, lambda control: find_labelled(labels, images, look, control))
    state.output.note(f"Looked at the pictures in {duration(time.monotonic() - started)}.")
    return found, model


def _score_cells(score: Score) -> tuple[str, str, str]:
    return f"{score.f:.4f}", f"{score.precision:.4f}", f"{score.recall:.4f}"


def _result_values(result: Result) -> dict[str, Any]:
    return {
        "key": result.key,
        "title": result.title,
        "groups": result.groups,
        "alone": result.alone,
        "seconds": round(result.seconds, 2),
        "peak_memory": result.peak_memory,
        "bcubed": score_values(result.bcubed),
        "pairwise": score_values(result.pairwise),
    }


def _condition_values(condition: Condition) -> dict[str, Any]:
    return {
        "kind": condition.kind,
        "value": condition.value,
        **dataclasses.asdict(condition.report.verification),
        "pictures": condition.report.pictures,
        "without_face": condition.report.without_face,
    }


def _write_robustness(folder: Path, values: dict[str, Any], conditions: Sequence[Condition]) -> None:
    import json

    from photoface.lab.evaluation.plots import draw_lines

    folder.mkdir(parents=True, exist_ok=True)
    for kind, file in (("JPEG quality", "jpeg_quality.png"), ("face pixels", "face_pixels.png")):
        of_kind = [condition for condition in conditions if condition.kind == kind]
        x = [condition.value for condition in of_kind]
        found = [condition.report.verification for condition in of_kind]
        lines = {
            "Accuracy": (x, [one.accuracy for one in found]),
            "TAR at FAR 1 %": (x, [one.tar_at_far_1e2 for one in found]),
        }
        draw_lines(folder / file, kind[0].upper() + kind[1:], "Share of pairs", lines)
    (folder / "robustness.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
