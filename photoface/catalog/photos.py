"""Reads photos and their files for pages and exports, and writes what scans and decisions say about photos.

It also lists hidden photos, missing ones, and the files that could not be read, or only in part.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import faces, folders, tags
from photoface.catalog.file_paths import file_path
from photoface.catalog.ledger import Journal
from photoface.catalog.path_text import to_stored
from photoface.catalog.photo_order import is_undated, known_precision, newest_first
from photoface.catalog.scanned_files import SOUND
from photoface.catalog.sql_helpers import among, count
from photoface.catalog.states import FaceStatus, FailureKind, FileState
from photoface.catalog.summaries.library import FailedFile
from photoface.catalog.summaries.photos import PhotoDetail, PhotoSummary
from photoface.catalog.tables.collections import PhotoTag
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.catalog.user_turns import as_turn
from photoface.catalog.visible import photo_shown
from photoface.errors import UserFacingError


def ids(session: Session, person_id: int | None = None) -> list[int]:
    """Photos that are shown, newest first; all, or those with this person."""
    if person_id is None:
        return _shown_ids(session)
    theirs = sa.select(Face.photo_id).where(Face.person_id == person_id, Face.status == FaceStatus.ACTIVE)
    return _shown_ids(session, Photo.id.in_(theirs))


def undated_ids(session: Session) -> list[int]:
    """Photos that are shown and that nothing dates but their file's time; newest first by that."""
    return _shown_ids(session, is_undated())


def _shown_ids(session: Session, *wanted: sa.ColumnElement[bool]) -> list[int]:
    return newest_first(session, sa.select(Photo.id).where(photo_shown(), *wanted))


def hidden_ids(session: Session) -> list[int]:
    """Photos that the user hid, without forgotten ones; newest first."""
    return newest_first(session, sa.select(Photo.id).where(Photo.hidden.is_(True), Photo.forgotten.is_(False)))


def missing_ids(session: Session) -> list[int]:
    """Photos none of whose files is present, without forgotten and hidden ones; newest first."""
    return _shown_ids(session, Photo.missing.is_(True))


def missing_among(session: Session, photo_ids: Collection[int]) -> list[int]:
    """Those of these photos that have no file and are not forgotten, hidden ones too."""
    query = sa.select(Photo.id).where(Photo.forgotten.is_(False), Photo.missing.is_(True))
    return list(session.execute(query.where(among(Photo.id, sorted(photo_ids))).order_by(Photo.id)).scalars())


def count_missing(session: Session) -> int:
    """How many photos `missing_ids` has."""
    return count(session, Photo, photo_shown(), Photo.missing.is_(True))


def summaries(session: Session, photo_ids: Sequence[int]) -> list[PhotoSummary]:
    """These photos, in the order asked; ids that are gone are left out."""
    faces_in_it = (
        sa.select(sa.func.count())
        .where(Face.photo_id == Photo.id, Face.status == FaceStatus.ACTIVE)
        .correlate(Photo)
        .scalar_subquery()
    )
    tags_on_it = sa.select(sa.func.count()).where(PhotoTag.photo_id == Photo.id).correlate(Photo).scalar_subquery()
    is_away = _is_away(folders.away_ids(session))
    found: dict[int, PhotoSummary] = {}
    # Most photos have the sides of few cameras: one number for all of them is a tenth of what a summary takes.
    sides: dict[int, int] = {}
    columns = (Photo.id, Photo.user_turn, Photo.width, Photo.height, Photo.taken_at, Photo.missing)
    how_dated = (Photo.dated_by_exif, known_precision())
    marks = (sa.func.coalesce(Photo.favourite, False), sa.func.coalesce(Photo.hidden, False))
    others_of_it = (faces_in_it, tags_on_it, Photo.rating, is_away)
    query = sa.select(*columns, *others_of_it, *how_dated, *marks, Photo.video_seconds)
    for id_, turn, width, height, *others in session.execute(query.where(among(Photo.id, photo_ids))):
        width, height = as_turn(turn).size(width, height)
        width, height = sides.setdefault(width, width), sides.setdefault(height, height)
        others[-4] = sys.intern(others[-4])
        found[id_] = PhotoSummary(id_, width, height, *others)
    return [found[photo_id] for photo_id in photo_ids if photo_id in found]


