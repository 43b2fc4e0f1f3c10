from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from catalog_image import image_of
from command import Command
from fakes.library import open_fake_library

from photoface.library.commands.faces import RemoveFaces
from photoface.library.library import Library


def test_name_a_group_with_several_words(photoface: Command, scanned: Library) -> None:
    group = scanned.groups.all()[0]
    named = photoface("name", group.id, "Åsa", "af", "Ström")
    assert named.code == 0
    assert named.out == f"Named {group.faces} faces Åsa af Ström.\n"
    (person,) = scanned.people.all()
    assert (person.name, person.faces) == ("Åsa af Ström", group.faces)


def test_name_faces(photoface: Command, scanned: Library) -> None:
    first, second, third = scanned.faces.ids()[:3]
    assert photoface("name", "--face", f"{first},{second}", "--face", third, "Anna").out == "Named 3 faces Anna.\n"
    (person,) = scanned.people.all()
    assert set(scanned.people.face_ids(person.id)) == {first, second, third}


@pytest.mark.parametrize("words", [["Anna"], ["3"], ["x", "Anna"]])
def test_a_name_needs_a_group(photoface: Command, scanned: Library, words: list[str]) -> None:
    refused = photoface("name", *words)
    assert (refused.code, refused.out) == (2, "")
    assert scanned.people.all() == []


