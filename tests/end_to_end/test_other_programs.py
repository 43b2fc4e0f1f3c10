"""Names from every program arrive on the right faces of a scanned library, turned photos among them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from foreign_catalogs import apple_photos, digikam, immich, lightroom, photoprism, servers, xmp_sidecars
from foreign_catalogs.made_library import MadeLibrary, MadePhoto, made_library, with_files, write_pictures
from foreign_catalogs.programs import BUILDERS, TAKEOUT_FOLDER

from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.library.other_programs import READERS, read_catalog
from photoface.metadata.importers import immich as immich_reader
from photoface.metadata.importers import photoprism as photoprism_reader
from photoface.metadata.records import ForeignCatalog, ForeignPhoto, RegionState

LIBRARY = made_library()

Reading = Callable[[Path, MadeLibrary, Path], ForeignCatalog]
"""Writes a catalog into a folder, with the photos in another one, and reads it."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made library's photos, where Takeout has them: the other programs know them by this folder or another."""
    photos = tmp_path_factory.mktemp("made") / TAKEOUT_FOLDER
    write_pictures(photos, LIBRARY)
    return photos


@pytest.fixture(scope="module")
def scanned_catalog(tmp_path_factory: pytest.TempPathFactory, _empty_catalog: Path, pictures: Path) -> Path:
    catalog = tmp_path_factory.mktemp("catalog") / "made.photoface"
    catalog.write_bytes(_empty_catalog.read_bytes())
    library = open_fake_library(catalog)
    library.folders.add(pictures)
    library.jobs.scan()
    library.close()
    return catalog


def _names_on_faces(library: Library, pictures: Path, made: MadePhoto) -> dict[int, str | None]:
    """Whom the user confirmed on each of a made photo's faces, by the face's place in the description."""
    (photo_id,) = library.photos.ids_at([pictures / made.path]).values()
    faces = library.photos.detail(photo_id).faces
    named = {}
    for index, face in enumerate(made.faces):
        (here,) = [one for one in faces if one.box.is_same_face(face.box)]
        named[index] = here.person_name if here.confirmed else None
    return named


def _original(photo: ForeignPhoto) -> str:
    return photo.path.split("/originals/")[1]


def test_each_program_has_a_builder() -> None:
    assert set(BUILDERS) == set(READERS)


def _moved_apple(catalog: ForeignCatalog, pictures: Path) -> ForeignCatalog:
    """Photos gives its originals names of its own, which the pictures here do not have."""
    paths = {apple_photos.original_name(made): made.path for made in LIBRARY.photos}
    moved = [replace(photo, path=f"{pictures}/{paths[_original(photo)]}") for photo in catalog.photos]
    return replace(catalog, photos=tuple(moved))


def _of_program(program: str, folder: Path, pictures: Path) -> ForeignCatalog:
    catalog = read_catalog(program, str(BUILDERS[program](folder, with_files(LIBRARY, pictures), pictures)))
    return _moved_apple(catalog, pictures) if program == "apple-photos" else catalog


def _apple(version: int) -> Reading:
    return lambda folder, library, pictures: _moved_apple(
        read_catalog("apple-photos", str(apple_photos.write(folder, library, version))), pictures
    )


def _digikam(version: int) -> Reading:
    return lambda folder, library, pictures: read_catalog(
        "digikam", str(digikam.write(folder, library, str(pictures), version))
    )


def _immich_dump(year: int) -> Reading:
    return lambda folder, library, _: read_catalog("immich", str(immich.write(folder / "dump.sql", library, year)))


def _immich_server(faces_apart: bool) -> Reading:
    return lambda _, library, __: immich_reader.read_server(
        "nas:2283", immich.KEY, immich.ImmichServer(library, faces_apart=faces_apart)
    )


def _photoprism_server(_: Path, library: MadeLibrary, __: Path) -> ForeignCatalog:
    return photoprism_reader.read_server("nas", photoprism.PASSWORD, photoprism.PhotoPrismServer(library))


