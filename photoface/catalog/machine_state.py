"""Stores notes of jobs, one row of each kind, which undo ignores.

They hold what groupings saw, an erasure that is not finished, names that were erased and backups to delete with them,
the folders on which another disk was mounted in the last scan, whether photos are to be looked at again by another
detector, and which people who look alike were learned about.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import insert
from photoface.catalog.tables.settings import MachineState


@dataclass(frozen=True, slots=True)
class GroupedState:
    """The state of the library when its faces were last grouped.

    Attributes:
        model, method: whose embeddings, and how they were grouped.
        newest_face, newest_decision: ids, 0 for none.
        faces, decisions_done: how many there were.
        forgotten_photos: how many photos were forgotten or hidden.
    """

    model: str
    method: str
    newest_face: int
    faces: int
    forgotten_photos: int
    newest_decision: int
    decisions_done: int


@dataclass(frozen=True, slots=True)
class FullGroupingSnapshot:
    """The state of the library when all unnamed faces were last compared with all people.

    Attributes:
        model: whose embeddings.
        faces, confirmed, people: how many there were; people with a confirmed face.
        limit: up to which distance faces were named; None where nobody was known.
        grouped: how many faces there were when all that had no name were grouped together; 0 if they never were.
    """

    model: str
    faces: int
    confirmed: int
    people: int
    limit: float | None
    grouped: int


@dataclass(frozen=True, slots=True)
class RegroupMark:
    """The newest face (0 for none) when the groups were last made, or looked at, as a whole, and the model."""

    newest_face: int
    model: str


@dataclass(frozen=True, slots=True)
class ErasureToFinish:
    """Somebody was erased from the catalog (`catalog.erasing`), and files beside it still have to follow.

    Attributes:
        face_ids: faces whose crops have to go.
        photo_ids: photos whose thumbnails have to go.
    """

    face_ids: list[int]
    photo_ids: list[int]


@dataclass(frozen=True, slots=True)
class NestedMounts:
    """Folders inside of library folders on which another disk was mounted in the last scan that saw them.

    Attributes:
        by_folder: by the id of the library folder, as text, their paths relative to it.
    """

    by_folder: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class LookAgainWanted:
    """The user wants scans to look for faces again in the photos that another detector looked at.

    Attributes:
        given_up: files that could not be looked at again.
    """

    given_up: list[int]


@dataclass(frozen=True, slots=True)
class NamesErased:
    """Names of people who were erased for good (`catalog.erased_names`).

    Attributes:
        salt: of the hashes, in hexadecimal digits.
        digests: one for each name.
    """

    salt: str
    digests: list[str]


@dataclass(frozen=True, slots=True)
class ErasedNamesInFiles:
    """Which of the erased names files were found to say since, and were not stored.

    Attributes:
        digests: as in `NamesErased`.
    """

    digests: list[str]


@dataclass(frozen=True, slots=True)
class BackupsToDelete:
    """Backups that the user wants to go with somebody who was erased, by their paths."""

    paths: list[str]


@dataclass(frozen=True, slots=True)
class LookAlikesTried:
    """Pairs of people for whom a judge of look-alikes was tried by itself.

    Attributes:
        pairs: ids of two people, and how many faces of both were confirmed then.
    """

    pairs: list[list[int]]


Note = TypeVar(
    "Note",
    GroupedState,
    FullGroupingSnapshot,
    RegroupMark,
    ErasureToFinish,
    NestedMounts,
    LookAgainWanted,
    NamesErased,
    ErasedNamesInFiles,
    BackupsToDelete,
    LookAlikesTried,
)

_NAMES = {
    GroupedState: "grouped_state",
    FullGroupingSnapshot: "full_grouping",
    RegroupMark: "regroup_mark",
    ErasureToFinish: "erasure_to_finish",
    NestedMounts: "nested_mounts",
    LookAgainWanted: "look_again_wanted",
    NamesErased: "names_erased",
    ErasedNamesInFiles: "erased_names_in_files",
    BackupsToDelete: "backups_to_delete",
    LookAlikesTried: "look_alikes_tried",
}


def load(session: Session, kind: type[Note]) -> Note | None:
    """The note of this kind; None where there is none, or another version wrote it with other fields."""
    query = sa.select(MachineState.value).where(MachineState.name == _NAMES[kind])
    value = session.execute(query).scalar_one_or_none()
    if not isinstance(value, dict) or value.keys() != {field.name for field in fields(kind)}:
        return None
    return kind(**value)


def save(session: Session, note: Note) -> None:
    """Keep a note in the place of the last one of its kind."""
    value = asdict(note)
    statement = insert(session, MachineState).values(name=_NAMES[type(note)], value=value)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def remove(session: Session, kind: type[Note]) -> None:
    """Remove the note of this kind, if there is one."""
    session.execute(sa.delete(MachineState).where(MachineState.name == _NAMES[kind]))
