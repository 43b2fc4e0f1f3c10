"""The catalog's file goes away under the open window: that is said, and what is open can be saved to another file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from people_page import click_field, name_group, person, wait_for_groups
from small_album import Catalog
from travel import Travel


def delete(catalog: Path) -> None:
    for beside in ("", "-wal", "-shm"):
        catalog.with_name(f"{catalog.name}{beside}").unlink(missing_ok=True)


def replace(catalog: Path) -> None:
    """Put a file of the same content in its place, as a sync program does."""
    other = catalog.with_name("synced")
    shutil.copy(catalog, other)
    other.replace(catalog)


@pytest.mark.parametrize("make_go", [delete, replace])
def test_names_are_saved_to_another_file(
    travel: Travel, scanned_album: Path, tmp_path: Path, make_go: Callable[[Path], None]
) -> None:
    window, catalog, _ = travel(scanned_album)
    name_group(window, "Ann", of=3)
    name_group(window, "Ben", of=2)
    window.wait(lambda: set(catalog.names()) == {"Ann", "Ben"}, "two names are in the catalog")
    named = catalog.names()
    make_go(catalog.file)

    window.see("The catalog is gone")
    window.see(re.compile(r"^.*mine\.photoface was deleted, moved or replaced .* Nothing more is saved\.$"))
    saved = tmp_path / "saved.photoface"
    window.click("Save a copy …", "Button")
    window.wait_for_focus("File name:")
    window.press("ctrl+a")
    window.type(str(saved))
    window.wait(
        lambda: [field.text for field in window.all("File name:", "EditableText")] == [str(saved)],
        "the file is in the field",
    )
    window.press("Return")
    window.see("Everything is backed up in saved.photoface.", "StaticText")

    # Who goes on all the same is told that it is not kept, and the group is there again.
    wait_for_groups(window, 1)
    click_field(window, 0)
    window.type("Cleo", "Return")
    window.see(re.compile(r"was deleted, moved or replaced .* Nothing more is saved\."))
    wait_for_groups(window, 1)
    assert not window.all(person("Cleo"))
    window.close()
    assert Catalog(saved).names() == named

    window, _, _ = travel(catalog=saved)
    for name in named:
        window.see(person(name), "Item")
    wait_for_groups(window, 1)
    name_group(window, "Cleo", of=1)
    window.wait(lambda: set(Catalog(saved).names()) == {"Ann", "Ben", "Cleo"}, "the third name is in the new file")
    window.close()
