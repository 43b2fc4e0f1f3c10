"""What is done while a scan runs: names are given, the window is closed, the power goes."""

from __future__ import annotations

from pathlib import Path

from conftest import Travel
from people_page import click_field, groups, scan_is_over
from small_album import Catalog, make_album

from photoface.assembly import open_library

PHOTOS = 49


def unscanned(folder: Path) -> None:
    """A catalog with a folder of photos that no scan has seen."""
    library = open_library(folder / "mine.photoface")
    library.add_folder(make_album(folder / "Pictures", of_each=(PHOTOS - 1) // 2))
    library.set_setting("scan_batch", "4")
    library.close()


def failed(catalog: Catalog) -> list[tuple[object, ...]]:
    return catalog.ask(
        "SELECT relative_path, state, failure, deaths FROM photo_file WHERE state = 'failed' OR deaths > 0"
    )


def test_a_name_given_while_the_scan_runs_stays(travel: Travel, tmp_path: Path) -> None:
    unscanned(tmp_path)
    window, catalog, _ = travel()
    window.wait(lambda: catalog.photos() >= 8, "the first photos are in")
    window.click("Pause", "Button")
    window.see("Paused")
    assert catalog.photos() < PHOTOS
    window.wait(lambda: bool(groups(window)), "the first group shows")
    click_field(window, 0)
    window.type("Ann", "Return")
    window.wait(lambda: "Ann" in catalog.names(), "the name is in the catalog")
    first = catalog.names()["Ann"]
    window.click("Go on", "Button")
    window.wait(lambda: catalog.photos() == PHOTOS, "all photos are in")
    scan_is_over(window, began=True)
    kinds = {file.split("-")[0] for file in catalog.names()["Ann"]} - {"both"}
    assert first <= catalog.names()["Ann"]
    assert len(kinds) == 1, "one person has the name"
    assert failed(catalog) == []
    window.close()


def test_closing_and_killing_while_it_begins_condemns_no_photo(travel: Travel, tmp_path: Path) -> None:
    unscanned(tmp_path)
    window, catalog, _ = travel()
    window.see("Progress")
    window.close()
    for photos in (0, 8):
        window.start()
        window.wait(lambda photos=photos: catalog.photos() >= photos, f"{photos} photos are in")
        window.kill()
    window.start()
    window.wait(lambda: catalog.photos() == PHOTOS, "all photos are in")
    scan_is_over(window, began=True)
    assert failed(catalog) == []
    assert catalog.ask("PRAGMA integrity_check") == [("ok",)]
    window.wait(lambda: len(groups(window)) == 2, "two people to be named")
    window.close()
