"""What a user can do, one frozen command each. `photoface.library.handlers` holds one handler per command.

A command carries ids and words, nothing else; it can be built by the window, the terminal or a test, and says the
same thing in each. Running one makes exactly one decision in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameGroup:
    """All faces of a group are the person of that name, who is created where nobody has it yet."""

    group_id: int
    name: str


@dataclass(frozen=True, slots=True)
class NameFaces:
    """These faces are the person of that name, who is created where nobody has it yet."""

    face_ids: tuple[int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class ConfirmFaces:
    """Yes: these faces are that person."""

    face_ids: tuple[int, ...]
    person_id: int


@dataclass(frozen=True, slots=True)
class MoveFaces:
    """These faces are another person than they are filed under; where they were a person's, that is a no to it."""

    face_ids: tuple[int, ...]
    person_id: int


@dataclass(frozen=True, slots=True)
class RemoveFaces:
    """No: these faces are not the person (or do not belong to the group) they are filed under."""

    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergePeople:
    """These people are one: all their faces and rejections go to `person_id`, who keeps the name."""

    person_id: int
    other_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergeGroups:
    """These groups are one unnamed person."""

    group_id: int
    other_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RenamePerson:
    """A person is called otherwise. A name that somebody else has is refused; that would be a merge."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class DeletePerson:
    """A person is no longer kept: the faces become unnamed again."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ChooseCover:
    """The face that stands for a person."""

    person_id: int
    face_id: int


@dataclass(frozen=True, slots=True)
class IgnoreFaces:
    """Strangers: do not ask about these faces any more."""

    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IgnoreGroup:
    """A stranger: do not ask about any face of this group any more."""

    group_id: int


@dataclass(frozen=True, slots=True)
class MarkNotAFace:
    """The detector was wrong: there is no face."""

    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RestoreFaces:
    """Take ignored faces and false `not a face` marks back."""

    face_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ForgetMissingPhotos:
    """Do not show these photos, whose files are gone, any more. They come back if a file of theirs does."""

    photo_ids: tuple[int, ...]


Command = (
    NameGroup
    | NameFaces
    | ConfirmFaces
    | MoveFaces
    | RemoveFaces
    | MergePeople
    | MergeGroups
    | RenamePerson
    | DeletePerson
    | ChooseCover
    | IgnoreFaces
    | IgnoreGroup
    | MarkNotAFace
    | RestoreFaces
    | ForgetMissingPhotos
)
