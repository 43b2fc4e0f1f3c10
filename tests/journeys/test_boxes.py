"""Faces drawn by hand in the viewer: a box is made after D alone, moved by its middle, deleted by Del."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import FIELD, scan_is_over
from real_window import RealWindow
from travel import Travel
from x_server import Point


def open_photo(window: RealWindow, file: str) -> None:
    """Open the Photos page and a photo on it, and go on to the one of this name."""
    window.click("Photos", "Button")
    window.click(window.find(re.compile("^Photo of"), "Item"), times=2)
    window.see("Back (Esc)", "Button")
    while (shown := name_of_photo(window)) != file:
        window.press("Right")
        window.wait(lambda shown=shown: name_of_photo(window) != shown, "the next photo shows")  # type: ignore[misc]


def name_of_photo(window: RealWindow) -> str:
    """The file name of the photo that the viewer shows, once it says so."""
    name = re.compile(r"\.jpg$")
    window.see(name, "StaticText")
    window.at_rest()
    (shown,) = window.all(name, "StaticText")
    return shown.name


def in_photo(window: RealWindow, across: float, down: float) -> Point:
    """A point of the photo that the viewer shows, found by its edges on black."""
    left, top, width, height = window.find("Photo").rect
    picture = window.picture().crop((left, top, left + width, top + height))
    edges = picture.convert("L").point([255 if tone > 12 else 0 for tone in range(256)]).getbbox()
    assert edges is not None
    return (
        round(left + edges[0] + across * (edges[2] - edges[0])),
        round(top + edges[1] + down * (edges[3] - edges[1])),
    )


def test_a_face_is_drawn_moved_and_deleted(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    open_photo(window, "eileen-1.jpg")
    faces = len(catalog.ask("SELECT 1 FROM face"))
    start, end = in_photo(window, 0.04, 0.06), in_photo(window, 0.22, 0.34)
    # A drag without D looks around, and a click elsewhere saves nothing.
    window.drag_from(start, end)
    window.screen.click(in_photo(window, 0.9, 0.9))
    window.at_rest()
    assert len(catalog.ask("SELECT 1 FROM face")) == faces

    window.press("d")
    window.wait(lambda: any("checked" in thing.states for thing in window.all(re.compile("^Draw a face"))), "D is on")
    window.drag_from(start, end)
    window.wait_for_focus(FIELD)
    jobs = window.look().jobs_ended
    window.type("Painted", "Return")
    window.wait(lambda: catalog.names().get("Painted") == {"eileen-1.jpg"}, "the face is in the catalog")
    drawn = "SELECT face.left, face.top, face.width, face.height FROM face JOIN person ON person_id = person.id"
    drawn += " WHERE name = 'Painted'"
    ((left, top, width, height),) = catalog.ask(drawn)
    assert abs(left - 0.04) < 0.02
    assert abs(top - 0.06) < 0.02
    assert abs(width - 0.18) < 0.02
    assert abs(height - 0.28) < 0.02

    scan_is_over(window, before=jobs)
    window.drag_from(in_photo(window, 0.13, 0.2), in_photo(window, 0.33, 0.5))
    window.wait(lambda: catalog.ask(drawn) != [(left, top, width, height)], "the box is moved")
    ((left, top, *_),) = catalog.ask(drawn)
    assert abs(left - 0.24) < 0.03
    assert abs(top - 0.36) < 0.03

    window.at_rest()
    window.screen.move(in_photo(window, 0.33, 0.5))
    window.press("Delete")
    window.wait(lambda: len(catalog.ask("SELECT 1 FROM face")) == faces, "the box is gone")
    window.press("ctrl+z")
    window.wait(lambda: len(catalog.ask(drawn)) == 1, "and back")
    window.at_rest()
    window.press("Escape")
    window.see_no("Back (Esc)", "Button")
    window.close()
