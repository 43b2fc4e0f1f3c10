"""`Erasing`, the library's manager that erases a person for good: from catalog and history, and from backups if asked.

It happens in two steps. One transaction takes the person out of the catalog and notes what has to follow. Then crops,
what was learned and the map of faces go, and the catalog's file and log are overwritten. A process that is killed
before the transaction ends has erased nothing. One that is killed later leaves the note, and `finish`, which runs
whenever a library is opened, does the rest. Imports leave an erased name out, unless `allow_names` allows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from photoface.catalog import backups, erased_names, erasing, machine_state, tuned_embeddings
from photoface.catalog.backups import Backup
from photoface.catalog.database import Database, note_change
from photoface.catalog.erasing import Erasure
from photoface.catalog.machine_state import BackupsToDelete, ErasureToFinish
from photoface.catalog.summaries.changed import Changed
from photoface.errors import CatalogBusy, UserFacingError
from photoface.formatting import counted
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.library.face_map import SUFFIX as MAP_SUFFIX
from photoface.library.first_page_file import forget_page
from photoface.library.job_lock import only_job
from photoface.library.personal_model import remove_files
from photoface.recognition.state_file import remove_file as remove_scores


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What the user is told before somebody is erased.

    Attributes:
        sentence: what has to be typed.
        backups: older ones, which still hold the person; they are not changed.
    """

    erasure: Erasure
    sentence: str
    backups: tuple[Backup, ...]

    def explanation(self) -> str:
        """What goes, and what does not."""
        faces, photos = len(self.erasure.face_ids), len(self.erasure.photo_ids)
        return (
            f"The name, other names and notes, {counted(faces, 'face')} in {counted(photos, 'photo')} with all "
            "numbers by which they were recognized, what was learned of them and every mention in the history go. "
            "No photo is deleted. This cannot be undone."
        )


class Erasing:
    """Erases people for good."""

    def __init__(self, database: Database, thumbnails: ThumbnailStore, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._thumbnails = thumbnails
        self._now = now

    def plan(self, person_id: int) -> ErasurePlan:
        """What erasing a person takes, and what has to be typed for it.

        Raises:
            UserFacingError: the person is gone.
        """
        erasure = self._database.query(erasing.planned, person_id)
        found = tuple(backups.backups_of(self._database.path))
        return ErasurePlan(erasure, f"erase {erasure.name}", found)

    def erase(self, person_id: int, typed: str, *, with_backups: bool = False) -> Changed:
        """Erase a person for good.

        Args:
            typed: the sentence of the plan, in any case.
            with_backups: delete all backups that there are, and make a new one without the person.

        Raises:
            UserFacingError: the sentence is another one, the person is gone, a job runs, or another program uses the
                catalog.
        """
        with only_job(self._database):
            with self._database.write() as session:
                erasure = erasing.planned(session, person_id)
                if " ".join(typed.split()).casefold() != f"erase {erasure.name}".casefold():
                    raise UserFacingError("Nobody was erased.", f"Type “erase {erasure.name}” to do it.")
                erasing.erase(session, erasure, self._now())
                if with_backups:
                    found = [str(backup.path) for backup in backups.backups_of(self._database.path)]
                    machine_state.save(session, BackupsToDelete(found))
                # A model that was tuned on these faces too is part of what was learned of them.
                tuned_embeddings.keep_only(session, None)
                note_change(session, Changed(everything=True))
            self._follow()
        return Changed(everything=True)

    def allow_names(self, erased: Collection[str]) -> None:
        """Let imports bring names back that were erased; `erased` is what `Proposal.erased` says of them."""
        with self._database.write() as session:
            erased_names.allow(session, erased)

    def finish(self) -> bool:
        """Do what an erasure that was killed has left to do; returns whether there was something."""
        if self._database.read_only or self._database.query(machine_state.load, ErasureToFinish) is None:
            return False
        try:
            with only_job(self._database):
                self._follow()
        except CatalogBusy:
            # Another process works on the catalog. The note stays for the next start.
            return False
        return True

    def _follow(self) -> None:
        note = self._database.query(machine_state.load, ErasureToFinish)
        if note is None:
            return
        self._thumbnails.remove_faces(note.face_ids)
        self._thumbnails.remove_photos(note.photo_ids)
        self._thumbnails.wipe()
        path = self._database.path
        # All are made of everybody's faces, and can be made again.
        remove_files(path)
        remove_scores(path)
        forget_page(path)
        path.with_name(path.name + MAP_SUFFIX).unlink(missing_ok=True)
        self._database.wipe()
        self._replace_backups()
        with self._database.write() as session:
            machine_state.remove(session, ErasureToFinish)
        self._database.wipe()

    def _replace_backups(self) -> None:
        """Delete the backups that are to go. There is a new one first, so that it is never without any."""
        wanted = self._database.query(machine_state.load, BackupsToDelete)
        if wanted is None:
            return
        self._database.back_up(backups.DAILY)
        for backup in backups.backups_of(self._database.path):
            # Nothing else is deleted, whatever the catalog's file says.
            if str(backup.path) in wanted.paths:
                backup.path.unlink(missing_ok=True)
        with self._database.write() as session:
            machine_state.remove(session, BackupsToDelete)
