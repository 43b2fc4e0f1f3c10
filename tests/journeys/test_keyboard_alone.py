"""From the start to a name, the review, a search and a photo without ever touching the mouse."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import FIELD, person, wait_for_groups
from real_window import RealWindow
from travel import Travel
from x_server import Rect

GROUPS, RESULTS = "Unnamed people", "Photos"

MOST_TABS = 60
"""More than the window has things that take the keyboard."""


def tab_to(window: RealWindow, name: str) -> int:
    """Press Tab until what is called so has the keyboard; returns how often."""
    for tabs in range(1, MOST_TABS + 1):
        before = keyboard_of(window)
        window.press("Tab")
        window.wait(lambda before=before: keyboard_of(window) not in (before, []), "Tab leads on")  # type: ignore[misc]
        if name in window.focused:
            return tabs
    raise AssertionError(f"{MOST_TABS} times Tab do not reach {name!r}")


def keyboard_of(window: RealWindow) -> list[tuple[str, Rect]]:
    """What has the keyboard, and where it is; a list's current tile does not count."""
    return [(it.name, it.rect) for it in window.shown() if "focused" in it.states and it.role != "Item"]


def current_item(window: RealWindow) -> str:
    """The name of the tile that has the keyboard; empty where none has it."""
    return next((item.name for item in window.shown() if item.role == "Item" and "focused" in item.states), "")


def test_all_of_it_works_without_a_mouse(travel: Travel, scanned_album: Path) -> None:
    window, catalog, _ = travel(scanned_album)
    wait_for_groups(window, 3)

    # Around the whole window, and back to the groups.
    window.wait_for_focus(GROUPS)
    assert tab_to(window, GROUPS) > 1
    window.press("Home")
    window.wait(lambda: current_item(window) != "", "a group has the keyboard")
    window.press("Right")
    # The first letter opens the field.
    window.type("Ann", "Return")
    wait_for_groups(window, 2)
    window.see(person("Ann"), "Item")
    window.wait(lambda: set(catalog.names()) == {"Ann"}, "the name is in the catalog")
    ann = catalog.names()["Ann"]

    # The field of the next group has the keyboard now; a name may begin with a digit, so Esc comes before the key.
    window.wait_for_focus(FIELD)
    window.press("Escape")
    window.wait_for_focus(GROUPS)
    window.at_rest()
    window.press("ctrl+2")
    window.see("Who is this?", "StaticText")
    window.at_rest()
    window.wait_for_focus(FIELD)
    window.type("Ben", "Return")
    window.wait(lambda: set(catalog.names()) == {"Ann", "Ben"}, "the answer is in the catalog")
    assert catalog.names()["Ann"] == ann
    window.at_rest()

    window.press("ctrl+f")
    window.wait_for_focus("Search photos")
    window.type("Ann", "Return")
    window.see(re.compile("^Search: Ann "), "Window")
    window.see(f"{len(ann)} photos", "StaticText")
    window.see(re.compile("^Photo of"), "Item")
    # What was found has the keyboard, and the keys wait until it is all there.
    window.wait(lambda: any("focused" in found.states for found in window.all(RESULTS, "List")), "the results have it")
    window.at_rest()
    window.press("Home")
    window.wait(lambda: current_item(window).startswith("Photo of"), "a photo has the keyboard")
    window.press("Right", "Return")
    window.see("Back (Esc)", "Button")
    window.see(re.compile(r"\.jpg$"), "StaticText")
    window.at_rest()
    (file,) = (thing.name for thing in window.all(re.compile(r"\.jpg$"), "StaticText"))
    assert file in ann
    window.press("Escape")
    window.see_no("Back (Esc)", "Button")
    window.wait(lambda: current_item(window).startswith("Photo of"), "the photo has the keyboard again")

    window.press("ctrl+z")
    window.wait(lambda: set(catalog.names()) == {"Ann"}, "the answer is taken back")
    window.press("ctrl+z")
    window.wait(lambda: catalog.names() == {}, "and the name")
    window.press("ctrl+3")
    wait_for_groups(window, 3)
    window.close()


def test_empty_pages_and_menus_by_keyboard(travel: Travel, scanned_album: Path) -> None:
    window, _, _ = travel(scanned_album)
    wait_for_groups(window, 3)

    # Nothing was decided yet; the one button of that page has the keyboard.
    window.press("ctrl+6")
    window.wait_for_focus("Show the people")
    window.press("Return")
    wait_for_groups(window, 3)

    # A key that leads to a page shows where the keyboard is, and the menu there is for that photo.
    window.press("ctrl+1")
    window.wait(lambda: current_item(window).startswith("Photo of"), "a photo has the keyboard")
    window.press("shift+F10")
    window.see("Share copies …", "MenuItem")
    window.press("Escape")
    window.see_no("Share copies …", "MenuItem")
    window.see("1 selected", "StaticText")
    assert current_item(window).startswith("Photo of")
    window.close()
