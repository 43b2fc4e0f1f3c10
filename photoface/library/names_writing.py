"""The job that writes names, tags, dates and other values into sidecars or photo files, or takes names out again.

Each batch is on the disk before the catalog notes what was written. A job that is killed in between is completed by the
next one, which finds that the files already say what was to be written. It can also only say what it would write, or
only note what other programs changed against the user's decisions.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from photoface.catalog import (
    people,
    takeover_conflicts,
    takeover_state,
    writing_queue,
    written_metadata,
)
from photoface.catalog.database import Database
from photoface.catalog.written_metadata import FileToWrite
from photoface.errors import UserFacingError
from photoface.imaging.file_hashes import file_hashes
from photoface.imaging.photo_bytes import content_hash
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.jobs import JobControl, RateMeter
from photoface.library import three_way
from photoface.library.own_in_files import (
    ExifToWrite,
    against,
    has_own,
    noted_beside,
    with_own,
)
from photoface.library.unknown_turns import note_unknown_turns
from photoface.library.writing_plan import WritingPlan, says_everything
from photoface.library.writing_report import NOT_THERE, WritingReport
from photoface.library.written_notes import WrittenNotes, record_of
from photoface.library.written_record import (
    NOTHING,
    SaidHere,
    is_named,
    together,
    without_names,
    without_people,
)
from photoface.metadata.batch_writing import Outcome, WritingTask, write_batches
from photoface.metadata.exif_editing import ExifChange
from photoface.metadata.exiftool import ExifTool
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination, PhotoMetadata
from photoface.metadata.region_writing import Photo
from photoface.metadata.stored_records import VERSION, from_values
from photoface.metadata.writing import WritingChoices
from photoface.scan.interrupted_writing import (
    FORMER,
    IN_FILE,
    ORIENTATION,
    exif_of,
    forget_pictures,
    settle_interrupted,
    state_of,
)
from photoface.scan.metadata_reading import MetadataReader

PHOTOS_AT_ONCE = 1_000
"""Photos of which the catalog's state is read at a time: what is decided meanwhile about these is written next time."""

