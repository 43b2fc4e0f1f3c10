"""The job that finds stacks (copies, raw and JPEG, bursts): compares new photos with all others.

It first makes the signatures by which photos are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

import numpy as np

from photoface.catalog import photo_signatures
from photoface.catalog.database import Database
from photoface.catalog.photo_signatures import ComparedPhoto, FoundMember, Signature
from photoface.catalog.summaries.changed import Changed
from photoface.errors import UnreadablePhoto
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.jobs import JobControl, Progress
from photoface.library.stack_settling import settle_stacks
from photoface.stacks.find_stacks import find_stacks
from photoface.stacks.new_photos import photos_to_look_at
from photoface.stacks.picture_signature import SIGNATURE_SIDE, signature_and_sharpness
from photoface.stacks.records import StackKind, StackPhoto
from photoface.stacks.tones import has_other_tones

SIGNATURES_AT_ONCE = 256
"""Photos whose signatures are kept in one transaction: a job that is stopped loses half a second of work."""

SHARE_OF_ALL = 0.3
"""Share of new photos from which all are compared at once: that is then as fast."""


_MERE_COPIES = (StackKind.RESIZED, StackKind.RECOMPRESSED, StackKind.CROPPED)


@dataclass(frozen=True, slots=True)
class StackFinding:
    """Finds the stacks of a library. What is interrupted goes on with the next run."""

    database: Database
    thumbnails: ThumbnailStore
    control: JobControl

    def run(self) -> Changed:
        """Do it; returns the photos whose stacks changed.

        Raises:
            JobCancelled: by the control.
        """
        self._make_signatures()
        if not self.database.query(photo_signatures.any_to_compare):
            return Changed()
        with self.database.read() as session:
            rows = photo_signatures.to_compare(session)
            facts = photo_signatures.facts(session)
            found = photo_signatures.found(session)
        rows = [row for row in rows if row[0] in facts]
        photos = [_record(facts[photo_id], sharpness) for photo_id, _, sharpness, _ in rows]
        signatures = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.uint8)
        signatures = signatures.reshape(len(rows), SIGNATURE_SIDE, SIGNATURE_SIDE)
        is_new = np.array([not is_compared for _, _, _, is_compared in rows], dtype=bool)
        if is_new.mean() >= SHARE_OF_ALL:
            looked_at = list(range(len(rows)))
        else:
            known = {member.photo_id: member.stack for member in found}
            stacks = [known.get(photo_id) for photo_id, _, _, _ in rows]
            looked_at = photos_to_look_at(photos, signatures, is_new, stacks, self.control.report)
        ids = [rows[index][0] for index in looked_at]
        members = _found(ids, [photos[index] for index in looked_at], signatures[looked_at], self.control)
        members = [self._told_from_edits(member) for member in members]
        compared = {rows[index][0]: rows[index][1] for index in np.flatnonzero(is_new).tolist()}
        with self.database.write(durable=False) as session:
            photo_signatures.keep_found(session, ids, members)
            photo_signatures.note_compared(session, compared)
            changed = settle_stacks(session)
        return Changed(photos=frozenset(changed), stacks=bool(changed))

    def _told_from_edits(self, member: FoundMember) -> FoundMember:
        """The member, as an edit where the photo has other tones than the one that it is a copy of."""
        if member.kind not in _MERE_COPIES or member.like_id is None:
            return member
        thumbnails = [self.thumbnails.photo(photo_id) for photo_id in (member.like_id, member.photo_id)]
        first, second = thumbnails
        if first is None or second is None:
            return member
        try:
            is_edit = has_other_tones(first, second)
        except UnreadablePhoto:
            return member
        return replace(member, kind=StackKind.EDITED.value) if is_edit else member

    def _make_signatures(self) -> None:
        """Make signatures of the photos that have none yet, or whose picture changed."""
        to_make = self.database.query(photo_signatures.to_make)
        photos, done = iter(to_make.items()), 0
        while batch := dict(islice(photos, SIGNATURES_AT_ONCE)):
            self.control.report(Progress("Looking for copies and bursts", done, len(to_make)))
            made = list(self._signatures(batch))
            with self.database.write(durable=False) as session:
                photo_signatures.keep(session, made)
            done += len(batch)

    def _signatures(self, contents: dict[int, str]) -> Iterator[Signature]:
        """The signatures of photos; those that have no thumbnail now are looked at by a later run."""
        for photo_id, content in contents.items():
            thumbnail = self.thumbnails.photo(photo_id)
            if thumbnail is None:
                continue
            try:
                signature, sharpness = signature_and_sharpness(thumbnail)
            except UnreadablePhoto:
                # The window makes a damaged thumbnail again when it shows it.
                continue
            yield Signature(photo_id, content, signature.tobytes(), sharpness)


def _record(known: ComparedPhoto, sharpness: float) -> StackPhoto:
    folder, _, name = known.path.rpartition("/")
    taken = known.file_taken_at if isinstance(known.file_taken_at, datetime) else None
    return StackPhoto(
        name=name,
        folder=folder,
        width=known.width,
        height=known.height,
        taken=taken,
        camera=known.camera or "",
        picture_hash=known.picture_hash or "",
        file_bytes=known.file_bytes,
        sharpness=sharpness,
        face_quality=round(known.face_quality, 1),
    )


def _found(ids: list[int], photos: list[StackPhoto], signatures: np.ndarray, control: JobControl) -> list[FoundMember]:
    """The stacks among photos, as the catalog keeps them."""
    members = []
    for stack in find_stacks(photos, signatures, report=control.report):
        number = min(ids[index] for index in stack.photos)
        members.append(FoundMember(ids[stack.top], number, 0, None, None))
        for position, member in enumerate(stack.members, start=1):
            members.append(FoundMember(ids[member.photo], number, position, member.kind.value, ids[member.like]))
    return members
