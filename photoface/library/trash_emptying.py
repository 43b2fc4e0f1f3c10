"""The job that moves the files of deleted photos, and deleted second files, to the operating system's trash.

Sidecars go with them, and so does the video of a Live photo, unless it is a photo of the catalog itself. Where there is
no trash, files are deleted if the user allowed that. Before each photo the job notes in the catalog that its files are
being moved. A job that is killed in between leaves each file in its place or in the trash: the next one sees which, and
continues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from photoface.catalog import deleted_photos, photos, second_files
from photoface.catalog.database import Database
from photoface.catalog.deleted_photos import DeletedPhoto, TrashFile
from photoface.errors import UnreadablePhoto, displayed
from photoface.formatting import counted, some
from photoface.imaging.file_hashes import file_hashes
from photoface.imaging.formats import is_video_name
from photoface.imaging.live_photos import moving_half
from photoface.imaging.photo_bytes import read_file
from photoface.jobs import JobControl, Progress
from photoface.library.system_trash import MoveToTrash, NoTrash
from photoface.metadata.sidecars import FolderListing

FILES_NAMED = 3
"""Files that a sentence names; more are counted."""


@dataclass(slots=True)
class TrashReport:
    """What became of the files.

    Attributes:
        photo_ids: photos that have left Recently deleted.
        moved: files in the trash of the system, sidecars among them.
        deleted: files that were deleted for good, as the user allowed.
        changed: files that hold something else than the photo that was deleted.
        away: files on drives that cannot be reached now.
        without_trash: files for which the system has no trash.
        refused: files that could not be moved, with the reason.
    """

    photo_ids: list[int] = field(default_factory=list)
    moved: list[Path] = field(default_factory=list)
    deleted: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    without_trash: list[Path] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)

    def sentences(self) -> str:
        """What was done and what was not, with what to do about it."""
        said = [f"Moved {counted(len(self.moved), 'file')} to the trash of this computer."]
        if self.deleted:
            said.append(f"Deleted {counted(len(self.deleted), 'file')} for good.")
        if self.without_trash:
            said.append(
                f"There is no trash for {_named(self.without_trash)}. They can only be deleted for good, "
                "if you say so; until then they stay."
            )
        if self.changed:
            said.append(f"{_named(self.changed)} changed since the photo was deleted, and stayed.")
        if self.away:
            said.append(f"{_named(self.away)} cannot be reached now, and will be moved later.")
        said.extend(f"{displayed(str(path))} could not be moved: {why}" for path, why in self.refused[:FILES_NAMED])
        if len(self.refused) > FILES_NAMED:
            said.append(f"{counted(len(self.refused) - FILES_NAMED, 'more file')} could not be moved.")
        return " ".join(said)


def _named(paths: Collection[Path]) -> str:
    return some([displayed(str(path)) for path in paths], FILES_NAMED, rest="other file")


class TrashEmptying:
    """Moves files of deleted photos, photo by photo.

    Args:
        without_trash: files may be deleted for good where the system has no trash.
    """

    def __init__(
        self, database: Database, control: JobControl, move: MoveToTrash, now: dt.datetime, *, without_trash: bool
    ) -> None:
        self._database = database
        self._control = control
        self._move = move
        self._now = now
        self._without_trash = without_trash
        self._report = TrashReport()

    def run(self, photo_ids: Collection[int] | None) -> TrashReport:
        """See `Jobs.empty_trash`."""
        with self._database.read() as session:
            expired = deleted_photos.expired_ids(session, self._now) if photo_ids is None else photo_ids
            interrupted = set(deleted_photos.interrupted(session))
            found = deleted_photos.photos(session, self._now, {*expired, *interrupted})
        chosen = set(photo_ids or ())
        for done, photo in enumerate(found):
            self._control.report(Progress("Moving photos to the trash", done, len(found)))
            if photo.id in chosen:
                files = list(photo.files)
            elif photo.id in expired:
                files = [file for file in photo.files if file.was_there]
            else:
                # Of a move that was killed, only what was moved by then counts: its word may be taken back since.
                files = [file for file in photo.files if file.moving and not _is_there(file.path)]
            self._move_files(photo, files, is_chosen=photo.id in chosen)
        if photo_ids is None:
            self._move_second_files()
        self._control.report(Progress("Moving photos to the trash", len(found), len(found)))
        return self._report

    def _move_second_files(self) -> None:
        """Move the files that were deleted by themselves, each while another file of its photo is there for sure."""
        with self._database.read() as session:
            files = second_files.due(session, self._now)
        for file in files:
            self._control.checkpoint()
            if file.away:
                self._report.away.append(file.path)
                continue
            with self._database.read() as session:
                others = second_files.staying(session, file.photo_id)
            is_killed_move = file.moving and not _is_there(file.path)
            if not is_killed_move and not any(map(_is_whole, others)):
                # It would be the last one: it waits until the other one is there again.
                continue
            with self._database.write() as session:
                second_files.note_moving(session, file.id)
            is_gone = self._move_with_sidecars(file, is_chosen=False)
            with self._database.write() as session:
                (second_files.note_moved if is_gone else second_files.note_not_moved)(session, file.id)

    def _move_files(self, photo: DeletedPhoto, files: Collection[TrashFile], *, is_chosen: bool) -> None:
        reachable = [file for file in files if not file.away]
        self._report.away.extend(file.path for file in files if file.away)
        with self._database.write() as session:
            if not deleted_photos.is_deleted(session, photo.id):
                return
            deleted_photos.note_moving(session, reachable)
        gone = [file.id for file in reachable if self._move_with_sidecars(file, is_chosen=is_chosen)]
        with self._database.write() as session:
            left = [file.id for file in photo.files if file.id not in gone]
            if deleted_photos.note_moved(session, photo.id, gone, left):
                self._report.photo_ids.append(photo.id)

    def _move_with_sidecars(self, file: TrashFile, *, is_chosen: bool) -> bool:
        """Move a file with its sidecars and the video of a Live photo; returns whether it is gone."""
        path, half = file.path, None
        if _is_there(path):
            try:
                if not _holds_the_photo(file, is_chosen=is_chosen):
                    self._report.changed.append(path)
                    return False
                half = None if is_video_name(path.name) else self._half_of_still(path)
            except UnreadablePhoto as error:
                self._report.refused.append((path, str(error)))
                return False
            if not self._move_file(path):
                return False
        for sidecar in [*_own_sidecars(path), *([] if half is None else [half])]:
            self._move_file(sidecar)
        return True

    def _half_of_still(self, still: Path) -> Path | None:
        """The video of a Live photo, unless it is in the catalog as well: then it stays until it is deleted itself.

        With a closed stack all of its photos were deleted. Of an open or dissolved one the user chose the still alone.

        Raises:
            UnreadablePhoto: the still cannot be read.
        """
        half = moving_half(still, read_file(still))
        if half is None:
            return None
        with self._database.read() as session:
            return None if photos.ids_at(session, [half]) else half

    def _move_file(self, path: Path) -> bool:
        """Move a file to the trash; without a trash delete it, if that is allowed. Returns whether it is gone."""
        try:
            self._move(path)
        except NoTrash:
            if not self._without_trash:
                self._report.without_trash.append(path)
                return False
            try:
                path.unlink()
            except OSError as error:
                self._report.refused.append((path, f"{error.strerror or error}."))
                return False
            self._report.deleted.append(path)
            return True
        except OSError as error:
            self._report.refused.append((path, f"{error.strerror or error}."))
            return False
        self._report.moved.append(path)
        return True


def _is_whole(file: TrashFile) -> bool:
    """Whether a file that stays is there and holds the photo."""
    try:
        return _is_there(file.path) and _holds_the_photo(file, is_chosen=False)
    except UnreadablePhoto:
        return False


def _is_there(path: Path) -> bool:
    """Whether there is a file or a link at the path; a link whose target is missing counts."""
    return path.is_symlink() or path.exists()


def _holds_the_photo(file: TrashFile, *, is_chosen: bool) -> bool:
    """Whether a file still holds the photo that the user deleted.

    Args:
        is_chosen: the user chose the photo again, so what the last scan found in the file counts too.

    Raises:
        UnreadablePhoto: the system cannot read the file.
    """
    content, picture = file_hashes(file.path)
    known = {file.deleted_hash} | ({file.content_hash} if is_chosen else set())
    if content in known:
        return True
    # Another program wrote a caption or a name into it: the picture is the same.
    return file.picture_hash is not None and picture == file.picture_hash


def _own_sidecars(path: Path) -> list[Path]:
    """The sidecars of a file that are about no other photo beside it."""
    try:
        found = FolderListing.of_folder(path.parent).sidecars_of(path.name)
    except UnreadablePhoto:
        return []
    names = [found.own, None if found.rivals else found.by_stem]
    return [path.parent / name for name in names if name is not None]
