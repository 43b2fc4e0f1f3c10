"""`Metadata`, the library's manager of names, tags and more in files and other programs: plans takeovers.

It also lists conflicts with the user's decisions, and the files that could not be read or written, and says whether
files have to be written. Nothing is taken over before the user's yes: `propose` and `propose_import` plan it, and the
command `TakeOver` carries the plan out as one decision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog import (
    erased_names,
    file_metadata,
    library_files,
    people,
    settings_store,
    takeover_conflicts,
    takeover_state,
    writing_queue,
)
from photoface.catalog.erased_names import ErasedNames
from photoface.catalog.file_metadata import WaitingRecord
from photoface.catalog.takeover_conflicts import FILES
from photoface.jobs import JobControl, Progress
from photoface.library.foreign_photos import LibraryFile, match_photos, roots_of
from photoface.library.manager import Manager, reads
from photoface.library.takeover import NameQuestion, Proposal
from photoface.library.written_record import NOTHING, together
from photoface.metadata.records import ForeignCatalog, ForeignPhoto, PhotoMetadata
from photoface.metadata.stored_records import from_values

REPORT_EVERY = 100

_HASHED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class _FoundRecord:
    """What a source says of a photo.

    Attributes:
        base: what the file said when it and the catalog agreed last, or after the last writing.
        row: ids of its `FileMetadata` and of its record; None for another program's catalog.
    """

    photo_id: int
    record: PhotoMetadata
    base: PhotoMetadata = NOTHING
    row: tuple[int, int] | None = None

    @classmethod
    def of(cls, waiting: WaitingRecord) -> _FoundRecord:
        base, written = (NOTHING if one is None else from_values(one) for one in (waiting.base, waiting.written))
        return cls(
            waiting.photo_id,
            from_values(waiting.record),
            together(written, base),
            (waiting.row_id, waiting.record_id),
        )


class Metadata(Manager):
    """Reads what scans found in files, and plans takeovers from files and from other programs."""

    counts = reads(file_metadata.counts)
    failures = reads(file_metadata.failures)
    conflicts = reads(takeover_conflicts.summaries)
    unwritten = reads(writing_queue.unwritten)

    def is_writing_due(self, *, again: bool = False) -> bool:
        """Whether files have to follow what was decided, which the user's setting asks for.

        Args:
            again: also where they could not be written before.
        """
        with self._database.read() as session:
            if settings_store.load(session).names_in_files == writing_queue.OFF:
                return False
            return writing_queue.is_due(session) or (again and bool(writing_queue.due(session, again=True)))

    def propose(
        self,
        control: JobControl | None = None,
        mapping: Mapping[str, str] | None = None,
        photo_ids: Collection[int] | None = None,
    ) -> Proposal:
        """Plan to take over what files say and what was not taken over yet; nothing changes.

        Args:
            mapping: whom names of the files mean: another name, `#7` for the person of that number, or an empty text
                to leave the name out.
            photo_ids: of these photos only.

        Raises:
            JobCancelled: by the control.
            UserFacingError: the mapping names the number of nobody.
        """
        with self._database.read() as session:
            waiting = list(file_metadata.waiting(session, photo_ids))
        found = [_FoundRecord.of(one) for one in waiting]
        return self._plan(FILES, found, control or JobControl(), mapping or {})

    def propose_import(
        self,
        catalog: ForeignCatalog,
        control: JobControl | None = None,
        mapping: Mapping[str, str] | None = None,
        roots: Mapping[str, str] | None = None,
    ) -> Proposal:
        """Plan to take over what another program's catalog says; nothing changes.

        Args:
            mapping: as for `propose`.
            roots: where folders or disks of that catalog lie now, by the name that it has for them.

        Raises:
            JobCancelled: by the control.
            UserFacingError: the mapping names the number of nobody.
        """
        control = control or JobControl()
        with self._database.read() as session:
            files = [LibraryFile(*row) for row in library_files.all_files(session)]
        found: list[_FoundRecord] = []
        elsewhere: list[ForeignPhoto] = []
        total = len(catalog.photos)
        matches = match_photos(catalog.photos, files, roots or {}, sha1_of)
        for done, (photo, photo_id) in enumerate(zip(catalog.photos, matches, strict=True)):
            if done % REPORT_EVERY == 0:
                control.report(Progress("Looking for the photos", done, total))
            if photo_id is None:
                elsewhere.append(photo)
            else:
                found.append(_FoundRecord(photo_id, photo.metadata))
        return self._plan(catalog.program, found, control, mapping or {}, catalog, elsewhere)

    def _plan(
        self,
        source: str,
        found: Collection[_FoundRecord],
        control: JobControl,
        mapping: Mapping[str, str],
        catalog: ForeignCatalog | None = None,
        elsewhere: Sequence[ForeignPhoto] = (),
    ) -> Proposal:
        from photoface.library.takeover_names import NamesOfSource
        from photoface.library.takeover_planning import TakeoverPlan

        with self._database.read() as session:
            now = takeover_state.read(session, {one.photo_id for one in found})
            in_files = erased_names.names_in_files(session)
            names = NamesOfSource(people.names(session), mapping, now.deleted_names, ErasedNames.read(session))
            plan = TakeoverPlan(now, names)
            agreed: list[tuple[int, int]] = []
            for done, one in enumerate(found):
                if done % REPORT_EVERY == 0:
                    control.report(Progress("Comparing with your faces", done, len(found)))
                if plan.add_photo(one.photo_id, one.record, one.base) and one.row is not None:
                    agreed.append(one.row)
            if catalog is not None:
                plan.add_people(catalog.people)
            questions = tuple(
                NameQuestion(name, count, people.told_apart(session, sorted(names.may_be(name))))
                for name, count in names.questions.most_common()
            )
        return Proposal(
            takeover=plan.takeover(source, agreed),
            people=len(plan.said_names),
            named_regions=plan.named_regions,
            matched=plan.matched,
            photos=len({one.photo_id for one in found}),
            photos_elsewhere=len(elsewhere),
            roots_elsewhere=roots_of(elsewhere),
            too_small=plan.too_small,
            questions=questions,
            erased=tuple(sorted(names.left_out | (in_files if catalog is None else set()))),
            remarks=_remarks(catalog, (one.record for one in found)),
        )


def _remarks(catalog: ForeignCatalog | None, records: Iterable[PhotoMetadata]) -> tuple[str, ...]:
    """What of another program's catalog could not be read; of files the scan says it."""
    if catalog is None:
        return ()
    return tuple(dict.fromkeys([*catalog.remarks, *(remark for record in records for remark in record.remarks)]))


def sha1_of(file: LibraryFile) -> str | None:
    """A file's SHA-1; None if it cannot be read now."""
    digest = hashlib.sha1(usedforsecurity=False)
    try:
        with Path(file.path).open("rb") as opened:
            while block := opened.read(_HASHED_AT_ONCE):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
