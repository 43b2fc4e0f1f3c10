"""The search language: what each search finds, what is said about it, and what is said where it cannot be read."""

from __future__ import annotations

import pytest
from inside import database_of
from search_library import PHOTOS, Searched

from photoface.catalog.search.compile import statement
from photoface.catalog.search.errors import SearchError
from photoface.catalog.search.grammar import parse
from photoface.catalog.search.resolve import look_up
from photoface.errors import UserFacingError

FOUND = {
    "anna": "alone pair three rome birthday crowd bystander",
    "ANNA berg": "alone pair three rome birthday crowd bystander",
    '"anna berg"': "alone pair three rome birthday crowd bystander",
    "berg": "alone pair three rome birthday crowd bystander",
    "mum": "alone pair three rome birthday crowd bystander",
    "ann": "one two crowd",
    "jose": "two child birthday",
    '"or"': "or",
    "anna ben": "pair three crowd",
    "anna, ben": "pair three crowd",
    "anna and ben -carla": "pair",
    "anna not ben -carla": "alone rome birthday bystander",
    "anna - ben -carla": "alone rome birthday bystander",
    "ann or jose": "one two child birthday crowd",
    "ann | jose": "one two child birthday crowd",
    "carla or ann jose": "three two crowd or",
    "(carla or ann) anna": "three crowd",
    "-(anna or ben or carla or ann or jose)": "empty strangers",
    "not not ann": "one two crowd",
    "only:anna": "alone bystander",
    "only:anna,ben": "pair",
    'only:"anna berg",ben,carla': "three",
    "only:ann": "one",
    "-only:anna anna": "pair three rome birthday crowd",
    "year:2015": "alone pair",
    "year:2015..2016": "alone pair three rome sea",
    "year:2015-2016": "alone pair three rome sea",
    "year:<2016": "alone pair",
    "year:>=2020": "gone or",
    "year:2019..": "crowd empty strangers bystander gone or",
    "year:..2015": "alone pair",
    "month:7": "three rome",
    "month:7..8": "three rome sea",
    "month:12..2": "alone pair crowd strangers bystander gone or",
    "date:2015-12-31": "pair",
    "date:2016-07": "three rome",
    "date:2016-07-11..2016-08-01": "rome sea",
    "date:2016-07..2016": "three rome sea",
    "date:>2019": "gone or",
    "date:>=2019-12-25": "bystander gone or",
    "date:<2015-12-31": "alone",
    "date:<=2015-12-31": "alone pair",
    "date:2020..": "gone or",
    "faces:0": "empty",
    "faces:2": "pair rome two birthday or",
    "faces:>3": "crowd",
    "faces:>=3": "three sea crowd",
    "faces:2..3": "pair three rome sea two birthday or",
    "faces:<1": "empty",
    "with:strangers": "rome sea strangers bystander",
    "anna with:strangers": "rome bystander",
    "is:unnamed": "strangers",
    "is:missing": "gone",
    "-is:missing year:2020": "or",
    "is:damaged": "crowd",
    "-is:damaged faces:>3": "",
    "is:favourite": "pair rome",
    "is:hidden": "secret",
    "is:hidden anna": "secret",
    "album:rome or is:hidden": "rome sea secret",
    "album:journeys": "alone rome sea",
    "album:rome": "rome sea",
    'album:"journeys/rome 2016" -is:hidden': "rome sea",
    "circle:holt": "three two child birthday crowd or",
    "tag:rome": "alone rome",
    "tag:italy/rome": "rome",
    "tag:Travel": "rome sea",
    "tag:italy": "rome sea",
    "tag:trav": "rome sea",
    'tag:"strand & meer"': "sea empty",
    "tag:meer": "sea empty",
    "-tag:travel with:strangers": "strangers bystander",
    "rating:5": "rome sea",
    "rating:>=3": "three rome sea",
    "rating:1-3": "three gone",
    "rating:0 year:2016": "",
    "rating:0 year:2015": "alone pair",
    "camera:pixel": "rome sea",
    'camera:"google pixel 7"': "sea",
    "camera:elan": "three",
    "-camera:pixel year:2016": "three",
    "place:41.9,12.5,1": "rome",
    "place:41.9,12.5,50": "rome sea",
    "place:41.9,12.5": "rome",
    "-place:41.9,12.5,50 tag:rome": "alone",
    "place:-17,-179.99,5": "alone",
    "place:90,0,20000": "alone rome sea",
    "in:italy": "rome sea",
    "in:2016": "three rome sea",
    "in:2016/italy": "rome sea",
    "in:bilder": " ".join(path.rpartition("/")[2].removesuffix(".png") for path, _, _ in PHOTOS)
    .replace("forgotten ", "")
    .replace(" secret", ""),
    "in:tante": "one two",
    "in:geburts": "birthday",
    'in:"sommerfest bei tante ida"': "one two",
    "in:2020": "gone or",
    "age:anna:26": "alone",
    "age:anna:27": "pair",
    "age:anna:28-30": "three rome birthday crowd",
    "age:anna:31": "bystander",
    "age:anna:>30": "bystander",
    "age:jose:1": "two child",
    "age:jose:2": "birthday",
    "age:jose:<2": "two child",
    "age:jose:0..99": "two child birthday",
    "-age:jose:1 jose": "birthday",
    "": "",
    "  ": "",
    '"ann': "one two crowd",
}


