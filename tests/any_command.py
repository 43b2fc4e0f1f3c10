"""For every command a way to make one about what is in a library now, whatever was done to it before.

And for everything that may happen to the files of a library a way to do it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from fakes.photos import save_photo

from photoface.catalog.states import ConflictAnswer, ConflictKind, RelationKind
from photoface.catalog.summaries.collections import TagNode
from photoface.errors import NameTaken, UserFacingError
from photoface.geometry import Box
from photoface.library.commands.collections import (
    AddToAlbum,
    ChooseAlbumCover,
    DeleteAlbum,
    DeleteSavedSearch,
    DeleteTag,
    EditSavedSearch,
    MakeAlbum,
    MergeTags,
    MoveAlbum,
    RemoveFromAlbum,
    RenameAlbum,
    RenameTag,
    ReorderAlbum,
    SaveSearch,
    TagPhotos,
    UntagPhotos,
)
from photoface.library.commands.command import Command
from photoface.library.commands.faces import (
    AssignNames,
    ConfirmFaces,
    ConfirmNames,
    DeleteFaceBox,
    DrawFace,
    MoveFaceBox,
    MoveFaces,
    NameFaces,
    RejectFaces,
    RejectName,
    RemoveFaces,
)
from photoface.library.commands.groups import (
    ApplyRegroup,
    ConfirmGroup,
    ConfirmGroups,
    KeepGroupsApart,
    MergeGroups,
    NameGroup,
    RejectGroup,
    SplitGroup,
)
from photoface.library.commands.people import (
    AddAlias,
    ChooseCover,
    DeleteCircle,
    DeletePerson,
    DescribePerson,
    HidePeople,
    MergePeople,
    PutInCircle,
    RelatePeople,
    RemoveAlias,
    RenameCircle,
    RenamePerson,
    SetFavourites,
    ShowPeople,
    SplitPerson,
    TakeOutOfCircle,
    UnmergePeople,
    UnrelatePeople,
)
from photoface.library.commands.photos import (
    DeleteFiles,
    DeletePhotos,
    DescribePhotos,
    FavouritePhotos,
    ForgetMissingPhotos,
    HidePhotos,
    MarkInPhotos,
    PutOnTop,
    RatePhotos,
    RemoveDates,
    RemovePlaces,
    RestoreFiles,
    RestorePhotos,
    SetDates,
    SetPlaces,
    ShiftDates,
    StackPhotos,
    TakeOutOfStack,
    TurnPhotos,
    UnmarkInPhotos,
    UnstackPhotos,
)
from photoface.library.commands.strangers import (
    IgnoreFaces,
    IgnoreGroups,
    IgnoreOthersInPhotos,
    IgnoreSeenOnce,
    IgnoreSmaller,
    MarkNotAFace,
    RestoreFaces,
)
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.library import Library
from photoface.library.takeover import DrawnFace, FoundConflict, PersonValues, Takeover, Who

NAMES = ("Ann", "Bob", "Cleo")
TAGS = ("Sea", "Sea/Beach", "Hill")
ALBUMS = ("Summer", "Best")
CIRCLES = ("Family", "Work")


class NothingThereError(Exception):
    """There is nothing that a command of this kind could be about."""


class Picker:
    """Picks from lists by given numbers, over and over."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers

    def one(self, ids: list[int]) -> int:
        if not ids:
            raise NothingThereError
        return ids[next(self._numbers) % len(ids)]

    def some(self, ids: list[int]) -> tuple[int, ...]:
        if not ids:
            raise NothingThereError
        chosen = next(self._numbers)
        return tuple(ids[(chosen + step * 3) % len(ids)] for step in range(1 + chosen % 4))

    def word(self, words: tuple[str, ...]) -> str:
        return words[self.one(list(range(len(words))))]

    def box(self) -> Box:
        return Box(self.one([1, 3, 5]) / 10, self.one([2, 4]) / 10, 0.2, 0.25)


def _faces(library: Library) -> list[int]:
    return [face for status in ("active", "ignored", "not_a_face") for face in library.faces.ids(status)]


