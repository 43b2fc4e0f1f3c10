"""Handles commands that put tags on photos or take them off, and that rename, merge or delete tags in the tree."""

from __future__ import annotations

from photoface.catalog import photos, tags
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.search.renamed_collections import saved_searches_follow
from photoface.errors import UserFacingError
from photoface.library.commands.collections import DeleteTag, MergeTags, RenameTag, TagPhotos, UntagPhotos
from photoface.library.handlers.typed_names import LONGEST_NAME
from photoface.text_folding import SEPARATOR, cleaned, shows_something
from photoface.text_folding import spelled_path as path_key

DEEPEST = 20
"""Tags inside each other."""

_WIDE_SEPARATOR = "\N{FULLWIDTH SOLIDUS}"
"""Compares as a slash, and is one to who writes Chinese or Japanese."""


def clean_path(path: str) -> str:
    """A path as it is kept: white space collapsed in each part.

    Raises:
        UserFacingError: a part is empty or endless, or there are too many.
    """
    parts = [cleaned(part) for part in path.replace(_WIDE_SEPARATOR, SEPARATOR).split(SEPARATOR)]
    if not all(map(shows_something, parts)):
        raise UserFacingError("A tag needs a name.", "Slashes stand between names: Travel/Italy")
    if len(parts) > DEEPEST:
        raise UserFacingError(f"Tags can stand in each other {DEEPEST} deep at most.")
    if any(len(part) > LONGEST_NAME for part in parts):
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return SEPARATOR.join(parts)


def tag_photos(journal: Journal, command: TagPhotos) -> Facts:
    wanted = photos.present(journal.session, command.photo_ids)
    tag = tags.make(journal, clean_path(command.path))
    count = tags.attach(journal, tag.id, wanted)
    if not count:
        raise UserFacingError(f"All of these photos have the tag {tag.path} already.")
    return facts("tagged", photos=count, tag=tag.path)


def untag_photos(journal: Journal, command: UntagPhotos) -> Facts:
    tag = tags.get(journal.session, command.tag_id)
    count = tags.detach(journal, [tag.id], photos.present(journal.session, command.photo_ids))
    if not count:
        raise UserFacingError(f"None of these photos has the tag {tag.path}.")
    return facts("untagged", tag=tag.path, photos=count)


def rename_tag(journal: Journal, command: RenameTag) -> Facts:
    tag = tags.get(journal.session, command.tag_id)
    path = clean_path(command.path)
    if path_key(path).startswith(f"{path_key(tag.path)}{SEPARATOR}"):
        raise UserFacingError(f"{tag.path} cannot be put inside itself.")
    taken = tags.by_path(journal.session, path)
    if taken is not None and taken.id != tag.id:
        raise UserFacingError(f"There is a tag {taken.path} already.", "Choose another name.")
    with saved_searches_follow(journal):
        renamed = tags.rename(journal, tag, path)
    return facts("tag_renamed", before=tag.path, tag=renamed)


def merge_tags(journal: Journal, command: MergeTags) -> Facts:
    tag, into = tags.get(journal.session, command.tag_id), tags.get(journal.session, command.into_id)
    if into.id in {one.id for one in tags.below(tags.everything(journal.session), [tag])}:
        raise UserFacingError(f"{tag.path} cannot be merged into itself.", "Choose a tag that does not stand in it.")
    count = len(tags.photos_with(journal.session, [tag.id]))
    with saved_searches_follow(journal) as merged:
        merged |= tags.merge(journal, tag, into)
    return facts("tags_merged", before=tag.path, tag=into.path, photos=count)


def delete_tag(journal: Journal, command: DeleteTag) -> Facts:
    tag = tags.get(journal.session, command.tag_id)
    doomed = tags.below(tags.everything(journal.session), [tag])
    count = tags.detach(journal, [one.id for one in doomed])
    tags.delete(journal, doomed)
    template = "tags_deleted" if len(doomed) > 1 else "tag_deleted"
    return facts(template, tag=tag.path, below=len(doomed) - 1, photos=count)
