"""Reads the labels of an album (who is in which photo), and scores how well its groups agree with them.

Three kinds of album are understood: a folder for each person; a ``labels.csv`` with the columns file and person; a
``truth.csv`` with the columns file, person, left, top, width and height (fractions of the upright photo). With boxes
every labelled face is scored, by overlap; without, one face of each photo: the largest, or, in a folder laid out like
Labeled Faces in the Wild, the one in the middle, on which LFW centred each picture (UMass TR 07-49, section V).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.lab.evaluation.clustering_scores import Score, bcubed, pairwise

LEAST_OVERLAP = 0.3
"""Intersection over union from which a found face is the labelled one. Labels and detectors draw boxes differently
(with or without hair and chin), and neighbouring faces overlap far less."""

ALONE = -1

LFW_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Label:
    """Who is in a file, and where, if that is known. The file is relative to the album.

    Attributes:
        centred: without a box: the face in the middle is meant, not the largest.
    """

    file: Path
    person: str
    box: Box | None = None
    centred: bool = False


class Placed(Protocol):
    """Anything with a place in its photo."""

    @property
    def box(self) -> Box: ...


Face = TypeVar("Face", bound=Placed)


@dataclass(frozen=True, slots=True)
class GroupedFace:
    """A face as the catalog has it: its place, and whom it was put with, `ALONE` for with nobody."""

    box: Box
    group: int


@dataclass(frozen=True, slots=True)
class AlbumReport:
    """What came of an album.

    Attributes:
        photos: labelled photos.
        photos_with_face: those of them in which a face was found.
        labels: labelled faces; in albums without boxes, one for each photo.
        scored: those of them whose face was found.
        people: different people among the scored faces.
        groups: different groups among the scored faces, those with nobody not counted.
        alone: scored faces that were put with nobody.
    """

    photos: int
    photos_with_face: int
    labels: int
    scored: int
    people: int
    groups: int
    alone: int
    bcubed: Score
    pairwise: Score


def read_labels(album: Path) -> list[Label]:
    """The labels of an album.

    Raises:
        UserFacingError: the album has none, or its table is not as expected.
    """
    if not album.is_dir():
        raise UserFacingError(f"There is no folder {album}.", "Name the folder that holds the album.")
    for table, boxes in (("truth.csv", True), ("labels.csv", False)):
        if (album / table).is_file():
            return _read_table(album / table, boxes=boxes)
    files = [
        file.relative_to(album)
        for file in sorted(album.glob("*/**/*"))
        if file.is_file() and not file.name.startswith(".")
    ]
    centred = all(_named_as_in_lfw(file) for file in files)
    labels = [Label(file, file.parts[0], centred=centred) for file in files]
    if not labels:
        raise UserFacingError(
            f"{album} has no labels.", "It needs a folder for each person, or a labels.csv or truth.csv."
        )
    return labels


def _named_as_in_lfw(file: Path) -> bool:
    """`Ann_Lee/Ann_Lee_0001.jpg`."""
    folder, _, number = file.stem.rpartition("_")
    return file.parts == (folder, file.name) and len(number) == LFW_DIGITS and number.isdecimal()


def _read_table(table: Path, *, boxes: bool) -> list[Label]:
    labels = []
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                place = tuple(float(row[key]) for key in ("left", "top", "width", "height")) if boxes else ()
                if row["person"]:
                    labels.append(Label(Path(row["file"]), row["person"], Box(*place) if boxes else None))
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        wanted = "file, person, left, top, width and height" if boxes else "file and person"
        raise UserFacingError(f"{table} cannot be understood.", f"It needs the columns {wanted}.") from error
    if not labels:
        raise UserFacingError(f"{table} has no labels.")
    return labels


def labels_by_file(labels: Sequence[Label]) -> dict[Path, list[Label]]:
    """The labels of each file, without files that have several labels but no boxes: nothing tells whose a face is."""
    by_file: dict[Path, list[Label]] = {}
    for label in labels:
        by_file.setdefault(label.file, []).append(label)
    return {
        file: found
        for file, found in by_file.items()
        if len(found) == 1 or all(label.box is not None for label in found)
    }


def score(labels: Sequence[Label], photos: Mapping[Path, Sequence[GroupedFace]]) -> AlbumReport:
    """Score the groups of an album.

    Args:
        labels: of `read_labels`.
        photos: the faces of each photo that could be read, by file relative to the album.

    Raises:
        UserFacingError: no labelled photo is among the photos.
    """
    # A folder may hold other files than photos, which the scan has not read.
    by_file = {file: found for file, found in labels_by_file(labels).items() if file in photos}
    if not by_file:
        raise UserFacingError("None of the labelled photos is in the catalog.", "Scan the album first.")
    truth: list[str] = []
    groups: list[int] = []
    for file, found in by_file.items():
        for person, face in matched(found, photos[file]):
            truth.append(person)
            groups.append(face.group)
    return AlbumReport(
        photos=len(by_file),
        photos_with_face=sum(bool(photos[file]) for file in by_file),
        labels=sum(len(found) for found in by_file.values()),
        scored=len(truth),
        people=len(set(truth)),
        groups=len(set(groups) - {ALONE}),
        alone=groups.count(ALONE),
        bcubed=bcubed(truth, groups),
        pairwise=pairwise(truth, groups),
    )


def matched(labels: Sequence[Label], faces: Sequence[Face]) -> list[tuple[str, Face]]:
    """Each label of one photo with its face, as far as one was found; a face answers for one label.

    Args:
        labels: of one photo: one without a box, which one face answers for, or any number with boxes.
        faces: found in that photo.
    """
    if not faces:
        return []
    if len(labels) == 1 and labels[0].box is None:
        return [
            (labels[0].person, middle_face(faces) if labels[0].centred else max(faces, key=lambda face: face.box.area))
        ]
    overlaps = sorted(
        (
            (label.box.intersection_over_union(face.box), label_index, face_index)
            for label_index, label in enumerate(labels)
            if label.box is not None
            for face_index, face in enumerate(faces)
        ),
        reverse=True,
    )
    taken_labels: set[int] = set()
    taken_faces: set[int] = set()
    found = []
    for overlap, label_index, face_index in overlaps:
        if overlap < LEAST_OVERLAP:
            break
        if label_index not in taken_labels and face_index not in taken_faces:
            taken_labels.add(label_index)
            taken_faces.add(face_index)
            found.append((labels[label_index].person, faces[face_index]))
    return found


def middle_face(faces: Sequence[Face]) -> Face:
    """The face nearest to the middle of its photo."""

    def from_centre(face: Face) -> float:
        x, y = face.box.centre
        return (x - 0.5) ** 2 + (y - 0.5) ** 2

    return min(faces, key=from_centre)