def _is_away(away: Collection[int]) -> sa.ColumnElement[bool]:
    """Photos that are not missing, and all of whose files are in these folders."""
    if not away:
        return sa.false()
    present = sa.exists().where(PhotoFile.photo_id == Photo.id, PhotoFile.present.is_(True))
    is_away = PhotoFile.folder_id.in_(sorted(away))
    return sa.and_(Photo.missing.is_(False), ~present.where(~is_away), present.where(is_away))


_IN_DETAIL = (
    *("id", "format", "camera", "latitude", "longitude", "missing", "rating", "flaw"),
    *("favourite", "hidden", "title", "caption"),
    *("taken_at", "dated_by", "dated_by_exif", "video_seconds", "still_seconds"),
)
"""Columns of a photo that its detail has under the same names."""


def detail(session: Session, photo_id: int) -> PhotoDetail:
    """One photo with its faces.

    Raises:
        UserFacingError: it is gone.
    """
    found = details(session, [photo_id])
    if not found:
        raise _gone()
    return found[0]


def details(session: Session, photo_ids: Sequence[int]) -> list[PhotoDetail]:
    """These photos with their faces, in the order asked, in a handful of statements; ids that are gone are left out."""
    columns = (*(getattr(Photo, name) for name in _IN_DETAIL), known_precision().label("date_precision"))
    query = sa.select(*columns).where(among(Photo.id, photo_ids))
    rows = {row.id: row._mapping for row in session.execute(query)}
    shown_sizes = sizes(session, photo_ids)
    files = _file_paths(session, photo_ids)
    faces_of, tags_of = faces.by_photo(session, photo_ids), tags.by_photo(session, photo_ids)
    found = []
    for photo_id in photo_ids:
        if photo_id in rows:
            paths = files.get(photo_id, FilePaths((), (), ()))
            width, height = shown_sizes[photo_id]
            found.append(
                PhotoDetail(
                    **rows[photo_id],
                    width=width,
                    height=height,
                    path=next(iter(paths.reachable), None),
                    file_paths=paths.reachable + paths.away + paths.gone,
                    away=not paths.reachable and bool(paths.away),
                    gone_paths=paths.gone,
                    faces=faces_of.get(photo_id, ()),
                    tags=tags_of.get(photo_id, ()),
                )
            )
    return found


def present(session: Session, photo_ids: Iterable[int]) -> list[int]:
    """Those of these photos that are in the catalog.

    Raises:
        UserFacingError: none of them is.
    """
    query = sa.select(Photo.id).where(among(Photo.id, sorted(set(photo_ids)))).order_by(Photo.id)
    found = list(session.execute(query).scalars())
    if not found:
        raise UserFacingError("These photos are not in the catalog any more.")
    return found


def size(session: Session, photo_id: int) -> tuple[int, int]:
    """A photo's width and height, in pixels, as it is shown.

    Raises:
        UserFacingError: it is gone.
    """
    found = sizes(session, [photo_id]).get(photo_id)
    if found is None:
        raise _gone()
    return found


