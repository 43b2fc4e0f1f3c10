"""SQL helpers: conditions on any number of ids, counts, and conversion of vectors and landmarks to and from bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import in_list, json_list
from photoface.catalog.tables.base import Base
from photoface.errors import UserFacingError
from photoface.geometry import Landmarks

FEW_IDS = 500
"""What a page of the window shows at once is fewer."""

LANDMARK_BYTES = 5 * 2 * 4
"""Two float32 for each of five points."""


def among(column: sa.SQLColumnExpression[Any], ids: Iterable[int | str]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of these ids, or hashes, however many.

    Many are one parameter: no limit of SQLite's applies, and a list of 10,000 parameters takes longer to write than to
    look up. A few are parameters, since SQLite plans by their number; it takes what one parameter holds for a lot.
    """
    wanted: list[Any] = list(ids)
    if len(wanted) <= FEW_IDS:
        return column.in_(wanted)
    return in_list(column, wanted)


def ordered_ids(session: Session, query: sa.Select[int]) -> list[int]:
    """The ids that a query finds, in its order; for as many as the library has.

    SQLite hands them over as one value: with 100,000 rows the reading thread would take the interpreter from the
    window's thread as often. SQLite keeps the order of what such an aggregate reads.
    """
    rows = query.subquery()
    found: list[int] = json.loads(session.execute(sa.select(json_list(rows.c[0]))).scalar_one())
    return found


def ordered_rows(session: Session, query: sa.Select[*tuple[Any, ...]]) -> list[tuple[int, ...]]:
    """The rows of whole numbers that a query finds, in its order, handed over as `ordered_ids` does."""
    columns = session.execute(sa.select(*map(json_list, query.subquery().c))).one()
    return list(zip(*map(json.loads, columns), strict=True))


def count(session: Session, table: type[Base], *wanted: sa.ColumnElement[bool]) -> int:
    """How many rows of a table there are for which these conditions hold."""
    return session.execute(sa.select(sa.func.count()).select_from(table).where(*wanted)).scalar_one()


def how_many(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    """SQL's count of the rows for which a condition holds. (A sum of booleans would come back as one boolean.)"""
    return sa.func.count(sa.case((condition, 1)))


def pack_vector(vector: NDArray[np.floating]) -> bytes:
    """A vector as the catalog keeps it: little-endian float32."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def unpack_vector(blob: bytes) -> NDArray[np.float32]:
    """A vector of the catalog's bytes, float32 (dimension,)."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32, copy=False)


def unpack_vectors(blobs: Sequence[bytes], dimension: int) -> NDArray[np.float32]:
    """Vectors of the catalog's bytes, float32 (len(blobs), dimension).

    Raises:
        UserFacingError: one is not that long, or holds what is no number.
    """
    if any(len(blob) != 4 * dimension for blob in blobs):
        raise _damaged("The vector of a face has another length than those of the others.")
    vectors = np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), dimension).astype(np.float32, copy=False)
    if not np.isfinite(vectors).all():
        raise _damaged("The vector of a face holds what is no number.")
    return vectors


def pack_landmarks(landmarks: Landmarks) -> bytes:
    """Ten little-endian float32: x, y of each point."""
    return np.asarray(landmarks.points, dtype="<f4").tobytes()


def unpack_landmarks(blob: bytes) -> Landmarks:
    """The five points of a face.

    Raises:
        UserFacingError: the bytes are no five points.
    """
    if len(blob) != LANDMARK_BYTES:
        raise _damaged("The points of a face are not five.")
    points = np.frombuffer(blob, dtype="<f4").reshape(5, 2).astype(float)
    return Landmarks(*((float(x), float(y)) for x, y in points))


def _damaged(what: str) -> UserFacingError:
    return UserFacingError(f"The catalog is damaged. {what}", "Restore a backup that is older than the damage.")
