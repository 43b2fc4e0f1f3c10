"""Backups from the terminal while the window is open, and a restore that brings the names of then back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from people_page import name_group, person
from real_window import RealWindow
from travel import Travel


def restore(window: RealWindow, catalog: Path, backup: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "photoface", "restore", str(backup), "--catalog", str(catalog)],
        env=window.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_made_beside_the_window_is_whole_and_comes_back(
    travel: Travel, scanned_album: Path, tmp_path: Path
) -> None:
    window, catalog, _ = travel(scanned_album)
    name_group(window, "Ann", of=3)
    window.wait(lambda: "Ann" in catalog.names(), "the first name is in the catalog")
    then = catalog.names()
    backup = tmp_path / "backups of mine" / "then.photoface"
    backup.parent.mkdir()
    window.command("backup", str(backup))
    name_group(window, "Ben", of=2)
    window.wait(lambda: "Ben" in catalog.names(), "the second name is in the catalog")
    now = catalog.names()

    # Not under an open window: what it decides would go into a file that is no longer there.
    refused = restore(window, catalog.file, backup)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "open" in refused.stderr
    assert catalog.names() == now
    window.close()

    assert restore(window, catalog.file, backup).returncode == 0
    assert catalog.names() == then
    window.start()
    window.see(person("Ann"), "Item")
    name_group(window, "Cleo", of=2)
    window.wait(lambda: set(catalog.names()) == {"Ann", "Cleo"}, "and gets one")
    window.close()
