"""Every program's catalog of the made library: each name arrives on the right face, and is taken back as one.

The photos are scanned, the user decides a few things, and then a catalog in the program's own format is imported.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library
from foreign_catalogs import (
    apple_photos,
    digikam,
    immich,
    lightroom,
    photoprism,
    picasa,
    servers,
    takeout,
)
from foreign_catalogs.made_library import made_library, write_pictures
from new_catalog import copied_catalog, new_catalog

from photoface.library.commands.faces import NameFaces, RejectFaces
from photoface.library.commands.photos import RatePhotos
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.metadata.importers import apple_photos as apple_photos_reader
from photoface.metadata.importers import digikam as digikam_reader
from photoface.metadata.importers import immich as immich_reader
from photoface.metadata.importers import librephotos as librephotos_reader
from photoface.metadata.importers import lightroom as lightroom_reader
from photoface.metadata.importers import nextcloud_recognize as recognize_reader
from photoface.metadata.importers import photoprism as photoprism_reader
from photoface.metadata.importers import picasa as picasa_reader
from photoface.metadata.importers import takeout as takeout_reader
from photoface.metadata.records import ForeignCatalog, RegionState

MADE = made_library()
NEWEST_APPLE = max(apple_photos.VERSIONS)


def _read_picasa(folder: Path, pictures: Path) -> ForeignCatalog:
    return picasa_reader.read(pictures, [picasa.write(pictures, MADE)])


SOURCES: dict[str, Callable[[Path, Path], ForeignCatalog]] = {
    "apple-photos": lambda folder, _: apple_photos_reader.read(apple_photos.write(folder, MADE, NEWEST_APPLE)),
    "digikam": lambda folder, _: digikam_reader.read(digikam.write(folder, MADE, "/old/Photos")),
    "immich": lambda folder, _: immich_reader.read(immich.write(folder / "dump.sql", MADE, max(immich.YEARS))),
    "librephotos": lambda folder, _: librephotos_reader.read(servers.write_librephotos(folder / "db.sqlite3", MADE)),
    "lightroom": lambda folder, _: lightroom_reader.read(lightroom.write(folder / "a.lrcat", MADE, "C:/Old/")),
    "photoprism": lambda folder, _: photoprism_reader.read(photoprism.write(folder / "index.db", MADE)),
    "picasa": _read_picasa,
    "recognize": lambda folder, _: recognize_reader.read(servers.write_recognize(folder / "owncloud.db", MADE)),
    "takeout": lambda folder, _: takeout_reader.read(takeout.write(folder, MADE), dt.UTC),
}


class Scanned:
    """The made library, scanned, with the number of each face."""

    def __init__(self, library: Library, pictures: Path) -> None:
        self.library = library
        ids = library.photos.ids_at([pictures / made.path for made in MADE.photos])
        self.photo_ids = {made.number: ids[pictures / made.path] for made in MADE.photos}
        self.faces: dict[tuple[int, int], int] = {}
        for made in MADE.photos:
            found = library.photos.detail(self.photo_ids[made.number]).faces
            for index, face in enumerate(made.faces):
                nearest = max(found, key=lambda one: one.box.intersection_over_union(face.box))
                self.faces[made.number, index] = nearest.id

    def names(self) -> dict[tuple[int, int], str | None]:
        """The confirmed name of each face of the made library."""
        summaries = self.library.faces.summaries(list(self.faces.values()))
        return {key: one.person_name if one.confirmed else None for key, one in zip(self.faces, summaries, strict=True)}


def _with_real_files(catalog: ForeignCatalog, pictures: Path) -> ForeignCatalog:
    """The catalog as the program had written it of the real files: their sizes, and Apple's names of originals."""
    by_name = {made.name: made for made in MADE.photos} | {
        apple_photos.original_name(made).rpartition("/")[2]: made for made in MADE.photos
    }
    photos = []
    for photo in catalog.photos:
        made = by_name[photo.path.rpartition("/")[2]]
        size = (pictures / made.path).stat().st_size
        path = photo.path if photo.path.endswith(made.name) else f"/Volumes/Old/{made.path}"
        known = None if photo.size_bytes is None else size
        photos.append(dataclasses.replace(photo, path=path, size_bytes=known, sha1=None))
    return dataclasses.replace(catalog, photos=tuple(photos))


