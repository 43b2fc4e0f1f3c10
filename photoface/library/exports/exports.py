"""`Exports`: the library's manager for all that leaves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.catalog import folders, photos
from photoface.catalog.database import Database
from photoface.formatting import counted
from photoface.jobs import JobControl
from photoface.library.exports.data_files import DataFormat, pieces
from photoface.library.exports.targets import refuse_own_files, refuse_taken, written
from photoface.library.manager import Manager
from photoface.library.pictures import Pictures

if TYPE_CHECKING:
    from photoface.library.exports.web_pages import PageChoices, PagesReport


@dataclass(frozen=True, slots=True)
class DataReport:
    """What an export as data holds."""

    photos: int
    faces: int

    def sentence(self, file: Path) -> str:
        return f"{counted(self.photos, 'photo')} and {counted(self.faces, 'face')} written to {file}."


class Exports(Manager):
    """Writes what the library knows elsewhere. Photos are only read; `photo_ids` chooses them, None is all."""

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

    def refuse_own(self, target: Path, *, is_folder: bool = False) -> None:
        """Raises UserFacingError where an export to this place would write over the user's own files."""
        known = self._database.query(folders.paths).values()
        refuse_own_files(target, self._database.path, known, is_folder=is_folder)
