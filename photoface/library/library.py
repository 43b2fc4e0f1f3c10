"""`Library`: the one facade. The window, the terminal, the worker and the tests do nothing that it does not offer."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from photoface import settings as settings_module
from photoface.catalog import faces, folders, groups, overview, people, photos, regroup_mark, search, settings_store
from photoface.catalog.database import Database
from photoface.catalog.search.synonyms import Thesaurus
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries import (
    Changed,
    FaceSummary,
    FailedFile,
    FolderSummary,
    GroupSummary,
    Overview,
    PersonSummary,
    PhotoDetail,
    PhotoSummary,
    RegroupDue,
    SearchResult,
)
from photoface.errors import CatalogBusy, UserFacingError
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.importing import without_collection
from photoface.jobs import JobControl
from photoface.library import export, pictures
from photoface.library.commands import ApplyRegroup
from photoface.library.deciding import Decisions
from photoface.library.details import Details
from photoface.library.face_map import FaceMaps
from photoface.library.models import Models
from photoface.library.outcome import Outcome as Outcome
from photoface.library.personal import Personal, PersonalLearning
from photoface.library.photo_jobs import PhotoJobs
from photoface.library.relocation import SAMPLE_FILES, Relocation, verified
from photoface.library.safety import Safety
from photoface.recognition import suggestions
from photoface.recognition.questions import Question, ReviewProgress
from photoface.recognition.recognition import Recognition
from photoface.recognition.splitting import propose_split
from photoface.recognition.suggestions import Reason, Suggestion
from photoface.settings import Settings
from photoface.vision.model_store import ModelStore
from photoface.vision.registry import ModelRegistry

if TYPE_CHECKING:
    from photoface.library.proposals import RegroupProposal
    from photoface.scan.face_engine import FaceEngine
    from photoface.scan.inventory import Survey
    from photoface.scan.report import ScanReport


class Library(Decisions, Details, FaceMaps, Models, PersonalLearning, PhotoJobs, Safety):
    """A catalog of photos, faces, groups and people, with all that a user can ask of it.

    Methods are safe to call from several threads; each opens its own short transaction. Reads return frozen summaries.
    Jobs (`scan`, `propose_regroup`, `install_model`) take a `JobControl`, run in the calling thread, and may be
    cancelled.

    Args:
        database: the open catalog.
        thumbnails: the store of crops and thumbnails beside it.
        registry: the models that there are.
        weights: the models that are installed.
        load_engine: makes the detector and the embedder; called by jobs alone, since it imports torch.
        now: the clock of the ledger.
        thesaurus: knows which tags mean nearly the same, None for no such searches.
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
    ) -> None:
        self._database = database
        self._thumbnails = thumbnails
        self._registry = registry
        self._weights = weights
        self._load_engine = load_engine
        self._now = now
        self._thesaurus = thesaurus
        self._personal = Personal(database.path)
        self._recognition = Recognition(database, lambda model: registry.get(model).thresholds, self._personal)

    def close(self) -> None:
        """Let go of the files. The library must not be used afterwards."""
        self._thumbnails.close()
        self._database.close()

    @property
    def catalog_path(self) -> Path:
        return self._database.path

    def data_version(self) -> int:
        """A number that changes whenever somebody else than the calling connection committed to the catalog.

        Raises:
            CatalogGone: the open file is not the one at its path any more.
        """
        self._database.make_sure()
        return self._database.data_version()

    def settings(self) -> Settings:
        """The catalog's settings."""
        with self._database.read() as session:
            return settings_store.load(session)

    def set_setting(self, name: str, text: str) -> None:
        """Change one setting.

        Raises:
            UserFacingError: no such setting, or a text that does not fit it.
        """
        if name == "model":
            self.use_model(text)
            return
        settings_module.parse(name, text)
        with self._database.write() as session:
            settings_store.save(session, name, text)
            if name == "maximum_megapixels":
                # Photos that were too large may not be so any more; that is why it was changed.
                photos.retry_failed(session)

    def folders(self) -> list[FolderSummary]:
        """The folders that are scanned."""
        with self._database.read() as session:
            return folders.summaries(session)

    def add_folder(self, path: Path) -> FolderSummary:
        """Add a folder to the library; nothing is scanned yet. A folder inside one that is there adds nothing.

        Returns:
            The folder that will be scanned: this one, or the one around it.

        Raises:
            UserFacingError: no folder, not readable, or one around folders that are there.
        """
        absolute = _readable_folder(path)
        with self._database.write() as session:
            folder_id = folders.add(session, absolute, self._now())
        return next(folder for folder in self.folders() if folder.id == folder_id)

    def relocate_folder(self, folder_id: int, path: Path) -> Relocation:
        """Note that a folder was moved or renamed; a sample of its photos is compared first. No photo is scanned yet.

        Raises:
            UserFacingError: no such folder, it cannot be read, it is another one by what it holds, or it is in the
                library already.
        """
        absolute = _readable_folder(path)
        with self._database.read() as session:
            known = {folder.id: folder.path for folder in folders.summaries(session)}
            sample = folders.sample(session, folder_id, SAMPLE_FILES)
        if folder_id not in known:
            raise UserFacingError("This folder is not in the library any more.")
        found = verified(known[folder_id], absolute, sample)
        with self._database.write() as session:
            folders.relocate(session, folder_id, absolute)
        return found

    def remove_folder(self, folder_id: int) -> Changed:
        """Stop looking at a folder. Its photos are hidden with all that was said about them, until it comes again."""
        with self._database.write() as session:
            folders.remove(session, folder_id)
        return Changed(everything=True)

    @contextlib.contextmanager
    def _only_job(self) -> Iterator[None]:
        """One job that writes groups at a time, over all processes of this computer."""
        self._database.refuse_read_only()
        lock = FileLock(f"{self.catalog_path}.job.lock", thread_local=False)
        try:
            with lock.acquire(timeout=0):
                yield
        except Timeout:
            raise CatalogBusy(
                "Another PhotoFace is scanning this catalog.", "Wait until it is done, or stop it there."
            ) from None

    def scan(
        self,
        control: JobControl | None = None,
        on_changed: Callable[[Changed], None] | None = None,
        report: ScanReport | None = None,
        *,
        opens_photos: bool = True,
    ) -> ScanReport:
        """Bring the catalog up to date with all its folders: find files, faces, embeddings, groups.

        Every batch is one transaction, so a cancelled or killed scan loses at most one; the next goes on from there.

        Args:
            report: filled in while the scan goes on, for who wants to know it before the end. One that awaits photos
                is gone on from.
            opens_photos: whether this process may open photos, which may end it. If not, and some have to be opened,
                the report awaits photos.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, the disk is full, the model's weights are missing.
        """
        with without_collection():
            from photoface.scan.scan import scan

        settings = self.settings()
        with self._only_job():
            return scan(
                self._database,
                self._thumbnails,
                lambda: self._load_engine(settings),
                self._recognition,
                settings,
                control or JobControl(),
                on_changed or (lambda changed: None),
                report,
                opens_photos=opens_photos,
            )

    def survey(self) -> Survey:
        """What lies in the folders and is not read: folders that are left out, files of other kinds.

        Looks through all folders, which takes seconds for a large library.
        """
        from photoface.scan.inventory import survey

        return survey(self._database, self.settings())

    def retry_failed(self) -> int:
        """Let the next scan try all failed files again; returns how many."""
        with self._database.write() as session:
            return photos.retry_failed(session)

    def regroup_due(self) -> RegroupDue | None:
        """Whether so much is new since the groups were made that `propose_regroup` is worth a look; None if not."""
        with self._database.read() as session:
            return regroup_mark.due(session)

    def propose_regroup(self, control: JobControl | None = None) -> RegroupProposal:
        """What would change if all unnamed faces were grouped afresh by the current settings; nothing changes yet.

        Named, confirmed and ignored faces are not looked at, nor are groups that the user made taken apart. The
        command `ApplyRegroup` carries out any of the changes.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs.
        """
        from photoface.library.regrouping import propose_regroup

        with self._only_job():
            return propose_regroup(self._database, self._recognition, control or JobControl())

    def regroup(self, control: JobControl | None = None) -> Outcome | None:
        """Propose a fresh grouping and apply all of it at once; None where nothing would change."""
        proposal = self.propose_regroup(control)
        return self.execute(ApplyRegroup(proposal.changes)) if proposal.changes else None

    def overview(self) -> Overview:
        """The counts of the whole library."""
        with self._database.read() as session:
            return overview.counts(session)

    def people(self, order: str = "faces") -> list[PersonSummary]:
        """All named people; `order` is `faces`, `name` or `recent`."""
        with self._database.read() as session:
            return people.ordered(people.summaries(session), order)

    def person(self, person_id: int) -> PersonSummary:
        """One person.

        Raises:
            UserFacingError: the person is gone.
        """
        with self._database.read() as session:
            return people.get(session, person_id)

    def people_called(self, words: str) -> list[PersonSummary]:
        """People whose name, or a word of it, begins with these letters; most faces first. An exact match is alone."""
        with self._database.read() as session:
            return people.summaries(session, [person_id for person_id, _ in people.matching(session, words)])

    def people_named(self, name: str) -> list[PersonSummary]:
        """People who have just this name, or one that can be taken for it: who types it may mean one, or another."""
        with self._database.read() as session:
            return people.summaries(session, people.looking_like(session, name))

    def complete_name(self, prefix: str, limit: int = 8) -> list[PersonSummary]:
        """People to offer while somebody types: those whose name, or a word of it, begins so; most faces first."""
        with self._database.read() as session:
            found = people.beginning_with(session, prefix)
            most = people.with_most_faces(session, [person_id for person_id, _ in found], limit)
            return people.summaries(session, most)

    def people_together(self, person_ids: Sequence[int]) -> int:
        """In how many photos two or more of these people stand together: a warning before a merge."""
        with self._database.read() as session:
            return people.together(session, person_ids)

    def groups(self, limit: int | None = None, offset: int = 0) -> list[GroupSummary]:
        """Unnamed groups, largest first."""
        with self._database.read() as session:
            return groups.summaries(session, limit, offset)

    def person_face_ids(self, person_id: int) -> list[int]:
        """A person's faces by date."""
        with self._database.read() as session:
            return people.face_ids(session, person_id)

    def group_face_ids(self, group_id: int) -> list[int]:
        """A group's faces, best first."""
        with self._database.read() as session:
            return groups.face_ids(session, group_id)

    def face_ids(self, status: str = "active", loose_only: bool = False) -> list[int]:
        """Faces that are `active`, `ignored` or `not_a_face`, newest first.

        `loose_only` leaves those with neither person nor group.
        """
        with self._database.read() as session:
            return faces.ids(session, FaceStatus(status), loose_only)

    def faces(self, face_ids: Sequence[int]) -> list[FaceSummary]:
        """These faces, in the order asked; ids that are gone are left out."""
        with self._database.read() as session:
            return faces.summaries(session, face_ids)

    def photo_ids(self, person_id: int | None = None) -> list[int]:
        """All photos (or a person's), newest first, without forgotten ones."""
        with self._database.read() as session:
            return photos.ids(session, person_id)

    def photos(self, photo_ids: Sequence[int]) -> list[PhotoSummary]:
        """These photos, in the order asked; ids that are gone are left out."""
        with self._database.read() as session:
            return photos.summaries(session, photo_ids)

    def photo(self, photo_id: int) -> PhotoDetail:
        """One photo with its faces.

        Raises:
            UserFacingError: it is gone.
        """
        with self._database.read() as session:
            return photos.detail(session, photo_id)

    def missing_photo_ids(self) -> list[int]:
        """Photos whose files are all gone, newest first, without forgotten ones."""
        with self._database.read() as session:
            return photos.missing_ids(session)

    def failed_files(self) -> list[FailedFile]:
        """Files that could not be read, each with the sentence that says why."""
        with self._database.read() as session:
            return photos.failed_files(session)

    def flawed_photos(self) -> list[tuple[Path, str]]:
        """Files of photos that were read only in part, each with what is missing."""
        with self._database.read() as session:
            return photos.flawed(session)

    def search(self, words: str, *, widen: bool = True) -> SearchResult:
        """Photos that match words of the search language (`photoface.catalog.search`), newest first.

        Args:
            widen: whether a tag that is not there also stands for those that mean nearly the same, as far as the
                settings allow it. Who changes all that a search finds should say no.

        Raises:
            UserFacingError: the words cannot be read; a `SearchError` points at the place. Or they ask for the age of
                somebody whose birth is not known.
        """
        with self._database.read() as session:
            widen = widen and settings_store.load(session).similar_tags == "yes"
            return search.photos_with(session, words, self._thesaurus, widen=widen)

    def suggestions(self, person_id: int, limit: int | None = None) -> list[Suggestion]:
        """Unnamed faces and groups that are probably this person, most certain first, each with its reason."""
        return suggestions.suggestions_of(self._recognition.state, person_id, limit)

    def suggestion_counts(self) -> dict[int, int]:
        """How many suggestions each person has; people without any are left out."""
        return suggestions.counts(self._recognition.state)

    def explain(self, face_id: int, person_id: int) -> Reason:
        """Why a face may be, or is filed as, this person; a face has no vote on itself.

        Raises:
            UserFacingError: one of them is gone, or there is no other confirmed face to compare with.
        """
        return suggestions.explain(self._recognition.state, face_id, person_id)

    def suggested_face_ids(self) -> frozenset[int]:
        """All unnamed faces that are suggested to somebody, alone or as part of a group."""
        return suggestions.face_ids(self._recognition.state)

    def likely_wrong(self, person_id: int | None = None) -> list[int]:
        """A person's faces (or everybody's), those least like the other faces of their person first."""
        return suggestions.likely_wrong(self._recognition.state, None if person_id is None else [person_id])

    def propose_split(
        self, *, group_id: int | None = None, person_id: int | None = None
    ) -> tuple[list[int], list[int]]:
        """Where a mixed group or person probably comes apart: the larger and the smaller half, as face ids.

        Raises:
            UserFacingError: there are not two faces to tell apart.
        """
        return propose_split(self._recognition.state, group_id, person_id)

    def next_question(self, skipped: frozenset[str] = frozenset()) -> Question | None:
        """What to ask next: the question whose answer settles most. None when nothing is left.

        Args:
            skipped: ids of questions not to ask.
        """
        return self._recognition.queue.next_question(skipped)

    def next_questions(self, limit: int, skipped: frozenset[str] = frozenset()) -> list[Question]:
        """The next question and those that would follow, no two about the same faces: to have them at hand.

        An answer may bring up a better one, or settle one of these: look again after each.
        """
        return self._recognition.queue.next_questions(skipped, limit)

    def question(self, question_id: str) -> Question | None:
        """A question as it stands now; None where it was answered or is not worth asking any more."""
        return self._recognition.queue.question(question_id)

    def progress(self) -> ReviewProgress:
        """How much of the library is named, and about how long the questions that are left take."""
        queue = self._recognition.queue
        with self._database.read() as session:
            named, total = overview.named_and_all(session)
        return queue.progress(named, total)

    def face_crop(self, face_id: int) -> bytes | None:
        """A face's square crop as JPEG, from the store or else from the photo; None where the file is gone."""
        return pictures.face_crop(self._database, self._thumbnails, self.settings, face_id)

    def photo_thumbnail(self, photo_id: int) -> bytes | None:
        """A photo's thumbnail as JPEG (long side 512), from the store or else from the photo; None if that is gone."""
        return pictures.photo_thumbnail(self._database, self._thumbnails, self.settings, photo_id)

    def photo_pixels(self, photo_id: int, long_side: int) -> NDArray[np.uint8]:
        """A photo upright and at most this large: (height, width, 3) RGB, for the viewer.

        Raises:
            UserFacingError: no file of it can be read.
        """
        return pictures.photo_pixels(self._database, self.settings, photo_id, long_side)

    def export(self) -> dict[str, Any]:
        """People, photos and faces as plain values, for JSON and CSV."""
        with self._database.read() as session:
            return export.as_values(session)


def _readable_folder(path: Path) -> Path:
    """The real path of a folder that is there and can be read.

    Raises:
        UserFacingError: it is not.
    """
    absolute = Path(os.path.realpath(path.expanduser()))
    if not absolute.exists():
        raise UserFacingError(f"There is no folder {path}.", "Check its name, and that its disk is connected.")
    if not absolute.is_dir():
        raise UserFacingError(f"{path} is a file, not a folder.", "Choose the folder that it lies in.")
    if not folders.is_readable(str(absolute)):
        raise UserFacingError(f"{path} cannot be read.", "Check its rights.")
    return absolute
