"""Builds and opens a `Library` with its real parts (catalog, thumbnails, models); restores or moves a catalog.

It also says where the user's own catalog and the models lie on this computer, and loads the detector and the embedder
of a library's settings. The window asks where the catalog lies before anything else: each function imports its own
parts.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from photoface.errors import UserFacingError
from photoface.writable import give_free_name, replacing

if TYPE_CHECKING:
    from photoface.jobs import JobControl
    from photoface.library.library import Library
    from photoface.scan.face_engine import FaceEngine
    from photoface.settings import Settings
    from photoface.vision.model_registry import ModelRegistry, ModelSpec
    from photoface.vision.model_store import ModelStore

APPLICATION = "PhotoFace"


def data_folder() -> Path:
    """Where PhotoFace keeps its catalog and its models unless told otherwise."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def default_catalog() -> Path:
    """The user's own catalog: the usual file, or where it was moved.

    Raises:
        UserFacingError: it was moved to a place that cannot be reached now.
    """
    usual, note = data_folder() / "catalog.photoface", _place_note()
    if not note.is_file():
        return usual
    moved = Path(os.fsdecode(note.read_bytes()))
    if moved != usual and not moved.is_file():
        # Not opened: an empty catalog would be made there, as beside a drive's mount point.
        raise UserFacingError(
            f"Your library lies in {moved}, which is not there now.", "Connect its disk, then start PhotoFace again."
        )
    return moved


def _place_note() -> Path:
    """The file that says where the user's own catalog lies, once it was moved."""
    return data_folder() / "catalog.place"


def server_catalog(address: str) -> Path:
    """The note on this computer of a catalog that is on a server; to be opened like a catalog's file.

    Raises:
        UserFacingError: it is no such address.
    """
    from photoface.catalog.server_note import is_address, note_of

    if not is_address(address):
        raise UserFacingError(
            f"{address} is no address of a catalog.", "It has the form postgresql://USER@SERVER/DATABASE."
        )
    return note_of(address, data_folder() / "servers")


def copy_catalog(source: Path, target: Path, control: JobControl) -> dict[str, int]:
    """Copy a library between a file and a server, see `catalog.copying`; returns the rows of each table.

    Raises:
        JobCancelled: there is no copy.
        UserFacingError: there is no such catalog, or the target is taken, or cannot be written or reached.
    """
    from photoface.catalog.copying import copy_catalog
    from photoface.catalog.opening import open_database
    from photoface.catalog.server_note import SUFFIX
    from photoface.catalog.sqlite_database import SqliteDatabase

    if not source.exists():
        raise UserFacingError(f"There is no catalog {source}.")
    # Also from a network drive, where a catalog is not opened otherwise.
    opened = open_database(source) if source.suffix == SUFFIX else SqliteDatabase(source)
    with contextlib.closing(opened):
        if target.suffix == SUFFIX:
            with contextlib.closing(open_database(target)) as server:
                return copy_catalog(opened, server, control)
        if target.exists():
            raise UserFacingError(f"There is a file {target} already.", "Name a new one.")
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as folder:
            file = Path(folder) / target.name
            with contextlib.closing(SqliteDatabase(file)) as made:
                rows = copy_catalog(opened, made, control)
            if not give_free_name(file, target):
                raise UserFacingError(f"There is a file {target} already.", "Name a new one.")
            return rows


def move_catalog(catalog: Path, folder: Path) -> Path:
    """Move a catalog that nobody has open to another folder; returns where it lies now.

    Raises:
        CatalogBusy, CatalogDamaged, UserFacingError: as for `moving.move`; the catalog is where it was.
    """
    from photoface.catalog.moving import move
    from photoface.catalog.server_note import refuse_on_server

    refuse_on_server(catalog, "moved")
    is_own = catalog == default_catalog()

    def switch(target: Path) -> None:
        if is_own:
            data_folder().mkdir(parents=True, exist_ok=True)
            with replacing(_place_note()) as note:
                note.write(os.fsencode(target))

    return move(catalog, Path(os.path.realpath(folder)), switch)


def model_store() -> ModelStore:
    """The weights that are installed for this user."""
    from photoface.vision.model_store import ModelStore

    return ModelStore(data_folder() / "models")


