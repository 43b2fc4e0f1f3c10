"""`photoface evaluate verification`: tells if two pictures (LFW) or videos (YouTube Faces) show one person."""

from __future__ import annotations

import dataclasses
import enum
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import CatalogOption, JsonOption, current
from photoface.cli.jobs import run_job
from photoface.errors import UserFacingError
from photoface.formatting import duration, share
from photoface.lab.commands.evaluate_measures import ReportOption, look_with, read_pairs, settings_of

if TYPE_CHECKING:
    from photoface.learning.pair_verification import VerificationReport


class Protocol(enum.StrEnum):
    """Which set, and its rules."""

    LFW = "lfw"
    YOUTUBE_FACES = "youtube-faces"


def verification(
    protocol: Annotated[Protocol, typer.Option(help="The set, and how it is judged.")] = Protocol.LFW,
    pairs: Annotated[Path | None, typer.Option(metavar="FILE", help="LFW's pairs.txt or pairsDevTrain.txt.")] = None,
    images: Annotated[
        Path | None, typer.Option(metavar="DIR", help="LFW's pictures: a folder for each person.")
    ] = None,
    splits: Annotated[Path | None, typer.Option(metavar="FILE", help="YouTube Faces' splits.txt.")] = None,
    videos: Annotated[
        Path | None, typer.Option(metavar="DIR", help="YouTube Faces' frames: a folder for each person and video.")
    ] = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Are two faces one person? Through PhotoFace's own detection, alignment and embedding.

    By the protocol of LFW (--pairs, --images), or of YouTube Faces (--splits, --videos), where two videos are as alike
    as all pairs of their first 100 frames with a face are on average.

    A picture or video in which no face is found makes its pairs "different". Settings, the model among them, are those
    of the catalog that --catalog names, else the defaults.
    """
    if protocol is Protocol.LFW:
        if pairs is None or images is None or splits is not None or videos is not None:
            raise typer.BadParameter("--protocol lfw takes --pairs and --images.")
        _pictures(pairs, images, report, as_json=as_json)
    else:
        if splits is None or videos is None or pairs is not None or images is not None:
            raise typer.BadParameter("--protocol youtube-faces takes --splits and --videos.")
        if report is not None:
            raise typer.BadParameter("--report is for --protocol lfw.")
        _videos(splits, videos, as_json=as_json)


def _pictures(pairs: Path, images: Path, report: Path | None, *, as_json: bool) -> None:
    from photoface.lab.evaluation.lfw import measure

    state = current()
    parsed = read_pairs(pairs)
    settings = settings_of()
    started = time.monotonic()
    look = look_with(state.parts.load_engine(settings))
    measured = run_job(state.output, lambda control: measure(parsed, images, look, control))
    seconds = time.monotonic() - started
    values = dataclasses.asdict(measured.verification)
    if report is not None:
        from photoface.lab.evaluation.pair_report import write_report

        write_report(report, images, settings.model, parsed, measured)
    if as_json:
        state.output.json(
            {
                "model": settings.model,
                **values,
                "pictures": measured.pictures,
                "without_face": measured.without_face,
                "pairs_without_face": measured.pairs_without_face,
                "seconds": round(seconds, 1),
            }
        )
        return
    found = measured.verification
    state.output.table(
        ("Verification", settings.model),
        [
            ("Pairs", f"{found.pairs:,}"),
            *_figures(found),
            ("Pictures", f"{measured.pictures:,} in {duration(seconds)}"),
            ("Pictures without a face", f"{measured.without_face:,}"),
            ("Pairs called different for that", f"{measured.pairs_without_face:,}"),
        ],
    )
    if report is not None:
        state.output.note(f"Diagrams and the pairs that went most wrong: {report}")


def _videos(splits: Path, videos: Path, *, as_json: bool) -> None:
    from photoface.lab.evaluation.youtube_faces import measure_videos, parse_splits

    state = current()
    try:
        lines = splits.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(f"{splits} cannot be read.", "Name YouTube Faces' splits.txt.") from error
    pairs = parse_splits(lines)
    settings = settings_of()
    started = time.monotonic()
    look = look_with(state.parts.load_engine(settings))
    measured = run_job(state.output, lambda control: measure_videos(pairs, videos, look, control))
    seconds = time.monotonic() - started
    if as_json:
        values = dataclasses.asdict(measured)
        state.output.json(
            {"model": settings.model, **values.pop("verification"), **values, "seconds": round(seconds, 1)}
        )
        return
    found = measured.verification
    state.output.table(
        ("Verification of videos", settings.model),
        [
            ("Pairs", f"{found.pairs:,} in {measured.folds} folds"),
            *_figures(found),
            ("Videos", f"{measured.videos:,}, {measured.frames:,} frames, in {duration(seconds)}"),
            ("Frames without the face", f"{measured.frames_without_face:,}"),
            ("Videos without a face", f"{measured.without_face:,}"),
            ("Pairs called different for that", f"{measured.pairs_without_face:,}"),
        ],
    )


def _figures(found: VerificationReport) -> list[tuple[str, str]]:
    return [
        ("Accuracy", f"{share(found.accuracy)} ± {share(found.accuracy_deviation)}"),
        ("Threshold (distance)", f"{found.threshold:.4f}"),
        ("TAR at FAR 1 %", share(found.tar_at_far_1e2)),
        ("TAR at FAR 0.1 %", share(found.tar_at_far_1e3)),
        ("Equal error rate", share(found.equal_error_rate)),
        ("Area under the curve", f"{found.area_under_curve:.5f}"),
    ]