STAGE, COMPARING = "Writing names", "Comparing with files"


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Photos whose state was read at one time.

    Attributes:
        marks: what noted then that they are to be written, by photo.
    """

    photo_ids: Sequence[int]
    marks: Mapping[int, int]
    plans: Sequence[WritingPlan]


class NamesWriting:
    """One run of the job.

    Args:
        photo_ids: whose files; None for all photos about which there is something to write.
        choices: where they are written, and whether photo files keep their modification time.
        remove: take the names that PhotoFace wrote out again, instead of writing.
    """

    def __init__(
        self,
        database: Database,
        thumbnails: ThumbnailStore,
        control: JobControl,
        photo_ids: Collection[int] | None = None,
        choices: WritingChoices = WritingChoices(),  # noqa: B008 - it is frozen
        *,
        remove: bool = False,
    ) -> None:
        self._database = database
        self._thumbnails = thumbnails
        self._control = control
        if photo_ids is None:
            photo_ids = database.query(written_metadata.photos_with_something_to_write)
        self._photo_ids = sorted(photo_ids)
        self._choices = choices
        self._remove = remove
        self._meter = RateMeter(control.working_time)
        self._done = 0
        self._stage = STAGE
        self._reader = MetadataReader()
        self._unwritten: dict[int, str] = {}
        self._exif: dict[int, ExifToWrite] = {}
        self._beside: dict[int, dict[str, Any]] = {}
        self.report = WritingReport(photos=len(self._photo_ids))

    def preview(self) -> WritingReport:
        """Say what would be written; no file changes."""
        for plan in itertools.chain.from_iterable(chunk.plans for chunk in self._chunks()):
            if self._may_be_written(plan):
                self._count(plan)
                self.report.written += plan.would_change
        return self.report

    def run(self) -> WritingReport:
        """Write.

        Raises:
            JobCancelled: by the control; what was written is noted.
        """
        self.report.turned |= settle_interrupted(self._database, self._thumbnails)
        with contextlib.ExitStack() as stack:
            exiftool: ExifTool | None = None
            for chunk in self._chunks():
                self._note_changes(chunk)
                for choices, some in self._by_choices(chunk.plans):
                    if choices.destination is Destination.FILE and exiftool is None:
                        exiftool = ExifTool.find()
                        if exiftool is not None:
                            stack.enter_context(exiftool)
                    by_path = {plan.file.path: plan for plan in some}
                    batches = write_batches(
                        self._tasks(by_path, choices.destination),
                        choices,
                        exiftool,
                        before_batch=functools.partial(self._note_intentions, by_path, choices.destination),
                        about_to_replace=functools.partial(self._note_new_content, by_path),
                    )
                    for outcomes in batches:
                        self._note(outcomes, by_path)
                        # The next batch sees what was written, and what others wrote meanwhile.
                        self._reader = MetadataReader()
                self._settle(chunk)
        return self.report

    def note_changes(self) -> None:
        """Note what other programs changed against the user's decisions, for the user to decide; no file changes.

        Raises:
            JobCancelled: by the control; the next scan compares the rest.
        """
        self._stage = COMPARING
        for chunk in self._chunks():
            self._note_changes(chunk)

    def _note_changes(self, chunk: _Chunk) -> None:
        found = [change for plan in chunk.plans for change in plan.changes]
        if found:
            with self._database.write() as session:
                takeover_conflicts.note(session, takeover_conflicts.FILES, found)

    def _settle(self, chunk: _Chunk) -> None:
        """Note which photos' files say everything now, and which do not."""
        with self._database.write() as session:
            writing_queue.settle(session, chunk.marks.values(), self._unwritten)
        self._unwritten.clear()

    def _by_choices(self, plans: Sequence[WritingPlan]) -> Iterator[tuple[WritingChoices, list[WritingPlan]]]:
        """Plans of files that are written alike."""
        groups: dict[WritingChoices, list[WritingPlan]] = defaultdict(list)
        for plan in plans:
            # What is in the file already must follow there too; and removing is done where the names are.
            is_in_file = plan.is_in_file or (self._choices.destination is Destination.FILE and not self._remove)
            destination = Destination.FILE if is_in_file else Destination.SIDECAR
            # The date of some photos is nothing but their file's time, which must stay then.
            keeps_time = self._choices.keep_modification_time or plan.file.is_dated_by_file
            choices = replace(self._choices, destination=destination, keep_modification_time=keeps_time)
            if plan.was_written_alike(is_in_file=is_in_file):
                if self._may_be_written(plan):
                    self._count(plan)
            elif is_in_file or plan.file.sidecars or plan.would_change:
                groups[choices].append(plan)
            else:
                self._count(plan)  # no sidecar for what the file says itself
                self.report.files += 1
        yield from groups.items()

    def _chunks(self) -> Iterator[_Chunk]:
        total = len(self._photo_ids)
        for start in range(0, total, PHOTOS_AT_ONCE):
            self._control.report(self._meter.progress(self._stage, start, total))
            some = self._photo_ids[start : start + PHOTOS_AT_ONCE]
            note_unknown_turns(self._database, some)
            with self._database.read() as session:
                now = takeover_state.read(session, some)
                names = {person.id: person.name for person in people.names(session)}
                names_ever = takeover_state.names_ever(session)
                tags = written_metadata.tag_paths(session, some)
                waiting, kept = written_metadata.undecided(session), takeover_conflicts.kept(session)
                files = written_metadata.files(session, some)
                marks = writing_queue.marks(session, some)
            without_file = {*some} - {file.photo_id for file in files}
            self.report.without_file += len(without_file)
            self._unwritten.update(dict.fromkeys(without_file & marks.keys(), NOT_THERE))
            said = {
                photo_id: SaidHere(
                    photo,
                    names,
                    names_ever,
                    tags.get(photo_id, ()),
                    waiting.get(photo_id, ()),
                    kept.get(photo_id, ()),
                )
                for photo_id, photo in now.photos.items()
            }
            copies = Counter(file.photo_id for file in files)
            plans = [self._plan(file, said[file.photo_id], is_only_file=copies[file.photo_id] == 1) for file in files]
            yield _Chunk(some, marks, plans)
            self._done = start + len(some)

    def _plan(self, file: FileToWrite, said: SaidHere, *, is_only_file: bool) -> WritingPlan:
        before, agreed, own = (
            NOTHING if values is None else from_values(values) for values in (file.record, file.base, file.written)
        )
        if self._remove:
            return WritingPlan(file, said, before, own, own, without_names(own))
        wanted = said.wanted(before)
        if says_everything(file, said, wanted, before, own):
            return WritingPlan(file, said, before, own, own, wanted, (), is_only_file, says_everything=True)
        base = three_way.may_change(said, before, together(own, said.taken_over(agreed)))
        # What is still to be decided about is no less what the file said.
        known = together(own, replace(said, waiting=()).taken_over(agreed))
        # A sidecar of ours that is gone as a whole is no other program's word about anybody in it.
        is_lost = file.record is None and not file.sidecars and file.written is not None and IN_FILE not in file.written
        changes = [] if is_lost else three_way.changes(said, wanted, before, known)
        wanted = three_way.without(said, wanted, changes)
        if said.photo.values["rating"] is None and base.rating and "rating" in said.photo.decided:
            # Stars that the user took away: files say so by none.
            wanted = together(PhotoMetadata(rating=0), wanted)
        otherwise = said.named_otherwise(wanted, before, base)
        self.report.left += [
            (file.path, f"The file names {theirs} where {ours} is.") for ours, theirs in otherwise.items()
        ]
        open_changes = [one for one in changes if one.kind in three_way.GONE and one.key not in said.kept]
        self.report.left += [
            (file.path, f"Another program took {one.theirs} out of the file: `photoface metadata conflicts`.")
            for one in open_changes
        ]
        wanted = with_own(without_people(wanted, otherwise), file)
        return WritingPlan(file, said, before, own, base, wanted, changes, is_only_file)

    def _tasks(self, plans: Mapping[Path, WritingPlan], destination: Destination) -> Iterator[WritingTask]:
        for number, (path, plan) in enumerate(plans.items()):
            self._control.report(
                self._meter.progress(self._stage, min(self._done + number, len(self._photo_ids)), len(self._photo_ids))
            )
            if self._may_be_written(plan):
                try:
                    exif = self._exif_of(plan, is_in_file=destination is Destination.FILE)
                except UserFacingError as error:
                    self._skip(plan.file, f"{error.sentence} {error.remedy}".strip())
                    continue
                photo = Photo(plan.said.photo.turn.size(*plan.said.photo.size), plan.said.photo.turn)
                yield WritingTask(path, plan.wanted, plan.base, photo, exif)

    def _exif_of(self, plan: WritingPlan, *, is_in_file: bool) -> ExifChange | None:
        """What is changed in a photo's EXIF; what stood where the user's own goes is kept in mind.

        Raises:
            UnreadablePhoto: the file cannot be read.
        """
        file = plan.file
        is_first = has_own(file) and FORMER not in (file.written or {})
        self._beside[file.id] = noted_beside(file, read_metadata(file.path) if is_first else None)
        change = plan.exif_change
        if not is_in_file or change.is_nothing:
            return None
        found = self._exif[file.id] = against(change, file, exif_of(file.path))
        self.report.left += [(file.path, sentence) for sentence in found.left]
        return found.change

    def _may_be_written(self, plan: WritingPlan) -> bool:
        """Whether the file is as the catalog knows it, or as a killed job left it; else the report says why not."""
        file = plan.file
        self.report.files += 1
        try:
            reason = self._obstacle(plan)
        except UserFacingError as error:
            reason = f"{error.sentence} {error.remedy}".strip()
        if reason is not None:
            self._skip(file, reason)
        return reason is None

    def _skip(self, file: FileToWrite, reason: str) -> None:
        self.report.skipped.append((file.path, reason))
        self._unwritten.setdefault(file.photo_id, reason)

    def _obstacle(self, plan: WritingPlan) -> str | None:
        """Why a file is not written.

        Raises:
            UnreadablePhoto: it cannot be read.
        """
        file = plan.file
        if file.version != VERSION or file.turn is None:
            return f"{file.path.name} was not read by this version of PhotoFace yet. Scan first."
        is_same_file = state_of(file.path) == (file.size, file.modified_ns)
        if is_same_file and frozenset(self._reader.sidecars(file.path, file.folder)) == file.sidecars:
            return None
        found = self._reader.read(file.path, file.folder)
        if not found.is_final:
            return found.failure
        changed = f"Another program changed {file.path.name} or its sidecar. Scan first, so that nothing is lost."
        if not is_same_file and file_hashes(file.path)[1] != file.picture_hash:
            return changed
        known = [plan.wanted, plan.before, plan.own_before]
        return None if plan.said.is_explained(record_of(found), known) else changed

    def _count(self, plan: WritingPlan) -> None:
        self.report.named_faces += sum(is_named(region) for region in plan.wanted.regions)

    def _note_intentions(
        self, plans: Mapping[Path, WritingPlan], destination: Destination, tasks: Sequence[WritingTask]
    ) -> None:
        """Note what a batch is about to write, so that it is known as PhotoFace's own even if the job is killed."""
        own = {}
        for file_id, plan in ((plans[task.path].file.id, plans[task.path]) for task in tasks):
            exif = self._exif.get(file_id)
            beside = {**self._beside[file_id], **({} if exif is None else exif.noted)}
            own[file_id] = plan.own_as_noted(beside, is_in_file=destination is Destination.FILE)
            if exif is not None and exif.change.turn is not None:
                own[file_id][ORIENTATION] = int(exif.change.turn)
        with self._database.write() as session:
            written_metadata.note_being_written(session, own)

    def _note_new_content(self, plans: Mapping[Path, WritingPlan], path: Path, data: bytes) -> None:
        with self._database.write() as session:
            written_metadata.note_new_content(session, plans[path].file.id, content_hash(data))

    def _note(self, outcomes: Sequence[Outcome], plans: Mapping[Path, WritingPlan]) -> None:
        """Note in the catalog what a batch wrote, in one transaction."""
        notes = WrittenNotes()
        for task, outcome in outcomes:
            plan = plans[task.path]
            file = plan.file
            exif, beside = self._exif.pop(file.id, None), self._beside.pop(file.id, {})
            if isinstance(outcome, UserFacingError):
                self._skip(file, f"{outcome.sentence} {outcome.remedy}".strip())
                continue
            self._count(plan)
            self.report.add(task.path, outcome)
            notes.add(plan, outcome, exif, beside)
        with self._database.write() as session:
            turned = notes.save(session)
            written_metadata.forget_being_written(session, [plans[task.path].file.id for task, _ in outcomes])
        forget_pictures(self._thumbnails, turned)
        self.report.turned |= turned
