"""A photo gets a year and a place by hand, stands on the map, is found by both, and both are taken back."""

from __future__ import annotations

import re
from pathlib import Path

from travel import Travel

PHOTO = re.compile("^Photo of")


def test_a_photo_gets_a_date_and_a_place_and_is_found_on_the_map(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    files = {path: path.read_bytes() for path in named_album.rglob("*.jpg")}
    window.press("ctrl+1")
    window.click(window.find(PHOTO, "Item"))
    window.press("ctrl+shift+d")
    window.wait_for_focus("Date")
    window.type("about 1985", "Return")
    window.wait(lambda: catalog.ask("SELECT count(*) FROM photo WHERE own_taken_at LIKE '1985%'") == [(1,)], "dated")
    window.press("ctrl+shift+l")
    window.wait_for_focus("Place")
    window.type("Vienna")
    window.see(re.compile("^Vienna, .*Austria"))
    window.click("Set", "Button")
    window.wait(lambda: catalog.ask("SELECT count(*) FROM photo WHERE own_place IS NOT NULL") == [(1,)], "placed")

    window.press("ctrl+4")
    window.see("1 photo", "StaticText")
    window.see("Map of places")
    # One photo lies in the middle of the map that shows all.
    window.click("Map of places")
    window.see(re.compile("Vienna.*: 1 photo"), "StaticText")
    window.see(PHOTO, "Item")

    window.press("ctrl+f")
    window.wait_for_focus("Search photos")
    window.type("1985 Wien", "Return")
    window.see(re.compile("^Search: 1985 Wien"), "Window")
    window.see("1 photo", "StaticText")
    window.press("ctrl+z")
    window.wait(lambda: catalog.ask("SELECT count(*) FROM photo WHERE own_place IS NOT NULL") == [(0,)], "taken back")
    window.press("ctrl+z")
    window.wait(lambda: catalog.ask("SELECT count(*) FROM photo WHERE own_taken_at IS NOT NULL") == [(0,)], "that too")
    assert {path: path.read_bytes() for path in files} == files
    window.close()