@pytest.mark.parametrize("words", FOUND)
def test_what_a_search_finds(searched: Searched, words: str) -> None:
    order = {name: index for index, name in enumerate(searched.ids)}
    expected = sorted(FOUND[words].split(), key=lambda name: -order[name])
    assert searched.found(words) == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("anna ben -carla year:2019", "Anna Berg and Ben Holt without Carla, 2019"),
        ("-ben", "Everything without Ben Holt"),
        ("-ben -carla", "Everything without Ben Holt and without Carla"),
        ("an or jose", "Ann or Anna Berg or José"),
        ("an jose", "(Ann or Anna Berg) and José"),
        ("year:>=2019 faces:1", "Since 2019, 1 face"),
        ("(anna or ben) tag:italy", "(Anna Berg or Ben Holt), tagged Travel/Italy"),
        ("anna ben or carla", "(Anna Berg and Ben Holt) or Carla"),
        ("-(anna ben)", "Not (Anna Berg and Ben Holt)"),
        ("only:anna,ben", "Only Anna Berg and Ben Holt"),
        ("age:anna:3-5", "Anna Berg aged 3 to 5"),
        ("faces:>3 with:strangers", "4 or more faces, with strangers"),
        ("rating:0", "No stars"),
        ("date:2019-05", "May 2019"),
        ("month:6..8 camera:elan", "In June to August, taken with Canon Élan"),
        ("in:italy place:1.5,2,3", "In the folder Bilder/2016/Italy, within 3 km of 1.5, 2"),
        ("is:missing", "Missing from the disk"),
        ("is:damaged", "Read only in part"),
        ("is:stacked", "In a stack"),
        ("is:duplicate", "Copies"),
        ("is:favourite -is:hidden", "Favourites, not hidden"),
        ("album:rome circle:holt", "In the album Journeys/Rome 2016, somebody of Holt family"),
        ("is:unnamed", "Nobody named yet"),
    ],
)
def test_what_is_said_about_a_search(searched: Searched, words: str, said: str) -> None:
    assert searched.library.search.find(words).explanation == said


@pytest.mark.parametrize(
    ("words", "unknown", "said"),
    [
        ("anna zoe", ("zoe",), "Nobody and nothing is called “zoe”."),
        ("-zoe", ("zoe",), "Nobody and nothing is called “zoe”."),
        ("anna or zoe or only:zoe,ada", ("zoe", "ada"), "Nobody and nothing is called “zoe”, “ada”."),
        ("tag:snow", ("snow",), "There is no tag “snow”."),
        ("camera:leica", ("leica",), "No photo was taken with a camera “leica”."),
        ("in:attic", ("attic",), "There is no folder “attic”."),
        ("album:attic", ("attic",), "There is no album “attic”."),
        ("circle:work", ("work",), "There is no circle of people “work”."),
        ("tag:france/rome", ("france/rome",), "There is no tag “france/rome”."),
        ("zoe age:ada:3", ("zoe", "ada"), "Nobody and nothing is called “zoe”, “ada”."),
    ],
)
def test_words_that_mean_nothing_are_reported(
    searched: Searched, words: str, unknown: tuple[str, ...], said: str
) -> None:
    result = searched.library.search.find(words)
    assert (result.photo_ids, result.unknown, result.explanation) == ((), unknown, said)