def _second_files(library: Library, *, waiting: bool) -> list[int]:
    """Files beside another one of their photo: those that wait in Recently deleted, or those that may go."""
    several = library.trash.several_files()
    if waiting:
        return [file.id for photo in several for file in photo.files if file.days_left is not None]
    return [file.id for photo in several for file in photo.second]


def _groups(library: Library) -> list[int]:
    return [group.id for group in library.groups.all()]


def _people(library: Library) -> list[int]:
    return [person.id for person in library.people.all("name")]


def _tags(library: Library) -> list[int]:
    def below(nodes: tuple[TagNode, ...]) -> list[int]:
        return [tag for node in nodes for tag in (node.id, *below(node.children))]

    return below(library.tags.tree())


def _aliases(library: Library) -> list[int]:
    return [alias.id for person in _people(library) for alias in library.people.details(person).aliases]


def _name_faces(library: Library, pick: Picker) -> Command:
    """Some faces, and others beside them that are somebody else."""
    named, others = pick.some(_faces(library)), pick.some(_faces(library))
    return NameFaces(named, pick.word(NAMES), without=tuple(face for face in others if face not in named))


def _name_group(library: Library, pick: Picker) -> Command:
    group = pick.one(_groups(library))
    return NameGroup(group, pick.word(NAMES), tuple(library.groups.face_ids(group)[:1]))


def _confirm_faces(library: Library, pick: Picker) -> Command:
    return ConfirmFaces(pick.some(_faces(library)), pick.one(_people(library)), pick.some(_faces(library)))


def _confirm_names(library: Library, pick: Picker) -> Command:
    """Some faces without a confirmed name, each as somebody, and one as not somebody."""
    open_faces = [face.id for face in library.faces.summaries(_faces(library)) if not face.confirmed]
    faces = list(dict.fromkeys(pick.some(open_faces)))
    pairs = tuple((face_id, pick.one(_people(library))) for face_id in faces)
    return ConfirmNames(pairs[1:], pairs[:1])


def _assign_names(library: Library, pick: Picker) -> Command:
    photo_id, people = pick.one(library.photos.ids()), list(dict.fromkeys(pick.some(_people(library))))
    faces = [face.id for face in library.photos.detail(photo_id).faces if not face.confirmed]
    pairs = tuple(zip(faces, people, strict=False))
    return AssignNames(photo_id, pairs, tuple(people[len(pairs) :]))


def _split_group(library: Library, pick: Picker) -> Command:
    group = pick.one(_groups(library))
    return SplitGroup(group, pick.some(library.groups.face_ids(group)))


def _split_group_with_names(library: Library, pick: Picker) -> Command:
    group = pick.one(_groups(library))
    return SplitGroup(group, pick.some(library.groups.face_ids(group)), *NAMES[:2])


def _split_person(library: Library, pick: Picker) -> Command:
    person = pick.one(_people(library))
    return SplitPerson(person, pick.some(library.people.face_ids(person)))


def _split_person_with_name(library: Library, pick: Picker) -> Command:
    person = pick.one(_people(library))
    return SplitPerson(person, pick.some(library.people.face_ids(person)), pick.word(NAMES))


def _unmerge(library: Library, pick: Picker) -> Command:
    person = pick.one([one for one in _people(library) if library.people.merged_into(one)])
    return UnmergePeople(person, pick.one([merged.person_id for merged in library.people.merged_into(person)]))


def _cover(library: Library, pick: Picker) -> Command:
    person = pick.one(_people(library))
    return ChooseCover(person, pick.one(library.people.face_ids(person)))


def _describe(library: Library, pick: Picker) -> Command:
    return DescribePerson(pick.one(_people(library)), dt.date(pick.one([2018, 2020]), 1, 1), None, "Seen in a dream")


def _fill_in_the_form(library: Library, pick: Picker) -> Command:
    person = pick.one(_people(library))
    aliases = tuple(alias.id for alias in library.people.details(person).aliases)
    return DescribePerson(person, None, None, "", (pick.word(NAMES) + "c",), aliases[:1], True, bool(aliases))


