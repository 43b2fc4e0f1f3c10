"""Enumerations stored in the catalog: states of faces, boxes and files, kinds of failures, relations and conflicts."""

from __future__ import annotations

import enum


class FaceStatus(enum.StrEnum):
    """Whether a face is shown, ignored, or not a face; only the user changes it."""

    ACTIVE = "active"
    IGNORED = "ignored"
    NOT_A_FACE = "not_a_face"


class BoxSource(enum.StrEnum):
    """Whether a detector or the user made a face's box. A box of the user is never moved by a detector.

    DRAWN is a face that no detector found: the user drew it, or a file or another program has it. MOVED is a face that
    a detector found too.
    """

    DETECTED = "detected"
    DRAWN = "drawn"
    MOVED = "moved"


class FileState(enum.StrEnum):
    """How far the scan of a file has come.

    NEW was seen and not read yet; SCANNED has its photo; FAILED could not be read, and says why. FAILED is tried
    again when the file changes or the user asks, and by the next scan where its `FailureKind` is one that may pass.
    """

    NEW = "new"
    SCANNED = "scanned"
    FAILED = "failed"


class FailureKind(enum.StrEnum):
    """What kind of failure kept a file from being read, which decides when it is tried again."""

    FILE = "file"
    """The file's own, until it changes."""
    PASSING = "passing"
    """Its disk's, its rights' or the network's: the next scan tries again."""
    MEMORY = "memory"
    """There was not enough of it: the next scan tries again."""
    BUG = "bug"
    """PhotoFace's. The next scan tries again: it may be a mended PhotoFace, or have nothing to do with the file."""


RETRIED_KINDS = frozenset({FailureKind.PASSING, FailureKind.MEMORY, FailureKind.BUG})
"""Failures that the next scan tries again without being asked."""


class RelationKind(enum.StrEnum):
    """What one person is to another."""

    PARENT = "parent"
    PARTNER = "partner"
    SIBLING = "sibling"


class ConflictKind(enum.StrEnum):
    """Why something that a file or another program says was not taken over."""

    NAMED_OTHERWISE = "named otherwise"
    """The user confirmed the face as somebody else."""
    REJECTED = "rejected"
    """The user said that the face is not this person."""
    SET_ASIDE = "set aside"
    """The user ignored the face, or said that it is none."""
    OTHER_FACE = "other face"
    """The user confirmed another face of the photo as this person."""
    KEPT_APART = "kept apart"
    """The user said that the face and a face of this person are not one person."""
    SURE_OTHERWISE = "sure otherwise"
    """The photo names somebody, and recognition is sure that its one face is somebody else."""
    TWO_NAMES = "two names"
    """The sources have two names for one face."""
    VALUE = "value"
    """The user gave the photo or the person another value: stars, a title, a birthday."""
    TAG = "tag"
    """The user took this tag from the photo."""
    NAME_GONE = "name gone"
    """A file named somebody as the catalog does, and another program took the name out of it."""
    TAG_GONE = "tag gone"
    """A file had this tag of the photo, and another program took it out."""
    VALUE_GONE = "value gone"
    """A file had the stars, the title or the caption of the photo, and another program took them out."""

    @property
    def is_gone(self) -> bool:
        """Whether another program took something out of a file."""
        return self in (ConflictKind.NAME_GONE, ConflictKind.TAG_GONE, ConflictKind.VALUE_GONE)


class ConflictAnswer(enum.StrEnum):
    """The user's answer to a conflict."""

    MINE = "mine"
    """What the catalog has holds, and files follow it."""
    THEIRS = "theirs"
    """What the file or the other program says holds, and the catalog follows it."""
    BOTH = "both"
    """Both hold: two names of one person, two faces of one person, two texts one below the other."""