def test_confirm_move_and_remove(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    faces = scanned.people.face_ids(cast["anna"])
    loose = scanned.groups.face_ids(cast["group"])
    assert photoface("move", faces[0], "--to", "Ben").out == "Moved 1 face to Ben Holt.\n"
    assert photoface("remove", f"{faces[1]},{faces[2]}").out == "Removed 2 faces from Anna Berg.\n"
    assert photoface("confirm", faces[3]).out == "Confirmed 1 face of Anna Berg.\n"
    assert photoface("confirm", loose[0], "--as", "anna").out == "Confirmed 1 face of Anna Berg.\n"
    unclear = photoface("confirm", loose[1])
    assert unclear.code == 1
    assert "--as NAME" in unclear.err


def test_merge_people_warns_when_they_stand_together(
    photoface: Command, cast: dict[str, int], scanned: Library
) -> None:
    together = scanned.people.photos_together([cast["anna"], cast["ben"]])
    merged = photoface("merge", "Anna Berg", "Ben", "--into", "Ben Holt")
    assert merged.out == "Merged Anna Berg into Ben Holt.\n"
    assert f"stand together in {together} photos" in merged.err
    assert [person.name for person in scanned.people.all()] == ["Ben Holt"]


def test_two_after_all(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    before = {one.name: one.faces for one in scanned.people.all()}
    photoface("merge", "Ben Holt", "Anna Berg")
    nobody = photoface("unmerge", "Ben", "Carla")
    assert (nobody.code, nobody.err) == (1, "No Carla was merged into Ben Holt.\nMerged into them: Anna Berg.\n")
    assert photoface("unmerge", "Ben", "anna berg").code == 0
    assert {one.name: one.faces for one in scanned.people.all()} == before
    assert photoface("unmerge", "Ben", "Anna Berg").err == "No Anna Berg was merged into Ben Holt.\nNobody was.\n"


def test_merge_takes_two(photoface: Command, cast: dict[str, int]) -> None:
    assert photoface("merge", "Anna", "Anna Berg").err.startswith("Merging takes two different people.")


def test_merge_groups(photoface: Command, scanned: Library) -> None:
    first, second, _ = (group.id for group in scanned.groups.all())
    assert photoface("merge", first, second).out == "Merged 2 groups.\n"
    assert len(scanned.groups.all()) == 2


def test_rename(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    assert photoface("rename", "anna", "Anna", "Holt").out == "Renamed Anna Berg to Anna Holt.\n"
    taken = photoface("rename", "Ben", "anna holt")
    assert taken.code == 1
    assert "Somebody is called" in taken.err


def test_ignore_not_a_face_and_bring_back(photoface: Command, scanned: Library) -> None:
    group = scanned.groups.all()[0]
    assert photoface("ignore", group.id).out == f"Ignored a group of {group.faces} faces.\n"
    face = scanned.faces.ids()[0]
    assert photoface("not-a-face", face).out == "Marked 1 picture as not a face.\n"
    assert scanned.faces.ids("not_a_face") == [face]
    assert photoface("bring-back", face).out == "Brought back 1 face.\n"
    assert scanned.faces.ids("not_a_face") == []
    assert photoface("ignore").code == 2
    assert photoface("ignore", 1, "--face", 2).code == 2


def test_several_groups_and_people_are_one_decision(photoface: Command, scanned: Library, cast: dict[str, int]) -> None:
    before = len(scanned.history.decisions())
    photoface("favourite", "Anna", "Ben")
    photoface("hide", "Ben", "Anna Berg", "Ben")
    assert [person.favourite and person.hidden for person in scanned.people.all() if person.id in cast.values()] == [
        True
    ] * 2
    photoface("hide", "--off", "Ben", "Anna")
    assert [line.kind for line in scanned.history.decisions()][: -before or None] == [
        "ShowPeople",
        "HidePeople",
        "SetFavourites",
    ]


def test_several_groups_are_ignored_at_once(photoface: Command, scanned: Library) -> None:
    first, second, _ = (group.id for group in scanned.groups.all())
    assert photoface("ignore", first, second).out.startswith("Ignored 2 groups of ")
    photoface("undo")
    assert len(scanned.groups.all()) == 3


def test_undo_and_redo_after_a_restart(photoface: Command, scanned: Library, catalog_path: Path) -> None:
    group = scanned.groups.all()[0].id
    scanned.close()
    before = image_of(catalog_path)
    photoface("name", group, "Anna")
    after = image_of(catalog_path)
    assert photoface("undo").out.startswith("Undone: Named")
    assert image_of(catalog_path) == before
    assert photoface("redo").out.startswith("Redone: Named")
    assert image_of(catalog_path) == after
    nothing = photoface("redo")
    assert (nothing.code, nothing.err) == (1, "There is nothing to redo.\n")


def test_regroup(photoface: Command, scanned: Library, catalog_path: Path) -> None:
    scanned.execute(RemoveFaces((scanned.groups.face_ids(scanned.groups.all()[0].id)[0],)))
    with sqlite3.connect(catalog_path) as connection:
        connection.execute("DELETE FROM cannot_link")
    before = image_of(catalog_path)
    proposed = photoface("regroup", "--method", "hdbscan")
    assert proposed.code == 0
    assert proposed.out.startswith("1 face would move, 0 confirmed faces would be touched.")
    assert "grows to" in proposed.out
    assert image_of(catalog_path) == before
    values = json.loads(photoface("regroup", "--json").out)
    assert (values["faces_moving"], values["applied"], len(values["changes"])) == (1, False, 1)
    done = photoface("regroup", "--apply")
    assert done.out.startswith("Grouped the unnamed faces again: 1 face moved.")
    assert photoface("regroup").out.startswith("Grouping again would change nothing.")
    reopened = open_fake_library(catalog_path)
    assert reopened.settings().grouping == "hdbscan"
    reopened.close()


def test_unknown_and_ambiguous_people(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    photoface("name", cast["group"], "Anna Holt")
    nobody = photoface("person", "Zoe")
    assert (nobody.code, nobody.out) == (1, "")
    assert nobody.err.splitlines() == ["Nobody is called Zoe.", "`photoface people` lists everybody."]
    several = photoface("move", scanned.faces.ids()[0], "--to", "Anna")
    ids = {person.name: person.id for person in scanned.people.all()}
    assert several.err.splitlines() == [
        f"Anna could be Anna Berg #{ids['Anna Berg']} or Anna Holt #{ids['Anna Holt']}.",
        "Write more of the name, or the number: '#7'. `photoface people` shows the numbers.",
    ]


@pytest.mark.parametrize("words", [("remove", "x"), ("remove",), ("move", "1"), ("groups", "--limit", "0")])
def test_what_is_not_understood(photoface: Command, library: Library, words: tuple[str, ...]) -> None:
    refused = photoface(*words)
    assert (refused.code, refused.out) == (2, "")


def test_faces_that_are_not_there(photoface: Command, library: Library) -> None:
    assert photoface("remove", "999").err.splitlines()[0] == "There is no face with the number 999."
    assert photoface("group", "999").code == 1


def test_ranges_of_faces(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    first, second, third = (scanned.groups.face_ids(cast["group"]))[:3]
    low, high = min(first, second, third), max(first, second, third)
    inside = [face for face in scanned.faces.ids() if low <= face <= high]
    assert photoface("not-a-face", f"{low}-{high}").code == 0
    assert set(scanned.faces.ids("not_a_face")) == set(inside)
    assert photoface("bring-back", f"{high}-{low}").code == 2
    assert photoface("bring-back", f"{low}-{high + 1_000}").code == 1


def test_two_people_of_one_name(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    assert photoface("name", cast["group"], "Anna Berg", "--new").code == 0
    annas = [person.id for person in scanned.people.all() if person.name == "Anna Berg"]
    assert len(annas) == 2
    face = scanned.people.face_ids(cast["ben"])[0]
    asked = photoface("name", "--face", face, "Anna Berg")
    assert asked.code == 1
    assert asked.err.splitlines()[0] == "2 people are called Anna Berg."
    assert all(f"  #{person_id} Anna Berg (" in asked.err for person_id in annas)
    assert asked.err.splitlines()[-1] == "--person NUMBER says which one, --new that it is another person."
    assert photoface("name", "--face", face, "--person", annas[1]).code == 0
    assert face in scanned.people.face_ids(annas[1])
    for command in (["person"], ["describe", "--notes", "x"], ["favourite"], ["delete"]):
        which = photoface(command[0], "Anna", *command[1:])
        assert which.code == 1
        assert f"#{annas[0]}" in which.err
        assert f"#{annas[1]}" in which.err
        assert photoface(command[0], f"#{annas[0]}", *command[1:]).code == 0
    assert photoface("undo").code == 0
    assert photoface("merge", f"#{annas[0]}", f"#{annas[1]}").code == 0
    assert len(scanned.people.all()) == 2


def test_renaming_to_a_name_that_is_there_asks(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    refused = photoface("rename", "Ben", "Anna Berg")
    assert refused.code == 1
    assert "--another" in refused.err
    assert photoface("rename", "Ben", "Anna Berg", "--another", "--keep-old-name").code == 0
    assert [person.id for person in scanned.people.called("Ben Holt")] == [cast["ben"]]


def test_a_person_needs_a_name_or_a_number(photoface: Command, cast: dict[str, int]) -> None:
    for wrong in (["name"], ["name", 3], ["name", 3, "Anna", "--person", 1], ["name", "Anna"], ["name", "--face", 1]):
        assert photoface(*wrong).code == 2
    assert photoface("name", cast["group"], "--person", 4711).code == 1