def _others(library: Library, pick: Picker) -> Command:
    return IgnoreOthersInPhotos(pick.some(library.photos.ids()), pick.some(_people(library)))


def _regroup(library: Library, pick: Picker) -> Command:
    changes = library.jobs.propose_regroup().changes
    return ApplyRegroup(tuple(changes[row] for row in sorted(set(pick.some(list(range(len(changes))))))))


def _delete_search(library: Library, pick: Picker) -> Command:
    return DeleteSavedSearch(pick.one([one.id for one in library.search.saved()]))


def _edit_search(library: Library, pick: Picker) -> Command:
    search = pick.one([one.id for one in library.search.saved()])
    return EditSavedSearch(search, pick.word(NAMES), pick.word(("Ann", "year:2019", "tag:Sea")))


def _take_over(library: Library, pick: Picker) -> Command:
    """A plan as old as can be: of faces and people about which the user may have said anything."""
    faces, photos = pick.some(_faces(library)), pick.some(library.photos.ids())
    whos: list[Who] = [*_people(library), *NAMES]
    who = whos[pick.one(list(range(len(whos))))]
    plan = Takeover(
        "digiKam 8",
        names=tuple((face, who) for face in faces[:2]),
        drawn=(DrawnFace(photos[0], pick.box(), who),),
        rejections=tuple((face, who) for face in faces[2:]),
        ignored=faces[3:],
        in_photos=tuple((photo, who, bool(photo % 2)) for photo in dict.fromkeys(photos)),
        photo_values=((photos[0], (("rating", 3), ("title", "Us"))), (photos[-1], (("favourite", True),))),
        tags=((pick.word(TAGS), photos[:1]),),
        albums=((("Trips", pick.word(ALBUMS)), photos),),
        people=(PersonValues(who, dt.date(2018, 1, 1), True, None, (pick.word(NAMES) + "d",)),),
        conflicts=(FoundConflict(ConflictKind.TAG, photos[0], None, "Sea", ""),),
        former_names=tuple((face, person) for face in faces[:2] for person in _people(library)[:1]),
        former_values=((photos[0], "rating", 2),),
    )
    return TakeOver(plan)


def _set_dates(library: Library, pick: Picker) -> Command:
    photos = sorted(set(pick.some(library.photos.ids())))
    precision = pick.word(("second", "day", "month", "year"))
    return SetDates(tuple((photo, dt.datetime(1985, 7, photo % 28 + 1, 12), precision) for photo in photos))


def _set_places(library: Library, pick: Picker) -> Command:
    photos = sorted(set(pick.some(library.photos.ids())))
    return SetPlaces(tuple((photo, 48.2, 16.0 + pick.one([0, 1]), 2761369) for photo in photos))


def _settle(library: Library, pick: Picker) -> Command:
    conflicts = pick.some([conflict.id for conflict in library.metadata.conflicts()])
    return SettleConflicts(conflicts, tuple(ConflictAnswer)[pick.one([0, 1, 2])])


def _albums(library: Library) -> list[int]:
    return [album.id for album in library.albums.all()]


def _stacked(library: Library) -> list[int]:
    return [photo.photo_id for photo in library.stacks.photos()]


def _circles(library: Library) -> list[int]:
    return [circle.id for circle in library.people.circles()]


def _relations(library: Library) -> list[int]:
    return [relation.id for person in _people(library) for relation in library.people.relations(person)]


def _make_inner_album(library: Library, pick: Picker) -> Command:
    return MakeAlbum(pick.word(ALBUMS), pick.one(_albums(library)), pick.some(library.photos.ids()))


def _remove_from_album(library: Library, pick: Picker) -> Command:
    album = pick.one(_albums(library))
    return RemoveFromAlbum(album, pick.some(library.albums.photo_ids(album)))


def _reorder(library: Library, pick: Picker) -> Command:
    album = pick.one(_albums(library))
    photos = library.albums.photo_ids(album)
    return ReorderAlbum(album, pick.some(photos), pick.one(photos))


def _album_cover(library: Library, pick: Picker) -> Command:
    album = pick.one(_albums(library))
    return ChooseAlbumCover(album, pick.one(library.albums.photo_ids(album)))


