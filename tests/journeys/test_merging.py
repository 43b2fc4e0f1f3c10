"""People and groups that are one person: dragged onto each other with the mouse."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import GROUP, groups, name_group, person, wait_for_groups
from PIL import Image, ImageChops
from real_window import RealWindow
from travel import Travel

FEW_COLOURS = 200
"""So many has the tile that stands where a picture has not arrived yet, at most."""

NEWSPAPERS = {f"newspaper-{number}.jpg" for number in (1, 2, 3)}


def cover(window: RealWindow, name: str) -> Image.Image:
    """The middle of somebody's round cover as it is on the screen, once its picture is there."""
    seen: list[Image.Image] = []

    # Where the pointer lies over nothing that it would light up.
    window.screen.move((0, 0))

    def is_there() -> bool:
        tile = window.find(person(name), "Item")
        (left, top), (right, bottom) = tile.at(0.35, 0.2), tile.at(0.65, 0.5)
        seen[:] = [window.picture().crop((left, top, right, bottom))]
        return seen[0].getcolors(FEW_COLOURS) is None and window.find(person(name), "Item") == tile

    window.wait(is_there, "the picture of the cover")
    return seen[0]


def test_a_person_dragged_onto_another_becomes_one_with_it(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    name_group(window, "Paper", of=1)
    window.wait(lambda: catalog.names().get("Paper") == NEWSPAPERS, "the third group has a name")
    before = catalog.names()
    face = cover(window, "Grace")
    window.drag(person("Paper"), onto=person("Grace"))
    window.see("Are these the same person?", "StaticText")
    window.click("Merge", "Button")
    window.wait(lambda: set(catalog.names()) == {"Eileen", "Grace"}, "they are one")
    assert catalog.names()["Grace"] == before["Grace"] | NEWSPAPERS
    window.see_no(person("Paper"), "Item")
    face_now = cover(window, "Grace")
    assert ImageChops.difference(face, face_now).getbbox() is None, "who stays keeps the cover"
    window.see(re.compile("^Undo “Merged"), "Button")
    window.press("ctrl+z")
    window.wait(lambda: catalog.names() == before, "and two again")
    window.close()


def test_a_group_dragged_onto_a_person_gets_the_name(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    before = catalog.names()
    wait_for_groups(window, 1)
    window.drag(GROUP, onto=person("Grace"))
    window.wait(lambda: catalog.names()["Grace"] == before["Grace"] | NEWSPAPERS, "its faces have the name")
    wait_for_groups(window, 0)
    assert len(catalog.history()) == 3
    window.close()


def test_two_groups_ignored_at_once_are_one_decision(travel: Travel, scanned_album: Path) -> None:
    window, catalog, _ = travel(scanned_album)
    wait_for_groups(window, 3)
    first, second = (window.find(GROUP, "Item", number=number) for number in (0, 1))
    window.screen.click(first.at(0.5, 0.4))
    window.screen.click(second.at(0.5, 0.4), holding="ctrl")
    window.wait(lambda: sum("selected" in group.states for group in groups(window)) == 2, "both are selected")
    window.press("alt+i")
    wait_for_groups(window, 1)
    window.see(re.compile("^Undo “Ignored"), "Button")
    window.press("ctrl+z")
    wait_for_groups(window, 3)
    window.at_rest()
    assert len(catalog.history()) == 1
    assert catalog.ask("SELECT count(*) FROM face WHERE status = 'ignored'") == [(0,)]
    window.close()
