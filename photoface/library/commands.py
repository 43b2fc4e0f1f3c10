"""All decisions that a user can make, one frozen dataclass each: name, confirm, merge, tag, delete and so on.

A command carries values only (ids, words, dates, boxes, the plan of a takeover), so the window, the terminal or a test
can build it. `photoface.library.handlers` has one handler for each. Running one makes exactly one decision in the
ledger.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, dataclass_transform

from photoface.catalog.states import ConflictAnswer, RelationKind
from photoface.geometry import Box

if TYPE_CHECKING:
    from photoface.library.regroup_proposal import RegroupChange
    from photoface.library.takeover import Takeover


_MAKING = threading.Lock()


@dataclass_transform(frozen_default=True)
class Command:
    """The base class of all commands; every kind of command is a frozen dataclass.

    A kind becomes a dataclass when its first command is made: for all of them at once it takes a thirtieth of the
    window's start.
    """

    def __new__(cls, *_values: object, **_named: object) -> Self:
        if "__dataclass_fields__" not in vars(cls):
            with _MAKING:
                if "__dataclass_fields__" not in vars(cls):
                    dataclass(frozen=True)(cls)
        return super().__new__(cls)


class NameGroup(Command):
    """Name a group: all its faces become the person of that name, who is created if there is none.

    `without` are faces of the group that are somebody else: a no to each.

    Where one person has the name, the faces are that person's. Where several have it, or somebody's name looks the
    same, `NameTaken` is raised, unless `another` is set: then a new person is created. `#7` means the person with that
    number. All commands with a name do so.
    """

    group_id: int
    name: str
    without: tuple[int, ...] = ()
    another: bool = False


class NameFaces(Command):
    """Name faces: they become the person of that name, who is created if there is none."""

    face_ids: tuple[int, ...]
    name: str
    another: bool = False


class ConfirmFaces(Command):
    """Confirm faces as a person. `without` are faces shown beside them that are rejected."""

    face_ids: tuple[int, ...]
    person_id: int
    without: tuple[int, ...] = ()


class ConfirmGroup(Command):
    """Confirm a group as a person. `without` are faces of the group that are rejected."""

    group_id: int
    person_id: int
    without: tuple[int, ...] = ()


class ConfirmGroups(Command):
    """Confirm several groups as one person."""

    group_ids: tuple[int, ...]
    person_id: int


class RejectFaces(Command):
    """Reject faces for a person, for ever. If they have the person's name, they lose it."""

    face_ids: tuple[int, ...]
    person_id: int


class RejectGroup(Command):
    """Reject all faces of a group for a person, for ever."""

    group_id: int
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


class KeepGroupsApart(Command):
    """Keep two groups apart: they are not one person, for ever."""

    group_id: int
    other_id: int


class SplitGroup(Command):
    """Move faces out of a group into a new group of their own.

    Where a name is given, these faces (`name`) or the others (`rest_name`) are the person of that name at once, or
    `another` of that name. With one name for both, `another` makes two people of that name.
    """

    group_id: int
    face_ids: tuple[int, ...]
    name: str | None = None
    rest_name: str | None = None
    another: bool = False
    rest_another: bool = False


class SplitPerson(Command):
    """Move faces of a person to the person of that name, or into an unnamed group if it is None."""

    person_id: int
    face_ids: tuple[int, ...]
    name: str | None = None
    another: bool = False


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


class MoveFaces(Command):
    """Move faces to another person; if they had a name, they are rejected for it."""

    face_ids: tuple[int, ...]
    person_id: int


class RemoveFaces(Command):
    """Remove faces from their person or group, and reject them for it."""

    face_ids: tuple[int, ...]


class MergePeople(Command):
    """Merge people: all their faces and rejections go to `person_id`, who keeps the name."""

    person_id: int
    other_ids: tuple[int, ...]


class UnmergePeople(Command):
    """Undo a merge, however long ago: a person who was merged into another one is separate again.

    The faces that came along then and are still there go back, with what was said about that one alone. They are called
    `name`, else as they were called. Where somebody else is called so by now, it is a `NameTaken`; `another` is the
    answer that these are two people, `#7` as the name that the faces are that person's.
    """

    person_id: int
    other_id: int
    name: str | None = None
    another: bool = False


class MergeGroups(Command):
    """Merge groups into one unnamed group."""

    group_id: int
    other_ids: tuple[int, ...]


