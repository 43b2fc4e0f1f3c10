"""What is done while a scan runs: names are given, the window is closed, the power goes."""

from __future__ import annotations

from pathlib import Path

from people_page import click_field, scan_is_over, wait_for_groups
from small_album import Catalog, make_album
from travel import Travel, copy_album

from photoface.assembly import open_library

SMALL_BATCH = "4"
"""So that something is done after a moment."""

PHOTOS, NEW_OF_EACH = 33, 24


def unscanned(folder: Path) -> None:
    """A catalog with a folder of photos that no scan has seen."""
    library = open_library(folder / "mine.photoface")
    library.folders.add(make_album(folder / "Pictures", of_each=(PHOTOS - 1) // 2))
    library.set_setting("scan_batch", SMALL_BATCH)
    library.close()


def failed(catalog: Catalog) -> list[tuple[object, ...]]:
    return catalog.ask(
        "SELECT relative_path, state, failure, deaths FROM photo_file WHERE state = 'failed' OR deaths > 0"
    )


def test_names_given_while_a_scan_runs_stay(travel: Travel, scanned_album: Path, tmp_path: Path) -> None:
    copy_album(scanned_album, tmp_path)
    make_album(tmp_path / "Pictures" / "more", of_each=NEW_OF_EACH, first=100)
    known, wanted = 12, 12 + 2 * NEW_OF_EACH + 1
    window, catalog, _ = travel()
    window.wait(lambda: catalog.photos() > known, "the first new photos are in")
    window.click(window.find("Pause", "Button", while_busy=True))
    window.see("Paused")
    assert catalog.photos() < wanted
    click_field(window, 0)
    window.type("Ann", "Return")
    window.wait(lambda: "Ann" in catalog.names(), "a name is given in the pause")
    window.click("Go on", "Button")
    click_field(window, 0)
    window.type("Ben", "Return")
    window.wait(lambda: "Ben" in catalog.names(), "a name is given while it runs")
    given = catalog.names()
    window.wait(lambda: catalog.photos() == wanted, "all photos are in")
    scan_is_over(window)
    for name, files in catalog.names().items():
        assert given[name] <= files
        shown = {Path(file).name.split("-")[0] for file in files} - {"both"}
        assert len(shown) == 1, "one person has the name"
    assert failed(catalog) == []
    assert len(catalog.history()) == 2
    window.close()


def test_closing_and_killing_while_it_begins_condemns_no_photo(travel: Travel, tmp_path: Path) -> None:
    unscanned(tmp_path)
    window, catalog, _ = travel()
    window.see("Progress")
    window.close()
    for photos in (0, 8):
        window.start()
        window.wait(lambda photos=photos: catalog.photos() >= photos, f"{photos} photos are in")  # type: ignore[misc]
        window.kill()
    window.start()
    window.wait(lambda: catalog.photos() == PHOTOS, "all photos are in")
    scan_is_over(window)
    assert failed(catalog) == []
    assert catalog.ask("PRAGMA integrity_check") == [("ok",)]
    wait_for_groups(window, 2)
    window.close()
