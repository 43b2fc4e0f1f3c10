"""How values go to PostgreSQL and come back: embeddings as pgvector's, with their index, and texts with any letter."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import psycopg.sql
import sqlalchemy as sa
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types import TypeInfo
from psycopg.types.string import StrDumperUnknown

from photoface.catalog.stored_values import NO_NUL, VectorBytes

if TYPE_CHECKING:
    from psycopg.abc import Buffer

_HEAD = 4
"""Bytes before the numbers: how many there are, and two that are not used (pgvector, `vector_send`)."""


class _VectorDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: VectorBytes) -> bytes:
        numbers = np.frombuffer(obj, "<f4")
        return struct.pack(">HH", len(numbers), 0) + numbers.astype(">f4").tobytes()


class _VectorLoader(Loader):
    format = Format.BINARY

    def load(self, data: Buffer) -> bytes:
        return np.frombuffer(data, ">f4", offset=_HEAD).astype("<f4").tobytes()


class _TextDumper(StrDumperUnknown):
    """As psycopg writes texts by itself, whose type the server tells from their place."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", NO_NUL))


class BinaryCursor(psycopg.Cursor[Any]):
    """A cursor that gets results in binary form, which costs a fraction of the text of vectors and times."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.format = Format.BINARY


class BinaryServerCursor(psycopg.ServerCursor[Any]):
    """The same for results that are fetched part by part."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.format = Format.BINARY


def register(connection: psycopg.Connection[Any]) -> None:
    """Teach a connection to write any text, and the type `vector` where the database has it already."""
    connection.adapters.register_dumper(str, _TextDumper)
    info = TypeInfo.fetch(connection, "vector")
    if info is None:
        return
    info.register(connection)
    dumper = type("VectorDumper", (_VectorDumper,), {"oid": info.oid})
    connection.adapters.register_dumper(VectorBytes, dumper)
    connection.adapters.register_loader(info.oid, _VectorLoader)


INDEXED_FROM = 20_000
"""So many embeddings of a model get an index; with fewer, all distances are computed in milliseconds."""

INDEX_SHAPE = "m = 24, ef_construction = 128"
"""Links of a face, and how many are looked at for them: half as much again, and twice, pgvector's own. Building takes
longer, and a search finds as many of the nearest by looking at a third of the faces (docs/sharing.md has figures)."""

INDEX_MEMORY = "1GB"
"""What the server may use while it builds an index."""


def make_index(connection: sa.Connection, model: str) -> None:
    """Make pgvector's index (HNSW) of a model's embeddings, where there are many and it has none yet.

    Args:
        connection: outside of a transaction: others go on writing meanwhile.
    """
    count = connection.exec_driver_sql(
        "SELECT count(*) FROM (SELECT 1 FROM embedding WHERE model = %s LIMIT %s) AS few", (model, INDEXED_FROM)
    ).scalar_one()
    if count < INDEXED_FROM:
        return
    name = f"ix_embedding_hnsw_{hashlib.sha256(model.encode()).hexdigest()[:12]}"
    valid = connection.exec_driver_sql(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", (name,)
    ).scalar_one_or_none()
    if valid:
        return
    dimension = connection.exec_driver_sql(
        "SELECT vector_dims(vector) FROM embedding WHERE model = %s LIMIT 1", (model,)
    ).scalar_one()
    # One that was not finished is of no use.
    connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    connection.exec_driver_sql(f"SET maintenance_work_mem = '{INDEX_MEMORY}'")
    literal = psycopg.sql.Literal(model).as_string()
    connection.exec_driver_sql(
        f"CREATE INDEX CONCURRENTLY {name} ON embedding "
        f"USING hnsw ((vector::halfvec({int(dimension)})) halfvec_l2_ops) WITH ({INDEX_SHAPE}) "
        f"WHERE model = {literal}".replace("%", "%%")
    )
