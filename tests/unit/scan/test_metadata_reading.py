"""A scan reads what files and sidecars say, counts it, and applies nothing of it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from catalog_image import image_of
from sidecars import write_sidecar

from photoface.catalog import file_metadata
from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.opening import open_database
from photoface.geometry import Box
from photoface.library.library import Library
from photoface.metadata.stored_records import VERSION

BOX = Box(0.1, 0.1, 0.2, 0.2)


def _photos(album: Path) -> list[Path]:
    return sorted(album.rglob("*.png"))


def test_a_scan_counts_what_files_carry_and_applies_nothing(library: Library, album: Path) -> None:
    first, second, third, *_ = _photos(album)
    write_sidecar(first, [("Anna", BOX), ("Ben", BOX)], tags=["Travel/Italy", "beach"], rating=4)
    write_sidecar(second, people=["Anna"])
    write_sidecar(third)
    library.folders.add(album)
    library.jobs.scan()
    counts = library.metadata.counts()
    assert (counts.photos, counts.waiting, counts.waiting_names) == (2, 2, 2)
    assert (counts.named_faces, counts.names, counts.tags, counts.failures) == (2, 2, 1, 0)
    assert library.people.all() == []
    assert library.tags.tree() == ()
    assert all(photo.rating is None for photo in library.photos.summaries(library.photos.ids()))


def test_a_sidecar_that_comes_changes_or_goes_beside_an_unchanged_photo_is_noticed(
    scanned: Library, album: Path
) -> None:
    photo = _photos(album)[0]
    assert scanned.metadata.counts().photos == 0
    sidecar = write_sidecar(photo, people=["Anna"])
    scanned.jobs.scan()
    assert scanned.metadata.counts().names == 1
    write_sidecar(photo, [("Anna", BOX), ("Benjamin", BOX)])
    scanned.jobs.scan()
    assert scanned.metadata.counts().named_faces == 2
    sidecar.unlink()
    scanned.jobs.scan()
    assert scanned.metadata.counts().photos == 0


def test_a_sidecar_named_after_the_stem_is_noticed_too(scanned: Library, album: Path) -> None:
    photo = _photos(album)[0]
    write_sidecar(photo, people=["Anna"]).rename(photo.with_suffix(".XMP"))
    scanned.jobs.scan()
    assert scanned.metadata.counts().names == 1


def test_what_did_not_change_is_not_read_again(scanned: Library, album: Path) -> None:
    for photo in _photos(album):
        write_sidecar(photo, people=["Anna"])
    scanned.jobs.scan()
    before = image_of(scanned.catalog_path)
    assert not scanned.jobs.scan(opens_photos=False).awaits_photos
    assert image_of(scanned.catalog_path) == before


def test_files_of_an_older_catalog_are_read_once(scanned: Library, album: Path) -> None:
    write_sidecar(_photos(album)[0], people=["Anna"])
    with sqlite3.connect(scanned.catalog_path) as connection:
        connection.execute("UPDATE photo_file SET metadata_version = 0")
    connection.close()
    assert scanned.jobs.scan(opens_photos=False).awaits_photos
    scanned.jobs.scan()
    assert scanned.metadata.counts().names == 1
    assert not scanned.jobs.scan(opens_photos=False).awaits_photos


def test_broken_metadata_is_a_sentence_and_the_photo_is_scanned(library: Library, album: Path) -> None:
    photos = _photos(album)
    broken = photos[0].with_name(f"{photos[0].name}.xmp")
    broken.write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF")
    library.folders.add(album)
    report = library.jobs.scan()
    assert (report.failed, len(library.photos.ids())) == (0, len(photos))
    ((path, sentence),) = library.metadata.failures()
    assert path.name == photos[0].name
    assert "cannot be read" in sentence
    assert library.metadata.counts().failures == 1
    assert not library.jobs.scan(opens_photos=False).awaits_photos, "it is read again when it changes"
    write_sidecar(photos[0], people=["Anna"])
    library.jobs.scan()
    assert library.metadata.failures() == []
    assert library.metadata.counts().names == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_sidecar_that_cannot_be_read_now_is_tried_again(library: Library, album: Path) -> None:
    sidecar = write_sidecar(_photos(album)[0], people=["Anna"])
    sidecar.chmod(0)
    library.folders.add(album)
    library.jobs.scan()
    assert library.metadata.counts().failures == 1
    sidecar.chmod(0o600)
    library.jobs.scan()
    assert (library.metadata.counts().failures, library.metadata.counts().names) == (0, 1)


def test_what_cannot_be_read_now_keeps_what_is_known(scanned: Library, album: Path) -> None:
    write_sidecar(_photos(album)[0], people=["Anna"])
    scanned.jobs.scan()
    database = open_database(scanned.catalog_path)
    with database.write() as session:
        passing = ReadMetadata(failure="The disk could not read it.", is_final=False)
        file_metadata.note(session, dict.fromkeys((1, 2), passing), VERSION)
    assert [file.file_id for file in database.query(file_metadata.to_read, VERSION)] == [1, 2]
    database.close()
    assert (scanned.metadata.counts().names, scanned.metadata.counts().failures) == (1, 2)
    scanned.jobs.scan()
    assert (scanned.metadata.counts().names, scanned.metadata.counts().failures) == (1, 0)


def test_a_photo_that_changes_is_read_again(scanned: Library, album: Path) -> None:
    photo = _photos(album)[0]
    sidecar = write_sidecar(photo, people=["Anna"])
    scanned.jobs.scan()
    photo.write_bytes(photo.read_bytes() + b"\0")
    sidecar.unlink()
    scanned.jobs.scan()
    assert scanned.metadata.counts().photos == 0


@pytest.mark.skipif(os.name != "posix", reason="this system has no pipes among its files")
def test_a_pipe_that_is_named_as_a_sidecar_stops_no_scan(library: Library, album: Path) -> None:
    photo = _photos(album)[0]
    os.mkfifo(photo.with_name(photo.name + ".xmp"))
    library.folders.add(album)
    library.jobs.scan()
    assert len(library.photos.ids()) == len(_photos(album))
    assert library.metadata.failures() == [(photo, f"{photo.name}.xmp is not a file.")]
