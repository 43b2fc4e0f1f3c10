"""The history's sentences are made of facts each time that they are shown."""

from __future__ import annotations

from string import Formatter

import pytest
from raw_catalog import raw_catalog

from photoface.catalog import decision_sentences
from photoface.catalog.decision_sentences import TEMPLATES, facts, sentence
from photoface.errors import CatalogDamaged
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (facts("named", faces=2000, person="Ann {0}"), "Named 2,000 faces Ann {0}"),
        (facts("named_more", faces=1, before=1200, person="Ann"), "Added 1 face to the 1,200 of Ann"),
        (facts("rejected", faces=1, person="Ann"), "Said that 1 face is not Ann"),
        (facts("rejected", faces=2, person="Ann"), "Said that 2 faces are not Ann"),
        (facts("people_merged", people=["A", "B", "C", "D"], person="E"), "Merged A and B and C and D into E"),
        (facts("hidden", people=["A", "B", "C", "D", "E"]), "Hid A, B, C and 2 others"),
        (facts("hidden", people=["A"]), "Hid A"),
        (facts("dated", photos=3, date="1985-06-04 12:30"), "Dated 3 photos: 4 June 1985, 12:30"),
        (facts("dated", photos=3, date="1985-06-04"), "Dated 3 photos: 4 June 1985"),
        (facts("dated", photos=3, date="1985-06"), "Dated 3 photos: June 1985"),
        (facts("dated", photos=3, date="about 1985"), "Dated 3 photos: about 1985"),
        (facts("photos_deleted", photos=3, videos=3), "Deleted 3 videos"),
        (facts("photos_restored", photos=3, videos=1), "Brought back 2 deleted photos and 1 deleted video"),
        (facts("photos_favourite", photos=1), "Made 1 photo a favourite"),
        (facts("photos_favourite", photos=2, videos=1), "Made 1 photo and 1 video favourites"),
        (facts("photos_no_favourite", photos=1, videos=1), "1 video is no favourite any more"),
        (
            {**facts("confirmed", faces=3, person="Ann"), "certain": 1},
            "Confirmed 3 faces of Ann, and 1 face that certainly belongs too",
        ),
    ],
)
def test_numbers_and_names_stand_in_the_sentence(of: decision_sentences.Facts, said: str) -> None:
    assert sentence(of) == said


def test_every_template_can_be_read() -> None:
    for name, template in TEMPLATES.items():
        values: dict[str, int | str | list[str]] = {}
        for _, field, kind, _ in Formatter().parse(template):
            if field is not None:
                values[field] = 1 if "|" in (kind or "") else ["Ann"] if kind in ("and", "list") else "1985-06"
        assert sentence(facts(name, **values))


@pytest.mark.parametrize(
    "of",
    [
        {},
        [],
        {"template": "nothing"},
        {"template": []},
        {"template": "named"},
        {"template": "named", "faces": "many", "person": "Ann"},
        {"template": "hidden", "people": []},
        {"template": "hidden", "people": 3},
        {"template": "hidden", "people": ["Ann"], "certain": "x"},
    ],
)
def test_facts_that_say_nothing_are_damage(of: decision_sentences.Facts) -> None:
    with pytest.raises(CatalogDamaged):
        sentence(of)


def test_a_corrected_sentence_holds_for_what_was_decided_before(
    scanned: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = scanned.groups.all()[0].faces
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    monkeypatch.setitem(TEMPLATES, "named", "{person}: {faces:Gesicht|Gesichter} benannt")
    assert scanned.history.undo_summary() == f"Ann: {count} Gesichter benannt"
    assert scanned.undo().summary == f"Ann: {count} Gesichter benannt"
    assert [line.summary for line in scanned.history.decisions()] == [f"Ann: {count} Gesichter benannt"]


def test_a_decision_from_before_the_facts_keeps_its_sentence(scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    with raw_catalog(scanned.catalog_path) as rows:
        rows.execute("UPDATE decision SET facts = NULL, summary = 'Named somebody Ann'")
    assert scanned.history.undo_summary() == "Named somebody Ann"
    assert [line.summary for line in scanned.history.decisions()] == ["Named somebody Ann"]
    assert scanned.history.way_back_to(None).first == ("Named somebody Ann",)
    assert scanned.undo().summary == "Named somebody Ann"