def _relate(library: Library, pick: Picker) -> Command:
    kinds = list(RelationKind)
    return RelatePeople(pick.one(_people(library)), pick.one(_people(library)), kinds[pick.one([0, 1, 2])])


MAKERS: tuple[tuple[type[Command], Callable[[Library, Picker], Command]], ...] = (
    (NameGroup, _name_group),
    (NameFaces, _name_faces),
    (ConfirmFaces, _confirm_faces),
    (ConfirmGroup, lambda lib, pick: ConfirmGroup(pick.one(_groups(lib)), pick.one(_people(lib)))),
    (ConfirmGroups, lambda lib, pick: ConfirmGroups(pick.some(_groups(lib)), pick.one(_people(lib)))),
    (RejectFaces, lambda lib, pick: RejectFaces(pick.some(_faces(lib)), pick.one(_people(lib)))),
    (AssignNames, _assign_names),
    (ConfirmNames, _confirm_names),
    (RejectName, lambda lib, pick: RejectName(pick.some(_faces(lib)), pick.word(NAMES))),
    (RejectGroup, lambda lib, pick: RejectGroup(pick.one(_groups(lib)), pick.one(_people(lib)))),
    (KeepGroupsApart, lambda lib, pick: KeepGroupsApart(pick.one(_groups(lib)), pick.one(_groups(lib)))),
    (SplitGroup, _split_group),
    (SplitGroup, _split_group_with_names),
    (SplitPerson, _split_person),
    (SplitPerson, _split_person_with_name),
    (MoveFaces, lambda lib, pick: MoveFaces(pick.some(_faces(lib)), pick.one(_people(lib)))),
    (RemoveFaces, lambda lib, pick: RemoveFaces(pick.some(_faces(lib)))),
    (MergePeople, lambda lib, pick: MergePeople(pick.one(_people(lib)), pick.some(_people(lib)))),
    (UnmergePeople, _unmerge),
    (MergeGroups, lambda lib, pick: MergeGroups(pick.one(_groups(lib)), pick.some(_groups(lib)))),
    (RenamePerson, lambda lib, pick: RenamePerson(pick.one(_people(lib)), pick.word(NAMES) + "a")),
    (DeletePerson, lambda lib, pick: DeletePerson(pick.one(_people(lib)))),
    (ChooseCover, _cover),
    (IgnoreFaces, lambda lib, pick: IgnoreFaces(pick.some(_faces(lib)))),
    (IgnoreGroups, lambda lib, pick: IgnoreGroups(pick.some(_groups(lib)))),
    (IgnoreSeenOnce, lambda lib, pick: IgnoreSeenOnce(pick.some(_faces(lib)))),
    (IgnoreSmaller, lambda lib, pick: IgnoreSmaller(pick.one([10, 61, 1000]))),
    (IgnoreOthersInPhotos, _others),
    (MarkNotAFace, lambda lib, pick: MarkNotAFace(pick.some(_faces(lib)))),
    (RestoreFaces, lambda lib, pick: RestoreFaces(pick.some(_faces(lib)))),
    (DrawFace, lambda lib, pick: DrawFace(pick.one(lib.photos.ids()), pick.box(), pick.word(NAMES))),
    (MoveFaceBox, lambda lib, pick: MoveFaceBox(pick.one(_faces(lib)), pick.box())),
    (DeleteFaceBox, lambda lib, pick: DeleteFaceBox(pick.one(_faces(lib)))),
    (StackPhotos, lambda lib, pick: StackPhotos(pick.some(lib.photos.ids()))),
    (UnstackPhotos, lambda lib, pick: UnstackPhotos(pick.some(_stacked(lib)))),
    (TakeOutOfStack, lambda lib, pick: TakeOutOfStack(pick.some(_stacked(lib)))),
    (PutOnTop, lambda lib, pick: PutOnTop(pick.one(_stacked(lib)))),
    (ForgetMissingPhotos, lambda lib, pick: ForgetMissingPhotos(pick.some(lib.photos.missing_ids()))),
    (DeletePhotos, lambda lib, pick: DeletePhotos(pick.some(lib.photos.ids()))),
    (DeleteFiles, lambda lib, pick: DeleteFiles((pick.one(_second_files(lib, waiting=False)),))),
    (RestoreFiles, lambda lib, pick: RestoreFiles((pick.one(_second_files(lib, waiting=True)),))),
    (RestorePhotos, lambda lib, pick: RestorePhotos(pick.some(lib.trash.ids()))),
    (DescribePerson, _describe),
    (DescribePerson, _fill_in_the_form),
    (AddAlias, lambda lib, pick: AddAlias(pick.one(_people(lib)), pick.word(NAMES) + "b")),
    (RemoveAlias, lambda lib, pick: RemoveAlias(pick.one(_aliases(lib)))),
    (SetFavourites, lambda lib, pick: SetFavourites(pick.some(_people(lib)), True)),
    (HidePeople, lambda lib, pick: HidePeople(pick.some(_people(lib)))),
    (ShowPeople, lambda lib, pick: ShowPeople(pick.some(_people(lib)))),
    (TagPhotos, lambda lib, pick: TagPhotos(pick.some(lib.photos.ids()), pick.word(TAGS))),
    (UntagPhotos, lambda lib, pick: UntagPhotos(pick.some(lib.photos.ids()), pick.one(_tags(lib)))),
    (RenameTag, lambda lib, pick: RenameTag(pick.one(_tags(lib)), pick.word(("Lake", "Hill/Top", "Sea/Sand")))),
    (MergeTags, lambda lib, pick: MergeTags(pick.one(_tags(lib)), pick.one(_tags(lib)))),
    (DeleteTag, lambda lib, pick: DeleteTag(pick.one(_tags(lib)))),
    (TurnPhotos, lambda lib, pick: TurnPhotos(pick.some(lib.photos.ids()), pick.one([90, 180, 270]))),
    (RatePhotos, lambda lib, pick: RatePhotos(pick.some(lib.photos.ids()), pick.one([1, 5]))),
    (SetDates, _set_dates),
    (ShiftDates, lambda lib, pick: ShiftDates(pick.some(lib.photos.ids()), pick.one([-3600, 7200]))),
    (RemoveDates, lambda lib, pick: RemoveDates(pick.some(lib.photos.ids()))),
    (SetPlaces, _set_places),
    (RemovePlaces, lambda lib, pick: RemovePlaces(pick.some(lib.photos.ids()))),
    (TakeOver, _take_over),
    (SettleConflicts, _settle),
    (MarkInPhotos, lambda lib, pick: MarkInPhotos(pick.some(lib.photos.ids()), pick.word(NAMES))),
    (UnmarkInPhotos, lambda lib, pick: UnmarkInPhotos(pick.some(lib.photos.ids()), pick.one(_people(lib)))),
    (SaveSearch, lambda lib, pick: SaveSearch("Best", pick.word(("Ann", "Bob or Cleo")))),
    (EditSavedSearch, _edit_search),
    (DeleteSavedSearch, _delete_search),
    (ApplyRegroup, _regroup),
    (MakeAlbum, lambda lib, pick: MakeAlbum(pick.word(ALBUMS), None, pick.some(lib.photos.ids()))),
    (MakeAlbum, _make_inner_album),
    (RenameAlbum, lambda lib, pick: RenameAlbum(pick.one(_albums(lib)), pick.word(ALBUMS) + "!")),
    (MoveAlbum, lambda lib, pick: MoveAlbum(pick.one(_albums(lib)), pick.one(_albums(lib)))),
    (MoveAlbum, lambda lib, pick: MoveAlbum(pick.one(_albums(lib)), None)),
    (MoveAlbum, lambda lib, pick: MoveAlbum(pick.one(_albums(lib)), None, before_id=pick.one(_albums(lib)))),
    (MoveAlbum, lambda lib, pick: MoveAlbum(pick.one(_albums(lib)), None, at_end=True)),
    (DeleteAlbum, lambda lib, pick: DeleteAlbum(pick.one(_albums(lib)))),
    (AddToAlbum, lambda lib, pick: AddToAlbum(pick.one(_albums(lib)), pick.some(lib.photos.ids()))),
    (RemoveFromAlbum, _remove_from_album),
    (ReorderAlbum, _reorder),
    (ChooseAlbumCover, _album_cover),
    (PutInCircle, lambda lib, pick: PutInCircle(pick.some(_people(lib)), pick.word(CIRCLES))),
    (TakeOutOfCircle, lambda lib, pick: TakeOutOfCircle(pick.one(_circles(lib)), pick.some(_people(lib)))),
    (RenameCircle, lambda lib, pick: RenameCircle(pick.one(_circles(lib)), pick.word(CIRCLES))),
    (DeleteCircle, lambda lib, pick: DeleteCircle(pick.one(_circles(lib)))),
    (RelatePeople, _relate),
    (UnrelatePeople, lambda lib, pick: UnrelatePeople(pick.one(_relations(lib)))),
    (FavouritePhotos, lambda lib, pick: FavouritePhotos(pick.some(lib.photos.ids()), bool(pick.one([0, 1])))),
    (HidePhotos, lambda lib, pick: HidePhotos(pick.some(lib.photos.ids()), bool(pick.one([0, 1])))),
    (DescribePhotos, lambda lib, pick: DescribePhotos(pick.some(lib.photos.ids()), pick.word(NAMES), "A day")),
)
"""Each command's type with a way to make one; some are there twice, for their forms."""


