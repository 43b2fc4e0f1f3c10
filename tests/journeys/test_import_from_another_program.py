"""Names come from Picasa, are undone and taken over once more, and go into sidecars that follow a renaming."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import person
from travel import Travel


def test_names_come_from_picasa_and_go_into_sidecars_that_follow_each_decision(
    travel: Travel, scanned_album: Path
) -> None:
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

    window.press("ctrl+9")
    look()
    assert catalog.names() == {}
    window.click("Take over", "Button")
    window.wait(lambda: catalog.names() == {"Eileen Collins": {Path(file).name}}, "the name is in the catalog")
    window.press("ctrl+z")
    window.wait(lambda: catalog.names() == {}, "the name is gone")
    look()
    window.click("Take over", "Button")
    window.wait(lambda: "Eileen Collins" in catalog.names(), "the name is in the catalog again")

    sidecar = pictures / f"{file}.xmp"
    photo, before = pictures / file, (pictures / file).read_bytes()
    window.click("Write names into files …", "Button")
    window.click("Beside the photos", "RadioButton")
    window.click("Write", "Button")
    window.wait(lambda: _says(sidecar, "Eileen Collins"), "the sidecar is written")
    window.click("Change whether files follow each decision", "Button")
    window.click("Sidecars beside my photos", "RadioButton")
    window.press("Return")
    window.see(re.compile("^After each decision sidecars beside your photos are written"), "StaticText")
    window.press("ctrl+3")
    window.click(person("Eileen Collins"), "Item")
    window.press("F2")
    window.press("ctrl+a")
    window.type("Eileen Marie Collins", "Return")
    window.wait(lambda: "Eileen Marie Collins" in catalog.names(), "the person is renamed")
    window.wait(lambda: _says(sidecar, "Eileen Marie Collins"), "the sidecar follows")
    assert not _says(sidecar, "Eileen Collins")
    window.press("ctrl+z")
    window.wait(lambda: _says(sidecar, "Eileen Collins"), "the sidecar follows an undo")
    assert photo.read_bytes() == before
    window.close()


def _says(sidecar: Path, name: str) -> bool:
    """Whether a sidecar names somebody."""
    return sidecar.exists() and f">{name}<" in sidecar.read_text("utf-8")
