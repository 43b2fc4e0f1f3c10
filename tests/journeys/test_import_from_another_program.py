"""Names come from Picasa: looked at, taken over, undone, and taken over once more, by the real window."""

from __future__ import annotations

import re
from pathlib import Path

from travel import Travel


def test_names_come_from_picasa_and_one_undo_takes_them_back(travel: Travel, scanned_album: Path) -> None:
    window, catalog, pictures = travel(scanned_album)
    query = """SELECT relative_path, "left", top, width, height FROM face JOIN photo_file USING (photo_id)"""
    lines = ["[Contacts2]", "ab12=Eileen Collins;;"]
    (file, *box), *_ = sorted(catalog.ask(query))
    left, top, width, height = box
    corners = "".join(f"{round(65535 * corner):04x}" for corner in (left, top, left + width, top + height))
    lines += [f"[{Path(file).name}]", f"faces=rect64({corners}),ab12", ""]
    (pictures / Path(file).parent / ".picasa.ini").write_text("\n".join(lines))

    def look() -> None:
        window.click("Import from another program …", "Button")
        window.see(re.compile("^Import from another program"), "Dialog")
        window.click("Picasa", "RadioButton")
        window.click("Where it keeps its names", "EditableText")
        window.press("ctrl+a")
        window.type(str(pictures), "Return")
        window.see(re.compile("^1 person, 1 face; 1 matches a face here"), "StaticText")

    window.press("7")
    look()
    assert catalog.names() == {}
    window.click("Take over", "Button")
    window.wait(lambda: catalog.names() == {"Eileen Collins": {Path(file).name}}, "the name is in the catalog")
    window.press("ctrl+z")
    window.wait(lambda: catalog.names() == {}, "the name is gone")
    look()
    window.click("Take over", "Button")
    window.wait(lambda: "Eileen Collins" in catalog.names(), "the name is in the catalog again")
    window.close()
