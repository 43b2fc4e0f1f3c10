"""The syntax tree of a search: frozen values that the parser makes, and that can be written as text again."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Whole numbers from `low` to `high`, both included; None is open."""

    low: int | None
    high: int | None

    def holds(self, number: int) -> bool:
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of this name is in the photo.

    `prefixed` is how it was written: `person:Anna` is a person, a bare word may mean other things too.
    """

    words: str
    prefixed: bool = False


@dataclass(frozen=True, slots=True)
class Only:
    """All of these people are in the photo, and no other face except ignored ones."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aged:
    """Somebody of this name is in the photo, so many full years old."""

    words: str
    years: Span


@dataclass(frozen=True, slots=True)
class FaceCount:
    """So many faces, without ignored ones."""

    count: Span


class State(enum.Enum):
    """A yes-or-no property of a photo, such as favourite or missing; the value is how it is written."""

    WITH_STRANGERS = "with:strangers"
    """At least one face, ignored or not, has no name."""
    UNNAMED = "is:unnamed"
    """There are faces, and none has a name."""
    MISSING = "is:missing"
    """No file of the photo is present."""
    DAMAGED = "is:damaged"
    """A part of the picture could not be read."""
    FAVOURITE = "is:favourite"
    """The user marked the photo as a favourite."""
    HIDDEN = "is:hidden"
    """The user hid the photo."""
    STACKED = "is:stacked"
    """The photo is in a stack."""
    DUPLICATE = "is:duplicate"
    """The photo is a copy of another one, or has one."""
    VIDEO = "is:video"
    """It is a video."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Taken in one of these years."""

    years: Span


@dataclass(frozen=True, slots=True)
class TakenInMonth:
    """Taken in a month from `first` to `last`, of any year; from 12 to 2 goes over the turn of the year."""

    first: int
    last: int

    def holds(self, month: int) -> bool:
        if self.first <= self.last:
            return self.first <= month <= self.last
        return month >= self.first or month <= self.last


@dataclass(frozen=True, slots=True)
class TakenOn:
    """Taken on a day from `first` to `last`, both included; None is open."""

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class TakenEachYear:
    """Taken on a day from `first` to `last` of any year, each a month and a day; from December to January too."""

    first: tuple[int, int]
    last: tuple[int, int]


class Reach(enum.Enum):
    """Which tags a name stands for; the value is how it is written before the name.

    EXACT: those of just this name.
    USUAL: these, or where there is none those of which a word begins so, or else those that mean nearly the same.
    SIMILAR: all of these.
    """

    EXACT = "="
    USUAL = ""
    SIMILAR = "~"


@dataclass(frozen=True, slots=True)
class Tagged:
    """The photo has a tag of this name, or one below it."""

    words: str
    reach: Reach = Reach.USUAL


@dataclass(frozen=True, slots=True)
class Rated:
    """So many stars; 0 is none."""

    stars: Span


@dataclass(frozen=True, slots=True)
class TakenWith:
    """Taken with a camera whose name has a word that begins with this."""

    words: str


@dataclass(frozen=True, slots=True)
class InFolder:
    """A file of the photo lies in or below a folder of this name."""

    words: str


@dataclass(frozen=True, slots=True)
class InAlbum:
    """The photo is in an album of this name, or in one that stands in it."""

    words: str


@dataclass(frozen=True, slots=True)
class OfCircle:
    """Somebody of the circle of this name is in the photo."""

    words: str


@dataclass(frozen=True, slots=True)
class PlacedIn:
    """Taken in a town, region or country of this name."""

    words: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """A word in the title, the caption, a file's path or the notes of a person in the photo begins with this."""

    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """Taken within so many kilometres of a place in degrees."""

    latitude: float
    longitude: float
    distance: float


@dataclass(frozen=True, slots=True)
class Not:
    """The photos that do not match its part."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """The photos that match all of its parts, two or more."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The photos that match any of its parts, two or more."""

    parts: tuple[Node, ...]


Leaf = (
    Named
    | Only
    | Aged
    | FaceCount
    | State
    | TakenIn
    | TakenInMonth
    | TakenOn
    | TakenEachYear
    | Tagged
    | Rated
    | TakenWith
    | InFolder
    | InAlbum
    | OfCircle
    | Near
    | PlacedIn
    | Mentions
)
Node = Leaf | Not | And | Or


def unwanted(node: Node) -> Iterator[Leaf]:
    """The conditions that stand behind a not, whatever else stands before them."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from unwanted(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)


def leaves(node: Node) -> Iterator[Leaf]:
    """All conditions of a tree, from left to right."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node