def any_command(library: Library, kind: int, numbers: Iterator[int]) -> Command | None:
    """A command of this kind, picked by the numbers; None where there is nothing that it could be about."""
    try:
        return MAKERS[kind % len(MAKERS)][1](library, Picker(numbers))
    except NothingThereError:
        return None


AWAY = ".away"
"""What the name of a file ends in that was taken out of the library."""


def taken_on(number: int) -> dt.datetime:
    """When the photo in the file of this number was taken."""
    return dt.datetime(2019, 1, 1 + number)


def _files(pictures: Path, suffix: str) -> list[Path]:
    return sorted(path for path in pictures.iterdir() if path.suffix == suffix)


def _save_another(pictures: Path, pick: Picker, people: tuple[int, ...]) -> None:
    files = _files(pictures, ".png")
    path = files[pick.one(list(range(len(files))))]
    # With its date it is an edit of that photo, without it another photo under the old name.
    taken = taken_on(int(path.stem)) if pick.one([0, 0, 1]) == 0 else None
    save_photo(path, people, shade=pick.one(list(range(1_000))), taken=taken)


def _take_away(pictures: Path, pick: Picker) -> None:
    files = _files(pictures, ".png")
    path = files[pick.one(list(range(len(files))))]
    path.rename(path.with_suffix(AWAY))


