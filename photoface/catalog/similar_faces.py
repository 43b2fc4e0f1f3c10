"""Finds the faces whose embeddings are nearest to a face's: by pgvector's index on a server, else by all distances."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import driver_rows, is_postgresql
from photoface.catalog.sql_helpers import among, unpack_vector, unpack_vectors
from photoface.catalog.tables.faces import Embedding, Face
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import comparable
from photoface.errors import UserFacingError

ROWS_AT_ONCE = 20_000

CANDIDATES_FOR_ONE = 4
"""So many times as many faces are taken from the index: some are hidden, ignored or no faces."""

HNSW_EF_SEARCH = 200
"""For each connection. A higher value misses fewer of the nearest faces and makes searches slower (docs/sharing.md has
figures)."""


def most_alike(session: Session, face_id: int, model: str, count: int) -> list[tuple[int, float]]:
    """Other faces with their Euclidean distances from a face, nearest first; ignored and hidden ones are left out.

    Raises:
        UserFacingError: the face has no embedding of this model.
    """
    query = sa.select(Embedding.vector).where(Embedding.model == model, Embedding.face_id == face_id)
    vector = session.execute(query).scalar_one_or_none()
    if vector is None:
        raise UserFacingError("This face cannot be compared.", "Scan its photo with the current model first.")
    if is_postgresql(session):
        nearest = session.execute(_by_index(session, vector, model, CANDIDATES_FOR_ONE * count + 1))
        return [(row.face_id, row.distance) for row in nearest if row.face_id != face_id][:count]
    found = _by_all(session, vector, model, CANDIDATES_FOR_ONE * count + 1)
    shown = sa.select(Face.id).join(Photo, Photo.id == Face.photo_id)
    shown = shown.where(comparable(), among(Face.id, [other for _, other in found]))
    wanted = set(session.execute(shown).scalars()) - {face_id}
    return [(other, distance) for distance, other in found if other in wanted][:count]


def _by_index(session: Session, vector: bytes, model: str, count: int) -> sa.Select[Any]:
    """The query of faces that are compared and their distances, nearest first, among so many of the nearest."""
    dimension = len(unpack_vector(vector))
    if count > HNSW_EF_SEARCH:
        session.execute(sa.text(f"SET LOCAL hnsw.ef_search = {count}"))
    # The words of the index (`postgres.vectors`), which is taken for nothing else. Its numbers have half the digits, so
    # that the distances of what it finds are computed again.
    rough = f"(vector::halfvec({dimension})) <-> (:vector)::vector({dimension})::halfvec({dimension})"
    near = (
        sa.text(
            f"SELECT face_id, vector <-> (:vector)::vector({dimension}) AS distance FROM ("  # noqa: S608 - our own words
            f"SELECT face_id, vector FROM embedding WHERE model = :model ORDER BY {rough} LIMIT :count) AS found"
        )
        .bindparams(sa.bindparam("vector", vector, Embedding.vector.type), model=model, count=count)
        .columns(sa.column("face_id", sa.Integer), sa.column("distance", sa.Double))
        .subquery("near")
    )
    query = sa.select(near.c.face_id, near.c.distance).join(Face, Face.id == near.c.face_id)
    return query.join(Photo, Photo.id == Face.photo_id).where(comparable()).order_by(near.c.distance)


def _by_all(session: Session, vector: bytes, model: str, count: int) -> list[tuple[float, int]]:
    wanted = unpack_vector(vector)
    query = sa.select(Embedding.face_id, Embedding.vector).where(Embedding.model == model)
    connection = session.connection()
    written = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    nearest: list[tuple[float, int]] = []
    for rows in driver_rows(connection, written, ROWS_AT_ONCE):
        ids, blobs = zip(*rows, strict=True)
        # Of unit vectors, |a - b|^2 = 2 - 2 a.b.
        squared = np.maximum(2 - 2 * unpack_vectors(blobs, len(wanted)) @ wanted, 0)
        first = np.argpartition(squared, min(count, len(squared) - 1))[:count]
        nearest = heapq.nsmallest(count, [*nearest, *((float(squared[one]), ids[one]) for one in first)])
    return [(float(np.sqrt(squared)), face_id) for squared, face_id in nearest]
