"""The user's decisions about faces that no question is about: ignore them, mark boxes as no face, undo either."""

from __future__ import annotations

from photoface.library.commands.command import Command


class IgnoreSeenOnce(Command):
    """Ignore every unnamed face that is in no group. `keep` are faces to leave, such as suggested ones."""

    keep: tuple[int, ...] = ()


class IgnoreSmaller(Command):
    """Ignore every unnamed face whose shorter side has fewer pixels in the photo, such as bystanders."""

    pixels: int


class IgnoreOthersInPhotos(Command):
    """Ignore everyone in these photos except these people and faces that the user confirmed."""

    photo_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


class IgnoreFaces(Command):
    """Ignore faces, as of strangers: they are not asked about any more."""

    face_ids: tuple[int, ...]


class IgnoreGroups(Command):
    """Ignore all faces of groups, as of strangers."""

    group_ids: tuple[int, ...]


class MarkNotAFace(Command):
    """Mark boxes as not a face: the detector was wrong."""

    face_ids: tuple[int, ...]


class RestoreFaces(Command):
    """Take ignored faces and false `not a face` marks back. They return to their group or person if it is there."""

    face_ids: tuple[int, ...]