@pytest.fixture(scope="module")
def made_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of the scanned library, made once, beside its pictures."""
    folder = tmp_path_factory.mktemp("made")
    write_pictures(folder / "Pictures", MADE)
    library = open_fake_library(new_catalog(folder))
    library.folders.add(folder / "Pictures")
    library.jobs.scan()
    assert library.overview().faces == sum(len(photo.faces) for photo in MADE.photos)
    library.close()
    return library.catalog_path


@pytest.fixture
def scanned_made(made_catalog: Path, tmp_path: Path) -> Iterator[Scanned]:
    library = open_fake_library(copied_catalog(made_catalog, tmp_path))
    yield Scanned(library, made_catalog.parent / "Pictures")
    library.close()


def _decide(scanned: Scanned) -> dict[int, object]:
    """Decide something of some faces; returns these faces as they are then."""
    library = scanned.library
    named = [
        scanned.faces[made.number, index]
        for made in MADE.photos
        for index, face in enumerate(made.faces)
        if face.state is RegionState.CONFIRMED
    ]
    library.execute(NameFaces((named[0], named[1]), "Somebody else"))
    library.execute(NameFaces((named[-1],), MADE.photos[0].faces[0].name or ""))
    (other,) = library.people.called(MADE.photos[0].faces[0].name or "")
    library.execute(RejectFaces(tuple(named[2:8]), other.id))
    library.execute(IgnoreFaces((named[8],)))
    library.execute(MarkNotAFace((named[9],)))
    library.execute(RatePhotos((scanned.photo_ids[8],), 1))
    return {face.id: face for face in library.faces.summaries([*named[:2], named[8], named[9], named[-1]])}


@pytest.mark.parametrize("source", SOURCES)
def test_every_name_arrives_on_its_face_and_every_decision_of_the_user_stands(
    scanned_made: Scanned, made_catalog: Path, tmp_path: Path, source: str
) -> None:
    library, pictures = scanned_made.library, made_catalog.parent / "Pictures"
    decided = _decide(scanned_made)
    refused = {row[1:] for row in image_of(library.catalog_path)["rejection"]}
    before = image_of(library.catalog_path)
    folder = tmp_path / "foreign"
    folder.mkdir()
    catalog = _with_real_files(SOURCES[source](folder, pictures), pictures)
    proposal = library.metadata.propose_import(catalog)
    assert (proposal.photos_elsewhere, proposal.takeover.drawn, proposal.questions) == (0, (), ())
    library.execute(TakeOver(proposal.takeover))
    after = image_of(library.catalog_path)

    now = library.faces.summaries(list(decided))
    assert {face.id: face for face in now} == decided
    assert refused <= {row[1:] for row in after["rejection"]}
    assert library.photos.detail(scanned_made.photo_ids[8]).rating == 1
    names = scanned_made.names()
    right = wrong = expected = 0
    for made in MADE.photos:
        for index, face in enumerate(made.faces):
            face_id = scanned_made.faces[made.number, index]
            if face_id in decided:
                continue
            said = face.name if face.state is RegionState.CONFIRMED else None
            refuses = any(row[0] == face_id and said == library.people.get(int(str(row[1]))).name for row in refused)
            expected += said is not None and not refuses
            right += said is not None and names[made.number, index] == said
            wrong += names[made.number, index] not in (None, said)
    assert wrong == 0
    if source == "takeout":
        # It has no boxes: only where one face and one name are left is it said which is whose.
        assert 0 < right < expected
        assert set(library.search.find('"Anna Berg"').photo_ids) >= {
            scanned_made.photo_ids[made.number] for made in MADE.photos if "Anna Berg" in takeout.names_of(made)
        }
    else:
        assert right == expected

    library.undo()
    assert image_of(library.catalog_path) == before
    again = library.metadata.propose_import(catalog)
    assert again == proposal
    library.redo()
    assert image_of(library.catalog_path) == after
    once_more = library.metadata.propose_import(catalog).takeover
    assert (once_more.names, once_more.drawn, once_more.tags, once_more.in_photos) == ((), (), (), ())