class RenamePerson(Command):
    """Rename a person. Saved searches for the person are rewritten.

    A name that somebody else has, or one that looks the same, is a `NameTaken`; `another` is the answer that these
    are two people, a merge the other one. `keep_old_name` makes the name before an alias.
    """

    person_id: int
    name: str
    another: bool = False
    keep_old_name: bool = False


class DeletePerson(Command):
    """Delete a person: the faces become unnamed again."""

    person_id: int


class ChooseCover(Command):
    """Choose the face that stands for a person."""

    person_id: int
    face_id: int


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


class DeletePhotos(Command):
    """Put these photos into Recently deleted, from where they go to the system's trash after some weeks."""

    photo_ids: tuple[int, ...]


class RestorePhotos(Command):
    """Take these photos out of Recently deleted, with all that was said about them."""

    photo_ids: tuple[int, ...]


class ForgetMissingPhotos(Command):
    """Do not show these photos, whose files are gone, any more. They come back if a file of theirs does."""

    photo_ids: tuple[int, ...]


class DescribePerson(Command):
    """Set when a person was born and died, None where it is not known, and the notes; all three are set.

    The rest is for a form that changes several things at once: second names to add and to take away, and whether the
    person is a favourite or hidden, where None leaves it as it is.
    """

    person_id: int
    born: dt.date | None
    died: dt.date | None
    notes: str
    added_names: tuple[str, ...] = ()
    removed_aliases: tuple[int, ...] = ()
    favourite: bool | None = None
    hidden: bool | None = None


class AddAlias(Command):
    """Add an alias to a person. A name that somebody else has is a `NameTaken`."""

    person_id: int
    name: str
    another: bool = False


class RemoveAlias(Command):
    """Remove an alias from a person."""

    alias_id: int


class SetFavourites(Command):
    """Make people favourites, or not any more."""

    person_ids: tuple[int, ...]
    favourite: bool


class HidePeople(Command):
    """Hide people from all lists; their faces stay named."""

    person_ids: tuple[int, ...]


class ShowPeople(Command):
    """Show hidden people again."""

    person_ids: tuple[int, ...]


class TagPhotos(Command):
    """Put the tag of that path (`Travel/Italy`) on photos; it is made if there is none."""

    photo_ids: tuple[int, ...]
    path: str


class UntagPhotos(Command):
    """Take a tag off photos. Tags below it stay on them."""

    photo_ids: tuple[int, ...]
    tag_id: int


class RenameTag(Command):
    """Give a tag another path, with all tags below it: another name, another place in the tree, or both."""

    tag_id: int
    path: str


class MergeTags(Command):
    """Merge a tag into another one: its photos get that one, and tags below it go below that one.

    Saved searches for the tag look for the other one then.
    """

    tag_id: int
    into_id: int


class DeleteTag(Command):
    """Delete a tag and all tags below it, and take them off all photos."""

    tag_id: int


class RatePhotos(Command):
    """Give photos stars, 1 to 5, or none."""

    photo_ids: tuple[int, ...]
    stars: int | None


class SetDates(Command):
    """Set the user's own dates: photo, moment and precision (`second`, `day`, `month`, `year`) of each.

    They hold against what the files say, now and after any scan.
    """

    dates: tuple[tuple[int, dt.datetime, str], ...]


class ShiftDates(Command):
    """Correct the camera's clock: shift the dates of photos by seconds, earlier if negative.

    Photos whose date has no time of day keep it.
    """

    photo_ids: tuple[int, ...]
    seconds: int


class RemoveDates(Command):
    """Remove the user's own dates of photos, so that those of their files count again."""

    photo_ids: tuple[int, ...]


class SetPlaces(Command):
    """Set the user's own places: photo, degrees north and east, and GeoNames' number of a named place.

    `name` is for the history alone.
    """

    places: tuple[tuple[int, float, float, int | None], ...]
    name: str = ""


class RemovePlaces(Command):
    """Remove the user's own places of photos, so that those of their files count again."""

    photo_ids: tuple[int, ...]


class TurnPhotos(Command):
    """Turn photos further by degrees clockwise (90, 180 or 270), for display; writing into files brings it there."""

    photo_ids: tuple[int, ...]
    degrees: int


