"""The user's decisions about faces: whose they are or are not, and their boxes in the photo."""

from __future__ import annotations

from photoface.geometry import Box
from photoface.library.commands.command import Command


class NameFaces(Command):
    """Name faces: they become the person of that name, who is created if there is none.

    Attributes:
        another: the name is that of somebody else than who has it already.
        pack_id: the people pack that proposed the name; a person who is created gets their life dates from it.
        without: faces shown beside them that are somebody else: a no to each.
    """

    face_ids: tuple[int, ...]
    name: str
    another: bool = False
    pack_id: int | None = None
    without: tuple[int, ...] = ()


class ConfirmFaces(Command):
    """Confirm faces as a person. `without` are faces shown beside them that are rejected."""

    face_ids: tuple[int, ...]
    person_id: int
    without: tuple[int, ...] = ()


class ConfirmNames(Command):
    """Confirm faces as several people at once, as one decision.

    It never names a face that has a confirmed name already.

    Attributes:
        pairs: (face, person), each face once.
        without: (face, person) that were shown beside them and are wrong: a no to each.
    """

    pairs: tuple[tuple[int, int], ...]
    without: tuple[tuple[int, int], ...] = ()


class RejectFaces(Command):
    """Reject faces for a person, for ever. If they have the person's name, they lose it."""

    face_ids: tuple[int, ...]
    person_id: int


class AssignNames(Command):
    """Who is who in a photo: these faces are these people, and these people show no face there.

    It never names a face that has a confirmed name, or one of which the user said that it is not the person.

    Attributes:
        pairs: (face, person), each once.
        without_face: people who are in the photo and are none of its faces.
    """

    photo_id: int
    pairs: tuple[tuple[int, int], ...]
    without_face: tuple[int, ...] = ()


class RejectName(Command):
    """Reject a name that a people pack proposes for faces, for ever.

    Nobody here needs to be called so.
    """

    face_ids: tuple[int, ...]
    name: str


class MoveFaces(Command):
    """Move faces to another person; if they had a name, they are rejected for it."""

    face_ids: tuple[int, ...]
    person_id: int


class RemoveFaces(Command):
    """Remove faces from their person or group, and reject them for it."""

    face_ids: tuple[int, ...]


class DrawFace(Command):
    """Add a face that no detector found, by its box in fractions of the upright photo, perhaps with a name."""

    photo_id: int
    box: Box
    name: str | None = None
    another: bool = False


class MoveFaceBox(Command):
    """Move the box of a face, in fractions of the upright photo. No detector moves it afterwards."""

    face_id: int
    box: Box


class DeleteFaceBox(Command):
    """Delete a drawn face with everything about it; a detected one is marked `not a face`."""

    face_id: int
