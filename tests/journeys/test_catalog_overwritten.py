"""Another program writes over the catalog under the open window: that is said, and the backup brings all names back."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from people_page import name_group, person, wait_for_groups
from travel import Travel


def test_the_backup_that_is_offered_brings_all_names_back(
    travel: Travel, named_album: Path, scanned_album: Path
) -> None:
    window, catalog, _ = travel(named_album)
    named = catalog.names()
    wait_for_groups(window, 1)
    # As cp does it: another catalog goes into the same file.
    shutil.copyfile(scanned_album / "mine.photoface", catalog.file)

    window.see("The catalog is damaged")
    window.click("Restore the backup …", "Button")
    window.see(re.compile("^Go back to the backup of "))
    window.click("Restore", "Button")
    window.see(re.compile("^The backup is restored"))
    for name in named:
        window.see(person(name), "Item")
    assert catalog.names() == named
    assert catalog.ask("PRAGMA integrity_check") == [("ok",)]
    name_group(window, "Cleo", of=1)
    window.wait(lambda: set(catalog.names()) == {*named, "Cleo"}, "the third name is in the catalog")
    window.close()
