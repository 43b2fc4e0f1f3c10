"""Helpers of the `evaluate` commands on an album: its faces in the catalog, and scores as text and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.formatting import attributes

if TYPE_CHECKING:
    from photoface.lab.evaluation.albums import AlbumReport, GroupedFace
    from photoface.lab.evaluation.clustering_scores import Score
    from photoface.library.library import Library

AlbumArgument = Annotated[
    Path, typer.Argument(metavar="ALBUM", help="A folder for each person, or with labels.csv or truth.csv.")
]


def grouped_faces(library: Library, album: Path) -> dict[Path, list[GroupedFace]]:
    """The catalog's photos below an album with their faces; a person counts as a group."""
    from photoface.lab.evaluation.albums import ALONE, GroupedFace

    root = album.expanduser().resolve()
    numbers: dict[tuple[str, int], int] = {}
    photos: dict[Path, list[GroupedFace]] = {}
    for photo_id in library.photos.ids():
        photo = library.photos.detail(photo_id)
        faces = []
        for face in photo.faces:
            if face.status.value != "active":
                continue
            if face.person_id is not None:
                group = numbers.setdefault(("person", face.person_id), len(numbers))
            elif face.group_id is not None:
                group = numbers.setdefault(("group", face.group_id), len(numbers))
            else:
                group = ALONE
            faces.append(GroupedFace(face.box, group))
        for path in photo.file_paths:
            if path.is_relative_to(root):
                photos[path.relative_to(root)] = faces
    return photos


def score_words(found: Score) -> str:
    """F, precision and recall."""
    return f"F {found.f:.4f}, precision {found.precision:.4f}, recall {found.recall:.4f}"


def report_values(report: AlbumReport) -> dict[str, Any]:
    """A report as JSON."""
    return {
        **attributes(report, "photos", "photos_with_face", "labels", "scored", "people", "groups", "alone"),
        "bcubed": score_values(report.bcubed),
        "pairwise": score_values(report.pairwise),
    }


def score_values(found: Score) -> dict[str, Any]:
    """A score as JSON."""
    return attributes(found, "f", "precision", "recall")
