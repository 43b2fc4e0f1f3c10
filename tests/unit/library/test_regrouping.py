"""A fresh grouping is a proposal: told piece by piece, applied in any part, undone, true to all the user said."""

from __future__ import annotations

import json

import numpy as np
import pytest
from catalog_image import image_of
from fakes.library import regroup
from hypothesis import given
from hypothesis import strategies as st
from raw_catalog import raw_catalog

from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.library import RegroupDue
from photoface.errors import JobCancelled, UserFacingError
from photoface.geometry import Box
from photoface.jobs import JobControl
from photoface.lab.evaluation.faces_in_memory import faces_in_memory
from photoface.library.commands.faces import ConfirmFaces, MoveFaceBox, NameFaces, RejectFaces, RemoveFaces
from photoface.library.commands.groups import ApplyRegroup, KeepGroupsApart, MergeGroups, NameGroup
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library
from photoface.library.regroup_proposal import ChangeKind, Pile, RegroupChange, RegroupProposal
from photoface.library.regrouping import propose
from photoface.recognition.grouping import Regrouping


def _lies(library: Library) -> dict[int, tuple[int | None, int | None]]:
    return {face.id: (face.person_id, face.group_id) for face in library.faces.summaries(library.faces.ids())}


def _tear(library: Library, *, into: int = 2) -> None:
    """Put the largest group's faces into several groups, as an unlucky order of scans may have left them."""
    faces = library.groups.face_ids(library.groups.all()[0].id)
    with raw_catalog(library.catalog_path) as connection:
        for part in range(1, into):
            (new,) = connection.execute("INSERT INTO face_group (settled) VALUES (true) RETURNING id").fetchone()
            moved = ",".join(map(str, faces[part::into]))
            connection.execute(f"UPDATE face SET group_id = {new} WHERE id IN ({moved})")  # noqa: S608


def _glue(library: Library) -> None:
    """Put the two largest groups into one, as another model may have seen them."""
    first, second, *_ = library.groups.all()
    with raw_catalog(library.catalog_path) as connection:
        connection.execute("UPDATE face SET group_id = ? WHERE group_id = ?", (first.id, second.id))
        connection.execute("DELETE FROM face_group WHERE id = ?", (second.id,))


def test_groups_that_are_right_are_left(scanned: Library) -> None:
    before = image_of(scanned.catalog_path)
    proposal = scanned.jobs.propose_regroup()
    assert proposal.changes == ()
    assert proposal.faces == len(scanned.faces.ids())
    assert regroup(scanned) is None
    assert image_of(scanned.catalog_path) == before


def test_torn_groups_join(scanned: Library) -> None:
    whole = scanned.groups.all()[0]
    _tear(scanned)
    before = image_of(scanned.catalog_path)
    proposal = scanned.jobs.propose_regroup()
    (change,) = proposal.changes
    assert change.kind is ChangeKind.JOIN
    assert len(change.before) == 2
    assert proposal.sentence() == (
        f"{len(change.moving)} faces would move, 2 groups would join, 0 confirmed faces would be touched"
    )
    # It is a proposal: nothing happened yet.
    assert image_of(scanned.catalog_path) == before
    outcome = scanned.execute(ApplyRegroup(proposal.changes))
    assert outcome.summary == f"Grouped the unnamed faces again: {len(change.moving)} faces moved"
    assert scanned.groups.all()[0].faces == whole.faces
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


def test_a_glued_group_splits(scanned: Library) -> None:
    sizes = sorted(group.faces for group in scanned.groups.all())
    _glue(scanned)
    (change,) = scanned.jobs.propose_regroup().changes
    assert (change.kind, len(change.before)) == (ChangeKind.SPLIT, 1)
    scanned.execute(ApplyRegroup((change,)))
    assert sorted(group.faces for group in scanned.groups.all()) == sizes


