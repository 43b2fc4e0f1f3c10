"""The job that imports photos and videos from cards or folders: copies what is new into dated folders of the library.

Nothing on the card is changed or deleted. If an import ends early, the next one continues: what was copied is known by
its content. It can also only count what is new.
"""

from __future__ import annotations

import datetime as dt
import errno
import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog import photo_imports
from photoface.catalog.backups import sync
from photoface.catalog.database import Database
from photoface.catalog.photo_imports import CopiedFile, Standing
from photoface.errors import UserFacingError, displayed
from photoface.imaging.decode import read_date
from photoface.imaging.formats import is_photo_name
from photoface.imaging.photo_bytes import LARGEST_FILE_BYTES, read_file
from photoface.imaging.photo_dates import date_in_name
from photoface.imaging.picture_hash import picture_hash
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.library import import_copying
from photoface.library.import_copying import CardError, CopyDiffers, StagedFile
from photoface.library.import_folders import folder_of
from photoface.library.import_report import ImportReport
from photoface.library.import_sources import Shot, SourceFile
from photoface.writable import give_free_name

BYTES_WITH_DATE = 128 << 10
"""A JPEG's EXIF is in its first segments, of 64 KiB at most each."""

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_TARGET_FAILS = (*_DISK_FULL, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENODEV, errno.ESTALE)


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the user chose.

    Attributes:
        sources: cards, folders or single files.
        folder: the destination.
        pattern: of the dated folders in it, a checked one.
        again: also copy what was imported or deleted before.
    """

    sources: tuple[Path, ...]
    folder: Path
    pattern: str
    again: bool = False


class PhotoImport:
    """One import, or one look at what there is to import."""

    def __init__(
        self, database: Database, choices: ImportChoices, shots: Sequence[Shot], control: JobControl, now: dt.datetime
    ) -> None:
        self._database = database
        self._choices = choices
        self._shots = shots
        self._control = control
        self._now = now
        self._import_id: int | None = None
        self._seen: set[str] = set()
        self._sizes = database.query(photo_imports.known_sizes)
        self._imported = database.query(photo_imports.imported_contents)
        media = [file for shot in shots for file in shot.media]
        on_card = sorted(file.size for file in media)
        self._sizes |= {one for one, other in itertools.pairwise(on_card) if one == other}
        self._total = len(media)
        self._meter = RateMeter(control.working_time)
        self.report = ImportReport(choices.folder)

    def look(self) -> ImportReport:
        """Count what is new. Of files that cannot be known, by their size, only the beginning is read.

        Raises:
            JobCancelled: by the control.
        """
        self._each(self._look_at, "Looking what is new")
        return self.report

    def run(self) -> ImportReport:
        """Copy what is new.

        Raises:
            JobCancelled: by the control; whole shots that were copied stay.
        """
        import_copying.remove_leftovers(self._choices.folder)
        self._each(self._copy_shot, "Importing photos")
        return self.report

    def _each(self, do: Callable[[Shot], None], stage_words: str) -> None:
        done = 0
        for shot in self._shots:
            self._control.report(self._meter.progress(stage_words, done, self._total))
            try:
                do(shot)
            except CardError as error:
                if not self._is_there(shot):
                    self.report.trouble = self._pulled_out()
                    return
                self.report.failed.append((shot.media[0].path, f"{error.error.strerror or error.error}."))
            except CopyDiffers:
                why = "what was written is not what was read. Check the disk."
                self.report.failed.append((shot.media[0].path, why))
            except OSError as error:
                if error.errno in _TARGET_FAILS:
                    self.report.trouble = _not_written(self._choices.folder, error)
                    return
                self.report.failed.append((shot.media[0].path, f"{error.strerror or error}."))
            done += len(shot.media)
        self._control.report(Progress(stage_words, self._total, self._total))

    def _is_there(self, shot: Shot) -> bool:
        """Whether the card is still in, after a file on it could not be read."""
        # `Path.exists` raises what a drive says that is gone.
        paths = [file.path for file in shot.media]
        return any(map(os.path.exists, paths)) and all(map(os.path.exists, self._choices.sources))

    def _pulled_out(self) -> UserFacingError:
        return UserFacingError(
            f"{displayed(str(self._choices.sources[0]))} cannot be reached any more: was it pulled out?",
            "What was copied is whole. Put it in again and import again: the rest follows.",
        )

    # what is new

    def _look_at(self, shot: Shot) -> None:
        for file in shot.media:
            content = self._known_content(file)
            if content is not None and self._is_known(content):
                continue
            if content is not None:
                self._seen.add(content)
            self.report.count(file.path, file.size, _probably_taken_at(file))

    def _known_content(self, file: SourceFile) -> str | None:
        """The content of a file that may be known; None for one that no other file can be equal to, by its size."""
        content = self._imported.get((file.path.name, file.size, file.modified_ns))
        if content is not None:
            return content
        return import_copying.hash_of_source(file) if file.size in self._sizes else None

    def _is_known(self, content: str, picture: str | None = None) -> bool:
        """Whether a content is not to be copied; it is counted then."""
        if content in self._seen:
            self.report.twice += 1
            return True
        standing, photo_ids = self._database.query(photo_imports.standing, content, picture)
        if standing is Standing.IN_LIBRARY:
            self.report.in_library += 1
            self.report.photo_ids += photo_ids
            return True
        if standing is Standing.BEFORE and not self._choices.again:
            self.report.before += 1
            return True
        return False

    # copying

    def _copy_shot(self, shot: Shot) -> None:
        """Copy what is new of a shot, with its companions, under names that go together."""
        staged: list[StagedFile] = []
        try:
            for file in shot.media:
                content = self._known_content(file)
                if content is not None and self._is_known(content):
                    continue
                staged.append(import_copying.stage(file, self._choices.folder))
                if self._is_known(staged[-1].content_hash, _picture_of(staged[-1])):
                    import_copying.discard(staged.pop().temporary)
            media = tuple(staged)
            if media:
                staged += [import_copying.stage(file, self._choices.folder) for file in shot.companions]
                self._place(staged, media)
                self._seen.update(copy.content_hash for copy in media)
        finally:
            for copy in staged:
                import_copying.discard(copy.temporary)

    def _place(self, staged: Sequence[StagedFile], media: Sequence[StagedFile]) -> None:
        """Give finished copies their names, in the folder of their date, and note them."""
        taken_at = _taken_at(media)
        folder = self._choices.folder / folder_of(self._choices.pattern, taken_at)
        folder.mkdir(parents=True, exist_ok=True)
        number = next(number for number in itertools.count(1) if all(_is_free(copy, folder, number) for copy in staged))
        # Companions first: a scan that runs meanwhile finds a photo with what is said of it.
        for copy in sorted(staged, key=lambda copy: copy in media):
            target = folder / _numbered(copy.source.path.name, number)
            if not give_free_name(copy.temporary, target) and import_copying.hash_of(target) != copy.content_hash:
                raise FileExistsError(errno.EEXIST, "another program made a file of this name")
        sync(folder)
        files = [
            CopiedFile(copy.source.path.name, copy.source.size, copy.source.modified_ns, copy.content_hash)
            for copy in media
        ]
        with self._database.write() as session:
            if self._import_id is None:
                source = self._choices.sources[0]
                self._import_id = photo_imports.begin(session, self._now, source, self._choices.folder)
            photo_imports.note(session, self._import_id, files)
        for copy in media:
            self.report.count(copy.source.path, copy.source.size, taken_at)


def make_folder(folder: Path) -> Path:
    """Make the destination where there is none.

    Raises:
        UserFacingError: it cannot be made.
    """
    folder = folder.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error
    return folder


def _picture_of(copy: StagedFile) -> str | None:
    """The hash of a copy's picture without metadata; None for videos."""
    data = _picture_bytes(copy)
    return None if data is None else picture_hash(data)


