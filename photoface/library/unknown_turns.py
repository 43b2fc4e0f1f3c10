"""Reads the EXIF orientation of photos for which an older catalog has none; face regions cannot be written without it.

A scan reads only files that changed, so it would never read it. It is noted in the catalog.
"""

from __future__ import annotations

from collections.abc import Collection

from photoface.catalog import written_metadata
from photoface.catalog.database import Database
from photoface.errors import UnreadablePhoto
from photoface.imaging.decode import decode
from photoface.imaging.photo_bytes import read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.scan.interrupted_writing import state_of


def note_unknown_turns(database: Database, photo_ids: Collection[int]) -> None:
    """Read and note the orientation of photos that lack it. A file that changed since the last scan is left out."""
    with database.read() as session:
        files = written_metadata.files_of_unknown_turn(session, photo_ids)
    found: dict[int, tuple[int, str]] = {}
    for file in files:
        if file.photo_id in found or state_of(file.path) != (file.size, file.modified_ns):
            continue
        try:
            data = read_file(file.path)
            found[file.photo_id] = (int(decode(data, name=file.path.name).facts.turn), picture_hash(data))
        except UnreadablePhoto:
            continue  # the job says that this photo has to be scanned
    if found:
        with database.write() as session:
            written_metadata.note_turns(session, found)