def test_some_changes_can_be_applied_without_the_others(scanned: Library) -> None:
    _glue(scanned)
    torn = scanned.groups.all()[-1]
    faces = scanned.groups.face_ids(torn.id)
    with raw_catalog(scanned.catalog_path) as connection:
        connection.execute("UPDATE face SET group_id = NULL WHERE group_id = ?", (torn.id,))
        connection.execute("DELETE FROM face_group WHERE id = ?", (torn.id,))
    changes = {change.kind: change for change in scanned.jobs.propose_regroup().changes}
    assert set(changes) == {ChangeKind.SPLIT, ChangeKind.GATHER}
    scanned.execute(ApplyRegroup((changes[ChangeKind.GATHER],)))
    assert len(scanned.groups.all()) == 2
    assert (
        {scanned.faces.summaries(faces)[0].group_id}
        == {face.group_id for face in scanned.faces.summaries(faces)}
        != {None}
    )
    # The other one is as good as before.
    scanned.execute(ApplyRegroup((changes[ChangeKind.SPLIT],)))
    assert scanned.jobs.propose_regroup().changes == ()


def test_what_the_user_said_meanwhile_holds(scanned: Library) -> None:
    _tear(scanned)
    (change,) = scanned.jobs.propose_regroup().changes
    one, other = (pile.group_id for pile in change.before)
    assert one is not None
    assert other is not None
    scanned.execute(KeepGroupsApart(one, other))
    before = image_of(scanned.catalog_path)
    with pytest.raises(UserFacingError, match="not as they were"):
        scanned.execute(ApplyRegroup((change,)))
    assert image_of(scanned.catalog_path) == before
    # Kept apart, they are not even proposed.
    assert ChangeKind.JOIN not in {change.kind for change in scanned.jobs.propose_regroup().changes}
    scanned.undo()
    scanned.execute(NameGroup(one, "Ann"))
    with pytest.raises(UserFacingError):
        scanned.execute(ApplyRegroup((change,)))


def test_changes_that_fit_no_more_are_left_and_told(scanned: Library) -> None:
    _tear(scanned)
    _, second, *_ = sorted(scanned.groups.all(), key=lambda group: group.id)
    lone = scanned.groups.face_ids(second.id)
    with raw_catalog(scanned.catalog_path) as connection:
        connection.execute("UPDATE face SET group_id = NULL WHERE group_id = ?", (second.id,))
        connection.execute("DELETE FROM face_group WHERE id = ?", (second.id,))
    changes = scanned.jobs.propose_regroup().changes
    assert {change.kind for change in changes} == {ChangeKind.JOIN, ChangeKind.GATHER}
    scanned.execute(IgnoreFaces((lone[0],)))
    outcome = scanned.execute(ApplyRegroup(changes))
    assert outcome.summary.endswith("; 1 change did not fit any more")
    assert scanned.faces.summaries([lone[0]])[0].status is FaceStatus.IGNORED


def test_a_group_with_a_face_that_cannot_be_compared_any_more_is_left(scanned: Library) -> None:
    _tear(scanned)
    changes = scanned.jobs.propose_regroup().changes
    scanned.execute(MoveFaceBox(min(changes[0].face_ids), Box(0.75, 0.1, 0.2, 0.25)))
    with pytest.raises(UserFacingError, match="not as they were"):
        scanned.execute(ApplyRegroup(changes))


def test_a_no_to_a_person_holds(scanned: Library) -> None:
    group = scanned.groups.all()[0]
    first, *rest = scanned.groups.face_ids(group.id)
    scanned.execute(NameFaces(tuple(rest), "Ann"))
    ann = scanned.people.all()[0].id
    named = RegroupChange(before=(), after=(Pile((first,), person_id=ann),), gained=(first,))
    scanned.execute(RemoveFaces((first,)))
    scanned.execute(RejectFaces((first,), ann))
    with pytest.raises(UserFacingError):
        scanned.execute(ApplyRegroup((named,)))
    assert not any(pile.person_id == ann for change in scanned.jobs.propose_regroup().changes for pile in change.after)


def test_confirmed_ignored_and_merged_are_never_touched(scanned: Library) -> None:
    first, second, third = scanned.groups.all()
    ann_faces = scanned.groups.face_ids(first.id)[:2]
    scanned.execute(NameFaces(tuple(ann_faces), "Ann"))
    ignored = scanned.groups.face_ids(second.id)[:1]
    scanned.execute(IgnoreFaces(tuple(ignored)))
    scanned.execute(MergeGroups(second.id, (third.id,)))
    merged = scanned.groups.face_ids(second.id)
    before = _lies(scanned)
    scanned.set_setting("grouping", "hdbscan")
    proposal = scanned.jobs.propose_regroup()
    spoken_of = {face_id for change in proposal.changes for face_id in change.face_ids}
    assert not spoken_of & {*ann_faces, *ignored}
    assert proposal.confirmed_touched == 0
    regroup(scanned)
    after = _lies(scanned)
    assert {after[face] for face in merged} == {before[face] for face in merged}
    assert [after[face] for face in ann_faces] == [before[face] for face in ann_faces]
    assert scanned.faces.ids("ignored") == ignored


