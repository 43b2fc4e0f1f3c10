"""All decisions that a user can make, one frozen dataclass each: name, confirm, merge, tag, delete and so on.

A command carries ids and words, nothing else, and can be built by the window, the terminal or a test.
`photoface.library.handlers` has one handler for each. Running one makes exactly one decision in the ledger.
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
    """Something that a user decides. Every kind of command is a frozen dataclass by being one of these.

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
    """All faces of a group are the person of that name, who is created where nobody has it yet.

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
    """These faces are the person of that name, who is created where nobody has it yet."""

    face_ids: tuple[int, ...]
    name: str
    another: bool = False


class ConfirmFaces(Command):
    """Yes: these faces are that person. `without` are faces shown beside them that are not: a no to each."""

    face_ids: tuple[int, ...]
    person_id: int
    without: tuple[int, ...] = ()


class ConfirmGroup(Command):
    """Yes: this group is that person. `without` are faces of the group that are somebody else: a no to each."""

    group_id: int
    person_id: int
    without: tuple[int, ...] = ()


class ConfirmGroups(Command):
    """Yes: these groups are all that person."""

    group_ids: tuple[int, ...]
    person_id: int


class RejectFaces(Command):
    """No: none of these faces is that person, for ever. Where they are filed under the person, they leave."""

    face_ids: tuple[int, ...]
    person_id: int


class RejectGroup(Command):
    """No: no face of this group is that person, for ever."""

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
    """No: none of these faces is the person of that name whom a people pack proposes, for ever.

    Nobody here needs to be called so.
    """

    face_ids: tuple[int, ...]
    name: str


class KeepGroupsApart(Command):
    """No: these two groups are not one person, for ever."""

    group_id: int
    other_id: int


class SplitGroup(Command):
    """These faces of a group are somebody else than its other faces: they become a group of their own.

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
    """These faces of a person are somebody else: the person of that name, or an unnamed group where it is None."""

    person_id: int
    face_ids: tuple[int, ...]
    name: str | None = None
    another: bool = False


class IgnoreSeenOnce(Command):
    """Strangers: ignore every unnamed face that is in no group. `keep` are faces to leave, as those suggested."""

    keep: tuple[int, ...] = ()


class IgnoreSmaller(Command):
    """Bystanders: ignore every unnamed face whose shorter side has fewer pixels in the photo."""

    pixels: int


class IgnoreOthersInPhotos(Command):
    """Strangers at an event: ignore everyone in these photos but these people and whom the user confirmed."""

    photo_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


class MoveFaces(Command):
    """These faces are another person than they are filed under; where they were a person's, that is a no to it."""

    face_ids: tuple[int, ...]
    person_id: int


class RemoveFaces(Command):
    """No: these faces are not the person (or do not belong to the group) they are filed under."""

    face_ids: tuple[int, ...]


class MergePeople(Command):
    """These people are one: all their faces and rejections go to `person_id`, who keeps the name."""

    person_id: int
    other_ids: tuple[int, ...]


class UnmergePeople(Command):
    """Somebody who was merged into a person, however long ago, is another one after all.

    The faces that came along then and are still there go back, with what was said about that one alone. They are called
    `name`, else as they were called. Where somebody else is called so by now, it is a `NameTaken`; `another` is the
    answer that these are two people, `#7` as the name that the faces are that person's.
    """

    person_id: int
    other_id: int
    name: str | None = None
    another: bool = False


class MergeGroups(Command):
    """These groups are one unnamed person."""

    group_id: int
    other_ids: tuple[int, ...]


class RenamePerson(Command):
    """A person is called otherwise. Saved searches that mean the person go on to do so.

    A name that somebody else has, or one that looks the same, is a `NameTaken`; `another` is the answer that these
    are two people, a merge the other one. `keep_old_name` makes the name before an alias.
    """

    person_id: int
    name: str
    another: bool = False
    keep_old_name: bool = False


class DeletePerson(Command):
    """A person is no longer kept: the faces become unnamed again."""

    person_id: int


class ChooseCover(Command):
    """The face that stands for a person."""

    person_id: int
    face_id: int


class IgnoreFaces(Command):
    """Strangers: do not ask about these faces any more."""

    face_ids: tuple[int, ...]


class IgnoreGroups(Command):
    """Strangers: do not ask about any face of these groups any more."""

    group_ids: tuple[int, ...]


class MarkNotAFace(Command):
    """The detector was wrong: there is no face."""

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
    """When a person was born and died, None where it is not known, and notes. All three are set.

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
    """A person is found under another name too. A name that somebody else has is a `NameTaken`."""

    person_id: int
    name: str
    another: bool = False


class RemoveAlias(Command):
    """A person is not found under this other name any more."""

    alias_id: int


class SetFavourites(Command):
    """These people are favourites, or not any more."""

    person_ids: tuple[int, ...]
    favourite: bool


class HidePeople(Command):
    """Do not show these people any more; the faces stay named."""

    person_ids: tuple[int, ...]


class ShowPeople(Command):
    """Show hidden people again."""

    person_ids: tuple[int, ...]


class TagPhotos(Command):
    """These photos have the tag of that path (`Travel/Italy`), which is made where there is none."""

    photo_ids: tuple[int, ...]
    path: str


class UntagPhotos(Command):
    """These photos do not have this tag. Tags below it stay on them."""

    photo_ids: tuple[int, ...]
    tag_id: int


class RenameTag(Command):
    """A tag has another path, with all tags below it: another name, another place in the tree, or both."""

    tag_id: int
    path: str


class DeleteTag(Command):
    """A tag and all tags below it go, from all photos too."""

    tag_id: int


class RatePhotos(Command):
    """These photos have so many stars, 1 to 5, or None."""

    photo_ids: tuple[int, ...]
    stars: int | None


class SetDates(Command):
    """The user's own dates: photo, moment and precision (`second`, `day`, `month`, `year`) of each.

    They hold against what the files say, now and after any scan.
    """

    dates: tuple[tuple[int, dt.datetime, str], ...]


class ShiftDates(Command):
    """The camera's clock was wrong: these photos were taken so many seconds later, or earlier where it is negative.

    Photos whose date has no time of day keep it.
    """

    photo_ids: tuple[int, ...]
    seconds: int


class RemoveDates(Command):
    """The user's own dates of these photos go; those of their files hold again."""

    photo_ids: tuple[int, ...]


