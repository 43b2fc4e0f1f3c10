"""Faces that were ignored, or marked as no faces, come back as what they were."""

from __future__ import annotations

import pytest
from catalog_image import image_of

from photoface.library.commands.faces import ConfirmFaces, RejectFaces
from photoface.library.commands.groups import MergeGroups, NameGroup
from photoface.library.commands.people import DeletePerson
from photoface.library.commands.strangers import IgnoreFaces, IgnoreGroups, MarkNotAFace, RestoreFaces
from photoface.library.library import Library


def _faces_of(library: Library) -> dict[int, list[int]]:
    return {group.id: sorted(library.groups.face_ids(group.id)) for group in library.groups.all()}


@pytest.fixture
def ann(scanned: Library) -> int:
    """A person with several confirmed faces."""
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    return scanned.people.all()[0].id


def test_ignored_groups_come_back_as_the_groups_that_they_were(scanned: Library) -> None:
    before = _faces_of(scanned)
    start = image_of(scanned.catalog_path)
    first, second, _ = before
    scanned.execute(IgnoreGroups((first, second)))
    ignored = scanned.faces.ids("ignored")
    aside = image_of(scanned.catalog_path)
    assert scanned.execute(RestoreFaces(tuple(ignored))).summary == f"Brought back {len(ignored)} faces"
    assert _faces_of(scanned) == before
    assert image_of(scanned.catalog_path) == start
    scanned.undo()
    assert image_of(scanned.catalog_path) == aside
    scanned.redo()
    assert image_of(scanned.catalog_path) == start


def test_a_group_that_the_user_put_together_stays_that(scanned: Library) -> None:
    first, second, third = (group.id for group in scanned.groups.all())
    scanned.execute(MergeGroups(first, (second,)))
    start = image_of(scanned.catalog_path)
    scanned.execute(IgnoreGroups((first, third)))
    scanned.execute(RestoreFaces(tuple(scanned.faces.ids("ignored"))))
    assert image_of(scanned.catalog_path) == start


def test_one_face_goes_back_to_its_group(scanned: Library) -> None:
    before = _faces_of(scanned)
    face = next(iter(before.values()))[0]
    scanned.execute(MarkNotAFace((face,)))
    scanned.execute(IgnoreFaces((face,)))
    scanned.execute(RestoreFaces((face,)))
    assert _faces_of(scanned) == before


def test_one_face_of_a_group_that_is_gone_is_loose(scanned: Library) -> None:
    group, faces = next(iter(_faces_of(scanned).items()))
    scanned.execute(IgnoreFaces(tuple(faces[:1])))
    scanned.execute(NameGroup(group, "Ann"))
    scanned.execute(RestoreFaces(tuple(faces[:1])))
    assert scanned.faces.ids(loose_only=True) == faces[:1]


def test_several_faces_of_a_group_that_is_gone_are_a_group_again(scanned: Library) -> None:
    group, faces = next(iter(_faces_of(scanned).items()))
    scanned.execute(IgnoreFaces(tuple(faces[:2])))
    scanned.execute(NameGroup(group, "Ann"))
    scanned.execute(RestoreFaces(tuple(faces[:2])))
    assert _faces_of(scanned)[group] == faces[:2]


def test_a_named_face_is_that_person_again(scanned: Library, ann: int) -> None:
    face = scanned.people.face_ids(ann)[0]
    scanned.execute(IgnoreFaces((face,)))
    scanned.execute(RestoreFaces((face,)))
    (found,) = scanned.faces.summaries([face])
    assert (found.person_id, found.confirmed) == (ann, True)


def test_a_face_is_not_a_person_who_was_refused_or_deleted_since(scanned: Library, ann: int) -> None:
    first, second = scanned.people.face_ids(ann)[:2]
    scanned.execute(IgnoreFaces((first, second)))
    scanned.execute(RejectFaces((first,), ann))
    scanned.execute(RestoreFaces((first,)))
    assert scanned.faces.summaries([first])[0].person_id is None
    scanned.execute(DeletePerson(ann))
    scanned.execute(RestoreFaces((second,)))
    assert scanned.faces.ids(loose_only=True).count(second) == 1


def test_faces_that_nobody_set_aside_stay_where_they_are(scanned: Library, ann: int) -> None:
    named, (loose,) = scanned.people.face_ids(ann)[0], scanned.groups.face_ids(scanned.groups.all()[0].id)[:1]
    before = image_of(scanned.catalog_path)
    scanned.execute(RestoreFaces((named, loose)))
    assert image_of(scanned.catalog_path) == before


def test_an_ignored_face_that_was_named_since_stays_named(scanned: Library, ann: int) -> None:
    face = scanned.groups.face_ids(scanned.groups.all()[0].id)[0]
    scanned.execute(IgnoreFaces((face,)))
    scanned.execute(ConfirmFaces((face,), ann))
    scanned.execute(RestoreFaces((face,)))
    assert scanned.faces.summaries([face])[0].person_id == ann
