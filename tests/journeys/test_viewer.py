"""A photo looked at: zoomed by wheel and double click, moved by hand, turned and taken back, given a title by Tab."""

from __future__ import annotations

import re
from pathlib import Path

from real_window import RealWindow
from test_boxes import in_photo, open_photo
from travel import Travel

PERCENT = re.compile(r"^\d+ %$")
WHEEL_UP, WHEEL_DOWN = 4, 5


def _shown_sides(window: RealWindow) -> tuple[int, int]:
    """Width and height of the photo on the screen."""
    left, top = in_photo(window, 0, 0)
    right, bottom = in_photo(window, 1, 1)
    return right - left, bottom - top


def test_a_photo_is_zoomed_turned_and_named(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    turned = (
        "SELECT user_turn FROM photo JOIN photo_file ON photo_id = photo.id WHERE relative_path LIKE '%eileen-1.jpg'"
    )
    open_photo(window, "eileen-1.jpg")
    files = {path: path.read_bytes() for path in named_album.rglob("*.jpg")}
    whole = _shown_sides(window)

    for _ in range(3):
        window.screen.click(in_photo(window, 0.5, 0.3), button=WHEEL_UP)
    window.see(PERCENT, "StaticText")
    large = window.picture()
    middle = window.find("Photo").middle
    window.drag_from(middle, (middle[0] - 90, middle[1] - 60))
    window.wait(lambda: window.picture() != large, "the photo follows the hand")
    window.press("Escape")
    window.see_no(PERCENT, "StaticText")
    window.see("Back (Esc)", "Button")
    assert _shown_sides(window) == whole
    window.screen.click(in_photo(window, 0.9, 0.1), times=2)
    window.see("100 %", "StaticText")
    window.press("z")
    window.see_no(PERCENT, "StaticText")

    window.press("r")
    window.wait(lambda: catalog.ask(turned) == [(6,)], "the photo is turned right")
    window.at_rest()
    width, height = _shown_sides(window)
    assert (width > height) != (whole[0] > whole[1])
    window.press("ctrl+z")
    window.wait(lambda: catalog.ask(turned) == [(None,)], "the turn is undone")
    window.at_rest()
    assert _shown_sides(window) == whole

    window.press("i")
    window.click("Add a title", "EditableText")
    window.type("At the lake", "Tab")
    window.wait(lambda: ("At the lake",) in catalog.ask("SELECT title FROM photo"), "Tab keeps the title")
    assert {path: path.read_bytes() for path in files} == files
