"""After a job that writes metadata was killed, finds out what it wrote into files, and notes that in the catalog.

The job notes what it will write before it writes. So what it wrote is known as PhotoFace's own, and the file with its
new bytes is known as the same photo, even if the photo is identified by a hash of all its bytes. The job itself uses
the functions that say what a file holds now, and that remove pictures of photos that were turned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from photoface.catalog import file_metadata, written_metadata, written_turns
from photoface.catalog.database import Database
from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.written_metadata import InterruptedFile, WrittenContent
from photoface.errors import UnreadablePhoto
from photoface.geometry import Turn
from photoface.imaging.file_hashes import file_hashes
from photoface.imaging.formats import is_video_name
from photoface.imaging.photo_bytes import read_file
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.metadata.exif_editing import DamagedExif, ExifValues, is_same_position, values_of
from photoface.metadata.jpeg_writing import SidecarNeeded, exif_block
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import PhotoMetadata
from photoface.metadata.stored_records import VERSION, from_values, to_values
from photoface.scan.folder_walk import storable_ns
from photoface.scan.metadata_reading import MetadataReader

IN_FILE = "in_file"
"""What is noted beside a written record whose names are in the photo file itself."""

FORMER = "former"
"""What is noted beside a written record: the date and the place that XMP had before the user's own."""

EXIF, EXIF_FORMER = "exif", "exif_former"
"""The same of EXIF: what was written there, and what it had before."""

ORIENTATION = "orientation"
"""What is noted beside a record that is about to be written: the EXIF orientation that the file gets."""


def settle_interrupted(database: Database, thumbnails: ThumbnailStore) -> Changed:
    """Note what was written by jobs that could not note it any more. A file that cannot be read now stays for later.

    Returns:
        Photos whose turn is in their files now, with their faces.
    """
    with database.read() as session:
        files = written_metadata.interrupted(session)
    if not files:
        return Changed()
    reader = MetadataReader()
    read: dict[int, ReadMetadata] = {}
    written: dict[int, dict[str, Any]] = {}
    contents: list[WrittenContent] = []
    orientations: dict[int, Turn] = {}
    for file in files:
        found = reader.read(file.path, file.folder)
        if not found.is_final:
            continue
        try:
            content = content_of(file.id, file.path)
            exif = exif_of(file.path)
            written[file.id] = _own(file, found, exif)
        except UnreadablePhoto:
            continue
        read[file.id] = found
        if exif.turn is not None and exif.turn == file.to_be_written.get(ORIENTATION):
            orientations[file.id] = exif.turn
        if file.picture_hash == content.picture_hash or file.content_hash == content.content_hash:
            contents.append(content)
    with database.write() as session:
        file_metadata.note(session, read, VERSION)
        written_metadata.note_written(session, written, ())
        written_metadata.note_contents(session, contents)
        turned = written_turns.note(session, orientations)
        written_metadata.forget_being_written(session, list(read))
    forget_pictures(thumbnails, turned)
    return turned


def forget_pictures(thumbnails: ThumbnailStore, turned: Changed) -> None:
    """Remove pictures that were made of photos before these were turned; they are made again when they are shown."""
    if turned.photos:
        thumbnails.remove_photos(turned.photos)
        thumbnails.remove_faces(turned.faces)


def exif_of(path: Path) -> ExifValues:
    """What a photo's EXIF says of its turn, date and place; nothing where it is no JPEG, or damaged.

    Raises:
        UnreadablePhoto: it cannot be read.
    """
    if is_video_name(path.name):
        return ExifValues()
    try:
        return values_of(exif_block(read_file(path)))
    except (DamagedExif, SidecarNeeded):
        return ExifValues()


def _own(file: InterruptedFile, read: ReadMetadata, exif: ExifValues) -> dict[str, Any]:
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
    if any(one.taken_at is not None or one.latitude is not None for one in (new, before)):
        values |= _own_date_and_place(file.path, new, before)
    is_in_file = any(IN_FILE in (one or {}) for one in (file.written, file.to_be_written))
    has_exif = _says(exif, file.to_be_written.get(EXIF))
    noted = (file.to_be_written if has_exif else file.written) or {}
    beside = {name: noted[name] for name in (EXIF, EXIF_FORMER) if name in noted}
    if FORMER in file.to_be_written:
        beside[FORMER] = file.to_be_written[FORMER]
    return {**to_values(PhotoMetadata(**values)), **beside, **({IN_FILE: True} if is_in_file else {})}


def _own_date_and_place(path: Path, new: PhotoMetadata, before: PhotoMetadata) -> dict[str, Any]:
    """The date and the place that are PhotoFace's own there.

    Raises:
        UnreadablePhoto: it cannot be read.
    """
    there = read_metadata(path)
    date = next((one for one in (new, before) if one.taken_at is not None and one.taken_at == there.taken_at), None)
    place = next((one for one in (new, before) if one.latitude is not None), None)
    is_there = place is not None and there.latitude is not None
    return {
        "taken_at": date and date.taken_at,
        "date_text": date and date.date_text,
        "latitude": place.latitude if place is not None and is_there else None,
        "longitude": place.longitude if place is not None and is_there else None,
    }


def _says(exif: ExifValues, written: dict[str, Any] | None) -> bool:
    """Whether a photo's EXIF has what was to be written there."""
    if not written:
        return False
    date, place = written.get("date"), written.get("place")
    return (date is None or list(exif.date) == date) and (
        place is None or is_same_position(exif.position, (place[0], place[1]))
    )


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
    content, picture = file_hashes(path)
    changed_ns = storable_ns(path.stat().st_ctime_ns)
    return WrittenContent(file_id, size, modified_ns, changed_ns, content, picture)
