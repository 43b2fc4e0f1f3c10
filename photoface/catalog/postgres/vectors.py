"""Hands embeddings to pgvector and back, in PostgreSQL's binary form, as the bytes that the catalog keeps elsewhere."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types import TypeInfo

from photoface.catalog.stored_values import VectorBytes

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
    """Teach a connection the type `vector`, where the database has it already."""
    info = TypeInfo.fetch(connection, "vector")
    if info is None:
        return
    info.register(connection)
    dumper = type("VectorDumper", (_VectorDumper,), {"oid": info.oid})
    connection.adapters.register_dumper(VectorBytes, dumper)
    connection.adapters.register_loader(info.oid, _VectorLoader)
