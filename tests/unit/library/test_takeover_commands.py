"""A takeover and its undo: every kind of row that it writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from catalog_image import image_of

from photoface.catalog.states import ConflictKind
from photoface.geometry import Box
from photoface.library.commands.command import Command
from photoface.library.commands.photos import MarkInPhotos
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.library import Library
from photoface.library.takeover import DrawnFace, FoundConflict, PersonValues, Takeover


def _plan(library: Library) -> Takeover:
    library.execute(MarkInPhotos((1,), "Ann"))
    (ann,) = library.people.called("Ann")
    return Takeover(
        "digiKam 8",
        names=((1, ann.id), (2, "Ben"), (3, "Ben"), (999, "Ben"), (4, 999)),
        drawn=(DrawnFace(1, Box(0.7, 0.6, 0.2, 0.3), "Ben"), DrawnFace(999, Box(0.7, 0.6, 0.2, 0.3), "Ben")),
        rejections=((5, ann.id), (6, 999), (7, "Cleo"), (999, ann.id)),
        ignored=(8, 9, 999),
        in_photos=((1, ann.id, True), (2, "Cleo", False), (999, ann.id, False)),
        photo_values=((1, (("rating", 3), ("title", "Us"))), (2, (("favourite", True),)), (999, (("rating", 1),))),
        tags=(("Sea/Beach", (1, 2)), ("Gone", (999,))),
        people=(
            PersonValues(ann.id, dt.date(1988, 2, 29), aliases=("Annie", "Ben")),
            PersonValues("Ben", hidden=True, favourite=True),
            PersonValues(999, hidden=True),
            PersonValues("Nobody", hidden=True),
            PersonValues("Cleo", aliases=("Cleopatra",)),
        ),
        conflicts=(
            FoundConflict(ConflictKind.TAG, 1, None, "Hill", ""),
            FoundConflict(ConflictKind.NAMED_OTHERWISE, 1, 1, "Zoe", "Ann"),
        ),
    )


def _take_over(library: Library) -> Command:
    return TakeOver(_plan(library))


def _settle(library: Library) -> Command:
    library.execute(TakeOver(_plan(library)))
    return SettleConflicts(tuple(conflict.id for conflict in library.metadata.conflicts()))


CASES: list[Callable[[Library], Command]] = [_take_over, _settle]


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo_lead_to_the_catalog_before_and_after(
    scanned: Library, prepare: Callable[[Library], Command]
) -> None:
    command = prepare(scanned)
    before = image_of(scanned.catalog_path)
    scanned.execute(command)
    after = image_of(scanned.catalog_path)
    scanned.undo()
    assert image_of(scanned.catalog_path) == before
    scanned.redo()
    assert image_of(scanned.catalog_path) == after
    scanned.undo()
    assert image_of(scanned.catalog_path) == before


def test_what_fits_is_taken_over_and_what_is_gone_is_passed_over(scanned: Library) -> None:
    outcome = scanned.execute(_take_over(scanned))
    assert outcome.summary.startswith("Took 4 faces of 3 people over from digiKam 8, and what is said of 2 photos")
    people = {person.name: person for person in scanned.people.all("name")}
    assert sorted(people) == ["Ann", "Ben", "Cleo"]
    assert (people["Ann"].born, people["Ben"].hidden, people["Ben"].favourite) == (dt.date(1988, 2, 29), True, True)
    assert [alias.name for alias in scanned.people.details(people["Ann"].id).aliases] == ["Annie"]
    assert [alias.name for alias in scanned.people.details(people["Cleo"].id).aliases] == ["Cleopatra"]
    assert [face.person_name for face in scanned.faces.summaries([1, 2, 3])] == ["Ann", "Ben", "Ben"]
    assert scanned.search.find("Cleo").photo_ids == (2,)
    assert {node.path for node in scanned.tags.tree()} == {"Sea"}


@pytest.mark.parametrize("again", [False, True])
def test_a_conflict_is_kept_once(scanned: Library, again: bool) -> None:
    plan = _plan(scanned)
    for _ in range(1 + again):
        scanned.execute(TakeOver(plan))
    assert len(scanned.metadata.conflicts()) == 2