def sizes(session: Session, photo_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Width and height in pixels, as they are shown, of those of these photos that are in the catalog."""
    query = sa.select(Photo.id, Photo.user_turn, Photo.width, Photo.height)
    rows = session.connection().execute(query.where(among(Photo.id, sorted(photo_ids))))
    return {photo_id: as_turn(turn).size(width, height) for photo_id, turn, width, height in rows}


def video_ids(session: Session) -> frozenset[int]:
    """The photos that are videos, from an index."""
    return frozenset(session.execute(sa.select(Photo.id).where(Photo.video_seconds.is_not(None))).scalars())


def videos_among(session: Session, photo_ids: Collection[int]) -> int:
    """How many of these photos are videos."""
    return len(video_ids(session).intersection(photo_ids))


def still_seconds(session: Session, photo_id: int) -> float | None:
    """Where in a video the frame is that stands for it; None of a photo."""
    query = sa.select(Photo.video_seconds, Photo.still_seconds).where(Photo.id == photo_id)
    row = session.execute(query).first()
    return None if row is None or row.video_seconds is None else row.still_seconds or 0.0


def _gone() -> UserFacingError:
    return UserFacingError("This photo is not in the catalog any more.")


@dataclass(frozen=True, slots=True)
class FilePaths:
    """Where a photo lies.

    Attributes:
        reachable: files that the last scan found.
        away: files of folders that cannot be reached now, as on a drive that is not connected.
        gone: files that the last scan did not find.
    """

    reachable: tuple[Path, ...]
    away: tuple[Path, ...]
    gone: tuple[Path, ...]


def file_paths(session: Session, photo_id: int) -> FilePaths:
    """A photo's files."""
    return _file_paths(session, [photo_id]).get(photo_id, FilePaths((), (), ()))


_PRESENT_FILES = (
    sa.select(LibraryFolder.path, PhotoFile.relative_path)
    .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
    .where(PhotoFile.photo_id == sa.bindparam("photo_id"), PhotoFile.present.is_(True))
    .order_by(PhotoFile.id)
)
"""Made once: pictures are asked for one by one, and to make the statement takes longer than to run it."""


def reachable_file(session: Session, photo_id: int) -> Path | None:
    """The first of `FilePaths.reachable` of a photo."""
    files = session.execute(_PRESENT_FILES, {"photo_id": photo_id})
    return next((file_path(folder, path) for folder, path in files if folders.is_reachable(folder)), None)


def _file_paths(session: Session, photo_ids: Sequence[int]) -> dict[int, FilePaths]:
    query = (
        sa.select(PhotoFile.photo_id, LibraryFolder.path, PhotoFile.relative_path, PhotoFile.present)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(among(PhotoFile.photo_id, photo_ids))
        .order_by(PhotoFile.id)
    )
    is_reachable = functools.cache(folders.is_reachable)
    found: dict[int, tuple[list[Path], list[Path], list[Path]]] = {}
    for photo_id, folder, relative_path, is_present in session.execute(query):
        assert photo_id is not None
        reachable, away, gone = found.setdefault(photo_id, ([], [], []))
        place = gone if not is_present else reachable if is_reachable(folder) else away
        place.append(file_path(folder, relative_path))
    return {photo_id: FilePaths(*map(tuple, places)) for photo_id, places in found.items()}


def add(session: Session, columns: Mapping[str, object]) -> int:
    """Add a photo; returns its id."""
    return int(session.execute(sa.insert(Photo).values(columns).returning(Photo.id)).scalar_one())


def update(session: Session, photo_id: int, columns: Mapping[str, object]) -> None:
    """Write what a scan read of a photo."""
    session.execute(sa.update(Photo).where(Photo.id == photo_id).values(columns))


def own_date(session: Session, photo_id: int) -> dt.datetime | None:
    """When a photo was taken, where the picture itself says so."""
    query = sa.select(Photo.file_taken_at, Photo.file_dated_by_exif).where(Photo.id == photo_id)
    taken_at, is_own = session.execute(query).one()
    return taken_at if is_own else None


def failed_files(session: Session) -> list[FailedFile]:
    """Files that could not be read, by path."""
    why = (PhotoFile.failure, PhotoFile.failure_kind, PhotoFile.failure_details)
    query = (
        sa.select(PhotoFile.id, LibraryFolder.path, PhotoFile.relative_path, *why)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(PhotoFile.state == FileState.FAILED, PhotoFile.present.is_(True))
        .order_by(LibraryFolder.path, PhotoFile.relative_path)
    )
    return [
        FailedFile(file_id, file_path(folder, path), sentence or "", FailureKind(kind or FailureKind.FILE), details)
        for file_id, folder, path, sentence, kind, details in session.execute(query)
    ]


def flawed(session: Session) -> list[tuple[Path, str]]:
    """Files of photos that were read only in part, by path, with what is missing."""
    query = (
        sa.select(LibraryFolder.path, PhotoFile.relative_path, Photo.flaw)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .where(Photo.flaw.is_not(None), PhotoFile.present.is_(True), PhotoFile.state == FileState.SCANNED)
        .order_by(LibraryFolder.path, PhotoFile.relative_path)
    )
    return [(file_path(folder, path), flaw or "") for folder, path, flaw in session.execute(query)]


def retry_failed(session: Session) -> int:
    """Let the next scan try failed files again; returns how many."""
    retried = sa.update(PhotoFile).where(PhotoFile.state == FileState.FAILED)
    result = session.execute(retried.values(state=FileState.NEW.value, **SOUND))
    return int(result.rowcount)  # type: ignore[attr-defined]


def files_of(session: Session, photo_ids: Sequence[int]) -> list[tuple[int, list[Path]]]:
    """Per photo, in the order asked, its files: first those that can be reached, last those that are gone."""
    paths: dict[int, list[Path]] = {photo_id: [] for photo_id in photo_ids}
    away = folders.away_ids(session)
    query = (
        sa.select(PhotoFile.photo_id, LibraryFolder.path, PhotoFile.relative_path)
        .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
        .where(among(PhotoFile.photo_id, paths))
        .order_by(PhotoFile.present.desc(), PhotoFile.folder_id.in_(away), PhotoFile.id)
    )
    for photo_id, folder, relative_path in session.execute(query):
        assert photo_id is not None
        paths[photo_id].append(file_path(folder, relative_path))
    return list(paths.items())


def ids_at(session: Session, paths: Sequence[Path]) -> dict[Path, int]:
    """The photos in these files, by the path as it was given; those that are not in the catalog are left out."""
    folders = [(row.id, Path(row.path)) for row in session.execute(sa.select(LibraryFolder.id, LibraryFolder.path))]
    wanted: dict[tuple[int, str], list[Path]] = {}
    for path in paths:
        # Of a link the folder counts, not what it leads to: the file itself may be a link in the library.
        absolute = Path(os.path.realpath(path.expanduser().parent), path.name)
        for folder_id, folder in folders:
            if folder in absolute.parents:
                wanted.setdefault((folder_id, absolute.relative_to(folder).as_posix()), []).append(path)
    found: dict[Path, int] = {}
    query = sa.select(PhotoFile.folder_id, PhotoFile.relative_path, PhotoFile.photo_id).where(
        among(PhotoFile.relative_path, {to_stored(relative) for _, relative in wanted}),
        PhotoFile.folder_id.in_({folder_id for folder_id, _ in wanted}),
        PhotoFile.photo_id.is_not(None),
    )
    for folder_id, relative_path, photo_id in session.execute(query):
        assert photo_id is not None
        found.update(dict.fromkeys(wanted.get((folder_id, relative_path), ()), photo_id))
    return found


def forget(journal: Journal, photo_ids: Collection[int]) -> None:
    """Do not show these photos again while they are missing."""
    journal.update(Photo, photo_ids, {"forgotten": True})


def rate(journal: Journal, photo_ids: Collection[int], stars: int | None) -> None:
    """Give photos stars, or take them away."""
    journal.update(Photo, photo_ids, {"rating": stars})


def set_values(journal: Journal, photo_ids: Collection[int], **values: object) -> None:
    """Set the same values of photos: `favourite`, `hidden`, `title`, `caption`."""
    journal.update(Photo, photo_ids, values)


def fill(journal: Journal, rows: Mapping[int, Mapping[str, object]]) -> None:
    """Set values of photos, the same columns of each: stars, favourite, hidden, title, caption, label."""
    journal.update_each(Photo, {photo_id: dict(values) for photo_id, values in rows.items()})
