"""The folders where other programs usually keep their catalogs on this platform, to find catalogs to import."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import platformdirs


def pictures() -> Path:
    """The user's folder of pictures."""
    return platformdirs.user_pictures_path()


def configuration() -> Path:
    """The folder of programs' settings: `~/.config`, `~/Library/Preferences` or `%LOCALAPPDATA%`."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def windows_profiles() -> list[Path]:
    """The user's folder on Windows, elsewhere those of Wine."""
    if sys.platform == "win32":
        return [Path.home()]
    return matching(Path.home() / ".wine" / "drive_c" / "users", "*")


def matching(folder: Path, *patterns: str) -> list[Path]:
    """What is in a folder that fits a pattern; nothing if the folder cannot be read."""
    try:
        return sorted({path for pattern in patterns for path in folder.glob(pattern)})
    except OSError:
        return []


def existing(paths: Iterable[Path]) -> list[Path]:
    """The paths that exist, each once, in their order."""
    found = []
    for path in dict.fromkeys(paths):
        try:
            if path.exists():
                found.append(path)
        except OSError:
            continue
    return found
