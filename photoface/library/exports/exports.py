"""`Exports`, the library's manager that exports JSON, CSV, web pages, a person's page, copies, names to Immich."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.catalog import folders, library_files, people, photos
from photoface.catalog.database import Database
from photoface.catalog.exported_photos import export_details
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.jobs import JobControl
from photoface.library.exports.data_files import DataFormat, pieces
from photoface.library.exports.targets import refuse_own_files, refuse_taken, written
from photoface.library.foreign_photos import LibraryFile
from photoface.library.manager import Manager
from photoface.library.pictures import Pictures

if TYPE_CHECKING:
    from photoface.library.exports.immich import ImmichReport
    from photoface.library.exports.person_page import PersonPage
    from photoface.library.exports.shared_copies import SharedCopyChoices
    from photoface.library.exports.web_pages import PageChoices, PagesReport
    from photoface.library.photo_copies import CopyReport
    from photoface.metadata.importers.web_service import Transport


@dataclass(frozen=True, slots=True)
class DataReport:
    """How many photos and faces a JSON or CSV export holds."""

    photos: int
    faces: int

    def sentence(self, file: Path) -> str:
        """The result for the user."""
        return f"{counted(self.photos, 'photo')} and {counted(self.faces, 'face')} written to {file}."


class Exports(Manager):
    """Writes exports. Photos are only read; `photo_ids` chooses them, None is all but hidden ones."""

    def __init__(self, database: Database, pictures: Pictures) -> None:
        super().__init__(database)
        self._pictures = pictures

    def data(
        self,
        write: Callable[[str], object],
        kind: DataFormat,
        photo_ids: Sequence[int] | None = None,
        control: JobControl | None = None,
    ) -> DataReport:
        """Give the text of an export as JSON or CSV to a function, piece by piece.

        Raises:
            JobCancelled: by the control.
        """
        seen: list[int] = []
        with self._database.read() as session:
            for piece in pieces(session, kind, photo_ids, control or JobControl(), seen):
                write(piece)
        return DataReport(len(seen), sum(seen))

    def data_file(
        self,
        file: Path,
        kind: DataFormat,
        photo_ids: Sequence[int] | None = None,
        control: JobControl | None = None,
        *,
        overwrite: bool = False,
    ) -> DataReport:
        """Write an export as JSON or CSV into a file, which is there whole at the end or as it was before.

        Raises:
            JobCancelled: by the control.
            UserFacingError: the file is there already and may not be overwritten, is one of the user's own, or cannot
                be written.
        """
        refuse_taken(file, overwrite=overwrite)
        self.refuse_own(file)
        with written(file, overwrite=overwrite) as stream:
            # In CSV, file names that are not text are written as their bytes.
            return self.data(
                lambda text: stream.write(text.encode("utf-8", "surrogateescape")), kind, photo_ids, control
            )

    def pages(
        self,
        folder: Path,
        choices: PageChoices | None = None,
        photo_ids: Sequence[int] | None = None,
        control: JobControl | None = None,
        *,
        overwrite: bool = False,
    ) -> PagesReport:
        """Write web pages of photos and people into a folder, which is made where there is none.

        Raises:
            JobCancelled: by the control; what was written stays, and may be replaced.
            UserFacingError: the folder lies in a photo folder, holds something else, may not be overwritten, or cannot
                be written.
        """
        from photoface.library.exports.web_pages import PageChoices, WebPages

        folder = folder.expanduser()
        self.refuse_own(folder, is_folder=True)
        wanted = self._database.query(photos.ids) if photo_ids is None else photo_ids
        made = WebPages(
            self._database, self._pictures, folder, wanted, choices or PageChoices(), control or JobControl()
        )
        return made.write(overwrite=overwrite)

    def shared_copies(
        self, photo_ids: Sequence[int], folder: Path, choices: SharedCopyChoices, control: JobControl | None = None
    ) -> CopyReport:
        """Make copies of photos to give away, in a folder, which is made where there is none.

        Nothing is written over: a name that is taken gets a number.

        Raises:
            JobCancelled: by the control; the copies made so far stay.
            UserFacingError: the folder lies in a photo folder, cannot be written to, or its disk is full.
        """
        from photoface.library.exports.shared_copies import SharedPhoto, share_photos

        folder = folder.expanduser()
        self.refuse_own(folder, is_folder=True)

        def read(photo_id: int) -> SharedPhoto:
            with self._database.read() as session:
                without_face = export_details(session, [photo_id])
                people = tuple(name for found in without_face.values() for _, name in found.people_without_face)
                return SharedPhoto(photos.detail(session, photo_id), people)

        pixels_of = self._pictures.photo_pixels
        return share_photos(photo_ids, folder, choices, read, pixels_of, control or JobControl())

    def holds_older_pages(self, folder: Path) -> bool:
        """Whether a folder holds web pages that a newer export would replace."""
        from photoface.library.exports.web_pages import MARK

        return (folder.expanduser() / MARK).is_file()

    def person_page(
        self, person_id: int, most_photos: int | None = None, control: JobControl | None = None
    ) -> PersonPage:
        """What a page of one person to print holds; see `exports.person_page`.

        Raises:
            JobCancelled: by the control.
            UserFacingError: the person is gone, or no photo shows.
        """
        from photoface.library.exports.person_page import USUAL_PHOTOS, make_person_page

        return make_person_page(self._database, self._pictures, person_id, most_photos or USUAL_PHOTOS, control)

    def person_page_file(
        self,
        person_id: int,
        file: Path,
        most_photos: int | None = None,
        control: JobControl | None = None,
        *,
        overwrite: bool = False,
    ) -> int:
        """Write that page as HTML into a file; returns how many photos it has.

        Raises:
            JobCancelled: by the control; nothing is written.
            UserFacingError: as above, or the file is there already, is one of the user's own, or cannot be written.
        """
        refuse_taken(file, overwrite=overwrite)
        self.refuse_own(file)
        page = self.person_page(person_id, most_photos, control)
        with written(file, overwrite=overwrite) as stream:
            stream.write(page.html().encode("utf-8", "replace"))
        return len(page.photos)

    def to_immich(
        self,
        address: str,
        key: str,
        photo_ids: Sequence[int] | None = None,
        control: JobControl | None = None,
        *,
        dry_run: bool = False,
        before_sending: Callable[[ImmichReport], None] = lambda _plan: None,
        transport: Transport | None = None,
    ) -> ImmichReport:
        """Give confirmed names, birthdays and boxes to an Immich server that has the photos; see `exports.immich`.

        Args:
            dry_run: only say what would be sent.
            before_sending: is told what will be sent.
            transport: how the server is asked; None for the network.

        Raises:
            JobCancelled: by the control; what was made there stays.
            UserFacingError: the server is not there, refuses, or is another program.
        """
        from photoface.library.exports.immich import ImmichExport
        from photoface.library.metadata import sha1_of
        from photoface.metadata.importers.immich import web_service
        from photoface.metadata.importers.web_service import over_the_network

        service = web_service(address, key, transport or over_the_network)
        with self._database.read() as session:
            wanted = photos.ids(session) if photo_ids is None else photo_ids
            details = [photo for photo in photos.details(session, wanted) if not photo.missing]
            everybody = people.summaries(session)
            chosen = set(wanted)
            files = [LibraryFile(*row) for row in library_files.all_files(session) if row[0] in chosen]
        export = ImmichExport(service, everybody, functools.cache(sha1_of), control or JobControl())
        plan = export.plan(details, files)
        if dry_run or plan.is_empty:
            return plan
        before_sending(plan)
        return export.send()

    def below(self, folder: Path, photo_ids: Sequence[int] | None = None) -> list[int]:
        """The photos, of these or of all, that have a file in a folder or below it.

        Raises:
            UserFacingError: none has.
        """
        real = Path(os.path.realpath(folder.expanduser())).as_posix().rstrip("/") + "/"
        with self._database.read() as session:
            files = library_files.all_files(session)
            found = {photo_id for photo_id, path, _ in files if path.startswith(real)}
            wanted = photos.ids(session) if photo_ids is None else photo_ids
        chosen = sorted(found & set(wanted))
        if not chosen:
            raise UserFacingError(f"No photos of the library lie in {folder}.", "Name a folder of your photos.")
        return chosen

    def refuse_own(self, target: Path, *, is_folder: bool = False) -> None:
        """Raises UserFacingError where an export to this place would write over the user's own files."""
        known = self._database.query(folders.paths).values()
        refuse_own_files(target, self._database.path, known, is_folder=is_folder)
