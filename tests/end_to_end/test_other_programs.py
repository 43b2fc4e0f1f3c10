"""Names from every program arrive on the right faces of a scanned library, turned photos among them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from foreign_catalogs import apple_photos
from foreign_catalogs.made_library import MadePhoto, made_library, with_files, write_pictures
from foreign_catalogs.programs import BUILDERS, TAKEOUT_FOLDER

from photoface.library.commands import TakeOver
from photoface.library.library import Library
from photoface.library.other_programs import READERS, read_catalog
from photoface.metadata.records import ForeignPhoto, RegionState

LIBRARY = made_library()


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


@pytest.mark.parametrize("program", BUILDERS)
def test_names_arrive(program: str, pictures: Path, scanned_catalog: Path, catalog_path: Path, tmp_path: Path) -> None:
    catalog_path.write_bytes(scanned_catalog.read_bytes())
    library = open_fake_library(catalog_path)
    try:
        catalog = read_catalog(program, str(BUILDERS[program](tmp_path, with_files(LIBRARY, pictures), pictures)))
        if program == "apple-photos":
            # Photos gives its originals names of its own, which the pictures here do not have.
            paths = {apple_photos.original_name(made): made.path for made in LIBRARY.photos}
            moved = [
                replace(photo, path=f"{pictures}/{paths[photo.path.split('/originals/')[1]]}")
                for photo in catalog.photos
            ]
            catalog = replace(catalog, photos=tuple(moved))
        proposal = library.metadata.propose_import(catalog)
        library.execute(TakeOver(proposal.takeover))
        right = wrong = expected = 0
        for made in LIBRARY.photos:
            named = _names_on_faces(library, pictures, made)
            for index, face in enumerate(made.faces):
                # Takeout names people of whole photos: it is sure which face is meant where there is one only.
                is_confirmed = face.state is RegionState.CONFIRMED and (program != "takeout" or len(made.faces) == 1)
                expected += is_confirmed
                right += is_confirmed and named[index] == face.name
                wrong += named[index] not in (None, face.name if is_confirmed else None)
        assert wrong == 0
        assert right == expected >= 20
    finally:
        library.close()
