"""`Folders`, the library's manager of scanned folders: lists, adds, removes, relocates and watches them.

It also lists what scans leave out.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.catalog import folders, settings_store
from photoface.catalog.database import Database
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.library import FolderSummary
from photoface.errors import UserFacingError
from photoface.library.manager import Manager, reads
from photoface.library.relocation import SAMPLE_FILES, Relocation, verified

if TYPE_CHECKING:
    from photoface.scan.folder_watch import FolderWatch
    from photoface.scan.inventory import Survey


class Folders(Manager):
    """Adds, moves and removes the folders of the library."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        super().__init__(database)
        self._now = now

    all = reads(folders.summaries)

    def add(self, path: Path) -> FolderSummary:
        """Add a folder to the library; nothing is scanned yet. A folder inside one that is there adds nothing.

        In a shared library a folder that holds the photos of one that cannot be reached from this computer is that one:
        it lies here for this computer, and nothing is added for the others.

        Returns:
            The folder that will be scanned: this one, or the one around it.

        Raises:
            UserFacingError: no folder, not readable, or one around folders that are there.
        """
        absolute = readable_folder(path)
        folder_id = self._unreachable_folder_matching(absolute) if self._database.is_shared else None
        if folder_id is not None:
            self._map_here(folder_id, absolute)
        else:
            with self._database.write() as session:
                folder_id = folders.add(session, absolute, self._now())
        return next(folder for folder in self.all() if folder.id == folder_id)

    def watch(self) -> FolderWatch:
        """A watch over the folders that there are now; it begins with its `changes`."""
        from photoface.scan.folder_watch import FolderWatch
        from photoface.scan.left_out_folders import LeftOut

        with self._database.read() as session:
            roots = list(folders.paths(session).values())
            settings = settings_store.load(session)
        return FolderWatch(roots, LeftOut(settings.left_out_folders))

    def _unreachable_folder_matching(self, here: Path) -> int | None:
        """The library's folder that cannot be reached at its own path and whose photos this folder holds, or None.

        All photos of the sample have to be there. A part of a folder, or an old copy, is a separate folder: otherwise
        the photos that it lacks would be marked missing for all users.
        """
        with self._database.read() as session:
            away = [folder for folder in folders.summaries(session) if not folder.reachable]
            samples = [(folder, folders.sample(session, folder.id, SAMPLE_FILES)) for folder in away]
        for folder, sample in samples:
            with contextlib.suppress(UserFacingError):
                found = verified(folder.path, here, sample)
                if found.found == found.looked_at > 0:
                    return folder.id
        return None

    def _map_here(self, folder_id: int, here: Path) -> None:
        with self._database.read() as session:
            folders.refuse_taken(session, folder_id, here)
            path = folders.path_in_catalog(session, folder_id)
        self._database.map_folder(path, str(here))

    def relocate(self, folder_id: int, path: Path, *, only_here: bool = False) -> Relocation:
        """Note that a folder was moved or renamed; a sample of its photos is compared first. No photo is scanned yet.

        Args:
            only_here: on this computer, where the library is shared; for the others the folder lies where it lay.

        Raises:
            UserFacingError: no such folder, it cannot be read, it is another one by what it holds, or it is in the
                library already.
        """
        absolute = readable_folder(path)
        with self._database.read() as session:
            known = {folder.id: folder.path for folder in folders.summaries(session)}
            sample = folders.sample(session, folder_id, SAMPLE_FILES)
        if folder_id not in known:
            raise UserFacingError("This folder is not in the library any more.")
        found = verified(known[folder_id], absolute, sample)
        if only_here and self._database.is_shared:
            self._map_here(folder_id, absolute)
            return found
        with self._database.write() as session:
            folders.relocate(session, folder_id, absolute)
        return found

    def remove(self, folder_id: int) -> Changed:
        """Stop looking at a folder. Its photos are hidden with all that was said about them, until it comes again."""
        with self._database.write() as session:
            folders.remove(session, folder_id)
        return Changed(everything=True)

    def survey(self) -> Survey:
        """What lies in the folders and is not read: folders that are left out, files of other kinds.

        Looks through all folders, which takes seconds for a large library.
        """
        from photoface.scan.inventory import survey

        return survey(self._database, self._database.query(settings_store.load))


def readable_folder(path: Path) -> Path:
    """The real path of a folder that is there and can be read.

    Raises:
        UserFacingError: it is not.
    """
    absolute = Path(os.path.realpath(path.expanduser()))
    if not absolute.exists():
        raise UserFacingError(f"There is no folder {path}.", "Check its name, and that its disk is connected.")
    if not absolute.is_dir():
        raise UserFacingError(f"{path} is a file, not a folder.", "Choose the folder that it lies in.")
    if not folders.is_readable(str(absolute)):
        raise UserFacingError(f"{path} cannot be read.", "Check its rights.")
    return absolute
