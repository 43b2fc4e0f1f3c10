"""`photoface camera`: photos from a card, in the terminal."""

from __future__ import annotations

from pathlib import Path

from command import Command
from fakes.photos import save_photo


def test_a_card_is_looked_at_imported_and_scanned(photoface: Command, tmp_path: Path) -> None:
    card, target = tmp_path / "card", tmp_path / "Photos"
    save_photo(card / "DCIM" / "IMG_20240714_153000.png", [0])
    looked = photoface("camera", card, "--dry-run")
    assert looked.out.startswith("1 photo would be imported, ")
    assert photoface("camera", card, "--dry-run", "--json").json["photos"] == 1
    assert photoface("camera", card).code == 2
    imported = photoface("camera", card, "--to", target, "--pattern", "{year}")
    assert imported.out.startswith(f"Imported 1 photo into {target}.\n")
    assert "Photos in the library" in imported.out
    assert (target / "2024" / "IMG_20240714_153000.png").is_file()
    again = photoface("camera", card, "--to", target)
    assert "1 is in the library already." in again.err
    assert photoface("camera", card, "--to", target, "--json").json["complete"] is True
    assert "Put the card in again" in photoface("camera", tmp_path / "gone", "--to", target).err
