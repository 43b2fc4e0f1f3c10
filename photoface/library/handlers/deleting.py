"""Handles commands that put photos, or second files of photos, into Recently deleted, and that restore them."""

from __future__ import annotations

from photoface.catalog import deleted_photos, second_files
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError
from photoface.library.commands.photos import DeleteFiles, DeletePhotos, RestoreFiles, RestorePhotos


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


def delete_files(journal: Journal, command: DeleteFiles) -> Facts:
    chosen, last = second_files.can_be_deleted(journal.session, command.file_ids)
    if last:
        raise UserFacingError(
            "No other file of this photo can be reached: its last one stays.",
            "Keep one file of each photo, or delete the photo itself.",
        )
    if not chosen:
        raise UserFacingError("These files are not in the library any more.")
    second_files.delete(journal, chosen)
    return facts("files_deleted", files=len(chosen))


def restore_files(journal: Journal, command: RestoreFiles) -> Facts:
    restored = second_files.restore(journal, command.file_ids)
    if not restored:
        raise UserFacingError("None of these files is in Recently deleted any more.")
    return facts("files_restored", files=restored)
