"""A library of named photos that lie on the disk, made by writing its rows: for jobs that write into files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import made_photos
import sqlalchemy as sa
from inside import database_of

from photoface.assembly import open_library
from photoface.catalog import file_metadata
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.files import LibraryFolder, PhotoFile
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.imaging.photo_bytes import content_hash, read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.library.library import Library
from photoface.metadata.packets.jpeg import XMP_HEADER
from photoface.metadata.stored_records import VERSION
from photoface.scan.folder_walk import storable_ns
from photoface.scan.metadata_reading import MetadataReader

PEOPLE = 20
FACES_EACH = 2
PHOTOS_PER_FOLDER = 500

FOREIGN = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Exposure2012="+0.35">
 <crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li></rdf:Seq></crs:ToneCurve></rdf:Description></rdf:RDF></x:xmpmeta>"""
"""What another program wrote, in each third photo's own file and in each fourth one's sidecar."""

_MADE_AT = dt.datetime(2015, 6, 1, 12)


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of photo file.

    Attributes:
        format: as the catalog has it.
        make: the file of a number; the content differs by number.
    """

    suffix: str
    format: str
    size: tuple[int, int]
    make: Callable[[int], bytes]


def _jpeg(number: int) -> bytes:
    foreign = [made_photos.segment(0xE1, XMP_HEADER + FOREIGN)] if number % 3 == 0 else []
    # Bytes after the picture make it another one.
    return made_photos.jpeg_with_segments(*foreign, trailer=str(number).encode())


JPEG = Container(".jpg", "JPEG", made_photos.SIZE, _jpeg)


def make_library_to_write(folder: Path, photos: int, containers: Sequence[Container] = (JPEG,)) -> Library:
    """A catalog in a folder, and photos below it, each with two faces that the user named.

    Photo 1 is `Album/0/0.jpg`; the people are called `Person 0` and so on.

    Args:
        containers: the kinds of files, by turns.
    """
    album = folder / "Album"
    library = open_library(folder / "catalog.photoface")
    rows = [_make(album, number, containers[number % len(containers)]) for number in range(photos)]
    reader = MetadataReader()
    with database_of(library).write() as session:
        session.execute(sa.insert(LibraryFolder), [{"path": str(album), "added_at": _MADE_AT}])
        session.execute(sa.insert(Person), [_person(number) for number in range(PEOPLE)])
        session.execute(sa.insert(Photo), [photo for photo, _, _ in rows])
        session.execute(sa.insert(PhotoFile), [file for _, file, _ in rows])
        session.execute(sa.insert(Face), [_face(n) for n in range(FACES_EACH * photos)])
        read = {number + 1: reader.read(path, album) for number, (_, _, path) in enumerate(rows)}
        file_metadata.note(session, read, VERSION)
    return library


def _make(album: Path, number: int, container: Container) -> tuple[dict[str, object], dict[str, object], Path]:
    path = album / str(number // PHOTOS_PER_FOLDER) / f"{number}{container.suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(container.make(number))
    if number % 4 == 0:
        path.with_name(f"{path.name}.xmp").write_bytes(FOREIGN)
    data, status = read_file(path), path.stat()
    width, height = container.size
    photo: dict[str, object] = {
        "content_hash": content_hash(data),
        "picture_hash": picture_hash(data),
        "turn": 1,
        "width": width,
        "height": height,
        "file_taken_at": _MADE_AT,
        "file_dated_by_exif": True,
        "file_dated_by": "exif",
        "format": container.format,
        "detector": "made",
    }
    file: dict[str, object] = {
        "folder_id": 1,
        "relative_path": path.relative_to(album).as_posix(),
        "size": status.st_size,
        "modified_ns": storable_ns(status.st_mtime_ns),
        "changed_ns": storable_ns(status.st_ctime_ns),
        "content_hash": photo["content_hash"],
        "state": "scanned",
        "photo_id": number + 1,
    }
    return photo, file, path


def _person(number: int) -> dict[str, object]:
    name = f"Person {number}"
    return {"name": name, "name_key": name.casefold(), "created_at": _MADE_AT}


def _face(number: int) -> dict[str, object]:
    place = number % FACES_EACH
    return {
        "photo_id": number // FACES_EACH + 1,
        "left": 0.1 + 0.45 * place,
        "top": 0.2,
        "width": 0.25,
        "height": 0.4,
        "score": 1.0,
        "pixels": 40.0,
        "sharpness": 1.0,
        "frontality": 1.0,
        "quality": 0.9,
        "passes_gate": True,
        "status": "active",
        "person_id": (number // FACES_EACH + place * 7) % PEOPLE + 1,
        "confirmed": True,
    }
