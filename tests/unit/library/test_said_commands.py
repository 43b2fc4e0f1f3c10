"""Commands about tags, ratings, searches and the details of people: the same table as of the others, and more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from catalog_image import image_of
from raw_catalog import raw_catalog
from undo_and_redo import check_undo_and_redo

from photoface.errors import NameTaken, UserFacingError
from photoface.library.commands.collections import (
    DeleteSavedSearch,
    DeleteTag,
    EditSavedSearch,
    MergeTags,
    RenameTag,
    SaveSearch,
    TagPhotos,
    UntagPhotos,
)
from photoface.library.commands.command import Command
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import (
    AddAlias,
    DeletePerson,
    DescribePerson,
    HidePeople,
    MergePeople,
    RemoveAlias,
    RenamePerson,
    SetFavourites,
    ShowPeople,
    UnmergePeople,
)
from photoface.library.commands.photos import MarkInPhotos, RatePhotos, UnmarkInPhotos
from photoface.library.library import Library


def _name_two(library: Library) -> tuple[int, int]:
    """Name two groups Ann and Bob; returns their ids."""
    for name in ("Ann", "Bob"):
        library.execute(NameGroup(library.groups.all()[0].id, name))
    return library.people.called("Ann")[0].id, library.people.called("Bob")[0].id


def _photos(library: Library, count: int = 3) -> tuple[int, ...]:
    return tuple(library.photos.ids()[:count])


def _tag(library: Library, path: str) -> int:
    return next(tag.id for tag in library.tags.called(path) if tag.path == path)


def _tag_photos(library: Library) -> Command:
    return TagPhotos(_photos(library), "Travel / Italy")


def _tag_photos_below_what_is_there(library: Library) -> Command:
    library.execute(TagPhotos(_photos(library, 1), "Travel"))
    return TagPhotos(_photos(library), "travel/Italy/Rome")


def _untag(library: Library) -> Command:
    library.execute(TagPhotos(_photos(library), "Travel/Italy"))
    return UntagPhotos(_photos(library, 2), _tag(library, "Travel/Italy"))


def _rename_tag(library: Library) -> Command:
    library.execute(TagPhotos(_photos(library), "Travel/Italy/Rome"))
    return RenameTag(_tag(library, "Travel/Italy"), "Places/South/Italia")


def _merge_tags(library: Library) -> Command:
    library.execute(TagPhotos(_photos(library), "Sea/Sand"))
    library.execute(TagPhotos(_photos(library, 2), "Sea"))
    library.execute(TagPhotos(_photos(library, 1), "Coast/Sand"))
    library.execute(TagPhotos(_photos(library, 1), "Sea/Deep"))
    library.execute(SaveSearch("At sea", "tag:sea"))
    return MergeTags(_tag(library, "Sea"), _tag(library, "Coast"))


def _merge_a_tag_into_the_one_around_it(library: Library) -> Command:
    library.execute(TagPhotos(_photos(library), "Sea/Sea/Sea"))
    library.execute(TagPhotos(_photos(library, 2), "Sea/Sea"))
    return MergeTags(_tag(library, "Sea/Sea"), _tag(library, "Sea"))


def _delete_tag(library: Library) -> Command:
    library.execute(TagPhotos(_photos(library), "Travel/Italy/Rome"))
    library.execute(TagPhotos(_photos(library, 2), "Travel"))
    # A child that is older than its parent: undo must still make the parent first.
    library.execute(TagPhotos(_photos(library, 2), "Rome"))
    library.execute(TagPhotos(_photos(library, 2), "Later"))
    library.execute(RenameTag(_tag(library, "Rome"), "Later/Rome"))
    library.execute(RenameTag(_tag(library, "Later"), "Travel/Later"))
    return DeleteTag(_tag(library, "Travel"))


def _rate(library: Library) -> Command:
    library.execute(RatePhotos(_photos(library, 1), 2))
    return RatePhotos(_photos(library), 5)


def _unrate(library: Library) -> Command:
    library.execute(RatePhotos(_photos(library, 1), 2))
    return RatePhotos(_photos(library), None)


def _mark_in_photos(library: Library) -> Command:
    return MarkInPhotos(_photos(library), "Zoe")


def _unmark_in_photos(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(MarkInPhotos(_photos(library), "Ann"))
    return UnmarkInPhotos(_photos(library, 2), ann)


def _delete_a_person_who_is_marked_in_photos(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(MarkInPhotos(_photos(library), "Ann"))
    return DeletePerson(ann)


def _merge_people_who_are_marked_in_photos(library: Library) -> Command:
    ann, bob = _name_two(library)
    library.execute(MarkInPhotos(_photos(library), "Ann"))
    library.execute(MarkInPhotos((*_photos(library, 2), library.photos.ids()[-1]), "Bob"))
    return MergePeople(ann, (bob,))


def _save_search(library: Library) -> Command:
    return SaveSearch("Summers", "month:6..8")


def _save_search_again(library: Library) -> Command:
    library.execute(SaveSearch("Summers", "month:6..8"))
    return SaveSearch("summers", "month:7..8")


def _edit_search(library: Library) -> Command:
    library.execute(SaveSearch("Summers", "month:6..8"))
    return EditSavedSearch(library.search.saved()[0].id, "High summers", "month:7")


def _delete_search(library: Library) -> Command:
    library.execute(SaveSearch("Summers", "month:6..8"))
    return DeleteSavedSearch(library.search.saved()[0].id)


def _describe(library: Library) -> Command:
    ann, _ = _name_two(library)
    return DescribePerson(ann, dt.date(1988, 2, 29), dt.date(2020, 1, 1), "Aunt of Bob")


def _add_alias(library: Library) -> Command:
    return AddAlias(_name_two(library)[0], "Annie")


def _remove_alias(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(AddAlias(ann, "Annie"))
    return RemoveAlias(library.people.details(ann).aliases[0].id)


def _favourite(library: Library) -> Command:
    return SetFavourites((_name_two(library)[0],), True)


def _fill_in_the_form(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(AddAlias(ann, "Annie"))
    (alias,) = library.people.details(ann).aliases
    return DescribePerson(ann, dt.date(1988, 2, 29), None, "Aunt", ("Anni", "Nan"), (alias.id,), True, True)


def _favourites(library: Library) -> Command:
    return SetFavourites(_name_two(library), True)


def _hide_two(library: Library) -> Command:
    return HidePeople(_name_two(library))


def _show_two(library: Library) -> Command:
    library.execute(HidePeople(_name_two(library)))
    return ShowPeople(tuple(person.id for person in library.people.all()))


def _hide(library: Library) -> Command:
    return HidePeople((_name_two(library)[0],))


def _show(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(HidePeople((ann,)))
    return ShowPeople((ann,))


def _merge_people_of_whom_much_was_said(library: Library) -> Command:
    ann, bob = _name_two(library)
    library.execute(AddAlias(bob, "Bobby"))
    library.execute(DescribePerson(bob, dt.date(1990, 1, 1), None, "Plays the cello"))
    library.execute(SetFavourites((bob,), True))
    return MergePeople(ann, (bob,))


def _delete_a_person_with_an_alias(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(AddAlias(ann, "Annie"))
    return DeletePerson(ann)


def _rename_to_the_own_alias(library: Library) -> Command:
    ann, _ = _name_two(library)
    library.execute(AddAlias(ann, "Annie"))
    return RenamePerson(ann, "Annie")


CASES: list[Callable[[Library], Command]] = [
    _tag_photos,
    _tag_photos_below_what_is_there,
    _untag,
    _rename_tag,
    _merge_tags,
    _merge_a_tag_into_the_one_around_it,
    _delete_tag,
    _rate,
    _unrate,
    _mark_in_photos,
    _unmark_in_photos,
    _delete_a_person_who_is_marked_in_photos,
    _merge_people_who_are_marked_in_photos,
    _save_search,
    _save_search_again,
    _edit_search,
    _delete_search,
    _describe,
    _add_alias,
    _remove_alias,
    _favourite,
    _favourites,
    _hide,
    _hide_two,
    _show_two,
    _fill_in_the_form,
    _show,
    _merge_people_of_whom_much_was_said,
    _delete_a_person_with_an_alias,
    _rename_to_the_own_alias,
]


@pytest.mark.parametrize("prepare", CASES, ids=lambda case: case.__name__.strip("_"))
def test_undo_and_redo_lead_to_the_catalog_before_and_after(
    scanned: Library, prepare: Callable[[Library], Command]
) -> None:
    check_undo_and_redo(scanned, prepare(scanned))


def test_what_is_refused_changes_nothing(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    photos = _photos(scanned)
    scanned.execute(TagPhotos(photos, "Travel/Italy"))
    scanned.execute(TagPhotos(photos, "Beach"))
    scanned.execute(AddAlias(bob, "Bobby"))
    travel = _tag(scanned, "Travel")
    before = image_of(scanned.catalog_path)
    for command, said in (
        (TagPhotos(photos, "beach"), "have the tag Beach already"),
        (TagPhotos(photos, "Travel//Italy"), "needs a name"),
        (TagPhotos(photos, ""), "needs a name"),
        (TagPhotos(photos, "x" * 201), "200 letters"),
        (TagPhotos(photos, "/".join("x" * 21)), "20 deep"),
        (TagPhotos((999,), "Beach"), "not in the catalog"),
        (UntagPhotos(photos, travel), "None of these photos has the tag Travel"),
        (UntagPhotos(photos, 999), "not in the catalog"),
        (RenameTag(travel, "beach"), "a tag Beach already"),
        (RenameTag(travel, "Travel/Old/Travel"), "inside itself"),
        (MergeTags(travel, travel), "cannot be merged into itself"),
        (MergeTags(travel, 999), "not in the catalog"),
        (DeleteTag(999), "not in the catalog"),
        (RatePhotos(photos, 6), "1 to 5 stars"),
        (RatePhotos(photos, 0), "1 to 5 stars"),
        (MarkInPhotos((999,), "Ann"), "not in the catalog"),
        (UnmarkInPhotos(photos, ann), "in none of these photos"),
        (SaveSearch("x", "year:"), "cannot be read"),
        (SaveSearch(" ", "year:2019"), "needs a name"),
        (SaveSearch("x" * 201, "year:2019"), "200 letters"),
        (SaveSearch("x", "  "), "no search to save"),
        (EditSavedSearch(999, "x", "Ann"), "not kept any more"),
        (DeleteSavedSearch(999), "not kept any more"),
        (DescribePerson(ann, dt.date(2000, 1, 1), dt.date(1999, 1, 1), ""), "cannot have died on 1 January 1999"),
        (DescribePerson(ann, dt.date(2222, 1, 1), None, ""), "lies ahead"),
        (DescribePerson(ann, None, None, "x" * 20_001), "20,000 letters"),
        (DescribePerson(999, None, None, ""), "not in the catalog"),
        (AddAlias(ann, "bob"), "Somebody is called bob already"),
        (AddAlias(ann, "BOBBY"), "Somebody is called BOBBY already"),
        (AddAlias(bob, "bobby"), "Bob is called bobby already"),
        (RenamePerson(ann, "Bobby"), "Somebody is called Bobby already"),
        (RemoveAlias(999), "not in the catalog"),
        (SetFavourites((999,), True), "not in the catalog"),
    ):
        with pytest.raises(UserFacingError, match=said):
            scanned.execute(command)
    assert image_of(scanned.catalog_path) == before


def test_a_name_that_is_taken_says_by_whom(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    for command in (RenamePerson(bob, "ann"), AddAlias(bob, "ANN")):
        with pytest.raises(NameTaken) as refused:
            scanned.execute(command)
        assert refused.value.person_id == ann
        assert refused.value.name.casefold() == "ann"


def test_several_people_are_told_in_one_sentence(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    assert scanned.execute(SetFavourites((bob, ann, bob), True)).summary == "Made favourites of Bob and Ann"
    assert scanned.execute(HidePeople((ann, bob))).summary == "Hid Ann and Bob"
    assert scanned.execute(ShowPeople((ann, bob))).summary == "Showed Ann and Bob again"
    many = [ann, bob]
    for face, name in zip(scanned.people.face_ids(ann), ("Cleo", "Dora", "Ed"), strict=False):
        scanned.execute(NameFaces((face,), name))
        many.append(scanned.people.called(name)[0].id)
    assert scanned.execute(HidePeople(tuple(many))).summary == "Hid Ann, Bob, Cleo and 2 others"


def test_a_form_is_filled_in_by_one_decision(scanned: Library) -> None:
    said = scanned.execute(_fill_in_the_form(scanned))
    details = scanned.people.details(scanned.people.called("Ann")[0].id)
    assert said.summary == "Changed the details of Ann"
    assert [alias.name for alias in details.aliases] == ["Anni", "Nan"]
    assert (details.person.favourite, details.person.hidden) == (True, True)


def test_tags_make_a_tree_with_counts(scanned: Library) -> None:
    photos = _photos(scanned, 4)
    scanned.execute(TagPhotos(photos[:2], " Travel /Italy"))
    outcome = scanned.execute(TagPhotos(photos[1:3], "travel/Spain"))
    scanned.execute(TagPhotos(photos[3:], "Travel"))
    scanned.execute(TagPhotos(photos[3:], "Beach"))
    assert outcome.summary == "Tagged 2 photos Travel/Spain"
    assert outcome.changed.photos == set(photos[1:3])
    beach, travel = scanned.tags.tree()
    assert (beach.path, beach.photos, beach.photos_below) == ("Beach", 1, 1)
    assert (travel.path, travel.photos, travel.photos_below) == ("Travel", 1, 4)
    assert [(node.name, node.path, node.photos) for node in travel.children] == [
        ("Italy", "Travel/Italy", 2),
        ("Spain", "Travel/Spain", 2),
    ]
    assert outcome.changed.tags == {travel.children[1].id}
    assert [tag.path for tag in scanned.photos.detail(photos[1]).tags] == ["Travel/Italy", "Travel/Spain"]
    assert [tag.path for tag in scanned.tags.complete("sp")] == ["Travel/Spain"]
    assert [tag.path for tag in scanned.tags.complete("trav")] == ["Travel", "Travel/Italy", "Travel/Spain"]
    assert scanned.tags.complete("") == []


def test_renaming_a_tag_takes_those_below_along(scanned: Library) -> None:
    photos = _photos(scanned)
    scanned.execute(TagPhotos(photos, "Travel/Italy/Rome"))
    scanned.execute(RenameTag(_tag(scanned, "Travel/Italy"), "Italia"))
    assert [tag.path for tag in scanned.photos.detail(photos[0]).tags] == ["Italia/Rome"]
    assert [node.path for node in scanned.tags.tree()] == ["Italia", "Travel"]
    scanned.execute(RenameTag(_tag(scanned, "Italia"), "ITALIA"))
    assert [tag.path for tag in scanned.photos.detail(photos[0]).tags] == ["ITALIA/Rome"]


def test_a_merged_tag_is_the_other_one(scanned: Library) -> None:
    outcome = scanned.execute(_merge_tags(scanned))
    assert outcome.summary == "Merged the tag Sea into Coast: 2 photos"
    assert [(tag.path, tag.photos, tag.photos_below) for tag in scanned.tags.tree()] == [("Coast", 2, 3)]
    assert [(tag.path, tag.photos) for tag in scanned.tags.tree()[0].children] == [("Coast/Deep", 1), ("Coast/Sand", 3)]
    assert [search.words for search in scanned.search.saved()] == ["tag:Coast"]


def test_a_tag_merged_into_the_one_around_it_leaves_its_place_to_its_namesake(scanned: Library) -> None:
    scanned.execute(_merge_a_tag_into_the_one_around_it(scanned))
    (sea,) = scanned.tags.tree()
    assert (sea.photos, [(one.path, one.photos, one.children) for one in sea.children]) == (2, [("Sea/Sea", 3, ())])


def test_a_saved_search_is_renamed_and_changed(scanned: Library) -> None:
    assert scanned.execute(_edit_search(scanned)).summary == "Renamed the saved search Summers to High summers"
    (search,) = scanned.search.saved()
    assert (search.name, search.words) == ("High summers", "month:7")
    scanned.execute(SaveSearch("Best", "rating:5"))
    with pytest.raises(UserFacingError, match="a saved search Best already"):
        scanned.execute(EditSavedSearch(search.id, "best", "month:7"))
    with pytest.raises(UserFacingError, match="cannot be read"):
        scanned.execute(EditSavedSearch(search.id, "High summers", "year:"))
    changed = scanned.execute(EditSavedSearch(search.id, "High summers", "month:8"))
    assert changed.summary == "Changed the saved search High summers"
    assert {one.name: one.words for one in scanned.search.saved()} == {"Best": "rating:5", "High summers": "month:8"}


def test_deleting_a_tag_takes_it_from_its_photos(scanned: Library) -> None:
    photos = _photos(scanned)
    scanned.execute(TagPhotos(photos, "Travel/Italy"))
    outcome = scanned.execute(DeleteTag(_tag(scanned, "Travel")))
    assert outcome.summary == "Deleted the tag Travel and 1 below it, which 3 photos had"
    assert scanned.tags.tree() == ()
    assert scanned.photos.detail(photos[0]).tags == ()


def test_stars_are_shown_with_a_photo(scanned: Library) -> None:
    photos = _photos(scanned)
    assert scanned.execute(RatePhotos(photos, 4)).summary == "Gave 4 stars to 3 photos"
    assert [scanned.photos.detail(photo_id).rating for photo_id in photos] == [4, 4, 4]
    assert scanned.execute(RatePhotos(photos[:1], None)).summary == "Took the stars from 1 photo"
    assert scanned.photos.detail(photos[0]).rating is None


def test_saved_searches_are_kept_by_name(scanned: Library) -> None:
    scanned.execute(SaveSearch("Summers", "month:6..8"))
    scanned.execute(SaveSearch("best", "rating:5"))
    outcome = scanned.execute(SaveSearch("SUMMERS", " month:7  or month:8 "))
    assert [(one.name, one.words) for one in scanned.search.saved()] == [
        ("best", "rating:5"),
        ("SUMMERS", "month:7 or month:8"),
    ]
    assert outcome.changed.searches == {scanned.search.saved()[1].id}


def test_details_of_a_person(scanned: Library) -> None:
    ann, _ = _name_two(scanned)
    first = scanned.people.get(ann).first_taken
    assert first is not None
    scanned.execute(DescribePerson(ann, first.date().replace(year=first.year - 3), None, "  Aunt  "))
    outcome = scanned.execute(AddAlias(ann, " Annie "))
    assert (outcome.summary, outcome.changed.people) == ("Ann is also called Annie", frozenset({ann}))
    details = scanned.people.details(ann)
    assert [alias.name for alias in details.aliases] == ["Annie"]
    assert (details.notes, details.first_age) == ("Aunt", 3)
    assert details.person == scanned.people.get(ann)
    assert details.person.born == first.date().replace(year=first.year - 3)
    scanned.execute(SetFavourites((ann,), True))
    scanned.execute(HidePeople((ann,)))
    assert (scanned.people.get(ann).favourite, scanned.people.get(ann).hidden) == (True, True)


def test_ages_of_a_person_come_from_no_guessed_date(scanned: Library) -> None:
    ann, _ = _name_two(scanned)
    first, *_, last = scanned.people.face_ids(ann)
    guessed = [scanned.faces.summaries([face])[0] for face in (first, last)]
    with raw_catalog(scanned.catalog_path) as catalog:
        # As of files whose own time is all that dates them: a copy made long before the birth, and one of today.
        for face, year in zip(guessed, (1990, 2026), strict=True):
            moved = face.taken_at.replace(year=year)
            values = (moved.isoformat(" ", "microseconds"), face.photo_id)
            catalog.execute("UPDATE photo SET file_taken_at = ?, file_dated_by_exif = false WHERE id = ?", values)
    scanned.execute(DescribePerson(ann, dt.date(1988, 1, 1), None, ""))
    sure = sorted(face.taken_at for face in scanned.faces.summaries(scanned.people.face_ids(ann)) if face.dated_by_exif)
    details = scanned.people.details(ann)
    assert (details.first_age, details.last_age) == (sure[0].year - 1988, sure[-1].year - 1988)
    ages = {year.year: year.age for year in scanned.people.timeline(ann)}
    assert (ages[1990], ages[2026]) == (None, None)
    assert ages[sure[0].year] == sure[0].year - 1988
    # Where nothing is sure, nothing is said.
    with raw_catalog(scanned.catalog_path) as catalog:
        catalog.execute("UPDATE photo SET file_dated_by_exif = false")
    details = scanned.people.details(ann)
    assert (details.first_age, details.last_age) == (None, None)


def test_an_alias_is_a_name_everywhere(scanned: Library) -> None:
    ann, _ = _name_two(scanned)
    scanned.execute(AddAlias(ann, "Mum"))
    assert [person.id for person in scanned.people.called("mu")] == [ann]
    assert [person.id for person in scanned.people.complete("mum")] == [ann]
    assert scanned.search.find("mum").photo_ids == scanned.search.find("ann").photo_ids
    count = scanned.people.get(ann).faces
    scanned.execute(NameFaces(tuple(scanned.groups.face_ids(scanned.groups.all()[0].id)[:1]), "MUM"))
    assert scanned.people.get(ann).faces >= count + 1
    assert len(scanned.people.all()) == 2


def test_merging_keeps_all_that_was_said_about_both(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    scanned.execute(AddAlias(bob, "Bobby"))
    scanned.execute(AddAlias(ann, "Annie"))
    scanned.execute(DescribePerson(ann, None, None, "Aunt"))
    scanned.execute(DescribePerson(bob, dt.date(1990, 1, 1), None, "Cellist"))
    scanned.execute(MergePeople(ann, (bob,)))
    details = scanned.people.details(ann)
    assert {alias.name for alias in details.aliases} == {"Annie", "Bobby", "Bob"}
    assert (details.person.born, details.notes) == (dt.date(1990, 1, 1), "Aunt\n\nCellist")
    assert [person.id for person in scanned.people.called("bob")] == [ann]
    scanned.undo()
    assert [alias.name for alias in scanned.people.details(bob).aliases] == ["Bobby"]
    assert [alias.name for alias in scanned.people.details(ann).aliases] == ["Annie"]


def test_dates_that_contradict_each_other_are_not_merged(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    scanned.execute(DescribePerson(ann, None, dt.date(1980, 1, 1), ""))
    scanned.execute(DescribePerson(bob, dt.date(1990, 1, 1), None, ""))
    scanned.execute(MergePeople(ann, (bob,)))
    assert (scanned.people.get(ann).born, scanned.people.get(ann).died) == (None, dt.date(1980, 1, 1))


def test_a_timeline_has_all_faces_by_year(scanned: Library) -> None:
    ann, _ = _name_two(scanned)
    scanned.execute(DescribePerson(ann, dt.date(2000, 6, 1), None, ""))
    years = scanned.people.timeline(ann)
    assert [year.year for year in years] == sorted({year.year or 0 for year in years})
    assert [face for year in years for face in year.face_ids] == scanned.people.face_ids(ann)
    assert sorted(photo for year in years for photo in year.photo_ids) == sorted(scanned.photos.ids(ann))
    for year in years:
        assert year.cover_face_id in year.face_ids
        assert year.age == (year.year or 0) - 2000
        assert {face.taken_at.year for face in scanned.faces.summaries(year.face_ids)} == {year.year}


def test_who_appears_with_whom(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Cleo"))
    cleo = scanned.people.called("Cleo")[0].id
    found = scanned.people.companions(ann)
    assert {one.person.id: one.photos for one in found} == {
        other: scanned.people.photos_together([ann, other]) for other in (bob, cleo)
    }
    assert [one.photos for one in found] == sorted((one.photos for one in found), reverse=True)
    scanned.execute(HidePeople((bob,)))
    assert [one.person.id for one in scanned.people.companions(ann)] == [cleo]
    with pytest.raises(UserFacingError, match="not in the catalog"):
        scanned.people.companions(999)


def test_somebody_may_have_a_second_name_that_is_anothers_name(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    scanned.execute(AddAlias(bob, "Ann", another=True))
    assert {person.id for person in scanned.people.called("Ann")} == {ann, bob}


def test_who_is_marked_in_a_photo_is_found_there_through_merge_and_unmerge(scanned: Library) -> None:
    ann, bob = _name_two(scanned)
    seen = {name: set(scanned.search.find(name).photo_ids) for name in ("Ann", "Bob")}
    elsewhere = [photo for photo in scanned.photos.ids() if photo not in seen["Ann"] | seen["Bob"]]
    scanned.execute(MarkInPhotos(tuple(elsewhere[:2]), "Ann"))
    scanned.execute(MarkInPhotos((elsewhere[0],), "Bob"))
    assert set(scanned.search.find("Ann").photo_ids) == seen["Ann"] | set(elsewhere[:2])
    assert elsewhere[0] in scanned.search.find("Ann Bob").photo_ids
    scanned.execute(MergePeople(ann, (bob,)))
    assert set(scanned.search.find("Ann").photo_ids) == seen["Ann"] | seen["Bob"] | set(elsewhere[:2])
    scanned.execute(UnmergePeople(ann, bob))
    assert set(scanned.search.find("Bob").photo_ids) == seen["Bob"] | {elsewhere[0]}
    assert set(scanned.search.find("Ann").photo_ids) == seen["Ann"] | set(elsewhere[:2])


def test_somebody_is_noted_in_a_photo_once(scanned: Library) -> None:
    scanned.execute(MarkInPhotos(_photos(scanned, 2), "Ann"))
    with pytest.raises(UserFacingError, match="Ann is noted in all of these photos already"):
        scanned.execute(MarkInPhotos(_photos(scanned, 1), "Ann"))