@pytest.mark.parametrize(
    ("words", "position", "says"),
    [
        ("year:", 5, "at its end. After year: comes a year"),
        ("anna year:soon", 10, "at “soon” (character 11). After year: comes a year"),
        ("year:0", 5, "It goes from 1 to 9,999."),
        ("year:2019..2015", 5, "The smaller number comes first."),
        ("year:" + "9" * 5000, 5, "It goes from 1 to 9,999."),
        ("month:13", 6, "a month from 1 to 12"),
        ("date:2019-02-30", 5, "There is no such day."),
        ("date:2019-05-02..2019-05-01", 5, "The earlier day comes first."),
        ("date:..", 5, "After date: comes a day"),
        ("date:>9999", 5, "There is no such day."),
        ("faces:many", 6, "faces:>3"),
        ("faces:<0", 6, "Nothing is less than 0."),
        ("rating:6", 7, "It goes from 0 to 5."),
        ("rating:>5", 7, "Nothing is more than 5."),
        ("age:anna", 8, "at its end. After age: come a name and full years"),
        ("age:anna:old", 9, "at “old”"),
        ("with:anna", 5, "with:strangers"),
        ("is:pretty", 3, "damaged, duplicate, stacked, unnamed or video"),
        ("place:91,0,1", 6, "Degrees north go from -90 to 90"),
        ("place:1,2,0", 6, "The distance is more than 0"),
        ("place:48.2", 6, "degrees north, degrees east and kilometres"),
        ("only:", 5, "only:Anna,Ben"),
        ("anna colour:red", 5, "at “colour:red” (character 6). Only these can stand before a colon: only:, year:"),
        ("anna )", 5, "at “)” (character 6). No bracket is open."),
        ("(anna", 5, "at its end. A bracket is still open. Close it with )."),
        ("()", 1, "There is nothing before this bracket."),
        ("anna or", 7, "at its end. Here fits a name"),
        ("or anna", 0, "at “or” (character 1). Here fits a name"),
        ("anna -", 6, "at its end. Here fits a name"),
        ('anna ""', 5, "A name goes between the quotes."),
        ("-" * 40 + "anna", 0, "30 deep at most"),
        ("(" * 2000 + "anna", 2004, "A bracket is still open"),
        ("anna " * 101, 0, "A search can have 100 conditions at most."),
    ],
)
def test_what_cannot_be_read_is_pointed_at(searched: Searched, words: str, position: int, says: str) -> None:
    with pytest.raises(SearchError) as error:
        searched.library.search.find(words)
    assert says in str(error.value)
    assert error.value.position == position
    assert error.value.sentence.endswith(".")
    assert error.value.remedy.endswith(".")


def test_an_age_needs_a_date_of_birth(searched: Searched) -> None:
    with pytest.raises(UserFacingError, match=r"When Ben Holt was born is not known.*Add the date"):
        searched.library.search.find("age:ben:3")


def test_the_largest_search_that_is_allowed_runs(searched: Searched) -> None:
    assert searched.found(" ".join(["anna"] * 100)) == searched.found("anna")
    assert searched.found("(" * 30 + "anna" + ")" * 30) == searched.found("anna")
    assert searched.found("-" * 30 + "anna") == searched.found("anna")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "words", ["anna", "an", "anna ben -carla", "only:anna", "anna (ben or carla) year:2015..2018", "age:anna:26-30"]
)
def test_a_search_for_people_never_reads_all_faces(searched: Searched, words: str) -> None:
    node = parse(words)
    assert node is not None
    with database_of(searched.library).read() as session:
        compiled = statement(node, look_up(session, node)).compile(
            session.get_bind(), compile_kwargs={"literal_binds": True}
        )
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert any(step.startswith("SEARCH face USING") and "person_id=?" in step for step in plan), plan
    assert not any(step.startswith(("SCAN face", "SCAN photo")) for step in plan), plan
