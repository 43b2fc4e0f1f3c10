"""Photos of a card are looked at, copied whole into dated folders, scanned and shown; a second time nothing is new."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from people_page import scan_is_over
from real_window import RealWindow
from travel import Travel


def _choose_card(window: RealWindow, card: Path) -> None:
    window.press("ctrl+alt+i")
    window.see("Import photos", "StaticText")
    window.click("Choose a folder …", "Button")
    window.see(re.compile("^Choose a folder of photos"), "Dialog")
    window.type(str(card), "Return")


def test_photos_of_a_card_are_copied_scanned_and_shown(travel: Travel, scanned_album: Path, tmp_path: Path) -> None:
    window, catalog, pictures = travel(scanned_album)
    card = tmp_path / "card"
    (card / "DCIM" / "100CANON").mkdir(parents=True)
    known = sorted(path for path in pictures.rglob("*") if path.suffix == ".jpg")
    for number, photo in enumerate(known[:3]):
        # Bytes behind the end of a JPEG make another content of the same faces.
        copy = Path(shutil.copy(photo, card / "DCIM" / "100CANON" / f"IMG_{number}.jpg"))
        copy.write_bytes(copy.read_bytes() + b"another")
    shutil.copy(known[0], card / "DCIM" / "100CANON" / "known.jpg")
    originals = {path.name: path.read_bytes() for path in (card / "DCIM" / "100CANON").iterdir()}
    before = catalog.photos()
    _choose_card(window, card)
    window.see(re.compile("^3 photos are new"), "StaticText")
    window.click("Import", "Button")
    window.wait(lambda: catalog.photos() == before + 3, "the imported photos are in the catalog")
    scan_is_over(window)
    window.see(re.compile("^Last import, "), "StaticText")
    copies = [path for path in pictures.rglob("IMG_*.jpg") if re.fullmatch(r"\d{4}-\d\d-\d\d", path.parent.name)]
    assert sorted(path.read_bytes() for path in copies) == sorted(
        data for name, data in originals.items() if name != "known.jpg"
    )
    assert {path.name: path.read_bytes() for path in (card / "DCIM" / "100CANON").iterdir()} == originals
    _choose_card(window, card)
    window.see("Nothing new is there.", "StaticText")
    window.press("Escape")
    window.close()
