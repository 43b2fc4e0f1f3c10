from __future__ import annotations

from pathlib import Path

from command import Command

from photoface.library.library import Library


def _file(library: Library, index: int) -> Path:
    path = library.photos.detail(library.photos.ids()[index]).path
    assert path is not None
    return path


def test_tagging_files_and_what_a_search_finds(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    done = photoface("tag", "Travel/Italy", _file(scanned, 0), _file(scanned, 1))
    assert (done.code, done.out) == (0, "Tagged 2 photos Travel/Italy.\n")
    count = len(scanned.photos.ids(cast["anna"]))
    assert photoface("tag", "Anna", "--search", "anna").out == f"Tagged {count} photos Anna.\n"
    assert photoface("tag", "Early", "--search", "year:2019 -carla or year:2019").code == 1
    assert len(photoface("search", "tag:travel").out.splitlines()) == 2
    assert photoface("untag", "italy", _file(scanned, 0)).out == "Took the tag Travel/Italy from 1 photo.\n"
    values = photoface("tags", "--json").json
    assert [(one["path"], one["photos"], one["photos_below"]) for one in values] == [
        ("Anna", count, count),
        ("Travel", 0, 1),
    ]
    assert values[1]["tags"][0]["path"] == "Travel/Italy"
    shown = photoface("tags").out
    assert "  Italy" in shown
    assert photoface("tags", "rename", "italy", "Italia").out == "Renamed the tag Travel/Italy to Italia.\n"
    photoface("tag", "Italy", _file(scanned, 0))
    assert photoface("tags", "merge", "Italy", "Italia").out == "Merged the tag Italy into Italia: 1 photo.\n"
    assert photoface("tags", "delete", "Italia").out == "Deleted the tag Italia, which 2 photos had.\n"
    assert photoface("untag", "Nowhere", _file(scanned, 0)).err.startswith("There is no tag Nowhere.")


def test_what_is_refused_about_photos(photoface: Command, scanned: Library, tmp_path: Path) -> None:
    assert photoface("tag", "Beach").code == 2
    assert photoface("tag", "Beach", _file(scanned, 0), "--search", "year:2019").code == 2
    strange = photoface("tag", "Beach", tmp_path / "elsewhere.jpg")
    assert (strange.code, strange.err.splitlines()[0]) == (1, f"{tmp_path / 'elsewhere.jpg'} is not in the library.")
    assert photoface("tag", "Beach", "--search", "year:1900").err.startswith("There is no such photo: 1900.")
    assert photoface("rate", "6", _file(scanned, 0)).code == 2
    assert "no tags yet" in photoface("tags").err


def test_an_ambiguous_tag_is_asked_about(photoface: Command, scanned: Library) -> None:
    photoface("tag", "Italy/Rome", _file(scanned, 0))
    photoface("tag", "USA/Rome", _file(scanned, 0))
    refused = photoface("tags", "delete", "rome")
    assert refused.err.splitlines() == ["rome could be Italy/Rome or USA/Rome.", "Write the whole path."]
    assert photoface("tags", "delete", "usa/rome").code == 0


def test_rating(photoface: Command, scanned: Library) -> None:
    assert photoface("rate", 4, _file(scanned, 0)).out == "Gave 4 stars to 1 photo.\n"
    assert photoface("search", "rating:>=4").out == f"{_file(scanned, 0)}\n"
    assert photoface("search", "rating:4", "--json").json["photos"][0]["rating"] == 4
    assert photoface("rate", 0, "--search", "rating:4").out == "Took the stars from 1 photo.\n"


def test_saved_searches(photoface: Command, cast: dict[str, int]) -> None:
    assert "No search is saved yet" in photoface("search", "--list-saved").err
    first = photoface("search", "Anna Berg", "year:2019..2020", "--save", "Our Anna")
    assert "Saved the search Our Anna." in first.err
    assert photoface("search", "--list-saved", "--json").json == [
        {"id": 1, "name": "Our Anna", "words": 'person:"Anna Berg" year:2019..2020'}
    ]
    assert photoface("search", "--saved", "our anna").out == first.out
    narrowed = photoface("search", "--saved", "our anna", "-Ben")
    assert set(narrowed.out.splitlines()) < set(first.out.splitlines())
    assert photoface("search", "--saved", "nothing").err.splitlines() == [
        "There is no saved search nothing.",
        "There are Our Anna.",
    ]
    assert photoface("search", "--delete-saved", "our anna").out == "Deleted the saved search Our Anna.\n"
    assert photoface("search").code == 2


def test_a_search_as_shells_hand_it_over(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    whole = photoface("search", '("Anna Berg" or Ben) year:2019').out
    assert whole
    assert photoface("search", "(Anna or Ben)", "year:2019").out == whole
    assert photoface("search", "(Anna", "or", "Ben)", "year:2019").out == whole
    photoface("tag", "Summer Days", _file(scanned, 0))
    assert len(photoface("search", "tag:Summer Days").out.splitlines()) == 1
    only = photoface("search", "only:Anna Berg,Ben").out
    assert only == photoface("search", 'only:"Anna Berg",Ben').out
    assert photoface("search", "-only:Anna Berg,Ben", "Anna").out == photoface("search", "Anna", "-only:anna,ben").out
    refused = photoface("search", "Anna", "year:soon")
    assert (refused.code, refused.err.splitlines()[0]) == (
        1,
        "The search cannot be read at “soon” (character 11).",
    )


def test_copying_what_was_found(photoface: Command, cast: dict[str, int], scanned: Library, tmp_path: Path) -> None:
    done = photoface("search", "Anna", "--copy-to", tmp_path / "out")
    count = len(scanned.photos.ids(cast["anna"]))
    assert (done.code, done.out) == (0, "")
    assert f"{count} photos copied to {tmp_path / 'out'}." in done.err
    assert len(list((tmp_path / "out").iterdir())) == count
    _file(scanned, 0).unlink()
    everything = photoface("search", "faces:>=0", "--copy-to", tmp_path / "all", "--json").json
    assert len(everything["copied"]) == len(scanned.photos.ids()) - 1
    assert everything["not_copied"][0]["reason"] == "The file is not there."
    assert "1 photo could not be copied:" in photoface("search", "faces:>=0", "--copy-to", tmp_path / "all").err


def test_details_of_a_person(photoface: Command, cast: dict[str, int]) -> None:
    assert photoface("describe", "Anna", "--born", "2000-02-29", "--notes", "Aunt").code == 0
    assert photoface("describe", "Anna", "--died", "2025-01-01").out == "Changed the details of Anna Berg.\n"
    assert photoface("alias", "Anna", "Granny", "Ann").out == "Anna Berg is also called Granny Ann.\n"
    assert photoface("favourite", "granny").out == "Made Anna Berg a favourite.\n"
    values = photoface("person", "granny", "--json").json
    assert (values["born"], values["died"], values["notes"]) == ("2000-02-29", "2025-01-01", "Aunt")
    assert (values["aliases"], values["favourite"]) == (["Granny Ann"], True)
    assert values["first_age"] == 18
    assert values["appears_with"][0]["name"] == "Ben Holt"
    shown = photoface("person", "Anna").out
    for line in ("Also called Granny Ann", "Born 2000-02-29, died 2025-01-01; 18 to ", "Favourite", "Aunt"):
        assert line in shown
    assert "In photos with Ben Holt (" in shown
    assert photoface("alias", "Anna", "granny ann", "--remove").code == 0
    assert photoface("alias", "Anna", "granny ann", "--remove").err.startswith(
        "Anna Berg has no other name granny ann."
    )
    assert photoface("favourite", "Anna", "--off").out == "Anna Berg is no favourite any more.\n"
    photoface("describe", "Anna", "--died", "none")
    assert photoface("person", "Anna", "--json").json["died"] is None
    assert photoface("describe", "Anna").code == 2
    assert photoface("describe", "Anna", "--born", "long ago").code == 2


def test_hidden_people(photoface: Command, cast: dict[str, int]) -> None:
    assert photoface("hide", "Ben").out == "Hid Ben Holt.\n"
    assert "Ben Holt" not in photoface("people").out
    assert "Ben Holt" in photoface("people", "--hidden").out
    assert {one["name"]: one["hidden"] for one in photoface("people", "--json").json} == {
        "Anna Berg": False,
        "Ben Holt": True,
    }
    assert photoface("hide", "Ben", "--off").out == "Showed Ben Holt again.\n"


def test_delete_cover_and_forget(photoface: Command, cast: dict[str, int], scanned: Library, album: Path) -> None:
    face = scanned.people.face_ids(cast["anna"])[-1]
    assert photoface("cover", "Anna", face).out == "Chose a cover for Anna Berg.\n"
    assert scanned.people.get(cast["anna"]).cover_face_id == face
    assert photoface("delete", "Ben").out.startswith("Removed the name Ben Holt from ")
    assert "No photo is missing" in photoface("forget").err
    _file(scanned, 0).unlink()
    photoface("scan")
    assert photoface("forget").out == "Forgot 1 missing photo.\n"
    assert len(scanned.photos.ids()) == 11


def test_exports_hold_what_was_said(photoface: Command, cast: dict[str, int], scanned: Library) -> None:
    photoface("describe", "Anna", "--born", "2000-02-29", "--notes", "Aunt")
    photoface("alias", "Anna", "Mum")
    photoface("tag", "Travel/Italy", "--search", "anna")
    photoface("rate", 5, "--search", "anna")
    photoface("search", "anna", "--save", "Her")
    values = photoface("export", "-").json
    anna = next(person for person in values["people"] if person["name"] == "Anna Berg")
    assert (anna["born"], anna["died"], anna["aliases"], anna["notes"]) == ("2000-02-29", None, ["Mum"], "Aunt")
    assert values["tags"] == ["Travel", "Travel/Italy"]
    assert values["searches"] == [{"name": "Her", "words": "person:anna"}]
    tagged = [photo for photo in values["photos"] if photo["tags"]]
    assert {photo["id"] for photo in tagged} == set(scanned.photos.ids(cast["anna"]))
    assert {(photo["rating"], *photo["tags"]) for photo in tagged} == {(5, "Travel/Italy")}
    rows = photoface("export", "-", "--format", "csv").out.splitlines()
    assert "rating,tags,born,died,away,dated_by,date_precision,person_id" in rows[0]
    assert any(",5,Travel/Italy,2000-02-29,," in row for row in rows)
