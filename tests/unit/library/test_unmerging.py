"""Taking merges of people apart, at once and much later."""

from __future__ import annotations

import datetime as dt

import pytest
from catalog_image import image_of

from photoface.catalog.states import FaceStatus
from photoface.errors import NameTaken, UserFacingError
from photoface.library.commands.faces import ConfirmFaces, RejectFaces, RemoveFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import (
    AddAlias,
    ChooseCover,
    DescribePerson,
    MergePeople,
    RenamePerson,
    SetFavourites,
    UnmergePeople,
)
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library


@pytest.fixture
def people(scanned: Library) -> tuple[int, int, int]:
    """Ann, Bob and Cleo, each of one group, with something said about Bob."""
    for name in ("Ann", "Bob", "Cleo"):
        scanned.execute(NameGroup(scanned.groups.all()[0].id, name))
    ann, bob, cleo = (scanned.people.called(name)[0].id for name in ("Ann", "Bob", "Cleo"))
    scanned.execute(AddAlias(bob, "Bobby"))
    scanned.execute(DescribePerson(bob, dt.date(1980, 2, 3), None, "Plays the horn."))
    scanned.execute(SetFavourites((bob,), True))
    scanned.execute(ChooseCover(bob, scanned.people.face_ids(bob)[1]))
    scanned.execute(RejectFaces((scanned.people.face_ids(cleo)[0],), bob))
    return ann, bob, cleo


def without_ids(library: Library) -> dict[str, object]:
    """The catalog's content, without the ids of a no or of a second name, which are new when they come back."""
    image = image_of(library.catalog_path)
    return {
        table: sorted((row[1:] for row in rows) if table in ("rejection", "person_alias") else rows, key=repr)
        for table, rows in image.items()
    }


def test_unmerging_at_once_leads_to_the_catalog_before_the_merge(
    scanned: Library, people: tuple[int, int, int]
) -> None:
    ann, bob, _ = people
    # A no between the two, which the merge has to drop.
    scanned.execute(RejectFaces((scanned.people.face_ids(bob)[0],), ann))
    before = without_ids(scanned)
    scanned.execute(MergePeople(ann, (bob,)))
    (merged,) = scanned.people.merged_into(ann)
    assert (merged.person_id, merged.name) == (bob, "Bob")
    outcome = scanned.execute(UnmergePeople(ann, bob))
    assert outcome.summary == f"Took Bob out of Ann again: {len(merged.face_ids)} faces"
    assert without_ids(scanned) == before
    assert scanned.people.merged_into(ann) == []


