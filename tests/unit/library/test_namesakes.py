"""Two people of one name, names that look the same, and saved searches whose people are renamed."""

# ruff: noqa: RUF001

from __future__ import annotations

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library
from raw_catalog import raw_catalog

from photoface.errors import NameTaken, UserFacingError
from photoface.library.commands.collections import SaveSearch, TagPhotos
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup, SplitGroup
from photoface.library.commands.people import (
    AddAlias,
    DeletePerson,
    DescribePerson,
    MergePeople,
    RenamePerson,
    SplitPerson,
)
from photoface.library.library import Library


@pytest.fixture
def annas(scanned: Library) -> tuple[int, int]:
    """Two people called Anna Berg."""
    first, second, _ = sorted(group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    scanned.execute(NameGroup(second, "Anna Berg", another=True))
    one, other = sorted(person.id for person in scanned.people.all())
    return one, other


def test_a_name_of_one_person_names_that_person(scanned: Library) -> None:
    first, second, third = (group.id for group in scanned.groups.all())
    for group, name in ((first, "O’Neil"), (second, "o'neil"), (third, " O'NEIL\u200b ")):
        scanned.execute(NameGroup(group, name))
    assert [person.name for person in scanned.people.all()] == ["O’Neil"]


def test_a_name_of_two_people_asks_which(scanned: Library, annas: tuple[int, int]) -> None:
    before = image_of(scanned.catalog_path)
    group = scanned.groups.all()[0].id
    with pytest.raises(NameTaken, match="2 people are called anna berg") as asked:
        scanned.execute(NameGroup(group, "anna berg"))
    assert tuple(person_id for person_id, _ in asked.value.people) == annas
    assert image_of(scanned.catalog_path) == before
    scanned.execute(NameGroup(group, f"#{annas[1]}"))
    assert scanned.groups.all() == []
    assert len(scanned.people.all()) == 2
    with pytest.raises(UserFacingError, match="not in the catalog any more"):
        scanned.execute(NameFaces((1,), "#4711"))


def test_the_question_tells_them_apart(scanned: Library, annas: tuple[int, int]) -> None:
    import datetime as dt

    scanned.execute(DescribePerson(annas[1], dt.date(1988, 2, 29), None, "Ben's sister\nand more"))
    with pytest.raises(NameTaken) as asked:
        scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna Berg"))
    lines = dict(asked.value.people)
    assert "born 1988-02-29, Ben's sister)" in lines[annas[1]]
    assert "more" not in lines[annas[1]]


@pytest.mark.parametrize("name", ["Аnna Berg", "Anna Berg.", "Ánna Berg", "Anna-Berg"])
def test_a_name_that_looks_like_somebodys_asks(scanned: Library, name: str) -> None:
    first, second, _ = (group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    (anna,) = scanned.people.all()
    assert [person.id for person in scanned.people.named(name)] == [anna.id]
    for command in (NameGroup(second, name), NameFaces(tuple(scanned.groups.face_ids(second)), name)):
        with pytest.raises(NameTaken, match="looks like"):
            scanned.execute(command)
    scanned.execute(NameGroup(second, name, another=True))
    assert sorted(person.name for person in scanned.people.all()) == sorted(["Anna Berg", name])


@pytest.mark.parametrize("name", ["\u200b", "\u0301", "\u3164", " \u2060 "])
def test_a_name_that_shows_nothing_is_refused(scanned: Library, name: str) -> None:
    with pytest.raises(UserFacingError, match=r"shows nothing|needs a name"):
        scanned.execute(NameGroup(scanned.groups.all()[0].id, name))
    assert scanned.people.all() == []


def test_nothing_that_acts_on_a_terminal_enters_a_name(scanned: Library) -> None:
    group = scanned.groups.all()[0].id
    scanned.execute(NameGroup(group, "\x1b[31mAnna\x07 \u202eBerg"))
    (anna,) = scanned.people.all()
    assert anna.name == "Anna Berg"
    scanned.execute(RenamePerson(anna.id, "\x9b1mAnn\x00a"))
    scanned.execute(AddAlias(anna.id, "\x1b]0;x\x07Mum"))
    scanned.execute(DescribePerson(anna.id, None, None, "one\x1b[2J\ntwo\n"))
    scanned.execute(TagPhotos((1,), "Tra\x1b[1mvel/\u202eRome"))
    details = scanned.people.details(anna.id)
    assert (details.person.name, details.notes) == ("Anna", "one\ntwo")
    assert [alias.name for alias in details.aliases] == ["Mum"]
    assert [tag.path for tag in scanned.photos.detail(1).tags] == ["Travel/Rome"]


def test_search_finds_either_and_a_number_one(scanned: Library, annas: tuple[int, int]) -> None:
    both = set(scanned.search.find("Anna").photo_ids)
    assert both == set(scanned.photos.ids(annas[0])) | set(scanned.photos.ids(annas[1]))
    assert set(scanned.search.find(f"#{annas[1]}").photo_ids) == set(scanned.photos.ids(annas[1]))
    assert scanned.search.find('"Anna Berg"').explanation == "Anna Berg (2 people)"
    assert set(scanned.search.find(f"only:#{annas[0]}").photo_ids) <= set(scanned.photos.ids(annas[0]))
    assert scanned.search.find("only:Anna").explanation == "Only Anna Berg (2 people)"
    assert [person.id for person in scanned.people.called(f"#{annas[0]}")] == [annas[0]]


def test_namesakes_can_be_renamed_merged_and_deleted_and_all_of_it_undone(
    scanned: Library, annas: tuple[int, int]
) -> None:
    one, other = annas
    before = image_of(scanned.catalog_path, without=frozenset({"decision", "change"}))
    scanned.execute(MergePeople(one, (other,)))
    assert scanned.people.details(one).aliases == ()
    scanned.undo()
    with pytest.raises(NameTaken):
        scanned.execute(RenamePerson(other, "ANNA BERG"))
    scanned.execute(RenamePerson(other, "ANNA BERG", another=True))
    scanned.execute(RenamePerson(other, "Carla"))
    scanned.execute(DeletePerson(one))
    for _ in range(3):
        scanned.undo()
    assert image_of(scanned.catalog_path, without=frozenset({"decision", "change"})) == before


def test_faces_split_off_may_be_a_namesake(scanned: Library, annas: tuple[int, int]) -> None:
    one, _ = annas
    faces = tuple(scanned.people.face_ids(one)[:1])
    with pytest.raises(NameTaken):
        scanned.execute(SplitPerson(one, faces, "Anna Berg"))
    scanned.execute(SplitPerson(one, faces, "Anna Berg", another=True))
    assert [person.name for person in scanned.people.all()] == ["Anna Berg"] * 3


def test_a_group_split_into_two_namesakes(scanned: Library, annas: tuple[int, int]) -> None:
    (group,) = scanned.groups.all()
    leaving, *staying = scanned.groups.face_ids(group.id)
    with pytest.raises(UserFacingError, match="one person again"):
        scanned.execute(SplitGroup(group.id, (leaving,), "Ada", "Ada"))
    scanned.execute(SplitGroup(group.id, (leaving,), "Ada", "Ada", another=True))
    one, other = sorted(person.id for person in scanned.people.all() if person.name == "Ada")
    assert sorted(map(sorted, map(scanned.people.face_ids, (one, other)))) == sorted([[leaving], sorted(staying)])
    scanned.undo()
    # Either part can be another Anna than the two there are.
    with pytest.raises(NameTaken):
        scanned.execute(SplitGroup(group.id, (leaving,), None, "Anna Berg"))
    scanned.execute(SplitGroup(group.id, (leaving,), None, "Anna Berg", rest_another=True))
    assert len(scanned.people.called("Anna Berg")) == 3


def test_saved_searches_follow_a_renamed_person(scanned: Library) -> None:
    first, second, third = (group.id for group in scanned.groups.all())
    for group, name in ((first, "Anna Berg"), (second, "Ben Holt"), (third, "Carla")):
        scanned.execute(NameGroup(group, name))
    anna = next(person.id for person in scanned.people.all() if person.name == "Anna Berg")
    searches = {
        "one": "Anna",
        "several": '(berg or "Ben Holt") -Carla year:2019..2021',
        "only": "only:Anna,Ben",
        "others": "Ben",
        "broken later": "tag:Berg",
    }
    for name, words in searches.items():
        scanned.execute(SaveSearch(name, words))
    before = {
        one.name: scanned.search.find(one.words).photo_ids
        for one in scanned.search.saved()
        if one.name != "broken later"
    }
    scanned.execute(RenamePerson(anna, "Dora Lind"))
    kept = {one.name: one.words for one in scanned.search.saved()}
    assert kept["one"] == '"Dora Lind"'
    assert kept["others"] == "Ben"
    assert kept["broken later"] == "tag:Berg"
    assert {name: scanned.search.find(words).photo_ids for name, words in kept.items() if name in before} == before
    scanned.undo()
    assert {one.name: one.words for one in scanned.search.saved()} == searches
    scanned.redo()
    assert {one.name: one.words for one in scanned.search.saved()} == kept


def test_a_search_goes_by_number_where_the_new_name_is_not_one_persons(scanned: Library) -> None:
    first, second, _ = (group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna"))
    scanned.execute(NameGroup(second, "Ben"))
    ben = next(person.id for person in scanned.people.all() if person.name == "Ben")
    scanned.execute(SaveSearch("Ben's", "Ben"))
    scanned.execute(RenamePerson(ben, "Anna", another=True))
    (search,) = scanned.search.saved()
    assert search.words == f"#{ben}"
    assert set(scanned.search.find(search.words).photo_ids) == set(scanned.photos.ids(ben))


def test_a_search_does_not_move_to_who_takes_the_name(scanned: Library) -> None:
    first, second, _ = (group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Anna Berg"))
    scanned.execute(NameGroup(second, "Ben"))
    ids = {person.name: person.id for person in scanned.people.all()}
    scanned.execute(SaveSearch("hers", "Anna"))
    scanned.execute(RenamePerson(ids["Anna Berg"], "Zoe", keep_old_name=True))
    assert [alias.name for alias in scanned.people.details(ids["Anna Berg"]).aliases] == ["Anna Berg"]
    (search,) = scanned.search.saved()
    assert search.words == "Anna", "it means her still, by her other name"
    assert set(scanned.search.find("Anna").photo_ids) == set(scanned.photos.ids(ids["Anna Berg"]))


def test_undo_writes_keys_as_names_compare_now(scanned: Library) -> None:
    """The ledger of an older version holds keys as names compared then."""
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "O’Neil"))
    (person,) = scanned.people.all()
    scanned.execute(RenamePerson(person.id, "Ben"))
    scanned.close()
    with raw_catalog(scanned.catalog_path) as connection:
        kept = connection.execute("SELECT id, before FROM change WHERE before IS NOT NULL").fetchall()
        for row, before in kept:
            connection.execute("UPDATE change SET before = ? WHERE id = ?", (before.replace("o'neil", "o’neil"), row))
    opened = open_fake_library(scanned.catalog_path)
    opened.undo()
    opened.execute(NameGroup(opened.groups.all()[0].id, "o'neil"))
    assert [person.name for person in opened.people.all()] == ["O’Neil"]
    opened.close()


def test_faces_by_person_keep_namesakes_apart(scanned: Library, annas: tuple[int, int]) -> None:
    owners = [face.person_id or 0 for face in scanned.faces.summaries(scanned.faces.named_ids("person"))]
    assert owners == sorted(owners)
    assert set(owners) == set(annas)
