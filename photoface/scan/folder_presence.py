"""Tells during a scan whether a library folder is still there: a drive may be unplugged in the middle."""

from __future__ import annotations

from pathlib import Path

from photoface.catalog.folders import holds_any_file
from photoface.catalog.open_file import identity


class FolderPresence:
    """The library folders of one scan. One that went away is not asked for again until the next scan."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[int, int]] = {}
        self._away: set[Path] = set()

    def is_away(self, root: Path) -> bool:
        """Whether the folder is not there, is another one than at first, or holds no file.

        A drive's mount point may stay behind as an empty folder of the disk below it.
        """
        if root not in self._away:
            now = identity(root) if root.is_dir() else None
            is_another = now is None or self._known.setdefault(root, now) != now
            if is_another or not holds_any_file(str(root)):
                self._away.add(root)
        return root in self._away

    def is_known_away(self, root: Path) -> bool:
        """The same without a look at the disk: whether it was away before."""
        return root in self._away