def test_unmerging_is_undone_and_done_again(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, bob, cleo = people
    scanned.execute(MergePeople(ann, (bob, cleo)))
    before = image_of(scanned.catalog_path)
    scanned.execute(UnmergePeople(ann, bob))
    after = image_of(scanned.catalog_path)
    scanned.undo()
    assert image_of(scanned.catalog_path) == before
    scanned.redo()
    assert image_of(scanned.catalog_path) == after


def test_much_later_only_what_is_still_there_goes_back(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, bob, cleo = people
    anns, bobs = scanned.people.face_ids(ann), scanned.people.face_ids(bob)
    scanned.execute(MergePeople(ann, (bob,)))
    ignored, removed, moved, *stayed = bobs
    scanned.execute(IgnoreFaces((ignored,)))
    scanned.execute(RemoveFaces((removed,)))
    scanned.execute(ConfirmFaces((moved,), cleo))
    scanned.execute(DescribePerson(ann, dt.date(1981, 1, 1), None, "Sings."))
    scanned.execute(UnmergePeople(ann, bob))
    # The face that was not Ann's is nobody's by the user's word; that it is Bob's, the machine alone says.
    assert [face.id for face in scanned.faces.summaries(scanned.people.face_ids(bob)) if face.confirmed] == stayed
    assert set(scanned.people.face_ids(ann)) == set(anns)
    assert scanned.faces.summaries([ignored])[0].status is FaceStatus.IGNORED
    assert scanned.faces.summaries([removed])[0].person_id != ann
    assert scanned.faces.summaries([moved])[0].person_id == cleo
    assert scanned.people.details(bob).notes == "Plays the horn."
    # What was said about Ann since is hers.
    assert (scanned.people.details(ann).notes, scanned.people.get(ann).born) == ("Sings.", dt.date(1981, 1, 1))
    assert not scanned.people.get(ann).favourite


def test_whoever_was_merged_into_the_merged_one_can_be_taken_out(
    scanned: Library, people: tuple[int, int, int]
) -> None:
    ann, bob, cleo = people
    cleos = scanned.people.face_ids(cleo)
    scanned.execute(MergePeople(bob, (cleo,)))
    scanned.execute(MergePeople(ann, (bob,)))
    assert [merged.name for merged in scanned.people.merged_into(ann)] == ["Bob", "Cleo"]
    scanned.execute(UnmergePeople(ann, cleo))
    assert scanned.people.face_ids(cleo) == cleos
    assert [merged.name for merged in scanned.people.merged_into(ann)] == ["Bob"]
    assert scanned.people.merged_into(cleo) == []


def test_two_people_may_have_the_name_afterwards(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, bob, _ = people
    scanned.execute(MergePeople(ann, (bob,)))
    scanned.execute(RenamePerson(ann, "Bob"))
    scanned.execute(UnmergePeople(ann, bob))
    assert [scanned.people.get(one).name for one in (ann, bob)] == ["Bob", "Bob"]
    scanned.undo()
    scanned.execute(UnmergePeople(ann, bob, "Robert"))
    assert scanned.people.get(bob).name == "Robert"


def test_a_name_that_somebody_has_by_now_asks(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, bob, cleo = people
    bobs = scanned.people.face_ids(bob)
    scanned.execute(MergePeople(ann, (bob,)))
    scanned.execute(RenamePerson(cleo, "Bob", another=True))
    before = image_of(scanned.catalog_path)
    for name in (None, "bob"):
        with pytest.raises(NameTaken, match="Somebody is called") as asked:
            scanned.execute(UnmergePeople(ann, bob, name))
        assert [person_id for person_id, _ in asked.value.people] == [cleo]
    assert image_of(scanned.catalog_path) == before
    scanned.execute(UnmergePeople(ann, bob, another=True))
    assert [scanned.people.get(one).name for one in (bob, cleo)] == ["Bob", "Bob"]
    assert scanned.people.face_ids(bob) == bobs
    scanned.undo()
    assert image_of(scanned.catalog_path) == before
    cleos = scanned.people.face_ids(cleo)
    outcome = scanned.execute(UnmergePeople(ann, bob, f"#{cleo}"))
    assert outcome.summary.startswith(f"Took {len(bobs)} faces of Bob out of Ann again")
    assert sorted(scanned.people.face_ids(cleo)) == sorted(bobs + cleos)
    with pytest.raises(UserFacingError, match="called Ann already"):
        scanned.execute(UnmergePeople(ann, bob, f"#{ann}"))
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


def test_nobody_is_taken_out_who_did_not_come(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, bob, _ = people
    scanned.execute(MergePeople(ann, (bob,)))
    scanned.undo()
    assert scanned.people.merged_into(ann) == []
    with pytest.raises(UserFacingError, match="Nobody like that"):
        scanned.execute(UnmergePeople(ann, bob))


def test_who_took_nothing_over_stays_as_they_are(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, _, cleo = people
    scanned.execute(ChooseCover(ann, scanned.people.face_ids(ann)[1]))
    before = image_of(scanned.catalog_path)["person"]
    scanned.execute(MergePeople(ann, (cleo,)))
    scanned.execute(UnmergePeople(ann, cleo))
    assert image_of(scanned.catalog_path)["person"] == before


def test_what_was_said_since_the_merge_stays(scanned: Library, people: tuple[int, int, int]) -> None:
    ann, bob, _ = people
    scanned.execute(MergePeople(ann, (bob,)))
    cover = scanned.people.face_ids(ann)[1]
    scanned.execute(DescribePerson(ann, dt.date(1970, 1, 1), None, "Sings.", favourite=False))
    scanned.execute(ChooseCover(ann, cover))
    said = scanned.people.details(ann)
    scanned.execute(UnmergePeople(ann, bob))
    now = scanned.people.details(ann)
    assert (now.notes, now.person.born, now.person.favourite) == (said.notes, said.person.born, False)
