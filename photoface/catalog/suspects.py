"""Files that were in hand when a scan's process died, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.rows import chunks
from photoface.catalog.tables import FailureKind, FileState, PhotoFile


def note_deaths(session: Session, culprits: Sequence[int], suspects: Sequence[int]) -> None:
    """Count a death of files that alone were in hand; of files that were not alone, note that one may be to blame."""
    waiting = PhotoFile.state == FileState.NEW
    for part in chunks(culprits):
        session.execute(sa.update(PhotoFile).where(PhotoFile.id.in_(part), waiting).values(deaths=PhotoFile.deaths + 1))
    for part in chunks(suspects):
        unsuspected = sa.update(PhotoFile).where(PhotoFile.id.in_(part), waiting, PhotoFile.deaths == 0)
        session.execute(unsuspected.values(deaths=1))


def names(session: Session, file_ids: Sequence[int]) -> dict[int, str]:
    """The names of those of the files that wait to be read."""
    found: dict[int, str] = {}
    for part in chunks(file_ids):
        query = sa.select(PhotoFile.id, PhotoFile.relative_path).where(
            PhotoFile.id.in_(part), PhotoFile.state == FileState.NEW
        )
        found.update((file_id, path.rpartition("/")[2]) for file_id, path in session.execute(query))
    return found


def note_failure(session: Session, file_id: int, sentence: str, kind: FailureKind) -> None:
    """Note why a file could not be read."""
    failed = {"state": FileState.FAILED, "failure": sentence, "failure_kind": kind, "deaths": 0}
    session.execute(sa.update(PhotoFile).where(PhotoFile.id == file_id).values(failed))
