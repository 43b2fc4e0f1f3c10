"""From an empty home to a name: the folder is chosen in the dialog, with the catalog in the folder that it lists."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import name_group, person, scan_is_over, wait_for_groups
from small_album import make_album
from travel import Travel


def test_first_start_by_the_dialog_keeps_a_name_through_a_kill(travel: Travel, tmp_path: Path) -> None:
    # The dialog begins at home, where there is no folder of the system's own name for pictures.
    home = tmp_path / "home"
    make_album(home / "Our photos")
    window, catalog, _ = travel(working_folder=home, catalog=Path("mine.photoface"))
    window.click("Not now", "Button")
    window.click("Add a folder of photos", "Button")
    window.see(re.compile("^Choose a folder of photos"), "Dialog")
    # A click in the list alone leaves the folder that is listed as the choice; its name then stands in the field.
    window.click(window.find("Our photos", "Item"))
    window.wait(lambda: any(field.text == "Our photos" for field in window.all("Directory:", "EditableText")), "chosen")
    window.click("Choose", "Button")
    window.wait(lambda: catalog.photos() == 9, "all photos are in the catalog")
    scan_is_over(window)
    name_group(window, "Eileen Collins", of=2)
    window.wait(lambda: "Eileen Collins" in catalog.names(), "the name is in the catalog")
    window.kill()
    window.start()
    window.see(person("Eileen Collins"), "Item")
    wait_for_groups(window, 1)
    assert catalog.ask("PRAGMA integrity_check") == [("ok",)]
    window.close()
    assert "Eileen Collins" in window.command("people")


def test_first_start_by_enter_alone_leads_to_the_first_name(travel: Travel, tmp_path: Path) -> None:
    make_album(tmp_path / "home" / "Pictures")
    window, catalog, _ = travel()
    window.see("Where are your photos?", "StaticText")
    window.wait(lambda: "Find the faces" in window.focused, "the usual folder is proposed")
    window.press("Return")
    window.wait(lambda: catalog.photos() == 9, "all photos are in the catalog")
    scan_is_over(window)
    name_group(window, "Eileen Collins", of=2)
    window.wait(lambda: "Eileen Collins" in catalog.names(), "the name is in the catalog")
    window.close()
    window.start()
    window.see(person("Eileen Collins"), "Item")
    assert not window.all("Where are your photos?", "StaticText")
    window.close()