class SetPlaces(Command):
    """The user's own places: photo, degrees north and east, and GeoNames' number where a place was named.

    `name` is for the history alone.
    """

    places: tuple[tuple[int, float, float, int | None], ...]
    name: str = ""


class RemovePlaces(Command):
    """The user's own places of these photos go; those of their files hold again."""

    photo_ids: tuple[int, ...]


class TurnPhotos(Command):
    """These photos are shown turned further by so many degrees clockwise: 90, 180 or 270. Their files do not change."""

    photo_ids: tuple[int, ...]
    degrees: int


class MarkInPhotos(Command):
    """The person of that name, who is created where nobody has it yet, is in these photos without a visible face."""

    photo_ids: tuple[int, ...]
    name: str
    another: bool = False


class UnmarkInPhotos(Command):
    """This person is not in these photos, but where a face of theirs is."""

    photo_ids: tuple[int, ...]
    person_id: int


class TakeOver(Command):
    """Names, tags, stars and more of photo files or of another program are the user's own from now on.

    It is planned by `Metadata`. What the user decided otherwise, before the plan or since, stays.
    """

    takeover: Takeover


class SettleConflicts(Command):
    """What the catalog has holds, or what a file or another program says against it, or both where that makes sense.

    Conflicts for which the answer makes no sense, or that name one of several people, stay for another answer.
    """

    conflict_ids: tuple[int, ...]
    answer: ConflictAnswer = ConflictAnswer.MINE


class DrawFace(Command):
    """There is a face in this box, in fractions of the upright photo, that no detector found; perhaps with its name."""

    photo_id: int
    box: Box
    name: str | None = None
    another: bool = False


class MoveFaceBox(Command):
    """A face is in this box, in fractions of the upright photo. No detector moves it from there."""

    face_id: int
    box: Box


class DeleteFaceBox(Command):
    """There is no face: a drawn one goes, with all that was said about it; a detector's is marked `not a face`."""

    face_id: int


class SaveSearch(Command):
    """Keep a search under a name. The one that had this name is replaced."""

    name: str
    words: str


class DeleteSavedSearch(Command):
    """A saved search is no longer kept."""

    search_id: int


class ApplyRegroup(Command):
    """Group faces as was proposed. Changes that do not fit any more, since the user decided otherwise, are left."""

    changes: tuple[RegroupChange, ...]


class MakeAlbum(Command):
    """Make an album, perhaps in another one and with photos in it."""

    name: str
    parent_id: int | None = None
    photo_ids: tuple[int, ...] = ()


class RenameAlbum(Command):
    """An album is called otherwise."""

    album_id: int
    name: str


class MoveAlbum(Command):
    """An album, with all in it, stands in another one, or at the top where `parent_id` is None."""

    album_id: int
    parent_id: int | None


class DeleteAlbum(Command):
    """An album and all albums in it are no longer kept. Their photos stay."""

    album_id: int


class AddToAlbum(Command):
    """These photos are in an album, at its end."""

    album_id: int
    photo_ids: tuple[int, ...]


class RemoveFromAlbum(Command):
    """These photos are not in an album any more."""

    album_id: int
    photo_ids: tuple[int, ...]


class ReorderAlbum(Command):
    """These photos of an album stand before another one of its photos, or at its end where that is None."""

    album_id: int
    photo_ids: tuple[int, ...]
    before_id: int | None = None


class ChooseAlbumCover(Command):
    """The photo that stands for an album; None takes the first one."""

    album_id: int
    photo_id: int | None


class PutInCircle(Command):
    """These people are in the circle of that name, which is made where there is none."""

    person_ids: tuple[int, ...]
    name: str


class TakeOutOfCircle(Command):
    """These people are not in a circle any more."""

    circle_id: int
    person_ids: tuple[int, ...]


class RenameCircle(Command):
    """A circle is called otherwise."""

    circle_id: int
    name: str


class DeleteCircle(Command):
    """A circle is no longer kept. The people in it stay."""

    circle_id: int


class RelatePeople(Command):
    """A person is a parent, the partner or a sibling of another one; what was said of these two before is replaced."""

    person_id: int
    other_id: int
    kind: RelationKind


class UnrelatePeople(Command):
    """Two people are not related in this way."""

    relation_id: int


class FavouritePhotos(Command):
    """These photos are favourites, or not any more."""

    photo_ids: tuple[int, ...]
    favourite: bool


class HidePhotos(Command):
    """These photos are shown only where hidden photos are asked for, or everywhere again."""

    photo_ids: tuple[int, ...]
    hidden: bool


class DescribePhotos(Command):
    """These photos have that title and that caption; None leaves one as it is, an empty text takes it away."""

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
