"""The photos and their files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from photoface.catalog import photos, scanned_faces, settings_store
from photoface.catalog.database import Database
from photoface.catalog.summaries import FailedFile, PhotoDetail, PhotoSummary
from photoface.jobs import JobControl
from photoface.library.photo_copies import CopyReport, copy_photos


class Photos:
    """Reads photos, and copies their files out of the library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(self, person_id: int | None = None) -> list[int]:
        """All photos (or a person's), newest first, without forgotten ones."""
        return self._database.query(photos.ids, person_id)

    def summaries(self, photo_ids: Sequence[int]) -> list[PhotoSummary]:
        """These photos, in the order asked; ids that are gone are left out."""
        return self._database.query(photos.summaries, photo_ids)

    def detail(self, photo_id: int) -> PhotoDetail:
        """One photo with its faces.

        Raises:
            UserFacingError: it is gone.
        """
        return self._database.query(photos.detail, photo_id)

    def missing_ids(self) -> list[int]:
        """Photos whose files are all gone, newest first, without forgotten ones."""
        return self._database.query(photos.missing_ids)

    def unfinished_ids(self, photo_ids: Collection[int] | None = None) -> list[int]:
        """Photos with faces that the user drew or moved and nothing has looked at yet; of these photos, or of all."""
        with self._database.read() as session:
            model = settings_store.load(session).model
            return sorted(
                {face.photo_id for face in scanned_faces.unembedded(session, model, photo_ids, only_by_hand=True)}
            )

    def ids_at(self, paths: Sequence[Path]) -> dict[Path, int]:
        """The photos in these files, by the path as it was given; files that are not in the catalog are left out."""
        return self._database.query(photos.ids_at, paths)

    def files(self, photo_ids: Sequence[int]) -> list[tuple[int, list[Path]]]:
        """Per photo, in the order asked, its files: those that the last scan found come first."""
        return self._database.query(photos.files_of, photo_ids)

    def failed_files(self) -> list[FailedFile]:
        """Files that could not be read, each with the sentence that says why."""
        return self._database.query(photos.failed_files)

    def retry_failed(self) -> int:
        """Let the next scan try all failed files again; returns how many."""
        with self._database.write() as session:
            return photos.retry_failed(session)

    def flawed(self) -> list[tuple[Path, str]]:
        """Files of photos that were read only in part, each with what is missing."""
        return self._database.query(photos.flawed)

    def copy_to(self, photo_ids: Sequence[int], folder: Path, control: JobControl | None = None) -> CopyReport:
        """Copy photos as they are to a folder, which is made where there is none.

        Nothing is written over: a name that is taken gets a number. A copy is there whole or not at all.

        Raises:
            JobCancelled: by the control; the copies made so far stay.
            UserFacingError: the folder cannot be written to, or its disk is full.
        """
        return copy_photos(self.files(photo_ids), folder, control or JobControl())
