"""A note: the small file on this computer that says on which server a catalog lies.

What this computer keeps of a catalog, such as thumbnails that it showed and tuned models, lies beside its note. The
window and the terminal open the note as they open a catalog's file. The name of the file says what it is, so that no
catalog of SQLite is ever read as one: reading it would drop SQLite's locks (`open_file`).
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from photoface.catalog.folder_mapping import FolderMapping
from photoface.errors import UserFacingError
from photoface.regular_files import open_regular
from photoface.writable import PRIVATE_FOLDER, replacing

SUFFIX = ".photoface-server"
"""What the name of a note ends with."""

SCHEME = "postgresql+psycopg"
"""SQLAlchemy's name for PostgreSQL by the driver psycopg."""

_FIRST_LINE = "This file tells PhotoFace on which server a catalog is."

_ADDRESS = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://\S+")

_LONGEST = 100_000
"""Bytes of a note."""


def is_address(text: str) -> bool:
    """Whether a text is the address of a catalog on a server, such as `postgresql://anna@nas/photos`."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def note_of(address: str, folder: Path) -> Path:
    """The note of an address, written into a folder where there is none yet; only its owner can read it.

    Args:
        address: as `is_address` takes it. It may hold a password; better is PostgreSQL's own `.pgpass`.

    Raises:
        UserFacingError: the folder cannot be written.
    """
    written = re.sub(r"^postgres(?:ql)?(?:\+psycopg)?", SCHEME, address.strip())
    parts = urlsplit(written)
    # Two users of one database keep what is beside the catalog apart, as their own notes.
    key = hashlib.sha256(f"{parts.username}@{parts.hostname}:{parts.port}{parts.path}?{parts.query}".encode())
    name = re.sub(r"\W+", "-", f"{parts.path.strip('/')} on {parts.hostname or 'this computer'}").strip("-")
    path = folder / f"{name}-{key.hexdigest()[:8]}{SUFFIX}"
    mapping = FolderMapping()
    with contextlib.suppress(UserFacingError):
        before, mapping = _read(path)
        if before == written:
            return path
    _write(path, written, mapping)
    return path


def read_note(path: Path) -> str:
    """The address in a note.

    Raises:
        UserFacingError: the file cannot be read, or holds none.
    """
    return _read(path)[0]


def read_mapping(path: Path) -> FolderMapping:
    """Where folders of the catalog lie on this computer, by its note.

    Raises:
        UserFacingError: the file cannot be read, or is no note.
    """
    return _read(path)[1]


def write_mapping(path: Path, mapping: FolderMapping) -> None:
    """Keep in a note where folders of the catalog lie on this computer.

    Raises:
        UserFacingError: the file cannot be read or written, or is no note.
    """
    _write(path, _read(path)[0], mapping)


def _read(path: Path) -> tuple[str, FolderMapping]:
    try:
        with open_regular(path) as file:
            text = file.read(_LONGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(f"{path} cannot be read.", "Choose another catalog with --catalog.") from error
    lines = text.splitlines()
    with contextlib.suppress(ValueError, RecursionError):
        if len(lines) in (2, 3) and lines[0] == _FIRST_LINE and is_address(lines[1]):
            return lines[1], FolderMapping.from_text(lines[2]) if len(lines) == 3 else FolderMapping()
    raise UserFacingError(
        f"{path} does not say on which server a catalog is.",
        "Open the catalog by its address: --catalog postgresql://USER@SERVER/DATABASE.",
    )


def _write(path: Path, address: str, mapping: FolderMapping) -> None:
    lines = [_FIRST_LINE, address, *([mapping.to_text()] if mapping.pairs else [])]
    try:
        path.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write("".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise UserFacingError(
            f"{path.name} cannot be kept in {path.parent}: {error.strerror or error}.",
            "Check the disk's space and rights.",
        ) from error


def refuse_on_server(catalog: Path, done: str) -> None:
    """Say so where a catalog is on a server, so that the computer cannot do something with its file.

    Raises:
        UserFacingError: it is.
    """
    if catalog.suffix == SUFFIX:
        raise UserFacingError(
            f"The catalog {shown_address(read_note(catalog))} is {done} on its server, not here.",
            "`pg_dump` and `pg_restore` there copy all of it; `photoface catalog copy` makes a file of it.",
        )


def place_in_words(catalog: Path) -> str:
    """Where a catalog is, for the user's eyes: its file, or its server; the note itself where that says nothing."""
    with contextlib.suppress(UserFacingError):
        if catalog.suffix == SUFFIX:
            return shown_address(read_note(catalog))
    return str(catalog)


def shown_address(address: str) -> str:
    """An address without its password, for the user's eyes."""
    parts = urlsplit(address)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{user}{parts.hostname or 'this computer'}{port}{parts.path}"
