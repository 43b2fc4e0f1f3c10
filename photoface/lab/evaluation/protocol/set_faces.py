"""Matches the labels of a test set with the faces found in its photos, and holds faces and their people as arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.geometry import Box
from photoface.lab.evaluation.albums import labels_by_file, matched
from photoface.lab.evaluation.protocol.face_cache import PhotoFaces
from photoface.lab.evaluation.protocol.labelled_sets import LabelledSet

UNLABELLED = ""
"""The person of a face that no label answers for."""


@dataclass(frozen=True, slots=True, eq=False)
class SetFaces:
    """All faces of a set's labelled photos, or of some of these photos.

    Attributes:
        name: of the set.
        strangers: whether each face is a person of its own.
        kin: pairs of names of blood relatives.
        labels: labelled faces, found or not.
        people: (p,) str, whom each photo is about, for folds; the first of several.
        embeddings: (n, d) float32, rows of unit length.
        photos: (n,) int64, indices of `people`.
        persons: (n,) str, `UNLABELLED` for a face that no label answers for.
        measures: (n, 4), as `PhotoFaces` has them.
        boxes: (n, 4), likewise.
        pictures: (n,) int64, faces of one number were cut from one picture; -1 for none.
        files: (p,) of each photo.
    """

    name: str
    strangers: bool
    kin: frozenset[tuple[str, str]]
    labels: NDArray[np.int64]
    people: NDArray[np.str_]
    embeddings: NDArray[np.float32]
    photos: NDArray[np.int64]
    persons: NDArray[np.str_]
    measures: NDArray[np.float64]
    boxes: NDArray[np.float64]
    pictures: NDArray[np.int64]
    files: tuple[Path, ...]

    @property
    def labelled(self) -> NDArray[np.bool_]:
        """(n,) the faces of whom it is known who they are."""
        result: NDArray[np.bool_] = self.persons != UNLABELLED
        return result

    @property
    def cannot_link(self) -> list[tuple[int, int]]:
        """Pairs of labelled faces that were cut from one picture."""
        known = np.flatnonzero((self.pictures >= 0) & self.labelled)
        order = known[np.argsort(self.pictures[known], kind="stable")]
        ends = np.flatnonzero(np.diff(self.pictures[order])) + 1
        return [
            (int(first), int(second))
            for members in np.split(order, ends)
            for place, first in enumerate(members)
            for second in members[place + 1 :]
        ]

    def of(self, people: Collection[str]) -> SetFaces:
        """Only the photos of these people."""
        kept = np.isin(self.people, list(people))
        faces = kept[self.photos]
        places = np.cumsum(kept) - 1
        return replace(
            self,
            labels=self.labels[kept],
            people=self.people[kept],
            embeddings=self.embeddings[faces],
            photos=places[self.photos[faces]],
            persons=self.persons[faces],
            measures=self.measures[faces],
            boxes=self.boxes[faces],
            pictures=self.pictures[faces],
            files=tuple(file for file, keep in zip(self.files, kept, strict=True) if keep),
        )


@dataclass(frozen=True, slots=True)
class _Placed:
    box: Box
    number: int


def faces_of(labelled: LabelledSet, found: Mapping[Path, PhotoFaces]) -> SetFaces:
    """Match a set's labels with the faces of its photos.

    In a set of strangers each unlabelled face is a person of its own as well, named by its photo and number.

    Args:
        found: by full path; photos that could not be read are missing.
    """
    told = {file: labels for file, labels in labels_by_file(labelled.labels).items() if labelled.folder / file in found}
    numbers = {name: number for number, name in enumerate(dict.fromkeys(labelled.pictures.values()))}
    seen = [found[labelled.folder / file] for file in told]
    persons: list[str] = []
    pictures: list[int] = []
    for file, faces in zip(told, seen, strict=True):
        own = [f"{file}#{number}" if labelled.strangers else UNLABELLED for number in range(len(faces.boxes))]
        placed = [_Placed(Box(*box), number) for number, box in enumerate(faces.boxes.tolist())]
        for person, face in matched(told[file], placed):
            own[face.number] = person
        persons += own
        pictures += [numbers[labelled.pictures[file]] if file in labelled.pictures else -1] * len(own)
    counts = [len(faces.boxes) for faces in seen]
    return SetFaces(
        labelled.name,
        labelled.strangers,
        labelled.kin,
        np.array([len(labels) for labels in told.values()], np.int64),
        np.array([labels[0].person for labels in told.values()], np.str_),
        np.concatenate([faces.embeddings for faces in seen]),
        np.repeat(np.arange(len(seen)), counts),
        np.array(persons, np.str_),
        np.concatenate([faces.measures for faces in seen]),
        np.concatenate([faces.boxes for faces in seen]),
        np.array(pictures, np.int64),
        tuple(labelled.folder / file for file in told),
    )
