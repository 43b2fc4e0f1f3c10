"""Stores file names in text columns, including names that are not valid UTF-8.

On Unix a file name is bytes, often UTF-8 but not always: an old backup holds `M\\xfcnchen.jpg`. Python reads such a
name with lone surrogates in it (PEP 383), and SQLite cannot store those. The catalog stores each byte that is not UTF-8
as one character from a private-use range. Both directions are exact, so a path that comes out of the catalog opens the
file that it came from.
"""

from __future__ import annotations

import sys
from typing import Any

import sqlalchemy as sa

from photoface.catalog.folder_mapping import FolderMapping

_FIRST = 0x10FE80
"""Encodes the byte 0x80; the 128 characters from here on encode the bytes 0x80 to 0xFF. They are in the last
private-use plane (Unicode 16, section 23.5), in which fonts have no glyphs."""

_LAST = _FIRST + 0x7F

_BYTE_OF_CHARACTER = {_FIRST + offset: chr(0xDC80 + offset) for offset in range(0x80)}
_CHARACTER_OF_BYTE = {0xDC80 + offset: chr(_FIRST + offset) for offset in range(0x80)}

_SYSTEM_ERRORS = sys.getfilesystemencodeerrors()
"""The system's handler for names that are not text: `surrogateescape`, on Windows `surrogatepass`."""


def to_stored(path: str) -> str:
    """Python's path as text that SQLite can store."""
    if path.isascii() or (max(path) < chr(_FIRST) and _is_text(path)):
        return path
    # A name that contains one of the private-use characters is escaped too, byte by byte; otherwise it would be decoded
    # as a byte.
    parts = (
        part.encode("utf-8", _SYSTEM_ERRORS).decode("utf-8", "surrogateescape")
        if not _FIRST <= ord(part) <= _LAST
        else "".join(chr(0xDC00 + byte) for byte in part.encode("utf-8"))
        for part in path
    )
    return "".join(parts).translate(_CHARACTER_OF_BYTE)


def from_stored(text: str) -> str:
    """Python's path from the catalog's text."""
    if text.isascii() or max(text) < chr(_FIRST):
        return text
    data = text.translate(_BYTE_OF_CHARACTER).encode("utf-8", "surrogateescape")
    return data.decode("utf-8", _SYSTEM_ERRORS)


def _is_text(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class PathText(sa.types.TypeDecorator[str]):
    """A column of paths."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> sa.types.TypeEngine[Any]:
        # Compared and ordered by code point, as SQLite does.
        kind: sa.types.TypeEngine[Any] = dialect.type_descriptor(
            sa.String(collation="C" if dialect.name == "postgresql" else None)
        )
        return kind

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else to_stored(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else from_stored(value)


_OPTION = "photoface_folder_mapping"
"""The attribute of a connection's dialect that holds a catalog's `FolderMapping`."""


class FolderPathText(PathText):
    """The column of folders' paths: as the catalog has them on one side, as this computer has them on the other."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return super().process_bind_param(None if value is None else mapping_of(dialect).to_catalog(value), dialect)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        path = super().process_result_value(value, dialect)
        return None if path is None else mapping_of(dialect).to_local(path)


def use_mapping(dialect: Any, mapping: FolderMapping) -> None:
    """Let the connections of a dialect translate the paths of folders."""
    setattr(dialect, _OPTION, mapping)


def mapping_of(dialect: Any) -> FolderMapping:
    """Those that the connections of a dialect translate by."""
    mapping: FolderMapping = getattr(dialect, _OPTION, _NONE)
    return mapping


_NONE = FolderMapping()
