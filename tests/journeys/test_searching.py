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
