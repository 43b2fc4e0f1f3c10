"""After a writing of names into files was killed, finds out which files it had written, and notes that in the catalog.

The job notes what it will write before it writes. So the names in such a file are known as PhotoFace's own, and the
file with its new bytes is known as the same photo, even if the photo is identified by a hash of all its bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from photoface.catalog import file_metadata, written_metadata
from photoface.catalog.database import Database
from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.written_metadata import InterruptedFile, WrittenContent
from photoface.errors import UnreadablePhoto
from photoface.imaging.photo_bytes import content_hash, read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.stored_records import VERSION, from_values, to_values
from photoface.scan.folder_walk import storable_ns
from photoface.scan.metadata_reading import MetadataReader

IN_FILE = "in_file"
"""What is noted beside a written record whose names are in the photo file itself."""


def settle_interrupted(database: Database) -> None:
    """Note what was written by jobs that could not note it any more. A file that cannot be read now stays for later."""
    with database.read() as session:
        files = written_metadata.interrupted(session)
    if not files:
        return
    reader = MetadataReader()
    read: dict[int, ReadMetadata] = {}
    written: dict[int, dict[str, Any]] = {}
    contents: list[WrittenContent] = []
    for file in files:
        found = reader.read(file.path, file.folder)
        if not found.is_final:
            continue
        try:
            content = content_of(file.id, file.path)
        except UnreadablePhoto:
            continue
        read[file.id] = found
        written[file.id] = _own(file, found)
        if file.picture_hash == content.picture_hash or file.content_hash == content.content_hash:
            contents.append(content)
    with database.write() as session:
        file_metadata.note(session, read, VERSION)
        written_metadata.note_written(session, written, ())
        written_metadata.note_contents(session, contents)
        written_metadata.forget_being_written(session, list(read))


def _own(file: InterruptedFile, read: ReadMetadata) -> dict[str, Any]:
    """What of a file PhotoFace wrote, by the job or before it: of each value the one that the file has."""
    before, new = (from_values(values or {}) for values in (file.written, file.to_be_written))
    there = from_values(read.record or {})
    # What the job did not come to write is not missing there later: nobody took it out.
    names = {*there.people, *(region.name for region in there.regions)}
    written = tuple(region for region in new.regions if region.name in names)
    values: dict[str, Any] = {"regions": (*written, *before.regions)}
    for name in ("people", "tags"):
        found = [value for value in getattr(new, name) if value in getattr(there, name)]
        values[name] = tuple(dict.fromkeys((*found, *getattr(before, name))))
    for name in ("rating", "title", "caption"):
        own = (getattr(one, name) for one in (new, before))
        values[name] = next((value for value in own if value == getattr(there, name)), None)
    is_in_file = any(IN_FILE in (one or {}) for one in (file.written, file.to_be_written))
    return {**to_values(PhotoMetadata(**values)), **({IN_FILE: True} if is_in_file else {})}


def state_of(path: Path) -> tuple[int, int]:
    """Size and modification time of a file, as the catalog keeps them; of one that is not there none."""
    try:
        status = path.stat()
    except OSError:
        return (-1, 0)
    return (status.st_size, storable_ns(status.st_mtime_ns))


def content_of(file_id: int, path: Path) -> WrittenContent:
    """What a photo file holds now.

    Raises:
        UnreadablePhoto: it cannot be read.
    """
    # Before the bytes: if another program writes meanwhile, the next scan sees another time.
    size, modified_ns = state_of(path)
    data = read_file(path)
    changed_ns = storable_ns(path.stat().st_ctime_ns)
    return WrittenContent(file_id, size, modified_ns, changed_ns, content_hash(data), picture_hash(data))
