"""`Photos`, the library's manager that lists photos (all, missing, hidden ...), finds and copies their files.

It also reads the details of photos, finds photos of this day in earlier years, proposes dates, and lists files that
could not be read and lets the next scan try them again.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from photoface.catalog import on_this_day, own_dates_and_places, photos, scanned_faces, settings_store
from photoface.jobs import JobControl
from photoface.library.manager import Manager, reads
from photoface.library.photo_copies import CopyReport, copy_photos


class Photos(Manager):
    """Reads photos, and copies their files out of the library."""

    ids = reads(photos.ids)
    summaries = reads(photos.summaries)
    detail = reads(photos.detail)
    details = reads(photos.details)
    on_this_day = reads(on_this_day.on_this_day)
    hidden_ids = reads(photos.hidden_ids)
    missing_ids = reads(photos.missing_ids)
    undated_ids = reads(photos.undated_ids)
    videos_among = reads(photos.videos_among)
    video_ids = reads(photos.video_ids)
    exact_moments = reads(own_dates_and_places.exact_moments)
    proposed_dates = reads(own_dates_and_places.proposed_dates)

    def unfinished_ids(self, photo_ids: Collection[int] | None = None) -> list[int]:
        """Photos with faces that the user drew or moved and nothing has looked at yet; of these photos, or of all."""
        with self._database.read() as session:
            model = settings_store.load(session).model
            return sorted(
                {face.photo_id for face in scanned_faces.unembedded(session, model, photo_ids, only_by_hand=True)}
            )

    ids_at = reads(photos.ids_at)
    files = reads(photos.files_of)

    def present_files(self, photo_ids: Sequence[int]) -> list[Path]:
        """One file of each photo that has one now."""
        # Unlike `Path.is_file`, this raises nothing about a folder that may not be looked into.
        is_file = os.path.isfile
        found = (next((path for path in paths if is_file(path)), None) for _, paths in self.files(photo_ids))
        return [path for path in found if path is not None]

    failed_files = reads(photos.failed_files)

    def retry_failed(self) -> int:
        """Let the next scan try all failed files again; returns how many."""
        with self._database.write() as session:
            return photos.retry_failed(session)

    flawed = reads(photos.flawed)

    def copy_to(self, photo_ids: Sequence[int], folder: Path, control: JobControl | None = None) -> CopyReport:
        """Copy photos as they are to a folder, which is made where there is none.

        Nothing is written over: a name that is taken gets a number. A copy is there whole or not at all.

        Raises:
            JobCancelled: by the control; the copies made so far stay.
            UserFacingError: the folder cannot be written to, or its disk is full.
        """
        return copy_photos(self.files(photo_ids), folder, control or JobControl())
