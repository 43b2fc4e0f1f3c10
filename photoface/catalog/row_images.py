"""Converts the columns that a decision set to JSON for the ledger, and back; refuses rows that are malformed."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from photoface.catalog.stored_values import StoredDate, StoredDateTime
from photoface.catalog.tables import collections, faces, file_metadata, files, people, photos, stacks
from photoface.catalog.tables.base import Base
from photoface.errors import UserFacingError
from photoface.text_folding import spelled, spelled_path

Values = dict[str, Any]

JOURNALED: dict[str, type[Base]] = {
    model.__tablename__: model
    for model in (
        *(faces.Face, faces.Group, faces.Rejection, faces.CannotLink, faces.NameRejection),
        *(people.Person, people.PersonAlias, people.PhotoPerson),
        *(people.Circle, people.CircleMember, people.Relation),
        *(photos.Photo, files.DeletedFile, file_metadata.FileMetadata, file_metadata.TakeoverConflict),
        *(collections.Tag, collections.PhotoTag, collections.SavedSearch),
        *(collections.Album, collections.AlbumPhoto, stacks.StackPair, stacks.StackTop),
    )
}
"""The tables that a decision may change; all have an integer `id`."""


_KEYS: dict[str, tuple[str, Callable[[str], str]]] = {
    "name_key": ("name", spelled),
    "path_key": ("path", spelled_path),
}
"""Columns that are made of another one."""


def checked(table_name: str, row_id: int, *images: object) -> None:
    """See that a row of the ledger is one that PhotoFace can have written.

    Raises:
        UserFacingError: it names a table or a column that no decision changes, or an image is none.
    """
    table = JOURNALED[table_name].__table__ if table_name in JOURNALED else None
    known = None if table is None else set(table.columns.keys())
    for image in images:
        if image is None:
            continue
        # An embedding's columns are the names of models.
        if not isinstance(image, dict) or (known is None and table_name != faces.Embedding.__tablename__):
            raise _damaged(table_name, row_id)
        if known is not None and not known.issuperset(image):
            raise _damaged(table_name, row_id)


def _damaged(table_name: str, row_id: int) -> UserFacingError:
    return UserFacingError(
        f"The history of this catalog is damaged: what it keeps of {table_name} {row_id} cannot be used.",
        "Restore a backup that is older than the damage.",
    )


def to_json(value: Any) -> Any:
    """A column's value as JSON can hold it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, dt.date) else value


def from_json(model: type[Base], values: Mapping[str, Any]) -> Values:
    """Columns of a table's row as they were before `to_json`."""
    columns = model.__table__.columns
    made = {name: _from_text(columns[name].type, value) for name, value in values.items()}
    for key, (name, compared) in _KEYS.items():
        # An image of an older version holds the key as names compared then.
        if made.get(key) is not None and made.get(name) is not None:
            made[key] = compared(made[name])
    return made


def _from_text(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if value and isinstance(kind, StoredDateTime):
        return dt.datetime.fromisoformat(value)
    if value and isinstance(kind, StoredDate):
        return dt.date.fromisoformat(value)
    if value and isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    return value