def _bring_back(pictures: Path, pick: Picker) -> None:
    for path in _files(pictures, AWAY):
        path.rename(path.with_suffix(".png"))


EVENTS: tuple[Callable[[Path, Picker], None], ...] = (
    lambda pictures, pick: _save_another(pictures, pick, ()),
    lambda pictures, pick: _save_another(pictures, pick, (pick.one([0, 1, 2]),)),
    lambda pictures, pick: _save_another(pictures, pick, (pick.one([0, 1, 2]), pick.one([0, 1, 5]))),
    _take_away,
    _bring_back,
)
"""What happens to the files below a folder: pictures change, and faces in them come and go; files go and come back."""


def any_event(pictures: Path, kind: int, numbers: Iterator[int]) -> None:
    """Let something happen to the files of a folder, picked by the numbers; a scan is needed to notice it."""
    try:
        EVENTS[kind % len(EVENTS)](pictures, Picker(numbers))
    except NothingThereError:
        return


def execute_any(library: Library, count: int, numbers: Iterator[int]) -> None:
    """Execute so many commands of all kinds in turn; those that do not fit what is in the library are left out."""
    for number in range(count):
        command = any_command(library, number % len(MAKERS), numbers)
        if command is not None:
            with contextlib.suppress(NameTaken, UserFacingError):
                library.execute(command)
