"""A process that writes names into files is killed: no file is damaged, and the next one brings them up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "durability" / "writing_kills.py"


def test_files_are_whole_after_kills_and_their_state_is_known(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--kills", "3", "--photos", "60", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("3 kills")
