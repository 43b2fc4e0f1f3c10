"""Words in the search field, and what they show; the terminal finds the same."""

from __future__ import annotations

import re
from pathlib import Path

from travel import Travel


def test_people_together_alone_and_by_year(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    everybody = catalog.names()
    years = dict(
        catalog.ask("SELECT relative_path, strftime('%Y', taken_at) FROM photo_file JOIN photo ON photo.id = photo_id")
    )
    for words, wanted in (
        ("Eileen", everybody["Eileen"]),
        ("Eileen Grace", everybody["Eileen"] & everybody["Grace"]),
        ("Grace -Eileen", everybody["Grace"] - everybody["Eileen"]),
        ("year:2016", {file for file, year in years.items() if year == "2016"}),
    ):
        assert wanted
        window.press("ctrl+f")
        window.wait_for_focus("Search photos")
        window.press("ctrl+a")
        window.type(words, "Return")
        window.see("1 photo" if len(wanted) == 1 else f"{len(wanted)} photos", "StaticText")
        window.see(re.compile(f"^Search: {re.escape(words)} "), "Window")
        window.see(re.compile("^Photo of"), "Item")
        found = {Path(line).name for line in window.command("search", *words.split()).splitlines()}
        assert found == wanted, words
    window.close()


def test_free_words_with_a_typing_error_are_understood_remembered_and_forgotten(
    travel: Travel, named_album: Path
) -> None:
    window, catalog, _ = travel(named_album)
    together = catalog.names()["Eileen"]
    years = dict(
        catalog.ask("SELECT relative_path, strftime('%Y', taken_at) FROM photo_file JOIN photo ON photo.id = photo_id")
    )
    then = {file for file in together if years[file] == "2016"}
    window.press("ctrl+f")
    window.wait_for_focus("Search photos")
    window.type("eilen 2016", "Return")
    window.see("1 photo" if len(then) == 1 else f"{len(then)} photos", "StaticText")
    # The field says what was understood.
    assert {Path(line).name for line in window.command("search", "person:Eileen", "year:2016").splitlines()} == then
    window.click("Search without: 2016", "Button")
    window.see(f"{len(together)} photos", "StaticText")

    window.press("ctrl+3")
    # The last searches hold it without the error.
    window.click("Eileen 2016", "Button")
    window.see("1 photo" if len(then) == 1 else f"{len(then)} photos", "StaticText")
    window.screen.click(window.find("Eileen 2016", "Button").middle, button=3)
    window.click("Forget this search", "MenuItem")
    window.see_no("Eileen 2016", "Button")

    for rubbish in ('"""((', "x" * 300, "%_ ' ; --"):
        window.press("ctrl+f")
        window.press("ctrl+a")
        window.type(rubbish, "Return")
        window.see("How to search", "Button")
    window.close()
