"""Handles commands that put photos into Recently deleted, and that restore them from there."""

from __future__ import annotations

from photoface.catalog import deleted_photos
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError
from photoface.library.commands.photos import DeletePhotos, RestorePhotos


def delete_photos(journal: Journal, command: DeletePhotos) -> Facts:
    shown = deleted_photos.that_are_shown(journal.session, command.photo_ids)
    if not shown:
        raise UserFacingError("These photos are not in the library any more.")
    deleted_photos.delete(journal, shown)
    return facts("photos_deleted", photos=len(shown))


def restore_photos(journal: Journal, command: RestorePhotos) -> Facts:
    wanted = set(command.photo_ids)
    deleted = [photo_id for photo_id in deleted_photos.ids(journal.session) if photo_id in wanted]
    if not deleted:
        raise UserFacingError(
            "None of these photos is in Recently deleted any more.",
            "What was deleted for good may still be in the trash of your computer.",
        )
    deleted_photos.restore(journal, deleted)
    return facts("photos_restored", photos=len(deleted))
