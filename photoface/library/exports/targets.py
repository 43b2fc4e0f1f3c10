"""Refuses export targets that would harm the user's files, and writes a file completely or not at all.

The catalog is never a target. In a photo folder only JSON and CSV files may be replaced, and no folder of an export may
lie there. A file is replaced only if the user allows it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from photoface.errors import UserFacingError
from photoface.writable import replacing, umask

EXPORT_SUFFIXES = {".json", ".csv"}
"""Files that an export may replace in a photo folder; all others there are the user's own."""


@contextlib.contextmanager
def written(file: Path, *, overwrite: bool) -> Iterator[IO[bytes]]:
    """A file that is there whole at the end of the block, or as it was: it is written beside it and then renamed.

    Raises:
        UserFacingError: the file exists and may not be overwritten, or it cannot be written.
    """
    refuse_taken(file, overwrite=overwrite)
    try:
        with replacing(file, overwrite=overwrite) as stream:
            yield stream
            Path(stream.name).chmod(0o666 & ~umask())
    except OSError as error:
        refuse_taken(file, overwrite=overwrite)
        raise UserFacingError(
            f"{file} cannot be written: {error.strerror or error}.",
            "Check the folder, its rights and the room on the disk.",
        ) from error


def refuse_taken(file: Path, *, overwrite: bool) -> None:
    """Raises UserFacingError where the file is a folder, or is there and may not be overwritten."""
    if file.is_dir():
        raise UserFacingError(f"{file} is a folder.", "Name a file in it.")
    if file.exists() and not overwrite:
        raise UserFacingError(f"{file} is there already.", "Choose another name, or write over it with --force.")


def refuse_own_files(file: Path, catalog: Path, folders: Iterable[Path], *, is_folder: bool = False) -> None:
    """Refuse the catalog, its companion files and photos: overwriting is for older exports only.

    Args:
        file: what is to be written; a folder if `is_folder`, which may not lie in a photo folder at all.

    Raises:
        UserFacingError: the file is one of these.
    """
    folder = Path(os.path.realpath(file.parent))
    catalog = Path(os.path.realpath(catalog))
    # The log, the thumbnails and the backup folder have names that begin with the catalog's.
    target = folder / file.name
    below = target.relative_to(catalog.parent).parts if target.is_relative_to(catalog.parent) else ()
    beside = bool(below) and below[0].casefold().startswith(catalog.name.casefold())
    if beside or (file.exists() and file.samefile(catalog)):
        raise UserFacingError(f"{file} is the catalog, or belongs to it.", "Choose another name for the export.")
    if not is_folder and (not file.exists() or file.suffix.lower() in EXPORT_SUFFIXES):
        return
    for root in (Path(os.path.realpath(known)) for known in folders):
        inside = folder == root or root in folder.parents
        if is_folder and (inside or target == root):
            raise UserFacingError(
                f"{file} lies in the photo folder {root}.",
                "Choose a folder outside: a scan would take the pictures of the export for new photos.",
            )
        if inside and not is_folder:
            raise UserFacingError(
                f"{file} lies in the photo folder {root} and is no export.", "Choose another name or another folder."
            )
