"""Photos and people are arranged by hand: albums, living albums, hidden photos, stacks, circles, and the interview."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import person
from real_window import RealWindow
from travel import Travel

PHOTO = re.compile("^Photo of")
ARROW = 0.06
"""Where the arrow of a line of the sidebar stands, as a fraction of its width."""


def _choose(window: RealWindow, number: int, entry: str) -> None:
    """Choose from the menu of the photo of that number."""
    window.screen.click(window.find(PHOTO, "Item", number=number).middle, button=3)
    window.click(entry, "MenuItem")


def _select(window: RealWindow, *numbers: int) -> None:
    """Select photos, the first by a click and the others with Ctrl."""
    for position, number in enumerate(numbers):
        photo = window.find(PHOTO, "Item", number=number)
        window.screen.click(photo.middle, holding="ctrl" if position else "")
    window.wait(
        lambda: sum("selected" in photo.states for photo in window.all(PHOTO, "Item")) == len(numbers),
        f"{len(numbers)} photos are selected",
    )


def test_albums_in_each_other_with_order_and_cover_and_a_living_album(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    window.click("Photos", "Button")
    _select(window, 0, 1, 2)
    window.press("ctrl+l")
    window.wait_for_focus("Album")
    window.type("Summer", "Return")
    window.see("Summer", "Button")
    (first_order,) = (catalog.ask("SELECT photo_id FROM album_photo ORDER BY position, id"),)

    window.screen.click(window.find("Summer", "Button").middle, button=3)
    window.click("New album in it …", "MenuItem")
    window.wait_for_focus("New album")
    window.type("Beach", "Return")
    window.wait(lambda: len(catalog.ask("SELECT 1 FROM album WHERE parent_id IS NOT NULL")) == 1, "one is in the other")
    window.at_rest()
    window.screen.click(window.find("Summer", "Button").at(ARROW, 0.5))
    window.see("Beach", "Button")
    photo = window.find(PHOTO, "Item", number=4)
    window.drag_from(photo.at(0.5, 0.5), window.find("Beach", "Button").middle)
    window.wait(lambda: len(catalog.ask("SELECT 1 FROM album_photo")) == 4, "the photo is in the inner album")

    window.click("Summer", "Button")
    window.see(re.compile("^Summer"), "Window")
    window.wait(lambda: len(window.all(PHOTO, "Item")) == 3, "the album shows its photos")
    _choose(window, 1, "Use as cover of this album")
    window.wait(
        lambda: catalog.ask("SELECT cover_photo_id FROM album WHERE name = 'Summer'") == [first_order[1]],
        "the second photo is the cover",
    )
    _choose(window, 2, "Move to the front of this album")
    moved = [first_order[2], first_order[0], first_order[1]]
    question = "SELECT photo_id FROM album_photo WHERE album_id = 1 ORDER BY position, id"
    window.wait(lambda: catalog.ask(question) == moved, "the third photo comes first")
    window.press("ctrl+z")
    window.wait(lambda: catalog.ask(question) == first_order, "and stands where it stood")

    window.press("ctrl+f")
    window.wait_for_focus("Search photos")
    window.type("Eileen", "Return")
    window.see(f"{len(catalog.names()['Eileen'])} photos", "StaticText")
    window.click("Keep this search", "Button")
    window.wait_for_focus("Keep this search as")
    window.press("ctrl+a")
    window.type("All of Eileen", "Return")
    window.click("Places", "Button")
    window.click("All of Eileen", "Button")
    window.see(f"{len(catalog.names()['Eileen'])} photos", "StaticText")
    window.close()


def test_hidden_photos_and_stacks(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    window.click("Photos", "Button")
    everything = catalog.photos()
    window.see(str(everything), "StaticText")
    _choose(window, 0, "Hide from all pages")
    window.see(str(everything - 1), "StaticText")
    assert catalog.ask("SELECT count(*) FROM photo WHERE hidden") == [(1,)]
    window.click("Hidden", "Button")
    _choose(window, 0, "Show on all pages again")
    window.wait(lambda: catalog.ask("SELECT count(*) FROM photo WHERE hidden") == [(0,)], "it is not hidden any more")

    window.click("Photos", "Button")
    window.see(str(everything), "StaticText")
    _select(window, 0, 1)
    window.press("ctrl+g")
    window.wait(lambda: len(catalog.ask("SELECT 1 FROM stack_member")) == 2, "two photos are a stack")
    window.at_rest()
    _choose(window, 0, "Show the photos of the stack")
    _choose(window, 0, "Close the stack")
    _choose(window, 0, "Take the stack apart for ever")
    window.wait(lambda: not catalog.ask("SELECT 1 FROM stack_member"), "the stack is taken apart")
    assert catalog.ask("SELECT together FROM stack_pair") == [(0,)]
    window.close()


def test_a_circle_of_people_and_an_interview(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    window.click(person("Eileen"), "Item")
    window.press("c")
    window.wait_for_focus("Circle")
    window.type("Family", "Return")
    window.see(re.compile("^Circle Family, 1 person"))
    window.drag_from(
        window.find(person("Grace"), "Item").at(0.5, 0.4), window.find(re.compile("^Circle Family")).middle
    )
    window.see(re.compile("^Circle Family, 2 people"))
    assert len(catalog.ask("SELECT 1 FROM circle_member")) == 2

    window.press("Escape")
    window.press("ctrl+shift+w")
    window.see("Who is this?")
    window.wait_for_focus("Name of this person")
    window.type("Ada", "Return")
    window.wait(lambda: "Ada" in catalog.names(), "the face has a name")
    window.close()
