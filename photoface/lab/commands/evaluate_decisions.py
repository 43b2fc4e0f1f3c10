"""`photoface evaluate decisions`: counts the decisions that a simulated user needs to name an album.

The user answers the review; two simpler ways are counted as well: confirming faces one by one, and naming raw groups.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import CatalogOption, JsonOption, current, opened
from photoface.cli.jobs import run_job
from photoface.formatting import duration, share

if TYPE_CHECKING:
    from photoface.catalog.summaries.faces import FaceSummary
    from photoface.lab.evaluation.simulated_user import FlowReport, Question
    from photoface.library.library import Library


def decisions(
    album: Annotated[
        Path, typer.Argument(metavar="ALBUM", help="A folder for each person, or with labels.csv or truth.csv.")
    ],
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """How many decisions name the people of an album? A simulated user, who knows them, answers the review.

    Counted until 95 % of the faces of all who are labelled at least twice stand under their names. The same is counted
    for two simpler ways: confirming suggested faces one by one, and naming raw groups.

    Scans the album into a catalog of its own; with --catalog a copy of that catalog, which must have been scanned, is
    used, and nothing is changed in it.
    """
    from photoface.lab.evaluation.albums import read_labels
    from photoface.lab.evaluation.simulated_user import confirm_one_by_one, follow_queue, name_raw_groups

    state = current()
    labels = read_labels(album)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="photoface-evaluation-") as name:
        folder = Path(name)
        scanned = folder / "scanned.photoface"
        if state.catalog is not None:
            with opened() as library:
                scanned = _copy(library.catalog_path, scanned)
        else:
            library = state.parts.open_library(scanned)
            try:
                library.folders.add(album)
                run_job(state.output, library.jobs.scan)
            finally:
                library.close()
        flows = {
            "queue": lambda driven, truth: follow_queue(driven, truth),
            "queue_to_the_end": lambda driven, truth: follow_queue(driven, truth, to_the_end=True),
            "one_by_one": confirm_one_by_one,
            "raw_groups": name_raw_groups,
        }
        reports = {}
        least = 0
        for key, flow in flows.items():
            with _opened(state.parts.open_library(_copy(scanned, folder / f"{key}.photoface"))) as library:
                # The simpler ways are those of programs that settle nothing by themselves.
                library.set_setting("settle_at_once", "yes" if key.startswith("queue") else "no")
                driven = _Driven(library)
                truth = driven.truth(labels, album)
                least = truth.least_decisions
                reports[key] = flow(driven, truth)
    seconds = time.monotonic() - started
    if as_json:
        state.output.json(
            {**{key: _values(report) for key, report in reports.items()}, "least": least, "seconds": round(seconds, 1)}
        )
        return
    state.output.table(
        ("Way of working", "Decisions", "per 100 faces", "Named", "Precision", "Spent on"),
        [
            (
                report.flow,
                f"{report.decisions:,}" + ("" if report.reached else " (not reached)"),
                f"{report.per_hundred:.1f}",
                f"{report.right:,} of {report.wanted:,} ({share(report.share)})",
                share(report.precision),
                ", ".join(f"{what} {count:,}" for what, count in report.spent.items()),
            )
            for report in reports.values()
        ],
    )
    state.output.note(f"Each person has to be named once: {least:,} decisions at least.")
    state.output.note(f"Counted in {duration(seconds)}.")


@contextlib.contextmanager
def _opened(library: Library) -> Iterator[Library]:
    try:
        yield library
    finally:
        library.close()


def _copy(source: Path, target: Path) -> Path:
    """A copy of a catalog, whatever else has it open."""
    with contextlib.closing(sqlite3.connect(source)) as original, contextlib.closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
    return target


class _Driven:
    """A library as the simulated user sees and handles it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._face_ids = library.faces.ids()

    def truth(self, labels: Sequence[Any], album: Path) -> Any:
        """Who the faces are, by the album's labels."""
        from photoface.lab.evaluation.simulated_user import truth_of

        root = album.expanduser().resolve()
        photos: dict[Path, list[FaceSummary]] = {}
        for photo_id in self._library.photos.ids():
            photo = self._library.photos.detail(photo_id)
            for path in photo.file_paths:
                if path.is_relative_to(root):
                    photos[path.relative_to(root)] = [face for face in photo.faces if face.status.value == "active"]
        return truth_of(labels, photos, lambda face: face.id)

    def named(self) -> Mapping[int, str]:
        return {
            face.id: face.person_name
            for face in self._library.faces.summaries(self._face_ids)
            if face.person_name is not None
        }

    def next_question(self) -> Question | None:
        # Single faces come last, as the end of the review offers them.
        return self._library.review.next_question(single_faces=True)

    def groups(self) -> Sequence[tuple[int, tuple[int, ...]]]:
        return [
            (group.id, tuple(self._library.groups.face_ids(group.id))) for group in self._library.groups.all(limit=1)
        ]

    def suggested(self, name: str) -> int | None:
        found = self._library.review.suggestions(self._person(name), limit=1)
        return found[0].face_ids[0] if found else None

    def _person(self, name: str) -> int:
        return self._library.people.called(name)[0].id

    def yes(self, question: Any, without: Sequence[int], name: str) -> None:
        from photoface.library import review_answers

        self._library.execute(review_answers.yes(question, without=without, name=name))

    def no(self, question: Any) -> None:
        from photoface.library import review_answers

        self._library.execute(review_answers.no(question))

    def somebody_else(self, question: Any, name: str) -> None:
        from photoface.library import review_answers

        self._library.execute(review_answers.named(question, name))

    def ignore(self, question: Any) -> None:
        from photoface.library import review_answers

        self._library.execute(review_answers.ignore(question))

    def name_group(self, group_id: int, name: str, without: Sequence[int]) -> None:
        from photoface.library.commands.groups import NameGroup

        self._library.execute(NameGroup(group_id, name, tuple(without)))

    def ignore_group(self, group_id: int) -> None:
        from photoface.library.commands.strangers import IgnoreGroups

        self._library.execute(IgnoreGroups((group_id,)))

    def name_face(self, face_id: int, name: str) -> None:
        from photoface.library.commands.faces import NameFaces

        self._library.execute(NameFaces((face_id,), name))

    def reject_face(self, face_id: int, name: str) -> None:
        from photoface.library.commands.faces import RejectFaces

        self._library.execute(RejectFaces((face_id,), self._person(name)))


def _values(report: FlowReport) -> dict[str, Any]:
    return {
        "reached": report.reached,
        "decisions": report.decisions,
        "per_hundred": report.per_hundred,
        "named": report.right,
        "wanted": report.wanted,
        "share": report.share,
        "precision": report.precision,
        "spent": dict(report.spent),
    }
