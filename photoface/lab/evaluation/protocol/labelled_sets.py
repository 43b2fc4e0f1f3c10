"""Finds and reads the labelled photo sets below a folder, each with its own way of saying who is in a photo.

| what a folder holds | who is in a photo |
|---|---|
| `labels.csv` or `truth.csv` | as the table says: `albums.read_labels` |
| folders of photos | the folder's name; the largest face, in LFW's pictures the one in the middle |
| photos, and is called `strangers` | the file's name; nobody is there twice, so all faces are different people |

Two columns of `labels.csv` are optional: people of one `family` are never divided between folds, and faces of one
`photo` were cut from one picture, so they are different people. `kin.csv` beside it has pairs of blood relatives.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from photoface.errors import UserFacingError
from photoface.imaging.formats import FORMAT_OF_SUFFIX
from photoface.lab.evaluation.albums import Label, read_labels

STRANGERS = "strangers"
"""Name of a folder in which every photo shows somebody else."""

DEEPEST = 3
"""So many folders below the given one are looked into."""

LFW_SIZE = (250, 250)
"""Of LFW's pictures, in pixels."""

PHOTO_FOLDER = "images"
"""Of a set's name this last part is left out. The files of a `labels.csv` may lie in such a folder beside it."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set of labelled photos.

    Attributes:
        name: the folder's, relative to the one that was searched.
        folder: that the labels' files are relative to.
        families: of people who have one.
        pictures: of files that were cut from a picture that others were cut from as well.
        kin: pairs of blood relatives, each in the order of their names.
        strangers: whether nobody is there twice, labelled or not.
    """

    name: str
    folder: Path
    labels: tuple[Label, ...]
    families: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[Path, str] = field(default_factory=dict)
    kin: frozenset[tuple[str, str]] = frozenset()
    strangers: bool = False

    @property
    def people(self) -> frozenset[str]:
        return frozenset(label.person for label in self.labels)


def labelled_sets(folder: Path) -> list[LabelledSet]:
    """All labelled sets of a folder, by name; folders below a set are not looked into.

    Raises:
        UserFacingError: there is none, or a table is not as expected.
    """
    if not folder.is_dir():
        raise UserFacingError(f"There is no folder {folder}.", "Name the folder that holds the labelled sets.")
    found = [_read(path, folder) for path in _folders_of_sets(folder, DEEPEST)]
    if not found:
        raise UserFacingError(
            f"{folder} has no labelled photos.",
            f"A set is a folder with a labels.csv, with a folder for each person, or called {STRANGERS}.",
        )
    return sorted(found, key=lambda one: one.name)


def _folders_of_sets(folder: Path, deepest: int) -> Iterable[Path]:
    if _is_set(folder):
        yield folder
        return
    if deepest:
        for child in _folders(folder):
            yield from _folders_of_sets(child, deepest - 1)


def _is_set(folder: Path) -> bool:
    if any((folder / table).is_file() for table in ("labels.csv", "truth.csv")):
        return True
    if _has_photos(folder):
        return folder.name == STRANGERS
    people = _folders(folder)
    return len(people) > 1 and all(_has_photos(person) for person in people)


def _folders(folder: Path) -> list[Path]:
    return sorted(child for child in folder.iterdir() if child.is_dir() and not child.name.startswith("."))


def _has_photos(folder: Path) -> bool:
    return any(_is_photo(file) for file in folder.iterdir())


def _is_photo(file: Path) -> bool:
    return file.suffix.lower() in FORMAT_OF_SUFFIX and file.is_file() and not file.name.startswith(".")


def _read(folder: Path, top: Path) -> LabelledSet:
    name = folder.relative_to(top).as_posix().removesuffix(f"/{PHOTO_FOLDER}")
    name = folder.name if name == "." else name
    if folder.name == STRANGERS and not (folder / "labels.csv").is_file():
        files = sorted(file for file in folder.iterdir() if _is_photo(file))
        labels = tuple(Label(file.relative_to(folder), file.stem) for file in files)
        return LabelledSet(name, folder, labels, strangers=True)
    labels = tuple(_centred_in_lfw_alone(read_labels(folder), folder))
    families, pictures = _read_further(folder / "labels.csv")
    if not (folder / labels[0].file).exists() and (folder / PHOTO_FOLDER).is_dir():
        kin, folder = _read_kin(folder / "kin.csv"), folder / PHOTO_FOLDER
    else:
        kin = _read_kin(folder / "kin.csv")
    return LabelledSet(name, folder, labels, families, pictures, kin)


def _centred_in_lfw_alone(labels: list[Label], folder: Path) -> list[Label]:
    """The labels, with the face in the middle meant in pictures of LFW's size alone: other files are named so too."""
    if not labels[0].centred:
        return labels
    with Image.open(folder / labels[0].file) as picture:
        return labels if picture.size == LFW_SIZE else [replace(label, centred=False) for label in labels]


def _read_further(table: Path) -> tuple[dict[str, str], dict[Path, str]]:
    """The families of people and the pictures of files, as far as the table has them."""
    rows = _rows(table)
    families = {row["person"]: row["family"] for row in rows if row.get("person") and row.get("family")}
    pictures = {Path(row["file"]): row["photo"] for row in rows if row.get("photo")}
    return families, pictures


def _read_kin(table: Path) -> frozenset[tuple[str, str]]:
    try:
        pairs = [sorted((row["person_a"], row["person_b"])) for row in _rows(table)]
    except KeyError as error:
        raise UserFacingError(
            f"{table} cannot be understood.", "It needs the columns person_a and person_b."
        ) from error
    return frozenset((first, second) for first, second in pairs)


def _rows(table: Path) -> list[dict[str, str]]:
    if not table.is_file():
        return []
    with table.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
