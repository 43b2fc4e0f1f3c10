"""Handles commands that ignore many strangers at once. They never change a face that the user confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import faces
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.states import FaceStatus
from photoface.errors import UserFacingError
from photoface.library.commands.strangers import IgnoreOthersInPhotos, IgnoreSeenOnce, IgnoreSmaller
from photoface.library.handlers.removing import put_aside


def ignore_seen_once(journal: Journal, command: IgnoreSeenOnce) -> Facts:
    kept = set(command.keep)
    loose = faces.ids(journal.session, FaceStatus.ACTIVE, loose_only=True)
    count = _ignore(journal, [face_id for face_id in loose if face_id not in kept])
    return facts("ignored_seen_once", faces=count)


def ignore_smaller(journal: Journal, command: IgnoreSmaller) -> Facts:
    count = _ignore(journal, faces.smaller_ids(journal.session, command.pixels))
    return facts("ignored_smaller", faces=count, pixels=command.pixels)


def ignore_others_in_photos(journal: Journal, command: IgnoreOthersInPhotos) -> Facts:
    names = [name_of(journal.session, person_id) for person_id in command.person_ids]
    photo_ids = sorted(set(command.photo_ids))
    others = [
        face.id
        for face in faces.of_photos(journal.session, photo_ids)
        if not face.confirmed and face.person_id not in command.person_ids
    ]
    count = _ignore(journal, others)
    template = "ignored_others" if names else "ignored_everyone"
    return facts(template, people=names, photos=len(photo_ids), faces=count)


def _ignore(journal: Journal, face_ids: Sequence[int]) -> int:
    if not face_ids:
        raise UserFacingError("There is no such face to ignore.")
    return put_aside(journal, face_ids, FaceStatus.IGNORED)
