"""A photo is deleted by Del, waits in Recently deleted, and goes from there to the system's trash by a hand's word."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from real_window import RealWindow
from travel import Travel

PHOTO = re.compile("^Photo of")


def _delete_first(window: RealWindow) -> None:
    window.click("Photos", "Button")
    window.click(window.find(PHOTO, "Item"))
    window.press("Delete")
    window.see(re.compile("^Deleted 1 photo"))


def test_a_photo_is_deleted_brought_back_and_taken_away(travel: Travel, named_album: Path) -> None:
    window, catalog, pictures = travel(named_album)
    deleted = "SELECT relative_path FROM photo_file JOIN photo ON photo.id = photo_id WHERE deleted_at IS NOT NULL"
    names = catalog.names()
    _delete_first(window)
    ((file,),) = catalog.ask(deleted)
    window.click("Recently deleted", "Button")
    window.click(window.find(PHOTO, "Item"))
    window.click("Bring back", "Button")
    window.see("Nothing was deleted")
    assert catalog.ask(deleted) == []
    assert catalog.names() == names

    _delete_first(window)
    window.click("Recently deleted", "Button")
    window.click("Empty …", "Button")
    window.see(re.compile(re.escape(Path(file).name)))
    window.click("Move to the trash", "Button")
    window.wait(lambda: not (pictures / file).exists(), "the file is gone")
    window.see("Nothing was deleted")
    (in_trash,) = (window.folder / "home" / ".local" / "share" / "Trash" / "files").iterdir()
    assert in_trash.name == Path(file).name

    # Taken out of that trash again, it is known by the next scan.
    shutil.move(in_trash, pictures / file)
    window.wait(lambda: catalog.names() == names, "its names are back")
