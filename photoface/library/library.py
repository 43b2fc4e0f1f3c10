"""`Library`: the one facade of PhotoFace, made of a manager for each subject (people, photos, search, jobs and so on).

The window, the terminal and the worker do with an open catalog what this offers. From the packages below they take
plain values, such as the summaries that it returns, and helpers without access to the catalog. The catalog's file is
restored and moved by `assembly`; the command `doctor` also checks one that cannot be opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photoface import settings as settings_module
from photoface.catalog import machine_state, overview, photos, settings_store
from photoface.catalog.database import Database
from photoface.catalog.machine_state import ErasureToFinish
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.library.folders import Folders
from photoface.library.groups import Groups
from photoface.library.manager import Manager, reads
from photoface.library.people import People
from photoface.library.photos import Photos
from photoface.library.pictures import Pictures
from photoface.settings import Settings, base_model

if TYPE_CHECKING:
    from photoface.catalog.search.synonyms import Thesaurus
    from photoface.library.albums import Albums
    from photoface.library.backups import Backups
    from photoface.library.commands.command import Command
    from photoface.library.erasing import Erasing
    from photoface.library.exports.exports import Exports
    from photoface.library.face_map import FaceMaps
    from photoface.library.faces import Faces
    from photoface.library.history import History, Outcome
    from photoface.library.imports import Imports
    from photoface.library.jobs import Jobs
    from photoface.library.look_alike_learning import LookAlikeLearning
    from photoface.library.metadata import Metadata
    from photoface.library.models import Models
    from photoface.library.people_packs import PeoplePacks
    from photoface.library.personal_learning import PersonalLearning
    from photoface.library.personal_model import PersonalModel
    from photoface.library.places import Places
    from photoface.library.review import Review
    from photoface.library.search import Search
    from photoface.library.stacks import Stacks
    from photoface.library.storage import Storage
    from photoface.library.system_trash import MoveToTrash
    from photoface.library.tags import Tags
    from photoface.library.trash import Trash
    from photoface.recognition.recognition import Recognition
    from photoface.scan.face_engine import FaceEngine
    from photoface.vision.model_registry import ModelRegistry, Thresholds
    from photoface.vision.model_store import ModelStore


class Library(Manager):
    """A catalog of photos, faces, groups and people, with all that a user can ask of it, by subject.

    Methods of it and of its managers are safe to call from several threads; each opens its own short transaction.
    Reads return frozen summaries. What takes long (a scan, a regroup, installing a model) takes a `JobControl`, runs in
    the calling thread, and may be cancelled.

    Args:
        database: the open catalog.
        thumbnails: the store of crops and thumbnails beside it.
        registry: the models that there are.
        weights: the models that are installed.
        load_engine: makes the detector and the embedder; called by jobs alone, since it imports torch.
        now: the clock of the ledger.
        thesaurus: knows which tags mean nearly the same, None for no such searches.
        move_to_trash: moves a file to the trash of the system; None for the function that does so.
    """

    def __init__(
        self,
        database: Database,
        thumbnails: ThumbnailStore,
        registry: ModelRegistry,
        weights: ModelStore,
        load_engine: Callable[[Settings], FaceEngine],
        now: Callable[[], dt.datetime] = dt.datetime.now,
        thesaurus: Thesaurus | None = None,
        move_to_trash: MoveToTrash | None = None,
    ) -> None:
        super().__init__(database)
        self._thumbnails = thumbnails
        self._registry = registry
        self._weights = weights
        self._load_engine = load_engine
        self._now = now
        self._thesaurus = thesaurus
        self._move_to_trash = move_to_trash
        self.folders = Folders(database, now)
        self.photos = Photos(database)
        self.pictures = Pictures(database, thumbnails)
        self.groups = Groups(database)
        self.people = People(database)

    # What follows is made when it is asked for first: the window opens without most of it.

    @cached_property
    def _personal(self) -> PersonalModel:
        from photoface.library.personal_model import PersonalModel

        return PersonalModel(self._database.path)

    @cached_property
    def _recognition(self) -> Recognition:
        from photoface.recognition.recognition import Recognition

        def thresholds_of(model: str) -> Thresholds:
            # Where the weights of a tuned model are gone, its embeddings may still be looked at.
            return (self._personal.tuned_spec(model) or self._registry.get(base_model(model))).thresholds

        return Recognition(self._database, thresholds_of, self._personal)

    @cached_property
    def faces(self) -> Faces:
        from photoface.library.faces import Faces

        return Faces(self._database, self._recognition)

    @cached_property
    def tags(self) -> Tags:
        from photoface.library.tags import Tags

        return Tags(self._database)

    @cached_property
    def places(self) -> Places:
        from photoface.library.places import Places

        return Places(self._database)

    @cached_property
    def albums(self) -> Albums:
        from photoface.library.albums import Albums

        return Albums(self._database)

    @cached_property
    def trash(self) -> Trash:
        from photoface.library.trash import Trash

        return Trash(self._database, self._now)

    @cached_property
    def imports(self) -> Imports:
        from photoface.library.imports import Imports

        return Imports(self._database)

    @cached_property
    def stacks(self) -> Stacks:
        from photoface.library.stacks import Stacks

        return Stacks(self._database)

    @cached_property
    def search(self) -> Search:
        from photoface.library.search import Search

        return Search(self._database, self._thesaurus, self._now)

    @cached_property
    def people_packs(self) -> PeoplePacks:
        from photoface.library.people_packs import PeoplePacks

        return PeoplePacks(self._database, self._recognition, self._now)

    @cached_property
    def review(self) -> Review:
        from photoface.library.review import Review

        return Review(self._database, self._recognition, self.people_packs)

    @cached_property
    def history(self) -> History:
        from photoface.library.history import History

        return History(self._database, self._thumbnails, self._recognition, self._now)

    @cached_property
    def jobs(self) -> Jobs:
        from photoface.library.jobs import Jobs
        from photoface.library.system_trash import move_to_trash

        move = self._move_to_trash or move_to_trash
        return Jobs(self._database, self._thumbnails, self._recognition, self._load_engine, self._now, move)

    @cached_property
    def models(self) -> Models:
        from photoface.library.models import Models

        return Models(self._database, self._registry, self._weights, self._personal)

    @cached_property
    def metadata(self) -> Metadata:
        from photoface.library.metadata import Metadata

        return Metadata(self._database)

    @cached_property
    def learning(self) -> PersonalLearning:
        from photoface.library.personal_learning import PersonalLearning

        return PersonalLearning(self._database, self._personal, self._weights, self._load_engine, self._now)

    @cached_property
    def look_alikes(self) -> LookAlikeLearning:
        from photoface.library.look_alike_learning import LookAlikeLearning

        return LookAlikeLearning(self._database, self._personal, self._recognition, self._now)

    @cached_property
    def face_map(self) -> FaceMaps:
        from photoface.library.face_map import FaceMaps

        return FaceMaps(self._database, self._recognition)

    @cached_property
    def backups(self) -> Backups:
        from photoface.library.backups import Backups

        return Backups(self._database)

    @cached_property
    def exports(self) -> Exports:
        from photoface.library.exports.exports import Exports

        return Exports(self._database, self.pictures)

    def execute(self, command: Command, made: Callable[[Outcome], None] = lambda _: None) -> Outcome:
        """Carry out a command; see `History.execute`."""
        return self.history.execute(command, made)

    def undo(self) -> Outcome:
        """Take the newest decision back; see `History.undo`."""
        return self.history.undo()

    def redo(self) -> Outcome:
        """Make the decision that was undone last again; see `History.redo`."""
        return self.history.redo()

    @cached_property
    def erasing(self) -> Erasing:
        """Erases people for good. Hardly any run of the program needs it."""
        from photoface.library.erasing import Erasing

        return Erasing(self._database, self._thumbnails, self._now)

    def is_erasing(self) -> bool:
        """Whether an erasure was killed, and `erasing.finish` has to do what is left of it."""
        return self._database.query(machine_state.load, ErasureToFinish) is not None

    def close(self) -> None:
        """Let go of the files. The library must not be used afterwards."""
        self._thumbnails.close()
        self._database.close()

    @property
    def catalog_path(self) -> Path:
        return self._database.path

    @property
    def is_shared(self) -> bool:
        """Whether the catalog is on a server, where other computers may change it at any moment."""
        return self._database.is_shared

    def data_version(self) -> int:
        """A number that changes whenever somebody else than the calling connection committed to the catalog.

        Raises:
            CatalogGone: the open file is not the one at its path any more.
        """
        self._database.make_sure()
        return self._database.data_version()

    def storage(self) -> Storage:
        """How much room the library takes on the disk."""
        from photoface.library.storage import storage_of

        return storage_of(self._database.path)

    settings = reads(settings_store.load)

    def set_setting(self, name: str, text: str) -> None:
        """Change one setting.

        Raises:
            UserFacingError: no such setting, or a text that does not fit it.
        """
        if name == "model":
            self.models.use(text)
            return
        settings_module.parse(name, text)
        with self._database.write() as session:
            settings_store.save(session, name, text)
            if name == "personal_learning":
                self.learning.switch(session, on=text == "yes")
            if name == "names_in_files":
                from photoface.catalog import writing_queue, written_metadata

                # From now on files follow decisions; what they do not say yet is written as well.
                writing_queue.clear(session)
                if text != writing_queue.OFF:
                    writing_queue.add(session, written_metadata.photos_with_something_to_write(session))
            if name == "maximum_megapixels":
                # Photos that were too large may not be so any more; that is why it was changed.
                photos.retry_failed(session)

    overview = reads(overview.counts)

    def export(self) -> dict[str, Any]:
        """Everything as plain values; see `exports.records.as_values`."""
        from photoface.library.exports import records

        return self._database.query(records.as_values)