def _picture_bytes(copy: StagedFile) -> bytes | None:
    """The bytes of a picture; None for videos, and for files that a scan would not read."""
    if not is_photo_name(copy.source.path.name) or copy.source.size > LARGEST_FILE_BYTES:
        return None
    return read_file(copy.temporary)


def _taken_at(media: Sequence[StagedFile]) -> dt.datetime:
    """When a shot was taken: by its pictures, else by its name, else by the time of its file."""
    for copy in media:
        name, data = copy.source.path.name, _picture_bytes(copy)
        date = date_in_name(name) if data is None else read_date(data, name)
        if date is not None:
            return date.moment
    return _file_time(media[0].source)


def _probably_taken_at(file: SourceFile) -> dt.datetime:
    """As `_taken_at` of this file alone, by its beginning: reading all of a card takes too long for a look."""
    name, date = file.path.name, date_in_name(file.path.name)
    if is_photo_name(name):
        with file.path.open("rb") as stream:
            date = read_date(stream.read(BYTES_WITH_DATE), name)
    return _file_time(file) if date is None else date.moment


def _file_time(file: SourceFile) -> dt.datetime:
    return dt.datetime.fromtimestamp(file.modified_ns / 1e9)


def _numbered(name: str, number: int) -> str:
    """A file's name, with a number where an other file has it.

    The number stands after the first part, `IMG_1-2.JPG.xmp`, since what goes together must keep one stem; and with a
    dash: a number in brackets would mark a copy of the same photo.
    """
    stem, dot, rest = name.partition(".")
    return name if number == 1 else f"{stem}-{number}{dot}{rest}"


def _is_free(copy: StagedFile, folder: Path, number: int) -> bool:
    """Whether a copy can have its name with this number: there is no such file, or it holds the same."""
    target = folder / _numbered(copy.source.path.name, number)
    try:
        return (
            target.stat().st_size == copy.temporary.stat().st_size
            and import_copying.hash_of(target) == copy.content_hash
        )
    except FileNotFoundError:
        return True


def _not_written(folder: Path, error: OSError) -> UserFacingError:
    if error.errno in _DISK_FULL:
        return UserFacingError(
            f"The disk of {displayed(str(folder))} is full.", "Make room and import again: the rest follows."
        )
    return UserFacingError(
        f"{displayed(str(folder))} cannot be written to: {error.strerror or error}.",
        "Check its rights and its disk, or choose another folder. What was copied is whole.",
    )