def _upright_lightroom(folder: Path, library: MadeLibrary, pictures: Path) -> ForeignCatalog:
    file = lightroom.write(folder / "a.lrcat", library, f"{pictures}/", upright=False)
    return read_catalog("lightroom", str(file))


def _old_librephotos(folder: Path, library: MadeLibrary, _: Path) -> ForeignCatalog:
    return read_catalog("librephotos", str(servers.write_librephotos(folder / "db.sqlite3", library, old=True)))


OTHER_FORMATS: dict[str, Reading] = {
    **{f"apple-photos {version}": _apple(version) for version in apple_photos.VERSIONS if version != 11},
    **{f"digikam {version}": _digikam(version) for version in digikam.VERSIONS if version != 8},
    **{f"immich dump {year}": _immich_dump(year) for year in immich.YEARS if year != 2026},
    "immich server": _immich_server(False),
    "immich server, faces apart": _immich_server(True),
    "photoprism server": _photoprism_server,
    "lightroom, boxes as stored": _upright_lightroom,
    "librephotos, older": _old_librephotos,
}
"""Other versions and ways of the programs."""


def _count(library: Library, pictures: Path, program: str) -> tuple[int, int, int]:
    """How many confirmed names are on their face, should be, and are on a wrong one."""
    right = wrong = expected = 0
    for made in LIBRARY.photos:
        named = _names_on_faces(library, pictures, made)
        for index, face in enumerate(made.faces):
            # Takeout names people of whole photos: it is sure which face is meant where there is one only.
            is_confirmed = face.state is RegionState.CONFIRMED and (program != "takeout" or len(made.faces) == 1)
            expected += is_confirmed
            right += is_confirmed and named[index] == face.name
            wrong += named[index] not in (None, face.name if is_confirmed else None)
    return right, expected, wrong


def _import(library: Library, catalog: ForeignCatalog) -> None:
    library.execute(TakeOver(library.metadata.propose_import(catalog).takeover))


@pytest.fixture
def made(scanned_catalog: Path, catalog_path: Path) -> Iterator[Library]:
    catalog_path.write_bytes(scanned_catalog.read_bytes())
    library = open_fake_library(catalog_path)
    yield library
    library.close()


@pytest.mark.parametrize("program", BUILDERS)
def test_names_arrive(program: str, pictures: Path, made: Library, tmp_path: Path) -> None:
    _import(made, _of_program(program, tmp_path, pictures))
    right, expected, wrong = _count(made, pictures, program)
    assert wrong == 0
    assert right == expected >= 20


@pytest.mark.large
@pytest.mark.parametrize("source", OTHER_FORMATS)
def test_names_of_other_versions_arrive(source: str, pictures: Path, made: Library, tmp_path: Path) -> None:
    _import(made, OTHER_FORMATS[source](tmp_path, with_files(LIBRARY, pictures), pictures))
    right, expected, wrong = _count(made, pictures, source)
    print(f"{source}: {right} of {expected}, {wrong} wrong")
    assert wrong == 0
    assert right == expected >= 20


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize("program", xmp_sidecars.STRUCTURES)
def test_names_of_sidecars_arrive(
    program: str, upright: bool, scanned_catalog: Path, catalog_path: Path, pictures: Path, tmp_path: Path
) -> None:
    """Windows Photo Gallery and ACDSee have no catalog that is read: their names are in the files."""
    catalog_path.write_bytes(scanned_catalog.read_bytes())
    library = open_fake_library(catalog_path)
    folder = library.folders.all()[0]
    moved = tmp_path / "photos"
    shutil.copytree(pictures, moved)
    library.folders.relocate(folder.id, moved)
    xmp_sidecars.write(moved, LIBRARY, program, upright=upright)
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))
    right, expected, wrong = _count(library, moved, program)
    library.close()
    print(f"{program}, {'upright' if upright else 'stored'}: {right} of {expected}, {wrong} wrong")
    assert wrong == 0
    assert right == expected >= 20