def test_a_proposal_can_be_stopped(scanned: Library) -> None:
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        scanned.jobs.propose_regroup(control)


def test_it_is_offered_after_hundreds_of_faces_or_with_another_model(
    scanned: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from photoface.catalog import regroup_mark

    assert scanned.jobs.regroup_due() is None
    monkeypatch.setattr(regroup_mark, "WORTH_FACES", 3)
    with raw_catalog(scanned.catalog_path) as connection:
        newest = max(scanned.faces.ids())
        mark = (json.dumps({"newest_face": newest - 4, "model": "dlib-resnet"}),)
        connection.execute("UPDATE machine_state SET value = ? WHERE name = 'regroup_mark'", mark)
    assert scanned.jobs.regroup_due() == RegroupDue(4, other_model=False)
    scanned.jobs.propose_regroup()
    assert scanned.jobs.regroup_due() is None
    with raw_catalog(scanned.catalog_path) as connection:
        connection.execute("INSERT INTO setting (name, value) VALUES ('model', 'facenet-vggface2')")
    # Not before the new model has seen all faces.
    assert scanned.jobs.regroup_due() is None
    scanned.jobs.scan()
    assert scanned.jobs.regroup_due() == RegroupDue(0, other_model=True)


# Partitions of ten faces, as labels: 0 is no group.
partitions = st.lists(st.integers(0, 4), min_size=10, max_size=10)


@given(now=partitions, wanted=partitions, some=st.sets(st.integers(0, 9)))
def test_the_changes_lead_from_what_is_to_what_is_wanted(now: list[int], wanted: list[int], some: set[int]) -> None:
    proposal = _proposal(now, wanted)
    faces = [face_id for change in proposal.changes for face_id in change.face_ids]
    assert len(faces) == len(set(faces)), "changes are about different faces"
    chosen = [change for index, change in enumerate(proposal.changes) if index in some]
    spoken_of = {face_id for change in chosen for face_id in change.face_ids}
    lies = {
        face_id: frozenset(pile.face_ids) for change in chosen for pile in change.after for face_id in pile.face_ids
    }
    for place in range(10):
        together_now = frozenset(other + 1 for other in range(10) if now[place] and now[other] == now[place])
        together_wanted = frozenset(
            other + 1 for other in range(10) if wanted[place] and wanted[other] == wanted[place]
        )
        if place + 1 in spoken_of:
            assert lies.get(place + 1, frozenset()) == together_wanted
        else:
            assert together_now.isdisjoint(spoken_of)


def _proposal(now: list[int], wanted: list[int]) -> RegroupProposal:
    count = len(now)
    nothing = np.zeros(count, np.int64)
    faces = faces_in_memory(nothing, groups=np.array(now, np.int64))
    groups = tuple(
        members
        for label in range(1, 5)
        if (members := tuple(place + 1 for place in range(count) if wanted[place] == label))
    )
    loose = tuple(place + 1 for place in range(count) if not wanted[place])
    return propose(faces, Regrouping({}, {}, groups, loose, frozenset(now) - {0}))


def test_faces_for_a_person_belong_to_the_group_they_come_from(scanned: Library) -> None:
    group = scanned.groups.all()[0]
    faces = scanned.groups.face_ids(group.id)
    change = RegroupChange(
        before=(Pile(tuple(faces), group.id),),
        after=(Pile(tuple(faces[1:]), group.id), Pile((faces[0],), person_id=1)),
    )
    assert change.kind is ChangeKind.NAME
    assert change.moving == {faces[0]}
    scanned.execute(NameFaces(tuple(scanned.groups.face_ids(scanned.groups.all()[1].id)), "Ann"))
    scanned.execute(ApplyRegroup((change,)))
    (moved,) = scanned.faces.summaries([faces[0]])
    assert (moved.person_name, moved.confirmed) == ("Ann", False)
    scanned.execute(ConfirmFaces((faces[0],), 1))