def model_registry() -> ModelRegistry:
    """The models that come with PhotoFace, and those that this user brought along."""
    from photoface.vision.model_registry import ModelRegistry

    folder = model_store().folder

    def imported() -> Sequence[ModelSpec]:
        from photoface.vision.imported_models import read_specs

        return read_specs(folder)

    return ModelRegistry(imported=imported)


def load_engine(settings: Settings, catalog: str | None = None) -> FaceEngine:
    """The detector and the embedder of these settings; imports torch.

    Args:
        catalog: the file whose settings they are; beside it are the weights of a model that was tuned to its people.

    Raises:
        UserFacingError: unknown model, weights that are missing or damaged, a device that is not there.
    """
    from photoface.learning.trained_model import ARCHITECTURE, load_trained
    from photoface.library.personal_model import PersonalModel
    from photoface.scan.face_engine import FaceEngine
    from photoface.vision.model_loading import load_detector, load_embedder
    from photoface.vision.torch_threads import single_threaded_pool

    personal = None if catalog is None else PersonalModel(Path(catalog))
    tuned = None if personal is None else personal.tuned_spec(settings.model)
    spec = tuned or model_registry().get(settings.model)
    store = model_store() if personal is None or tuned is None else personal.store
    embedder = load_embedder(spec, store, settings, {ARCHITECTURE: load_trained})
    return FaceEngine(load_detector(settings), embedder, single_threaded_pool)


def open_library(catalog: Path | None = None) -> Library:
    """Open a catalog, made where there is none.

    Args:
        catalog: its file; None for the user's own.

    Raises:
        UserFacingError: the file is no catalog, from a newer PhotoFace, cannot be opened, or has a photo's name.
    """
    from photoface.catalog.opening import open_database
    from photoface.imaging.formats import is_scanned_name
    from photoface.library.library import Library
    from photoface.library.shared_thumbnails import thumbnails_of
    from photoface.library.thesaurus import WordThesaurus
    from photoface.settings import base_model

    path = (catalog or default_catalog()).expanduser().absolute()
    if is_scanned_name(path.name):
        # A scan would open it as a photo, and closing it drops SQLite's locks.
        raise UserFacingError(
            f"{path} has the name of a photo.", f"Give it another one, such as {path.with_suffix('.photoface').name}."
        )
    database = open_database(path)
    library = Library(
        database,
        thumbnails_of(database, _thumbnails_of(path)),
        model_registry(),
        model_store(),
        # Text goes to computers of any system.
        functools.partial(load_engine, catalog=os.fspath(path)),
        thesaurus=WordThesaurus(),
    )
    model = library.settings().model
    if model != base_model(model):
        library.learning.recover()
    if library.is_erasing():
        library.erasing.finish()
    return library


def restore_catalog(catalog: Path, backup: Path) -> Path | None:
    """Put a backup in the place of a catalog that nobody has open, and forget the pictures kept beside that.

    Returns:
        Where the catalog that was there before is kept; None where there was none.

    Raises:
        CatalogBusy: another process has the catalog open.
        UserFacingError: the backup is no good, or the disk cannot be written. The catalog is as it was.
    """
    from photoface.catalog.restoring import restore
    from photoface.catalog.server_note import refuse_on_server
    from photoface.imaging.thumbnail_store import ThumbnailStore
    from photoface.library.face_map import SUFFIX as MAP_SUFFIX
    from photoface.library.first_page_file import forget_page
    from photoface.recognition.state_file import remove_file as remove_scores

    refuse_on_server(catalog, "restored")
    kept = restore(catalog, backup)
    # Crops and points by number of the face: the numbers after the backup may be other faces' by and by.
    thumbnails = ThumbnailStore(_thumbnails_of(catalog))
    thumbnails.clear()
    thumbnails.close()
    catalog.with_name(catalog.name + MAP_SUFFIX).unlink(missing_ok=True)
    remove_scores(catalog)
    forget_page(catalog)
    return kept


def _thumbnails_of(catalog: Path) -> Path:
    return catalog.with_name(f"{catalog.name}.thumbnails")
