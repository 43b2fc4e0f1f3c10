"""Every command: what it does, that undo leaves the catalog as it was before, and redo as it was after."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library, regroup
from raw_catalog import raw_catalog
from test_arranging import CASES as ARRANGING_CASES
from test_dates_and_places import CASES as DATE_CASES
from test_drawing import CASES as DRAWING_CASES
from test_said_commands import CASES as SAID_CASES
from test_stacks import CASES as STACK_CASES
from test_takeover_commands import CASES as TAKEOVER_CASES
from undo_and_redo import check_undo_and_redo

from photoface.catalog.states import FaceStatus
from photoface.errors import UserFacingError
from photoface.library.commands.command import Command
from photoface.library.commands.faces import (
    AssignNames,
    ConfirmFaces,
    ConfirmNames,
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
    ChooseCover,
    DeletePerson,
    HidePeople,
    MergePeople,
    RenamePerson,
    SplitPerson,
    UnmergePeople,
)
from photoface.library.commands.photos import (
    DeleteFiles,
    DeletePhotos,
    ForgetMissingPhotos,
    RestoreFiles,
    RestorePhotos,
    TurnPhotos,
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
from photoface.library.handlers import HANDLERS
from photoface.library.library import Library


def _group(library: Library, index: int) -> int:
    return library.groups.all()[index].id


def _name_two(library: Library) -> tuple[int, int]:
    """Name two groups Ann and Bob; returns their ids."""
    library.execute(NameGroup(_group(library, 0), "Ann"))
    library.execute(NameGroup(_group(library, 0), "Bob"))
    return library.people.called("Ann")[0].id, library.people.called("Bob")[0].id


def _faces_of(library: Library, name: str) -> tuple[int, ...]:
    return tuple(library.people.face_ids(library.people.called(name)[0].id))


def _name_group(library: Library) -> Command:
    return NameGroup(_group(library, 0), "Ann")


def _name_group_as_somebody_known(library: Library) -> Command:
    _name_two(library)
    return NameGroup(_group(library, 0), "ann")


def _name_faces(library: Library) -> Command:
    first, second, *others = library.groups.face_ids(_group(library, 1))
    return NameFaces((first, second), "Cleo", without=tuple(others[:1]))


def _confirm(library: Library) -> Command:
    ann, _ = _name_two(library)
    return ConfirmFaces(tuple(library.groups.face_ids(_group(library, 0))[:1]), ann)


def _move(library: Library) -> Command:
    _, bob = _name_two(library)
    return MoveFaces(_faces_of(library, "Ann")[:2], bob)


def _remove_from_person(library: Library) -> Command:
    _name_two(library)
    return RemoveFaces(_faces_of(library, "Ann")[:2])


def _remove_from_group(library: Library) -> Command:
    return RemoveFaces(tuple(library.groups.face_ids(_group(library, 0))[:1]))


def _remove_all_of_a_group(library: Library) -> Command:
    return RemoveFaces(tuple(library.groups.face_ids(_group(library, 0))))


def _merge_people(library: Library) -> Command:
    ann, bob = _name_two(library)
    library.execute(RemoveFaces(_faces_of(library, "Ann")[:1]))
    library.execute(ConfirmFaces(tuple(library.faces.ids(loose_only=True))[:1], bob))
    return MergePeople(ann, (bob,))


def _unmerge(library: Library) -> Command:
    ann, bob = _name_two(library)
    library.execute(MergePeople(ann, (bob,)))
    return UnmergePeople(ann, bob)


def _split_with_names(library: Library) -> Command:
    group = _group(library, 0)
    return SplitGroup(group, tuple(library.groups.face_ids(group)[:2]), "Ann", "Bob")


def _merge_groups(library: Library) -> Command:
    return MergeGroups(_group(library, 0), (_group(library, 1),))


def _rename(library: Library) -> Command:
    return RenamePerson(_name_two(library)[0], "Anna")


def _delete(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(RemoveFaces(_faces_of(library, "Ann")[:1]))
    return DeletePerson(ann)


def _cover(library: Library) -> Command:
    ann, _ = _name_two(library)
    return ChooseCover(ann, _faces_of(library, "Ann")[-1])


def _ignore_faces(library: Library) -> Command:
    _name_two(library)
    return IgnoreFaces((_faces_of(library, "Ann")[0], library.groups.face_ids(_group(library, 0))[0]))


def _ignore_group(library: Library) -> Command:
    return IgnoreGroups((_group(library, 0),))


def _not_a_face(library: Library) -> Command:
    return MarkNotAFace(tuple(library.groups.face_ids(_group(library, 0))[:1]))


def _restore(library: Library) -> Command:
    faces = tuple(library.groups.face_ids(_group(library, 0)))
    library.execute(IgnoreFaces(faces[:2]))
    library.execute(MarkNotAFace(faces[2:3]))
    return RestoreFaces(faces[:3])


def _forget(library: Library) -> Command:
    photo = library.photos.detail(library.photos.ids()[0])
    assert photo.path is not None
    photo.path.unlink()
    library.jobs.scan()
    return ForgetMissingPhotos(tuple(library.photos.missing_ids()))


def _delete_photos(library: Library) -> Command:
    return DeletePhotos(tuple(library.photos.ids()[:2]))


def _with_second_files(library: Library) -> list[int]:
    for photo in library.photos.ids()[:3]:
        path = library.photos.detail(photo).path
        assert path is not None
        (path.parent / "again").mkdir(exist_ok=True)
        shutil.copy(path, path.parent / "again" / path.name)
    library.jobs.scan()
    return [file.id for photo in library.trash.several_files() for file in photo.second]


def _delete_files(library: Library) -> Command:
    return DeleteFiles(tuple(_with_second_files(library)[:2]))


def _restore_files(library: Library) -> Command:
    files = tuple(_with_second_files(library))
    library.execute(DeleteFiles(files))
    return RestoreFiles(files[:2])


def _restore_photos(library: Library) -> Command:
    library.execute(DeletePhotos(tuple(library.photos.ids()[:3])))
    return RestorePhotos(tuple(library.trash.ids()[:2]))


def _name_group_without(library: Library) -> Command:
    return NameGroup(_group(library, 0), "Ann", tuple(library.groups.face_ids(_group(library, 0))[:2]))


def _confirm_without(library: Library) -> Command:
    ann, _ = _name_two(library)
    faces = library.groups.face_ids(_group(library, 0))
    return ConfirmFaces(tuple(faces[:2]), ann, tuple(faces[2:3]))


def _ignore_two_groups(library: Library) -> Command:
    return IgnoreGroups(tuple(group.id for group in library.groups.all()[:2]))


def _confirm_two_groups(library: Library) -> Command:
    first, second, third = (group.id for group in library.groups.all())
    library.execute(NameGroup(first, "Ann"))
    return ConfirmGroups((second, third), library.people.called("Ann")[0].id)


def _confirm_group(library: Library) -> Command:
    ann, _ = _name_two(library)
    return ConfirmGroup(_group(library, 0), ann, tuple(library.groups.face_ids(_group(library, 0))[:1]))


def _reject_faces(library: Library) -> Command:
    ann, _ = _name_two(library)
    return RejectFaces((*_faces_of(library, "Ann")[:1], *library.groups.face_ids(_group(library, 0))), ann)


def _reject_group(library: Library) -> Command:
    ann, _ = _name_two(library)
    return RejectGroup(_group(library, 0), ann)


def _reject_name(library: Library) -> Command:
    return RejectName(tuple(library.groups.face_ids(_group(library, 0))), "Zoe")


def _assign_names(library: Library) -> Command:
    ann, bob = _name_two(library)
    face = library.groups.face_ids(_group(library, 0))[0]
    (photo_id,) = [one for one in library.photos.ids() if face in {f.id for f in library.photos.detail(one).faces}]
    library.execute(RemoveFaces(_faces_of(library, "Bob")[:1]))
    return AssignNames(photo_id, ((face, ann),), (bob,))


def _confirm_names(library: Library) -> Command:
    ann, bob = _name_two(library)
    first, second, third = library.groups.face_ids(_group(library, 0))[:3]
    return ConfirmNames(((first, ann), (second, bob)), ((third, ann),))


def _keep_apart(library: Library) -> Command:
    return KeepGroupsApart(_group(library, 0), _group(library, 1))


def _split_group(library: Library) -> Command:
    return SplitGroup(_group(library, 0), tuple(library.groups.face_ids(_group(library, 0))[:2]))


def _split_person(library: Library) -> Command:
    ann, _ = _name_two(library)
    return SplitPerson(ann, _faces_of(library, "Ann")[:2], "Cleo")


def _split_person_into_a_group(library: Library) -> Command:
    ann, _ = _name_two(library)
    return SplitPerson(ann, _faces_of(library, "Ann")[:2])


def _ignore_seen_once(library: Library) -> Command:
    library.execute(RemoveFaces(tuple(library.groups.face_ids(_group(library, 0)))))
    return IgnoreSeenOnce(keep=tuple(library.faces.ids(loose_only=True)[:1]))


def _ignore_smaller(library: Library) -> Command:
    _name_two(library)
    return IgnoreSmaller(1000)


def _ignore_others(library: Library) -> Command:
    ann, _ = _name_two(library)
    return IgnoreOthersInPhotos(tuple(library.photos.ids()[:6]), (ann,))


def _apply_regroup(library: Library) -> Command:
    library.execute(RemoveFaces(tuple(library.groups.face_ids(_group(library, 0)))))
    library.set_setting("grouping", "hdbscan")
    return ApplyRegroup(library.jobs.propose_regroup().changes)


def _turn(lib: Library) -> TurnPhotos:
    return TurnPhotos(tuple(lib.photos.ids()[:2]), 90)


CASES: list[Callable[[Library], Command]] = [
    _name_group,
    _name_group_as_somebody_known,
    _name_faces,
    _confirm,
    _move,
    _name_group_without,
    _confirm_without,
    _confirm_group,
    _confirm_two_groups,
    _reject_faces,
    _reject_group,
    _reject_name,
    _assign_names,
    _confirm_names,
    _keep_apart,
    _split_group,
    _split_person,
    _split_person_into_a_group,
    _ignore_seen_once,
    _ignore_smaller,
    _ignore_others,
    _remove_from_person,
    _remove_from_group,
    _remove_all_of_a_group,
    _merge_people,
    _unmerge,
    _merge_groups,
    _split_with_names,
    _rename,
    _delete,
    _cover,
    _ignore_faces,
    _ignore_group,
    _ignore_two_groups,
    _not_a_face,
    _restore,
    _forget,
    _delete_photos,
    _restore_photos,
    _delete_files,
    _restore_files,
    _apply_regroup,
    _turn,
]


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo_lead_to_the_catalog_before_and_after(
    scanned: Library, prepare: Callable[[Library], Command]
) -> None:
    check_undo_and_redo(scanned, prepare(scanned))


def test_every_command_is_tried_here_or_beside() -> None:
    every_case = [*CASES, *DATE_CASES, *SAID_CASES, *DRAWING_CASES, *TAKEOVER_CASES, *ARRANGING_CASES, *STACK_CASES]
    used = {name for case in every_case for name in case.__code__.co_names}
    assert {command.__name__ for command in HANDLERS} <= used


def test_naming_a_group_makes_a_person_of_confirmed_faces(scanned: Library) -> None:
    group = scanned.groups.all()[0]
    outcome = scanned.execute(NameGroup(group.id, "  Ann   Lee "))
    (person,) = scanned.people.all()
    assert (person.name, person.faces, person.confirmed) == ("Ann Lee", group.faces, group.faces)
    assert outcome.summary == f"Named {group.faces} faces Ann Lee"
    assert outcome.changed.people == {person.id}
    assert outcome.changed.groups == {group.id}
    assert len(scanned.groups.all()) == 2


def test_a_name_that_somebody_has_says_that_the_faces_were_added_to_theirs(scanned: Library) -> None:
    first, second = scanned.groups.all()[:2]
    scanned.execute(NameGroup(first.id, "Jen"))
    added = scanned.execute(NameGroup(second.id, "Jen"))
    assert added.summary == f"Added {second.faces} faces to the {first.faces} of Jen"
    # Faces that are hers already are no others.
    (jen,) = scanned.people.all()
    confirmed = scanned.execute(NameFaces(tuple(scanned.people.face_ids(jen.id)), "Jen"))
    assert confirmed.summary == f"Named {jen.faces} faces Jen"


def test_a_cover_is_the_best_face_until_one_is_chosen_and_again_when_that_one_leaves(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    best = scanned.people.get(ann).cover_face_id
    assert best in _faces_of(scanned, "Ann")
    other = next(face_id for face_id in _faces_of(scanned, "Ann") if face_id != best)
    scanned.execute(ChooseCover(ann, other))
    assert scanned.people.get(ann).cover_face_id == other
    scanned.execute(MoveFaces((other,), bob))
    assert scanned.people.get(ann).cover_face_id == best


def test_a_second_group_of_that_name_joins_the_person(scanned: Library) -> None:
    first, second, _ = scanned.groups.all()
    scanned.execute(NameGroup(first.id, "Ann"))
    scanned.execute(NameGroup(second.id, "ANN"))
    (person,) = scanned.people.all()
    assert (person.name, person.faces) == ("Ann", first.faces + second.faces)


def test_undo_works_after_a_restart(catalog_path: Path, album: Path) -> None:
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    library.jobs.scan()
    start = image_of(catalog_path)
    library.execute(NameGroup(_group(library, 0), "Ann"))
    library.execute(RenamePerson(library.people.all()[0].id, "Anna"))
    library.close()

    again = open_fake_library(catalog_path)
    assert again.history.undo_summary() == "Renamed Ann to Anna"
    again.undo()
    again.undo()
    again.close()
    assert image_of(catalog_path) == start

    once_more = open_fake_library(catalog_path)
    once_more.redo()
    once_more.redo()
    assert [person.name for person in once_more.people.all()] == ["Anna"]
    once_more.close()


def test_a_new_decision_ends_redo(scanned: Library) -> None:
    scanned.execute(NameGroup(_group(scanned, 0), "Ann"))
    scanned.undo()
    scanned.execute(IgnoreGroups((_group(scanned, 0),)))
    assert scanned.history.redo_summary() is None
    with pytest.raises(UserFacingError, match="nothing to redo"):
        scanned.redo()
    assert [decision.state for decision in scanned.history.decisions()] == ["done", "dropped"]


def test_a_command_that_fails_changes_nothing(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    before = image_of(scanned.catalog_path)
    for command in (
        NameGroup(999, "Ann"),
        NameGroup(_group(scanned, 0), "   "),
        NameGroup(_group(scanned, 0), "x" * 201),
        NameFaces((999,), "Ann"),
        RenamePerson(ann, "bob"),
        MergePeople(ann, (ann,)),
        MergePeople(ann, (999,)),
        ChooseCover(ann, _faces_of(scanned, "Bob")[0]),
        RemoveFaces((999,)),
        ForgetMissingPhotos(tuple(scanned.photos.ids())),
    ):
        with pytest.raises(UserFacingError):
            scanned.execute(command)
    assert image_of(scanned.catalog_path) == before
    assert bob


def test_a_face_removed_from_a_person_never_comes_back_to_that_person(scanned: Library) -> None:
    _name_two(scanned)
    removed = _faces_of(scanned, "Ann")[0]
    scanned.execute(RemoveFaces((removed,)))
    scanned.jobs.scan()
    regroup(scanned)
    (face,) = scanned.faces.summaries([removed])
    assert face.person_name != "Ann"


def test_a_face_removed_from_a_group_never_comes_back_to_its_faces(scanned: Library) -> None:
    members = scanned.groups.face_ids(_group(scanned, 0))
    scanned.execute(RemoveFaces((members[0],)))
    scanned.jobs.scan()
    regroup(scanned)
    removed, *others = scanned.faces.summaries(members)
    assert removed.group_id is None or removed.group_id not in {face.group_id for face in others}


def test_undoing_something_else_keeps_a_no(scanned: Library) -> None:
    _name_two(scanned)
    removed = _faces_of(scanned, "Ann")[0]
    scanned.execute(RemoveFaces((removed,)))
    scanned.execute(RenamePerson(scanned.people.called("Bob")[0].id, "Rob"))
    scanned.undo()
    scanned.jobs.scan()
    assert scanned.faces.summaries([removed])[0].person_name != "Ann"


def test_a_yes_takes_an_earlier_no_back(scanned: Library) -> None:
    ann, _ = _name_two(scanned)
    face = _faces_of(scanned, "Ann")[0]
    scanned.execute(RemoveFaces((face,)))
    scanned.execute(ConfirmFaces((face,), ann))
    assert scanned.faces.summaries([face])[0].person_name == "Ann"
    scanned.jobs.scan()
    assert scanned.faces.summaries([face])[0].confirmed


def test_ignored_and_not_a_face_stay_so_over_scan_and_regroup(scanned: Library) -> None:
    first, second = scanned.groups.face_ids(_group(scanned, 0))[:2]
    scanned.execute(IgnoreFaces((first,)))
    scanned.execute(MarkNotAFace((second,)))
    scanned.jobs.scan()
    regroup(scanned)
    assert [face.status for face in scanned.faces.summaries([first, second])] == [
        FaceStatus.IGNORED,
        FaceStatus.NOT_A_FACE,
    ]
    assert scanned.faces.ids("ignored") == [first]
    assert scanned.faces.ids("not_a_face") == [second]


def test_merging_keeps_every_no_of_both(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    from_bob = _faces_of(scanned, "Bob")[0]
    scanned.execute(RemoveFaces((from_bob,)))
    scanned.execute(MergePeople(ann, (bob,)))
    scanned.jobs.scan()
    regroup(scanned)
    assert scanned.faces.summaries([from_bob])[0].person_id is None


def test_a_merged_group_is_not_taken_apart_by_a_regroup(scanned: Library) -> None:
    first, second, _ = scanned.groups.all()
    scanned.execute(MergeGroups(first.id, (second.id,)))
    regroup(scanned)
    assert scanned.groups.all()[0].faces == first.faces + second.faces


def test_regroup_can_be_undone(scanned: Library) -> None:
    scanned.execute(RemoveFaces(tuple(scanned.groups.face_ids(_group(scanned, 0)))))
    before = image_of(scanned.catalog_path)
    scanned.set_setting("grouping", "hdbscan")
    outcome = regroup(scanned)
    assert outcome is not None
    assert "again" in outcome.summary
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


def test_completion_offers_those_with_most_faces(scanned: Library) -> None:
    sizes = [group.faces for group in scanned.groups.all()]
    for name in ("Ann A", "Ann B", "Ann C"):
        scanned.execute(NameGroup(_group(scanned, 0), name))
    offered = scanned.people.complete("ann", limit=2)
    assert [person.faces for person in offered] == sizes[:2]
    assert len(scanned.people.complete("ann")) == 3


def test_people_together_counts_photos_with_both(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    both = set(scanned.photos.ids(ann)) & set(scanned.photos.ids(bob))
    assert scanned.people.photos_together([ann, bob]) == len(both) > 0


def test_the_history_tells_the_story_newest_first(scanned: Library) -> None:
    _name_two(scanned)
    scanned.execute(RenamePerson(scanned.people.called("Bob")[0].id, "Rob"))
    scanned.undo()
    stories = [(line.summary, line.state) for line in scanned.history.decisions()]
    assert stories[0] == ("Renamed Bob to Rob", "undone")
    assert [state for _, state in stories[1:]] == ["done", "done"]
    assert scanned.history.decisions(limit=1, before_id=scanned.history.decisions()[0].id)[0].summary == stories[1][0]


def test_the_parts_of_a_split_can_be_named_at_once(scanned: Library) -> None:
    group = _group(scanned, 0)
    faces = scanned.groups.face_ids(group)
    with pytest.raises(UserFacingError, match="one person again"):
        scanned.execute(SplitGroup(group, tuple(faces[:2]), "Ann", "ann"))
    scanned.execute(SplitGroup(group, tuple(faces[:2]), "Ann", "Bob"))
    assert {name: set(_faces_of(scanned, name)) for name in ("Ann", "Bob")} == {
        "Ann": set(faces[:2]),
        "Bob": set(faces[2:]),
    }


@pytest.mark.parametrize("kept", [0, 1])
def test_the_person_who_stays_keeps_the_cover(scanned: Library, kept: int) -> None:
    groups = [group.id for group in scanned.groups.all()[:2]]
    for group, name in zip(groups, ("Ann", "Ben"), strict=True):
        scanned.execute(NameGroup(group, name))
    people = scanned.people.all()
    stays, goes = people[kept], people[1 - kept]
    before = image_of(scanned.catalog_path)
    scanned.execute(MergePeople(stays.id, (goes.id,)))
    assert scanned.people.get(stays.id).cover_face_id == stays.cover_face_id
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


GIVING: dict[str, Callable[[tuple[int, ...], int, int], Command]] = {
    "group, by name": lambda _, group_id, ann: NameGroup(group_id, "Ann"),
    "faces, by name": lambda faces, _, ann: NameFaces(faces, "Ann"),
    "groups, dropped": lambda _, group_id, ann: ConfirmGroups((group_id,), ann),
    "suggestions": lambda faces, _, ann: ConfirmFaces(faces, ann),
    "faces, moved": lambda faces, _, ann: MoveFaces(faces, ann),
    "a split": lambda faces, group_id, _: SplitGroup(group_id, faces[:1], "Ann"),
}


@pytest.mark.parametrize("how", GIVING)
def test_a_person_who_gets_more_faces_keeps_the_cover(scanned: Library, how: str) -> None:
    scanned.execute(NameGroup(_group(scanned, 0), "Ann"))
    (ann,) = scanned.people.all()
    group_id = _group(scanned, 0)
    faces = tuple(scanned.groups.face_ids(group_id))
    # Better pictures than hers: without a choice of hers the best of all would stand for her.
    with raw_catalog(scanned.catalog_path) as catalog:
        for face_id in faces:
            catalog.execute("UPDATE face SET quality = 0.99 WHERE id = ?", (face_id,))
    before = image_of(scanned.catalog_path)
    scanned.execute(GIVING[how](faces, group_id, ann.id))
    now = scanned.people.get(ann.id)
    assert now.faces > ann.faces
    assert now.cover_face_id == ann.cover_face_id
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


def test_a_cover_that_was_chosen_comes_back_with_its_face(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    chosen = scanned.people.face_ids(ann)[-1]
    scanned.execute(ChooseCover(ann, chosen))
    scanned.execute(MoveFaces((chosen,), bob))
    scanned.execute(MoveFaces((chosen,), ann))
    assert scanned.people.get(ann).cover_face_id == chosen


def test_several_groups_are_one_decision_that_needs_all_of_them(scanned: Library) -> None:
    first, second, third = (group.id for group in scanned.groups.all())
    faces = sum(group.faces for group in scanned.groups.all()[:2])
    with pytest.raises(UserFacingError, match="not there any more"):
        scanned.execute(IgnoreGroups((first, 999)))
    with pytest.raises(UserFacingError, match="which group"):
        scanned.execute(IgnoreGroups(()))
    assert scanned.history.decisions() == []
    assert scanned.execute(IgnoreGroups((second, first))).summary == f"Ignored 2 groups of {faces} faces"
    assert [group.id for group in scanned.groups.all()] == [third]
    scanned.undo()
    assert [group.id for group in scanned.groups.all()] == [first, second, third]


def test_what_makes_no_sense_is_refused_and_changes_nothing(scanned: Library) -> None:
    group = _group(scanned, 0)
    before = image_of(scanned.catalog_path)
    for command, said in (
        (NameGroup(group, "Ann", without=tuple(scanned.groups.face_ids(group))), "No face of this group is left"),
        (MergeGroups(group, (group,)), "two different groups"),
        (KeepGroupsApart(group, group), "apart from itself"),
        (IgnoreSmaller(1), "no such face to ignore"),
    ):
        with pytest.raises(UserFacingError, match=said):
            scanned.execute(command)
    for step in (scanned.undo, scanned.redo):
        with pytest.raises(UserFacingError, match="There is nothing to"):
            step()
    assert image_of(scanned.catalog_path) == before


def test_what_fits_no_face_or_nobody_is_refused_and_changes_nothing(scanned: Library) -> None:
    ann, _ = _name_two(scanned)
    group = _group(scanned, 0)
    faces = tuple(scanned.groups.face_ids(group))
    loose = faces[:1]
    scanned.execute(RemoveFaces(loose))
    faces = faces[1:]
    before = image_of(scanned.catalog_path)
    for command, said in (
        (RemoveFaces(loose), "no name and no group"),
        (SplitGroup(group, faces), "not none and not all"),
        (SplitGroup(group, faces[:1], "Cleo", "Cleo"), "Two people of one name"),
        (SplitPerson(ann, faces), "None of these faces is Ann's"),
        (SplitPerson(ann, _faces_of(scanned, "Ann")[:1], "Ann"), "called Ann already"),
        (HidePeople(()), "Say who is meant"),
    ):
        with pytest.raises(UserFacingError, match=said):
            scanned.execute(command)
    assert image_of(scanned.catalog_path) == before


def test_a_single_face_that_a_split_leaves_is_loose(scanned: Library) -> None:
    group = _group(scanned, 0)
    before = image_of(scanned.catalog_path)
    *most, last = scanned.groups.face_ids(group)
    scanned.execute(SplitGroup(group, tuple(most)))
    assert scanned.faces.ids(loose_only=True) == [last]
    assert group not in {one.id for one in scanned.groups.all()}
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


@pytest.mark.parametrize(("faces", "name"), [((10**6,), "Zoe"), ((), "Zoe"), ((1,), " ")])
def test_a_refused_name_is_about_faces_that_are_there(grouped: Library, faces: tuple[int, ...], name: str) -> None:
    with pytest.raises(UserFacingError, match="not in the catalog"):
        grouped.execute(RejectName(faces, name))


def test_handlers_can_be_loaded_ahead(scanned: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "photoface.library.handlers")
    scanned.history.load_handlers()
    assert "photoface.library.handlers" in sys.modules