class MarkInPhotos(Command):
    """Note that the person of that name, created if there is none, is in photos without a visible face."""

    photo_ids: tuple[int, ...]
    name: str
    another: bool = False


class UnmarkInPhotos(Command):
    """Remove the note that a person is in photos, except where a face of theirs is."""

    photo_ids: tuple[int, ...]
    person_id: int


class TakeOver(Command):
    """Take over names, tags, stars and more from photo files or another program, as the plan says.

    It is planned by `Metadata`. What the user decided otherwise, before the plan or since, stays.
    """

    takeover: Takeover


class SettleConflicts(Command):
    """Answer conflicts: keep the catalog's value, take the other one, or keep both where possible.

    Conflicts for which the answer makes no sense, or that name one of several people, stay for another answer.
    """

    conflict_ids: tuple[int, ...]
    answer: ConflictAnswer = ConflictAnswer.MINE


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


class SaveSearch(Command):
    """Save a search under a name. A search with this name is replaced."""

    name: str
    words: str


class EditSavedSearch(Command):
    """Change the name and the words of a saved search. Another search with this name is refused."""

    search_id: int
    name: str
    words: str


class DeleteSavedSearch(Command):
    """Delete a saved search."""

    search_id: int


class ApplyRegroup(Command):
    """Apply a proposed regrouping. Changes that contradict later decisions of the user are left out."""

    changes: tuple[RegroupChange, ...]


class MakeAlbum(Command):
    """Make an album, perhaps in another one and with photos in it."""

    name: str
    parent_id: int | None = None
    photo_ids: tuple[int, ...] = ()


class RenameAlbum(Command):
    """Rename an album."""

    album_id: int
    name: str


class MoveAlbum(Command):
    """Move an album, with all in it, into another one, or to the top where `parent_id` is None."""

    album_id: int
    parent_id: int | None


class DeleteAlbum(Command):
    """Delete an album and all albums in it. Their photos stay."""

    album_id: int


class AddToAlbum(Command):
    """Add photos to the end of an album."""

    album_id: int
    photo_ids: tuple[int, ...]


class RemoveFromAlbum(Command):
    """Remove photos from an album."""

    album_id: int
    photo_ids: tuple[int, ...]


class ReorderAlbum(Command):
    """Move photos of an album before another one of its photos, or to its end where that is None."""

    album_id: int
    photo_ids: tuple[int, ...]
    before_id: int | None = None


class ChooseAlbumCover(Command):
    """Choose the photo that stands for an album; None takes the first one."""

    album_id: int
    photo_id: int | None


class PutInCircle(Command):
    """Put people into the circle of that name, which is made if there is none."""

    person_ids: tuple[int, ...]
    name: str


class TakeOutOfCircle(Command):
    """Take people out of a circle."""

    circle_id: int
    person_ids: tuple[int, ...]


class RenameCircle(Command):
    """Rename a circle."""

    circle_id: int
    name: str


class DeleteCircle(Command):
    """Delete a circle. The people in it stay."""

    circle_id: int


class RelatePeople(Command):
    """Note that a person is a parent, partner or sibling of another one; replaces an earlier relation of the two."""

    person_id: int
    other_id: int
    kind: RelationKind


class UnrelatePeople(Command):
    """Remove the relation of two people."""

    relation_id: int


class FavouritePhotos(Command):
    """Make photos favourites, or not any more."""

    photo_ids: tuple[int, ...]
    favourite: bool


class HidePhotos(Command):
    """Hide photos wherever hidden photos are not asked for, or show them again."""

    photo_ids: tuple[int, ...]
    hidden: bool


class DescribePhotos(Command):
    """Set title and caption of photos; None leaves one unchanged, an empty text removes it."""

    photo_ids: tuple[int, ...]
    title: str | None = None
    caption: str | None = None


class StackPhotos(Command):
    """Put photos into one stack, with all photos of the stacks that they are in. They stay together."""

    photo_ids: tuple[int, ...]


class UnstackPhotos(Command):
    """Take the stacks of these photos apart, for ever: no two of their photos are in one stack again."""

    photo_ids: tuple[int, ...]


class TakeOutOfStack(Command):
    """Take photos out of their stacks, for ever; the others stay together."""

    photo_ids: tuple[int, ...]


class PutOnTop(Command):
    """Show this photo on top of its stack."""

    photo_id: int
