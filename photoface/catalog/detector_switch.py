"""Lists the photos that another detector looked at, and keeps whether the user wants them to be looked at again.

It also notes which detector looked at a photo last, so that an interrupted scan goes on where it ended, and gives up
files that ended a scan's process or took too long or too much memory.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import machine_state, scanned_files
from photoface.catalog.machine_state import LookAgainWanted
from photoface.catalog.scanned_files import FileToRead
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FileState
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.photos import Photo


def is_wanted(session: Session) -> bool:
    """Whether scans look again at photos that another detector looked at."""
    return machine_state.load(session, LookAgainWanted) is not None


def set_wanted(session: Session, *, wanted: bool) -> None:
    """Have scans look again at photos that another detector looked at, or not."""
    if wanted:
        # Also those that could not be looked at before.
        machine_state.save(session, LookAgainWanted([]))
    else:
        machine_state.remove(session, LookAgainWanted)


def photos_of_others(session: Session, detector: str) -> int:
    """How many present photos another detector than this looked at last."""
    query = sa.select(sa.func.count()).select_from(Photo).where(Photo.missing.is_(False), Photo.detector != detector)
    return session.execute(query).scalar_one()


def files(session: Session, detector: str, away: Collection[int]) -> list[FileToRead]:
    """A file of each photo to look at again, without those that were given up, by path.

    Args:
        detector: that is to look at them.
        away: folders that cannot be reached now.
    """
    note = machine_state.load(session, LookAgainWanted)
    if note is None:
        return []
    one_of_each = (
        sa.select(sa.func.min(PhotoFile.id))
        .join(Photo, Photo.id == PhotoFile.photo_id)
        .where(
            Photo.detector != detector,
            PhotoFile.state == FileState.SCANNED,
            PhotoFile.present.is_(True),
            PhotoFile.content_hash.is_not(None),
            PhotoFile.folder_id.not_in(sorted(away)),
            ~among(PhotoFile.id, note.given_up),
        )
        .group_by(PhotoFile.photo_id)
    )
    return scanned_files.to_look_at_again(session, PhotoFile.id.in_(one_of_each))


def detector_of(session: Session, photo_id: int) -> str | None:
    """The name of the detector that looked at a photo last; None where there is no such photo."""
    return session.execute(sa.select(Photo.detector).where(Photo.id == photo_id)).scalar_one_or_none()


def note_looked(session: Session, photo_id: int, detector: str) -> None:
    """Note that a detector looked at a photo, and that its files do no harm."""
    session.execute(sa.update(Photo).where(Photo.id == photo_id).values(detector=detector))
    died = sa.and_(PhotoFile.photo_id == photo_id, PhotoFile.state == FileState.SCANNED, PhotoFile.deaths > 0)
    session.execute(sa.update(PhotoFile).where(died).values(deaths=0))


def give_up(session: Session, file_ids: Collection[int]) -> None:
    """Do not try these files again until the user asks for it once more."""
    note = machine_state.load(session, LookAgainWanted)
    if note is not None and file_ids:
        machine_state.save(session, LookAgainWanted(sorted({*note.given_up, *file_ids})))


def note_deaths(session: Session, judged: Collection[int], suspects: Collection[int]) -> None:
    """Count that a scan's process ended while files that are known already were looked at again.

    Args:
        judged: files of which the process noted that they took too long or too much memory; they are given up.
        suspects: files that may be to blame. Each is looked at alone next, and given up if that ends a process too.
    """
    if not is_wanted(session):
        return
    known = PhotoFile.state == FileState.SCANNED
    bad = sa.or_(among(PhotoFile.id, judged), sa.and_(among(PhotoFile.id, suspects), PhotoFile.deaths > 0))
    give_up(session, list(session.execute(sa.select(PhotoFile.id).where(known, bad)).scalars()))
    session.execute(sa.update(PhotoFile).where(among(PhotoFile.id, suspects), known).values(deaths=1))


def named_faces(session: Session, face_ids: Collection[int]) -> set[int]:
    """Those of these faces that are somebody's."""
    named = sa.select(Face.id).where(among(Face.id, face_ids), Face.person_id.is_not(None))
    return set(session.execute(named).scalars())
