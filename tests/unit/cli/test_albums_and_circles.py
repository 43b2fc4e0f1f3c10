"""Albums, circles, relations, favourites, hidden photos and captions in the terminal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from command import Command

from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson
from photoface.library.library import Library


def _file(library: Library, index: int) -> Path:
    path = library.photos.detail(library.photos.ids()[index]).path
    assert path is not None
    return path


def _named(library: Library) -> None:
    for group, name in zip(library.groups.all(), ("Ada", "Ben"), strict=False):
        library.execute(NameGroup(group.id, name))


def test_albums_are_made_filled_moved_and_deleted(photoface: Command, scanned: Library) -> None:
    first, second = _file(scanned, 0), _file(scanned, 1)
    assert photoface("albums").err.startswith("There are no albums yet")
    assert photoface("albums", "add", "Travel", first).code == 0
    assert photoface("albums", "add", "Travel/Rome", first, second).code == 0
    assert photoface("albums", "--json").json == [
        {"path": "Travel", "id": 1, "photos": 1},
        {"path": "Travel/Rome", "id": 2, "photos": 2},
    ]
    assert photoface("albums", "show", "rome").out.splitlines() == [str(first), str(second)]
    assert photoface("albums", "remove", "Rome", first).code == 0
    assert len(photoface("albums", "show", "Rome", "--json").json) == 1
    assert photoface("albums", "move", "Rome", "/").code == 0
    assert photoface("albums", "rename", "Rome", "Roma").code == 0
    assert [one["path"] for one in photoface("albums", "--json").json] == ["Roma", "Travel"]
    assert photoface("albums", "delete", "Roma").code == 0
    assert photoface("albums", "show", "Roma").code == 1


def test_albums_are_put_in_order(photoface: Command, scanned: Library) -> None:
    for album in ("Autumn", "Spring", "Summer", "Travel", "Travel/Rome"):
        assert photoface("albums", "add", album, _file(scanned, 0)).code == 0

    def order() -> list[str]:
        return [one["path"] for one in photoface("albums", "--json").json]

    assert photoface("albums", "move", "Autumn", "--last").code == 0
    assert order() == ["Spring", "Summer", "Travel", "Travel/Rome", "Autumn"]
    assert photoface("albums", "move", "Rome", "--before", "Summer").code == 0
    assert order() == ["Spring", "Rome", "Summer", "Travel", "Autumn"]
    assert photoface("albums", "move", "Spring", "/", "--last").code == 0
    assert order() == ["Rome", "Summer", "Travel", "Autumn", "Spring"]
    for wrong in (("Rome",), ("Rome", "/", "--before", "Travel"), ("Rome", "--last", "--before", "Travel")):
        refused = photoface("albums", "move", *wrong)
        assert refused.code == 1
        assert "Say one place for the album." in refused.err
    assert order() == ["Rome", "Summer", "Travel", "Autumn", "Spring"]


def test_circles_and_relations(photoface: Command, scanned: Library) -> None:
    _named(scanned)
    assert photoface("circles", "add", "Family", "Ada", "Ben").code == 0
    assert photoface("circles", "remove", "family", "Ben").code == 0
    assert [one["name"] for one in photoface("circles", "--json").json[0]["people"]] == ["Ada"]
    assert photoface("circles", "rename", "Family", "Home").code == 0
    assert "Home" in photoface("circles").out
    assert photoface("circles", "delete", "Home").code == 0
    assert photoface("circles", "delete", "Home").code == 1
    assert photoface("relations", "add", "Ben", "child", "Ada").code == 0
    assert photoface("relations", "--json").json == [
        {"person": {"id": 1, "name": "Ada"}, "is": "parent", "of": {"id": 2, "name": "Ben"}}
    ]
    assert photoface("relations", "--of", "Ben", "--json").json[0]["is"] == "child"
    assert photoface("relations", "remove", "Ada", "Ben").code == 0
    assert photoface("relations", "remove", "Ada", "Ben").code == 1


def test_a_parent_who_is_younger_than_the_child_is_refused(photoface: Command, scanned: Library) -> None:
    _named(scanned)
    for person_id, year in ((1, 2000), (2, 1960)):
        scanned.execute(DescribePerson(person_id, dt.date(year, 1, 1), None, ""))
    refused = photoface("relations", "add", "Ada", "parent", "Ben")
    assert refused.code == 1
    assert "cannot be a parent" in refused.err


def test_photos_are_loved_hidden_and_described(photoface: Command, scanned: Library) -> None:
    first = _file(scanned, 0)
    assert photoface("favourites", first).code == 0
    assert photoface("favourites").out.splitlines() == [str(first)]
    assert photoface("favourites", first, "--off").code == 0
    assert photoface("favourites", "--json").json == []
    assert photoface("caption", first, "--title", "Sea", "--text", "At last").code == 0
    assert scanned.photos.detail(scanned.photos.ids()[0]).caption == "At last"
    assert photoface("caption", first).code == 2
    assert photoface("hidden", first).code == 0
    assert photoface("hidden").out.splitlines() == [str(first)]
    assert photoface("hidden", "--search", "is:hidden", "--off").code == 0
    assert photoface("hidden").out == ""


def test_somebody_is_erased_by_a_sentence(photoface: Command, scanned: Library) -> None:
    _named(scanned)
    told = photoface("erase", "Ada")
    assert "cannot be undone" in told.out
    assert "--sentence 'erase Ada'" in told.err
    assert photoface("erase", "Ada", "--sentence", "yes").code == 1
    assert photoface("erase", "Ada", "--sentence", "erase Ada").out == "Somebody was erased.\n"
    assert [one["name"] for one in photoface("people", "--json").json] == ["Ben"]
